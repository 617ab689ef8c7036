"""What guests ask for: kept until the owner says yes or no, in the chat or in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from pipeline.errors import UserError
from pipeline.model import Person, Role, ShowInfo
from pipeline.model.reasons import Reason
from pipeline.ports import Catalogue
from pipeline.services import follow
from pipeline.store import Connection, Store, dialogs, outbox, people, shows
from pipeline.store.runs import Stage
from pipeline.store.shows import Followed, Start

KIND = "request"  # the kind of dialog: {"show": …, "start": …, "choices": …}
GO_ON = "go on"  # a start, too: on behind the episodes that the owner said yes to
_INFO: TypeAdapter[ShowInfo] = TypeAdapter(ShowInfo)


@dataclass(frozen=True, kw_only=True)
class GuestRequest:
    """What a guest asks for. `start`: a `Start`, or GO_ON; `choices`: further fields of the subscription."""

    id: int
    guest: Person
    show: ShowInfo
    start: str
    choices: Mapping[str, Any]
    asked_at: datetime


def ask(db: Connection, guest: Person, info: ShowInfo, start: str, choices: Mapping[str, Any]) -> None:
    """Hand it to the owner; the same again changes nothing."""
    kept = {k: list(v) if isinstance(v, tuple) else v for k, v in choices.items()}
    value = {"show": _INFO.dump_python(info, mode="json"), "start": str(start), "choices": kept}
    owner = people.owner(db)
    same = [d for d in dialogs.all_of(db, KIND) if d.person_id == guest.id and d.value == value]
    if owner is None or same:
        return
    request_id = dialogs.begin(db, guest.id, KIND, value)
    words = {"request": str(request_id), "name": guest.name, "show": info.name, "start": str(start)}
    if choices.get("until_season") is not None:
        words["until"] = f"S{choices['until_season']:02}E{choices['until_number']:02}"
    elif "from_season" in choices:
        words["season"] = str(choices["from_season"])
    outbox.put(db, f"request:{request_id}", owner.id, outbox.Plain(words="request_asked", values=words))


def follow_or_ask(
    store: Store,
    catalogues: Sequence[Catalogue],
    stages: Sequence[Stage],
    person: Person,
    info: ShowInfo,
    start: Start,
    choices: Mapping[str, object],
) -> tuple[Followed, list[int]] | None:
    """Follow a show, if the person may: what `follow` says of it. None: they are a guest, and the owner is asked; also
    for more of a show that they follow, since the owner said yes to less.

    Raises LimitReached.
    """
    with store.write() as db:
        follow.check_may_follow(db, person, info)
        if person.role is Role.GUEST:
            ask(db, person, info, start, choices)
            return None
    return follow.follow(store, catalogues, stages, person.id, info, start, **choices)


def count(db: Connection) -> int:
    """How many wait for the owner."""
    return len(dialogs.all_of(db, KIND))


def waiting(db: Connection) -> list[GuestRequest]:
    """What waits for the owner, oldest first."""
    guests = {person.id: person for person in people.everyone(db, Role.GUEST)}
    return [_of_dialog(each, guests[each.person_id]) for each in dialogs.all_of(db, KIND) if each.person_id in guests]


def _of_dialog(dialog: dialogs.Dialog, guest: Person) -> GuestRequest:
    value = dialog.value
    info = _INFO.validate_python(value["show"])
    return GuestRequest(
        id=dialog.id,
        guest=guest,
        show=info,
        start=value["start"],
        choices=value["choices"],
        asked_at=dialog.created_at,
    )


def answer(
    store: Store, catalogues: Sequence[Catalogue], stages: Sequence[Stage], request_id: int, *, granted: bool
) -> GuestRequest:
    """The owner's yes or no: the guest is told. UserError when it was answered before."""
    with store.read() as db:
        asked = next((each for each in waiting(db) if each.id == request_id), None)
    if asked is None:
        raise UserError(Reason("answered-already"))
    if granted:
        _grant(store, catalogues, stages, asked)
    with store.write() as db:
        if not dialogs.end(db, asked.id):
            raise UserError(Reason("answered-already"))
        news = outbox.Plain(
            words="request_granted" if granted else "request_declined", values={"show": asked.show.name}
        )
        outbox.put(db, f"answered:{asked.id}", asked.guest.id, news)
    return asked


def _grant(store: Store, catalogues: Sequence[Catalogue], stages: Sequence[Stage], asked: GuestRequest) -> None:
    if asked.start == GO_ON:
        with store.read() as db:
            show = shows.find(db, asked.show)
        if show is not None:
            follow.go_on(store, stages, asked.guest.id, show.id)
        return
    choices = {k: tuple(v) if isinstance(v, list) else v for k, v in asked.choices.items()}
    follow.follow(store, catalogues, stages, asked.guest.id, asked.show, Start(asked.start), **choices)
