"""Which finished downloads leave the client: over a real store and library; the client says what the test wants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from pipeline.config import Seeding
from pipeline.errors import NotFound, Unreachable
from pipeline.model import DownloadState, DownloadStatus, Release
from pipeline.model.jobs import JobState
from pipeline.services import seeding
from pipeline.services.downloads import remove_unneeded
from pipeline.store import downloads, leases, media_files, shows
from pipeline.store.tables import download as downloads_table
from pipeline.store.tables import job as job_table
from tests.rigs.market import Client, Market, market, offered

HASH = "ab" * 20
HOUR = 3600.0
SHARED = DownloadStatus(
    info_hash=HASH, name="x", state=DownloadState.COMPLETE, folder="/d", size=1, done=1, ratio=3.0, seeding_seconds=HOUR
)


@dataclass
class Sharing(Client):
    """A client with one torrent."""

    stands: DownloadStatus | None = field(default=SHARED)

    def status(self, info_hash: str) -> DownloadStatus:
        if self.stands is None:
            raise NotFound(self.name, "it does not have it")
        return self.stands


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Market]:
    """Two episodes of a pack, both done and filed."""
    made = market(tmp_path, 2, seeding=Seeding(ratio=2.0, days=1))
    made.client = Sharing()
    for place in (0, 1):
        downloads.note(made.store, made.jobs[place].id, HASH, offered(number="S01"), 1)
        end(made, place, JobState.DONE)
        path = tmp_path / f"{place}.mp4"
        path.write_bytes(b"film")
        facts = {"size": 4, "duration": 1.0, "release": "x", "info_hash": HASH, "subtitles": ()}
        with made.store.write() as db:
            media_files.note(db, [made.episodes[place]], path, **facts)
    yield made
    made.store.close()


def end(house: Market, place: int, state: JobState) -> None:
    with house.store.write() as db:
        db.execute(update(job_table).where(job_table.c.id == house.jobs[place].id).values(state=state))


def sweep(house: Market) -> list[str]:
    seeding.remove_finished(house.store, house.client, house.settings)
    return house.client.removed


def is_noted_as_removed(house: Market) -> bool:
    with house.store.read() as db:
        return db.execute(select(downloads_table.c.removed_at)).scalar() is not None


def test_it_leaves_when_it_was_shared_enough_and_every_episode_is_in_the_library(house: Market) -> None:
    assert sweep(house) == [HASH]
    assert is_noted_as_removed(house)
    assert sweep(house) == [HASH], "once"


def test_it_stays_while_a_job_needs_it(house: Market) -> None:
    end(house, 1, JobState.ACTIVE)
    assert sweep(house) == []


@pytest.mark.parametrize("harm", ["gone", "cut short"])
def test_it_stays_while_an_episode_of_it_is_not_whole_in_the_library(house: Market, tmp_path: Path, harm: str) -> None:
    (tmp_path / "1.mp4").unlink() if harm == "gone" else (tmp_path / "1.mp4").write_bytes(b"fi")
    assert sweep(house) == []


def test_what_somebody_gave_up_need_not_be_in_the_library(house: Market, tmp_path: Path) -> None:
    (tmp_path / "1.mp4").unlink()
    end(house, 1, JobState.CANCELLED)
    assert sweep(house) == [HASH]


def test_it_stays_when_the_household_wants_it_so(house: Market) -> None:
    house.settings = house.settings.model_copy(update={"seeding": Seeding(remove=False)})
    assert sweep(house) == []


def test_what_somebody_else_removed_is_noted(house: Market) -> None:
    house.client = Sharing(stands=None)
    sweep(house)
    assert is_noted_as_removed(house)


def test_a_client_that_fails_leaves_it_for_the_next_time(house: Market) -> None:
    house.client.fails = Unreachable("client", "no answer")
    with pytest.raises(Unreachable):
        sweep(house)
    assert not is_noted_as_removed(house)
    house.client.fails = None
    assert sweep(house) == [HASH]


def test_it_stays_while_the_filing_of_one_of_its_episodes_waits_for_a_person(house: Market) -> None:
    end(house, 1, JobState.ACTIVE)
    (taken,) = [leases.take(house.store, house.run_of(1, "fetch").id, "test")]
    assert taken is not None
    with house.store.write() as db:
        leases.stuck(db, taken, "the library is read-only", ())
    assert sweep(house) == []


def test_a_converted_file_counts_as_it_was_filed_however_large_the_download_is(house: Market, tmp_path: Path) -> None:
    house.client = Sharing(stands=replace(SHARED, size=900, done=900))
    assert (tmp_path / "0.mp4").stat().st_size < 900
    assert sweep(house) == [HASH]


def test_a_show_that_nobody_follows_any_more_is_shared_to_its_goal_and_no_longer(house: Market) -> None:
    with house.store.write() as db:
        for person, _ in shows.followers(db, house.episodes[0]):
            shows.unsubscribe(db, person.id, house.show.id)
    house.client = Sharing(stands=replace(SHARED, ratio=1.0))
    assert sweep(house) == []
    house.client = Sharing()
    assert sweep(house) == [HASH]


@pytest.mark.parametrize(("goal", "done", "goes"), [(72 * HOUR, 1, False), (HOUR / 2, 1, True), (72 * HOUR, 0, True)])
def test_what_was_given_up_is_still_shared_as_long_as_its_indexer_wants_it_whole(
    house: Market, goal: float, done: int, goes: bool
) -> None:
    for place in (0, 1):
        end(house, place, JobState.CANCELLED)
    house.client = Sharing(stands=replace(SHARED, done=done))
    with house.store.write() as db:
        db.execute(update(downloads_table).values(release=offered(number="S01", min_seed_time=goal)))
    remove_unneeded(house.store, house.client, seeding.owed)
    assert house.client.removed == ([HASH] if goes else [])


@pytest.mark.parametrize(
    ("release", "status", "says"),
    [
        ({}, {}, ""),
        ({}, {"ratio": 1.0}, "ratio 1.00 of 2, 1 h of 1 d"),
        ({}, {"ratio": 1.0, "seeding_seconds": 25 * HOUR}, ""),
        ({}, {"state": DownloadState.DOWNLOADING}, "not whole"),
        ({}, {"state": DownloadState.STOPPED}, ""),
        ({"min_ratio": 5.0}, {}, "ratio 3.00 of 5"),
        ({"min_seed_time": 72 * HOUR}, {}, "1 h of 3 d"),
        ({"min_seed_time": 72 * HOUR}, {"seeding_seconds": 73 * HOUR}, ""),
        ({"min_ratio": 1.0, "min_seed_time": 72 * HOUR}, {}, ""),
        ({"min_ratio": 1.0}, {"ratio": 1.5}, "ratio 1.50 of 2, 1 h of 1 d"),
    ],
)
def test_the_indexer_s_goal_and_the_household_s_are_both_to_be_met(
    release: dict[str, float], status: dict[str, object], says: str
) -> None:
    lacks = seeding.still_to_share(
        Release(title="x", indexer="i", **release),  # type: ignore[arg-type]
        replace(SHARED, **status),  # type: ignore[arg-type]
        Seeding(ratio=2.0, days=1),
    )
    assert says in str(lacks)
    assert bool(says) == bool(lacks)
