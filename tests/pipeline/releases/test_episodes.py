from __future__ import annotations

from pipeline.model import ShowKind
from pipeline.releases.episodes import Listing
from tests.rigs.releases import episode

SEASONS = [episode(season=season, number=n) for season in (1, 2) for n in range(1, 13)]


def test_anime_is_counted_where_the_catalogue_does_not() -> None:
    """TVmaze gives no absolute numbers: https://www.tvmaze.com/api"""
    assert Listing(SEASONS, ShowKind.ANIME).absolute_of(SEASONS[14]) == 15
    assert Listing(SEASONS).absolute_of(SEASONS[14]) is None
    told = episode(season=2, number=3, absolute=16)
    assert Listing([*SEASONS[:14], told], ShowKind.ANIME).absolute_of(told) == 16


def test_what_is_missing_in_the_list_is_not_counted_past() -> None:
    assert Listing([*SEASONS[:5], *SEASONS[6:]], ShowKind.ANIME).absolute_of(SEASONS[14]) is None
