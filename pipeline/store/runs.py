"""Jobs and their step runs: opening, reading, what becomes ready, and going again. Leases: see `leases`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import BindParameter, Connection, Integer, and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from pipeline.clock import now
from pipeline.model import Release
from pipeline.model.jobs import Attempt, Job, JobKind, JobState, Origin, RunState, StepRun
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.store import blocks, clock, clock_now, clock_of, insert, noun, nouns
from pipeline.store.tables import attempt, episode, file_hold, job, step_run

LOG_MOST = 200_000  # characters kept of one attempt's log
NOTICED = timedelta(seconds=30)  # until a worker notices that a step is not its own any more


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What the store must know about a step: its name, its lane, what it comes after. `without`: the result, as JSON
    text, that stands for it where a person marks it as done; empty: those behind it cannot do without."""

    name: str
    lane: str
    after: tuple[str, ...] = ()
    kind: JobKind = JobKind.EPISODE
    without: str = ""


# ------------------------------------------------------------------------------------------------ opening and reading


def open_job(db: Connection, episode_id: int, why: Origin, stages: Sequence[Stage]) -> int | None:
    """Put an episode on its way; None when it already is."""
    return open_job_of(db, JobKind.EPISODE, episode_id, str(episode_id), stages, why=why)


def open_job_of(
    db: Connection,
    kind: JobKind,
    episode_id: int,
    subject: str,
    stages: Sequence[Stage],
    *,
    why: Origin = Origin.LINE,
    about: Any = None,
    due_at: datetime | None = None,
) -> int | None:
    """Open a job of any kind; None when one of that kind is active for this subject, or its line has no steps.

    `about`: JSON that its steps are given; `due_at`: when its first step is due, if not at once.
    """
    moment = clock_now(db)
    mine = [stage for stage in stages if stage.kind is kind]
    if not mine:
        return None
    facts = {"kind": kind, "subject": subject, "about": about, "why": why}
    job_id = insert(db, job, {"episode_id": episode_id, "state": JobState.ACTIVE, "created_at": moment, **facts})
    if job_id is None:
        return None
    db.execute(step_run.insert(), [_new_run(job_id, stage, due_at or moment) for stage in mine])
    return job_id


def asked_for(db: Connection, job_id: int, person_id: int) -> None:
    """Somebody asked for just this episode, which is on its way."""
    asked = sorted({*job_by_id(db, job_id).asked_by, person_id})
    db.execute(update(job).where(job.c.id == job_id).values(about={"asked_by": asked}))


def skip(db: Connection, episode_id: int) -> None:
    """Leave an episode out, as if somebody had given it up: it is not looked for unless a person asks for it."""
    moment = now()
    facts = {"kind": JobKind.EPISODE, "subject": str(episode_id), "why": Origin.LINE, "state": JobState.CANCELLED}
    insert(db, job, {"episode_id": episode_id, "created_at": moment, "finished_at": moment, **facts})


def has_had_job(db: Connection, episode_id: int) -> bool:
    """Whether it was ever put on its way, or is to be left out."""
    mine = (job.c.episode_id == episode_id, job.c.kind == JobKind.EPISODE)
    return db.execute(select(job.c.id).where(*mine).limit(1)).first() is not None


def _new_run(job_id: int, stage: Stage, due_at: datetime) -> dict[str, Any]:
    first = None if stage.after else due_at
    return {
        "job_id": job_id,
        "step": stage.name,
        "lane": stage.lane,
        "state": RunState.WAITING if stage.after else RunState.DUE,
        "failures": 0,
        "due_at": first,
        "begun_at": first,
        "worker": "",
        "reason": NO_REASON,
        "remedies": (),
        "memo": {},
    }


def runs_of(db: Connection, job_id: int) -> dict[str, StepRun]:
    rows = db.execute(select(step_run).where(step_run.c.job_id == job_id).order_by(step_run.c.id))
    return {run.step: run for run in nouns(StepRun, rows)}


def run_by_id(db: Connection, run_id: int) -> StepRun | None:
    row = db.execute(select(step_run).where(step_run.c.id == run_id)).first()
    return noun(StepRun, row) if row else None


def job_by_id(db: Connection, job_id: int) -> Job:
    return noun(Job, db.execute(select(job).where(job.c.id == job_id)).one())


def open_by_hand(db: Connection, kind: JobKind, episode_id: int) -> int:
    """A job without steps, for what a person's command does itself while it holds files. It counts as given up until
    `done_by_hand`: a command that is killed says nothing."""
    facts = {"kind": kind, "subject": str(episode_id), "why": Origin.ASKED, "created_at": now(), "finished_at": now()}
    job_id = insert(db, job, {"episode_id": episode_id, "state": JobState.CANCELLED, **facts})
    assert job_id is not None
    return job_id


def done_by_hand(db: Connection, job_id: int) -> None:
    db.execute(update(job).where(job.c.id == job_id).values(state=JobState.DONE, finished_at=now()))


