"""The whole line on hold, by the owner's word: nothing new is begun; what runs goes on to the end of its step."""

from __future__ import annotations

from sqlalchemy import Connection

from pipeline.store import key_values

_KEY = "paused"


def paused(db: Connection) -> bool:
    return key_values.get(db, _KEY) is True


def pause(db: Connection) -> bool:
    """False when it was on hold already."""
    before = paused(db)
    key_values.put(db, _KEY, True)
    return not before


def resume(db: Connection) -> bool:
    """False when it was not on hold."""
    before = paused(db)
    key_values.drop(db, _KEY)
    return before
