"""What buttons refer to and that must live through a restart: search results, a choice half made, a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from pipeline.clock import now
from pipeline.store import insert, nouns
from pipeline.store.tables import dialog

KEPT = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Dialog:
    id: int
    person_id: int
    kind: str
    value: Any
    created_at: datetime


def begin(db: Connection, person_id: int, kind: str, value: Any) -> int:
    """Remember a value for buttons to refer to; also forgets what nobody will press any more."""
    moment = now()
    db.execute(delete(dialog).where(dialog.c.created_at < moment - KEPT))
    made = insert(db, dialog, {"person_id": person_id, "kind": kind, "value": value, "created_at": moment})
    assert made is not None
    return made


def get(db: Connection, dialog_id: int, person_id: int, kind: str) -> Any:
    """The value, if it is of that kind and that person's; None when it is outdated."""
    row = db.execute(
        select(dialog.c.value).where(dialog.c.id == dialog_id, dialog.c.person_id == person_id, dialog.c.kind == kind)
    ).first()
    return row.value if row else None


def all_of(db: Connection, kind: str) -> list[Dialog]:
    return nouns(Dialog, db.execute(select(dialog).where(dialog.c.kind == kind).order_by(dialog.c.id)))


def put(db: Connection, dialog_id: int, value: Any) -> None:
    db.execute(update(dialog).where(dialog.c.id == dialog_id).values(value=value))


def end(db: Connection, dialog_id: int) -> bool:
    """Forget it; False when it was gone already, so that two presses at once do it once."""
    return db.execute(delete(dialog).where(dialog.c.id == dialog_id)).rowcount == 1
