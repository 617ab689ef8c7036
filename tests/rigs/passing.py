"""Time that passes: all that a store remembers moves back, so that nobody has to wait."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from pipeline.store import Store
from pipeline.store.columns import UTCDateTime
from pipeline.store.tables import metadata, note, pace, step_run


def pass_by(store: Store, gone: timedelta, but: Collection[str] = ()) -> None:
    """As if so much time had gone by, for all tables but these."""
    with store.write() as db:
        for table in (each for each in metadata.sorted_tables if each.name not in but):
            moments = [column for column in table.columns if isinstance(column.type, UTCDateTime)]
            keys = list(table.primary_key.columns)
            for row in db.execute(select(*keys, *moments)).mappings() if moments and keys else ():
                earlier = {c.name: row[c.name] - gone for c in moments if row[c.name] is not None and c not in keys}
                if earlier:
                    db.execute(update(table).where(*(key == row[key.name] for key in keys)).values(**earlier))
        for turns in db.execute(select(pace.c.name, pace.c.turns)).all():
            db.execute(update(pace).where(pace.c.name == turns.name).values(turns=tuple(t - gone for t in turns.turns)))
        for kept in db.execute(select(note.c.key, note.c.value)).all():
            db.execute(update(note).where(note.c.key == kept.key).values(value=earlier_in(kept.value, gone)))
        for run in db.execute(select(step_run.c.id, step_run.c.memo)).all():
            if run.memo:
                db.execute(update(step_run).where(step_run.c.id == run.id).values(memo=earlier_in(run.memo, gone)))


def earlier_in(value: Any, gone: timedelta) -> Any:
    """The same with its moments (ISO 8601) so much earlier."""
    if isinstance(value, dict):
        return {name: earlier_in(part, gone) for name, part in value.items()}
    if isinstance(value, str) and "T" in value:
        before, _, moment = value.rpartition(" ")
        with suppress(ValueError):
            return f"{before} {(datetime.fromisoformat(moment) - gone).isoformat()}".lstrip()
    return value
