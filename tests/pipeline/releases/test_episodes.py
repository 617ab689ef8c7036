from __future__ import annotations

from datetime import date

from pipeline.model import ShowKind
from pipeline.releases.episodes import Listing, told
from pipeline.releases.parsing.names import read
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


def test_of_two_days_that_a_name_may_mean_the_one_on_which_something_aired_counts() -> None:
    """Not while the other may be of an episode that the catalogue does not list yet."""
    may, last = episode(number=1, air_date=date(2024, 5, 6)), episode(number=2, air_date=date(2024, 5, 28))
    name = read("Lantern.Row.05.06.2024.720p")
    assert not told(name, Listing([may, last]))
    later = episode(number=3, air_date=date(2024, 6, 6))
    assert told(name, Listing([may, last, later])) == (may,)
    aired = episode(number=3, air_date=date(2024, 6, 5))
    assert not told(name, Listing([may, last, aired]))
