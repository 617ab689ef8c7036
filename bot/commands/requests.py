"""What a guest asks for: kept until the owner says yes or no with a button."""

from __future__ import annotations

from typing import Any

from bot.chat import phrases
from bot.chat.markup import Html, escape, fill, joined
from bot.chat.request import Request
from bot.chat.view import Reply, Toast, View
from bot.texts import Texts
from pipeline.errors import UserError
from pipeline.model import Person, Role, ShowInfo
from pipeline.services import guest_requests
from pipeline.services.guest_requests import GO_ON, GuestRequest
from pipeline.store import Connection, outbox, people
from pipeline.store.shows import Start

ANSWERS = ("request_granted", "request_declined")  # as texts are called
OPEN_MOST = 8  # requests, and people who ask, on one screen
STARTS = {Start.NEXT: "start_next", Start.SEASON: "start_this_season", Start.EVERYTHING: "start_first"}


def start_words(t: Texts, values: dict[str, str]) -> Html:
    """From where on, before the episodes are known."""
    if values["start"] == GO_ON:
        return escape(t.start_go_on)
    if "until" in values:
        return fill(t.start_until, code=values["until"])
    if "season" in values:
        return fill(t.start_season, season=values["season"])
    return escape(getattr(t, STARTS[Start(values["start"])]))


async def ask(request: Request, info: ShowInfo, start: str, choices: dict[str, Any]) -> View:
    """Hand it to the owner; the same again changes nothing."""
    await request.context.write(guest_requests.ask, request.person, info, start, choices)
    return View(text=fill(request.t.request_sent, show=phrases.name_of(info)), picture=info.poster_url)


async def answer(request: Request) -> Reply:
    """The owner's button: 1 yes, 0 no."""
    request_id, granted = request.numbers
    context = request.context
    try:
        asked = await context.outside(
            guest_requests.answer, context.store, context.catalogues, context.stages, request_id, granted=bool(granted)
        )
    except UserError:
        return Toast(request.t.already_answered)
    words = request.t.request_done_yes if granted else request.t.request_done_no
    return View(text=fill(words, name=asked.guest.name, show=asked.show.name))


async def open_ones(request: Request) -> Reply:
    """/requests: what waits for the owner, with buttons; for others, what became of their own."""
    return await (_to_answer(request) if request.owner else _my_own(request))


async def _to_answer(request: Request) -> View:
    t, context = request.t, request.context
    waiting, asking = await context.read(_waiting)
    lines, rows = [Html(t.requests_head)], []
    for number, asked in enumerate(waiting[:OPEN_MOST], 1):
        when = phrases.moment(request.person, asked.asked_at)
        lines.append(fill(t.request_line, number=number, name=asked.guest.name, show=asked.show.name, when=when))
        answers = ((t.b_yes, 1), (t.b_no, 0))
        rows.append(tuple(request.button(f"{number}. {label}", "request", asked.id, yes) for label, yes in answers))
    for person in asking[:OPEN_MOST]:
        lines.append(fill(t.access_asked, name=person.name))
        choices = ((t.b_let_in, 1), (t.b_as_guest, 2), (t.b_decline, 0))
        rows.append(tuple(request.button(f"{label}: {person.name}", "access", person.id, n) for label, n in choices))
    if not rows:
        return View(text=escape(t.no_requests))
    return View(text=joined(lines), rows=tuple(rows))


def _waiting(db: Connection) -> tuple[list[GuestRequest], list[Person]]:
    """(what guests ask for, people who ask to be let in), oldest first."""
    return guest_requests.waiting(db), people.everyone(db, Role.PENDING)


async def _my_own(request: Request) -> View:
    t, person = request.t, request.person
    waiting, _ = await request.context.read(_waiting)
    lines = [
        fill(t.request_open, show=asked.show.name, when=phrases.moment(person, asked.asked_at))
        for asked in waiting
        if asked.guest.id == person.id
    ]
    answered = await request.context.read(outbox.recent_words, person.id, ANSWERS)
    said = [row.news for row in answered if isinstance(row.news, outbox.Plain)]
    lines += [fill(getattr(t, news.words), **news.values) for news in said]
    return View(text=joined([Html(t.requests_head), *lines]) if lines else escape(t.no_requests_yours))


def asked_words(t: Texts, values: dict[str, str]) -> Html:
    """The owner's notice about it."""
    return fill(t.request_asked, name=values["name"], show=values["show"], start=start_words(t, values))
