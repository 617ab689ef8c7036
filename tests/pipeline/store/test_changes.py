"""Who waits for something to be written is woken by it, whoever wrote it, and by nothing else."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pipeline.store import Store, key_values, open_store
from pipeline.store.changes import LOOK, data_version

NOTES = ("note",)
COUNT = itertools.count()


@contextmanager
def waiting(store: Store, *tables: str) -> Iterator[threading.Event]:
    woken = threading.Event()
    with store.changes.waking(woken.set, tables):
        yield woken


def note(store: Store) -> None:
    with store.write() as db:
        key_values.put(db, "a", next(COUNT))  # the same again would change nothing


def elsewhere(store: Store) -> Store:
    """The same database in another process, as far as this one can tell."""
    return open_store(store.engine.url.render_as_string(hide_password=False))


def test_what_is_written_wakes_at_once_who_waits_for_that_table(store: Store) -> None:
    with waiting(store, "note") as notes, waiting(store, "message") as messages:
        note(store)
        assert notes.is_set()
        assert store.engine.dialect.name != "sqlite" or not messages.is_set()


def test_what_was_undone_wakes_nobody(store: Store) -> None:
    with waiting(store, "note") as woken:
        with suppress(LookupError), store.write() as db:
            key_values.put(db, "a", 1)
            raise LookupError
        with store.write():
            pass
        assert store.engine.dialect.name != "sqlite" or not woken.is_set()


def test_what_another_process_writes_wakes_within_the_looks(store: Store) -> None:
    other = elsewhere(store)
    with waiting(store, "note") as woken:
        note(other)
        assert woken.wait(20 * LOOK)
    other.close()


def test_what_this_process_writes_is_not_taken_for_anothers(store: Store) -> None:
    other, before = elsewhere(store), data_version(store.writer)
    note(store)
    assert data_version(store.writer) == before
    note(other)
    assert before is None or data_version(store.writer) != before
    other.close()


def test_who_waits_for_this_process_alone_is_not_woken_by_others(store: Store) -> None:
    other, alone = elsewhere(store), threading.Event()
    with store.changes.waking(alone.set, NOTES, others=False), waiting(store, "note") as woken:
        note(other)
        assert woken.wait(20 * LOOK)
        assert not alone.is_set()
        note(store)
        assert alone.is_set()
    other.close()
