"""One library for all hosts: a folder that is not it is told apart by a mark."""

from __future__ import annotations

from pathlib import Path

from pipeline.store import Store, library_mark, media_files
from pipeline.store.library_mark import MARK, begin, lack
from tests.rigs.core import add_show


def filed(store: Store, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"film")
    _, episodes = add_show(store)
    facts = {"size": 4, "duration": 60.0, "subtitles": (), "release": "", "info_hash": ""}
    with store.write() as db:
        media_files.note(db, episodes, path, **facts)


def test_a_new_library_is_not_empty_when_a_player_first_looks(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "shows", decides=True)
    begin(store, tmp_path / "nowhere" / "shows", decides=True)
    assert [path.name for path in (tmp_path / "shows").iterdir()] == [MARK]
    assert not (tmp_path / "nowhere").exists()
    assert not lack(store, tmp_path / "shows")


def test_a_library_whose_disk_is_away_is_left_alone_and_lacks(store: Store, tmp_path: Path) -> None:
    video = tmp_path / "shows" / "Row" / "Row - S01E01.mkv"
    filed(store, video)
    begin(store, tmp_path / "shows", decides=True)
    (tmp_path / "shows").rename(tmp_path / "unmounted")
    (tmp_path / "shows").mkdir()
    begin(store, tmp_path / "shows", decides=True)
    assert list((tmp_path / "shows").iterdir()) == []
    assert lack(store, tmp_path / "shows").code == "library-not-here"


def test_a_folder_of_the_same_name_on_another_host_is_not_taken_for_it(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "here", decides=True)
    other = tmp_path / "there"
    other.mkdir()
    begin(store, other, decides=False)
    assert lack(store, other)
    assert not list(other.iterdir())


def test_a_library_that_was_copied_without_its_mark_is_known_by_its_films(store: Store, tmp_path: Path) -> None:
    filed(store, tmp_path / "shows" / "Row" / "Row - S01E01.mkv")
    begin(store, tmp_path / "shows", decides=True)
    (tmp_path / "shows" / MARK).unlink()
    assert lack(store, tmp_path / "shows")
    begin(store, tmp_path / "shows", decides=False)
    assert not lack(store, tmp_path / "shows")


def test_another_folder_becomes_the_library_where_that_is_decided(store: Store, tmp_path: Path) -> None:
    filed(store, tmp_path / "old" / "Row" / "Row - S01E01.mkv")
    begin(store, tmp_path / "old", decides=True)
    (tmp_path / "new").mkdir()
    begin(store, tmp_path / "new", decides=True)
    assert not lack(store, tmp_path / "new")


def test_a_household_that_never_began_a_library_lacks_nothing(store: Store, tmp_path: Path) -> None:
    assert not library_mark.lack(store, tmp_path / "shows")
