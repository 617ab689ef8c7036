"""What a person follows: the list, one show's details, muting, leaving."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.chat import phrases
from bot.chat.markup import Html, escape, fill, joined
from bot.chat.paging import page_line, page_of, turn_row
from bot.chat.request import Request
from bot.chat.view import Reply, Toast, View, in_rows
from bot.commands import which_show
from pipeline.clock import now
from pipeline.services import follow, rights, survey
from pipeline.services.spoken import place_from
from pipeline.store import Connection, shows
from pipeline.store.shows import Followed

PAGE = 8  # shows on a page of the list
LEAVE_PAGE = 20  # the same, where there is nothing but buttons


async def my_shows(request: Request) -> Reply:
    """/shows, and its pages."""
    mine = await request.context.read(shows.followed_by, request.person.id)
    t = request.t
    if not mine:
        return View(text=escape(t.no_shows))
    page = page_of(mine, request.page, PAGE)
    lines = [Html(t.your_shows), *(_line(request, f) for f in page.shown), *page_line(request, page)]
    rows = in_rows([request.button(f.show.title, "show", f.show.id, page.number) for f in page.shown], 2)
    return View(text=joined(lines), rows=(*rows, *turn_row(request, "shows", page)))


def _line(request: Request, followed: Followed) -> Html:
    words = request.t.show_line_muted if followed.subscription.muted else request.t.show_line
    return fill(words, show=followed.show.name, start=phrases.start_of(request.t, followed.subscription))


async def one_show(request: Request) -> Reply:
    """A show's details."""
    show_id, page = (*request.numbers, 0)[:2]
    mine = await request.context.read(shows.subscription_of, request.person.id, show_id)
    if mine is None:
        return Toast(request.t.outdated, alert=True)
    return await _details(request, mine, page)


async def _details(request: Request, mine: Followed, page: int, toast: str = "") -> View:
    t, show = request.t, mine.show

    def read(db: Connection) -> tuple[int, int, Any]:
        listed = [e for e in shows.episodes(db, show.id) if e.season > 0]
        moment = now()
        aired = [e for e in listed if e.airs_at and e.airs_at <= moment]
        return len(shows.in_library(db, [e.id for e in aired])), len(aired), phrases.next_episode(listed)

    there, aired, coming = await request.context.read(read)
    status = " · ".join(filter(None, (t.status_words.get(show.status, show.status), show.network)))
    start = phrases.start_of(t, mine.subscription)
    lines = [fill(t.show_details, show=show.name, status=status, start=start)]
    lines.append(fill(t.show_counts, there=there, aired=aired))
    if coming and coming.airs_at:
        when = phrases.moment(request.person, coming.airs_at)
        lines.append(fill(t.next_airs, code=coming.code, when=when))
    muted = mine.subscription.muted
    rows = (
        (
            request.button(t.b_unmute if muted else t.b_mute, "mute", show.id, 0 if muted else 1, page),
            request.button(t.b_change, "change", show.id),
        ),
        (request.button(t.b_episodes, "eps", 0, show.id), request.button(t.b_unsubscribe, "leave", show.id)),
        (request.button(t.b_back, "shows", page),),
    )
    return View(text=joined(lines), rows=rows, toast=toast)


async def mute(request: Request) -> Reply:
    show_id, muted, page = request.numbers

    def change(db: Connection) -> Followed | None:
        shows.change_subscription(db, request.person.id, show_id, muted=bool(muted))
        return shows.subscription_of(db, request.person.id, show_id)

    mine = await request.context.write(change)
    if mine is None:
        return Toast(request.t.outdated, alert=True)
    return await _details(request, mine, page, toast=request.t.muted if muted else request.t.unmuted)


async def mute_of_show(request: Request) -> Reply:
    """ "No more news of it": a show and a place."""
    return await mute(replace(request, numbers=(request.numbers[0], 1, 0)))


async def unmute_of_show(request: Request) -> Reply:
    return await mute(replace(request, numbers=(request.numbers[0], 0, 0)))


