"""A store on each of the two databases that Airdate runs on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store import Store, open_store
from tests.rigs.postgres import postgres, postgres_server

__all__ = ["postgres", "postgres_server"]  # fixtures


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    sqlite = request.param == "sqlite"
    opened = open_store(f"sqlite:///{tmp_path / 'a.db'}" if sqlite else request.getfixturevalue("postgres"))
    yield opened
    opened.close()
