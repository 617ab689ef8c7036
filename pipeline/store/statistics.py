"""What has arrived, from where, and how long it took: sums for people to look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import JSON, Connection, Select, func, select, type_coerce

from pipeline.model.jobs import JobKind, JobState, RunState
from pipeline.store.tables import job, media_file, step_run, verdict


def arrived_by_day(db: Connection, since: datetime) -> list[tuple[date, int, int]]:
    """(day in UTC, episodes, bytes) of what was filed since then, the oldest first; days without any are left out."""
    day = func.date(media_file.c.filed_at)
    columns = (day.label("day"), func.count().label("many"), func.sum(media_file.c.size).label("bytes"))
    rows = db.execute(select(*columns).where(media_file.c.filed_at >= since).group_by(day).order_by(day))
    return [(date.fromisoformat(str(row.day)), row.many, int(row.bytes)) for row in rows]


def by_indexer(db: Connection, latest: int) -> Mapping[str, int]:
    """How many of the episodes that were filed last each indexer brought, most first."""
    indexer = type_coerce(verdict.c.release, JSON)["indexer"].as_string()
    chosen = (verdict.c.chosen.is_(True), verdict.c.episode_id.in_(_filed_last(latest)))
    many = func.count().label("many")
    rows = db.execute(select(indexer.label("name"), many).where(*chosen).group_by(indexer).order_by(many.desc()))
    return {row.name: row.many for row in rows}


def _filed_last(latest: int) -> Select[tuple[int]]:
    return select(media_file.c.episode_id).order_by(media_file.c.filed_at.desc()).limit(latest)


def releases(db: Connection, latest: int) -> list[str]:
    """The names of the releases that were filed last, newest first."""
    return list(db.execute(select(media_file.c.release).order_by(media_file.c.filed_at.desc()).limit(latest)).scalars())


def seconds_of_step(db: Connection, step: str, latest: int) -> list[float]:
    """How long a step took for each of the episodes that arrived last, from when it could begin."""
    over = (job.c.state == JobState.DONE, job.c.kind == JobKind.EPISODE)
    last = select(job.c.id).where(*over).order_by(job.c.finished_at.desc()).limit(latest)
    done = (step_run.c.job_id.in_(last), step_run.c.step == step, step_run.c.state == RunState.DONE)
    rows = db.execute(select(step_run.c.begun_at, step_run.c.finished_at).where(*done))
    return [(row.finished_at - row.begun_at).total_seconds() for row in rows if row.finished_at and row.begun_at]
