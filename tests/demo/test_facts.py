"""What the pretend Jellyfin says, laid beside what real ones (12.0.0, 10.11.11, 10.10.7) were recorded to say."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from demo.media.library import scan
from demo.media.selection import is_converted, switched_on
from pipeline.library.readback import Reader
from tests.pipeline.library.test_readback import facts

SELECTIONS = Path(__file__).with_name("selections.csv")


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
