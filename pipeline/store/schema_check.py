"""Whether a database has the tables that the code expects: the migrations' number alone does not prove it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.store import Store, backups
from pipeline.store.tables import metadata


def check_integrity(url: str) -> Reason:
    """Says that every page of the database's file is sound, or raises UserError. PostgreSQL looks after its own."""
    database = backups.file_of(url)
    if database is None or not database.exists():
        return Reason("text", text="PostgreSQL") if database is None else Reason("database-not-yet")
    if problem := backups.damage(database, thorough=True):
        raise UserError(Reason("database-damaged", file=str(database), why=problem))
    return Reason("database-sound", file=str(database))


def check_schema(store: Store) -> Reason:
    """Where the database is, when nothing is amiss; else UserError says what it lacks and what to do."""
    lacking = differences(store)
    if not lacking:
        return Reason("text", text=store.engine.url.render_as_string(hide_password=True))
    more = (Reason("text", text="…"),) if len(lacking) > 5 else ()
    raise UserError(Reason("database-lacks", lacking=(*lacking[:5], *more)))


def differences(store: Store) -> list[Reason]:
    """What the database lacks of what the code expects, or has otherwise. What else is in it is not ours to judge."""
    with store.read() as db:
        return list(_lacking(compare_metadata(MigrationContext.configure(db), metadata)))


def _lacking(found: list[Any]) -> Iterator[Reason]:
    """Alembic's differences as reasons: https://alembic.sqlalchemy.org/en/latest/api/autogenerate.html"""
    absent = {difference[1].name for difference in found if difference[0] == "add_table"}
    for difference in found:
        match difference:
            case ("add_table", table):
                yield Reason("no-such-table", table=table.name)
            case ("add_column", _, table, column):
                yield Reason("no-such-column", table=table, column=column.name)
            case ("add_index" | "add_constraint" | "add_fk", thing) if thing.table.name not in absent:
                yield Reason("table-lacks", table=thing.table.name, name=str(thing.name))
            case [(str(what), _, table, column, *_), *_]:
                yield Reason("column-of-another-kind", column=f"{table}.{column}", what=what.removeprefix("modify_"))
