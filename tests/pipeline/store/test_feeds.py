from __future__ import annotations

import threading
from datetime import timedelta

from pipeline.clock import now
from pipeline.store import Store, feeds

WHILE = timedelta(minutes=10)


def test_of_several_workers_one_reads_a_feed(store: Store) -> None:
    together, taken = threading.Barrier(6), []

    def claim() -> None:
        together.wait()
        taken.append(feeds.claim(store, "fair", WHILE))

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 6
    assert sum(known is not None for known in taken) == 1


def test_failures_are_counted_until_it_answers(store: Store) -> None:
    known = feeds.claim(store, "fair", WHILE)
    assert known is not None
    moment = now()
    with store.write() as db:
        feeds.failed(db, known, look_at=moment)
        failed = feeds.by_indexer(db)["fair"]
        assert (failed.failures, failed.look_at) == (1, moment)

        later = moment + WHILE
        feeds.was_read(db, "fair", asked_at=moment, look_at=later, since=moment, newest=["b", "a"])
        read = feeds.by_indexer(db)["fair"]
        assert (read.failures, read.newest) == (0, ("b", "a"))
        assert feeds.next_reading(db) == later
