"""How far each indexer's newest releases have been read, and when they are read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from pipeline.clock import now
from pipeline.store import Store, insert, noun, nouns, upsert
from pipeline.store.tables import feed


@dataclass(frozen=True, kw_only=True)
class Feed:
    """How far an indexer's newest releases have been read."""

    indexer: str
    look_at: datetime
    asked_at: datetime | None = None
    since: datetime | None = None
    newest: tuple[str, ...] = ()
    failures: int = 0


def by_indexer(db: Connection) -> dict[str, Feed]:
    return {one.indexer: one for one in nouns(Feed, db.execute(select(feed)))}


def next_reading(db: Connection) -> datetime | None:
    """When the first of them is read again."""
    # `min` would lose the column's type on SQLite.
    return db.execute(select(feed.c.look_at).order_by(feed.c.look_at).limit(1)).scalar()


def claim(store: Store, indexer: str, lasting: timedelta) -> Feed | None:
    """Take the reading of a feed that is due, for so long; several workers never read the same one at once."""
    moment = now()
    with store.read() as db:
        row = db.execute(select(feed).where(feed.c.indexer == indexer)).first()
    if row is not None and row.look_at > moment:
        return None
    with store.write() as db:
        _make_sure_of(db, indexer, moment)
        known = noun(Feed, db.execute(select(feed).where(feed.c.indexer == indexer)).one())
        claimed = db.execute(
            update(feed)
            .where(feed.c.indexer == indexer, feed.c.look_at == known.look_at, feed.c.look_at <= moment)
            .values(look_at=moment + lasting)
        )
    return known if claimed.rowcount == 1 else None


def was_read(
    db: Connection, indexer: str, *, asked_at: datetime, look_at: datetime, since: datetime, newest: Sequence[str]
) -> None:
    """It answered: everything published from `since` on has been seen; `newest` are the keys to stop at next time."""
    values = {"look_at": look_at, "asked_at": asked_at, "since": since, "newest": tuple(newest)}
    upsert(db, feed, {"indexer": indexer}, {**values, "failures": 0})


def failed(db: Connection, known: Feed, *, look_at: datetime) -> None:
    """It did not answer, once more."""
    values = {"look_at": look_at, "failures": known.failures + 1, "newest": known.newest}
    upsert(db, feed, {"indexer": known.indexer}, values)


def _make_sure_of(db: Connection, indexer: str, moment: datetime) -> None:
    insert(db, feed, {"indexer": indexer, "look_at": moment, "newest": (), "failures": 0})
