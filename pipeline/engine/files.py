"""Holding files while a step runs: of more episodes than its own, or only after a long search."""

from __future__ import annotations

import random
from collections.abc import Iterable

from pipeline.errors import Later, LeaseLost
from pipeline.model.jobs import Job, JobState
from pipeline.model.reasons import Reason
from pipeline.store import Store, leases, runs


def hold(store: Store, job: Job, episode_ids: Iterable[int] | None = None) -> None:
    """Have the job hold these episodes' files until its step ends; None: its own episode's.

    Raises Later while another job has one of them, and LeaseLost when the job was given up meanwhile: nobody would let
    go of them.
    """
    with store.write() as db:
        runs.lock_job(db, job.id)
        if runs.job_by_id(db, job.id).state is not JobState.ACTIVE:
            raise LeaseLost
        held = leases.hold(db, job.id, leases.files_of(db, job.id) if episode_ids is None else episode_ids)
    if not held:  # two that want each other's come again at different times
        raise Later(Reason("files-busy"), leases.FILES_AGAIN * random.uniform(1, 2))  # noqa: S311 - no secret
