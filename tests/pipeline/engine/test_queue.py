"""The queue on each of its stores: real ones."""

from __future__ import annotations

import os
import pickle
import queue
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.config import Settings
from pipeline.engine.queue import Queue, check_guarded
from pipeline.errors import UserError
from pipeline.store.presence import LANES
from tests.rigs.core import wait_until
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


def test_what_this_process_puts_in_is_taken_up_at_once(tmp_path: Path) -> None:
    answered: list[int] = []
    mine = Queue(Settings(data=tmp_path), answered.append)
    mine.queues["io"].storage.look = 600  # by itself it looks once
    consumer = mine.consumer("io", 1)
    consumer.start()
    try:
        for number in range(1, 6):

            def heard(number: int = number) -> bool:
                mine.enqueue(number, "io")
                return number in answered

            wait_until(heard)
    finally:
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


@pytest.fixture
def tcp_redis(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Starts a Redis on a port of loopback; its address."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> str:
        port = free_port()
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path), "--save", ""]
        started.append(subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL))
        wait_until(lambda: listens(port))
        return f"redis://127.0.0.1:{port}"

    yield start
    for server in started:
        server.terminate()
        server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.needs("redis-server")
def test_a_redis_that_lets_anybody_in_is_found_out(tcp_redis: Callable[..., str]) -> None:
    with pytest.raises(UserError, match="asks nobody for a password"):
        check_guarded(tcp_redis())


@pytest.mark.needs("redis-server")
def test_a_redis_with_a_password_is_well(tcp_redis: Callable[..., str]) -> None:
    assert "no stranger" in str(check_guarded(tcp_redis("--requirepass", "tin").replace("//", "//:tin@")))


@pytest.mark.parametrize("url", ["", "postgresql://airdate:secret@db/airdate", "unix:///run/redis.sock"])
def test_other_queues_are_not_asked(url: str) -> None:
    assert "nobody reaches it" in str(check_guarded(url))
