"""Under "go watch": what is not right with it, and what came of saying so, reported in the same message."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Any

from telegram import Bot, Message
from telegram.error import BadRequest, Forbidden, NetworkError

from bot.chat import posting
from bot.chat.context import BotContext
from bot.chat.markup import Html, fill, joined, one_line
from bot.chat.phrases import told
from bot.chat.posting import Place
from bot.chat.request import Request
from bot.chat.view import Reply, Rows, Toast, View, in_rows
from bot.commands import requests
from bot.commands.dismiss import arrived
from bot.notices.news import language_names, watch_rows, watch_view, watch_words
from bot.texts import Texts, texts_for
from pipeline.model import Person, Role
from pipeline.model.jobs import JobState
from pipeline.model.reasons import Reason
from pipeline.services import complaints, follow, guest_requests
from pipeline.services import other_subtitles as other
from pipeline.store import AWAY, Connection, active_jobs, dialogs, media_files, outbox, people, shows
from pipeline.store.active_jobs import ActiveJob
from pipeline.store.changes import OUTCOMES
from pipeline.store.outbox import GoWatch

log = logging.getLogger("airdate.bot")

OPEN = (
    "complaint"  # the kind of dialog: {"lead", "at", "what", "chat", "message", "photo", "told"}, and what it is about
)
WHATS = ("wrong", "picture", "another", "subtitles")  # as buttons number them
SHIFTS = (-5.0, -1.0, -0.5, 0.5, 1.0, 5.0)  # seconds
AWAY_MOST = 60.0  # seconds between two tries while Telegram is away
REASONS = {"picture": Reason("person-says-bad-picture"), "another": Reason("person-asked-for-another")}


async def _news(request: Request, lead: int) -> list[GoWatch] | None:
    """The episodes of a notice of this person's."""
    if not await arrived(request, lead):
        return None
    rows = await request.context.read(outbox.in_same_message, lead)
    return [news for row in rows if isinstance(news := row.news, GoWatch)] or None


def _words(t: Texts, news: list[GoWatch], *more: Html) -> Html:
    return joined([watch_words(t, news)[0], *(fill("\n{line}", line=line) for line in more)])


async def show(request: Request) -> Reply:
    """ "Not right?": which episode, then what. With 1 after the number: back to how it was."""
    lead, again = (*request.numbers, 0)[:2]
    news = await _news(request, lead)
    if news is None:
        return Toast(request.t.outdated, alert=True)
    t = request.t
    if again:
        return await watch_view(request.context, request.person, lead, news)
    if len(news) == 1:
        return _menu(request, lead, 0, news)
    buttons = [request.button(one.code, "badone", lead, at) for at, one in enumerate(news)]
    rows = (*in_rows(buttons, 3), (request.button(t.b_back, "bad", lead, 1),))
    return View(text=_words(t, news, Html(t.complaint_which)), rows=rows)


async def one(request: Request) -> Reply:
    lead, at = request.numbers
    news = await _news(request, lead)
    return _menu(request, lead, at, news) if news and at < len(news) else Toast(request.t.outdated, alert=True)


def _menu(request: Request, lead: int, at: int, news: list[GoWatch]) -> View:
    t = request.t
    labels = (t.b_wrong_episode, t.b_bad_picture, t.b_another, t.b_other_subtitles)
    buttons = [request.button(label, "badwhat", lead, at, i) for i, label in enumerate(labels)]
    rows: Rows = (
        *in_rows(buttons, 2),
        (request.button(t.b_subtitles_off, "shift", lead, at),),
        (request.button(t.b_back, "bad", lead, 1),),
    )
    head = fill("{code}: {question}", code=news[at].code, question=t.complaint_head)
    return View(text=_words(t, news, head), rows=rows)


async def what(request: Request) -> Reply:
    """That is not right: do something about it, and remember to report."""
    lead, at, number = request.numbers
    news = await _news(request, lead)
    if news is None or at >= len(news) or number >= len(WHATS) or request.message is None:
        return Toast(request.t.outdated, alert=True)
    kind, episode_id, context = WHATS[number], news[at].episode_id, request.context
    if kind == "subtitles":
        return await other_subtitles(replace(request, numbers=(lead, at)))
    if kind == "wrong":
        job = await context.outside(
            complaints.wrong_episode, context.store, context.settings, episode_id, context.stages, context.players
        )
    else:
        job = await context.quick(complaints.take_another, context.store, episode_id, REASONS[kind], context.stages)
    await _remember(request, request.message, lead, at, what=kind, job=job)
    taken = fill("{code}: {words}", code=news[at].code, words=Html(request.t.complaint_taken[kind]))
    return View(text=_words(request.t, news, taken), rows=((request.button(request.t.b_status, "statusn"),),))


