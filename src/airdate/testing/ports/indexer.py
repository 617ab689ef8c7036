"""Indexers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from airdate.testing.common import Conformance
from airdate.testing.waiting import at_once
from pipeline.errors import BadResponse, NotFound
from pipeline.model import Release, ShowInfo, Wanted
from pipeline.ports import Indexer

NOBODY_S = ShowInfo(title="Zxqj Vwkp Qqzzx", year=1901)
BEYOND = 10_000  # pages
INFO_HASH = re.compile(r"[0-9a-f]{40}")


class IndexerConformance(Conformance):
    """Besides `part` a fixture `wanted`: an episode of which the indexer has a release, with its torrent."""

    port: ClassVar[type[Any]] = Indexer

    @pytest.fixture
    def wanted(self) -> Wanted:
        raise NotImplementedError("give a fixture `wanted`: an episode that the indexer has a release of")

    def ask(self, part: Any) -> object:
        return part.newest()

    def test_finds_releases_of_an_episode(self, part: Any, wanted: Wanted) -> None:
        found = part.search(wanted)
        assert found
        for release in found:
            assert_sound(release, part.name)

    def test_finds_releases_of_a_season(self, part: Any, wanted: Wanted) -> None:
        for release in part.search(replace(wanted, number=None, absolute=None, air_date=None, episode_title="")):
            assert_sound(release, part.name)

    def test_finds_the_same_again(self, part: Any, wanted: Wanted) -> None:
        keys = [{release.key for release in part.search(wanted)} for _ in range(2)]
        assert keys[0] == keys[1]

    def test_of_a_show_that_nobody_released_there_is_nothing(self, part: Any) -> None:
        assert part.search(Wanted(show=NOBODY_S, season=1, number=1)) == []

    def test_lists_the_newest_first(self, part: Any) -> None:
        listed = part.newest()
        assert listed
        for release in listed:
            assert_sound(release, part.name)
        dates = [release.published_at for release in listed if release.published_at]
        assert dates == sorted(dates, reverse=True)

    def test_past_the_end_there_is_nothing(self, part: Any) -> None:
        assert part.newest(BEYOND) == []

    def test_gets_the_torrent_of_what_it_found(self, part: Any, wanted: Wanted) -> None:
        release = part.search(wanted)[0]
        torrent = part.torrent(release)
        assert torrent.data or torrent.magnet
        assert INFO_HASH.fullmatch(torrent.info_hash)
        assert torrent.info_hash == (release.info_hash or torrent.info_hash)
        assert all(not file.path.startswith("/") for file in torrent.files or ())
        assert part.torrent(release) == torrent

    def test_a_torrent_that_is_gone_is_told_so(self, part: Any, wanted: Wanted) -> None:
        release = part.search(wanted)[0]
        gone = replace(release, link=release.link.partition("?")[0] + "-gone", guid="gone", info_hash="f" * 40)
        with pytest.raises((NotFound, BadResponse)):
            part.torrent(gone)

    def test_answers_several_threads_at_once(self, part: Any, wanted: Wanted) -> None:  # type: ignore[override]
        first, *others = at_once(lambda: [release.key for release in part.search(wanted)])
        assert all(sorted(other) == sorted(first) for other in others)


def assert_sound(release: Release, indexer: str) -> None:
    """What the pipeline builds on, whoever offers it."""
    assert release.title.strip()
    assert release.indexer == indexer
    assert release.link
    assert not release.info_hash or INFO_HASH.fullmatch(release.info_hash), "small hex, or empty"
    assert release.size is None or release.size >= 0
    assert release.published_at is None or release.published_at.utcoffset() == timedelta(0), "UTC is meant"
