from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Filing
from pipeline.library.naming import (
    ANIME,
    DAILY,
    STANDARD,
    check_pattern,
    episode_path,
    folders_of,
    pattern_for,
    title_of,
)
from pipeline.library.readback import JELLYFINS, Reader, as_meant
from pipeline.model import Episode, Show, ShowKind

LIBRARY = Path("/media/shows")
WITHOUT_ID = "{show}/Season {season:02}/{show} - {code}< - {title}>"


def episode(number: int = 2, name: str = "Low Tide", season: int = 1, **values: object) -> Episode:
    return Episode(id=number, show_id=1, season=season, number=number, title=name, **values)  # type: ignore[arg-type]


def path_of(title: str = "Lantern Row", year: int | None = 2026, name: str = "Low Tide", season: int = 1) -> Path:
    show = Show(id=1, title=title, year=year)
    return episode_path(LIBRARY, show, episode(name=name, season=season), ".mp4")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (path_of(), "Lantern Row (2026)/Season 01/Lantern Row (2026) - S01E02 - Low Tide.mp4"),
        (path_of(year=None), "Lantern Row/Season 01/Lantern Row - S01E02 - Low Tide.mp4"),
        (path_of(title="Lights (2026)"), "Lights (2026)/Season 01/Lights (2026) - S01E02 - Low Tide.mp4"),
        (path_of(season=0), "Lantern Row (2026)/Season 00/Lantern Row (2026) - S00E02 - Low Tide.mp4"),
        (path_of(name=""), "Lantern Row (2026)/Season 01/Lantern Row (2026) - S01E02.mp4"),
        (
            path_of(title="9-1-1: Lone/Star", year=None),
            "9-1-1 - Lone-Star/Season 01/9-1-1 - Lone-Star - S01E02 - Low Tide.mp4",
        ),
        (path_of(title="../../etc", year=None), "-..-etc/Season 01/-..-etc - S01E02 - Low Tide.mp4"),
        (path_of(title="CON", year=None), "CON_/Season 01/CON_ - S01E02 - Low Tide.mp4"),
        (path_of(name="{title} <b>"), "Lantern Row (2026)/Season 01/Lantern Row (2026) - S01E02 - {title} b.mp4"),
    ],
)
def test_follows_jellyfin_s_convention_with_names_safe_everywhere(path: Path, expected: str) -> None:
    assert path.relative_to(LIBRARY).as_posix() == expected


@given(st.text(), st.text(), st.integers(0, 40), st.sampled_from([STANDARD, DAILY, ANIME, WITHOUT_ID]))
def test_no_title_leads_out_of_the_library_or_makes_a_name_too_long(
    title: str, name: str, season: int, pattern: str
) -> None:
    show = Show(id=1, title=title, year=2026, tvdb_id=123456)
    which = episode(name=name, season=season, air_date=date(2026, 1, 2), absolute=7)
    path = episode_path(LIBRARY, show, which, ".mp4", pattern)
    assert path.resolve().is_relative_to(LIBRARY)
    assert len(path.relative_to(LIBRARY).parts) == 3
    assert all(len(part.encode()) <= 255 - 4 for part in path.parts)
    assert not any(c in part for part in path.relative_to(LIBRARY).parts for c in '<>:"/\\|?*\0')


def test_several_episodes_in_one_file_are_named_from_first_to_last() -> None:
    show = Show(id=1, title="Lantern Row", year=2026)
    path = episode_path(LIBRARY, show, episode(), ".mkv", also=[episode(3, "High Tide"), episode(4, "Low Tide")])
    assert path.name == "Lantern Row (2026) - S01E02-E04 - Low Tide & High Tide.mkv"


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        (ShowKind.DAILY, {"air_date": date(2026, 11, 22)}, "Row - S01E02 - 2026-11-22 - Low Tide.mp4"),
        (ShowKind.DAILY, {}, "Row - S01E02 - Low Tide.mp4"),
        (ShowKind.DAILY, {"air_date": date(2026, 11, 22), "season": 0}, "Row - S00E02 - Low Tide.mp4"),
        (ShowKind.ANIME, {"absolute": 27}, "Row - S01E02 - 027 - Low Tide.mp4"),
        (ShowKind.ANIME, {}, "Row - S01E02 - Low Tide.mp4"),
        (ShowKind.STANDARD, {"absolute": 27, "air_date": date(2026, 11, 22)}, "Row - S01E02 - Low Tide.mp4"),
    ],
)
def test_each_kind_of_show_has_its_own_pattern(kind: ShowKind, values: dict[str, object], expected: str) -> None:
    show, which = Show(id=1, title="Row", kind=kind), episode(**values)  # type: ignore[arg-type]
    pattern = pattern_for(show, which, Filing().patterns)
    assert episode_path(LIBRARY, show, which, ".mp4", pattern).name == expected