async def _remember(request: Request, message: Message, lead: int, at: int, **more: object) -> None:
    """What is to be reported, and where."""
    place = posting.place_of(message)
    here = {"chat": place.chat_id, "message": place.message_id, "photo": place.photo}
    value = {"lead": lead, "at": at, **here, "told": "", **more}
    await request.context.write(dialogs.begin, request.person.id, OPEN, value)


async def other_subtitles(request: Request) -> Reply:
    """Other subtitles than these: in which language, where there are several; then they are looked for."""
    lead, at, choice = (*request.numbers, -1)[:3]
    news = await _news(request, lead)
    if news is None or at >= len(news) or request.message is None:
        return Toast(request.t.outdated, alert=True)
    t, context, episode_id = request.t, request.context, news[at].episode_id
    languages = await context.outside(_languages, request, episode_id)
    if choice < 0 and len(languages) > 1:
        buttons = [
            request.button(language_names(t, (tag,)), "othersub", lead, at, i) for i, tag in enumerate(languages)
        ]
        rows = (*in_rows(buttons, 2), (request.button(t.b_back, "bad", lead, 1),))
        return View(text=_words(t, news, Html(t.other_subtitles_which)), rows=rows)
    if max(choice, 0) >= len(languages):
        return Toast(t.outdated, alert=True)
    language = languages[max(choice, 0)]
    job = await context.outside(other.ask, context.store, context.stages, episode_id, language)
    await _remember(request, request.message, lead, at, what="subtitles", language=language, job=job)
    words = fill(t.other_subtitles_looking, language=language_names(t, (language,)))
    return View(text=_words(t, news, fill("{code}: {words}", code=news[at].code, words=words)))


def _languages(request: Request, episode_id: int) -> list[str]:
    """The languages that this person reads the episode in."""
    context = request.context
    with context.store.read() as db:
        episode = shows.episode_by_id(db, episode_id)
        mine = shows.subscription_of(db, request.person.id, episode.show_id)
        wanted = (mine.subscription.languages if mine else ()) or context.settings.household.subtitles
        return other.languages_there(db, episode_id, wanted)


async def shift(request: Request) -> Reply:
    """Subtitles earlier or later, as often as it takes."""
    lead, at, choice = (*request.numbers, len(SHIFTS))[:3]
    news = await _news(request, lead)
    if news is None or at >= len(news):
        return Toast(request.t.outdated, alert=True)
    t, context, toast = request.t, request.context, ""
    if choice < len(SHIFTS):
        seconds = SHIFTS[choice]
        await context.outside(complaints.shift_subtitles, context.store, news[at].episode_id, seconds)
        words = t.complaint_taken["shifted"]
        toast = words.format(seconds=f"{abs(seconds):g}", direction=t.earlier if seconds < 0 else t.later)
    labels = [(t.b_earlier if s < 0 else t.b_later).format(seconds=f"{abs(s):g}") for s in SHIFTS]
    buttons = [request.button(label, "shift", lead, at, i) for i, label in enumerate(labels)]
    rows = (*in_rows(buttons, 3), (request.button(t.b_back, "bad", lead, 1),))
    lines = [Html(t.shift_question), *([Html(toast)] if toast else [])]
    return View(text=_words(t, news, *lines), rows=rows, toast=toast)


# ------------------------------------------------------------------------------------------------- asked for some only


async def go_on(request: Request) -> Reply:
    """The last of the episodes asked for was announced: on to the end; a guest's request goes to the owner first."""
    lead, show_id = request.numbers
    context = request.context
    mine = None
    if await arrived(request, lead):
        mine = await context.read(shows.subscription_of, request.person.id, show_id)
    if mine is None:
        return Toast(request.t.outdated, alert=True)
    if request.person.role is Role.GUEST:
        asked = await requests.ask(request, mine.show, guest_requests.GO_ON, {})
        return await _without_question(request, lead, asked.text)
    await context.quick(follow.go_on, context.store, context.stages, request.person.id, show_id)
    return await _without_question(request, lead, fill(request.t.going_on, show=mine.show.title))


