"""Wakes whoever waits for something to be written, so that nobody has to look again and again.

What this process writes is known at once, by its tables. What others write to the same database is noticed within
`LOOK` seconds: SQLite tells a connection by a number whether any other wrote, and all that this process writes goes
through the one that is asked (https://www.sqlite.org/pragma.html#pragma_data_version). PostgreSQL tells nothing so
cheaply, so there something may always have been.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger("airdate.store")

LOOK = 1.0  # seconds between two looks whether another process has written something
_TABLE_AT = {"INSERT": 2, "DELETE": 2, "UPDATE": 1}  # which word of a statement names its table
_WRITTEN = "written"

RUNS = ("step_run",)  # the tables by which a step becomes due
CHORES = ("chore",)
EVENTS = ("health", "job", "step_run")  # what has happened is told by them
MESSAGES = ("message",)
NOTES = ("note",)
OUTCOMES = ("dialog", "job", "step_run")  # those by which a job that somebody waits for ends

Wake = Callable[[], object]


class Changes:
    """What is written, as it is written. Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine  # the one that is written with
        self._lock = threading.Lock()
        self._waiting: list[tuple[Wake, frozenset[str], bool]] = []
        self._closing = threading.Event()
        self._looking: threading.Thread | None = None
        event.listen(engine, "before_cursor_execute", _remember_table)

    def begun(self, connection: Connection) -> None:
        """What was written on this connection before has been undone."""
        connection.info.pop(_WRITTEN, None)

    def committed(self, connection: Connection) -> None:
        """What was written on this connection is there now."""
        if tables := connection.info.pop(_WRITTEN, ()):
            self.note(tables)

    def note(self, tables: Collection[str] | None = None) -> None:
        """Something was written to these tables; None: to any. Whoever waits for it is woken."""
        with self._lock:
            wakes = [
                wake
                for wake, wanted, others in self._waiting
                if (others if tables is None else not wanted.isdisjoint(tables))
            ]
        for wake in wakes:
            wake()

    @contextmanager
    def waking(self, wake: Wake, tables: Collection[str], *, others: bool = True) -> Iterator[None]:
        """Have `wake` called when something is written to these tables, until the block ends: on whichever thread, and
        perhaps for nothing. It is quick and raises nothing. `others`: by another process, too."""
        waits = (wake, frozenset(tables), others)
        with self._lock:
            self._waiting.append(waits)
            if self._looking is None:
                self._looking = threading.Thread(target=self._look, name="changes", daemon=True)
                self._looking.start()
        try:
            yield
        finally:
            with self._lock:
                self._waiting.remove(waits)

    def close(self) -> None:
        self._closing.set()
        if self._looking is not None:
            self._looking.join(timeout=5)

    def _look(self) -> None:
        """What other processes write."""
        seen: Any = None
        while not self._closing.wait(LOOK):
            try:
                before, seen = seen, data_version(self._engine)
            except SQLAlchemyError as error:
                log.debug("the database cannot be looked at: %s", error)
                continue
            if seen != before or seen is None:
                self.note()


def data_version(engine: Engine) -> Any:
    """Differs once another process has written (SQLite); None: nobody knows."""
    if engine.dialect.name != "sqlite":
        return None
    with closing(engine.raw_connection()) as connection:  # waits while this process writes
        raw: Any = connection.driver_connection
        return raw.execute("PRAGMA data_version").fetchone()[0]


def _remember_table(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    """Which table a statement writes to, if any, for when its transaction is committed."""
    words = statement.split(None, 3)
    at = _TABLE_AT.get(words[0].upper())
    if at is not None:
        connection.info.setdefault(_WRITTEN, set()).add(words[at].strip('"'))
