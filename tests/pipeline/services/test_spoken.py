"""Which episodes people speak of, in English and Spanish."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.model import Episode, Show, ShowKind
from pipeline.services.spoken import Place, Which, episode_meant, place_from, read_place, words_of


@pytest.mark.parametrize(
    ("text", "title", "code"),
    [
        ("Picard S02E03", "Picard", "S02E03"),
        ("picard, s2e3", "picard", "S02E03"),
        ("The 100 2x03", "The 100", "S02E03"),
        ("s02e01 the tin orchard", "the tin orchard", "S02E01"),
        ("the tin orchard season 2 episode 1", "the tin orchard", "S02E01"),
        ("season two episode twelve of the tin orchard", "the tin orchard", "S02E12"),
        ("episode 3 of the second season of picard", "picard", "S02E03"),
        ("the 3rd episode of season 2 of picard", "picard", "S02E03"),
        ("La Casa temporada 2 capítulo 1", "La Casa", "S02E01"),
        ("el capítulo 3 de la segunda temporada de La Casa", "La Casa", "S02E03"),
        ("t2c4 la casa", "la casa", "S02E04"),
        ("T02E04 la casa", "la casa", "S02E04"),
        ("picard season 3", "picard", "S03"),
        ("la tercera temporada de picard", "picard", "S03"),
        ("picard ep. 7", "picard", "E07"),
        ("capítulo siete de picard", "picard", "E07"),
        ("the pilot of picard", "picard", "S01E01"),
        ("Picard", "Picard", ""),
        ("1899", "1899", ""),
        ("Show 5000", "Show 5000", ""),
        ("S01E01", "", "S01E01"),
    ],
)
def test_titles_and_episodes_are_told_apart(text: str, title: str, code: str) -> None:
    rest, place = read_place(words_of(text))
    assert (rest.text, place.code) == (title, code)


@pytest.mark.parametrize(
    ("text", "title", "place"),
    [
        ("picard latest", "picard", Place(which=Which.LATEST)),
        ("the latest episode of picard", "picard", Place(which=Which.LATEST)),
        ("el último capítulo de picard", "picard", Place(which=Which.LATEST)),
        ("the last episode of season 2 of picard", "picard", Place(season=2, which=Which.LATEST)),
        ("picard next episode", "picard", Place(which=Which.NEXT)),
        ("el próximo episodio de picard", "picard", Place(which=Which.NEXT)),
        ("the last 5 episodes of picard", "picard", Place(which=Which.LAST_FEW, count=5)),
        ("los últimos tres capítulos de picard", "picard", Place(which=Which.LAST_FEW, count=3)),
        ("picard from the beginning", "picard", Place(which=Which.ALL)),
        ("toda la serie picard", "picard", Place(which=Which.ALL)),
    ],
)
def test_episodes_without_their_number(text: str, title: str, place: Place) -> None:
    rest, found = read_place(words_of(text))
    assert (rest.text, found) == (title, place)
    assert place_from(found.numbers) == found


NOW = datetime(2026, 3, 1, tzinfo=UTC)
SHOW = Show(id=1, title="Picard")


def listed() -> list[Episode]:
    """Two seasons of three; the second one's last has not aired."""
    places = [(season, number) for season in (1, 2) for number in (1, 2, 3)]
    return [
        Episode(id=i, show_id=1, season=s, number=n, airs_at=NOW + timedelta(days=7 * (i - 4)), absolute=i + 1)
        for i, (s, n) in enumerate(places)
    ]


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (Place(season=1, number=2), "S01E02"),
        (Place(season=7, number=2), None),
        (Place(number=2), "S02E02"),
        (Place(which=Which.LATEST), "S02E02"),
        (Place(which=Which.LATEST, season=1), "S01E03"),
        (Place(which=Which.NEXT), "S02E03"),
        (Place(season=1), None),
        (Place(), None),
    ],
)
def test_the_episode_that_is_meant(place: Place, code: str | None) -> None:
    found = episode_meant(SHOW, listed(), place, NOW)
    assert (found.code if found else None) == code


def test_anime_is_counted_through() -> None:
    found = episode_meant(Show(id=1, title="P", kind=ShowKind.ANIME), listed(), Place(number=4), NOW)
    assert found
    assert found.code == "S02E01"
