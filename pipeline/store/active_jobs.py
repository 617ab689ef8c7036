"""What is on its way, as people see it: one read for /status, the dashboard and `airdate jobs`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from pipeline.clock import now
from pipeline.model import Episode, Show
from pipeline.model.jobs import Job, JobKind, JobState, Origin, RunState, StepRun
from pipeline.store import noun, nouns
from pipeline.store.tables import attempt, episode, job, show, step_run

NOW = (RunState.DUE, RunState.RUNNING, RunState.STUCK)


@dataclass(frozen=True, kw_only=True)
class ActiveJob:
    """A job with its show, its episode and its step runs in the line's order."""

    job: Job
    show: Show
    episode: Episode
    runs: tuple[StepRun, ...]

    @property
    def now_at(self) -> tuple[StepRun, ...]:
        """The steps that run, wait for their time, or are stuck."""
        return tuple(r for r in self.runs if r.state in NOW)

    @property
    def stuck(self) -> tuple[StepRun, ...]:
        return tuple(r for r in self.runs if r.state is RunState.STUCK)


def find(
    db: Connection,
    *,
    show_ids: Iterable[int] | None = None,
    states: Iterable[JobState] = (JobState.ACTIVE,),
    episode_id: int | None = None,
    job_ids: Iterable[int] | None = None,
    kinds: Iterable[JobKind] = (JobKind.EPISODE,),
    limit: int = 200,
    whole: bool = True,
) -> list[ActiveJob]:
    """Jobs, oldest first; only of these shows, or this episode, or just these jobs (of whatever kind), when given.

    Not `whole`: of their runs those alone that are `now_at`, which is a fraction of them.
    """
    query = (
        select(job.c.id)
        .join(episode, episode.c.id == job.c.episode_id)
        .where(job.c.state.in_(list(states)))
        .order_by(job.c.id)
        .limit(limit)
    )
    if show_ids is not None:
        query = query.where(episode.c.show_id.in_(list(show_ids)))
    if episode_id is not None:
        query = query.where(episode.c.id == episode_id)
    if job_ids is not None:
        query = query.where(job.c.id.in_(list(job_ids)))
    else:
        query = query.where(job.c.kind.in_(list(kinds)))
    ids = list(db.execute(query).scalars())
    jobs = nouns(Job, db.execute(select(job).where(job.c.id.in_(ids)).order_by(job.c.id)))
    wanted = select(episode).where(episode.c.id.in_([j.episode_id for j in jobs]))
    episodes = {e.id: e for e in nouns(Episode, db.execute(wanted))}
    of_those = select(show).where(show.c.id.in_({e.show_id for e in episodes.values()}))
    shows = {s.id: s for s in nouns(Show, db.execute(of_those))}
    runs = _runs_of(db, ids, tuple(RunState) if whole else NOW)
    return [
        ActiveJob(
            job=j,
            show=shows[episodes[j.episode_id].show_id],
            episode=episodes[j.episode_id],
            runs=tuple(runs.get(j.id, ())),
        )
        for j in jobs
    ]


def nearly_there(db: Connection, job_id: int, show_id: int, within: timedelta) -> dict[int, bool]:
    """A show's jobs that are on their way or ended within this time, each with whether its news are nearly there.

    Nearly: it is converted, or will be within this time (if it takes as long as this job's conversion did), and nothing
    behind that waits for longer, for an outside system or for a person. Holds the show's row until the transaction
    ends: of two that come to their end at once, the second sees what the first has queued (PostgreSQL; SQLite has one
    writer anyway).
    """
    db.execute(select(show.c.id).where(show.c.id == show_id).with_for_update())
    until = now() + within
    query = (
        select(job.c.id, job.c.state)
        .join(episode, episode.c.id == job.c.episode_id)
        .where(episode.c.show_id == show_id, job.c.kind == JobKind.EPISODE, job.c.why != Origin.UPGRADE)
        .where((job.c.state == JobState.ACTIVE) | (job.c.finished_at > now() - within))
    )
    jobs = {row.id: row.state for row in db.execute(query)}
    runs = _runs_of(db, [job_id for job_id, state in jobs.items() if state is JobState.ACTIVE], RunState)
    usual = _time_of_conversion(db, job_id)
    return {other: _is_nearly_there(runs.get(other, ()), until, usual) for other in jobs}


