"""Subtitles of a release that are pictures are kept under the film's name."""

from __future__ import annotations

from pathlib import Path

from pipeline.services.picture_subtitles import place


def shipped(folder: Path, *names: str) -> list[str]:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return [str(folder / name) for name in names]


def test_both_files_of_a_pair_keep_one_name(tmp_path: Path) -> None:
    pictures = shipped(tmp_path / "R", "Subs/2_English.idx", "Subs/2_English.sub", "film.sup")
    stem = tmp_path / "library" / "Low Tide - S01E01"
    placed = place(pictures, str(tmp_path / "R" / "film.mkv"), stem)
    assert [path.name for path in placed] == [
        "Low Tide - S01E01.en.idx",
        "Low Tide - S01E01.en.sub",
        "Low Tide - S01E01.sup",
    ]
    assert placed[1].read_bytes() == b"Subs/2_English.sub"


def test_two_of_a_language_do_not_take_each_other_s_place(tmp_path: Path) -> None:
    pictures = shipped(tmp_path, "2_eng.idx", "2_eng.sub", "5_English.idx", "5_English.sub", "6_English.Forced.sup")
    placed = place(pictures, str(tmp_path / "film.mkv"), tmp_path / "kept" / "S01E01")
    assert [path.name for path in placed] == [
        "S01E01.en.idx", "S01E01.en.sub", "S01E01.en.t2.idx", "S01E01.en.t2.sub", "S01E01.en.forced.sup",
    ]  # fmt: skip


def test_what_is_gone_meanwhile_is_passed_over(tmp_path: Path) -> None:
    assert place([str(tmp_path / "gone.sup")], str(tmp_path / "film.mkv"), tmp_path / "S01E01") == []
