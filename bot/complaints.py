"""Under "go watch": what is not right with it, and what came of saying so, reported in the same message."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection
from telegram import Bot, Message
from telegram.error import BadRequest, Forbidden, NetworkError

from bot import dialogs, posting, wishes
from bot.house import House
from bot.markup import Html, fill, joined, one_line
from bot.noticed import arrived
from bot.notices import tongues, watch_rows, watch_words
from bot.posting import Place
from bot.screen import Reply, Rows, Screen, Toast, in_rows
from bot.texts import Texts, texts_for
from bot.tongue import retold
from bot.visit import Visit
from pipeline import board, complaints, follow, history, outbox, people, shows
from pipeline import other_subtitles as other
from pipeline.jobs import JobState
from pipeline.model import Person, Role
from pipeline.outbox import GoWatch

log = logging.getLogger("airdate.bot")

OPEN = (
    "complaint"  # the kind of dialog: {"lead", "at", "what", "chat", "message", "photo", "told"}, and what it is about
)
WHATS = ("wrong", "picture", "another", "subtitles")  # as buttons number them
SHIFTS = (-5.0, -1.0, -0.5, 0.5, 1.0, 5.0)  # seconds
REASONS = {"picture": "a person says that its picture is bad", "another": "a person asked for another"}


async def _news(visit: Visit, lead: int) -> list[GoWatch] | None:
    """The episodes of a notice of this person's."""
    if not await arrived(visit, lead):
        return None
    rows = await visit.house.read(outbox.in_same_message, lead)
    return [news for row in rows if isinstance(news := row.news, GoWatch)] or None


def _words(t: Texts, news: list[GoWatch], *more: Html) -> Html:
    return joined([watch_words(t, news)[0], *(fill("\n{line}", line=line) for line in more)])


async def show(visit: Visit) -> Reply:
    """ "Not right?": which episode, then what. With 1 after the number: back to how it was."""
    lead, again = (*visit.numbers, 0)[:2]
    news = await _news(visit, lead)
    if news is None:
        return Toast(visit.t.outdated, alert=True)
    t = visit.t
    if again:
        rows = watch_rows(visit.house, visit.person, lead, news)
        return Screen(text=_words(t, news), rows=rows)
    if len(news) == 1:
        return _menu(visit, lead, 0, news)
    buttons = [visit.button(one.code, "badone", lead, at) for at, one in enumerate(news)]
    rows = (*in_rows(buttons, 3), (visit.button(t.b_back, "bad", lead, 1),))
    return Screen(text=_words(t, news, Html(t.complaint_which)), rows=rows)


async def one(visit: Visit) -> Reply:
    lead, at = visit.numbers
    news = await _news(visit, lead)
    return _menu(visit, lead, at, news) if news and at < len(news) else Toast(visit.t.outdated, alert=True)


def _menu(visit: Visit, lead: int, at: int, news: list[GoWatch]) -> Screen:
    t = visit.t
    labels = (t.b_wrong_episode, t.b_bad_picture, t.b_another, t.b_other_subtitles)
    buttons = [visit.button(label, "badwhat", lead, at, i) for i, label in enumerate(labels)]
    rows: Rows = (
        *in_rows(buttons, 2),
        (visit.button(t.b_subtitles_off, "shift", lead, at),),
        (visit.button(t.b_back, "bad", lead, 1),),
    )
    head = fill("{code}: {question}", code=news[at].code, question=t.complaint_head)
    return Screen(text=_words(t, news, head), rows=rows)


async def what(visit: Visit) -> Reply:
    """That is not right: do something about it, and remember to report."""
    lead, at, number = visit.numbers
    news = await _news(visit, lead)
    if news is None or at >= len(news) or number >= len(WHATS) or visit.message is None:
        return Toast(visit.t.outdated, alert=True)
    kind, episode_id, house = WHATS[number], news[at].episode_id, visit.house
    if kind == "subtitles":
        return await other_subtitles(replace(visit, numbers=(lead, at)))
    if kind == "wrong":
        job = await house.outside(complaints.wrong_episode, house.store, house.settings, episode_id, house.stages)
    else:
        job = await house.quick(complaints.take_another, house.store, episode_id, REASONS[kind], house.stages)
    await _remember(visit, visit.message, lead, at, what=kind, job=job)
    taken = fill("{code}: {words}", code=news[at].code, words=Html(visit.t.complaint_taken[kind]))
    return Screen(text=_words(visit.t, news, taken), rows=((visit.button(visit.t.b_status, "statusn"),),))


