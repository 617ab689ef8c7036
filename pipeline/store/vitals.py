"""Whether this household's Airdate is alive, in a few numbers: counted in the database, cheap at any size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from pipeline.clock import now
from pipeline.model.jobs import JobState, RunState
from pipeline.store import history, pausing, presence, singletons
from pipeline.store.tables import job, step_run


@dataclass(frozen=True, kw_only=True)
class Vitals:
    bot: bool  # one is at work: it polls
    paused: bool
    served: Mapping[str, bool]  # lane -> whether a process that lives serves it
    waiting: Mapping[str, float] = field(default_factory=dict)  # lane -> seconds that the longest is due
    running: Mapping[str, int] = field(default_factory=dict)  # lane -> steps
    runs: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (step, state) of active jobs
    messages: int = 0  # to be sent


def vitals(db: Connection) -> Vitals:
    processes, runs, lanes = presence.all_processes(db), _runs(db), presence.LANES
    return Vitals(
        bot=singletons.is_held_by_any(db, singletons.BOT),
        paused=pausing.paused(db),
        served={lane: any(process.serves(lane) for process in processes) for lane in lanes},
        waiting=_waiting(db),
        running={row.lane: row.many for row in db.execute(_RUNNING)},
        runs=runs,
        messages=history.counts(db).messages,
    )


_RUNNING = (
    select(step_run.c.lane, func.count().label("many"))
    .where(step_run.c.state == RunState.RUNNING)
    .group_by(step_run.c.lane)
)


def _runs(db: Connection) -> dict[tuple[str, str], int]:
    query = (
        select(step_run.c.step, step_run.c.state, func.count().label("many"))
        .join(job, job.c.id == step_run.c.job_id)
        .where(job.c.state == JobState.ACTIVE)
        .group_by(step_run.c.step, step_run.c.state)
    )
    return {(row.step, str(row.state)): row.many for row in db.execute(query)}


def _waiting(db: Connection) -> dict[str, float]:
    moment = now()
    query = (
        select(step_run.c.lane, func.min(step_run.c.due_at).label("since"))
        .where(step_run.c.state == RunState.DUE, step_run.c.due_at <= moment)
        .group_by(step_run.c.lane)
    )
    return {row.lane: (moment - row.since).total_seconds() for row in db.execute(query)}
