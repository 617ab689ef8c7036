"""The space ledger, over a real store and the real disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from pipeline.errors import Later
from pipeline.model.reasons import Reason
from pipeline.releases.rules.no_space import SPARE
from pipeline.services import space
from pipeline.store import downloads, leases
from pipeline.store.tables import download
from tests.rigs.market import Market, market, offered

FILM = Reason("text", text="the film")
MB = 1024**2
HASH = "ab" * 20


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Market]:
    made = market(tmp_path, 2)
    yield made
    made.store.close()


def running(house: Market, place: int) -> tuple[int, str]:
    """A step of a job, running."""
    assert leases.take(house.store, house.run_of(place, "fetch").id, "test")
    return house.jobs[place].id, "fetch"


def promised(house: Market, folder: Path | None) -> int:
    with house.store.read() as db:
        return space.promised(db, folder)


def loading(house: Market, folder: str, size: int, done: int = 0) -> None:
    downloads.note(house.store, house.jobs[0].id, HASH, offered(), size)
    with house.store.write() as db:
        db.execute(update(download).values(folder=folder, done=done))


def test_what_a_running_step_will_write_is_not_given_twice(house: Market, tmp_path: Path) -> None:
    most = shutil.disk_usage(tmp_path).free - SPARE - 200 * MB
    args = (tmp_path, 400 * MB, FILM)
    with (
        space.room(house.store, running(house, 0), tmp_path, most, FILM, grows=tmp_path / "a"),
        pytest.raises(Later, match=r"the film needs .* are free, .* promised to what is on its way"),
        space.room(house.store, running(house, 1), *args, grows=tmp_path / "b"),
    ):
        pass
    assert promised(house, tmp_path) == 0
    with space.room(house.store, (house.jobs[1].id, "fetch"), *args, grows=tmp_path / "b"):
        assert promised(house, tmp_path) == 400 * MB


def test_what_it_has_written_is_not_counted_twice(house: Market, tmp_path: Path) -> None:
    with space.room(house.store, running(house, 0), tmp_path, 10 * MB, FILM, grows=tmp_path / "film"):
        (tmp_path / "film").write_bytes(b"x" * 4 * MB)
        assert promised(house, tmp_path) == 6 * MB


def test_the_claim_of_a_step_that_does_not_run_any_more_counts_for_nothing(house: Market, tmp_path: Path) -> None:
    with space.room(house.store, (house.jobs[0].id, "fetch"), tmp_path, 10 * MB, FILM, grows=tmp_path / "film"):
        assert promised(house, tmp_path) == 0


def test_what_does_not_fit_waits_and_nothing_is_deleted(house: Market, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("keep me")
    with (
        pytest.raises(Later, match=f"Waiting for disk space in {tmp_path}: the film needs"),
        space.room(house.store, running(house, 0), tmp_path, 10**15, FILM, grows=tmp_path / "x"),
    ):
        pass
    assert (tmp_path / "precious").read_text() == "keep me"
    assert promised(house, tmp_path) == 0


def test_a_running_download_is_counted_where_it_is_loaded_to(house: Market, tmp_path: Path) -> None:
    loading(house, str(tmp_path), 10 * MB, 4 * MB)
    assert promised(house, tmp_path) == 6 * MB
    assert promised(house, Path("/proc")) == 0
    assert promised(house, None) == 6 * MB


def test_one_on_another_machine_is_not_counted_here_and_one_that_just_began_is(house: Market, tmp_path: Path) -> None:
    loading(house, "/a folder/of another/machine", 10 * MB)
    assert promised(house, tmp_path) == 0
    assert promised(house, None) == 10 * MB
    loading(house, "", 10 * MB)
    assert promised(house, tmp_path) == 10 * MB


def test_a_conversion_on_the_download_s_disk_is_counted_for_the_next_download(house: Market, tmp_path: Path) -> None:
    loading(house, str(tmp_path), 10 * MB)
    with space.room(house.store, running(house, 0), tmp_path, 5 * MB, FILM, grows=tmp_path / "film"):
        assert promised(house, None) == 15 * MB
