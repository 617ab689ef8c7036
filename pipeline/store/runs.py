"""The durable line: jobs and step runs as rows, and the few moves they can make.

Every move is one transaction that compares before it sets, so any number of workers on any number of machines may try
the same thing at once and exactly one succeeds. Nothing here runs a step; see `pipeline.engine.runner`.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, and_, delete, func, or_, select, update

from pipeline.clock import now
from pipeline.errors import Later, LeaseLost, Remedy
from pipeline.model import Release
from pipeline.model.jobs import Attempt, Job, JobState, RunState, StepRun
from pipeline.model.reasons import Reason
from pipeline.store import Store, blocks, insert, noun, nouns, pausing
from pipeline.store.tables import attempt, episode, job, step_run

LEASE = timedelta(seconds=30)
LOG_MOST = 200_000  # characters kept of one attempt's log
BELL_AGAIN = timedelta(seconds=30)  # how long a rung row is left alone before the bell is rung again


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What the durable line must know about a step: its name, its lane, what it comes after."""

    name: str
    lane: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A step run that this worker holds the lease of."""

    run: StepRun
    lease: str
    attempt_id: int


# ------------------------------------------------------------------------------------------------ opening and reading


def open_job(db: Connection, episode_id: int, why: str, stages: Sequence[Stage]) -> int | None:
    """Put an episode on its way; None when it already is."""
    moment = now()
    job_id = insert(db, job, {"episode_id": episode_id, "state": JobState.ACTIVE, "why": why, "created_at": moment})
    if job_id is None:
        return None
    db.execute(
        step_run.insert(),
        [
            {
                "job_id": job_id,
                "step": stage.name,
                "lane": stage.lane,
                "state": RunState.WAITING if stage.after else RunState.DUE,
                "failures": 0,
                "due_at": None if stage.after else moment,
                "begun_at": None if stage.after else moment,
                "worker": "",
                "reason": "",
                "remedies": (),
                "memo": {},
            }
            for stage in stages
        ],
    )
    return job_id


def runs_of(db: Connection, job_id: int) -> dict[str, StepRun]:
    rows = db.execute(select(step_run).where(step_run.c.job_id == job_id).order_by(step_run.c.id))
    return {run.step: run for run in nouns(StepRun, rows)}


def run_by_id(db: Connection, run_id: int) -> StepRun | None:
    row = db.execute(select(step_run).where(step_run.c.id == run_id)).first()
    return noun(StepRun, row) if row else None


def job_by_id(db: Connection, job_id: int) -> Job:
    return noun(Job, db.execute(select(job).where(job.c.id == job_id)).one())


def attempts_of(db: Connection, run_id: int) -> list[Attempt]:
    return nouns(Attempt, db.execute(select(attempt).where(attempt.c.step_run_id == run_id).order_by(attempt.c.number)))


# ---------------------------------------------------------------------------------------------------- taking a lease


def take(store: Store, run_id: int, worker: str) -> Taken | None:
    """Take the lease of a row that is due or abandoned; None when it is neither, or somebody was quicker."""
    moment, token = now(), secrets.token_hex(16)
    with store.write() as db:
        previous = run_by_id(db, run_id)
        if previous is None or pausing.paused(db):
            return None
        taken = db.execute(
            update(step_run)
            .where(step_run.c.id == run_id, _ready(moment))
            .values(state=RunState.RUNNING, lease=token, lease_until=moment + LEASE, worker=worker, reason="")
        )
        if taken.rowcount != 1:
            return None
        if previous.state is RunState.RUNNING:
            _close_attempt(db, run_id, "lost", Reason("worker-stopped", worker=previous.worker))
        number = (
            db.execute(select(func.max(attempt.c.number)).where(attempt.c.step_run_id == run_id)).scalar() or 0
        ) + 1
        attempt_id = insert(
            db,
            attempt,
            {
                "step_run_id": run_id,
                "number": number,
                "worker": worker,
                "started_at": moment,
                "outcome": "running",
                "reason": "",
                "log": "",
            },
        )
        run = run_by_id(db, run_id)
        assert run is not None
        assert attempt_id is not None
        return Taken(run=run, lease=token, attempt_id=attempt_id)


def _ready(moment: datetime) -> Any:
    return or_(
        and_(step_run.c.state == RunState.DUE, step_run.c.due_at <= moment),
        and_(step_run.c.state == RunState.RUNNING, step_run.c.lease_until < moment),
    )


def heartbeat(
    db: Connection, taken: Taken, log: str, progress: float | None, seconds_left: float | None, reason: str
) -> bool:
    """Renew the lease and write down how far it is; False when the lease is no longer ours."""
    kept = db.execute(
        update(step_run)
        .where(step_run.c.id == taken.run.id, step_run.c.lease == taken.lease)
        .values(lease_until=now() + LEASE, progress=progress, seconds_left=seconds_left, reason=reason)
    )
    db.execute(update(attempt).where(attempt.c.id == taken.attempt_id).values(log=log))
    return kept.rowcount == 1


def save_log(db: Connection, taken: Taken, log: str) -> None:
    db.execute(update(attempt).where(attempt.c.id == taken.attempt_id).values(log=log))


# --------------------------------------------------------------------------------------------------- the ways to end


def done(db: Connection, taken: Taken, result: Any, stages: Sequence[Stage]) -> None:
    """Save the result and make ready what follows, in the caller's transaction. Raises LeaseLost."""
    _lock_job(db, taken.run.job_id)
    _release(db, taken, state=RunState.DONE, result=result, progress=1.0, finished_at=now(), due_at=None)
    _close_attempt(db, taken.run.id, "done", "")
    ready_next(db, taken.run.job_id, stages)


