"""SQLite has one writer: the others wait for it, and what could not be written is done later."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from pipeline.engine.step import Step
from pipeline.store import AWAY, Store, key_values
from tests.rigs.core import line_of, new_store


@contextmanager
def another_writer(folder: Path) -> Iterator[None]:
    """Another process has the write lock until the block ends."""
    other = sqlite3.connect(folder / "airdate.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def impatient(store: Store) -> None:
    """Have it wait for a lock no time at all."""

    def patience(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA busy_timeout=0")

    event.listen(store.writer, "checkout", patience)


def test_who_reads_waits_for_nobody_and_who_writes_waits_for_its_turn(tmp_path: Path) -> None:
    store, written = new_store(tmp_path), threading.Event()

    def write() -> None:
        with store.write() as db:
            key_values.put(db, "a", 1)
        written.set()

    thread = threading.Thread(target=write)
    with another_writer(tmp_path):
        thread.start()
        with store.read() as db:
            assert key_values.get(db, "a") is None
        assert not written.is_set()
    thread.join(30)
    assert written.is_set()
    store.close()


def test_a_lock_that_lasts_too_long_is_the_database_away(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    impatient(store)
    with another_writer(tmp_path), pytest.raises(AWAY), store.write():
        pass
    with store.write() as db:
        key_values.put(db, "a", 1)
    store.close()


@dataclass(frozen=True)
class Made:
    text: str


def test_a_step_whose_lease_cannot_be_taken_is_taken_later(tmp_path: Path) -> None:
    ran: list[int] = []

    def works() -> Made:
        ran.append(1)
        return Made("done")

    with line_of(tmp_path, Step(run=works)) as line:
        job_id = line.open()
        impatient(line.store)
        with another_writer(tmp_path), pytest.raises(AWAY):
            line.run(job_id, "works")
        assert (ran, line.state(job_id)) == ([], {"works": "due"})
        line.run(job_id, "works")
        assert (ran, line.state(job_id)) == ([1], {"works": "done"})
