from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from pipeline.releases.episodes import Listing
from pipeline.releases.rules.wrong_show import wrong_show
from tests.rigs.releases import AIRED, case, episode, offer, show


def listings(airs_at: datetime) -> dict[int, Listing]:
    """What the catalogue lists of show 9."""
    return {9: Listing([episode(show_id=9, airs_at=airs_at, air_date=None)])}


@pytest.mark.parametrize("title", ["Lantern.Row.of.Home.S01E02.1080p", "Old.Lantern.Row.S01E02", "Lantern.S01E02"])
def test_refuses_a_title_that_is_only_in_part_the_show_s(title: str) -> None:
    assert wrong_show(offer(title), case())


@pytest.mark.parametrize("title", ["Lantern.Row.S01E02", "lantern row s01e02", "[FAIR] Lantern Row - S01E02"])
def test_takes_the_show_s_title_however_it_is_written(title: str) -> None:
    assert not wrong_show(offer(title), case())


def test_takes_an_alias() -> None:
    theirs = show(aliases=("Laternen in der Reihe",))
    assert not wrong_show(offer("Laternen.in.der.Reihe.S01E02.1080p", of=theirs), case(show=theirs))


def test_tells_reboots_apart_by_the_year() -> None:
    assert "1998 show" in str(wrong_show(offer("Lantern.Row.1998.S01E02.1080p"), case()))
    assert not wrong_show(offer("Lantern.Row.2026.S01E02.1080p"), case())


def test_tells_reboots_apart_by_the_country() -> None:
    american = case(show=show(country="US"))
    assert wrong_show(offer("Lantern.Row.UK.S01E02.1080p"), american)
    assert not wrong_show(offer("Lantern.Row.US.S01E02.1080p"), american)


def test_an_indexer_s_id_never_makes_up_for_a_wrong_title() -> None:
    assert wrong_show(offer("Other.Show.S01E02.1080p", tvdb_id=7), case(show=show(tvdb_id=7)))


def test_an_indexer_s_other_id_decides_where_the_name_says_nothing_and_not_where_it_does() -> None:
    theirs = case(show=show(tvdb_id=7))
    assert wrong_show(offer(tvdb_id=8), theirs)
    assert not wrong_show(offer("Lantern.Row.2026.S01E02.1080p", tvdb_id=8), theirs)
    assert not wrong_show(offer(tvdb_id=8, imdb_id="tt1"), case(show=show(tvdb_id=7, imdb_id="tt1")))


def test_of_two_followed_shows_of_one_title_the_one_it_aired_for_has_it() -> None:
    older = show(id=9, year=1998)
    theirs = case(namesakes=(older,), listings=listings(AIRED.replace(year=1998)))
    assert not wrong_show(offer(), theirs)
    assert "1998" in str(wrong_show(offer("Lantern.Row.1998.S01E02"), theirs))


def test_refuses_what_may_be_of_either_of_two_shows() -> None:
    twin = show(id=9)
    assert "just as well" in str(
        wrong_show(offer(), case(episode=episode(), namesakes=(twin,), listings=listings(AIRED)))
    )


def test_a_bare_name_is_another_show_s_where_the_catalogue_says_so() -> None:
    british = case(show=show("Lantern Row (UK)", country="GB"), elsewhere=(show(id=9, country="US"),))
    late = AIRED + timedelta(days=400)
    assert "the name alone" in str(wrong_show(offer(published_at=late), british))
    assert not wrong_show(offer("Lantern.Row.UK.S01E02.1080p", of=british.show, published_at=late), british)
    assert not wrong_show(offer(published_at=AIRED + timedelta(hours=2)), british)  # as this one's episode airs
