"""Answering who asks, inviting, roles and limits, removing: for the owner."""

from __future__ import annotations

from typing import TypeVar

from dashboard.context import number
from dashboard.press import Done, Press
from pipeline.errors import UserError
from pipeline.model import Role
from pipeline.model.reasons import Reason
from pipeline.services import guest_requests, household
from pipeline.store import people

T = TypeVar("T")


def answer_request(press: Press) -> Done:
    """ "request 12 yes"."""
    request_id, granted = _two(press, {"yes": True, "no": False})
    context = press.context
    asked = guest_requests.answer(context.store, context.catalogues, context.stages, request_id, granted=granted)
    return Done(said=Reason("wish-granted" if granted else "wish-refused", name=asked.guest.name, show=asked.show.name))


def answer_access(press: Press) -> Done:
    """ "access 5 guest"."""
    person_id, role = _two(press, {"member": Role.MEMBER, "guest": Role.GUEST, "no": Role.BANNED})
    with press.context.store.write() as db:
        decided = household.answer_access(db, person_id, role, press.context.settings.household.time_zone)
    return Done(said=Reason("turned-away" if role is Role.BANNED else "is-in", name=decided.name))


def _two(press: Press, choices: dict[str, T]) -> tuple[int, T]:
    """Who or what it is about, and one of these choices."""
    if len(press.words) != 2 or press.words[1] not in choices:
        raise UserError(Reason("no-such-button"))
    return number(press.words[0]), choices[press.words[1]]


def invite(press: Press) -> Done:
    """ "invite 1": one of the invitations."""
    which = press.one()
    if which >= len(household.INVITATIONS):
        raise UserError(Reason("no-such-button"))
    with press.context.store.write() as db:
        link = household.invite(db, household.INVITATIONS[which])
    return Done(said=Reason("invitation-made", link=link), stays=True)


def void_invitations(press: Press) -> Done:
    with press.context.store.write() as db:
        people.void_invites(db)
    return Done(said=Reason("invitations-void"))


def change(press: Press) -> Done:
    """ "person 5": the role and the limits that the page's fields say."""
    person_id, fields = press.one(), press.fields
    with press.context.store.write() as db:
        known = people.by_id(db, person_id)
        if fields.first("role") != known.role:
            household.set_role(db, person_id, _role(fields.first("role")))
        household.set_limits(db, person_id, _limit(fields.first("shows")), _limit(fields.first("bytes")))
    return Done(said=Reason("saved"))


def _role(text: str) -> Role:
    if text not in tuple(Role):
        raise UserError(Reason("no-such-button"))
    return Role(text)


def _limit(text: str) -> int | None:
    """ "": none."""
    return int(text[:15]) if text.isascii() and text.isdigit() else None


def remove(press: Press) -> Done:
    person = household.remove(press.context.store, press.one())
    return Done(said=Reason("person-removed", name=person.name), to="/people")
