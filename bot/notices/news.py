"""What stands in the outbox, as messages.

Every notice carries at least one button with its own row's number in it, so that no two keyboards are the same: see
`bot.notices.sender` for what that is good for.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from telegram import InlineKeyboardButton

import messages
from bot.chat import phrases
from bot.chat.context import BotContext
from bot.chat.markup import Html, escape, fill, joined
from bot.chat.phrases import told
from bot.chat.request import button_for
from bot.chat.view import Row, Rows, View, link_button
from bot.commands import renames, requests, retention, stuck_together
from bot.commands.operations import trouble_rows
from bot.texts import Texts, texts_for
from messages.units import size_text, time_text
from pipeline.model import Person, Role
from pipeline.store import Connection, shows
from pipeline.store.outbox import GoWatch, Message, NeedsYou, Overdue, Plain, Redrawn, Trouble, Watched, WeekFull

TOGETHER_MOST = 12  # episodes to watch in one message …
ASKED_MOST = 30  # … and of those that need a person
REASON_MOST = 1500  # characters


async def render(context: BotContext, person: Person, rows: list[Message]) -> View | None:
    """The screen for these rows (several only for episodes to watch, or that need a person for one reason); None when
    there is nothing to say any more."""
    t = texts_for(person.language)
    first = rows[0].news
    if isinstance(first, GoWatch):
        return await _go_watch(context, person, rows)
    if isinstance(first, Redrawn):
        return None  # no message of its own: see `bot.notices.redrawing`
    if isinstance(first, NeedsYou):
        return await stuck_together.notice(context, person, rows)
    if isinstance(first, Trouble):
        text = fill(t.trouble, system=first.system, text=told(person, first.text, REASON_MOST))
        health = button_for(context, person, t.b_health, "health")
        remedies = trouble_rows(context, person, rows[0].id, first)
        return View(text=text, rows=(*remedies, (health, *_ok(context, person, t, rows[0].id))))
    if isinstance(first, Watched):
        return await retention.notice(context, person, rows[0].id, first)
    if isinstance(first, Overdue):
        return _noted(context, person, t, rows[0].id, _overdue(t, person, first))
    if isinstance(first, WeekFull):
        full = fill(t.week_is_full, had=size_text(first.had), most=size_text(first.most))
        return _noted(context, person, t, rows[0].id, full)
    if first.words == renames.ASKED:
        return await renames.asked(context, person, rows[0])
    return _plain(context, person, t, rows[0].id, first)


def _noted(context: BotContext, person: Person, t: Texts, row_id: int, text: Html) -> View:
    return View(text=text, rows=(_ok(context, person, t, row_id),))


def _overdue(t: Texts, person: Person, news: Overdue) -> Html:
    when = phrases.moment(person, news.aired_at)
    reason = told(person, news.reason) or "?"
    return fill(t.overdue_news, show=news.show_title, code=news.code, when=when, reason=reason)


def _ok(context: BotContext, person: Person, t: Texts, row_id: int) -> Row:
    return (button_for(context, person, t.b_ok, "ok", row_id),)


# ---------------------------------------------------------------------------------------------------------- go watch


async def _go_watch(context: BotContext, person: Person, rows: list[Message]) -> View:
    watch = [news for row in rows if isinstance(news := row.news, GoWatch)]
    picture = next((news.image_url for news in watch if news.image_url), None)
    return replace(await watch_view(context, person, rows[0].id, watch), picture=picture)


async def watch_view(context: BotContext, person: Person, lead: int, watch: list[GoWatch], *said: Html) -> View:
    """A "go watch": what came, its buttons, and whether to go on where it was the last that was asked for.

    `said`: lines below what came.
    """
    t = texts_for(person.language)
    lines = [watch_words(t, watch)[0], *(fill("\n{line}", line=line) for line in said)]
    *first, last = watch_rows(context, person, lead, watch)
    go_on: Rows = ()
    last_asked = await context.read(_last_asked_for, person.id, watch)
    if last_asked is not None:
        lines.append(fill("\n{question}", question=t.go_on_question))
        yes = button_for(context, person, t.b_go_on, "goon", lead, last_asked)
        go_on = ((yes, button_for(context, person, t.b_enough, "enough", lead, last_asked)),)
    return View(text=joined(lines), rows=(*first, *go_on, last))


def watch_rows(context: BotContext, person: Person, lead: int, watch: list[GoWatch]) -> Rows:
    """The buttons under a "go watch": open it, play it on a screen, say that it is not right."""
    t = texts_for(person.language)
    _, links = watch_words(t, watch)
    bad = button_for(context, person, t.b_not_right, "bad", lead)
    if not context.players or person.role is Role.GUEST:
        return (*filter(None, links), (bad,))
    label = t.b_play if len(watch) == 1 else t.b_play_one
    play = [(button_for(context, person, fill(label, code=n.code), "playnow", n.episode_id),) for n in _in_order(watch)]
    if len(watch) == 1:
        return (*links, *play, (bad,))
    return (*((*link, *on) for link, on in zip(links, play, strict=True)), (bad,))  # an episode's beside each other


def watch_words(t: Texts, watch: list[GoWatch]) -> tuple[Html, Rows]:
    """The text of a "go watch", and the buttons that open the episodes; of several a row for each, empty where there
    is none."""
    if len(watch) == 1:
        return _one(t, watch[0])
    lines = [fill(t.go_watch_several, count=len(watch))]
    rows: list[Row] = []
    for news in _in_order(watch):
        title = phrases.title_part(t, news.title)
        lines.append(fill(t.go_watch_line, show=news.show_title, code=news.code, title=title))
        opens: list[InlineKeyboardButton] = []
        for player, url in news.links[:1]:
            button = link_button(t.b_watch_one.format(code=news.code, player=phrases.player_name(player)), url)
            opens += [button] if button else []
        rows.append(tuple(opens))
    return joined(lines), tuple(rows)


def _in_order(watch: list[GoWatch]) -> list[GoWatch]:
    """As one would watch them, whichever was there first."""
    return sorted(watch, key=lambda news: (news.show_title, len(news.code), news.code))


def _one(t: Texts, news: GoWatch) -> tuple[Html, Rows]:
    lines = [fill(t.go_watch, show=news.show_title, code=news.code, title=phrases.title_part(t, news.title))]
    lines.append(fill(t.facts, length=time_text(news.duration), size=size_text(news.size)))
    if news.subtitles:
        lines.append(fill(t.subtitles_there, languages=language_names(t, news.subtitles)))
    if news.subtitles_missing:
        lines.append(fill(t.subtitles_missing, languages=language_names(t, news.subtitles_missing)))
    buttons = [
        (link_button(t.b_watch.format(player=phrases.player_name(player)), url), url) for player, url in news.links
    ]
    lines += [fill(t.open_at, url=url) for button, url in buttons if button is None]
    if not news.links and news.path:
        lines.append(fill(t.lies_at, path=Path(news.path).name))
    return joined(lines), tuple((button,) for button, _ in buttons if button is not None)


def language_names(t: Texts, languages: tuple[str, ...]) -> str:
    """Languages by their names."""
    return ", ".join(messages.tongue(tag, t.language) for tag in languages)


def _last_asked_for(db: Connection, person_id: int, watch: list[GoWatch]) -> int | None:
    """The show of which this was the last episode the person asked for, when they asked for some only."""
    for news in watch:
        episode = shows.find_episode(db, news.episode_id)
        mine = shows.subscription_of(db, person_id, episode.show_id) if episode else None
        if episode is None or mine is None:
            continue
        if (mine.subscription.until_season, mine.subscription.until_number) == (episode.season, episode.number):
            return mine.show.id
    return None


# ------------------------------------------------------------------------------------------------------------ others


def _plain(context: BotContext, person: Person, t: Texts, row_id: int, news: Plain) -> View:
    if news.words == "request_asked":
        text = requests.asked_words(t, news.values)
    else:
        template = getattr(t, news.words, None)
        values = dict(news.values)
        if "languages" in values:
            values["languages"] = language_names(t, tuple(values["languages"].split(",")))
        text = fill(template, **values) if isinstance(template, str) else escape(news.values.get("text", ""))
    questions = _questions(context, person, t, news)
    return View(text=text, rows=(*questions, _ok(context, person, t, row_id)), asks=news.words == "request_asked")


def _questions(context: BotContext, person: Person, t: Texts, news: Plain) -> Rows:
    """What the notice asks its reader."""

    def ask(label: str, code: str, *numbers: int) -> Row:
        return (button_for(context, person, label, code, *numbers),)

    if news.words in ("access_asked", "access_asked_username"):
        who = int(news.values["person"])
        yes = ask(t.b_let_in, "access", who, 1) + ask(t.b_as_guest, "access", who, 2)
        return (yes, ask(t.b_decline, "access", who, 0))
    if news.words == "request_asked":
        number = int(news.values["request"])
        return (ask(t.b_yes, "request", number, 1) + ask(t.b_no, "request", number, 0),)
    return ()
