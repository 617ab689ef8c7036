"""Taking over a Sonarr's household: who follows what, what is counted, what is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from integrations import sonarr as plugin
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.line import LINE
from pipeline.model import EpisodeInfo, Person, Release, Role, ShowInfo
from pipeline.model.imports import ImportedEpisode, ImportedFile, ImportedHousehold, ImportedShow
from pipeline.services import importing
from pipeline.services.importing import LAST, Span, span_of
from pipeline.store import Store, active_jobs, blocks, media_files, shows
from tests.rigs.core import add_person, new_store
from tests.rigs.sonarr import HASH, KEY, LANE, NIGHTLY, QUIET, lay_files, sonarr

STAGES = [step.stage for step in LINE]


@pytest.fixture(scope="module")
def household() -> ImportedHousehold:
    with sonarr() as server:
        return plugin.read(server.url, KEY, lambda done, of: None)


@dataclass
class House:
    store: Store
    settings: Settings
    owner: Person
    ada: Person

    def plan(self, household: ImportedHousehold, **roots: Path) -> list[importing.ShowPlan]:
        return importing.plan(
            self.store, household, self.settings, self.owner, {f"/{name}": at for name, at in roots.items()}
        )

    def take(self, household: ImportedHousehold) -> list[importing.Taken]:
        return [importing.take_over(self.store, STAGES, each) for each in self.plan(household)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = new_store(tmp_path)
    lay_files(tmp_path / "library")
    settings = Settings(data=tmp_path, library=tmp_path / "library")
    yield House(store, settings, add_person(store, "Sam", 1, Role.OWNER), add_person(store, "Ada", 2, Role.MEMBER))
    store.close()


def test_the_household_is_as_a_person_would_have_set_it_up(house: House, household: ImportedHousehold) -> None:
    taken = house.take(household)
    with house.store.read() as db:
        of_ada, of_sam = (shows.followed_by(db, person.id) for person in (house.ada, house.owner))
        lane = of_ada[0].show
        files = {Path(file.path).name: file.release for file in media_files.all_here(db)}
        going = {(way.show.title, way.episode.code) for way in active_jobs.find(db, limit=100)}
    assert [(each.show.title, each.subscription.profile) for each in of_ada] == [(LANE, "")]
    assert [(each.show.title, each.subscription.profile) for each in of_sam] == [(NIGHTLY, "best")]
    assert (
        of_ada[0].subscription.from_season,
        of_ada[0].subscription.from_number,
        of_ada[0].subscription.until_season,
    ) == (2, 1, None)
    assert (of_sam[0].subscription.until_season, of_sam[0].subscription.until_number) == (1, LAST)
    assert files[f"{QUIET} - 1x01.mkv"] == f"{QUIET} - 1x01 WEBDL-1080p"
    assert sum(each.files for each in taken) == len(files) == 3
    # Not the one that is not monitored, nor what is there, nor what is before the first that is.
    assert going == {(LANE, "S02E03"), (NIGHTLY, "S01E01"), (NIGHTLY, "S01E02")}
    assert lane.poster_url == "https://example.org/poster.jpg"


def test_a_second_time_there_is_nothing_new(house: House, household: ImportedHousehold) -> None:
    assert all(each.is_news for each in house.plan(household))
    house.take(household)
    assert not any(each.is_news for each in house.plan(household))
    assert [(taken.files, taken.opened) for taken in house.take(household)] == [(0, 0)] * 3


def test_what_a_person_changed_since_stays_changed(house: House, household: ImportedHousehold) -> None:
    house.take(household)
    with house.store.write() as db:
        show = shows.followed_by(db, house.ada.id)[0].show
        shows.change_subscription(db, house.ada.id, show.id, from_season=3)
    house.take(household)
    with house.store.read() as db:
        assert shows.followed_by(db, house.ada.id)[0].subscription.from_season == 3


def test_the_blocklist_holds_by_name_and_by_hash(house: House, household: ImportedHousehold) -> None:
    house.take(household)
    with house.store.read() as db:
        lane = shows.followed_by(db, house.ada.id)[0].show
        episode = shows.episode_by_code(db, lane.id, 2, 3)
        assert episode is not None
        reasons = blocks.reasons(db, episode.id, now())
    same = Release(title="Copper.Lane.S02E03.1080p.WEB.BAD", indexer="elsewhere", guid="7")
    assert reasons.keys() == {same.name_key, HASH}
    assert same.name_key in reasons
    assert Release(title="Copper.Lane.S02E03.1080p.WEB.GOOD", indexer="elsewhere", guid="8").name_key not in reasons


def test_videos_elsewhere_are_found_where_one_says_and_else_told(
    house: House, household: ImportedHousehold, tmp_path: Path
) -> None:
    (tmp_path / "library").rename(tmp_path / "disk")
    told = house.plan(household)
    assert [note.code for note in told[0].notes] == ["import-files-away", "import-specials", "import-tags"]
    assert (told[0].notes[0].params["count"], told[0].notes[0].params["root"]) == (2, "/tv")
    assert len(house.plan(household, tv=tmp_path / "disk")[0].files) == 2


def listed(*monitored: tuple[int, int, bool], there: tuple[tuple[int, int], ...] = ()) -> tuple[ImportedEpisode, ...]:
    return tuple(
        ImportedEpisode(
            info=EpisodeInfo(season=season, number=number),
            monitored=wanted,
            file=ImportedFile(path="x", release="x") if (season, number) in there else None,
        )
        for season, number, wanted in monitored
    )


ONE = ((1, 1, False), (1, 2, True), (1, 3, False))


@pytest.mark.parametrize(
    ("values", "span"),
    [
        ({"monitored": False, "seasons": {1: True}}, None),
        ({"episodes": listed(*ONE), "seasons": {1: False}}, Span(first=(1, 2), but=((1, 3),))),
        ({"episodes": listed(*ONE, there=((1, 3),)), "seasons": {1: False}}, Span(first=(1, 2))),
        ({"episodes": listed(*ONE), "seasons": {1: False}, "new_seasons": False}, Span(first=(1, 2), last=(1, 2))),
        ({"episodes": listed((1, 1, False)), "seasons": {1: False, 2: True}}, Span(first=(2, 1))),
        ({"episodes": listed((1, 1, False)), "seasons": {1: True}}, Span(first=(1, 2))),
        ({"episodes": listed((1, 1, False)), "seasons": {0: True, 1: False}}, Span(first=(2, 1))),
        ({"episodes": listed((0, 1, True), (1, 1, False)), "seasons": {1: False}, "new_seasons": False}, None),
    ],
)
def test_from_where_on_it_is_followed(values: dict[str, object], span: Span | None) -> None:
    show = {
        "info": ShowInfo(title="Copper Lane"),
        "folder": "/tv/a",
        "root": "/tv",
        "monitored": True,
        "new_seasons": True,
    }
    assert span_of(ImportedShow(**{**show, **values})) == span  # type: ignore[arg-type]