async def _remember(visit: Visit, message: Message, lead: int, at: int, **more: object) -> None:
    """What is to be reported, and where."""
    place = posting.place_of(message)
    here = {"chat": place.chat_id, "message": place.message_id, "photo": place.photo}
    value = {"lead": lead, "at": at, **here, "told": "", **more}
    await visit.house.write(dialogs.begin, visit.person.id, OPEN, value)


async def other_subtitles(visit: Visit) -> Reply:
    """Other subtitles than these: in which language, where there are several; then they are looked for."""
    lead, at, choice = (*visit.numbers, -1)[:3]
    news = await _news(visit, lead)
    if news is None or at >= len(news) or visit.message is None:
        return Toast(visit.t.outdated, alert=True)
    t, house, episode_id = visit.t, visit.house, news[at].episode_id
    languages = await house.outside(_languages, visit, episode_id)
    if choice < 0 and len(languages) > 1:
        buttons = [visit.button(tongues(t, (tag,)), "othersub", lead, at, i) for i, tag in enumerate(languages)]
        rows = (*in_rows(buttons, 2), (visit.button(t.b_back, "bad", lead, 1),))
        return Screen(text=_words(t, news, Html(t.other_subtitles_which)), rows=rows)
    if max(choice, 0) >= len(languages):
        return Toast(t.outdated, alert=True)
    language = languages[max(choice, 0)]
    token = await house.outside(other.ask, house.store, episode_id, language)
    await _remember(visit, visit.message, lead, at, what="subtitles", language=language, token=token)
    words = fill(t.other_subtitles_looking, language=tongues(t, (language,)))
    return Screen(text=_words(t, news, fill("{code}: {words}", code=news[at].code, words=words)))


def _languages(visit: Visit, episode_id: int) -> list[str]:
    """The languages that this person reads the episode in."""
    house = visit.house
    with house.store.read() as db:
        episode = shows.episode_by_id(db, episode_id)
        mine = shows.subscription_of(db, visit.person.id, episode.show_id)
        wanted = (mine.subscription.languages if mine else ()) or house.settings.household.subtitles
        return other.languages_there(db, episode_id, wanted)


async def shift(visit: Visit) -> Reply:
    """Subtitles earlier or later, as often as it takes."""
    lead, at, choice = (*visit.numbers, len(SHIFTS))[:3]
    news = await _news(visit, lead)
    if news is None or at >= len(news):
        return Toast(visit.t.outdated, alert=True)
    t, house, toast = visit.t, visit.house, ""
    if choice < len(SHIFTS):
        seconds = SHIFTS[choice]
        await house.outside(complaints.shift_subtitles, house.store, news[at].episode_id, seconds)
        words = t.complaint_taken["shifted"]
        toast = words.format(seconds=f"{abs(seconds):g}", direction=t.earlier if seconds < 0 else t.later)
    labels = [(t.b_earlier if s < 0 else t.b_later).format(seconds=f"{abs(s):g}") for s in SHIFTS]
    buttons = [visit.button(label, "shift", lead, at, i) for i, label in enumerate(labels)]
    rows = (*in_rows(buttons, 3), (visit.button(t.b_back, "bad", lead, 1),))
    lines = [Html(t.shift_question), *([Html(toast)] if toast else [])]
    return Screen(text=_words(t, news, *lines), rows=rows, toast=toast)


# ------------------------------------------------------------------------------------------------- asked for some only