async def when_next(request: Request) -> Reply:
    """ "When is the next one?": what comes next of a show, and the last that was there."""
    show = await request.context.read(rights.seen_show, request.person, request.numbers[0])
    if show is None:
        return Toast(request.t.outdated, alert=True)
    listed = [e for e in await request.context.read(shows.episodes, show.id) if e.season > 0]
    coming = phrases.next_episode(listed)
    t = request.t
    if coming is not None and coming.airs_at is not None:
        when = phrases.moment(request.person, coming.airs_at)
        line = fill(t.next_airs, code=coming.code, when=when)
    else:
        line = fill(t.no_next, status=t.status_words.get(show.status, show.status) or "?")
    rows = ((request.button(t.b_episodes, "eps", 0, show.id), request.button(t.commands["upcoming"], "upcoming")),)
    return View(text=joined([fill("<b>{show}</b>", show=show.name), line]), rows=rows)


async def only_season(request: Request) -> Reply:
    """ "Only season 2": asks, since it changes from where to where the show is followed."""
    show_id, place = request.numbers[0], place_from(request.numbers[1:])
    mine = await request.context.read(shows.subscription_of, request.person.id, show_id)
    if mine is None:
        return Toast(request.t.outdated, alert=True)
    if place.season is None:
        return await _details(request, mine, 0)
    rows = ((request.button(request.t.b_yes, "onlyyes", show_id, place.season),
             request.button(request.t.b_no, "show", show_id)),)  # fmt: skip
    text = fill(request.t.only_sure, show=mine.show.name, season=place.season)
    return View(text=text, rows=rows, asks=True)


async def only_season_yes(request: Request) -> Reply:
    """That season from its beginning to its last episode that is known."""
    show_id, season = request.numbers
    context = request.context

    def change(db: Connection) -> Followed | None:
        numbers = [e.number for e in shows.episodes(db, show_id) if e.season == season]
        if not numbers:
            return None
        values = {"from_season": season, "from_number": 1, "from_at": None}
        shows.change_subscription(
            db, request.person.id, show_id, **values, until_season=season, until_number=max(numbers)
        )
        return shows.subscription_of(db, request.person.id, show_id)

    mine = await context.write(change)
    if mine is None:
        return View(text=fill(request.t.no_such_season, season=season))
    await context.quick(survey.open_wanted, context.store, mine.show, context.stages)
    return await _details(request, mine, 0, toast=request.t.settings_saved)


# ----------------------------------------------------------------------------------------------------------- leaving


async def unsubscribe(request: Request) -> Reply:
    """/unsubscribe [NAME]."""
    if not request.text:
        mine = await request.context.read(shows.followed_by, request.person.id)
        if not mine:
            return View(text=escape(request.t.no_shows))
        page = page_of(mine, request.page, LEAVE_PAGE)
        buttons = [request.button(f.show.title, "leave", f.show.id) for f in page.shown]
        rows = (*in_rows(buttons, 2), *turn_row(request, "leaving", page))
        return View(text=escape(request.t.unsubscribe_which), rows=rows)
    return await which_show.go_on_with(request, leave_question, "leave", own=True)


async def leave_question(request: Request) -> Reply:
    """ "Unsubscribe" asks first."""
    mine = await request.context.read(shows.subscription_of, request.person.id, request.numbers[0])
    return _sure(request, mine) if mine else Toast(request.t.outdated, alert=True)


def _sure(request: Request, found: Followed) -> View:
    show = found.show
    rows = (
        (request.button(request.t.b_yes_leave, "leavenow", show.id), request.button(request.t.b_keep, "show", show.id)),
    )
    return View(text=fill(request.t.unsubscribe_sure, show=show.name), rows=rows, asks=True)


async def leave(request: Request) -> Reply:
    """Yes, stop following."""
    show_id = request.numbers[0]
    mine = await request.context.read(shows.subscription_of, request.person.id, show_id)
    if mine is None or not await request.context.quick(follow.leave, request.context.store, request.person.id, show_id):
        return Toast(request.t.outdated, alert=True)
    return View(text=fill(request.t.unsubscribed, show=mine.show.name))
