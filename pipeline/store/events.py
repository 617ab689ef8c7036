"""What happened, in the order in which it was noted; and what has happened and is not noted yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from pipeline.clock import now
from pipeline.model.events import Event, EventKind
from pipeline.model.jobs import JobState, RunState
from pipeline.model.reasons import Reason
from pipeline.store import insert, nouns
from pipeline.store.tables import event, health, job, step_run

LATEST = 2000  # jobs: older ones have not begun just now
ENDS = {
    JobState.DONE: EventKind.DONE,
    JobState.CANCELLED: EventKind.CANCELLED,
    JobState.ABANDONED: EventKind.ABANDONED,
}


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A job that has moved; `run_id`: the step that is stuck."""

    key: str
    at: datetime
    kind: EventKind
    job_id: int
    run_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Turned:
    """An outside system that fails, or answers again (`problem` is empty)."""

    system: str
    problem: str
    text: Reason
    since: datetime

    @property
    def key(self) -> str:
        return f"system {self.system} {self.since}"


@dataclass(frozen=True, kw_only=True)
class New:
    """Something to be noted. `key` tells it from everything else."""

    key: str
    at: datetime
    kind: EventKind
    facts: dict[str, Any]
    show_id: int | None = None


def note(db: Connection, found: Sequence[New]) -> None:
    """Note these, each once."""
    for each in found:
        values = {"key": each.key, "at": each.at, "kind": each.kind, "facts": each.facts, "show_id": each.show_id}
        insert(db, event, values)


def after(db: Connection, event_id: int, limit: int) -> list[Event]:
    """What was noted after this one, oldest first."""
    return nouns(Event, db.execute(select(event).where(event.c.id > event_id).order_by(event.c.id).limit(limit)))


def last_id(db: Connection) -> int:
    return db.execute(select(func.max(event.c.id))).scalar() or 0


def moved(db: Connection, since: datetime) -> list[Moved]:
    """What jobs have begun or ended since then, and what waits for a person, that is not noted yet."""
    newest = select(func.coalesce(func.max(job.c.id), 0) - LATEST).scalar_subquery()
    columns = (job.c.id, job.c.state, job.c.created_at, job.c.finished_at)
    begun = db.execute(select(*columns).where(job.c.id > newest, job.c.created_at >= since))
    ended = db.execute(select(*columns).where(job.c.finished_at >= since, job.c.state.in_(list(ENDS))))
    waits = select(step_run.c.id, step_run.c.job_id, step_run.c.begun_at).join(job, job.c.id == step_run.c.job_id)
    stuck = db.execute(waits.where(step_run.c.state == RunState.STUCK, job.c.state == JobState.ACTIVE))
    found = [Moved(key=f"begun {row.id}", at=row.created_at, kind=EventKind.BEGUN, job_id=row.id) for row in begun]
    found += [_ended(row.id, row.state, row.finished_at) for row in ended]
    found += [_stuck(row.id, row.job_id, row.begun_at) for row in stuck]
    there = _known(db, [each.key for each in found])
    return [each for each in found if each.key not in there]


def _ended(job_id: int, state: JobState, at: datetime) -> Moved:
    return Moved(key=f"{state} {job_id} {at}", at=at, kind=ENDS[state], job_id=job_id)


def _stuck(run_id: int, job_id: int, begun_at: datetime | None) -> Moved:
    return Moved(key=f"stuck {run_id} {begun_at}", at=now(), kind=EventKind.STUCK, job_id=job_id, run_id=run_id)


def turned(db: Connection, since: datetime) -> list[Turned]:
    """The outside systems that have failed, or answered again, since then, where that is not noted yet."""
    rows = db.execute(select(health).where(health.c.since >= since).order_by(health.c.since))
    found = nouns(Turned, rows)
    there = _known(db, [each.key for each in found])
    return [each for each in found if each.key not in there and (each.problem or _failed(db, each.system))]


def _failed(db: Connection, system: str) -> bool:
    """Whether a system's trouble was noted: one that is asked for the first time has none to come back from."""
    before = event.c.key.startswith(f"system {system} ", autoescape=True)
    return db.execute(select(event.c.id).where(before).limit(1)).first() is not None


def _known(db: Connection, keys: Sequence[str]) -> set[str]:
    """Those of these keys that are noted."""
    return set(db.execute(select(event.c.key).where(event.c.key.in_(keys))).scalars())
