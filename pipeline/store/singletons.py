"""What only one process does at a time, wherever it runs: whoever holds the name's lease."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection, delete, or_, select, update

from pipeline.store import Store, insert, moment
from pipeline.store.tables import singleton

BOT = "telegram bot"


def hold(store: Store, name: str, holder: str, lasting: timedelta, is_dead: Callable[[str], bool]) -> bool:
    """Take the lease, or keep it; False while another holds it. One whose holder `is_dead` is free."""
    with store.write() as db:
        until = moment(db) + lasting
        kept = update(singleton).where(singleton.c.name == name, singleton.c.holder == holder).values(until=until)
        if db.execute(kept).rowcount == 1:
            return True
        insert(db, singleton, {"name": name, "holder": holder, "until": until})
        before = db.execute(select(singleton.c.holder).where(singleton.c.name == name)).scalar_one()
        free = or_(singleton.c.holder == holder, singleton.c.until < moment(db))
        if is_dead(before):
            free = or_(free, singleton.c.holder == before)
        taken = update(singleton).where(singleton.c.name == name, free).values(holder=holder, until=until)
        return db.execute(taken).rowcount == 1


def is_held(db: Connection, name: str, holder: str) -> bool:
    mine = (singleton.c.name == name, singleton.c.holder == holder)
    return db.execute(select(singleton.c.name).where(*mine)).first() is not None


def is_held_by_any(db: Connection, name: str) -> bool:
    """Whether somebody has the lease and has not let it run out."""
    held = (singleton.c.name == name, singleton.c.until >= moment(db))
    return db.execute(select(singleton.c.name).where(*held)).first() is not None


def let_go(store: Store, name: str, holder: str) -> None:
    with store.write() as db:
        db.execute(delete(singleton).where(singleton.c.name == name, singleton.c.holder == holder))
