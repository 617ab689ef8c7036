"""The store: one database that holds the truth. SQLite in WAL mode, or PostgreSQL."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    URL,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Row,
    Table,
    bindparam,
    event,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from pipeline.clock import now
from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.store import database_file
from pipeline.store.changes import Changes
from pipeline.store.columns import UTCDateTime
from pipeline.store.drivers import need
from pipeline.store.places import Places
from pipeline.store.tables import metadata

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

N = TypeVar("N", bound="DataclassInstance")

NOTHING = timedelta(0)

_MIGRATIONS = Path(__file__).parent / "migrations"

BUSY = 30.0  # seconds a writer waits for another

WAL_MOST = f"journal_size_limit={64 * 2**20}"  # bytes that the write-ahead log keeps of what it once grew to
CACHE = "cache_size=-500"  # KB of each connection: the system keeps what is read often, once for all of them

AWAY = (OperationalError, InterfaceError, PoolTimeout)
"""The database is away or locked: what was tried has not been done, and can be later."""


class Store:
    """Hands out transactions: `with store.write() as db`. Safe to share between threads."""

    def __init__(self, url: str, folders: Mapping[str, Path] | None = None) -> None:
        self.engine, self.writer = _engines(url, Places(folders))
        self.changes = Changes(self.writer)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self.engine.connect() as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction, committed at the end, undone on any exception.

        On SQLite it takes the write lock at once, so that it cannot fail half-way for want of it. The threads of a
        process take turns there, on one connection.
        """
        with self.writer.connect() as db, _writing_here():
            if db.dialect.name == "sqlite":
                _begin_writing(db)
            self.changes.begun(db)
            yield db
            db.commit()
            self.changes.committed(db)

    def migrate(self) -> None:
        """Bring the tables to this version's shape. Safe when several start at once.

        UserError for a database at a revision that this version does not know.
        """
        if self._has_this_shape():
            return
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        with self.write() as db:
            if db.dialect.name == "postgresql":
                db.exec_driver_sql("SELECT pg_advisory_xact_lock(1851)")  # any number, the same everywhere
            config.attributes["connection"] = db
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                where = self.engine.url.render_as_string(hide_password=True)
                raise UserError(Reason("database-is-newer", url=where)) from error

    def _has_this_shape(self) -> bool:
        """Whether nothing is left to do for Alembic, which takes longer to load than all else here.

        UserError for a database that is another program's, or lacks a table.
        """
        newest = max(path.stem for path in _MIGRATIONS.glob("versions/[0-9]*.py")).partition("_")[0]
        with self.read() as db:
            names = set(inspect(db).get_table_names())
            self._check_ours(names)
            if "alembic_version" not in names:
                return False
            same = db.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == [newest]
        lacking = sorted(set(metadata.tables) - names) if same else []
        if lacking:
            raise UserError(Reason("database-lacks", lacking=[Reason("no-such-table", table=name) for name in lacking]))
        return same

    def _check_ours(self, names: set[str]) -> None:
        """A PostgreSQL database may hold tables of extensions beside ours; a file is one program's alone."""
        alone = self.engine.dialect.name == "sqlite" or "alembic_version" in names
        if names and alone and "note" not in names:
            where = self.engine.url.render_as_string(hide_password=True)
            raise UserError(Reason("database-of-another-program", url=where))

    def has_tables(self) -> bool:
        """Whether it has been used before."""
        return inspect(self.engine).has_table("note")

    def checkpoint(self) -> None:
        """Bring the write-ahead log into the database's file, and give its space back (SQLite)."""
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as db:
                db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.changes.close()
        self.writer.dispose()
        self.engine.dispose()


def _begin_writing(db: Connection) -> None:
    """Not through SQLAlchemy, which makes as much of it as of a statement. Raises what SQLAlchemy would."""
    raw: Any = db.connection.driver_connection
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        raise DBAPIError.instance("BEGIN IMMEDIATE", None, error, sqlite3.Error) from error


_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def _writing_here() -> Iterator[None]:
    before = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(before)


def is_writing() -> bool:
    """Whether this thread has a write transaction open: everybody else waits for its end."""
    return _writing.get()


def open_store(
    url: str, folders: Mapping[str, Path] | None = None, first: Callable[[Store], object] | None = None
) -> Store:
    """The store at this address, brought to this version's shape. UserError says what keeps it from opening.

    `folders`: see `Places`. `first` is called with one that has been used before, while its shape is what it was.
    """
    store = Store(url, folders)
    try:
        if first is not None and store.has_tables():
            first(store)
        store.migrate()
    except DatabaseError as error:
        where = make_url(url).render_as_string(hide_password=True)
        raise UserError(Reason("database-not-opened", url=where, why=str(error.orig).strip())) from error
    return store


