"""Episodes that need a person for one reason: one message, with buttons for all of them and for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from telegram import InlineKeyboardButton

from bot.chat import phrases
from bot.chat.buttons import short_digest
from bot.chat.context import BotContext
from bot.chat.markup import Html, fill, joined, one_line
from bot.chat.phrases import told
from bot.chat.request import Request, button_for
from bot.chat.view import Reply, Rows, Toast, View, in_rows
from bot.commands import operations
from bot.commands.dismiss import arrived
from bot.texts import Texts, texts_for
from pipeline.errors import Remedy, UserError
from pipeline.model import Person
from pipeline.model.jobs import RunState, StepRun
from pipeline.model.reasons import Reason
from pipeline.services import actions
from pipeline.store import Connection, outbox, runs
from pipeline.store.outbox import Message, NeedsYou

REASON_MOST = 1500  # characters of all reasons
NAMES_MOST = 500  # characters of the episodes' names

Asked = tuple[NeedsYou, StepRun]


async def notice(context: BotContext, person: Person, rows: Sequence[Message]) -> View | None:
    """The message for these rows; None when somebody was quicker with all of them."""
    asked = await context.read(_still_asked, rows)
    if not asked:
        return None
    t = texts_for(person.language)
    ok = (button_for(context, person, t.b_ok, "ok", rows[0].id),)
    if len(asked) == 1:
        ((news, run),) = asked
        return View(text=_words(t, person, news), rows=(*operations.remedy_rows(context, person, run, t), ok))
    buttons = (*_for_all(context, person, t, rows[0].id, asked), *_for_each(context, person, asked))
    return View(text=_words_of_all(t, person, asked), rows=(*buttons, ok))


def _still_asked(db: Connection, rows: Iterable[Message]) -> list[Asked]:
    """What still stands still, in the order in which it would be watched."""
    news = [row.news for row in rows]
    found = [(each, runs.run_by_id(db, each.run_id)) for each in news if isinstance(each, NeedsYou)]
    stuck = [(each, run) for each, run in found if run is not None and run.state is RunState.STUCK]
    return sorted(stuck, key=lambda asked: (asked[0].show_title, len(asked[0].code), asked[0].code))


def _words(t: Texts, person: Person, news: NeedsYou) -> Html:
    reason = told(person, news.reason, REASON_MOST)
    return fill(t.needs_you, show=news.show_title, code=news.code, step=phrases.step_name(t, news.step), reason=reason)


def _words_of_all(t: Texts, person: Person, asked: Sequence[Asked]) -> Html:
    """Each reason once, with the episodes that it holds up."""
    held: dict[Reason, list[NeedsYou]] = {}
    for news, _ in asked:
        held.setdefault(news.reason, []).append(news)
    lines = [fill(t.need_you, count=len(asked), step=phrases.step_name(t, asked[0][0].step))]
    for reason, episodes in held.items():
        why = told(person, reason, REASON_MOST // len(held))
        lines.append(fill(t.need_you_line, names=one_line(_names(episodes), NAMES_MOST), reason=why))
    return joined(lines)


def _names(episodes: Sequence[NeedsYou]) -> str:
    """ "The Tin Orchard S01E01, S01E02; Meridian Ferry S01E01"."""
    titles = dict.fromkeys(each.show_title for each in episodes)
    codes = {title: ", ".join(each.code for each in episodes if each.show_title == title) for title in titles}
    return "; ".join(f"{title} {said}" for title, said in codes.items())


def _for_all(context: BotContext, person: Person, t: Texts, lead: int, asked: Sequence[Asked]) -> Rows:
    """The remedies that each of them offers."""
    buttons = [
        button_for(context, person, t.b_for_all[each.action], "allremed", lead, short_digest(each.action))
        for each in _shared(asked)
        if each.action in t.b_for_all
    ]
    return in_rows(buttons, 2)


def _shared(asked: Sequence[Asked]) -> list[Remedy]:
    offered = [{each.action for each in run.remedies} for _, run in asked]
    return [each for each in asked[0][1].remedies if all(each.action in some for some in offered)]


def _for_each(context: BotContext, person: Person, asked: Sequence[Asked]) -> Rows:
    """Leads to one of them, with its own remedies."""
    one_show = len({news.show_title for news, _ in asked}) == 1

    def button(news: NeedsYou) -> InlineKeyboardButton:
        name = news.code if one_show else f"{news.show_title} {news.code}"
        return button_for(context, person, f"✋ {name}", "stuckone", news.run_id)

    return in_rows([button(news) for news, _ in asked], 3 if one_show else 1)


async def one(request: Request) -> Reply:
    """One of them, as a message of its own: the others' buttons stay."""
    reply = await operations.stuck(request)
    return replace(reply, fresh=True) if isinstance(reply, View) else reply


async def remedy_all(request: Request) -> Reply:
    """A remedy was chosen for all that still need it."""
    lead, digest = request.numbers
    if not await arrived(request, lead):
        return Toast(request.t.outdated, alert=True)
    context = request.context
    asked = await context.read(lambda db: _still_asked(db, outbox.in_same_message(db, lead)))
    chosen = next((each for each in _shared(asked) if short_digest(each.action) == digest), None) if asked else None
    if chosen is None:
        return Toast(request.t.outdated, alert=True)
    done = await context.quick(_apply_to_all, context, [run for _, run in asked], chosen.action)
    names = fill("<b>{names}</b>", names=one_line(_names([news for news, _ in asked]), NAMES_MOST))
    label = request.t.b_for_all[chosen.action]
    return View(text=joined([names, fill("{label}: {done}", label=label, done=told(request.person, done))]))


def _apply_to_all(context: BotContext, stuck: Sequence[StepRun], action: str) -> Reason:
    """What cannot be done for one does not keep it from the others."""
    apply = partial(actions.apply, context.store, action=action, stages=context.stages)
    failed = []
    for run in stuck:
        try:
            apply(run.id)
        except UserError as mistake:
            failed.append(mistake.reason)
    if not failed:
        return Reason("done-for-several", count=len(stuck))
    return Reason("done-for-some", count=len(stuck) - len(failed), failed=len(failed), why=failed[0])
