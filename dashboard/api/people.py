"""People: oneself with one's tokens, who is here and what they may, and who waits for an answer."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from dashboard.api.asking import HouseHere, Id, Listed, Out, Owner, PageNumber, Viewer, part
from pipeline.model import Person, Role
from pipeline.services import guest_requests, household, limits, rights, tokens
from pipeline.store import people, shows


class Me(Out):
    """Whose token it is. What the bot goes by is changed by the action "prefer"."""

    id: int
    name: str
    role: str
    language: str
    time_zone: str
    quiet_from: str = Field(description="22:30; empty: never quiet")
    quiet_to: str
    digest_at: str = Field(description="18:00; empty: told at once")


class TokenOut(Out):
    """A token of one's own."""

    id: str = Field(description='what the action "revoke" takes')
    scope: str
    made_at: datetime


class PersonOut(Out):
    id: int
    name: str
    role: str
    shows: int = Field(description="that they follow")
    most_shows: int | None
    most_bytes_a_week: int | None


class PersonWhole(PersonOut):
    """Somebody, with what they follow and have had."""

    had_this_week: int = Field(description="bytes")
    follows: list[int] = Field(description="shows, by id")


class RequestOut(Out):
    """What a guest asks for."""

    id: int = Field(description='what the action "request" takes')
    guest_id: int
    guest: str
    show: str
    start: str
    asked_at: datetime


class AskingOut(Out):
    """Who asks to be let in."""

    id: int = Field(description='what the action "access" takes')
    name: str


class InvitationOut(Out):
    """What can be given out."""

    number: int = Field(description='what the action "invite" takes')
    role: str
    uses: int
    days: int


def me(viewer: Viewer) -> Me:
    """Whose token this is."""
    return Me.model_validate(viewer)


def my_tokens(context: HouseHere, viewer: Viewer) -> list[TokenOut]:
    """One's own tokens; what they are is told once, when they are made."""
    with context.store.read() as db:
        return [TokenOut.model_validate(each) for each in tokens.of_person(db, viewer.id)]


def everyone(context: HouseHere, viewer: Owner, page: PageNumber = 1) -> Listed[PersonOut]:  # noqa: ARG001
    """Who is in the household, and who was turned away; for the owner."""
    with context.store.read() as db:
        known = [each for each in people.with_show_counts(db) if each[0].role is not Role.PENDING]
    return part([_person(person, count) for person, count in known], page)


def one(context: HouseHere, viewer: Owner, person_id: Id) -> PersonWhole:  # noqa: ARG001
    """Somebody, with what they follow and have had; for the owner."""
    with context.store.read() as db:
        person = people.by_id(db, person_id)
        follows = [followed.show.id for followed in shows.followed_by(db, person.id)]
        had = limits.bytes_this_week(db, person.id)
    return PersonWhole(**_person(person, len(follows)).model_dump(), had_this_week=had, follows=follows)


def requests(context: HouseHere, viewer: Viewer) -> list[RequestOut]:
    """What guests ask for and nobody has answered: for the owner all, for a guest their own."""
    with context.store.read() as db:
        waiting = guest_requests.waiting(db)
    all_of_them = rights.may(viewer, Role.OWNER)
    return [_request(each) for each in waiting if all_of_them or each.guest.id == viewer.id]


def asking(context: HouseHere, viewer: Owner) -> list[AskingOut]:  # noqa: ARG001
    """Who asks to be let in; for the owner."""
    with context.store.read() as db:
        return [AskingOut.model_validate(each) for each in people.everyone(db, Role.PENDING)]


def invitations(viewer: Owner) -> list[InvitationOut]:  # noqa: ARG001
    """The kinds of invitation that there are; for the owner."""
    return [
        InvitationOut(number=number, role=each.role, uses=each.uses, days=each.lasts.days)
        for number, each in enumerate(household.INVITATIONS)
    ]


# ------------------------------------------------------------------------------------------------------------- shaping


def _person(person: Person, count: int) -> PersonOut:
    return PersonOut.of(person, shows=count)


def _request(asked: guest_requests.GuestRequest) -> RequestOut:
    return RequestOut.of(asked, guest_id=asked.guest.id, guest=asked.guest.name, show=asked.show.name)
