"""Taking a step run's lease, holding files, and the ways to end.

Every move is one transaction that compares before it sets, so any number of workers on any number of machines may try
the same thing at once and exactly one succeeds. Nothing here runs a step; see `pipeline.engine.runner`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from pipeline.clock import now
from pipeline.errors import Abandon, Later, LeaseLost, Redo, Remedy, UserError
from pipeline.model import Release
from pipeline.model.jobs import OPEN_RUNS, JobKind, JobState, RunState, StepRun
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.store import Store, clock, clock_now, clock_of, insert, moment, noun, pausing, runs
from pipeline.store.runs import LOG_MOST, Stage
from pipeline.store.tables import attempt, file_hold, job, media_file, step_run

LEASE = timedelta(seconds=30)
ENQUEUE_AGAIN = timedelta(seconds=30)  # how long an enqueued row is left alone before the queue is told again
FILES_AGAIN = timedelta(seconds=2)  # between two looks whether another job has let an episode's files go

REDO = "redo"  # an attempt's outcome

MOVES = (JobKind.RENAME, JobKind.DELETE, JobKind.RESTORE)


_EARLIER = select(func.coalesce(func.max(attempt.c.number), 0) + 1).where(attempt.c.step_run_id == bindparam("of_run"))
_OPENING = (
    attempt.insert()
    .values(step_run_id=bindparam("of_run"), number=_EARLIER.scalar_subquery(), worker=bindparam("who"))
    .values(started_at=bindparam("at"), outcome="running", reason=NO_REASON, log="")
    .returning(attempt.c.id)
)
_CLOSING = (
    update(attempt)
    .where(attempt.c.step_run_id == bindparam("of_run"), attempt.c.finished_at.is_(None))
    .values(finished_at=bindparam("at"), outcome=bindparam("end"), reason=bindparam("why"))
)
_FREE = (
    update(step_run)
    .where(step_run.c.id == bindparam("of_run"), step_run.c.lease == bindparam("token"), runs.LOCKED)
    .values(lease=None, lease_until=None, enqueued_at=None)
)
_DONE = _FREE.values(
    state=RunState.DONE,
    losses=0,
    waits_for="",
    result=bindparam("given"),
    progress=1.0,
    finished_at=bindparam("at"),
    due_at=None,
)
_CLOSING_WITH_LOG = _CLOSING.values(log=bindparam("said"))


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A step run that this worker holds the lease of."""

    run: StepRun
    lease: str
    attempt_id: int


# -------------------------------------------------------------------------------------------------------------- taking


def take(store: Store, run_id: int, worker: str, holding: Collection[str] = ()) -> Taken | None:
    """Take the lease of a row that is due or abandoned; None when it is neither, or somebody was quicker.

    `holding`: the steps that touch an episode's files. One of them is put off while another job holds those.
    """
    token = secrets.token_hex(16)
    with store.write() as db:
        run = _claim(db, run_id, worker, token)
        if run is None:
            return None
        if run.losses:
            _close_lost(db, run_id)
        if run.step in holding and not hold(db, run.job_id, files_of(db, run.job_id)):
            busy = {"state": RunState.DUE, "lease": None, "lease_until": None, "enqueued_at": None}
            wait = {"due_at": moment(db) + FILES_AGAIN, "reason": Reason("files-busy")}
            db.execute(update(step_run).where(step_run.c.id == run_id).values(**busy, **wait))
            return None
        return Taken(run=run, lease=token, attempt_id=_open_attempt(db, run_id, worker))


def _claim(db: Connection, run_id: int, worker: str, token: str) -> StepRun | None:
    """The row, with the lease on it; one whose worker ended in the middle counts that."""
    values = {"of_run": run_id, "token": token, "who": worker, **clock(db, "at"), **clock(db, "until", LEASE)}
    row = db.execute(_claiming(db.dialect.name), values).first()
    return noun(StepRun, row) if row else None


@cache  # whoever builds it anew spends more on that than on all else
def _claiming(dialect: str) -> ReturningUpdate[Any]:
    lost = case((step_run.c.state == RunState.RUNNING, 1), else_=0)
    ready = (step_run.c.id == bindparam("of_run"), is_ready(clock_of(dialect, "at")), ~pausing.on_hold())
    ours = {"lease": bindparam("token"), "lease_until": clock_of(dialect, "until", LEASE), "worker": bindparam("who")}
    begun = {"state": RunState.RUNNING, "reason": NO_REASON, "losses": step_run.c.losses + lost}
    return update(step_run).where(*ready).values(**ours, **begun).returning(step_run)


def _close_lost(db: Connection, run_id: int) -> None:
    """Attempts that nobody has brought to an end."""
    left = select(attempt.c.worker).where(attempt.c.step_run_id == run_id, attempt.c.finished_at.is_(None))
    for worker in db.execute(left).scalars().all():
        _close_attempt(db, run_id, "lost", Reason("worker-stopped", worker=worker))


