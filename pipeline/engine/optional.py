"""Jobs that are only for something better than what can be watched already: nobody is bothered with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pipeline.errors import Abandon
from pipeline.model.jobs import Job, Origin
from pipeline.model.reasons import Reason
from pipeline.store import Connection, leases, runs, shows
from pipeline.store.leases import Taken
from pipeline.store.runs import Stage

LEFT_ALONE = timedelta(days=1)  # a release that could not be had


def is_optional(db: Connection, job: Job) -> bool:
    """Whether a job is only for something better than what can be watched already."""
    return job.why is Origin.UPGRADE and bool(shows.in_library(db, [job.episode_id]))


def let_be(db: Connection, taken: Taken, reason: Reason, stages: Sequence[Stage]) -> None:
    """An upgrade that a person would have to help: not worth their while. What was chosen is left alone for a time,
    and the next best goes on; before that, it ends."""
    fetched = runs.runs_of(db, taken.run.job_id).get("fetch")
    if fetched is not None and fetched.result:
        leases.reject(db, taken, reason, stages, LEFT_ALONE)
    else:
        leases.abandon(db, taken, Abandon(reason))
