"""/upcoming: what airs next, and what is overdue. /history: what has come."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import phrases
from bot.chat.markup import Html, escape, fill, joined, one_line
from bot.chat.phrases import told
from bot.chat.request import Request
from bot.chat.view import Reply, View
from bot.commands.shows import page_row
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

    def look(db: Connection) -> tuple[list[tuple[Show, Episode]], list[Overdue], bool]:
        moment = now()
        coming = listing.airing(db, request.person.id, moment, moment + timedelta(days=DAYS))
        return coming, listing.overdue(db, request.person.id, moment), pausing.paused(db)

    coming, late, paused = await request.context.read(look)
    t = request.t
    lines = [_late(request, late)] if late else []
    if not coming:
        lines.append(fill(t.nothing_upcoming, days=DAYS))
        return View(text=joined(lines, "\n\n"))
    lines.append(fill(t.upcoming_head, days=DAYS))
    days: dict[Html, list[Html]] = {}
    pages = (len(coming) + SHOWN - 1) // SHOWN
    page = min(request.numbers[0] if request.numbers else 0, pages - 1)
    for show, episode in coming[page * SHOWN : (page + 1) * SHOWN]:
        assert episode.airs_at is not None
        here = request.local(episode.airs_at)
        day = fill("<b>{day}</b>", day=phrases.day(request.person, episode.airs_at))
        title = phrases.title_part(t, one_line(episode.title, 60))
        line = fill(t.upcoming_line, time=f"{here:%H:%M}", show=show.title, code=episode.code, title=title)
        days.setdefault(day, []).append(line)
    lines += [joined([day, *episodes]) for day, episodes in days.items()]
    if pages > 1:
        lines.append(fill(t.page, page=page + 1, pages=pages))
    if paused:
        lines.append(escape(t.paused_line_member))
    return View(text=joined(lines, "\n\n"), rows=page_row(request, "upcoming", page, pages))


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
    page = request.numbers[0] if request.numbers else 0
    whose = None if request.owner else request.person.id
    found, count = await request.context.read(listing.arrived, whose, PAGE, page * PAGE, deleted=True)
    t = request.t
    if not found:
        return View(text=escape(t.no_history))
    pages = (count + PAGE - 1) // PAGE
    lines = [Html(t.history_head), *(_arrived(request, one) for one in found)]
    if pages > 1:
        lines.append(fill(t.page, page=page + 1, pages=pages))
    return View(text=joined(lines), rows=page_row(request, "past", page, pages))


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