def _open_attempt(db: Connection, run_id: int, worker: str) -> int:
    return int(db.execute(_OPENING, {"of_run": run_id, "who": worker, "at": now()}).scalar_one())


def is_ready(at: Any) -> ColumnElement[bool]:
    """Due, or abandoned, at this time."""
    return or_(
        and_(step_run.c.state == RunState.DUE, step_run.c.due_at <= at),
        and_(step_run.c.state == RunState.RUNNING, step_run.c.lease_until < at),
    )


def heartbeat(
    db: Connection, taken: Taken, log: str, progress: float | None, seconds_left: float | None, reason: Reason
) -> bool:
    """Renew the lease and write down how far it is; False when the lease is no longer ours."""
    kept = db.execute(
        update(step_run)
        .where(step_run.c.id == taken.run.id, step_run.c.lease == taken.lease)
        .values(lease_until=moment(db) + LEASE, progress=progress, seconds_left=seconds_left, reason=reason)
    )
    save_log(db, taken, log)
    return kept.rowcount == 1


def save_log(db: Connection, taken: Taken, log: str) -> None:
    db.execute(update(attempt).where(attempt.c.id == taken.attempt_id).values(log=log))


def to_enqueue(store: Store, pending: Callable[[str], int], limit: int = 500) -> list[tuple[int, str]]:
    """(row, lane) of what is due or abandoned and the queue has not been told of lately; marks them as told.

    It is told again only of as many as it has lost (`pending`: what it has of a lane): while nobody serves a lane, or
    all are busy, its queue does not grow.
    """
    with store.read() as db:  # the common case, nothing to do, takes no write lock
        at = clock_now(db)
        quiet = or_(step_run.c.enqueued_at.is_(None), step_run.c.enqueued_at < at - ENQUEUE_AGAIN)
        condition = and_(is_ready(at), quiet)
        if db.execute(select(step_run.c.id).where(condition).limit(1)).first() is None or pausing.paused(db):
            return []
    with store.write() as db:
        # Due, then abandoned: two look-ups that the (state, due_at) index serves.
        columns = (step_run.c.id, step_run.c.lane, step_run.c.enqueued_at.is_not(None).label("again"))
        rows = db.execute(select(*columns).where(condition).order_by(step_run.c.due_at).limit(limit)).all()
        told = _told(db, at) if any(row.again for row in rows) else {}
        db.execute(update(step_run).where(step_run.c.id.in_([row.id for row in rows])).values(enqueued_at=at))
    new = [(row.id, row.lane) for row in rows if not row.again]
    again = [(row.id, row.lane) for row in rows if row.again]
    return new + _lost(again, told, pending)


def seconds_to_next(db: Connection, most: float) -> float:
    """Until a row becomes due or is abandoned, or the queue may have to be told again; `most`, when that is later."""
    at = clock_now(db)
    coming = select(step_run.c.due_at).where(step_run.c.state == RunState.DUE, step_run.c.due_at > at)
    leased = select(step_run.c.lease_until).where(step_run.c.state == RunState.RUNNING)
    overdue = select(step_run.c.id).where(step_run.c.state == RunState.DUE, step_run.c.due_at <= at).limit(1)
    next_ones = [
        db.execute(coming.order_by(step_run.c.due_at).limit(1)).scalar(),
        db.execute(leased.order_by(step_run.c.lease_until).limit(1)).scalar(),
        at + ENQUEUE_AGAIN / 6 if db.execute(overdue).first() else None,
    ]
    return min(most, *(max(0.0, (each - at).total_seconds()) for each in next_ones if each), most)


def _lost(
    again: Sequence[tuple[int, str]], told: Mapping[str, int], pending: Callable[[str], int]
) -> list[tuple[int, str]]:
    """Of what the queue was told of before, as many of each lane as it has not any more."""
    found: list[tuple[int, str]] = []
    for lane, count in told.items():
        found += [each for each in again if each[1] == lane][: max(0, count - pending(lane))]
    return found


def _told(db: Connection, at: Any) -> dict[str, int]:
    """By lane: how many rows are ready that the queue was told of."""
    told = (is_ready(at), step_run.c.enqueued_at.is_not(None))
    rows = db.execute(select(step_run.c.lane, func.count().label("told")).where(*told).group_by(step_run.c.lane))
    return {row.lane: row.told for row in rows}


def ready_of(db: Connection, job_ids: Iterable[int]) -> list[int]:
    """The rows of these jobs that are due or abandoned."""
    query = select(step_run.c.id).where(step_run.c.job_id.in_(list(job_ids)), is_ready(moment(db)))
    return list(db.execute(query.order_by(step_run.c.id)).scalars())


