"""While an episode gives way to a better release, what feeds do not tell of is asked for.

Feeds tell of a release once, perhaps while the episode was still on its way; an indexer may have none. So everything
known, and what a search finds, is looked at again: often at first, less and less, until the window is over. A job does
it; see `pipeline.steps.search_for_better`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.config import Settings, Timing
from pipeline.engine.context import seconds
from pipeline.model import Episode
from pipeline.model.jobs import JobKind
from pipeline.services import upgrades
from pipeline.store import Connection, runs
from pipeline.store.runs import Stage


def look_for(db: Connection, episode: Episode, settings: Settings, stages: Sequence[Stage]) -> None:
    """Have something better than what was just filed looked for, where its followers' profile lets it give way."""
    if upgrades.window(db, episode, settings):
        runs.open_job_of(db, JobKind.BETTER, episode.id, str(episode.id), stages)


def wait(first: datetime, moment: datetime, timing: Timing) -> timedelta:
    """Until the next look: a quarter of the time since it was filed, between the two settings for searches."""
    return min(max((moment - first) / 4, seconds(timing.search_first)), seconds(timing.search_most))
