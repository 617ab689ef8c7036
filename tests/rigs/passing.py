"""Time that passes: all that a store remembers moves back, so that nobody has to wait."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, update

from pipeline.store import Store
from pipeline.store.columns import UTCDateTime
from pipeline.store.tables import metadata, note, pace, step_run


def pass_by(store: Store, gone: timedelta, but: Collection[str] = ()) -> None:
    """As if so much time had gone by, for all tables but these."""
    with store.write() as db:
        for table in (each for each in metadata.sorted_tables if each.name not in but):
            _move_back(db, table, gone)
        for turns in db.execute(select(pace.c.name, pace.c.turns)).all():
            db.execute(update(pace).where(pace.c.name == turns.name).values(turns=tuple(t - gone for t in turns.turns)))
        for kept in db.execute(select(note.c.key, note.c.value)).all():
            db.execute(update(note).where(note.c.key == kept.key).values(value=earlier_in(kept.value, gone)))
        for run in db.execute(select(step_run.c.id, step_run.c.memo)).all():
            if run.memo:
                db.execute(update(step_run).where(step_run.c.id == run.id).values(memo=earlier_in(run.memo, gone)))


def _move_back(db: Connection, table: Table, gone: timedelta) -> None:
    """All rows of a table by one statement: worked out anew for each of them it took most of a long test's time."""
    keys = list(table.primary_key.columns)
    moments = [each for each in table.columns if isinstance(each.type, UTCDateTime) and each not in keys]
    if not (keys and moments):
        return
    told = [
        {f"_{name}": value - gone if isinstance(value, datetime) else value for name, value in row.items()}
        for row in db.execute(select(*keys, *moments)).mappings()
    ]
    if told:
        here = (key == bindparam(f"_{key.name}") for key in keys)
        db.execute(update(table).where(*here).values({each: bindparam(f"_{each.name}") for each in moments}), told)


def earlier_in(value: Any, gone: timedelta) -> Any:
    """The same with its moments (ISO 8601) so much earlier."""
    if isinstance(value, dict):
        return {name: earlier_in(part, gone) for name, part in value.items()}
    if isinstance(value, str) and "T" in value:
        before, _, moment = value.rpartition(" ")
        with suppress(ValueError):
            return f"{before} {(datetime.fromisoformat(moment) - gone).isoformat()}".lstrip()
    return value