def running(db: Connection) -> list[tuple[int, str]]:
    """(row, worker) of what is leased."""
    rows = db.execute(select(step_run.c.id, step_run.c.worker).where(step_run.c.state == RunState.RUNNING))
    return [(row.id, row.worker) for row in rows]


def end(db: Connection, run_ids: Sequence[int]) -> None:
    """These leases are over: their workers are gone."""
    mine = (step_run.c.id.in_(run_ids), step_run.c.state == RunState.RUNNING)
    db.execute(update(step_run).where(*mine).values(lease_until=moment(db) - timedelta(seconds=1), enqueued_at=None))


# --------------------------------------------------------------------------------------------------------------- files


def hold(db: Connection, job_id: int, episode_ids: Iterable[int], lasting: timedelta | None = None) -> bool:
    """Have the job hold these episodes' files; False (and it holds none of them anew) while another job does.

    `lasting`: for how long at most; None: until the step that runs now ends.

    The primary key is what keeps two jobs from holding the same files at once.
    """
    ids = set(episode_ids)
    db.execute(delete(file_hold).where(file_hold.c.episode_id.in_(ids), file_hold.c.until < moment(db)))
    until = clock_now(db) + lasting if lasting else None
    mine = select(file_hold.c.episode_id).where(file_hold.c.episode_id.in_(ids), file_hold.c.job_id == job_id)
    new = ids - set(db.execute(mine).scalars())
    db.execute(update(file_hold).where(file_hold.c.job_id == job_id).values(until=until))
    taken = [each for each in sorted(new) if not _hold_one(db, job_id, each, until)]
    if taken:
        db.execute(delete(file_hold).where(file_hold.c.episode_id.in_(new), file_hold.c.job_id == job_id))
    return not taken


def _hold_one(db: Connection, job_id: int, episode_id: int, until: datetime | None) -> bool:
    insert(db, file_hold, {"episode_id": episode_id, "job_id": job_id, "until": until})
    row = db.execute(select(file_hold.c.job_id).where(file_hold.c.episode_id == episode_id)).first()
    return row is not None and row.job_id == job_id


def files_of(db: Connection, job_id: int) -> set[int]:
    """The job's episode and those that share a video with it."""
    episode_id = select(job.c.episode_id).where(job.c.id == job_id).scalar_subquery()
    here = media_file.c.replaced_at.is_(None)
    paths = select(media_file.c.path).where(here, media_file.c.episode_id == episode_id)
    together = select(media_file.c.episode_id).where(here, media_file.c.path.in_(paths))
    return set(db.execute(together.union(select(job.c.episode_id).where(job.c.id == job_id))).scalars())


def held(db: Connection, episode_ids: Iterable[int]) -> set[int]:
    """Those of these episodes whose files a job has just now."""
    mine = file_hold.c.episode_id.in_(list(episode_ids))
    lasts = or_(file_hold.c.until.is_(None), file_hold.c.until >= moment(db))
    return set(db.execute(select(file_hold.c.episode_id).where(mine, lasts)).scalars())


def let_go_of_files(db: Connection, job_id: int) -> None:
    db.execute(delete(file_hold).where(file_hold.c.job_id == job_id))


# --------------------------------------------------------------------------------------------------- the ways to end


def done(
    db: Connection, taken: Taken, result: Any, stages: Sequence[Stage], *, log: str = "", may_hold: bool = True
) -> list[tuple[int, str]]:
    """Save the result and make ready what follows, in the caller's transaction. Raises LeaseLost.

    `may_hold`: whether the step may have had files held. Returns what became due, as (row, lane): whoever calls tells
    the queue, once the transaction is committed.
    """
    mine = {"of_run": taken.run.id, "of_job": taken.run.job_id, "token": taken.lease}
    if db.execute(_DONE, {**mine, "given": result, "at": now()}).rowcount != 1:
        raise LeaseLost
    if may_hold:
        let_go_of_files(db, taken.run.job_id)
    ended = {"of_run": taken.run.id, "at": now(), "end": "done", "why": NO_REASON, "said": log}
    db.execute(_CLOSING_WITH_LOG, ended)
    return runs.ready_after(db, taken.run.job_id, taken.run.step, stages)


def later(db: Connection, taken: Taken, waits: Later, memo: dict[str, str]) -> None:
    """Not yet. Keeps one attempt for the whole wait, so that an hours-long download is one line in its history.

    A look that could be had ends a row of failures.
    """
    told = {"reason": waits.reason, "progress": waits.progress, "seconds_left": waits.seconds_left, "memo": memo}
    _release(db, taken, state=RunState.DUE, due_at=moment(db) + waits.delay, failures=0, **told)
    _close_attempt(db, taken.run.id, "later", waits.reason)
    _fold_later(db, taken.run.id)


