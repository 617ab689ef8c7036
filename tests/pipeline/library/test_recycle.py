from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.clock import now
from pipeline.library import recycle
from pipeline.library.nfo import show_nfo
from pipeline.model import ShowInfo


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """An episode in the library, with a subtitle beside it, and another episode."""
    folder = tmp_path / "library" / "Lantern Row" / "Season 01"
    folder.mkdir(parents=True)
    for name in ("E01.mkv", "E01.en.srt", "E02.mkv"):
        (folder / name).write_text(f"old {name}")
    return folder / "E01.mkv"


def kept(video: Path, by: str = "ab" * 20) -> list[recycle.Kept]:
    library = video.parents[2]
    return recycle.keep_copy(video, library, library.parent / "recycle", by)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file())


def test_keeps_the_video_and_what_lies_beside_it_and_nothing_else(video: Path) -> None:
    assert [k.path.name for k in kept(video)] == ["E01.mkv", "E01.en.srt"]
    assert [k.path.name for k in kept(video)] == ["E01.mkv", "E01.en.srt"], "again, with the same outcome"
    assert names(video.parents[3] / "recycle") == ["E01.en.srt", "E01.mkv"]


def test_a_new_file_of_the_same_name_leaves_the_old_one_in_the_recycle_folder(video: Path) -> None:
    old = kept(video)
    new = video.with_name("new")
    new.write_text("new")
    new.replace(video)
    recycle.remove(old, video)
    assert video.read_text() == "new"
    assert old[0].copy.read_text() == "old E01.mkv"


def test_a_new_file_of_another_suffix_takes_the_old_one_out(video: Path) -> None:
    old = kept(video)
    new = video.with_suffix(".mp4")
    new.write_text("new")
    recycle.remove(old, new)
    assert names(video.parent) == ["E01.en.srt", "E01.mp4", "E02.mkv"], "what lies beside it is the new one's now"


def test_names_that_differ_only_in_case_may_be_one_file(video: Path) -> None:
    old = kept(video)
    for each in old:  # as exFAT and SMB have it: the new file by both names
        each.path.with_name(each.path.name.replace("E01", "e01")).hardlink_to(each.path)
    recycle.remove(old, video.with_name("e01.mkv"))
    assert names(video.parent) == ["E01.en.srt", "E01.mkv", "E02.mkv", "e01.en.srt", "e01.mkv"]


def test_names_that_differ_only_in_case_may_be_two_files(video: Path) -> None:
    old = kept(video)
    video.with_name("e01.mkv").write_text("new")
    recycle.remove(old, video.with_name("e01.mkv"))
    assert names(video.parent) == ["E02.mkv", "e01.mkv"]


def test_a_renamed_episode_takes_all_of_the_old_name_out(video: Path) -> None:
    old = kept(video)
    recycle.remove(old, video.with_name("E01 - Title.mkv"))
    assert names(video.parent) == ["E02.mkv"]


def test_what_did_not_come_about_is_put_back(video: Path) -> None:
    old = kept(video)
    video.unlink()
    recycle.put_back(old)
    assert video.read_text() == "old E01.mkv"


def test_what_was_overwritten_by_the_new_file_is_put_back_too(video: Path) -> None:
    old = kept(video)
    for path in (video, video.with_name("E01.en.srt")):
        path.unlink()
        path.write_text("new")
    recycle.put_back(old)
    assert [k.path.read_text() for k in old] == ["old E01.mkv", "old E01.en.srt"]
    assert names(video.parents[3] / "recycle") == [], "it is in the library again, and there alone"


def test_cut_off_and_begun_again_the_old_file_stays_kept(video: Path) -> None:
    kept(video)
    new = video.with_name("new")
    new.write_text("new")
    new.replace(video)
    video.with_name("E01.es.srt").write_text("the new one's")
    again = kept(video)
    assert [k.copy.read_text() for k in again] == ["old E01.mkv", "old E01.en.srt"]


def test_replaced_twice_in_a_day_both_are_kept(video: Path) -> None:
    kept(video)
    new = video.with_name("new")
    new.write_text("better")
    new.replace(video)
    kept(video, "cd" * 20)
    both = [p.read_text() for p in (video.parents[3] / "recycle").rglob("E01.mkv")]
    assert sorted(both) == ["better", "old E01.mkv"]


def test_what_is_not_there_is_not_kept(video: Path) -> None:
    video.unlink()
    assert kept(video) == []


def test_only_what_has_been_there_long_enough_goes(tmp_path: Path) -> None:
    for days in (1, 40):
        (tmp_path / f"{now() - timedelta(days=days):%Y-%m-%d}").mkdir()
    (tmp_path / "mine").mkdir()
    assert recycle.empty(tmp_path, 0) == 0
    assert recycle.empty(tmp_path, 30) == 1
    assert recycle.empty(tmp_path / "nowhere", 30) == 0
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("others", "stays"),
    [
        ((), False),
        (("poster.jpg", "fanart.png", "season01-poster.jpg", "season-specials-poster.jpg", "clearlogo.png"), False),
        (("theme.mp3",), True),
        (("Season 02/Row - S02E01.mkv",), True),
    ],
)
def test_a_show_s_last_episode_takes_what_describes_the_show_along(
    tmp_path: Path, others: tuple[str, ...], stays: bool
) -> None:
    library, show = tmp_path / "library", tmp_path / "library" / "Row (2020)"
    for name in ("Season 01/Row - S01E01.mkv", *others):
        (show / name).parent.mkdir(parents=True, exist_ok=True)
        (show / name).write_text(name)
    (show / "tvshow.nfo").write_bytes(show_nfo(ShowInfo(title="Row", year=2020)))
    moved = recycle.plan(show / "Season 01/Row - S01E01.mkv", library, tmp_path / "recycle")

    recycle.copy(moved)
    recycle.take_out(moved, library)

    assert (show / "tvshow.nfo").exists() is stays
    assert show.exists() is stays
    assert not (show / "Season 01").exists()


def test_a_description_that_somebody_wrote_stays(tmp_path: Path) -> None:
    video = tmp_path / "library" / "Row" / "Season 01" / "Row - S01E01.mkv"
    video.parent.mkdir(parents=True)
    video.touch()
    (video.parents[1] / "tvshow.nfo").write_text("<tvshow><title>Row</title></tvshow>")
    moved = recycle.plan(video, tmp_path / "library", tmp_path / "recycle")

    recycle.copy(moved)
    recycle.take_out(moved, tmp_path / "library")

    assert (video.parents[1] / "tvshow.nfo").exists()
