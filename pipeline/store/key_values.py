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


def get_held(db: Connection, key: str) -> Any:
    """The same, and nobody else changes it until the transaction ends (PostgreSQL; SQLite has one writer anyway)."""
    return db.execute(select(note.c.value).where(note.c.key == key).with_for_update()).scalar()


def starting_with(db: Connection, prefix: str, *, held: bool = False) -> dict[str, Any]:
    """All whose names begin so, by name; `held`: see `get_held`."""
    query = select(note.c.key, note.c.value).where(note.c.key.startswith(prefix, autoescape=True)).order_by(note.c.key)
    return {row.key: row.value for row in db.execute(query.with_for_update() if held else query)}


def drop_all(db: Connection, keys: Iterable[str]) -> None:
    db.execute(delete(note).where(note.c.key.in_(list(keys))))