def retry(db: Connection, taken: Taken, reason: Reason | str, delay: timedelta, waits_for: str = "") -> None:
    failures = taken.run.failures + 1
    due_at = moment(db) + delay
    _release(db, taken, state=RunState.DUE, due_at=due_at, reason=reason, failures=failures, waits_for=waits_for)
    _close_attempt(db, taken.run.id, "retry", reason)


def stuck(db: Connection, taken: Taken, reason: Reason | str, remedies: Sequence[Remedy], waits_for: str = "") -> None:
    asked = {"reason": reason, "remedies": tuple(remedies), "waits_for": waits_for}
    _release(db, taken, state=RunState.STUCK, due_at=None, **asked)
    _close_attempt(db, taken.run.id, "stuck", reason)


def abandon(db: Connection, taken: Taken, way: Abandon) -> None:
    """End the job on purpose: nothing is left for it to do."""
    runs.lock_job(db, taken.run.job_id)
    _release(db, taken, state=RunState.CANCELLED, reason=way.reason, due_at=None, finished_at=now())
    _close_attempt(db, taken.run.id, "abandoned", way.reason)
    _close_job(db, taken.run.job_id, JobState.ABANDONED, way.reason)


def reject(
    db: Connection, taken: Taken, reason: Reason | str, stages: Sequence[Stage], lasting: timedelta | None = None
) -> Release | None:
    """The arrow that points backwards: block the release, with its reason, and start again from `fetch`."""
    runs.lock_job(db, taken.run.job_id)
    _release(db, taken, state=RunState.WAITING, reason=reason)
    _close_attempt(db, taken.run.id, "reject", reason)
    release = runs.block_release(db, taken.run.job_id, reason, lasting)
    runs.again_from(db, taken.run.job_id, "fetch", stages)
    return release


def redo(db: Connection, taken: Taken, way: Redo, stages: Sequence[Stage]) -> None:
    """What an earlier step made is gone: it runs again, and all that follows it."""
    runs.lock_job(db, taken.run.job_id)
    _release(db, taken, state=RunState.WAITING, reason=way.reason)
    _close_attempt(db, taken.run.id, REDO, way.reason)
    runs.again_from(db, taken.run.job_id, way.step, stages)


def count_ended(db: Connection, taken: Taken, outcome: str) -> int:
    """How many attempts at this step ended so."""
    mine = (attempt.c.step_run_id == taken.run.id, attempt.c.outcome == outcome)
    return db.execute(select(func.count()).select_from(attempt).where(*mine)).scalar_one()


def give_back(db: Connection, taken: Taken) -> None:
    """This worker stops: the row is due again at once, for whoever comes next."""
    runs.lock_job(db, taken.run.job_id)
    _set_free(db, taken, state=RunState.DUE, due_at=moment(db), reason=NO_REASON)
    _close_attempt(db, taken.run.id, "lost", Reason("its-worker-stopped"))


def cancel_job(db: Connection, job_id: int, state: JobState = JobState.CANCELLED) -> None:
    """Take an episode off its way. A step that runs now notices at its next heartbeat, and lets its files go then.

    UserError for one that moves files: half of it may have been moved.
    """
    runs.lock_job(db, job_id)
    if runs.job_by_id(db, job_id).kind in MOVES:
        raise UserError(Reason("moves-files"))
    _close_job(db, job_id, state, Reason("given-up"))


def _close_job(db: Connection, job_id: int, state: JobState, reason: Reason) -> None:
    db.execute(
        update(step_run)
        .where(step_run.c.job_id == job_id, step_run.c.state.in_(OPEN_RUNS))
        .values(state=RunState.CANCELLED, lease=None, lease_until=None, due_at=None)
    )
    of_job = select(step_run.c.id).where(step_run.c.job_id == job_id)
    db.execute(
        update(attempt)
        .where(attempt.c.step_run_id.in_(of_job), attempt.c.finished_at.is_(None))
        .values(finished_at=now(), outcome="lost", reason=reason)
    )
    runs.give_up_files(db, job_id)
    db.execute(update(job).where(job.c.id == job_id).values(state=state, finished_at=now()))


def _release(db: Connection, taken: Taken, **values: Any) -> None:
    """It came to an end of its own: its worker lives, and its files are let go."""
    _set_free(db, taken, losses=0, **{"waits_for": "", **values})
    let_go_of_files(db, taken.run.job_id)


def _set_free(db: Connection, taken: Taken, **values: Any) -> None:
    mine = {"of_run": taken.run.id, "of_job": taken.run.job_id, "token": taken.lease}
    released = db.execute(_FREE.values(**values), mine)
    if released.rowcount != 1:
        raise LeaseLost


def _close_attempt(db: Connection, run_id: int, outcome: str, reason: Reason | str) -> None:
    db.execute(_CLOSING, {"of_run": run_id, "at": now(), "end": outcome, "why": reason})


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
