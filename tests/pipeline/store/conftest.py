"""A store on each of the two databases that Airdate runs on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store import Store
from tests.rigs.core import new_store
from tests.rigs.postgres import postgres, postgres_server, store_on

__all__ = ["postgres", "postgres_server"]  # fixtures


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    sqlite = request.param == "sqlite"
    opened = new_store(tmp_path) if sqlite else store_on(request.getfixturevalue("postgres_server"))
    yield opened
    opened.close()
