"""For the owner: who is here, what they may, and links that let others in."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from bot import said
from bot.markup import Html, escape, fill, joined
from bot.myshows import page_row
from bot.screen import Reply, Rows, Screen, Toast, in_rows
from bot.texts import Texts
from bot.visit import Visit
from pipeline import follow, limits, outbox, people, shows
from pipeline.clock import now
from pipeline.model import Person, Role
from pipeline.words import size_text

PAGE = 12
GB = 1_000_000_000
SHOW_LIMITS: tuple[int | None, ...] = (None, 1, 3, 5, 10, 25)
BYTE_LIMITS: tuple[int | None, ...] = (None, 5 * GB, 10 * GB, 25 * GB, 50 * GB, 100 * GB)
# (role, uses, how long): what an invitation may allow, as buttons number it.
INVITES = ((Role.MEMBER, 1, timedelta(days=1)), (Role.GUEST, 1, timedelta(days=1)), (Role.MEMBER, 5, timedelta(days=7)))


async def everyone(visit: Visit) -> Reply:
    """/people, by pages."""
    page = visit.numbers[0] if visit.numbers else 0
    found = await visit.house.read(people.with_show_counts)
    t = visit.t
    pages = max(1, (len(found) + PAGE - 1) // PAGE)
    page = min(page, pages - 1)
    on_page = found[page * PAGE : (page + 1) * PAGE]
    lines = [Html(t.people_head)]
    lines += [
        fill(
            t.person_line,
            mark=t.role_marks[p.role],
            name=p.name,
            role=t.roles[p.role],
            shows=said.count(t.shows_count, count),
        )
        for p, count in on_page
    ]
    buttons = [visit.button(p.name, "person", p.id) for p, _ in on_page if p.id != visit.person.id]
    rows = (
        *in_rows(buttons, 3),
        *page_row(visit, "people", page, pages),
        (visit.button(t.b_invite, "invite"),),
    )
    return Screen(text=joined(lines), rows=rows)


async def one(visit: Visit) -> Reply:
    return await _person(visit, visit.numbers[0])


async def _person(visit: Visit, person_id: int, toast: str = "") -> Reply:
    def look(db: Connection) -> tuple[Person, int, int] | None:
        found = people.find_by_id(db, person_id)
        if found is None:
            return None
        return found, len(shows.followed_by(db, found.id)), limits.bytes_this_week(db, found.id)

    found = await visit.house.read(look)
    if found is None:
        return Toast(visit.t.outdated, alert=True)
    person, count, had = found
    t = visit.t
    text = fill(
        t.person_details,
        mark=t.role_marks[person.role],
        name=person.name,
        role=t.roles[person.role],
        shows=said.count(t.shows_count, count),
        had=size_text(had),
        limits=_limits(t, person),
    )
    return Screen(text=text, rows=_rows(visit, person), toast=toast)


def _limits(t: Texts, person: Person) -> str:
    parts = []
    if person.most_shows is not None:
        parts.append(said.count(t.shows_count, person.most_shows))
    if person.most_bytes_a_week is not None:
        parts.append(fill(t.limit_bytes, size=size_text(person.most_bytes_a_week)))
    return ", ".join(parts) or t.no_limits


def _rows(visit: Visit, person: Person) -> Rows:
    t = visit.t
    back = (visit.button(t.b_back, "people", 0),)
    if person.role is Role.OWNER:
        return (back,)
    roles = [
        visit.button(label, "setrole", person.id, number)
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
            visit.button(shows_limit, "limit", person.id, 0),
            visit.button(fill(t.b_limit_bytes, limit=size), "limit", person.id, 1),
        ),
        (visit.button(t.b_remove, "remove", person.id),),
        back,
    )


async def set_role(visit: Visit) -> Reply:
    person_id, number = visit.numbers
    roles = (Role.MEMBER, Role.GUEST, Role.BANNED)
    if number >= len(roles):
        return Toast(visit.t.outdated, alert=True)

    def change(db: Connection) -> bool:
        person = people.find_by_id(db, person_id)
        if person is None or person.role is Role.OWNER:
            return False
        before = person.role
        people.set_role(db, person.id, roles[number])
        if before in (Role.ASKING, Role.BANNED) and roles[number] is not Role.BANNED:
            words = "welcome" if roles[number] is Role.MEMBER else "welcome_guest"
            moment = f"{now():%Y%m%d%H%M%S%f}"
            outbox.put(
                db, f"in:{person.id}:{moment}", person.id, outbox.Plain(words=words, values={"name": person.name})
            )
        return True

    if not await visit.house.write(change):
        return Toast(visit.t.outdated, alert=True)
    return await _person(visit, person_id, toast=visit.t.done_toast)


async def set_limit(visit: Visit) -> Reply:
    """The next higher limit; after the highest, none."""
    person_id, which = visit.numbers
    person = await visit.house.read(people.find_by_id, person_id)
    if person is None or person.role is Role.OWNER:
        return Toast(visit.t.outdated, alert=True)
    if which == 0:
        await visit.house.write(people.set_limits, person_id, _next(SHOW_LIMITS, person.most_shows), people.SAME)
    else:
        await visit.house.write(people.set_limits, person_id, people.SAME, _next(BYTE_LIMITS, person.most_bytes_a_week))
    return await _person(visit, person_id)


def _next(choices: tuple[int | None, ...], now_set: int | None) -> int | None:
    return choices[(choices.index(now_set) + 1) % len(choices)] if now_set in choices else None


async def remove(visit: Visit) -> Reply:
    """Asks first; with a 1, removes."""
    person_id, sure = (*visit.numbers, 0)[:2]
    person = await visit.house.read(people.find_by_id, person_id)
    if person is None or person.role is Role.OWNER:
        return Toast(visit.t.outdated, alert=True)
    t = visit.t
    if not sure:
        rows = ((visit.button(t.b_yes, "remove", person_id, 1), visit.button(t.b_no, "person", person_id)),)
        return Screen(text=fill(t.remove_sure, name=person.name), rows=rows)
    await visit.house.quick(follow.remove_person, visit.house.store, person_id)
    return Screen(text=fill(t.removed, name=person.name), rows=((visit.button(t.b_back, "people", 0),),))


# -------------------------------------------------------------------------------------------------------- invitations


async def invite(visit: Visit) -> Reply:
    """/invite: what shall the link allow? With a number: that."""
    t = visit.t
    if not visit.numbers:
        labels = (t.b_once_member, t.b_once_guest, t.b_many_members)
        buttons = [visit.button(label, "invite", i) for i, label in enumerate(labels)]
        rows = (*in_rows(buttons, 1), (visit.button(t.b_void_invites, "uninvite"),))
        return Screen(text=escape(t.invite_choose), rows=rows)
    if visit.numbers[0] >= len(INVITES):
        return Toast(t.outdated, alert=True)
    role, uses, lasts = INVITES[visit.numbers[0]]
    code = await visit.house.write(people.invite, role, uses, lasts)
    text = fill(
        t.invite_made,
        role=t.roles[role],
        uses=said.count(t.invite_uses, uses),
        when=said.moment(t, visit.person, now() + lasts),
        link=f"https://t.me/{visit.house.username}?start={code}",
    )
    return Screen(text=text, fresh=True)


async def void_invites(visit: Visit) -> Reply:
    await visit.house.write(people.void_invites)
    return Screen(text=escape(visit.t.invites_cancelled))
