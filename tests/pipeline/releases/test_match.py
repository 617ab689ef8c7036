from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.model import Release, Show
from pipeline.releases.match import Index, evidence
from pipeline.releases.parsing.names import read
from pipeline.releases.parsing.words import words
from pipeline.releases.titles import keys_of, namesakes
from tests.bench.match import Maker, measure, ours
from tests.rigs.releases import AIRED, release, show

FOLLOWED = [
    show("The Walking", id=1, year=None),
    show("The Walking Dead", id=2, year=2010),
    show("Archive 81", id=3, year=2022),
    show("Archive", id=4, year=2019),
    show("Battlestar Galactica (2003)", id=5, year=2003, tvdb_id=73545),
    show("Battlestar Galactica", id=6, year=1978, tvdb_id=71173),
    show("Ghosts", id=7, year=2019, country="GB", network="BBC One"),
    show("Ghosts", id=8, year=2021, country="US", network="CBS"),
    show("Marvel's Agents of S.H.I.E.L.D.", id=9, year=2013),
    show("Pokémon & Friends", id=10, year=2023, aliases=("ポケモン",)),
    show("9-1-1", id=11, year=2018),
    show("24", id=12, year=2001),
    show("Spider-Man", id=13, year=1994),
    show("One Piece", id=14, year=1999),
]
INDEX = Index(FOLLOWED)


def whose(title: str, **values: object) -> int | None:
    found = INDEX.match(release(title, **values))
    return found.show.id if found else None


@pytest.mark.parametrize(
    ("title", "id_"),
    [
        ("The.Walking.S01E01.720p-X", 1),
        ("The.Walking.Dead.S01E01.720p-X", 2),
        ("The.Walking.Dead.Daryl.Dixon.S01E01.720p-X", None),
        ("Archive.81.S01E03.1080p.NF.WEB-DL-X", 3),
        ("Archive.S01E03.1080p.WEB-DL-X", 4),
        ("Marvels.Agents.of.S.H.I.E.L.D.S02E01.1080p-X", 9),
        ("Marvels.Agents.of.SHIELD.S02E01.1080p-X", 9),
        ("Pokemon.and.Friends.S01E01.720p-X", 10),
        ("Pokémon & Friends - S01E01 [720p]", 10),
        ("9-1-1.S05E01.720p-X", 11),
        ("911.S05E01.720p-X", 11),
        ("9-1-1.Lone.Star.S05E01.720p-X", None),
        ("24.S03E05.720p-X", 12),
        ("24.Legacy.S01E05.720p-X", None),
        ("Spiderman.S01E05.720p-X", 13),
        ("[Group] One Piece - 1013 (1080p)", 14),
        ("Nobody.Follows.This.S01E01.720p-X", None),
        ("", None),
    ],
)
def test_takes_a_title_that_stands_in_the_name_whole_and_no_other(title: str, id_: int | None) -> None:
    assert whose(title) == id_


@pytest.mark.parametrize(
    ("title", "values", "id_"),
    [
        ("Battlestar.Galactica.2003.S02E05.720p-X", {}, 5),
        ("Battlestar.Galactica.1978.S01E05.720p-X", {}, 6),
        ("Battlestar.Galactica.S01E05.720p-X", {"tvdb_id": 73545}, 5),
        ("Battlestar.Galactica.1978.S01E05.720p-X", {"tvdb_id": 73545}, 6),
        ("Battlestar.Galactica.S01E05.720p-X", {}, None),
        ("Ghosts.US.S02E05.720p-X", {}, 8),
        ("Ghosts.UK.S02E05.720p-X", {}, 7),
        ("Ghosts.2019.S02E05.720p-X", {}, 7),
        ("Ghosts.S02E05.720p-X", {}, None),
        ("Ghosts.S02E05.720p.CBS.WEB-DL-X", {}, 8),
        ("The.Walking.S01E01.720p-X", {"tvdb_id": 73545}, 1),
    ],
)
def test_tells_shows_of_one_title_apart_by_what_speaks_for_them(
    title: str, values: dict[str, object], id_: int | None
) -> None:
    assert whose(title, **values) == id_


def test_the_air_date_decides_where_nothing_else_does() -> None:
    airs = {7: AIRED - timedelta(days=900), 8: AIRED}
    index = Index(FOLLOWED, lambda show, _: airs.get(show.id))
    found = index.match(release("Ghosts.S05E02.1080p.WEB-DL-X", published_at=AIRED + timedelta(hours=2)))
    assert found is not None
    assert found.show.id == 8


def test_gives_all_that_it_may_be_of_when_nothing_tells() -> None:
    assert {m.show.id for m in INDEX.matches(release("Ghosts.S02E05.720p-X"))} == {7, 8}


def test_finds_a_second_title_beside_the_first() -> None:
    assert whose("[Sub] 海賊王 / One Piece - 1013 [1080p]") == 14


def test_knows_shows_that_share_a_title() -> None:
    assert [s.id for s in namesakes(FOLLOWED[4], FOLLOWED)] == [6]
    assert namesakes(FOLLOWED[0], FOLLOWED) == ()


def test_words_are_compared_without_what_people_write_differently() -> None:
    assert words("Marvel's Agents of S.H.I.E.L.D.") == ("marvels", "agents", "of", "shield")
    assert words("Beauty & the Beast") == words("beauty and the beast")
    assert words("Élite") == words("elite")


@given(st.text(max_size=400))
@example("[" * 300)
@example("(" * 150 + "]" * 150)
@example("a." * 200)
@example("The Walking " * 30)
def test_any_text_is_of_one_show_or_of_none(title: str) -> None:
    found = INDEX.match(Release(title=title, indexer="x"))
    assert found is None or found.show in FOLLOWED


WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9)


@given(st.lists(WORD, min_size=2, max_size=4), WORD)
def test_a_longer_title_is_never_taken_for_its_beginning(title: list[str], more: str) -> None:
    followed: list[Show] = [show(" ".join(title), year=None)]
    name = ".".join([*title, more]).title()
    found = Index(followed).match(Release(title=f"{name}.S01E01.1080p.WEB-DL.H.264-FAIR", indexer="x"))
    assert found is None or keys_of(found.show) & {words(found.name.title)}


def test_a_feed_that_is_made_to_mislead_is_matched_right() -> None:
    maker = Maker(100)
    got = measure(ours(maker.shows), maker.items(1500))
    assert got.taken_wrongly == 0
    assert got.right >= 0.99 * got.items


@pytest.mark.parametrize(
    ("title", "tells"), [("Lantern.Row.S01E07.720p", True), ("Lantern.Row.S01E07.Christmas.Special.720p", False)]
)
def test_a_special_behind_a_season_tells_nothing_of_whose_season_is_longer(title: str, *, tells: bool) -> None:
    found = release(title, published_at=None)
    assert bool(evidence(found, read(title), show(year=None), AIRED)) == tells