def test_ids_can_stand_in_folder_names_and_are_left_out_where_there_is_none() -> None:
    with_id, without = Show(id=1, title="Row", tvdb_id=77), Show(id=1, title="Row")
    assert episode_path(LIBRARY, with_id, episode(), ".mp4").parts[3] == "Row [tvdbid-77]"
    assert episode_path(LIBRARY, without, episode(), ".mp4").parts[3] == "Row"
    assert episode_path(LIBRARY, with_id, episode(), ".mp4", WITHOUT_ID).parts[3] == "Row"


@pytest.mark.parametrize(
    ("show", "folder"),
    [
        (Show(id=1, title="Row", imdb_id="tt0000007", tvmaze_id=7), "Row [imdbid-tt0000007]"),
        (Show(id=1, title="Row", tvmaze_id=7), "Row"),
        (Show(id=1, title="1926", tvmaze_id=7), "1926"),
        (Show(id=1, title="Flat 207", tvmaze_id=7), "Flat 207"),
        (Show(id=1, title="Subs", tvmaze_id=7), "Subs [tvmazeid-7]"),
        (Show(id=1, title="Subs", year=2020), "Subs (2020)"),
        (Show(id=1, title="Subs"), "Subs (TV)"),
        (Show(id=1, title="???", year=2020, tvdb_id=7), "Unnamed show (2020) [tvdbid-7]"),
        (Show(id=1, title="Matter [tvdbid-5]", tvdb_id=7), "Matter [tvdbid 5] [tvdbid-7]"),
        (Show(id=1, title="tt1234567", year=2020, tvmaze_id=7), "tt 1234567 (2020)"),
    ],
)
def test_a_show_s_folder_is_known_again_as_that_show(show: Show, folder: str) -> None:
    assert episode_path(LIBRARY, show, episode(), ".mp4").parts[3] == folder


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Trailer", "(Trailer)"),
        ("The Best Sample", "(The Best Sample)"),
        ("Life/Short", "Life–Short"),
        ("Un-deleted", "Un–deleted"),
        ("E3 Special", "(E3 Special)"),
        ("x9", "(x9)"),
        ("3x05-06", "3x05–06"),
        ("Trailers and Samples", "Trailers and Samples"),
        ("The 1-2-3 of It", "The 1-2-3 of It"),
        ("24 Hours", "24 Hours"),
    ],
)
def test_a_title_that_would_hide_or_renumber_an_episode_takes_another_form(title: str, name: str) -> None:
    assert path_of(name=title).name == f"Lantern Row (2026) - S01E02 - {name}.mp4"


def test_a_show_s_name_with_numbers_in_it_is_left_to_its_folder() -> None:
    path = path_of(title="Grade s3 e4")
    assert path.relative_to(LIBRARY) == Path("Grade s3 e4 (2026)/Season 01/S01E02 - Low Tide.mp4")


ODD = ("S01E01", "XS5 E3 Fables", "1926", "7x7", "S.W.A.T. 2", "Season 3", "The Off Season 2", "24", "E4 Live", "8-2-2")
NUMBERED = ((0, 1), (0, 101), (1, 1), (1, 24), (12, 101), (2024, 24))  # (season, number)
ODD_TITLES = (
    "S02E05",
    "E2-E9",
    "1984-01-01",
    "Part 2",
    "CD 1",
    "2x4",
    "Season 2 Recap",
    "101",
    "-other",
    "(1)",
    "1080p",
)


@pytest.mark.parametrize("title", ODD)
@pytest.mark.parametrize("tvdb_id", [7, None])
@pytest.mark.parametrize("year", [2020, None])
def test_every_name_comes_back_as_it_was_meant(title: str, tvdb_id: int | None, year: int | None) -> None:
    show = Show(id=1, title=title, year=year, tvdb_id=tvdb_id)
    for (season, number), name in itertools.product(NUMBERED, ODD_TITLES):
        path = episode_path(LIBRARY, show, episode(number, name, season), ".mkv")
        file, ids = path.relative_to(LIBRARY).as_posix(), {"tvdb": str(tvdb_id or "")}
        # Where all signs of a name tell numbers, Kodi may not find them; each Jellyfin does.
        for reader in Reader if tvdb_id or year else JELLYFINS:
            assert as_meant(file, reader, season=season, number=number, ids=ids), f"{reader}: {file}"


def test_shows_of_one_title_stay_two_where_no_id_tells_them_apart(tmp_path: Path) -> None:
    old, new = (Show(id=year, title="Double Hills", year=year, tvmaze_id=year) for year in (1990, 2017))
    first = episode_path(tmp_path, old, episode(), ".mp4")
    first.parent.mkdir(parents=True)
    assert first.parts[-3] == "Double Hills (1990)"
    assert title_of(tmp_path, old, "Double Hills (1990)") == "Double Hills"
    assert title_of(tmp_path, new, "Double Hills [2017]") == "Double Hills (2017)"
    assert episode_path(tmp_path, new, episode(), ".mp4").parts[-3] == "Double Hills [2017] [tvmazeid-2017]"
    with_id = Show(id=3, title="Double Hills", year=2020, tvdb_id=3)
    assert episode_path(tmp_path, with_id, episode(), ".mp4").parts[-3] == "Double Hills (2020) [tvdbid-3]"


