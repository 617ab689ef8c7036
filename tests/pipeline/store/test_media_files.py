"""What lies in a folder is found by the index of paths: no question about one folder or one show reads every file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.store import Connection, Store, media_files
from tests.rigs.core import add_show, new_store

LIBRARY = Path("/srv/library")

ASKED: dict[str, Callable[[Connection], object]] = {
    "whose a folder is": lambda db: media_files.shows_in(db, LIBRARY / "Lantern Row"),
    "a show's folders": lambda db: media_files.folders_of(db, 1, LIBRARY),
    "whether there is anything": lambda db: media_files.any_under(db, LIBRARY),
    "whose a file is": lambda db: media_files.owners(db, LIBRARY / "a.mkv"),
    "what is in a folder": lambda db: media_files.under(db, [LIBRARY / "Lantern Row"]),
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return new_store(tmp_path)


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_no_question_reads_every_file(store: Store, ask: Callable[[Connection], object]) -> None:
    said: list[str] = []
    with store.read() as db:
        raw = db.connection.driver_connection
        assert raw is not None
        raw.set_trace_callback(said.append)
        ask(db)
        raw.set_trace_callback(None)
        asked = [sql for sql in said if "media_file" in sql]
        plans = [row[3] for sql in asked for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}")]

    assert asked
    assert not [plan for plan in plans if plan.startswith("SCAN media_file")], plans
    store.close()


def test_a_folder_is_not_another_that_begins_as_it_does(store: Store) -> None:
    show, (episode,) = add_show(store)
    with store.write() as db:
        facts = {"size": 1, "duration": 1.0, "release": "", "info_hash": "", "subtitles": ()}
        media_files.note(db, [episode], LIBRARY / "Row's 100% [a]_b/S01/e.mkv", **facts)
    with store.read() as db:
        assert media_files.shows_in(db, LIBRARY / "Row's 100% [a]_b") == {show.id}
        assert media_files.folders_of(db, show.id, LIBRARY) == ["Row's 100% [a]_b"]
        for other in ("Row", "Row's 100", "Row's 100% [a]_", "Row's 100% [a]_bc", "row's 100% [a]_b"):
            assert not media_files.any_under(db, LIBRARY / other)
    store.close()