async def go_on(visit: Visit) -> Reply:
    """The last of the episodes asked for was announced: on to the end; a guest's wish goes to the owner first."""
    lead, show_id = visit.numbers
    house = visit.house
    mine = None
    if await arrived(visit, lead):
        mine = await house.read(shows.subscription_of, visit.person.id, show_id)
    if mine is None:
        return Toast(visit.t.outdated, alert=True)
    if visit.person.role is Role.GUEST:
        asked = await wishes.ask(visit, mine.show, wishes.GO_ON, {})
        return await _without_question(visit, lead, asked.text)
    await house.quick(follow.go_on, house.store, house.stages, visit.person.id, show_id)
    return await _without_question(visit, lead, fill(visit.t.going_on, show=mine.show.title))


async def enough(visit: Visit) -> Reply:
    """… or no further."""
    lead, show_id = visit.numbers
    house = visit.house
    if not await arrived(visit, lead) or not await house.quick(follow.leave, house.store, visit.person.id, show_id):
        return Toast(visit.t.outdated, alert=True)
    return await _without_question(visit, lead, Html(visit.t.enough_then))


async def _without_question(visit: Visit, lead: int, words: Html) -> Reply:
    news = await _news(visit, lead)
    if news is None:
        return Toast(visit.t.outdated, alert=True)
    rows = watch_rows(visit.house, visit.person, lead, news)
    return Screen(text=_words(visit.t, news, words), rows=rows)


# ----------------------------------------------------------------------------------------------------------- outcomes


class Outcomes:
    """Reports what came of complaints, by editing the message they were made under."""

    def __init__(self, house: House, bot: Bot, every: float) -> None:
        self._house = house
        self._bot = bot
        self._every = every

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                for dialog in await self._house.read(dialogs.all_of, OPEN):
                    await self._look(dialog)
            except NetworkError as error:
                log.info("an outcome could not be reported yet: %s", error)
            except Exception:  # one bad row must not end the reporting of the others for good
                log.exception("outcomes could not be looked at")
            await asyncio.sleep(self._every)

    async def _look(self, dialog: dialogs.Dialog) -> None:
        value = dialog.value
        found = await self._house.read(_outcome, dialog)
        if found is None:
            await self._house.write(dialogs.end, dialog.id)
            return
        words, over, news, person = found
        if words and words != value["told"]:
            place = Place(value["chat"], value["message"], value["photo"])
            # As under the notice when it came: the new one may not be right either.
            rows = watch_rows(self._house, person, value["lead"], news) if over else ()
            screen = Screen(text=_words(texts_for(person.language), news, Html(words)), rows=rows)
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
    if value["what"] == "subtitles":
        return _subtitles_outcome(db, value, news, person)
    ways = board.on_its_way(db, states=tuple(JobState), job_ids=[value["job"]])
    if not ways:
        return None
    t, way, code = texts_for(person.language), ways[0], news[value["at"]].code
    if way.job.state is JobState.DONE:
        files = history.files(db, way.episode.id)
        release = one_line(files[-1].release, 120) if files else "?"
        return fill("{code}: {words}", code=code, words=fill(t.complaint_done, release=release)), True, news, person
    if way.stuck:
        words = fill(t.complaint_stuck, reason=retold(t, person, way.stuck[0].reason))
        return fill("{code}: {words}", code=code, words=words), False, news, person
    over = way.job.state is JobState.CANCELLED
    return "", over, news, person


def _subtitles_outcome(
    db: Connection, value: dict[str, Any], news: list[GoWatch], person: Person
) -> tuple[str, bool, list[GoWatch], Person] | None:
    one = news[value["at"]]
    asked = other.outcome(db, one.episode_id, value["language"], value["token"])
    if asked is None:
        return None
    t = texts_for(person.language)
    said = {
        "found": t.other_subtitles_found,
        "none": t.other_subtitles_none,
        "unreachable": t.other_subtitles_unreachable,
    }.get(asked.outcome)
    if said is None:
        return "", False, news, person
    words = fill(said, language=tongues(t, (asked.language,)), provider=asked.provider)
    return fill("{code}: {words}", code=one.code, words=words), True, news, person
