"""What a person follows: the list, one show's details, muting, leaving."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from bot import said
from bot.markup import Html, escape, fill, joined
from bot.screen import Reply, Rows, Screen, Toast, in_rows
from bot.visit import Visit
from pipeline import follow, shows
from pipeline.clock import now
from pipeline.shows import Followed

PAGE = 8  # shows on a page of the list
LEAVE_PAGE = 20  # the same, where there is nothing but buttons


async def my_shows(visit: Visit) -> Reply:
    """/shows, and its pages."""
    page = visit.numbers[0] if visit.numbers else 0
    mine = await visit.house.read(shows.followed_by, visit.person.id)
    t = visit.t
    if not mine:
        return Screen(text=escape(t.no_shows))
    pages = (len(mine) + PAGE - 1) // PAGE
    page = min(page, pages - 1)
    on_page = mine[page * PAGE : (page + 1) * PAGE]
    lines = [Html(t.your_shows), *(_line(visit, f) for f in on_page)]
    if pages > 1:
        lines.append(fill(t.page, page=page + 1, pages=pages))
    rows = in_rows([visit.button(f.show.title, "show", f.show.id, page) for f in on_page], 2)
    return Screen(text=joined(lines), rows=(*rows, *page_row(visit, "shows", page, pages)))


def page_row(visit: Visit, code: str, page: int, pages: int, *more: int, before: tuple[int, ...] = ()) -> Rows:
    """◀️ ▶️ for a list of several pages; the buttons carry the page between `before` and `more`."""
    if pages < 2:
        return ()
    turns = ((visit.t.b_previous, (page - 1) % pages), (visit.t.b_next, (page + 1) % pages))
    return (tuple(visit.button(label, code, *before, to, *more) for label, to in turns),)


def _line(visit: Visit, followed: Followed) -> Html:
    words = visit.t.show_line_muted if followed.subscription.muted else visit.t.show_line
    return fill(words, show=followed.show.name, start=said.start_of(visit.t, followed.subscription))


async def one_show(visit: Visit) -> Reply:
    """A show's details."""
    show_id, page = (*visit.numbers, 0)[:2]
    mine = await visit.house.read(shows.subscription_of, visit.person.id, show_id)
    if mine is None:
        return Toast(visit.t.outdated, alert=True)
    return await _details(visit, mine, page)


async def _details(visit: Visit, mine: Followed, page: int, toast: str = "") -> Screen:
    t, show = visit.t, mine.show

    def look(db: Connection) -> tuple[int, int, Any]:
        listed = [e for e in shows.episodes(db, show.id) if e.season > 0]
        moment = now()
        aired = [e for e in listed if e.airs_at and e.airs_at <= moment]
        return len(shows.in_library(db, [e.id for e in aired])), len(aired), said.next_episode(listed)

    there, aired, coming = await visit.house.read(look)
    status = " · ".join(filter(None, (t.status_words.get(show.status, show.status), show.network)))
    start = said.start_of(t, mine.subscription)
    lines = [fill(t.show_details, show=show.name, status=status, start=start)]
    lines.append(fill(t.show_counts, there=there, aired=aired))
    if coming and coming.airs_at:
        when = said.moment(t, visit.person, coming.airs_at)
        lines.append(fill(t.next_airs, code=coming.code, when=when))
    muted = mine.subscription.muted
    rows = (
        (
            visit.button(t.b_unmute if muted else t.b_mute, "mute", show.id, 0 if muted else 1, page),
            visit.button(t.b_change, "change", show.id),
        ),
        (visit.button(t.b_episodes, "eps", 0, show.id), visit.button(t.b_unsubscribe, "leave", show.id)),
        (visit.button(t.b_back, "shows", page),),
    )
    return Screen(text=joined(lines), rows=rows, toast=toast)


async def mute(visit: Visit) -> Reply:
    show_id, muted, page = visit.numbers

    def change(db: Connection) -> Followed | None:
        shows.change_subscription(db, visit.person.id, show_id, muted=bool(muted))
        return shows.subscription_of(db, visit.person.id, show_id)

    mine = await visit.house.write(change)
    if mine is None:
        return Toast(visit.t.outdated, alert=True)
    return await _details(visit, mine, page, toast=visit.t.muted if muted else visit.t.unmuted)


# ----------------------------------------------------------------------------------------------------------- leaving


async def unsubscribe(visit: Visit) -> Reply:
    """/unsubscribe [NAME]."""
    if not visit.text:
        mine = await visit.house.read(shows.followed_by, visit.person.id)
        if not mine:
            return Screen(text=escape(visit.t.no_shows))
        pages = (len(mine) + LEAVE_PAGE - 1) // LEAVE_PAGE
        page = min(visit.numbers[0] if visit.numbers else 0, pages - 1)
        on_page = mine[page * LEAVE_PAGE : (page + 1) * LEAVE_PAGE]
        buttons = [visit.button(f.show.title, "leave", f.show.id) for f in on_page]
        rows = (*in_rows(buttons, 2), *page_row(visit, "leaving", page, pages))
        return Screen(text=escape(visit.t.unsubscribe_which), rows=rows)
    found = await visit.house.quick(follow.find_followed, visit.house.store, visit.person.id, visit.text)
    return _sure(visit, found)


async def leave_question(visit: Visit) -> Reply:
    """ "Unsubscribe" asks first."""
    mine = await visit.house.read(shows.subscription_of, visit.person.id, visit.numbers[0])
    return _sure(visit, mine) if mine else Toast(visit.t.outdated, alert=True)


def _sure(visit: Visit, found: Followed) -> Screen:
    show = found.show
    rows = ((visit.button(visit.t.b_yes_leave, "leavenow", show.id), visit.button(visit.t.b_keep, "show", show.id)),)
    return Screen(text=fill(visit.t.unsubscribe_sure, show=show.name), rows=rows)


async def leave(visit: Visit) -> Reply:
    """Yes, stop following."""
    show_id = visit.numbers[0]
    mine = await visit.house.read(shows.subscription_of, visit.person.id, show_id)
    if mine is None or not await visit.house.quick(follow.leave, visit.house.store, visit.person.id, show_id):
        return Toast(visit.t.outdated, alert=True)
    return Screen(text=fill(visit.t.unsubscribed, show=mine.show.name))
