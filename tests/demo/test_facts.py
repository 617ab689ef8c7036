"""What the pretend Jellyfin says, laid beside what real ones (12.0.0, 10.11.11, 10.10.7) were recorded to say."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import requests

from demo.media.library import Item, scan
from demo.media.selection import is_converted, switched_on
from demo.mediaserver import MediaServer
from pipeline.library.naming import check_pattern
from pipeline.library.nfo import episode_nfo, show_nfo
from pipeline.library.readback import Reader
from tests.pipeline.library.test_readback import facts
from tests.rigs.shelf import SHOWS, Row, rows

SHELF, PATTERNS = (Path(__file__).with_name(f"{name}.csv") for name in ("shelf", "patterns"))
SELECTIONS = Path(__file__).with_name("selections.csv")


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


READERS = (Reader.JELLYFIN_12, Reader.JELLYFIN_11, Reader.JELLYFIN_10)


@pytest.mark.parametrize("described", [False, True], ids=["by names", "with NFO files"])
def test_the_recorded_shelf_is_shown_as_the_real_ones_show_it(tmp_path: Path, described: bool) -> None:
    """308 files of 113 kinds of shows, as Airdate once filed them, the wrong names with the right ones."""
    library = tmp_path / "library"
    shelf, shows = rows_of(SHELF), rows(SHOWS)
    for file, line, holds, *_ in shelf:
        (library / file).parent.mkdir(parents=True, exist_ok=True)
        (library / file).touch()
        if described:
            describe(library, library / file, shows[int(line) - 1], holds.split())

    for place, reader in enumerate(READERS):
        told = shown_by(library, reader)
        column = 3 + described
        asked = [(each[0], each[column + 2 * place] or each[column], told.get(each[0], "hidden")) for each in shelf]
        wrong = [each for each in asked if each[1] != each[2]]
        assert len(wrong) <= len(shelf) // 100, (reader, wrong)


def describe(library: Path, video: Path, row: Row, codes: list[str]) -> None:
    by_code = {f"{each.season}x{each.number}": each for each in row.episodes}
    video.with_suffix(".nfo").write_bytes(episode_nfo(row.show, *(by_code[code] for code in codes)))
    first = min(each.air_date for each in row.episodes if each.air_date)
    (library / video.relative_to(library).parts[0] / "tvshow.nfo").write_bytes(show_nfo(row.show, first))


def shown_by(library: Path, reader: Reader) -> dict[str, str]:
    """Each file as the pretend one shows it: numbers, title, show, season; not what is another item's version."""
    found = {}
    for item in scan(library, "Shows", reader).values():
        if item.kind == "Episode":
            numbers = ["" if n is None else str(n) for n in (item.season, item.number)]
            end = f"-{item.last_number}" if item.last_number else ""
            said = f"S{numbers[0]}E{numbers[1]}{end} | {item.name} | {item.series_name} | {item.season_name}"
            found[item.path.relative_to(library).as_posix()] = said
    return found


def test_the_recorded_patterns_are_read_as_the_real_one_reads_them(tmp_path: Path) -> None:
    library = tmp_path / "library"
    recorded = rows_of(PATTERNS)
    for _, file, *_ in recorded:
        (library / file).parent.mkdir(parents=True, exist_ok=True)
        (library / file).touch()
    items = [item for item in scan(library, "Shows", Reader.JELLYFIN_12).values() if item.kind == "Episode"]
    told = {item.path.relative_to(library).as_posix(): spelt(item) for item in items}

    assert [(file, said, told.get(file)) for _, file, _, said, _ in recorded if told.get(file) != said] == []
    usable = {pattern: [row for row in recorded if row[0] == pattern] for pattern in {row[0] for row in recorded}}
    for pattern, mine in usable.items():
        if all(right == "True" for *_, right in mine):
            assert check_pattern(pattern) == pattern


