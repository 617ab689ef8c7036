"""Periodic duties: when each is due, who does it now, and how it went the last time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, or_, select, update

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.store import Store, clock_now, insert, nouns
from pipeline.store.tables import chore

LEASE = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class ChoreRun:
    """How a duty stands. `reason`: what went wrong the last time; empty: nothing."""

    name: str
    due_at: datetime
    lease: str | None = None
    lease_until: datetime | None = None
    worker: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    failures: int = 0  # in a row
    reason: Reason = NO_REASON


def duty(name: str) -> Reason:
    """What a chore does, for people."""
    return Reason(f"chore-{name.replace(' ', '-')}")


def everything(db: Connection) -> list[ChoreRun]:
    """Every duty that any worker has ever begun, by name."""
    return nouns(ChoreRun, db.execute(select(chore).order_by(chore.c.name)))


def claim_due(store: Store, names: Mapping[str, str], worker: str) -> list[str]:
    """Take those of these duties (name: lease) that are due and that nobody does; which were taken."""
    with store.read() as db:  # the common case, nothing to do, takes no write lock
        moment = clock_now(db)
        free = or_(chore.c.lease.is_(None), chore.c.lease_until < moment)
        known = {row.name for row in db.execute(select(chore.c.name))}
        ready = select(chore.c.name).where(chore.c.name.in_(names), chore.c.due_at <= moment, free)
        due = set(db.execute(ready).scalars())
    new = names.keys() - known
    if not new and not due:
        return []
    with store.write() as db:
        for name in new:
            insert(db, chore, {"name": name, "due_at": moment, "worker": "", "failures": 0, "reason": NO_REASON})
        return [name for name, lease in names.items() if name in due | new and _claim(db, name, lease, worker, moment)]


def seconds_to_next(store: Store, names: Sequence[str], most: float) -> float:
    """Until one of these duties is due, or its lease has run out; `most`, when that is later."""
    with store.read() as db:
        known = db.execute(select(chore.c.due_at, chore.c.lease_until).where(chore.c.name.in_(names))).all()
        moment = clock_now(db)
    waits = [(max(row.due_at, row.lease_until or row.due_at) - moment).total_seconds() for row in known]
    return min(most, *(max(0.0, wait) for wait in waits)) if waits else most


def _claim(db: Connection, name: str, lease: str, worker: str, moment: datetime) -> bool:
    free = or_(chore.c.lease.is_(None), chore.c.lease_until < moment)
    values = {"lease": lease, "lease_until": moment + LEASE, "worker": worker, "started_at": moment}
    claimed = db.execute(update(chore).where(chore.c.name == name, chore.c.due_at <= moment, free).values(**values))
    return claimed.rowcount == 1


def hurry(db: Connection, name: str) -> bool:
    """Make a duty due now; False while somebody does it, or when there is none."""
    moment = clock_now(db)
    free = or_(chore.c.lease.is_(None), chore.c.lease_until < moment)
    return db.execute(update(chore).where(chore.c.name == name, free).values(due_at=moment)).rowcount == 1


def renew(store: Store, leases: Mapping[str, str]) -> None:
    """Keep these duties (name: lease) for those who do them now."""
    mine = or_(*(and_(chore.c.name == name, chore.c.lease == lease) for name, lease in leases.items()))
    if leases:
        with store.write() as db:
            db.execute(update(chore).where(mine).values(lease_until=clock_now(db) + LEASE))


def finish(store: Store, name: str, lease: str, wait: timedelta, problem: Reason = NO_REASON) -> None:
    """It is over, and due again after `wait`. `problem`: what went wrong; empty: nothing."""
    failures = chore.c.failures + 1 if problem else 0
    with store.write() as db:
        moment = clock_now(db)
        values = {"due_at": moment + wait, "lease": None, "lease_until": None, "finished_at": moment, "reason": problem}
        mine = (chore.c.name == name, chore.c.lease == lease)
        db.execute(update(chore).where(*mine).values(**values, failures=failures))


def give_back(store: Store, leases: Mapping[str, str]) -> None:
    """This worker stops: whoever comes next may begin at once."""
    with store.write() as db:
        for name, lease in leases.items():
            mine = (chore.c.name == name, chore.c.lease == lease)
            db.execute(update(chore).where(*mine).values(lease=None, lease_until=None))
