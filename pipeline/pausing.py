"""The whole line on hold, by the owner's wish: nothing new is begun; what runs goes on to the end of its step."""

from __future__ import annotations

from sqlalchemy import Connection

from pipeline import notes

_KEY = "paused"


def paused(db: Connection) -> bool:
    return notes.get(db, _KEY) is True


def pause(db: Connection) -> bool:
    """False when it was on hold already."""
    before = paused(db)
    notes.put(db, _KEY, True)
    return not before


def resume(db: Connection) -> bool:
    """False when it was not on hold."""
    before = paused(db)
    notes.drop(db, _KEY)
    return before
