from __future__ import annotations

from datetime import date

import pytest

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.episodes import Listing
from pipeline.releases.rules.wrong_episode import wrong_episode
from tests.rigs.releases import case, episode, offer, show


@pytest.mark.parametrize("number", ["S01E03", "S02E02", "S01E03-E04", "S02", "2026.11.19"])
def test_refuses_other_numbers(number: str) -> None:
    assert wrong_episode(offer(f"Lantern.Row.{number}.1080p.WEB-DL-FAIR"), case())


@pytest.mark.parametrize("number", ["S01E02", "1x02", "S01E01-E02", "S01", "S01-S03", "2026.11.20"])
def test_takes_the_episode_and_packs_that_hold_it(number: str) -> None:
    assert not wrong_episode(offer(f"Lantern.Row.{number}.1080p.WEB-DL-FAIR"), case())


def test_counts_through_all_seasons_where_the_catalogue_does() -> None:
    anime = case(episode=episode(season=10, number=13, absolute=1013))
    assert not wrong_episode(offer("[Group] Lantern Row - 1013 (1080p)"), anime)
    assert wrong_episode(offer("[Group] Lantern Row - 13 (1080p)"), anime)


def test_a_daily_show_goes_by_its_date() -> None:
    daily = case(show=show("The Daily Tide"), episode=episode(season=2026, number=200, air_date=date(2026, 11, 19)))
    assert not wrong_episode(offer("The.Daily.Tide.2026.11.19.720p-FAIR", of=daily.show), daily)
    assert wrong_episode(offer("The.Daily.Tide.2026.11.20.720p-FAIR", of=daily.show), daily)


def test_a_special_is_not_an_episode_of_the_season() -> None:
    assert wrong_episode(offer("Lantern.Row.S00E02.1080p-FAIR"), case()) == Reason("is-special")


@pytest.mark.parametrize(
    ("behind", "refused"),
    [
        ("The.Low.Water.720p", True),
        ("The Low Water", True),
        ("The.Low.Water.Mark.720p", False),  # another, longer title
        ("High.Tide.720p", False),
        ("Episode.12.720p", False),  # the running count
        ("Two.of.Them.720p", False),  # a title that two have tells nothing
    ],
)
def test_the_title_of_another_episode_behind_the_number_is_a_doubt(behind: str, refused: bool) -> None:
    """Somebody counts in another order: https://github.com/Sonarr/Sonarr/issues/3803"""
    wanted = episode()
    titles = {3: "The Low Water", 4: "Two of Them", 5: "Two of Them", 12: "Episode 12"}
    listing = Listing([wanted, *(episode(number=number, title=title) for number, title in titles.items())])
    found = wrong_episode(offer(f"Lantern.Row.S01E02.{behind}"), case(episode=wanted, listing=listing))
    assert found == (Reason("titled-as", code="S01E03") if refused else NO_REASON)
