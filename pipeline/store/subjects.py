"""What a step is about, in one read: its job, episode and show, and what earlier steps gave."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from pipeline.model import Episode, Show
from pipeline.model.jobs import Job
from pipeline.store import noun_at
from pipeline.store.tables import episode, job, show, step_run


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """`results`: by step, as they were saved; only of those that were asked for and that the job has."""

    job: Job
    episode: Episode
    show: Show
    results: dict[str, Any]


_QUERY = (
    select(step_run.c.step, step_run.c.result, job, episode, show)
    .join_from(step_run, job, job.c.id == step_run.c.job_id)
    .join(episode, episode.c.id == job.c.episode_id)
    .join(show, show.c.id == episode.c.show_id)
    .where(step_run.c.job_id == bindparam("of_job"), step_run.c.step.in_(bindparam("steps", expanding=True)))
)


def subjects(db: Connection, job_id: int, step: str, earlier: Collection[str]) -> Subjects:
    """Of a job's step, with what these earlier ones gave."""
    rows = db.execute(_QUERY, {"of_job": job_id, "steps": [step, *earlier]}).all()
    return Subjects(
        job=noun_at(Job, job, rows[0], 2),
        episode=noun_at(Episode, episode, rows[0], 2 + len(job.c)),
        show=noun_at(Show, show, rows[0], 2 + len(job.c) + len(episode.c)),
        results={row[0]: row[1] for row in rows if row[0] != step},
    )