def spelt(item: Item) -> str:
    place = f"{item.series_name!r}/{item.season_name!r}"
    return f"S{item.season}E{item.number}-{item.last_number} {item.name!r} in {place}"


def selections() -> list[list[str]]:
    with SELECTIONS.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@pytest.mark.parametrize("reader", [Reader.JELLYFIN_12, Reader.JELLYFIN_11, Reader.JELLYFIN_10])
def test_files_are_shown_as_the_real_one_shows_them(tmp_path: Path, reader: Reader) -> None:
    library = tmp_path / "library"
    recorded = {file: said for file, asked, said in facts() if asked is reader}
    for file in recorded:
        (library / file).parent.mkdir(parents=True, exist_ok=True)
        (library / file).touch()

    items = scan(library, "Shows", reader)

    shown = {i.path.relative_to(library).as_posix(): i for i in items.values() if i.kind == "Episode"}
    wrong = []
    for file, said in recorded.items():
        item = shown.get(file)
        numbers = [None if item is None else n for n in ((item.season, item.number, item.last_number) if item else ())]
        told = "hidden"
        if item is not None:
            season, number = ("" if n is None else n for n in numbers[:2])
            end = f"-{item.last_number}" if item.last_number else ""
            told = f"S{season}E{number}{end} | {item.name} | {item.series_name}"
        if told != said.rpartition(" | ")[0] and told != said:
            wrong.append((file, told, said))
    assert len(wrong) <= len(recorded) // 100, wrong


@pytest.mark.parametrize("reader", [Reader.JELLYFIN_12, Reader.JELLYFIN_11, Reader.JELLYFIN_10])
def test_subtitles_are_switched_on_as_the_real_one_does(reader: Reader) -> None:
    wrong = []
    for mode, prefers, beside, on, film, ten in selections():
        expected = ("" if ten == "none" else ten) if ten and reader is Reader.JELLYFIN_10 else on
        chosen = switched_on(beside.split(), mode, prefers, reader)
        if chosen != expected or (expected == on and is_converted(chosen) != bool(film)):
            wrong.append((mode, prefers, beside, chosen, expected))
    assert wrong == []
    assert len(selections()) == 70


def test_one_that_is_called_default_comes_before_all() -> None:
    beside = (".ar.srt", ".de.mks", ".en.default.srt", ".en.forced.srt")
    assert switched_on(beside, "Default", "", Reader.JELLYFIN_12) == ".en.default.srt"


@pytest.mark.parametrize("version", ["12.0.0", "10.11.11", "10.10.7"])
def test_what_it_answers_says_which_subtitle_is_on(tmp_path: Path, version: str) -> None:
    season = tmp_path / "Amber Quay (2020)" / "Season 01"
    season.mkdir(parents=True)
    for number, (_, _, beside, *_) in enumerate(selections(), 1):
        for suffix in ("", *beside.split()):
            (season / f"Amber Quay - S01E{number:03}{suffix or '.mp4'}").touch()
    with MediaServer(tmp_path, version=version) as server:
        items = {item.number: item for item in server.items()}
        wrong = []
        for number, (mode, prefers, beside, on, _, ten) in enumerate(selections(), 1):
            server.subtitle_modes["Ada"] = (mode, prefers)
            expected = ("" if ten == "none" else ten) if ten and version.startswith("10.10") else on
            answer = requests.get(
                f"{server.url}/Items",
                params={"ids": items[number].id, "fields": "MediaSources", "userId": server.user_id("Ada")},
                headers={"Authorization": f'MediaBrowser Token="{server.api_key}"'},
                timeout=10,
            )
            (source,) = answer.json()["Items"][0]["MediaSources"]
            index = source.get("DefaultSubtitleStreamIndex")
            chosen = next((s["Path"] for s in source["MediaStreams"] if s["Index"] == index), "")
            if not (chosen.endswith(f"E{number:03}{expected}") if expected else chosen == ""):
                wrong.append((mode, prefers, beside, chosen, expected))
    assert wrong == []
