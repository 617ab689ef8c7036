"""A real Redis server on loopback."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.rigs.transmission import until


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The server's address: a socket of its own, so that no port can be taken by another."""
    with tempfile.TemporaryDirectory(prefix="airdate-redis-") as folder:
        socket = Path(folder) / "redis.sock"
        command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--dir", folder, "--save", ""]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
            try:
                until(lambda: answers(f"unix://{socket}"), seconds=20)
                yield f"unix://{socket}"
            finally:
                server.terminate()


def answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False
