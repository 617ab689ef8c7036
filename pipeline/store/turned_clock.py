"""A clock that was set back: what was due by the old one would wait until then, so it is brought forward by as much.

Nothing is lost by that: who looks too early comes again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, select, update

from pipeline.clock import now
from pipeline.store import Connection, Store, key_values
from pipeline.store.tables import chore, feed, message, pace, show, step_run

LEAST = timedelta(minutes=5)  # less is waited out: clocks are set right by seconds all the time
_KEY = "clock:"
WAITS = (
    step_run.c.due_at,
    step_run.c.lease_until,
    step_run.c.enqueued_at,
    chore.c.due_at,
    chore.c.lease_until,
    message.c.due_at,
    show.c.look_at,
    feed.c.look_at,
    pace.c.until,
)


def heed(store: Store, host: str) -> timedelta:
    """Note what this host's clock says, and bring forward what waits if it says less than before; by how much."""
    key, moment = f"{_KEY}{host}", now()
    with store.write() as db:
        before = key_values.get_held(db, key)
        key_values.put(db, key, moment.isoformat())
        back = datetime.fromisoformat(before) - moment if before else timedelta(0)
        if back < LEAST:
            return timedelta(0)
        for column in WAITS:
            _bring_forward(db, column, moment, back)
    return back


def _bring_forward(db: Connection, column: Column[datetime], moment: datetime, back: timedelta) -> None:
    """Each such moment ahead of us by so much less. They are few kinds: what fell due together stays together."""
    waits = column > moment
    ahead = db.execute(select(column).where(waits).distinct()).scalars().all()
    for at in ahead:
        db.execute(update(column.table).where(column == at).values({column.name: max(moment, at - back)}))
