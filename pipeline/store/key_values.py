"""Small facts that must survive a restart, by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, select

from pipeline.store import insert, upsert
from pipeline.store.tables import note


def get(db: Connection, key: str) -> Any:
    return db.execute(select(note.c.value).where(note.c.key == key)).scalar()


def put(db: Connection, key: str, value: Any) -> None:
    upsert(db, note, {"key": key}, {"value": value})


def put_once(db: Connection, key: str, value: Any) -> Any:
    """Keep the value that was there first, and return it."""
    insert(db, note, {"key": key, "value": value})
    return get(db, key)


def drop(db: Connection, key: str) -> bool:
    """Forget it; False when it was not there (any more: of two at once, one gets True)."""
    return db.execute(delete(note).where(note.c.key == key)).rowcount == 1


def starting_with(db: Connection, prefix: str) -> dict[str, Any]:
    """All whose names begin so."""
    rows = db.execute(select(note.c.key, note.c.value).where(note.c.key.startswith(prefix, autoescape=True)))
    return {row.key: row.value for row in rows}


def drop_all(db: Connection, keys: Iterable[str]) -> None:
    db.execute(delete(note).where(note.c.key.in_(list(keys))))
