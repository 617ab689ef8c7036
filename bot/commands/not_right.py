"""Somebody says that something is not right with an episode ("no sound", "it's in German"): what can be done about it.

The remedies are the buttons under its "go watch" (`bot.commands.complaints`).
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat.markup import Html, fill
from bot.chat.request import Request
from bot.chat.view import Reply, View, in_rows
from pipeline.services.spoken import Place, place_from
from pipeline.store import Connection, media_files, outbox, shows, watch_news
from pipeline.store.outbox import GoWatch

# What is offered for what somebody says is not right, as `WHATS` numbers it; None: subtitles earlier or later.
REMEDIES: dict[str, tuple[int | None, ...]] = {
    "sound": (2, 0),
    "language": (2, 3, 0),
    "wrong": (0, 2),
    "picture": (1, 2),
    "another": (2,),
    "subtitles": (3, None),
    "shift": (None, 3),
}


def notice_of(db: Connection, person_id: int, message_id: int | None, show_id: int | None) -> GoWatch | None:
    """The episode that a person was told of last: in that message, and of that show, where given."""
    found = _lead_of(db, person_id, message_id, show_id, Place())
    return found[1][found[2]] if found else None


def _lead_of(
    db: Connection, person_id: int, message_id: int | None, show_id: int | None, place: Place
) -> tuple[int, list[GoWatch], int] | None:
    """(the message's first row, its episodes, which of them) of the newest notice that this may be about."""
    for row in watch_news.sent_to(db, person_id, message_id):
        if isinstance(row.news, GoWatch) and _is_about(db, row.news, show_id, place):
            lead = row.bundle or row.id
            mates = outbox.in_same_message(db, lead)
            at = next(i for i, mate in enumerate(mates) if mate.id == row.id)
            return lead, [mate.news for mate in mates if isinstance(mate.news, GoWatch)], at
    return None


def _is_about(db: Connection, news: GoWatch, show_id: int | None, place: Place) -> bool:
    if not _is_at(news.code, place):
        return False
    episode = shows.find_episode(db, news.episode_id) if show_id is not None else None
    return show_id is None or (episode is not None and episode.show_id == show_id)


def _is_at(code: str, place: Place) -> bool:
    number = "" if place.number is None else f"E{place.number:02}"
    return code.endswith(number) and code.startswith("" if place.season is None else f"S{place.season:02}")


def _known_of(db: Connection, person_id: int, show_id: int, place: Place) -> tuple[int, list[GoWatch], int] | None:
    """The same of an episode that is there though they were never told of it: it came before they followed the show, or
    lay in the library from the beginning. From now on it counts as told.
    """
    there = [each for each in media_files.filed_of_shows(db, [show_id]) if _is_at(each[1].code, place)]
    if not there:
        return None
    file, episode = max(there, key=lambda each: (each[1].season, each[1].number, each[0].id))
    news = watch_news.of_file(shows.by_id(db, show_id), episode, file)
    lead = outbox.put_said(db, f"known:{person_id}:{file.id}", person_id, news)
    return None if lead is None else (lead, [news], 0)


async def of_show(request: Request) -> Reply:
    """The button of a show that a complaint may be about: its number among `REMEDIES`, then the show and the place."""
    kind, *numbers = request.numbers
    return await about(replace(request, numbers=tuple(numbers)), list(REMEDIES)[kind])


async def about(request: Request, kind: str) -> Reply:
    """Something is said not to be right: what can be done about it. `numbers`: a show and a place, if one is named."""
    show_id = request.numbers[0] if request.numbers else None
    place, person_id = place_from(request.numbers[1:]), request.person.id
    answered = request.reply_to if show_id is None else None
    found = await request.context.read(_lead_of, person_id, answered, show_id, place)
    if found is None and show_id is not None:
        found = await request.context.write(_known_of, person_id, show_id, place)
    t = request.t
    if found is None:
        rows = ((request.button(t.b_new, "libnew"), request.button(t.commands["help"], "help")),)
        return View(text=Html(t.complaint_about_what), rows=rows)
    lead, news, at = found
    labels = {0: t.b_wrong_episode, 1: t.b_bad_picture, 2: t.b_another, 3: t.b_other_subtitles}
    offered = [
        request.button(t.b_subtitles_off, "shift", lead, at)
        if number is None
        else request.button(labels[number], "badwhat", lead, at, number)
        for number in REMEDIES[kind]
    ]
    text = fill(t.complaint_remedies, show=news[at].show_title, code=news[at].code)
    return View(text=text, rows=(*in_rows(offered, 2), (request.button(t.b_not_right, "badone", lead, at),)))
