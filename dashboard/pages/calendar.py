"""What airs: as an agenda, a week, or a month, by the household's clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.context import PageRequest, zone_of
from pipeline.clock import now
from pipeline.model import Episode, Show
from pipeline.model.reasons import Reason
from pipeline.services.rights import whose
from pipeline.store import Connection, overview

PAST, AHEAD = timedelta(days=7), timedelta(days=35)  # of the agenda
WEEK = timedelta(days=7)
KINDS = ("agenda", "week", "month")
IN_A_DAY = 5  # episodes that a month shows of one day
Row = tuple[Show, Episode, bool]


def calendar(db: Connection, asked: PageRequest, zone: str) -> dict[str, Any]:
    """The address says `by`, one of KINDS, and `day`, one of those that are shown (2026-11-27); else it is today's."""
    kind, local = asked.query.get("by", ""), zone_of(zone)
    today = now().astimezone(local).date()
    drawn = _grid(db, asked, kind, today, local) if kind in ("week", "month") else _agenda(db, asked, local)
    return {"title": Reason("page-calendar"), "today": today, "kinds": KINDS, "most": IN_A_DAY, **drawn}


def _agenda(db: Connection, asked: PageRequest, zone: ZoneInfo) -> dict[str, Any]:
    rows = overview.airing_between(db, now() - PAST, now() + AHEAD, whose(asked.viewer))
    return {"kind": "agenda", "days": list(_by_day(rows, zone).items())}


def _grid(db: Connection, asked: PageRequest, kind: str, today: date, zone: ZoneInfo) -> dict[str, Any]:
    """Whole weeks, with the days of this week or month in them."""
    day = _day(asked.query.get("day", ""), today)
    first = day.replace(day=1) if kind == "month" else _monday(day)
    last = _next_month(first) if kind == "month" else first + WEEK
    begin, end = _monday(first), _monday(last + timedelta(days=6))
    rows = overview.airing_between(db, _before(begin, zone), _before(end, zone), whose(asked.viewer))
    found = _by_day(rows, zone)
    span = [begin + timedelta(days=n) for n in range((end - begin).days)]
    days = [(each, found.get(each, [])) for each in span]
    step = {"first": first, "last": last, "earlier": first - timedelta(days=1), "later": last}
    return {"kind": kind, "days": days, "empty": not found, **step}


def _by_day(rows: Sequence[Row], zone: ZoneInfo) -> Mapping[date, list[Row]]:
    def day_of(row: Row) -> date:
        assert row[1].airs_at is not None
        return row[1].airs_at.astimezone(zone).date()

    return {day: list(each) for day, each in groupby(rows, day_of)}


def _day(text: str, otherwise: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return day if 1950 <= day.year < 2200 else otherwise  # the calendar has ends


def _monday(day: date) -> date:
    """The Monday before it, or itself."""
    return day - timedelta(days=day.weekday())


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _before(day: date, zone: ZoneInfo) -> datetime:
    """The last moment before a day begins: what airs at midnight is the day's."""
    return datetime.combine(day, time(), zone) - timedelta(microseconds=1)
