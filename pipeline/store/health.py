"""How each outside system stands: noted by whoever asks it, read by /health and the dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from pipeline.clock import now
from pipeline.errors import OutsideError
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.store import Store, insert, nouns
from pipeline.store.tables import health


@dataclass(frozen=True, kw_only=True)
class Health:
    system: str
    problem: str  # empty: well; else Unreachable, Unauthorized, NotFound or BadResponse
    text: Reason
    since: datetime
    seen_at: datetime


def record_failure(store: Store, error: OutsideError, since: datetime | None = None) -> bool:
    """Note a system's trouble, which began `since` then (None: now); True when it is news."""
    return _note(store, error.system, type(error).__name__, error.why, since)


def record_success(store: Store, system: str) -> bool:
    """Note that a system answered; True when it is news after trouble."""
    return _note(store, system, "", NO_REASON)


def _note(store: Store, system: str, problem: str, text: Reason, since: datetime | None = None) -> bool:
    moment = now()
    with store.read() as db:
        known = db.execute(select(health.c.problem, health.c.text).where(health.c.system == system)).first()
    if known is not None and known.problem == problem == "":
        return False  # well as ever: not worth a write
    with store.write() as db:
        insert(
            db,
            health,
            {"system": system, "problem": "", "text": NO_REASON, "since": moment, "seen_at": moment},
        )
        db.execute(update(health).where(health.c.system == system).values(text=text, seen_at=moment))
        changed = db.execute(
            update(health)
            .where(health.c.system == system, health.c.problem != problem)
            .values(problem=problem, since=since or moment)
        )
    return changed.rowcount == 1


def all_systems(db: Connection) -> list[Health]:
    return nouns(Health, db.execute(select(health).order_by(health.c.system)))