@contextmanager
def failures_told(store: Store) -> Iterator[None]:
    """A database that fails under what is done with it (away, full, damaged) becomes a UserError; what is wrong with a
    statement of ours stays what it is."""
    try:
        yield
    except (*AWAY, DatabaseError) as error:
        if isinstance(error, (ProgrammingError, IntegrityError, DataError)):
            raise
        where = store.engine.url.render_as_string(hide_password=True)
        why = str(getattr(error, "orig", None) or error).strip()
        raise UserError(Reason("database-fails", url=where, why=why)) from error


def noun(kind: type[N], row: Row[Any]) -> N:
    """The row as its noun: columns that the noun does not have are left out."""
    return kind(**{name: row[place] for name, place in _places(kind, row._fields)})


def noun_at(kind: type[N], table: Table, row: Row[Any], start: int) -> N:
    """The noun of this table in a row of several: its columns begin at `start`."""
    places = _places(kind, tuple(table.c.keys()))
    return kind(**{name: row[start + place] for name, place in places})


@cache  # else it would cost as much as the rest, for each row
def _places(kind: type[DataclassInstance], columns: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Where in a row a noun's fields stand."""
    names = {field.name for field in fields(kind)}
    return tuple((name, place) for place, name in enumerate(columns) if name in names)


def nouns(kind: type[N], rows: Iterable[Row[Any]]) -> list[N]:
    rows = list(rows)
    places = _places(kind, rows[0]._fields) if rows else ()
    return [kind(**{name: row[place] for name, place in places}) for row in rows]


def insert(db: Connection, table: Table, values: Mapping[str, Any]) -> int | None:
    """Insert a row unless one with the same unique key is there; its id, or None when there was one."""
    build = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    statement = build(table).values(**values).on_conflict_do_nothing()
    if "id" not in table.c:
        db.execute(statement)
        return None
    return db.execute(statement.returning(table.c.id)).scalar()


def insert_new(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]], key: Column[Any]) -> set[Any]:
    """Insert those rows whose unique key is not there yet; their values in the column `key`."""
    build = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    return set(db.execute(build(table).values(list(rows)).on_conflict_do_nothing().returning(key)).scalars())


def moment(db: Connection) -> Any:
    """Now, to be compared or written: by the database's own clock where hosts share one, else by this machine's."""
    return func.now() if db.dialect.name == "postgresql" else now()


def clock_now(db: Connection) -> datetime:
    """Now, by the same clock as `moment`: for what is not compared in the database."""
    if db.dialect.name != "postgresql":
        return now()
    at: datetime = db.execute(select(func.now())).scalar_one()
    return at


def clock_of(dialect: str, name: str, ahead: timedelta = NOTHING) -> ColumnElement[datetime]:
    """The same, so much later, in a statement that is built once; it is executed with `clock` of this name."""
    if dialect != "postgresql":
        return bindparam(name, type_=UTCDateTime)
    return func.now() + ahead if ahead else func.now()


def clock(db: Connection, name: str, ahead: timedelta = NOTHING) -> dict[str, datetime]:
    """What `clock_of` is executed with."""
    return {} if db.dialect.name == "postgresql" else {name: now() + ahead}


def upsert(db: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Insert a row, or bring the one with this unique key up to date."""
    build = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    db.execute(build(table).values(**key, **values).on_conflict_do_update(index_elements=list(key), set_=dict(values)))


def upsert_all(db: Connection, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or bring those with the same unique key up to date, in one go. All have the same columns."""
    if rows:
        build = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
        statement = build(table)
        set_ = {name: statement.excluded[name] for name in rows[0] if name not in key}
        db.execute(statement.on_conflict_do_update(index_elements=list(key), set_=set_), list(rows))


def _engines(url: str, places: Places) -> tuple[Engine, Engine]:
    """For reading, and for writing: SQLite takes one writer at a time, so there a process has one connection for it."""
    # `postgresql://` is what people write; psycopg 3 is what we bring.
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        raise UserError(Reason("database-url-expected")) from error
    if parsed.get_backend_name() != "sqlite":
        need("psycopg", "database")
        engine = places.engine(parsed, pool_size=10, max_overflow=20, pool_pre_ping=True)
        return engine, engine
    if parsed.database and parsed.database != ":memory:":
        database_file.prepare(Path(parsed.database))
    # The connection that was used last comes first: each has a cache of its own, and most are never needed.
    reader = _sqlite(parsed, places, pool_size=20, max_overflow=40, pool_use_lifo=True)
    return reader, _sqlite(parsed, places, pool_size=1, max_overflow=0, pool_timeout=BUSY)


def _sqlite(url: URL, places: Places, **pool: Any) -> Engine:
    engine = places.engine(url, connect_args={"timeout": BUSY}, **pool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        # Python's sqlite3 would begin transactions by itself, too late and deferred; we say when.
        connection.isolation_level = None
        cursor = connection.cursor()
        # FULL: what was confirmed to a person survives a power cut.
        for pragma in (CACHE, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", WAL_MOST):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


__all__ = ["AWAY", "Connection", "Store", "insert", "moment", "noun", "nouns", "open_store", "upsert"]
