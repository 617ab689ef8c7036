"""One episode's way: the line with its states, every attempt, what was handed on, the releases considered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dashboard.context import Context, PageRequest, Shown, check_sees
from dashboard.graph import draw
from dashboard.results import Around, told
from pipeline.clock import now
from pipeline.errors import UserError
from pipeline.model import Episode, Person, Role, Show
from pipeline.model.jobs import JobKind, JobState, RunState, StepRun
from pipeline.model.reasons import Reason
from pipeline.services.rights import may
from pipeline.services.server_paths import as_seen_by
from pipeline.store import (
    Connection,
    active_jobs,
    deletions,
    history,
    media_files,
    people,
    presses,
    shows,
    verdicts,
)
from pipeline.store.active_jobs import ActiveJob
from pipeline.store.runs import Stage

BRIEF = 900.0  # seconds: what lasts less is told to the second
BEGUN = (RunState.DUE, RunState.RUNNING, RunState.STUCK)


def in_order(db: Connection, job_ids: list[int]) -> list[ActiveJob]:
    ways = active_jobs.find(db, states=tuple(JobState), job_ids=job_ids)
    return sorted(ways, key=lambda way: job_ids.index(way.job.id))


def job(db: Connection, asked: PageRequest, context: Context) -> Shown:
    """One episode's way: the line with its states, every attempt, the releases considered."""
    way = way_of(db, asked.viewer, asked.id)
    return {**_episode(db, way.show, way.episode, context), **_way(db, way, context)}


def way_of(db: Connection, viewer: Person, job_id: int) -> ActiveJob:
    """A job, whatever became of it. UserError when it is not there, or none of their business."""
    ways = active_jobs.find(db, states=tuple(JobState), job_ids=[job_id])
    if not ways:
        raise UserError(Reason("no-such-job"))
    check_sees(db, viewer, ways[0].show.id)
    return ways[0]


def log(db: Connection, viewer: Person, attempt_id: int) -> str:
    """One attempt's log. UserError when it is none of their business, or not there any more."""
    if not may(viewer, Role.MEMBER):
        raise UserError(Reason("members-only"))
    check_sees(db, viewer, history.show_of_attempt(db, attempt_id))
    return as_seen_by(viewer, history.log_of(db, attempt_id))


def episode(db: Connection, asked: PageRequest, context: Context) -> Shown:
    """An episode with its newest job, if it has had one."""
    wanted = shows.episode_by_id(db, asked.id)
    check_sees(db, asked.viewer, wanted.show_id)
    shown = _episode(db, shows.by_id(db, wanted.show_id), wanted, context)
    ways = sorted(shown["jobs"], key=lambda way: (way.job.kind is JobKind.EPISODE, way.job.id))  # its way before all
    return {**shown, **_way(db, ways[-1], context)} if ways else {**shown, "way": None}


def _episode(db: Connection, show: Show, wanted: Episode, context: Context) -> Shown:
    jobs = active_jobs.find(db, states=tuple(JobState), episode_id=wanted.id, kinds=JobKind)
    return {
        "title": f"{show.title} {wanted.code}",
        "show": show,
        "episode": wanted,
        "jobs": jobs,
        "active": any(w.job.state is JobState.ACTIVE and w.job.kind is JobKind.EPISODE for w in jobs),
        "files": media_files.files_of(db, [wanted.id]),
        "recycle_days": context.settings.recycle_days,
        "gone": bool(deletions.gone(db, [wanted.id])),
        "pressed": presses.of_episode(db, wanted.id),
        "considered": verdicts.of_episode(db, wanted.id),
    }


def _way(db: Connection, way: ActiveJob, context: Context) -> Shown:
    return {"way": way, **_line(way, context.stages), **_tried(db, way), "results": _results(db, way, context)}


def _line(way: ActiveJob, stages: Sequence[Stage]) -> Shown:
    """Its steps as a graph, and what can be done with each."""
    runs = {run.step: run for run in way.runs}
    known = {stage.name: stage for stage in stages if stage.kind is way.job.kind}
    # A step whose plugin is gone still has its history.
    of_job = [known.get(run.step, Stage(name=run.step, lane=run.lane)) for run in way.runs]
    again = _can_go_again([stage for stage in of_job if stage.name in known], runs)
    return {"runs": runs, "drawing": draw(of_job), "again": again, "able": _can_do_without(of_job, runs)}


def _tried(db: Connection, way: ActiveJob) -> Shown:
    """Every attempt, on one time axis."""
    tries = history.tries(db, way.job.id)
    starts = [each.attempt.started_at for of_run in tries.values() for each in of_run]
    return {"tries": tries, **_time_axis(*_span(way, starts))}


def _results(db: Connection, way: ActiveJob, context: Context) -> dict[str, list[Reason]]:
    """What each step handed on, by the steps' names."""
    around = Around(context.settings.library, {person.id: person.name for person in people.everyone(db)})
    return {run.step: told(run, around) for run in way.runs}


def _time_axis(begin: datetime, end: datetime) -> Shown:
    """Where attempts stand on it, in per cent of the whole way, and its ticks."""
    length = max((end - begin).total_seconds(), 1.0)

    def bar(started: datetime, finished: datetime | None) -> tuple[float, float]:
        """(from, how wide)."""
        left = max(0.0, (started - begin).total_seconds() / length)
        right = max(0.0, ((finished or end) - begin).total_seconds() / length)
        return round(100 * left, 1), round(max(100 * (right - left), 0.6), 1)

    return {"bar": bar, "ticks": [begin + n * (end - begin) / 4 for n in range(5)], "brief": length < BRIEF}


def _can_go_again(stages: Sequence[Stage], runs: dict[str, StepRun]) -> set[str]:
    """The steps that can be run anew: those whose predecessors in this job are done."""
    done = {name for name, run in runs.items() if run.state is RunState.DONE}
    return {stage.name for stage in stages if done >= runs.keys() & set(stage.after)}


def _can_do_without(stages: Sequence[Stage], runs: dict[str, StepRun]) -> set[str]:
    """The steps that can be marked as done: begun, and not needed by what comes after."""
    return {stage.name for stage in stages if stage.without and runs[stage.name].state in BEGUN}


def _span(way: ActiveJob, starts: Sequence[datetime]) -> tuple[datetime, datetime]:
    """From when to when the attempts are drawn. The wait for the air time would squeeze all else into a corner."""
    end = way.job.finished_at or now()
    begin = min([way.job.created_at, *starts])
    aired = way.episode.airs_at
    return (aired if aired and begin < aired < end else begin), end
