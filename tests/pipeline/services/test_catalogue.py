from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from integrations.common.mapping import Mapping
from pipeline.engine.guard import guard
from pipeline.errors import NotFound, OutsideError, Unreachable
from pipeline.model import EpisodeInfo, SceneRange, Show, ShowInfo
from pipeline.model.reasons import Reason
from pipeline.ports import Catalogue
from pipeline.services import catalogue
from pipeline.store import Store, shows
from tests.rigs.core import add_show, episode_info, new_store, show_info

SECOND = SceneRange(scene_season=2, season=1, number=2, count=1)


@dataclass
class Paper:
    """A Catalogue with one show."""

    info: ShowInfo
    name: str = "paper"
    problem: OutsideError | None = None
    listed: list[EpisodeInfo] = field(default_factory=lambda: [episode_info(number=n, tvdb_id=n) for n in (1, 2)])

    def search(self, text: str) -> list[ShowInfo]:
        if self.problem:
            raise self.problem
        return [self.info] if text == self.info.title else []

    def show(self, ids: ShowInfo) -> ShowInfo:
        return self.info

    def episodes(self, ids: ShowInfo) -> list[EpisodeInfo]:
        return self.listed

    def changed_since(self, moment: datetime) -> set[int] | None:
        return None

    def id_of(self, ids: ShowInfo) -> int | None:
        return ids.tvmaze_id

    def check(self) -> Reason:
        return Reason("text", text="fine")


@dataclass
class Mapped(Mapping):
    """A Catalogue that tells scene numbering alone."""

    told: tuple[SceneRange, ...] | None
    name: str = "mapped"

    def scene(self, show: ShowInfo) -> tuple[SceneRange, ...]:
        if self.told is None:
            raise Unreachable(self.name, "it is away")
        return self.told

    def check(self) -> Reason:
        return Reason("text", text="fine")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return new_store(tmp_path)


def stored(store: Store, show: Show) -> Show:
    with store.read() as db:
        return shows.by_id(db, show.id)


def test_how_releases_count_is_kept_and_goes_on_while_nobody_can_be_asked(store: Store) -> None:
    show, _ = add_show(store)
    paper, mapped = Paper(show_info()), Mapped((SECOND, replace(SECOND, number=9)))
    both: list[Catalogue] = [paper, mapped]

    catalogue.refresh_show(store, [paper, guard("catalogues", mapped, store)], show)
    assert stored(store, show).scene == (SECOND,)

    mapped.told = None
    catalogue.refresh_show(store, both, stored(store, show))
    assert stored(store, show).scene == (SECOND,)

    mapped.told = ()
    catalogue.refresh_show(store, both, stored(store, show))
    assert stored(store, show).scene == ()


def test_a_catalogue_without_shows_finds_none_for_the_others(store: Store) -> None:
    paper, mapped = Paper(show_info()), Mapped(())
    assert catalogue.search([mapped, paper], paper.info.title) == [paper.info]
    assert catalogue.search([paper, mapped], "other") == []
    assert catalogue.look_up([mapped, paper], paper.info) == paper.info


def test_that_one_is_away_says_more_than_that_another_knows_nothing() -> None:
    away = Paper(show_info(), problem=Unreachable("paper", "away"))
    with pytest.raises(Unreachable):
        catalogue.search([away, Mapped(())], "any")
    with pytest.raises(NotFound):
        catalogue.search([Mapped(())], "any")
