"""What has ended, what may not be taken, what lacks: by pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from dashboard.context import PageRequest, Shown, shows_of, zone_of
from dashboard.pages.job import in_order
from dashboard.pages.shows import folded
from pipeline.clock import now
from pipeline.model.jobs import JobState
from pipeline.model.reasons import Reason
from pipeline.services.rights import whose
from pipeline.store import Connection, activity

PAGE = 50  # rows
ENDS = (JobState.DONE, JobState.CANCELLED, JobState.ABANDONED)


def history(db: Connection, asked: PageRequest, zone: str) -> Shown:
    """What has ended. The address says `q`, words of the show's title; `state`; `day`, 2026-11-27; `page`."""
    words, day = asked.query.get("q", "").strip()[:100], _day(asked.query.get("day", ""))
    state = asked.query.get("state", "")
    chosen = JobState(state) if state in ENDS else None
    found: dict[str, Any] = {
        "show_ids": _named(db, words, shows_of(db, asked.viewer)),
        "state": chosen,
        "between": _span(day, zone) if day else None,
    }
    _, count = activity.ended(db, 0, 0, **found)
    page, pages = asked.page_of(count, PAGE)
    ids, _ = activity.ended(db, PAGE, (page - 1) * PAGE, **found)
    query = {"q": words, "state": chosen or "", "day": day.isoformat() if day else ""}
    where = {
        "count": count,
        "page": page,
        "pages": pages,
        "query": query,
        "ends": {state: Reason(f"job-state-{state}") for state in ENDS},
    }
    return {"title": Reason("page-history"), "ways": in_order(db, ids), **query, **where}


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None  # no household is older; the calendar has ends


def _span(day: date, zone: str) -> tuple[datetime, datetime]:
    """From midnight to midnight by the household's clock."""
    begin = datetime(day.year, day.month, day.day, tzinfo=zone_of(zone))
    return begin, begin + timedelta(days=1)


def _named(db: Connection, words: str, mine: Sequence[int] | None) -> list[int] | None:
    """The shows (of these) with these words in their titles; None: all."""
    if not words:
        return None if mine is None else list(mine)
    wanted = folded(words).split()
    found = [show_id for show_id, title in activity.titles(db) if all(word in folded(title) for word in wanted)]
    return found if mine is None else [show_id for show_id in found if show_id in set(mine)]


def blocklist(db: Connection, asked: PageRequest) -> Shown:
    mine, moment = shows_of(db, asked.viewer), now()
    _, count = activity.blocked(db, moment, 0, 0, mine)
    page, pages = asked.page_of(count, PAGE)
    rows, _ = activity.blocked(db, moment, PAGE, (page - 1) * PAGE, mine)
    return {"title": Reason("page-blocklist"), "rows": rows, "page": page, "pages": pages}


def wanted(db: Connection, asked: PageRequest) -> Shown:
    """What lacks, and of what a better copy is looked for."""
    page = max(1, asked.whole("page"))
    missing = activity.missing(db, now(), PAGE + 1, (page - 1) * PAGE, whose(asked.viewer))
    better = in_order(db, activity.better_wanted(db, PAGE, shows_of(db, asked.viewer)))
    more = page + (len(missing) > PAGE)
    shown = {"missing": missing[:PAGE], "better": better, "page": page, "pages": more}
    return {"title": Reason("page-wanted"), **shown}