def later(db: Connection, taken: Taken, waits: Later, memo: dict[str, str]) -> None:
    """Not yet. Keeps one attempt for the whole wait, so that an hours-long download is one line in its history."""
    _release(
        db,
        taken,
        state=RunState.DUE,
        due_at=now() + waits.delay,
        reason=waits.reason,
        progress=waits.progress,
        seconds_left=waits.seconds_left,
        memo=memo,
    )
    _close_attempt(db, taken.run.id, "later", waits.reason)
    _fold_later(db, taken.run.id)


def retry(db: Connection, taken: Taken, reason: Reason | str, delay: timedelta) -> None:
    failures = taken.run.failures + 1
    _release(db, taken, state=RunState.DUE, due_at=now() + delay, reason=reason, failures=failures)
    _close_attempt(db, taken.run.id, "retry", reason)


def stuck(db: Connection, taken: Taken, reason: Reason | str, remedies: Sequence[Remedy]) -> None:
    _release(db, taken, state=RunState.STUCK, due_at=None, reason=reason, remedies=tuple(remedies))
    _close_attempt(db, taken.run.id, "stuck", reason)


def reject(
    db: Connection, taken: Taken, reason: Reason | str, stages: Sequence[Stage], lasting: timedelta | None = None
) -> Release | None:
    """The arrow that points backwards: block the release, with its reason, and start again from `fetch`."""
    _lock_job(db, taken.run.job_id)
    _release(db, taken, state=RunState.WAITING, reason=reason)
    _close_attempt(db, taken.run.id, "reject", reason)
    release = block_release(db, taken.run.job_id, reason, lasting)
    again_from(db, taken.run.job_id, "fetch", stages)
    return release


def block_release(
    db: Connection, job_id: int, reason: Reason | str, lasting: timedelta | None = None
) -> Release | None:
    """Put the release that this job's `fetch` chose on the episode's blocklist; None when it has chosen none.

    `lasting`: for how long; None: for good. One that is on it already stays there by the new reason.
    """
    fetched = runs_of(db, job_id).get("fetch")
    if fetched is None or not fetched.result:
        return None
    release: Release = TypeAdapter(Release).validate_python(fetched.result["release"])
    blocks.put(db, job_by_id(db, job_id).episode_id, release, reason, lasting)
    return release


def give_back(db: Connection, taken: Taken) -> None:
    """This worker stops: the row is due again at once, for whoever comes next."""
    _release(db, taken, state=RunState.DUE, due_at=now(), reason="")
    _close_attempt(db, taken.run.id, "lost", Reason("its-worker-stopped"))


