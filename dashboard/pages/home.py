"""What is on its way, what needs somebody first, and what ended lately."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.context import PageRequest, Shown, shows_of
from dashboard.pages.job import in_order
from pipeline.model.jobs import JobKind
from pipeline.model.reasons import Reason
from pipeline.store import Connection, history, overview, pausing
from pipeline.store.active_jobs import ActiveJob

ROWS = 100  # episodes on the page


def home(db: Connection, asked: PageRequest) -> Shown:
    """What is on its way, what needs somebody first, and what ended lately."""
    mine = shows_of(db, asked.viewer)
    ways = in_order(db, history.most_urgent(db, ROWS, mine))
    ended = in_order(db, history.ended_lately(db, show_ids=mine))
    counts = history.counts(db, mine)
    return {
        "title": Reason("page-title-on-its-way", stuck=counts.stuck),
        "ways": ways,
        "more": counts.active - len(ways),
        "ended": ended,
        "steps": _steps([*ways, *ended]),
        "paused": pausing.paused(db),
        "nobody": not overview.followed_titles(db, mine),
    }


def _steps(ways: Sequence[ActiveJob]) -> list[str]:
    """The line of episodes, as the head of the list."""
    runs = next((way.runs for way in ways if way.job.kind is JobKind.EPISODE), ())
    return [run.step for run in runs]
