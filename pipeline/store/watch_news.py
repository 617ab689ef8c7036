"""The news that something can be watched, as rows of the outbox: whom each is for, and of which file it tells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, select, update

from pipeline.clock import now
from pipeline.store.outbox import GoWatch
from pipeline.store.tables import message, person


class WatchNews(NamedTuple):
    id: int
    telegram_id: int
    path: str


def waiting(db: Connection) -> list[WatchNews]:
    """What is not known to have arrived."""
    return _found(db, message.c.state.in_(("queued", "sending")))


def carried_by(db: Connection, lead_id: int) -> list[WatchNews]:
    """What was sent in one message."""
    return _found(db, message.c.bundle == lead_id)


def count_as_told(db: Connection, ids: Iterable[int]) -> None:
    """This is not said any more."""
    mine = (message.c.id.in_(list(ids)), message.c.state.in_(("queued", "sending")))
    db.execute(update(message).where(*mine).values(state="sent", sent_at=now()))


def _found(db: Connection, which: ColumnElement[bool]) -> list[WatchNews]:
    query = select(message.c.id, message.c.payload, person.c.telegram_id)
    query = query.join(person, person.c.id == message.c.person_id).where(message.c.kind == GoWatch.__name__, which)
    rows = db.execute(query.order_by(message.c.id))
    return [WatchNews(row.id, row.telegram_id, row.payload.get("path", "")) for row in rows]
