"""A clock that was set, and time in which nobody looked.

Set back: what was due by the old one would wait until then, so it is brought forward by as much; who looks too early
comes again. Set on, or after a power cut: deadlines come so much later.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, select, update

from pipeline.clock import now
from pipeline.store import Connection, Store, key_values
from pipeline.store.tables import chore, feed, message, pace, show, step_run

LEAST = timedelta(minutes=5)  # less is waited out: clocks are set right by seconds all the time
AWAY = timedelta(minutes=10)  # without a look of ours: a power cut, a suspend, a clock that was set
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
        if -back > AWAY:
            _allow_more_time(db, -back)
        if back < LEAST:
            return timedelta(0)
        for column in WAITS:
            _bring_forward(db, column, moment, back)
    return back


def _allow_more_time(db: Connection, away: timedelta) -> None:
    """A deadline is of time in which somebody was there to do it."""
    is_open = (step_run.c.finished_at.is_(None), step_run.c.begun_at.is_not(None))
    for run_id, begun_at in db.execute(select(step_run.c.id, step_run.c.begun_at).where(*is_open)).all():
        db.execute(update(step_run).where(step_run.c.id == run_id).values(begun_at=min(begun_at + away, now())))


def _bring_forward(db: Connection, column: Column[datetime], moment: datetime, back: timedelta) -> None:
    """Each such moment ahead of us by so much less. They are few kinds: what fell due together stays together."""
    waits = column > moment
    ahead = db.execute(select(column).where(waits).distinct()).scalars().all()
    for at in ahead:
        db.execute(update(column.table).where(column == at).values({column.name: max(moment, at - back)}))
