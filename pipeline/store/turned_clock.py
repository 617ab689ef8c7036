"""A clock that was set, and time in which nobody looked.

Set back: what was due by the old one would wait until then, so it is brought forward by as much; who looks too early
comes again. So is what people follow "from now on". Set on, or after a power cut: deadlines come so much later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Column, select, update

from pipeline.clock import now
from pipeline.store import Connection, Store, clock_now, key_values
from pipeline.store.tables import chore, feed, file_hold, message, pace, show, singleton, step_run, subscription

LEAST = timedelta(minutes=5)  # less is waited out: clocks are set right by seconds all the time
AWAY = timedelta(minutes=10)  # without a look of ours: a power cut, a suspend, a clock that was set
NOTED = timedelta(minutes=1)  # the longest between two looks while a process lives
_KEY = "clock:"
DATABASE = "(database)"  # where it has a clock of its own, that is one more
SHARED = (  # by the clock that all hosts share; see `pipeline.store.moment`
    step_run.c.due_at,
    step_run.c.lease_until,
    step_run.c.enqueued_at,
    file_hold.c.until,
    chore.c.due_at,
    chore.c.lease_until,
    singleton.c.until,
)
OWN = (message.c.due_at, show.c.look_at, feed.c.look_at, pace.c.until)  # by each host's


def heed(store: Store, host: str) -> timedelta:
    """Note what the clocks say, and bring forward what waits by one that says less than before; by how much at most."""
    with store.write() as db:
        if db.dialect.name != "postgresql":
            return _heed(db, host, now(), (*SHARED, *OWN), is_shared=True)
        return max(
            _heed(db, DATABASE, clock_now(db), SHARED, is_shared=True), _heed(db, host, now(), OWN, is_shared=False)
        )


def _heed(
    db: Connection, whose: str, moment: datetime, waits: Sequence[Column[datetime]], *, is_shared: bool
) -> timedelta:
    key = f"{_KEY}{whose}"
    before = key_values.get_held(db, key)
    key_values.put(db, key, moment.isoformat())
    back = datetime.fromisoformat(before) - moment if before else timedelta(0)
    if is_shared and -back > AWAY:
        _allow_more_time(db, -back, moment)
    if back < LEAST:
        return timedelta(0)
    for column in waits:
        _bring_forward(db, column, moment, back)
    _begin_earlier(db, moment, back)
    return back


def _allow_more_time(db: Connection, away: timedelta, moment: datetime) -> None:
    """A deadline is of time in which somebody was there to do it."""
    is_open = (step_run.c.finished_at.is_(None), step_run.c.begun_at.is_not(None))
    for run_id, begun_at in db.execute(select(step_run.c.id, step_run.c.begun_at).where(*is_open)).all():
        db.execute(update(step_run).where(step_run.c.id == run_id).values(begun_at=min(begun_at + away, moment)))


def _begin_earlier(db: Connection, moment: datetime, back: timedelta) -> None:
    """Who followed something by a clock that was ahead would miss what airs until then. It went back by more than is
    known: by what has passed since it was looked at."""
    ahead = select(subscription.c.id, subscription.c.from_at).where(subscription.c.from_at > moment)
    for row_id, at in db.execute(ahead).all():
        db.execute(update(subscription).where(subscription.c.id == row_id).values(from_at=at - back - NOTED))


def _bring_forward(db: Connection, column: Column[datetime], moment: datetime, back: timedelta) -> None:
    """Each such moment ahead of us by so much less. They are few kinds: what fell due together stays together."""
    waits = column > moment
    ahead = db.execute(select(column).where(waits).distinct()).scalars().all()
    for at in ahead:
        db.execute(update(column.table).where(column == at).values({column.name: max(moment, at - back)}))
