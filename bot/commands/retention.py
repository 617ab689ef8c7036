"""Everyone has watched some episodes: the question to the owner, what was done, and the button that undoes it.

One message for the episodes of a show; it always says how they stand now. The owner's policy is set here, too.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chat import phrases
from bot.chat.context import BotContext
from bot.chat.markup import Html, escape, fill, joined, one_line
from bot.chat.phrases import told
from bot.chat.request import Request, button_for
from bot.chat.view import Reply, Rows, Toast, View, in_rows
from bot.commands.dismiss import arrived
from bot.texts import Texts, texts_for
from messages.units import size_text
from pipeline.errors import UserError
from pipeline.model import DeletionState, Episode, Person
from pipeline.model.jobs import Job, JobKind, JobState
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.services import deletion, retention
from pipeline.services.retention import Policy, What
from pipeline.store import Connection, deletions, media_files, outbox, runs, shows
from pipeline.store.deletions import Watched

PATIENCE = 5.0  # seconds that a press waits for what it has begun
CODES_MOST = 300  # characters
DAYS = (1, 3, 7, 30)
KEEP, DELETE, UNDO, LOOK = range(4)  # as buttons say it
WHATS: tuple[What, ...] = ("keep", "ask", "delete")
MOVING = (DeletionState.GOING, DeletionState.RETURNING)
BEGUN = {
    (JobKind.DELETE, DeletionState.ASKED): DeletionState.GOING,
    (JobKind.RESTORE, DeletionState.GONE): DeletionState.RETURNING,
}


@dataclass(frozen=True)
class _Batch:
    """The episodes of one message."""

    rows: list[Watched]
    show: str
    episodes: list[Episode]
    size: int
    job: Job | None  # that deletes them, or brings them back

    @property
    def state(self) -> DeletionState:
        """How they stand. What is to be moved, and waits for its turn, counts as being moved."""
        state = self.rows[0].state
        return state if self.job is None else BEGUN.get((self.job.kind, state), state)


def _batch(db: Connection, number: int) -> _Batch | None:
    rows = deletions.of_batch(db, number)
    ids = [row.episode_id for row in rows]
    found = shows.episodes_by_id(db, ids)
    if not found:
        return None
    files = media_files.by_ids(db, [row.file_id for row in rows])
    size = sum({file.path: file.size for file in files}.values())  # several episodes may be in one file
    return _Batch(rows, shows.by_id(db, found[0].show_id).title, found, size, deletion.moving(db, number, rows))


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


async def notice(context: BotContext, person: Person, row_id: int, news: outbox.Watched) -> View | None:
    """The message as it is sent; None when it has been settled before."""
    batch = await context.read(_batch, news.batch)
    t = texts_for(person.language)
    if batch is None or batch.state not in (DeletionState.ASKED, DeletionState.GONE):
        return None
    return _screen(context, person, t, row_id, batch)


def _screen(context: BotContext, person: Person, t: Texts, row_id: int, batch: _Batch) -> View:
    def ask(label: str, choice: int) -> Rows:
        return ((button_for(context, person, label, "watched", row_id, choice),),)

    words = {
        DeletionState.ASKED: t.watched_ask,
        DeletionState.GOING: t.watched_going,
        DeletionState.GONE: t.deleted_gone if deletion.by_hand(batch.rows[0].batch or 0) else t.watched_gone,
        DeletionState.RETURNING: t.watched_returning,
        DeletionState.KEPT: t.watched_back if batch.rows[0].moved else t.watched_kept,
    }
    values = {"show": batch.show, "codes": one_line(codes(batch.episodes), CODES_MOST), "size": size_text(batch.size)}
    text = phrases.count(words.get(batch.state, t.watched_ask), len(batch.episodes), **values)
    rows: Rows = ()
    if batch.state is DeletionState.ASKED:
        rows = (ask(t.b_delete, DELETE)[0] + ask(t.b_keep_it, KEEP)[0],)
    if batch.state is DeletionState.GONE:
        until = _until(context, batch.rows[0])
        if until is not None:
            text = joined([text, fill(t.watched_until, when=phrases.moment(person, until))])
        rows = (ask(t.b_undo, UNDO)[0] + (button_for(context, person, t.b_ok, "ok", row_id),),)
    if batch.state in MOVING:
        rows = (ask(t.b_refresh, LOOK)[0],)
    return View(text=text, rows=rows, asks=batch.state is DeletionState.ASKED)


def _until(context: BotContext, row: Watched) -> datetime | None:
    """For how long the recycle folder keeps it; None: for ever."""
    days = context.settings.recycle_days
    return row.changed_at + timedelta(days=days) if days else None


async def press(request: Request) -> Reply:
    """Delete, keep or undo: the message says what came of it."""
    row_id, choice = request.numbers
    context, number = request.context, await _batch_number(request, row_id)
    batch = None if number is None else await context.read(_batch, number)
    if number is None or batch is None:
        return Toast(request.t.outdated, alert=True)
    await _carry_out(context, choice, number, batch)
    after = await context.read(_batch, number)
    if after is None:
        return View(text=escape(request.t.watched_not_there))
    return _live(request, row_id, number, after)


def _live(request: Request, row_id: int, number: int, batch: _Batch) -> View:
    """The message as it stands, drawn again by itself while something is being moved."""

    async def again() -> View | None:
        after = await request.context.read(_batch, number)
        if after is None:
            return None
        screen = _live(request, row_id, number, after)
        why = await request.context.read(_came_to_nothing, batch) if after.job is None else NO_REASON
        return replace(screen, text=joined([screen.text, escape(told(request.person, why))])) if why else screen

    screen = _screen(request.context, request.person, request.t, row_id, batch)
    return replace(screen, refresh=again) if batch.state in MOVING else screen


def _came_to_nothing(db: Connection, batch: _Batch) -> Reason:
    """Why what was being done with these episodes could not be."""
    if batch.job is None:
        return NO_REASON
    state, reason = runs.how_it_ended(db, batch.job.id)
    return reason if state is JobState.ABANDONED else NO_REASON


async def _batch_number(request: Request, row_id: int) -> int | None:
    """Which episodes the pressed message is about; None when it is not this person's, or about something else."""
    row = await request.context.read(outbox.by_id, row_id)
    news = row.news if row is not None and await arrived(request, row_id) else None
    return news.batch if isinstance(news, outbox.Watched) else None


