"""What people have said to the bot: written down before Telegram is told that it came, and done once.

What is done stays for as long as Telegram may bring it once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from pipeline.clock import now
from pipeline.store import insert_new
from pipeline.store.tables import inbox

KEPT = timedelta(days=2)  # https://core.telegram.org/bots/api#getting-updates: they are kept for 24 hours there
TRIES_MOST = 3  # one that ends its process so often is let be


def keep(db: Connection, bot_id: int, updates: Mapping[int, Any]) -> set[int]:
    """Write these down, by Telegram's number; those that are new."""
    moment = now()
    rows = [
        {"bot_id": bot_id, "update_id": number, "payload": payload, "tries": 0, "received_at": moment}
        for number, payload in updates.items()
    ]
    return insert_new(db, inbox, rows, inbox.c.update_id) if rows else set()


def left(db: Connection, bot_id: int) -> list[Any]:
    """What was begun or not even that when the process ended: each one more try, in their order."""
    mine = (inbox.c.bot_id == bot_id, inbox.c.done_at.is_(None))
    db.execute(update(inbox).where(*mine).values(tries=inbox.c.tries + 1))
    db.execute(update(inbox).where(*mine, inbox.c.tries > TRIES_MOST).values(done_at=now(), payload=None))
    return list(db.execute(select(inbox.c.payload).where(*mine).order_by(inbox.c.update_id)).scalars())


def done(db: Connection, bot_id: int, update_id: int) -> None:
    mine = (inbox.c.bot_id == bot_id, inbox.c.update_id == update_id)
    db.execute(update(inbox).where(*mine).values(done_at=now(), payload=None))


def prune(db: Connection) -> int:
    """Forget what Telegram cannot bring again. How many."""
    return db.execute(delete(inbox).where(inbox.c.done_at < now() - KEPT)).rowcount
