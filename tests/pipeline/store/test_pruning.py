"""What the database forgets by age."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pipeline.clock import now
from pipeline.store import key_values, presence, pruning
from pipeline.store.presence import FORGOTTEN, Process
from tests.rigs.core import new_store


def test_a_process_that_was_killed_long_ago_is_forgotten(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.write() as db:
        for name, ago in {"nas:1:1": FORGOTTEN + timedelta(hours=1), "nas:2:2": FORGOTTEN - timedelta(hours=1)}.items():
            presence.say(db, Process(name=name, version="0.1.0", lanes=(), lacks={}, seen_at=now() - ago))
    pruning.prune(store)

    with store.read() as db:
        assert set(key_values.starting_with(db, "process:")) == {"process:nas:2:2"}
    store.close()
