"""Holding the files of more episodes than a step's own."""

from __future__ import annotations

import random
from collections.abc import Iterable

from pipeline.errors import Later
from pipeline.model.jobs import Job
from pipeline.model.reasons import Reason
from pipeline.store import Store, leases


def hold(store: Store, job: Job, episode_ids: Iterable[int]) -> None:
    """Have the job hold these episodes' files until its step ends. Raises Later while another job has one of them."""
    with store.write() as db:
        held = leases.hold(db, job.id, episode_ids)
    if not held:  # two that want each other's come again at different times
        raise Later(Reason("files-busy"), leases.FILES_AGAIN * random.uniform(1, 2))  # noqa: S311 - no secret
