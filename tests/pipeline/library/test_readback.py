"""How players read paths. readings.csv holds what real Jellyfins (12.0.0, 10.11.11, 10.10.7, without NFO files, in a
library's folder called "library") answered for files named like these; the names themselves are invented.

Its columns: the file, then `S<season>E<number>-<end> | title | series | year` or `hidden`, for each version.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.library.readback import Reader, as_meant, read, season_of, title_of

FACTS = Path(__file__).with_name("readings.csv")


def facts() -> list[tuple[str, Reader, str]]:
    with FACTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    found = []
    for name, twelve, eleven, ten in rows:
        found.append((name, Reader.JELLYFIN_12, twelve))
        found += [(name, Reader.JELLYFIN_11, eleven or twelve)] if eleven != "?" else []
        found += [(name, Reader.JELLYFIN_10, ten or twelve)] if ten != "?" else []
    return found


def told(file: str, reader: Reader) -> str:
    reading = read(file, reader)
    if reading is None:
        return "hidden"
    season, number = ("" if n is None else n for n in (reading.season, reading.number))
    end = f"-{reading.end}" if reading.end else ""
    return f"S{season}E{number}{end} | {reading.title} | {reading.series} | {reading.year or ''}"


def test_reads_every_recorded_path_as_the_real_ones_did() -> None:
    asked = [(file, reader, fact, told(file, reader)) for file, reader, fact in facts()]
    assert [each for each in asked if each[2] != each[3]] == []
    assert len(asked) > 600


@pytest.mark.parametrize(
    ("version", "reader"),
    [
        ("10.10.7", Reader.JELLYFIN_10),
        ("10.11.11", Reader.JELLYFIN_11),
        ("12.0.0", Reader.JELLYFIN_12),
        ("13.1.0", Reader.JELLYFIN_12),
    ],
)
def test_knows_the_reader_by_its_version(version: str, reader: Reader) -> None:
    assert Reader.of(version) is reader


@pytest.mark.parametrize(
    ("folder", "season"),
    [
        ("Season 01", 1),
        ("season 2", 2),
        ("Staffel 3", 3),
        ("S04", 4),
        ("05", 5),
        ("Specials", 0),
        ("Season 2024", 2024),
        ("Season 300", None),
        ("Featurettes", None),
    ],
)
def test_knows_a_season_s_folder(folder: str, season: int | None) -> None:
    assert season_of(folder, Reader.JELLYFIN_12) == season


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("Row/Season 01/Row - S01E02 - Tide.mkv", "S1E2"),
        ("Row/Season 01/Row - S01E02-E04 - Tide.mkv", "S1E2-4"),
        ("Row/Season 01/Grade s2 e5 - S01E02.mkv", "S2E5"),
        ("Row/Season 01/Row 1x02.mkv", "S1E2"),
        ("Row/Season 01/Row - S01E02 - E3 Special.mkv", "S1E2"),
        ("Row/Season 01/Row - 2026-01-02.mkv", "S1E"),
        ("Row/Season 01/Row - S01E02 - Free Sample.mkv", "hidden"),
        ("Sample (2020)/Season 01/S01E02.mkv", "hidden"),
    ],
)
def test_kodi_reads_by_its_own_list(file: str, expected: str) -> None:
    assert told(file, Reader.KODI).partition(" |")[0] == expected


def test_a_file_without_a_number_in_its_name_is_as_meant_where_an_nfo_can_tell_it() -> None:
    def fits(file: str, reader: Reader = Reader.JELLYFIN_12, tvdb: str = "") -> bool:
        return as_meant(file, reader, season=1, number=7, ids={"tvdb": tvdb})

    assert fits("Row/Season 01/Row - 2026-01-02.mkv")
    assert not fits("Row/Season 02/Row - 2026-01-02.mkv")
    assert not fits("Row/Season 01/Row - S01E07 - E9.mkv")
    assert not fits("Row/Season 01/Row - seven.mkv", Reader.KODI)
    assert not fits("Row [tvdbid-9]/Season 01/S01E07.mkv", tvdb="8")


def test_what_tells_of_a_release_is_no_title() -> None:
    assert title_of("Amber Quay 1080p x264") == "Amber Quay"
