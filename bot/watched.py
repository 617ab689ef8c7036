"""Everyone has watched some episodes: the question to the owner, what was done, and the button that undoes it.

One message for the episodes of a show; it always says how they stand now. The owner's policy is set here, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import said
from bot.house import House
from bot.markup import Html, escape, fill, joined, one_line
from bot.noticed import arrived
from bot.screen import Reply, Rows, Screen, Toast, in_rows
from bot.texts import Texts, texts_for
from bot.visit import Visit, button_for
from pipeline import clearing, outbox, shows, watched
from pipeline.clearing import Watched
from pipeline.model import Episode, Fate, Person
from pipeline.store import nouns
from pipeline.store.tables import episode as episode_table
from pipeline.store.tables import media_file
from pipeline.watched import Policy, What
from pipeline.words import size_text

CODES_MOST = 300  # characters
DAYS = (1, 3, 7, 30)
KEEP, DELETE, UNDO = range(3)  # as buttons say it
WHATS: tuple[What, ...] = ("keep", "ask", "delete")


@dataclass(frozen=True)
class _Batch:
    """The episodes of one message."""

    rows: list[Watched]
    show: str
    episodes: list[Episode]
    size: int

    @property
    def state(self) -> Fate:
        return self.rows[0].state


def _batch(db: Connection, number: int) -> _Batch | None:
    rows = clearing.rows_of(db, number)
    ids = [row.episode_id for row in rows]
    ordered = episode_table.select().where(episode_table.c.id.in_(ids))
    found = nouns(Episode, db.execute(ordered.order_by(episode_table.c.season, episode_table.c.number)))
    if not found:
        return None
    files = db.execute(media_file.select().where(media_file.c.id.in_([row.file_id for row in rows]))).all()
    size = sum({file.path: file.size for file in files}.values())  # several episodes may be in one file
    return _Batch(rows, shows.by_id(db, found[0].show_id).title, found, size)


def codes(episodes: list[Episode]) -> str:
    """ "S01E01–E03, S01E05": what follows each other as one; in order."""
    runs: list[list[Episode]] = []
    for one in episodes:
        if runs and (runs[-1][-1].season, runs[-1][-1].number + 1) == (one.season, one.number):
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(run[0].code if len(run) == 1 else f"{run[0].code}–E{run[-1].number:02}" for run in runs)


# -------------------------------------------------------------------------------------------------------- the message


async def notice(house: House, person: Person, row_id: int, news: outbox.Watched) -> Screen | None:
    """The message as it is sent; None when it has been settled before."""
    batch = await house.read(_batch, news.batch)
    t = texts_for(person.language)
    if batch is None or batch.state not in (Fate.ASKED, Fate.GONE):
        return None
    return _screen(house, person, t, row_id, batch)


def _screen(house: House, person: Person, t: Texts, row_id: int, batch: _Batch) -> Screen:
    def ask(label: str, choice: int) -> Rows:
        return ((button_for(house, person, label, "watched", row_id, choice),),)

    words = {
        Fate.ASKED: t.watched_ask,
        Fate.GOING: t.watched_going,
        Fate.GONE: t.watched_gone,
        Fate.RETURNING: t.watched_returning,
        Fate.KEPT: t.watched_back if batch.rows[0].moved else t.watched_kept,
    }
    values = {"show": batch.show, "codes": one_line(codes(batch.episodes), CODES_MOST), "size": size_text(batch.size)}
    text = said.count(words.get(batch.state, t.watched_ask), len(batch.episodes), **values)
    rows: Rows = ()
    if batch.state is Fate.ASKED:
        rows = (ask(t.b_delete, DELETE)[0] + ask(t.b_keep_it, KEEP)[0],)
    if batch.state is Fate.GONE:
        until = _until(house, batch.rows[0])
        if until is not None:
            text = joined([text, fill(t.watched_until, when=said.moment(t, person, until))])
        rows = (ask(t.b_undo, UNDO)[0] + (button_for(house, person, t.b_ok, "ok", row_id),),)
    return Screen(text=text, rows=rows)


def _until(house: House, row: Watched) -> datetime | None:
    """For how long the recycle folder keeps it; None: for ever."""
    days = house.settings.recycle_days
    return row.changed_at + timedelta(days=days) if days else None


async def press(visit: Visit) -> Reply:
    """Delete, keep or undo: the message says what came of it."""
    row_id, choice = visit.numbers
    row = await visit.house.read(outbox.by_id, row_id)
    news = row.news if row is not None and await arrived(visit, row_id) else None
    batch = await visit.house.read(_batch, news.batch) if isinstance(news, outbox.Watched) else None
    if batch is None or not isinstance(news, outbox.Watched):
        return Toast(visit.t.outdated, alert=True)
    house = visit.house
    if choice == KEEP:
        await house.write(watched.keep, news.batch)
    elif choice == DELETE and batch.state is Fate.ASKED:
        await house.outside(clearing.send_away, house.store, house.players, house.settings, news.batch)
    elif choice == UNDO and batch.state is Fate.GONE:
        await house.outside(clearing.bring_back, house.store, house.players, house.settings, batch.rows)
    after = await house.read(_batch, news.batch)
    if after is None:
        return Screen(text=escape(visit.t.watched_not_there))
    return _screen(house, visit.person, visit.t, row_id, after)


# ---------------------------------------------------------------------------------------------------------- the policy


def policy_words(t: Texts, policy: Policy) -> Html:
    days = said.count(t.watched_delete, round(policy.days))
    return {"keep": escape(t.watched_keep), "ask": escape(t.watched_ask_me), "delete": days}[policy.what]


async def settings(visit: Visit) -> Reply:
    """What becomes of watched episodes; with numbers (what, days): that from now on."""
    house, t = visit.house, visit.t
    if visit.numbers:
        what, days = visit.numbers
        await house.write(watched.set_policy, Policy(what=WHATS[what], days=days))
    policy = await house.read(watched.policy, house.settings)
    lines = [fill(t.watched_head, policy=policy_words(t, policy))]
    if policy.what != "keep":
        lines += await _who_is_unknown(visit)
    buttons = [visit.button(t.b_watched_keep, "afterall", 0, 0), visit.button(t.b_watched_ask, "afterall", 1, 0)]
    buttons += [visit.button(said.count(t.b_watched_delete, days), "afterall", 2, days) for days in DAYS]
    toast = t.settings_saved if visit.numbers else ""
    return Screen(text=joined(lines), rows=(*in_rows(buttons, 2), (visit.button(t.b_back, "settings"),)), toast=toast)


async def _who_is_unknown(visit: Visit) -> list[Html]:
    """Whose watching cannot be known, so that nothing that they follow goes."""
    house = visit.house

    def ask() -> list[str]:
        with house.store.read() as db:
            return watched.unknown_followers(db, house.players)

    if not house.players:
        return [escape(visit.t.no_player_watched)]
    names = await house.outside(ask)
    return [fill(visit.t.watched_unknown, names=one_line(", ".join(names), CODES_MOST))] if names else []
