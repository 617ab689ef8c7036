"""The queue on each of its stores: real ones."""

from __future__ import annotations

import os
import pickle
import queue
from pathlib import Path

import pytest

from pipeline.config import Settings
from pipeline.engine.queue import LANES, Queue
from pipeline.errors import UserError
from tests.rigs.postgres import postgres, postgres_server
from tests.rigs.redis import redis_server

__all__ = ["postgres", "postgres_server", "redis_server"]  # fixtures

STORES = ["", "postgres", pytest.param("redis_server", marks=pytest.mark.needs("redis-server"))]


@pytest.mark.parametrize("kept_in", STORES)
def test_a_ring_is_answered_in_its_lane_by_whoever_works_there(
    tmp_path: Path, kept_in: str, request: pytest.FixtureRequest
) -> None:
    settings = Settings(data=tmp_path, queue=request.getfixturevalue(kept_in) if kept_in else "")
    answered = queue.Queue[tuple[str, int]]()

    def works_in(lane: str) -> Queue:
        return Queue(settings, lambda run_id: answered.put((lane, run_id)))

    workers = {lane: works_in(lane) for lane in LANES}
    consumers = [here.consumer(lane, 1) for lane, here in workers.items()]
    for consumer in consumers:
        consumer.start()
    try:
        elsewhere = Queue(settings, lambda _: None)
        elsewhere.enqueue(7, "io")
        elsewhere.enqueue(8, "heavy")

        assert {answered.get(timeout=20), answered.get(timeout=20)} == {("io", 7), ("heavy", 8)}
    finally:
        for consumer in consumers:
            consumer.stop(graceful=True)


def _foreign() -> bytes:
    """What an earlier version has left in the queue, or somebody who can write it: code, were it unpickled."""
    return pickle.dumps(_Touch())


class _Touch:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (os.environ["AIRDATE_TEST_TOUCHED"],)


@pytest.mark.parametrize("kept_in", STORES)
def test_a_message_is_a_row_s_number_and_nothing_else_is_read(
    tmp_path: Path, kept_in: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched = tmp_path / "touched"
    monkeypatch.setenv("AIRDATE_TEST_TOUCHED", str(touched))
    settings = Settings(data=tmp_path, queue=request.getfixturevalue(kept_in) if kept_in else "")
    answered = queue.Queue[int]()
    mine = Queue(settings, answered.put)
    storage = mine.queues["io"].storage
    mine.enqueue(41, "io")
    assert bytes(storage.dequeue()) == b"41"

    for foreign in (_foreign(), b"", b"-1", b"4 1", b"9" * 5000, b"\xff\x00"):
        storage.enqueue(foreign)
    mine.enqueue(42, "io")
    consumer = mine.consumer("io", 1)
    consumer.start()
    try:
        heard = []
        while 42 not in heard:
            heard.append(answered.get(timeout=20))
    finally:
        consumer.stop(graceful=True)
    assert set(heard) == {0, 42}
    assert not touched.exists()


def test_an_address_of_another_kind_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="redis://"):
        Queue(Settings(data=tmp_path, queue="amqp://nas"), lambda _: None)
