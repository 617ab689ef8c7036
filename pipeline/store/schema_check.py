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


def check_integrity(url: str) -> str:
    """Says that every page of the database's file is sound, or raises UserError. PostgreSQL looks after its own."""
    database = backups.file_of(url)
    if database is None or not database.exists():
        return "PostgreSQL" if database is None else "none yet"
    if problem := backups.damage(database, thorough=True):
        raise UserError(Reason("database-damaged", file=str(database), why=problem))
    return f"{database} is sound"


def check_schema(store: Store) -> str:
    """Where the database is, when nothing is amiss; else UserError says what it lacks and what to do."""
    lacking = differences(store)
    if not lacking:
        return store.engine.url.render_as_string(hide_password=True)
    told = f"{', '.join(lacking[:5])}{', …' if len(lacking) > 5 else ''}"
    raise UserError(Reason("database-lacks", lacking=told))


def differences(store: Store) -> list[str]:
    """What the database lacks of what the code expects, or has otherwise. What else is in it is not ours to judge."""
    with store.read() as db:
        return list(_lacking(compare_metadata(MigrationContext.configure(db), metadata)))


def _lacking(found: list[Any]) -> Iterator[str]:
    """Alembic's differences as words: https://alembic.sqlalchemy.org/en/latest/api/autogenerate.html"""
    absent = {difference[1].name for difference in found if difference[0] == "add_table"}
    for difference in found:
        match difference:
            case ("add_table", table):
                yield f"it has no table “{table.name}”"
            case ("add_column", _, table, column):
                yield f"its table “{table}” has no column “{column.name}”"
            case ("add_index" | "add_constraint" | "add_fk", thing) if thing.table.name not in absent:
                yield f"its table “{thing.table.name}” has no “{thing.name}”"
            case [(str(what), _, table, column, *_), *_]:
                yield f"its column “{table}.{column}” is of another kind ({what.removeprefix('modify_')})"
