"""A real Redis server on loopback."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.rigs.transmission import until


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[str]:
    """The server's address, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as server:
        try:
            until(lambda: answers(f"redis://127.0.0.1:{port}") or None, seconds=20)
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.terminate()


def answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False
