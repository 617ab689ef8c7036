"""The whole line on hold, by the owner's word: nothing new is begun; what runs goes on to the end of its step."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, exists, select, update

from pipeline.model.jobs import RunState
from pipeline.store import key_values
from pipeline.store.tables import note, step_run

_KEY = "paused"


def paused(db: Connection) -> bool:
    return key_values.get(db, _KEY) is True


def on_hold() -> ColumnElement[bool]:
    """The same, as part of a statement."""
    return exists(select(note.c.key).where(note.c.key == _KEY))


def pause(db: Connection) -> bool:
    """False when it was on hold already."""
    before = paused(db)
    key_values.put(db, _KEY, True)
    return not before


def resume(db: Connection) -> bool:
    """False when it was not on hold."""
    before = paused(db)
    key_values.drop(db, _KEY)
    # What the queue was told of meanwhile was turned away.
    db.execute(update(step_run).where(step_run.c.state == RunState.DUE).values(enqueued_at=None))
    return before