def _time_of_conversion(db: Connection, job_id: int) -> timedelta:
    """What a job's conversion took; for ever, where that is not known."""
    query = (
        select(attempt.c.started_at, attempt.c.finished_at)
        .join(step_run, step_run.c.id == attempt.c.step_run_id)
        .where(step_run.c.job_id == job_id, step_run.c.step == "transcode", attempt.c.outcome == "done")
    )
    last = db.execute(query.order_by(attempt.c.number.desc()).limit(1)).first()
    return last.finished_at - last.started_at if last else timedelta.max


def _is_nearly_there(runs: Iterable[StepRun], until: datetime, usual: timedelta) -> bool:
    converted = any(run.step == "transcode" and _ends_before(run, until, usual) for run in runs)
    return converted and not any(_waits_beyond(run, until) for run in runs)


def _ends_before(run: StepRun, until: datetime, usual: timedelta) -> bool:
    """A conversion; one that has not got far tells no time yet."""
    if run.state is RunState.RUNNING and run.seconds_left is not None:
        return timedelta(seconds=run.seconds_left) <= until - now()
    begins = run.state in (RunState.DUE, RunState.RUNNING)
    return run.state is RunState.DONE or (begins and usual <= until - now())


def _waits_beyond(run: StepRun, until: datetime) -> bool:
    late = run.state is RunState.DUE and (bool(run.waits_for) or (run.due_at or until) > until)
    return late or run.state is RunState.STUCK


def _runs_of(db: Connection, job_ids: list[int], states: Iterable[RunState]) -> dict[int, list[StepRun]]:
    """The runs of each job that are in one of these states, in the line's order."""
    query = select(step_run).where(step_run.c.job_id.in_(job_ids), step_run.c.state.in_(list(states)))
    found: dict[int, list[StepRun]] = {}
    for run in nouns(StepRun, db.execute(query.order_by(step_run.c.id))):
        found.setdefault(run.job_id, []).append(run)
    return found


def at_fetch(
    db: Connection, show_ids: Iterable[int], states: Iterable[RunState], season: int | None = None
) -> list[tuple[int, Episode]]:
    """(job, episode) of what looks for a release, in one of these states."""
    query = (
        select(job.c.id.label("job_id"), episode)
        .join(episode, episode.c.id == job.c.episode_id)
        .join(step_run, step_run.c.job_id == job.c.id)
        .where(
            episode.c.show_id.in_(list(show_ids)),
            job.c.state == JobState.ACTIVE,
            step_run.c.step == "fetch",
            step_run.c.state.in_(list(states)),
        )
    )
    if season is not None:
        query = query.where(episode.c.season == season)
    return [(row.job_id, noun(Episode, row)) for row in db.execute(query)]


def waiting_for_system(db: Connection, system: str) -> list[StepRun]:
    """The steps that wait for an outside system: stuck, or to be tried later."""
    waits = (step_run.c.state == RunState.STUCK) | ((step_run.c.state == RunState.DUE) & (step_run.c.due_at > now()))
    active = select(step_run).join(job, job.c.id == step_run.c.job_id).where(job.c.state == JobState.ACTIVE)
    return nouns(StepRun, db.execute(active.where(waits, step_run.c.waits_for == system).order_by(step_run.c.id)))


def running_steps(db: Connection) -> set[tuple[int, str]]:
    """(job, step) of what a worker runs now."""
    query = select(step_run.c.job_id, step_run.c.step).where(step_run.c.state == RunState.RUNNING)
    return {(row.job_id, row.step) for row in db.execute(query)}