def test_shows_of_one_title_and_year_stay_apart_too(tmp_path: Path) -> None:
    used: set[str] = set()
    for number in range(1, 4):
        show = Show(id=number, title="Double Hills", year=2017, tvmaze_id=number)
        folder = episode_path(tmp_path, show, episode(), ".mp4", others=used).relative_to(tmp_path).parts[0]
        (tmp_path / folder).mkdir()
        used.add(folder)

    assert used == {
        "Double Hills (2017)",
        "Double Hills [2017] [tvmazeid-2]",
        "Double Hills (TVmaze 3) [tvmazeid-3]",
    }


@pytest.mark.parametrize(
    ("folder", "description", "is_own"),
    [
        ("Gull Reef", "", "maybe"),
        ("gull reef (2019)", "", "maybe"),
        ("Gull Reef (2019) {tvdb-7}", "", "yes"),
        ("Gull Reef!", "", "maybe"),
        ("Gull Reef - the show", '<uniqueid type="tvmaze">70</uniqueid>', "yes"),
        ("Gull Reef (2005)", "", "no"),
        ("Gull Reef Stories", "", "no"),
        ("Gull Reef (2019) [tvdbid-8]", "", "no"),
        ("Gull Reef", '<uniqueid type="tvmaze">71</uniqueid>', "no"),
        ("Gull Reef (another's)", "", "no"),
        ("Gull Reef 2019", "", "maybe"),
        ("gull.reef.2019", "", "maybe"),
        ("Gull_Reef", "", "maybe"),
        ("Gull Reef 2005", "", "no"),
    ],
)
def test_a_folder_that_somebody_made_for_the_show_is_known(
    tmp_path: Path, folder: str, description: str, is_own: str
) -> None:
    (tmp_path / folder).mkdir()
    if description:
        (tmp_path / folder / "tvshow.nfo").write_text(f"<tvshow><title>Gull Reef</title>{description}</tvshow>")
    show = Show(id=1, title="Gull Reef", year=2019, tvdb_id=7, tvmaze_id=70)

    sure, unsure = folders_of(tmp_path, show, ["Gull Reef (another's)"])
    assert [sure, *(each.name for each in unsure)] == {"yes": [folder], "maybe": ["", folder], "no": [""]}[is_own]


@pytest.mark.parametrize(
    ("title", "folder", "is_own"),
    [
        ("The Tin Orchard", "Tin Orchard, The (2019)", True),
        ("The Tin Orchard", "tin orchard, the", True),
        ("Der Leuchtturm", "Leuchtturm, Der [2019]", True),
        ("La Ría", "Ría, La", True),
        ("The Tin Orchard", "Tin Orchard", False),
        ("Tin Orchard", "Tin Orchard, The", False),
        ("Row, the Show", "Row, the Show", True),
    ],
)
def test_a_folder_that_is_sorted_by_its_first_word_is_known(
    tmp_path: Path, title: str, folder: str, is_own: bool
) -> None:
    (tmp_path / folder).mkdir()
    _, unsure = folders_of(tmp_path, Show(id=1, title=title, year=2019))
    assert [each.name for each in unsure] == ([folder] if is_own else [])


def test_a_folder_that_the_show_has_already_stays_its_folder() -> None:
    show = Show(id=1, title="Row", tvdb_id=77)
    path = episode_path(LIBRARY, show, episode(), ".mp4", folder="row, the show")
    assert path.relative_to(LIBRARY) == Path("row, the show/Season 01/Row - S01E02 - Low Tide.mp4")
    assert episode_path(LIBRARY, show, episode(), ".mp4", "{show} {code}", folder="row").parent == LIBRARY


@pytest.mark.parametrize("pattern", [STANDARD, DAILY, ANIME, WITHOUT_ID, "{name} {season}x{number:02}"])
def test_a_usable_pattern_is_taken(pattern: str) -> None:
    assert check_pattern(pattern) == pattern


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("{show}/{titel} {code}", "no field .titel."),
        ("{show}/Season {season}", "episodes would share a name"),
        ("Season {season}/{code}", "shows would share a name"),
        ("../{show}/{code}", "leads out"),
        ("/{show}/{code}", "leads out"),
        ("{show}//{code}", "leads out"),
        ("{show}/{code", "not a pattern"),
        ("{show}/{code:d}", "not a pattern"),
        ("{show.__class__}/{code}", "no field"),
        ("{show}/{code} <{title}", "needs its >"),
        ("{show}/{name} - {absolute:03}< - {title}>", "Jellyfin would take .* for S0E3; put .code. into"),
        ("{show}/Sample/{code}", "for nothing at all"),
        ("{show}/Season 4/{code}", "for S1E1"),
    ],
)
def test_an_unusable_pattern_is_told_at_the_start(pattern: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        check_pattern(pattern)
