"""/upcoming: what airs next, and what is overdue. /history: what has come."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from bot import said
from bot.markup import Html, escape, fill, joined, one_line
from bot.myshows import page_row
from bot.screen import Reply, Screen
from bot.tongue import retold
from bot.visit import Visit
from pipeline import listing, pausing
from pipeline.clock import now
from pipeline.listing import Arrived, Overdue
from pipeline.model import Episode, Show
from pipeline.words import size_text

DAYS = 14
PAGE = 10
SHOWN = 40  # episodes to come on a page
OVERDUE_SHOWN = 8


async def upcoming(visit: Visit) -> Reply:
    """The next days in the person's own time zone."""

    def look(db: Connection) -> tuple[list[tuple[Show, Episode]], list[Overdue], bool]:
        moment = now()
        coming = listing.airing(db, visit.person.id, moment, moment + timedelta(days=DAYS))
        return coming, listing.overdue(db, visit.person.id, moment), pausing.paused(db)

    coming, late, paused = await visit.house.read(look)
    t = visit.t
    lines = [_late(visit, late)] if late else []
    if not coming:
        lines.append(fill(t.nothing_upcoming, days=DAYS))
        return Screen(text=joined(lines, "\n\n"))
    lines.append(fill(t.upcoming_head, days=DAYS))
    days: dict[Html, list[Html]] = {}
    pages = (len(coming) + SHOWN - 1) // SHOWN
    page = min(visit.numbers[0] if visit.numbers else 0, pages - 1)
    for show, episode in coming[page * SHOWN : (page + 1) * SHOWN]:
        assert episode.airs_at is not None
        here = visit.local(episode.airs_at)
        month, weekday = t.months[here.month - 1], t.weekdays[here.weekday()]
        day = fill(t.day_head, weekday=weekday, day=here.day, month=month)
        title = said.title_part(t, one_line(episode.title, 60))
        line = fill(t.upcoming_line, time=f"{here:%H:%M}", show=show.title, code=episode.code, title=title)
        days.setdefault(day, []).append(line)
    lines += [joined([day, *episodes]) for day, episodes in days.items()]
    if pages > 1:
        lines.append(fill(t.page, page=page + 1, pages=pages))
    if paused:
        lines.append(escape(t.paused_line_member))
    return Screen(text=joined(lines, "\n\n"), rows=page_row(visit, "upcoming", page, pages))


def _late(visit: Visit, late: list[Overdue]) -> Html:
    t = visit.t
    lines = [Html(t.overdue_head)]
    for one in late[:OVERDUE_SHOWN]:
        assert one.episode.airs_at is not None
        lines.append(
            fill(
                t.overdue_line,
                show=one.show.title,
                code=one.episode.code,
                when=said.moment(t, visit.person, one.episode.airs_at),
                reason=retold(t, visit.person, one.reason, 160) or "?",
            )
        )
    return joined(lines)


async def past(visit: Visit) -> Reply:
    """What has come, newest first, by pages."""
    page = visit.numbers[0] if visit.numbers else 0
    whose = None if visit.owner else visit.person.id
    found, count = await visit.house.read(listing.arrived, whose, PAGE, page * PAGE, deleted=True)
    t = visit.t
    if not found:
        return Screen(text=escape(t.no_history))
    pages = (count + PAGE - 1) // PAGE
    lines = [Html(t.history_head), *(_arrived(visit, one) for one in found)]
    if pages > 1:
        lines.append(fill(t.page, page=page + 1, pages=pages))
    return Screen(text=joined(lines), rows=page_row(visit, "past", page, pages))


def _arrived(visit: Visit, one: Arrived) -> Html:
    t = visit.t
    line = fill(
        t.history_line,
        when=said.moment(t, visit.person, one.filed_at),
        show=one.show.title,
        code=one.episode.code,
        title=said.title_part(t, one_line(one.episode.title, 60)),
        size=size_text(one.size),
        again=t.history_again if one.replaces else "",
    )
    if one.deleted_at is None:
        return line
    return joined([line, fill(t.history_deleted, when=said.moment(t, visit.person, one.deleted_at))], " · ")