async def enough(request: Request) -> Reply:
    """… or no further."""
    lead, show_id = request.numbers
    context = request.context
    if not await arrived(request, lead) or not await context.quick(
        follow.leave, context.store, request.person.id, show_id
    ):
        return Toast(request.t.outdated, alert=True)
    return await _without_question(request, lead, Html(request.t.enough_then))


async def _without_question(request: Request, lead: int, words: Html) -> Reply:
    news = await _news(request, lead)
    if news is None:
        return Toast(request.t.outdated, alert=True)
    rows = watch_rows(request.context, request.person, lead, news)
    return View(text=_words(request.t, news, words), rows=rows)


# ----------------------------------------------------------------------------------------------------------- outcomes


class Outcomes:
    """Reports what came of complaints, by editing the message they were made under."""

    def __init__(self, context: BotContext, bot: Bot, every: float) -> None:
        self._house = context
        self._bot = bot
        self._every = every

    async def run(self) -> None:
        """Until cancelled. While Telegram or the database is away, more and more rarely."""
        with self._house.written(OUTCOMES) as written:
            await self._keep_reporting(written)

    async def _keep_reporting(self, written: asyncio.Event) -> None:
        wait = self._every
        while True:
            written.clear()
            try:
                for dialog in await self._house.read(dialogs.all_of, OPEN):
                    await self._look(dialog)
                wait = self._every
            except (NetworkError, *AWAY) as error:
                log.info("an outcome could not be reported yet: %s", type(error).__name__)
                wait = min(2 * wait, AWAY_MOST)
            except Exception:  # one bad row must not end the reporting of the others for good
                log.exception("outcomes could not be looked at")
            await asyncio.sleep(wait)
            if wait == self._every:
                await written.wait()

    async def _look(self, dialog: dialogs.Dialog) -> None:
        value = dialog.value
        found = await self._house.read(_outcome, dialog)
        if found is None:
            await self._house.write(dialogs.end, dialog.id)
            return
        words, over, news, person = found
        if words and words != value["told"]:
            place = Place(value["chat"], value["message"], value["photo"])
            screen = View(text=_words(texts_for(person.language), news, Html(words)))
            if over:  # as when it came: the new one may not be right either
                screen = await watch_view(self._house, person, value["lead"], news, Html(words))
            try:
                await posting.change(self._bot, self._house, place, screen)
            except (BadRequest, Forbidden) as error:
                log.info("an outcome cannot be reported: %s", error)
        if over:
            await self._house.write(dialogs.end, dialog.id)
        elif words and words != value["told"]:
            await self._house.write(dialogs.put, dialog.id, {**value, "told": words})


def _outcome(db: Connection, dialog: dialogs.Dialog) -> tuple[str, bool, list[GoWatch], Person] | None:
    """(words, whether it is over, the episodes, whose it is); None when there is nothing left to report on."""
    value = dialog.value
    person = people.find_by_id(db, dialog.person_id)
    rows = outbox.in_same_message(db, value["lead"])
    news = [one for row in rows if isinstance(one := row.news, GoWatch)]
    if person is None or value["at"] >= len(news):
        return None
    ways = active_jobs.find(db, states=tuple(JobState), job_ids=[value["job"]])
    if not ways:
        return None
    t, way, code = texts_for(person.language), ways[0], news[value["at"]].code
    if way.job.state is JobState.DONE:
        done = _other_subtitles(t, way, value) if value["what"] == "subtitles" else _another(db, t, way)
        return fill("{code}: {words}", code=code, words=done), True, news, person
    if way.stuck:
        words = fill(t.complaint_stuck, reason=told(person, way.stuck[0].reason))
        return fill("{code}: {words}", code=code, words=words), False, news, person
    over = way.job.state is not JobState.ACTIVE
    return "", over, news, person


def _another(db: Connection, t: Texts, way: ActiveJob) -> Html:
    """Another release has come."""
    files = media_files.files_of(db, [way.episode.id])
    return fill(t.complaint_done, release=one_line(files[-1].release, 120) if files else "?")


def _other_subtitles(t: Texts, way: ActiveJob, value: dict[str, Any]) -> Html:
    """What came of the search for other subtitles (`pipeline.steps.results.SubtitlesReplaced`)."""
    result = way.runs[-1].result
    said = {
        "found": t.other_subtitles_found,
        "none": t.other_subtitles_none,
        "unreachable": t.other_subtitles_unreachable,
    }[result["outcome"]]
    return fill(said, language=language_names(t, (value["language"],)), provider=result["provider"])
