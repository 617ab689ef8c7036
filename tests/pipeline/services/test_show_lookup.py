"""Which show is meant by a name: one clearly, or the ones to choose from."""

from __future__ import annotations

import pytest

from pipeline.errors import UserError
from pipeline.model import Show
from pipeline.services.show_lookup import NotClear, meant_among

TITLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("The Tin Orchard", ("Der Blechgarten", "El huerto de hojalata")),
    ("Meridian Ferry", ()),
    ("Chronicles of the Harbour", ()),
    ("Show 500", ()),
    ("Show 50", ()),
    ("Star Trek: Picard", ("Picard",)),
    ("Star Trek: Discovery", ()),
    ("New Girl", ()),
    ("Season 2", ()),
    ("S.W.A.T.", ()),
    ("Grey's Anatomy", ()),
    ("Law & Order", ()),
    ("Law & Order: Special Victims Unit", ("Law & Order SVU",)),
    ("Spider-Man", ()),
)
MINE = [Show(id=i, title=title, aliases=aliases, year=2020) for i, (title, aliases) in enumerate(TITLES, 1)]
THEIRS = [Show(id=100, title="The Chronicle of the Keeper", year=2021), Show(id=101, title="Picard Manor", year=2022)]


@pytest.mark.parametrize(
    ("text", "title", "code"),
    [
        ("the tin orchard", "The Tin Orchard", ""),
        ("tin orchard", "The Tin Orchard", ""),
        ("Tin Orchard (2020)", "The Tin Orchard", ""),
        ("tinorchard", "The Tin Orchard", ""),
        ("tin orchrd", "The Tin Orchard", ""),
        ("orchard", "The Tin Orchard", ""),
        ("der blechgarten", "The Tin Orchard", ""),
        ("el huerto de hojalata temporada 2 capítulo 1", "The Tin Orchard", "S02E01"),
        ("the tin orchard season 2 episode 1", "The Tin Orchard", "S02E01"),
        ("s02e01 the tin orchard", "The Tin Orchard", "S02E01"),
        ("show 500", "Show 500", ""),
        ("show 50 s01e02", "Show 50", "S01E02"),
        ("picard", "Star Trek: Picard", ""),
        ("star trek discovery", "Star Trek: Discovery", ""),
        ("discovery", "Star Trek: Discovery", ""),
        ("new girl", "New Girl", ""),
        ("new girl 2x03", "New Girl", "S02E03"),
        ("season 2", "Season 2", ""),
        ("swat", "S.W.A.T.", ""),
        ("greys anatomy", "Grey's Anatomy", ""),
        ("law and order", "Law & Order", ""),
        ("law and order svu", "Law & Order: Special Victims Unit", ""),
        ("spiderman", "Spider-Man", ""),
        ("the chronicle of the keeper", "The Chronicle of the Keeper", ""),
        ("new meridian ferry", "Meridian Ferry", ""),
    ],
)
def test_a_name_that_is_clearly_one_show(text: str, title: str, code: str) -> None:
    meant = meant_among(text, MINE, THEIRS)
    assert (meant.show.title, meant.place.code) == (title, code)


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("star trek", ["Star Trek: Picard", "Star Trek: Discovery"]),
        ("show", ["Show 500", "Show 50"]),
        ("show 5000", ["Show 500", "Show 50"]),
        ("show 501", ["Show 500", "Show 50"]),
        ("chronicle", ["The Chronicle of the Keeper"]),
        ("chronicles of the keeper", ["The Chronicle of the Keeper"]),
        ("manor", ["Picard Manor"]),
        ("star trek prodigy", ["Star Trek: Picard", "Star Trek: Discovery"]),
        ("meridian ferry two", ["Meridian Ferry"]),
        ("500", ["Show 500"]),
    ],
)
def test_a_name_that_is_not_clear_asks(text: str, among: list[str]) -> None:
    with pytest.raises(NotClear) as asked:
        meant_among(text, MINE, THEIRS)
    assert {show.title for show in asked.value.candidates} >= set(among)


@pytest.mark.parametrize("text", ["zzyzx", "ex", "the", "", "!!", "S01E02", "七人"])
def test_a_name_of_nothing_says_so(text: str) -> None:
    with pytest.raises(UserError):
        meant_among(text, MINE, THEIRS)


def test_two_of_one_name_are_told_apart_by_their_year_or_network() -> None:
    old, new = Show(id=1, title="Cosmos", year=1980), Show(id=2, title="Cosmos", year=2014)
    assert meant_among("cosmos 2014", [old, new]).show is new
    with pytest.raises(NotClear, match=r"Cosmos \(1980\).*Cosmos \(2014\)"):
        meant_among("cosmos", [old, new])
    assert meant_among("cosmos", [new], [old]).show is new  # the one that they follow themselves


def test_the_beginning_of_another_show_is_not_that_show() -> None:
    """Somebody means a show that they do not follow."""
    with pytest.raises(UserError):
        meant_among("Picard Manor", [MINE[5]])
