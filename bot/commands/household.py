"""For the owner: who is here, what they may, and links that let others in."""

from __future__ import annotations

from bot.chat import phrases
from bot.chat.markup import Html, escape, fill, joined
from bot.chat.paging import page_of, turn_row
from bot.chat.request import Request
from bot.chat.view import Reply, Rows, Toast, View, in_rows
from bot.texts import Texts
from messages.units import size_text
from pipeline.clock import now
from pipeline.errors import UserError
from pipeline.model import Person, Role
from pipeline.services import household as services
from pipeline.services import limits
from pipeline.store import Connection, people, shows

PAGE = 12


async def everyone(request: Request) -> Reply:
    """/people, by pages."""
    found = await request.context.read(people.with_show_counts)
    t = request.t
    page = page_of(found, request.page, PAGE)
    lines = [Html(t.people_head)]
    lines += [
        fill(
            t.person_line,
            mark=t.role_marks[p.role],
            name=p.name,
            role=t.roles[p.role],
            shows=phrases.count(t.shows_count, count),
        )
        for p, count in page.shown
    ]
    buttons = [request.button(p.name, "person", p.id) for p, _ in page.shown if p.id != request.person.id]
    rows = (*in_rows(buttons, 3), *turn_row(request, "people", page), (request.button(t.b_invite, "invite"),))
    return View(text=joined(lines), rows=rows)


async def one(request: Request) -> Reply:
    return await _person(request, request.numbers[0])


async def _person(request: Request, person_id: int, toast: str = "") -> Reply:
    def read(db: Connection) -> tuple[Person, int, int] | None:
        found = people.find_by_id(db, person_id)
        if found is None:
            return None
        return found, len(shows.followed_by(db, found.id)), limits.bytes_this_week(db, found.id)

    found = await request.context.read(read)
    if found is None:
        return Toast(request.t.outdated, alert=True)
    person, count, had = found
    t = request.t
    text = fill(
        t.person_details,
        mark=t.role_marks[person.role],
        name=person.name,
        role=t.roles[person.role],
        shows=phrases.count(t.shows_count, count),
        had=size_text(had),
        limits=_limits(t, person),
    )
    return View(text=text, rows=_rows(request, person), toast=toast)


def _limits(t: Texts, person: Person) -> str:
    parts = []
    if person.most_shows is not None:
        parts.append(phrases.count(t.shows_count, person.most_shows))
    if person.most_bytes_a_week is not None:
        parts.append(fill(t.limit_bytes, size=size_text(person.most_bytes_a_week)))
    return ", ".join(parts) or t.no_limits


def _rows(request: Request, person: Person) -> Rows:
    t = request.t
    back = (request.button(t.b_back, "people", 0),)
    if person.role is Role.OWNER:
        return (back,)
    roles = [
        request.button(label, "setrole", person.id, number)
        for number, (role, label) in enumerate(
            ((Role.MEMBER, t.b_make_member), (Role.GUEST, t.b_make_guest), (Role.BANNED, t.b_ban))
        )
        if role is not person.role
    ]
    shows_limit = fill(t.b_limit_shows, limit="∞" if person.most_shows is None else person.most_shows)
    size = "∞" if person.most_bytes_a_week is None else size_text(person.most_bytes_a_week)
    return (
        *in_rows(roles, 2),
        (
            request.button(shows_limit, "limit", person.id, 0),
            request.button(fill(t.b_limit_bytes, limit=size), "limit", person.id, 1),
        ),
        (request.button(t.b_remove, "remove", person.id),),
        back,
    )


async def set_role(request: Request) -> Reply:
    person_id, number = request.numbers
    if number >= len(services.ROLES):
        return Toast(request.t.outdated, alert=True)
    try:
        await request.context.write(services.set_role, person_id, services.ROLES[number])
    except UserError:
        return Toast(request.t.outdated, alert=True)
    return await _person(request, person_id, toast=request.t.done_toast)


async def set_limit(request: Request) -> Reply:
    """The next higher limit; after the highest, none."""
    person_id, which = request.numbers
    person = await request.context.read(people.find_by_id, person_id)
    if person is None:
        return Toast(request.t.outdated, alert=True)
    limits = [services.next_limit(services.SHOW_LIMITS, person.most_shows), people.SAME]
    if which:
        limits = [people.SAME, services.next_limit(services.BYTE_LIMITS, person.most_bytes_a_week)]
    try:
        await request.context.write(services.set_limits, person_id, *limits)
    except UserError:
        return Toast(request.t.outdated, alert=True)
    return await _person(request, person_id)


async def remove(request: Request) -> Reply:
    """Asks first; with a 1, removes."""
    person_id, sure = (*request.numbers, 0)[:2]
    person = await request.context.read(people.find_by_id, person_id)
    if person is None or person.role is Role.OWNER:
        return Toast(request.t.outdated, alert=True)
    t = request.t
    if not sure:
        rows = ((request.button(t.b_yes, "remove", person_id, 1), request.button(t.b_no, "person", person_id)),)
        return View(text=fill(t.remove_sure, name=person.name), rows=rows, asks=True)
    await request.context.quick(services.remove, request.context.store, person_id)
    return View(text=fill(t.removed, name=person.name), rows=((request.button(t.b_back, "people", 0),),))


# -------------------------------------------------------------------------------------------------------- invitations


async def invite(request: Request) -> Reply:
    """/invite: what shall the link allow? With a number: that."""
    t = request.t
    if not request.numbers:
        labels = (t.b_once_member, t.b_once_guest, t.b_many_members)
        buttons = [request.button(label, "invite", i) for i, label in enumerate(labels)]
        rows = (*in_rows(buttons, 1), (request.button(t.b_void_invites, "uninvite"),))
        return View(text=escape(t.invite_choose), rows=rows)
    if request.numbers[0] >= len(services.INVITATIONS):
        return Toast(t.outdated, alert=True)
    invitation = services.INVITATIONS[request.numbers[0]]
    text = fill(
        t.invite_made,
        role=t.roles[invitation.role],
        uses=phrases.count(t.invite_uses, invitation.uses),
        when=phrases.moment(request.person, now() + invitation.lasts),
        link=await request.context.write(services.invite, invitation),
    )
    return View(text=text, fresh=True)


async def void_invites(request: Request) -> Reply:
    await request.context.write(people.void_invites)
    return View(text=escape(request.t.invites_cancelled))
