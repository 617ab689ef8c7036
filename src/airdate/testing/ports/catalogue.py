"""Catalogues."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from airdate.testing.common import Conformance
from airdate.testing.trouble import error_of
from airdate.testing.waiting import at_once
from pipeline.clock import now
from pipeline.errors import NotFound
from pipeline.model import SceneRange, ShowInfo
from pipeline.ports import Catalogue

NOWHERE = "zxqj vwkp qqzzx"
UNKNOWN = ShowInfo(title=NOWHERE, tvdb_id=2_000_000_001, tvmaze_id=2_000_000_001, imdb_id="tt99999999")
IDS = ("tvdb_id", "tvmaze_id", "imdb_id")
DAY = 24 * 3600.0


class CatalogueConformance(Conformance):
    """Besides `part` a fixture `known`: the title and ids of a show that it has, with an episode at least."""

    port: ClassVar[type[Any]] = Catalogue

    @pytest.fixture
    def known(self) -> ShowInfo:
        raise NotImplementedError("give a fixture `known`: a show that the catalogue has, by its title and ids")

    def ask(self, part: Any) -> object:
        return part.show(ShowInfo(title="?", tvdb_id=1, tvmaze_id=1, imdb_id="tt0000001"))

    def test_answers_several_threads_at_once(self, part: Any, known: ShowInfo) -> None:  # type: ignore[override]

        first, *others = at_once(lambda: part.show(known))
        assert all(other == first for other in others)

    def test_finds_a_show_by_its_title(self, part: Any, known: ShowInfo) -> None:
        assert same_show(known, part.search(known.title))

    def test_finds_nothing_and_says_so_with_an_empty_list(self, part: Any) -> None:
        assert part.search(NOWHERE) == []
        assert part.search("") == []

    def test_knows_a_show_by_its_ids_each_time_alike(self, part: Any, known: ShowInfo) -> None:
        show = part.show(known)
        assert show.title == known.title
        assert same_show(known, [show])
        assert part.show(known) == show
        assert show.runtime is None or 60 <= show.runtime <= DAY, "seconds are meant"
        assert show.year is None or show.year > 1900

    def test_what_is_found_can_be_asked_for(self, part: Any, known: ShowInfo) -> None:
        for found in part.search(known.title):
            assert part.show(found).title == found.title

    def test_a_show_that_it_does_not_have_is_not_found(self, part: Any) -> None:
        for ids in (UNKNOWN, ShowInfo(title="nothing but a title")):
            assert type(error_of(lambda ids=ids: part.show(ids))) is NotFound  # type: ignore[misc]
            assert type(error_of(lambda ids=ids: part.episodes(ids))) is NotFound  # type: ignore[misc]

    def test_lists_each_episode_once_and_in_order(self, part: Any, known: ShowInfo) -> None:
        episodes = part.episodes(known)
        places = [(episode.season, episode.number) for episode in episodes]
        assert places
        assert places == sorted(set(places))
        assert part.episodes(known) == episodes

    def test_tells_times_in_utc_and_lengths_in_seconds(self, part: Any, known: ShowInfo) -> None:
        for episode in part.episodes(known):
            assert episode.airs_at is None or episode.airs_at.utcoffset() == timedelta(0)
            assert episode.runtime is None or 60 <= episode.runtime <= DAY, "seconds are meant"

    def test_tells_what_changed_by_its_own_ids(self, part: Any, known: ShowInfo) -> None:
        own = part.id_of(part.show(known))
        assert isinstance(own, int)
        assert part.id_of(ShowInfo(title=known.title)) is None
        for back in (timedelta(hours=1), timedelta(days=2), timedelta(days=10_000)):
            changed = part.changed_since(now() - back)
            assert changed is None or all(isinstance(number, int) for number in changed)


class SceneCatalogueConformance(Conformance):
    """For a catalogue that only maps numbers. Besides `part` a fixture `mapped`: a show that it maps."""

    port: ClassVar[type[Any]] = Catalogue

    @pytest.fixture
    def mapped(self) -> ShowInfo:
        raise NotImplementedError("give a fixture `mapped`: a show whose numbers the catalogue maps")

    def ask(self, part: Any) -> object:
        return part.check()

    def test_says_how_releases_count_each_time_alike(self, part: Any, mapped: ShowInfo) -> None:
        ranges = part.scene(mapped)
        assert ranges
        assert all(isinstance(each, SceneRange) for each in ranges)
        assert part.scene(mapped) == ranges

    def test_of_other_shows_it_says_nothing(self, part: Any, mapped: ShowInfo) -> None:
        assert part.scene(replace(UNKNOWN, kind=mapped.kind)) == ()
        assert part.scene(ShowInfo(title=mapped.title, kind=mapped.kind)) == ()

    def test_knows_no_shows(self, part: Any, mapped: ShowInfo) -> None:
        for call in (lambda: part.search(mapped.title), lambda: part.show(mapped), lambda: part.episodes(mapped)):
            assert type(error_of(call)) is NotFound
        assert part.changed_since(now() - timedelta(hours=1)) == set()
        assert part.id_of(mapped) is None


def same_show(known: ShowInfo, found: list[ShowInfo]) -> bool:
    """Whether one of them has an id of the known one, and none that contradicts it."""

    def fits(show: ShowInfo) -> bool:
        pairs = [(getattr(known, name), getattr(show, name)) for name in IDS]
        told = [(mine, theirs) for mine, theirs in pairs if mine is not None and theirs is not None]
        return bool(told) and all(mine == theirs for mine, theirs in told)

    return any(map(fits, found))
