"""What happened to an episode: the attempts at each step. Read by front doors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, case, func, or_, select

from pipeline.errors import UserError
from pipeline.model.jobs import Attempt, JobKind, JobState, RunState
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
    active: int  # jobs that bring something about: not the searches for better copies, which wait for months
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


def show_of_attempt(db: Connection, attempt_id: int) -> int:
    """UserError when there is no such attempt, or not any more."""
    query = select(episode.c.show_id).join(job, job.c.episode_id == episode.c.id)
    query = query.join(step_run, step_run.c.job_id == job.c.id).join(attempt, attempt.c.step_run_id == step_run.c.id)
    found = db.execute(query.where(attempt.c.id == attempt_id)).scalar()
    if found is None:
        raise UserError(Reason("attempt-gone"))
    return int(found)


def _of_shows(show_ids: Iterable[int] | None) -> tuple[ColumnElement[bool], ...]:
    """Only the jobs of these shows; None: of all."""
    if show_ids is None:
        return ()
    return (job.c.episode_id.in_(select(episode.c.id).where(episode.c.show_id.in_(list(show_ids)))),)


_ON_ITS_WAY = (
    job.c.state == JobState.ACTIVE,
    or_(
        job.c.kind != JobKind.BETTER,
        job.c.id.in_(select(step_run.c.job_id).where(step_run.c.state == RunState.STUCK)),
    ),
)


def most_urgent(db: Connection, limit: int, show_ids: Iterable[int] | None = None) -> list[int]:
    """The active jobs (of these shows): first those that need a person, then those that move, each from the oldest
    on. Of the searches for a better copy only those that need a person: the others may wait for months."""
    moves = (step_run.c.state == RunState.RUNNING) | (
        (step_run.c.state == RunState.DUE) & step_run.c.progress.is_not(None)
    )
    rank = func.max(case((step_run.c.state == RunState.STUCK, 2), (moves, 1), else_=0))
    query = (
        select(job.c.id)
        .join(step_run, step_run.c.job_id == job.c.id)
        .where(*_ON_ITS_WAY, *_of_shows(show_ids))
        .group_by(job.c.id)
        .order_by(rank.desc(), job.c.id)
    )
    return list(db.execute(query.limit(limit)).scalars())


def ended_lately(db: Connection, limit: int = 10, show_ids: Iterable[int] | None = None) -> list[int]:
    """The jobs (of these shows) that ended last, newest first."""
    query = select(job.c.id).where(job.c.state != JobState.ACTIVE, *_of_shows(show_ids))
    return list(db.execute(query.order_by(job.c.finished_at.desc(), job.c.id.desc()).limit(limit)).scalars())


def stuck_episodes(db: Connection, show_ids: Iterable[int]) -> set[int]:
    """The episodes of these shows that wait for a person."""
    query = (
        select(job.c.episode_id)
        .join(step_run, step_run.c.job_id == job.c.id)
        .join(episode, episode.c.id == job.c.episode_id)
        .where(episode.c.show_id.in_(list(show_ids)), step_run.c.state == RunState.STUCK)
    )
    return set(db.execute(query).scalars())


def cancelled_last(db: Connection, episode_ids: Sequence[int]) -> set[int]:
    """Those of these episodes whose last way somebody ended: skipped, or given up."""
    last = select(func.max(job.c.id)).where(job.c.episode_id.in_(episode_ids), job.c.kind == JobKind.EPISODE)
    query = select(job.c.episode_id).where(job.c.state == JobState.CANCELLED)
    return set(db.execute(query.where(job.c.id.in_(last.group_by(job.c.episode_id)))).scalars())


def workers(db: Connection) -> list[str]:
    """Who runs a step now."""
    query = select(step_run.c.worker).where(step_run.c.state == RunState.RUNNING).distinct()
    return sorted(db.execute(query).scalars())


def counts(db: Connection, show_ids: Iterable[int] | None = None) -> Counts:
    """How much is going on (with these shows)."""
    only = _of_shows(show_ids)
    active = select(func.count()).select_from(job).where(*_ON_ITS_WAY, *only)
    stuck = select(func.count()).select_from(step_run).where(step_run.c.state == RunState.STUCK)
    stuck = stuck.where(step_run.c.job_id.in_(select(job.c.id).where(*only))) if only else stuck
    messages = select(func.count()).select_from(message).where(message.c.state.in_(["queued", "sending"]))
    return Counts(
        active=db.execute(active).scalar_one(),
        stuck=db.execute(stuck).scalar_one(),
        messages=db.execute(messages).scalar_one(),
    )
