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
    ("others", "left"),
    [
        ((), ()),
        (("poster.jpg", "fanart.png", "season01-poster.jpg", "season-specials-poster.jpg", "clearlogo.png"), ()),
        ((".DS_Store", "Season 01/Thumbs.db", "Season 01/@eaDir/x@SynoEAStream", "Season 01/._Row"), ()),
        (("Season 01/Row - S01E01.trickplay/320 - 10x10/0.jpg", "Season 01/Row - S01E01-thumb.jpg"), ()),
        (("theme.mp3", "poster.jpg", ".DS_Store"), (".DS_Store", "theme.mp3")),
        (("Season 01/notes.txt", "poster.jpg"), ("Season 01/notes.txt",)),
        (("Season 02/Row - S02E01.nfo",), ("Season 02/Row - S02E01.nfo",)),
        (("folder.jpg", "logo.png"), ("folder.jpg", "logo.png")),
    ],
)
def test_a_show_s_last_episode_takes_what_describes_the_show_along(
    tmp_path: Path, others: tuple[str, ...], left: tuple[str, ...]
) -> None:
    show = tmp_path / "library" / "Row (2020)"
    moved = taken_out(tmp_path, *others)

    assert sorted(str(p.relative_to(show)) for p in show.rglob("*") if p.is_file()) == sorted(left)
    assert show.exists() is bool(left)

    recycle.restore(moved)
    recycle.restore_descriptions(moved, tmp_path / "library")
    assert (show / "tvshow.nfo").exists(), "it comes back with the first"
    assert (show / "poster.jpg").exists() is ("poster.jpg" in others)


def taken_out(folder: Path, *others: str) -> list[recycle.Kept]:
    """An episode and other files of a show in the library, of which the episode is deleted."""
    library, show = folder / "library", folder / "library" / "Row (2020)"
    for name in ("Season 01/Row - S01E01.mkv", *others):
        (show / name).parent.mkdir(parents=True, exist_ok=True)
        (show / name).write_text(name)
    (show / "tvshow.nfo").write_bytes(show_nfo(ShowInfo(title="Row", year=2020)))
    moved = recycle.plan(show / "Season 01/Row - S01E01.mkv", library, folder / "recycle")
    recycle.copy(moved)
    recycle.take_out(moved, library)
    return moved


@pytest.mark.parametrize("video", ["Season 02/Row - S02E01.mkv", "Featurettes/Making of.mp4", "Row - S00E01.avi"])
def test_while_there_is_something_to_watch_the_description_stays(tmp_path: Path, video: str) -> None:
    taken_out(tmp_path, video, "poster.jpg")

    show = tmp_path / "library" / "Row (2020)"
    assert names(show) == sorted([Path(video).name, "poster.jpg", "tvshow.nfo"])
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