def player_was_told(db: Connection, job_id: int, player: str) -> None:
    """One that was off when the job's file came has been told of it: its refresh step waits for it no longer."""
    run = runs_of(db, job_id).get("refresh")
    if run is None or player not in ((run.result or {}).get("silent") or ()):
        return
    result = {**run.result, "silent": [each for each in run.result["silent"] if each != player]}
    db.execute(update(step_run).where(step_run.c.id == run.id).values(result=result))


def active_job(db: Connection, kind: JobKind, subject: str) -> Job | None:
    """The one that is active for this subject."""
    active = (job.c.kind == kind, job.c.subject == subject, job.c.state == JobState.ACTIVE)
    row = db.execute(select(job).where(*active)).first()
    return noun(Job, row) if row else None


def any_active(db: Connection, kind: JobKind) -> bool:
    query = select(job.c.id).where(job.c.kind == kind, job.c.state == JobState.ACTIVE).limit(1)
    return db.execute(query).first() is not None


def how_it_ended(db: Connection, job_id: int) -> tuple[JobState, Reason]:
    """What a job of one step has come to so far, and why."""
    run = next(iter(runs_of(db, job_id).values()), None)
    return job_by_id(db, job_id).state, run.reason if run else NO_REASON


def opened_since(db: Connection, kind: JobKind, since: datetime) -> list[Job]:
    """Jobs of a kind, active or not, oldest first."""
    query = select(job).where(job.c.kind == kind, job.c.created_at >= since).order_by(job.c.id)
    return nouns(Job, db.execute(query))


def set_about(db: Connection, job_id: int, about: Any) -> None:
    """What its steps are to know from now on, however they end."""
    db.execute(update(job).where(job.c.id == job_id).values(about=about))


def attempts_of(db: Connection, run_id: int) -> list[Attempt]:
    return nouns(Attempt, db.execute(select(attempt).where(attempt.c.step_run_id == run_id).order_by(attempt.c.number)))


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


def lock_job(db: Connection, job_id: int) -> None:
    """Two steps of one job may end at the same instant; the second must see the first (PostgreSQL; SQLite has one
    writer anyway)."""
    db.execute(select(job.c.id).where(job.c.id == job_id).with_for_update())


LOCKED = step_run.c.job_id == (
    select(job.c.id).where(job.c.id == bindparam("of_job")).with_for_update().scalar_subquery()
)
"""The same as part of an update of its rows: the job is locked before the row is."""

_OTHER = step_run.alias("other")
_UNDONE = select(step_run.c.id).where(step_run.c.job_id == bindparam("of_job"), step_run.c.state != RunState.DONE)
_FINISHING = (
    update(job)
    .where(job.c.id == bindparam("of_job"), ~exists(_UNDONE))
    .values(state=JobState.DONE, finished_at=bindparam("at"))
)


def ready_after(db: Connection, job_id: int, step: str, stages: Sequence[Stage]) -> list[tuple[int, str]]:
    """Make due what waits for this step, which is done, and for no other; finish the job when all are done.

    Returns (row, lane) of what became due. The queue counts as told of it.
    """
    following = tuple(stage for stage in stages if step in stage.after)
    ready: list[tuple[int, str]] = []
    if following:
        rows = db.execute(_readying(following, db.dialect.name), {"of_job": job_id, **clock(db, "at")})
        ready = [(row.id, row.lane) for row in rows]
    if not ready:
        db.execute(_FINISHING, {"of_job": job_id, "at": now()})
    return ready


@cache
def _readying(following: tuple[Stage, ...], dialect: str) -> ReturningUpdate[Any]:
    at = clock_of(dialect, "at")
    of_job: BindParameter[int] = bindparam("of_job", type_=Integer)
    waits = []
    for stage in following:
        missing = (_OTHER.c.job_id == of_job, _OTHER.c.step.in_(stage.after), _OTHER.c.state != RunState.DONE)
        waits.append(and_(step_run.c.step == stage.name, ~exists(select(_OTHER.c.id).where(*missing))))
    due = {"state": RunState.DUE, "due_at": at, "begun_at": at, "enqueued_at": at, "failures": 0, "progress": None}
    waiting = (step_run.c.job_id == of_job, step_run.c.state == RunState.WAITING, or_(*waits))
    return update(step_run).where(*waiting).values(**due).returning(step_run.c.id, step_run.c.lane)


