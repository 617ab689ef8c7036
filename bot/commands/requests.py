"""What a guest asks for: kept until the owner says yes or no with a button."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from bot.chat import phrases
from bot.chat.context import BotContext
from bot.chat.markup import Html, escape, fill, joined
from bot.chat.request import Request
from bot.chat.view import Reply, Toast, View
from bot.texts import Texts
from pipeline.model import Person, Role, ShowInfo
from pipeline.services import follow
from pipeline.store import Connection, dialogs, outbox, people, shows
from pipeline.store.shows import Start

KIND = "request"  # the kind of dialog: {"show": …, "start": …, "choices": …}
GO_ON = "go on"  # a start, too: on behind the episodes that the owner said yes to
ANSWERS = ("request_granted", "request_declined")  # as texts are called
OPEN_MOST = 8  # wishes, and people who ask, on one screen
_INFO: TypeAdapter[ShowInfo] = TypeAdapter(ShowInfo)
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
    kept = {k: list(v) if isinstance(v, tuple) else v for k, v in choices.items()}
    value = {"show": _INFO.dump_python(info, mode="json"), "start": str(start), "choices": kept}

    def put(db: Connection) -> None:
        owner = people.owner(db)
        same = [d for d in dialogs.all_of(db, KIND) if d.person_id == request.person.id and d.value == value]
        if owner is None or same:
            return
        request_id = dialogs.begin(db, request.person.id, KIND, value)
        words = {
            "request": str(request_id),
            "name": request.person.name,
            "show": phrases.name_of(info),
            "start": str(start),
        }
        if choices.get("until_season") is not None:
            words["until"] = f"S{choices['until_season']:02}E{choices['until_number']:02}"
        elif "from_season" in choices:
            words["season"] = str(choices["from_season"])
        outbox.put(db, f"request:{request_id}", owner.id, outbox.Plain(words="request_asked", values=words))

    await request.context.write(put)
    return View(text=fill(request.t.request_sent, show=phrases.name_of(info)), picture=info.poster_url)


async def answer(request: Request) -> Reply:
    """The owner's button: 1 yes, 0 no."""
    request_id, granted = request.numbers
    asked = await request.context.read(dialogs.of_anyone, request_id, KIND)
    guest = await request.context.read(people.find_by_id, asked.person_id) if asked else None
    if asked is None or guest is None or guest.role is not Role.GUEST:
        return Toast(request.t.already_answered)
    info = _INFO.validate_python(asked.value["show"])
    name = phrases.name_of(info)
    context = request.context
    if granted:
        await context.outside(_grant, context, guest.id, info, asked.value)

    def tell(db: Connection) -> bool:
        if not dialogs.end(db, asked.id):
            return False
        words = "request_granted" if granted else "request_declined"
        outbox.put(db, f"answered:{asked.id}", guest.id, outbox.Plain(words=words, values={"show": name}))
        return True

    if not await context.write(tell):
        return Toast(request.t.already_answered)
    words = request.t.request_done_yes if granted else request.t.request_done_no
    return View(text=fill(words, name=guest.name, show=name))


async def open_ones(request: Request) -> Reply:
    """/requests: what waits for the owner, with buttons; for others, what became of their own."""
    return await (_to_answer(request) if request.owner else _my_own(request))


async def _to_answer(request: Request) -> View:
    t, context = request.t, request.context
    waiting, asking = await context.read(_waiting)
    lines, rows = [Html(t.requests_head)], []
    for number, (asked, guest) in enumerate(waiting[:OPEN_MOST], 1):
        name = phrases.name_of(_INFO.validate_python(asked.value["show"]))
        when = phrases.moment(request.person, asked.created_at)
        lines.append(fill(t.request_line, number=number, name=guest.name, show=name, when=when))
        answers = ((t.b_yes, 1), (t.b_no, 0))
        rows.append(tuple(request.button(f"{number}. {label}", "request", asked.id, yes) for label, yes in answers))
    for person in asking[:OPEN_MOST]:
        lines.append(fill(t.access_asked, name=person.name))
        choices = ((t.b_let_in, 1), (t.b_as_guest, 2), (t.b_decline, 0))
        rows.append(tuple(request.button(f"{label}: {person.name}", "access", person.id, n) for label, n in choices))
    if not rows:
        return View(text=escape(t.no_requests))
    return View(text=joined(lines), rows=tuple(rows))


def _waiting(db: Connection) -> tuple[list[tuple[dialogs.Dialog, Person]], list[Person]]:
    """(wishes with their guests, people who ask to be let in), oldest first."""
    guests = {person.id: person for person in people.everyone(db, Role.GUEST)}
    wishes = [(asked, guests[asked.person_id]) for asked in dialogs.all_of(db, KIND) if asked.person_id in guests]
    return wishes, people.everyone(db, Role.PENDING)


async def _my_own(request: Request) -> View:
    t, person = request.t, request.person
    waiting, _ = await request.context.read(_waiting)
    lines = [
        fill(t.request_open, show=phrases.name_of(_INFO.validate_python(asked.value["show"])),
             when=phrases.moment(person, asked.created_at))
        for asked, guest in waiting
        if guest.id == person.id
    ]  # fmt: skip
    answered = await request.context.read(outbox.recent_words, person.id, ANSWERS)
    said = [row.news for row in answered if isinstance(row.news, outbox.Plain)]
    lines += [fill(getattr(t, news.words), **news.values) for news in said]
    return View(text=joined([Html(t.requests_head), *lines]) if lines else escape(t.no_requests_yours))


def _grant(context: BotContext, guest_id: int, info: ShowInfo, value: dict[str, Any]) -> None:
    if value["start"] == GO_ON:
        with context.store.read() as db:
            show = shows.find(db, info)
        if show is not None:
            follow.go_on(context.store, context.stages, guest_id, show.id)
        return
    choices = dict(value["choices"])
    if "languages" in choices:  # JSON has lists only
        choices["languages"] = tuple(choices["languages"])
    start = Start(value["start"])
    follow.follow(context.store, context.catalogues, context.stages, guest_id, info, start, **choices)


def asked_words(t: Texts, values: dict[str, str]) -> Html:
    """The owner's notice about it."""
    return fill(t.request_asked, name=values["name"], show=values["show"], start=start_words(t, values))
