"""Requests and people: for the owner, who waits for an answer, who is here and what they may; for others, what they
have asked for."""

from __future__ import annotations

from dashboard.context import PageRequest, Shown
from pipeline.model import Role
from pipeline.model.reasons import Reason
from pipeline.services import guest_requests, household, limits, rights
from pipeline.store import Connection, people, shows

PAGE = 60  # people on a page


def everyone(db: Connection, asked: PageRequest) -> Shown:
    """A page of the people, after what waits for an answer; `page` in the address, from 1."""
    waiting = guest_requests.waiting(db)
    if not rights.may(asked.viewer, Role.OWNER):
        mine = [request for request in waiting if request.guest.id == asked.viewer.id]
        return {"title": Reason("page-requests"), "requests": mine, "asking": [], "people": [], "page": 1, "pages": 1}
    known = [each for each in people.with_show_counts(db) if each[0].role is not Role.PENDING]
    page, pages = asked.page_of(len(known), PAGE)
    return {
        "title": Reason("page-people"),
        "requests": waiting[:PAGE],
        "asking": people.everyone(db, Role.PENDING),
        "people": known[(page - 1) * PAGE : page * PAGE],
        "page": page,
        "pages": pages,
        "invitations": household.INVITATIONS,
    }


def one(db: Connection, asked: PageRequest) -> Shown:
    """Somebody: what they follow, have had, and may."""
    person = people.by_id(db, asked.id)
    return {
        "title": person.name,
        "person": person,
        "follows": [followed.show for followed in shows.followed_by(db, person.id)],
        "had": limits.bytes_this_week(db, person.id),
        "roles": household.ROLES,
        "show_limits": household.SHOW_LIMITS,
        "byte_limits": household.BYTE_LIMITS,
    }