def ready_next(db: Connection, job_id: int, stages: Sequence[Stage]) -> None:
    """Make due every waiting step whose predecessors are done; finish the job when all are."""
    runs = runs_of(db, job_id)
    moment = clock_now(db)
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
    lock_job(db, job_id)
    names = {step} | following(step, stages)
    moment = clock_now(db)
    db.execute(
        update(step_run)
        .where(step_run.c.job_id == job_id, step_run.c.step.in_(names))
        .values(
            state=RunState.WAITING,
            failures=0,
            losses=0,
            waits_for="",
            due_at=None,
            enqueued_at=None,
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
        .values(state=RunState.WAITING, reason=NO_REASON, remedies=())
    )
    db.execute(update(job).where(job.c.id == job_id).values(state=JobState.ACTIVE, finished_at=None))
    give_up_files(db, job_id)
    ready_next(db, job_id, stages)


def mark_done(db: Connection, run: StepRun, stage: Stage, stages: Sequence[Stage]) -> None:
    """A person does without this step: its job goes on as if it were done. Whoever runs it now loses the lease."""
    lock_job(db, run.job_id)
    why, moment = Reason("marked-as-done"), now()
    gone = {"lease": None, "lease_until": None, "due_at": None, "enqueued_at": None, "remedies": (), "waits_for": ""}
    made = {"state": RunState.DONE, "result": json.loads(stage.without), "finished_at": moment, "reason": why}
    db.execute(update(step_run).where(step_run.c.id == run.id).values(**gone, **made))
    tried = (attempt.c.step_run_id == run.id, attempt.c.finished_at.is_(None))
    db.execute(update(attempt).where(*tried).values(finished_at=moment, outcome="lost", reason=why))
    give_up_files(db, run.job_id)
    ready_next(db, run.job_id, stages)


def give_up_files(db: Connection, job_id: int) -> None:
    """Whoever runs one of its steps now has lost the lease, and notices within this time."""
    db.execute(update(file_hold).where(file_hold.c.job_id == job_id).values(until=clock_now(db) + NOTICED))


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
    db.execute(update(step_run).where(*where).values(due_at=clock_now(db), enqueued_at=None))


def add_to_memo(db: Connection, run: StepRun, facts: Mapping[str, str]) -> None:
    """What a step is to know at its next look."""
    db.execute(update(step_run).where(step_run.c.id == run.id).values(memo={**run.memo, **facts}))


def forget_abandoned(db: Connection, show_id: int) -> None:
    """Forget a show's jobs that nobody wanted any more: their episodes count as never asked for."""
    of_show = select(episode.c.id).where(episode.c.show_id == show_id)
    over = (job.c.state == JobState.ABANDONED, job.c.kind == JobKind.EPISODE)
    db.execute(delete(job).where(*over, job.c.episode_id.in_(of_show)))


# ------------------------------------------------------------------------------------------- steps that came or went


def settle_steps(db: Connection, stages: Sequence[Stage]) -> None:
    """Bring the active jobs in line with the steps that there are now: a plugin's step may have come or gone.

    One that is gone leaves; one that has come is part of the jobs in which nothing behind it has begun yet.
    """
    known = [stage.name for stage in stages]
    active = select(job.c.id).where(job.c.state == JobState.ACTIVE)
    gone = (step_run.c.job_id.in_(active), step_run.c.step.not_in(known), step_run.c.state != RunState.DONE)
    touched = set(db.execute(select(step_run.c.job_id).where(*gone)).scalars())
    db.execute(delete(step_run).where(*gone))
    for job_id, line in _lacking(db, stages):
        if _join_new(db, job_id, line):
            touched.add(job_id)
    for job_id in sorted(touched):
        ready_next(db, job_id, stages)


def _lacking(db: Connection, stages: Sequence[Stage]) -> list[tuple[int, list[Stage]]]:
    """The active jobs that have not all the steps of their line, with that line; counted without reading them."""
    lines: dict[JobKind, list[Stage]] = {kind: [] for kind in JobKind}
    for stage in stages:
        lines[stage.kind].append(stage)
    theirs = and_(step_run.c.job_id == job.c.id, step_run.c.step.in_([stage.name for stage in stages]))
    counted = select(job.c.id, job.c.kind, func.count(step_run.c.id).label("steps")).outerjoin(step_run, theirs)
    rows = db.execute(counted.where(job.c.state == JobState.ACTIVE).group_by(job.c.id, job.c.kind)).all()
    return [(row.id, lines[row.kind]) for row in rows if row.steps < len(lines[row.kind])]


def _join_new(db: Connection, job_id: int, line: Sequence[Stage]) -> bool:
    """Make the new ones of its line part of a job, as far as nothing behind them has begun. Whether there are any.

    What was due behind them, and not begun, waits for them.
    """
    there = runs_of(db, job_id)
    new = [stage for stage in line if stage.name not in there and _not_passed(db, there, stage.name, line)]
    for stage in new:
        db.execute(step_run.insert().values({**_new_run(job_id, stage, clock_now(db)), "state": RunState.WAITING}))
        behind = (step_run.c.job_id == job_id, step_run.c.step.in_(following(stage.name, line)))
        waiting = {"state": RunState.WAITING, "due_at": None, "enqueued_at": None, "begun_at": None}
        db.execute(update(step_run).where(*behind, step_run.c.state == RunState.DUE).values(**waiting))
    return bool(new)


def _not_passed(db: Connection, there: Mapping[str, StepRun], name: str, line: Sequence[Stage]) -> bool:
    """Whether nothing that comes after this step has begun."""
    behind = [there[each] for each in following(name, line) if each in there]
    return all(run.state is RunState.WAITING or (run.state is RunState.DUE and not _tried(db, run)) for run in behind)


def _tried(db: Connection, run: StepRun) -> bool:
    """Whether it has been run since it was first due."""
    since = run.begun_at or now()
    return any(each.finished_at is None or each.finished_at >= since for each in attempts_of(db, run.id))