async def _carry_out(context: BotContext, choice: int, number: int, batch: _Batch) -> None:
    if choice == KEEP:
        await context.write(deletions.keep, number)
    elif choice == DELETE and batch.state is DeletionState.ASKED:
        await outcome(context, await context.write(deletion.delete, number, context.stages))
    elif choice == UNDO and batch.state is DeletionState.GONE:
        await bring_back(context, batch.rows)


async def bring_back(context: BotContext, rows: list[Watched]) -> None:
    """Undo, and wait for it a while. UserError when it cannot be."""
    await outcome(context, await context.write(deletion.bring_back, context.settings, rows, context.stages))


async def outcome(context: BotContext, job_id: int | None) -> None:
    """Wait for a job that takes but a moment when nothing is in its way. UserError when it came to nothing."""
    end = time.monotonic() + PATIENCE
    while job_id is not None and time.monotonic() < end:
        state, reason = await context.read(runs.how_it_ended, job_id)
        if state is JobState.ABANDONED:
            raise UserError(reason)
        if state is not JobState.ACTIVE or reason:
            return
        await asyncio.sleep(0.1)


# ---------------------------------------------------------------------------------------------------------- the policy


def policy_words(t: Texts, policy: Policy) -> Html:
    days = phrases.count(t.watched_delete, round(policy.days))
    return {"keep": escape(t.watched_keep), "ask": escape(t.watched_ask_me), "delete": days}[policy.what]


async def settings(request: Request) -> Reply:
    """What becomes of watched episodes; with numbers (what, days): that from now on."""
    context, t = request.context, request.t
    if request.numbers and request.numbers[0] < len(WHATS):
        what, days = request.numbers
        await context.write(retention.set_policy, Policy(what=WHATS[what], days=days))
    policy = await context.read(retention.policy, context.settings)
    lines = [fill(t.watched_head, policy=policy_words(t, policy))]
    if policy.what != "keep":
        lines += await _who_is_unknown(request)
    buttons = [request.button(t.b_watched_keep, "afterall", 0, 0), request.button(t.b_watched_ask, "afterall", 1, 0)]
    buttons += [request.button(phrases.count(t.b_watched_delete, days), "afterall", 2, days) for days in DAYS]
    toast = t.settings_saved if request.numbers else ""
    return View(text=joined(lines), rows=(*in_rows(buttons, 2), (request.button(t.b_back, "settings"),)), toast=toast)


async def _who_is_unknown(request: Request) -> list[Html]:
    """Whose watching cannot be known, so that nothing that they follow goes."""
    context = request.context

    def ask() -> list[str]:
        with context.store.read() as db:
            return retention.unknown_followers(db, context.players)

    if not context.players:
        return [escape(request.t.no_player_watched)]
    names = await context.outside(ask)
    return [fill(request.t.watched_unknown, names=one_line(", ".join(names), CODES_MOST))] if names else []
