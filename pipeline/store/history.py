"""What happened to an episode: the attempts at each step. Read by front doors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from pipeline.errors import UserError
from pipeline.model.jobs import Attempt, JobState, RunState
from pipeline.model.reasons import Reason
from pipeline.store import noun
from pipeline.store.tables import attempt, episode, job, message, step_run


@dataclass(frozen=True, kw_only=True)
class Tried:
    """An attempt without its log, which may be long; `log_size` in characters."""

    attempt: Attempt
    log_size: int


@dataclass(frozen=True, kw_only=True)
class Counts:
    active: int  # jobs
    stuck: int  # steps that wait for a person
    messages: int  # that are to be sent


def tries(db: Connection, job_id: int) -> dict[int, list[Tried]]:
    """Every attempt of a job, oldest first, by its step run."""
    columns = [c for c in attempt.c if c.name != "log"]
    rows = db.execute(
        select(*columns, func.length(attempt.c.log).label("log_size"))
        .join(step_run, step_run.c.id == attempt.c.step_run_id)
        .where(step_run.c.job_id == job_id)
        .order_by(attempt.c.number)
    )
    found: dict[int, list[Tried]] = {}
    for row in rows:
        found.setdefault(row.step_run_id, []).append(Tried(attempt=noun(Attempt, row), log_size=row.log_size))
    return found


def log_of(db: Connection, attempt_id: int) -> str:
    """One attempt's log. UserError when there is no such attempt, or not any more."""
    row = db.execute(select(attempt.c.log).where(attempt.c.id == attempt_id)).first()
    if row is None:
        raise UserError(Reason("attempt-gone"))
    return str(row.log)


def most_urgent(db: Connection, limit: int) -> list[int]:
    """The active jobs: first those that need a person, then those that move, each from the oldest on."""
    moves = (step_run.c.state == RunState.RUNNING) | (
        (step_run.c.state == RunState.DUE) & step_run.c.progress.is_not(None)
    )
    rank = func.max(case((step_run.c.state == RunState.STUCK, 2), (moves, 1), else_=0))
    query = (
        select(job.c.id)
        .join(step_run, step_run.c.job_id == job.c.id)
        .where(job.c.state == JobState.ACTIVE)
        .group_by(job.c.id)
        .order_by(rank.desc(), job.c.id)
    )
    return list(db.execute(query.limit(limit)).scalars())


def ended_lately(db: Connection, limit: int = 10) -> list[int]:
    """The jobs that ended last, newest first."""
    query = select(job.c.id).where(job.c.state != JobState.ACTIVE).order_by(job.c.finished_at.desc(), job.c.id.desc())
    return list(db.execute(query.limit(limit)).scalars())


def stuck_episodes(db: Connection, show_ids: Iterable[int]) -> set[int]:
    """The episodes of these shows that wait for a person."""
    query = (
        select(job.c.episode_id)
        .join(step_run, step_run.c.job_id == job.c.id)
        .join(episode, episode.c.id == job.c.episode_id)
        .where(episode.c.show_id.in_(list(show_ids)), step_run.c.state == RunState.STUCK)
    )
    return set(db.execute(query).scalars())


def workers(db: Connection) -> list[str]:
    """Who runs a step now."""
    query = select(step_run.c.worker).where(step_run.c.state == RunState.RUNNING).distinct()
    return sorted(db.execute(query).scalars())


def counts(db: Connection) -> Counts:
    """How much is going on."""
    active = select(func.count()).select_from(job).where(job.c.state == JobState.ACTIVE)
    stuck = select(func.count()).select_from(step_run).where(step_run.c.state == RunState.STUCK)
    messages = select(func.count()).select_from(message).where(message.c.state.in_(["queued", "sending"]))
    return Counts(
        active=db.execute(active).scalar_one(),
        stuck=db.execute(stuck).scalar_one(),
        messages=db.execute(messages).scalar_one(),
    )