def _release(db: Connection, taken: Taken, **values: Any) -> None:
    released = db.execute(
        update(step_run)
        .where(step_run.c.id == taken.run.id, step_run.c.lease == taken.lease)
        .values(lease=None, lease_until=None, rung_at=None, **values)
    )
    if released.rowcount != 1:
        raise LeaseLost


def _close_attempt(db: Connection, run_id: int, outcome: str, reason: Reason | str) -> None:
    db.execute(
        update(attempt)
        .where(attempt.c.step_run_id == run_id, attempt.c.finished_at.is_(None))
        .values(finished_at=now(), outcome=outcome, reason=reason)
    )


def _fold_later(db: Connection, run_id: int) -> None:
    """A look that only said "not yet" becomes one with the look before it: the history stays readable and bounded."""
    last = db.execute(
        select(attempt).where(attempt.c.step_run_id == run_id).order_by(attempt.c.number.desc()).limit(2)
    ).all()
    if len(last) < 2 or last[1].outcome != "later":
        return
    new, old = last
    db.execute(delete(attempt).where(attempt.c.id == old.id))
    log = "\n".join(text for text in (old.log, new.log) if text)[-LOG_MOST:]
    values = {"number": old.number, "started_at": old.started_at, "log": log}
    db.execute(update(attempt).where(attempt.c.id == new.id).values(**values))


def _lock_job(db: Connection, job_id: int) -> None:
    """Two steps of one job may end at the same instant; the second must see the first (PostgreSQL; SQLite has one
    writer anyway)."""
    db.execute(select(job.c.id).where(job.c.id == job_id).with_for_update())


def ready_next(db: Connection, job_id: int, stages: Sequence[Stage]) -> None:
    """Make due every waiting step whose predecessors are done; finish the job when all are."""
    runs = runs_of(db, job_id)
    moment = now()
    for stage in stages:
        run = runs.get(stage.name)
        before = [runs[name] for name in stage.after if name in runs]
        if run and run.state is RunState.WAITING and all(r.state is RunState.DONE for r in before):
            db.execute(
                update(step_run)
                .where(step_run.c.id == run.id)
                .values(state=RunState.DUE, due_at=moment, begun_at=moment, failures=0, progress=None)
            )
    if all(run.state is RunState.DONE for run in runs.values()):
        db.execute(update(job).where(job.c.id == job_id).values(state=JobState.DONE, finished_at=moment))


# ------------------------------------------------------------------------------------------------- what people can do


def again_from(db: Connection, job_id: int, step: str, stages: Sequence[Stage]) -> None:
    """Run this step and all that follows it once more. Whoever runs one of them now loses the lease."""
    _lock_job(db, job_id)
    names = {step} | following(step, stages)
    moment = now()
    db.execute(
        update(step_run)
        .where(step_run.c.job_id == job_id, step_run.c.step.in_(names))
        .values(
            state=RunState.WAITING,
            failures=0,
            due_at=None,
            rung_at=None,
            begun_at=None,
            lease=None,
            lease_until=None,
            progress=None,
            seconds_left=None,
            remedies=(),
            result=None,
            memo={},
            finished_at=None,
        )
    )
    db.execute(
        update(step_run)
        .where(step_run.c.job_id == job_id, step_run.c.step == step)
        .values(state=RunState.DUE, due_at=moment, begun_at=moment)
    )
    # What was given up comes along again: nothing would make it ready otherwise.
    db.execute(
        update(step_run)
        .where(step_run.c.job_id == job_id, step_run.c.state == RunState.CANCELLED)
        .values(state=RunState.WAITING, reason="", remedies=())
    )
    db.execute(update(job).where(job.c.id == job_id).values(state=JobState.ACTIVE, finished_at=None))
    ready_next(db, job_id, stages)


def following(step: str, stages: Sequence[Stage]) -> set[str]:
    """Every step that comes after this one, near or far."""
    found: set[str] = set()
    for stage in stages:  # they stand in their order
        if stage.name != step and (step in stage.after or found & set(stage.after)):
            found.add(stage.name)
    return found


