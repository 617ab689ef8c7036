"""`airdate plan` and `airdate adopt`, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from demo.catalogue import CatalogueServer
from demo.clips import Clip, make_clip
from demo.shows import TIN_ORCHARD
from pipeline.config import WORK
from pipeline.store import media_files, open_store
from tests.rigs.core import add_person, add_show
from tests.test_cli import airdate, refused


@pytest.mark.needs("ffmpeg")
def test_plan_says_what_would_be_done_with_each_stream_and_why(tmp_path: Path) -> None:
    film = make_clip(tmp_path, Clip(seconds=2, subtitles="Hello"))
    said = airdate(tmp_path, "plan", str(film)).stdout
    for words in ("HEVC Main 10", "becomes H.264", "AC-3", "becomes AAC", "SRT", "goes into a file", "does not play"):
        assert words in said
    assert "nothing to do" in airdate(tmp_path, "plan", str(film), AIRDATE_HOUSEHOLD__SCREENS='["anything"]').stdout
    assert sorted(p.name for p in tmp_path.iterdir()) == [film.name]


@pytest.mark.needs("ffmpeg")
def test_plan_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("hello")
    assert "not a film" in refused(airdate(tmp_path, "plan", "note.txt"))
    assert "is not there" in refused(airdate(tmp_path, "plan", "nowhere.mkv"))


@pytest.mark.needs("ffmpeg")
def test_plan_and_convert_print_json_for_other_programs(tmp_path: Path) -> None:
    film = make_clip(tmp_path / "library", Clip(seconds=2, video="h264", audio="ac3"))
    planned = json.loads(airdate(tmp_path, "plan", str(film), "--screen", "apple-tv", "--json").stdout)
    assert (planned["container"], planned["untouched"], planned["streams"][0]["action"]) == ("mp4", False, "copy")
    looked = json.loads(airdate(tmp_path, "convert", "library", "--dry-run", "--json").stdout)
    assert (looked["outcome"], looked["file"]) == ("planned", str(film))
    done = json.loads(airdate(tmp_path, "convert", "library", "--json").stdout)
    assert done["outcome"] == "converted"
    seen = [path.name for path in (tmp_path / "library").iterdir() if not path.name.startswith(".")]
    assert seen == [film.with_suffix(".mp4").name]
    assert not list((tmp_path / "library" / WORK).iterdir()), "no working file is left"
    assert "no screen called" in refused(airdate(tmp_path, "convert", "library", "--screen", "toaster"))
    (tmp_path / "nothing").mkdir()
    assert airdate(tmp_path, "convert", "nothing").stdout == "There is no video in nothing.\n"
    assert airdate(tmp_path, "convert", "nothing", "--json").stdout == ""


def test_adopt_shows_what_is_there_and_takes_it_over_when_told(tmp_path: Path) -> None:
    video = tmp_path / "shows" / "The Tin Orchard (2025)" / "Season 01" / "The Tin Orchard - S01E01.mkv"
    video.parent.mkdir(parents=True)
    video.write_bytes(b"film")
    with CatalogueServer((TIN_ORCHARD,)) as server:
        reach = {"AIRDATE_CATALOGUES__TVMAZE__URL": server.tvmaze_url}
        first = airdate(tmp_path, "adopt", "shows", **reach)
        assert "The Tin Orchard (2025)" in first.stdout, first.stderr
        assert "--follow" in first.stdout
        assert "Nobody owns" in refused(airdate(tmp_path, "adopt", "shows", "--follow", **reach))
        store = open_store(f"sqlite:///{tmp_path / 'data' / 'airdate.db'}")
        add_person(store)
        store.close()
        taken = airdate(tmp_path, "adopt", "shows", "--follow", "--no-gaps", **reach)
        assert "1 video taken over" in taken.stdout, taken.stderr
    listed = airdate(tmp_path, "shows").stdout
    assert "The Tin Orchard (2025)" in listed


def test_adopt_needs_a_folder(tmp_path: Path) -> None:
    assert "not a folder" in refused(airdate(tmp_path, "adopt", "nowhere"))


def test_rename_shows_the_names_and_changes_them_when_told(tmp_path: Path) -> None:
    reach = {"AIRDATE_LIBRARY": str(tmp_path / "shows")}
    store = open_store(f"sqlite:///{tmp_path / 'data' / 'airdate.db'}")
    _, (episode,) = add_show(store)
    video = tmp_path / "shows" / "Lantern Row (2026)" / "Season 01" / "Lantern Row (2026) - S01E01 - TBA.mkv"
    video.parent.mkdir(parents=True)
    video.write_bytes(b"film")
    facts = {"size": 4, "duration": 1.0, "release": "x", "info_hash": "ab", "subtitles": ()}
    with store.write() as db:
        media_files.note(db, [episode], video, **facts)
    store.close()
    shown = airdate(tmp_path, "rename", **reach).stdout
    assert "S01E01 - TBA.mkv" in shown
    assert "S01E01 - Low Tide.mkv" in shown
    assert video.exists()
    assert "1 renamed" in airdate(tmp_path, "rename", "--yes", **reach).stdout
    assert [path.name for path in video.parent.iterdir()] == ["Lantern Row (2026) - S01E01 - Low Tide.mkv"]
    assert "as it would be today" in airdate(tmp_path, "rename", **reach).stdout
