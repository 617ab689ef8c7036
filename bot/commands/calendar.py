"""/upcoming: what airs next, and what is overdue. /history: what has come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.chat import phrases
from bot.chat.markup import Html, escape, fill, joined, one_line
from bot.chat.paging import Page, page_line, page_of, pages_for, turn_row
from bot.chat.phrases import told
from bot.chat.request import Request
from bot.chat.view import Reply, View
from messages.units import size_text
from pipeline.clock import now
from pipeline.model import Episode, Show
from pipeline.store import Connection, listing, pausing
from pipeline.store.listing import Arrived, Overdue

DAYS = 14
PAGE = 10
SHOWN = 40  # episodes to come on a page
OVERDUE_SHOWN = 8


async def upcoming(request: Request) -> Reply:
    """The next days in the person's own time zone."""
    return await airing(request, "")


def _span(request: Request, when: str) -> tuple[datetime, datetime]:
    """From when until when by the person's clock: the rest of today, tomorrow, the weekend, a week; else DAYS."""
    moment = now()
    today = request.local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    saturday = today + timedelta(days=max(0, 5 - today.weekday()))
    until_monday = today + timedelta(days=7 - today.weekday())
    spans = {
        "tonight": (moment, today + timedelta(days=1, hours=4)),  # an evening lasts until the small hours
        "tomorrow": (today + timedelta(days=1), today + timedelta(days=2)),
        "weekend": (max(moment, saturday.astimezone(UTC)), until_monday),
        "week": (moment, today + timedelta(days=8)),
    }
    begin, end = spans.get(when, (moment, moment + timedelta(days=DAYS)))
    return begin.astimezone(UTC), end.astimezone(UTC)


async def airing(request: Request, when: str) -> Reply:
    """What airs in a span ("tonight", "tomorrow", "weekend", "week"; "": the next days) of what the person follows."""
    begin, end = _span(request, when)

    def read(db: Connection) -> tuple[list[tuple[Show, Episode]], list[Overdue], bool]:
        moment = now()
        coming = listing.airing(db, request.person.id, begin, end)
        late = [] if when == "tomorrow" else listing.overdue(db, request.person.id, moment)
        return coming, late, pausing.paused(db)

    coming, late, paused = await request.context.read(read)
    t = request.t
    lines = [_late(request, late)] if late else []
    if not coming:
        lines.append(fill(t.nothing_in_span[when], days=DAYS))
        rows = ((request.button(t.b_all_days, "upcoming"),),) if when else ()
        return View(text=joined(lines, "\n\n"), rows=rows)
    page = page_of(coming, request.page, SHOWN)
    lines += [fill(t.span_heads[when], days=DAYS), *_days(request, page.shown), *page_line(request, page)]
    if paused:
        lines.append(escape(t.paused_line_member))
    return View(text=joined(lines, "\n\n"), rows=() if when else turn_row(request, "upcoming", page))


def _days(request: Request, coming: list[tuple[Show, Episode]]) -> list[Html]:
    days: dict[Html, list[Html]] = {}
    for show, episode in coming:
        assert episode.airs_at is not None
        here = request.local(episode.airs_at)
        day = fill("<b>{day}</b>", day=phrases.day(request.person, episode.airs_at))
        title = phrases.title_part(request.t, one_line(episode.title, 60))
        values = {"time": f"{here:%H:%M}", "show": show.title, "code": episode.code, "title": title}
        days.setdefault(day, []).append(fill(request.t.upcoming_line, **values))
    return [joined([day, *episodes]) for day, episodes in days.items()]


def _late(request: Request, late: list[Overdue]) -> Html:
    t = request.t
    lines = [Html(t.overdue_head)]
    for one in late[:OVERDUE_SHOWN]:
        assert one.episode.airs_at is not None
        lines.append(
            fill(
                t.overdue_line,
                show=one.show.title,
                code=one.episode.code,
                when=phrases.moment(request.person, one.episode.airs_at),
                reason=told(request.person, one.reason, 160) or "?",
            )
        )
    return joined(lines)


async def past(request: Request) -> Reply:
    """What has come, newest first, by pages."""
    whose = None if request.owner else request.person.id
    found, count = await request.context.read(listing.arrived, whose, PAGE, request.page * PAGE, deleted=True)
    t = request.t
    if not found:
        return View(text=escape(t.no_history))
    page = Page(found, request.page, pages_for(count, PAGE))
    lines = [Html(t.history_head), *(_arrived(request, one) for one in found), *page_line(request, page)]
    return View(text=joined(lines), rows=turn_row(request, "past", page))


def _arrived(request: Request, one: Arrived) -> Html:
    t = request.t
    line = fill(
        t.history_line,
        when=phrases.moment(request.person, one.filed_at),
        show=one.show.title,
        code=one.episode.code,
        title=phrases.title_part(t, one_line(one.episode.title, 60)),
        size=size_text(one.size),
        again=t.history_again if one.replaces else "",
    )
    if one.deleted_at is None:
        return line
    return joined([line, fill(t.history_deleted, when=phrases.moment(request.person, one.deleted_at))], " · ")