def hurry(db: Connection, job_ids: Iterable[int], step: str | None = None) -> None:
    """Look now instead of at the planned time."""
    where = [step_run.c.job_id.in_(list(job_ids)), step_run.c.state == RunState.DUE]
    if step:
        where.append(step_run.c.step == step)
    db.execute(update(step_run).where(*where).values(due_at=now(), rung_at=None))


def add_to_memo(db: Connection, run: StepRun, wish: Mapping[str, str]) -> None:
    """What a step is to know at its next look."""
    db.execute(update(step_run).where(step_run.c.id == run.id).values(memo={**run.memo, **wish}))


def cancel_job(db: Connection, job_id: int) -> None:
    """Take an episode off its way. A step that runs now notices at its next heartbeat."""
    _lock_job(db, job_id)
    open_states = [RunState.WAITING, RunState.DUE, RunState.RUNNING, RunState.STUCK]
    db.execute(
        update(step_run)
        .where(step_run.c.job_id == job_id, step_run.c.state.in_(open_states))
        .values(state=RunState.CANCELLED, lease=None, lease_until=None, due_at=None)
    )
    runs = select(step_run.c.id).where(step_run.c.job_id == job_id)
    db.execute(
        update(attempt)
        .where(attempt.c.step_run_id.in_(runs), attempt.c.finished_at.is_(None))
        .values(finished_at=now(), outcome="lost", reason=Reason("given-up"))
    )
    db.execute(update(job).where(job.c.id == job_id).values(state=JobState.CANCELLED, finished_at=now()))


def set_why(db: Connection, job_id: int, why: str) -> None:
    db.execute(update(job).where(job.c.id == job_id).values(why=why))


def forget_jobs(db: Connection, show_id: int, why: str) -> None:
    """Forget a show's jobs that are there for this reason: their episodes count as never asked for."""
    of_show = select(episode.c.id).where(episode.c.show_id == show_id)
    db.execute(delete(job).where(job.c.why == why, job.c.episode_id.in_(of_show)))


# ------------------------------------------------------------------------------------------------------- the doorbell


def to_ring(store: Store, limit: int = 500) -> list[tuple[int, str]]:
    """(row, lane) of what is due or abandoned and has not been rung for lately; marks them as rung."""
    moment = now()
    quiet = or_(step_run.c.rung_at.is_(None), step_run.c.rung_at < moment - BELL_AGAIN)
    condition = and_(_ready(moment), quiet)
    with store.read() as db:  # the common case, nothing to do, takes no write lock
        if db.execute(select(step_run.c.id).where(condition).limit(1)).first() is None or pausing.paused(db):
            return []
    with store.write() as db:
        # Due, then abandoned: two look-ups that the (state, due_at) index serves.
        chosen = select(step_run.c.id).where(condition).order_by(step_run.c.due_at).limit(limit).scalar_subquery()
        rows = db.execute(
            update(step_run)
            .where(step_run.c.id.in_(chosen))
            .values(rung_at=moment)
            .returning(step_run.c.id, step_run.c.lane)
        ).all()
    return [(row.id, row.lane) for row in rows]


# ------------------------------------------------------------------------------------------------ workers that died


def worker_name() -> str:
    """Host, process and when the process started: tells a live worker from a dead one whose number was reused."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def free_the_dead(store: Store) -> int:
    """Give back the leases of this machine's workers that no longer run. How many."""
    with store.read() as db:
        rows = db.execute(select(step_run.c.id, step_run.c.worker).where(step_run.c.state == RunState.RUNNING)).all()
    dead = [row.id for row in rows if is_dead(row.worker)]
    if dead:
        with store.write() as db:
            db.execute(
                update(step_run)
                .where(step_run.c.id.in_(dead), step_run.c.state == RunState.RUNNING)
                .values(lease_until=now() - timedelta(seconds=1), rung_at=None)
            )
    return len(dead)


def is_dead(worker: str) -> bool:
    """Whether it was a process of this machine that no longer runs."""
    host, _, rest = worker.rpartition(":")[0].rpartition(":")
    started = worker.rpartition(":")[2]
    if host != socket.gethostname() or not rest.isdigit():
        return False
    return _started(int(rest)) != started


def _started(pid: int) -> str:
    """When a process started, in the kernel's ticks (proc(5), field 22 of /proc/PID/stat); "0" when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return "0"
