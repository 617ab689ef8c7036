"""What the commands share."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.common import opened_store
from pipeline.config import Settings
from pipeline.errors import UserError
from pipeline.store import Store, people


def test_a_database_that_fails_under_a_command_is_told_in_a_sentence(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with opened_store(settings):
        pass
    database = tmp_path / "airdate.db"
    whole = database.stat().st_size

    def use(store: Store) -> None:
        database.write_bytes(database.read_bytes()[:4096].ljust(whole, b"\xa5"))
        with store.read() as db:
            people.everyone(db)

    with pytest.raises(UserError, match=r"cannot be used: .*doctor"), opened_store(settings) as store:
        use(store)
