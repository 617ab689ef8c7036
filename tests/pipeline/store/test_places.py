"""Each host has its own names for the folders that all share; the database has one."""

from __future__ import annotations

from pathlib import Path

from pipeline.model import MediaFile
from pipeline.store import Store, key_values, media_files
from pipeline.store.places import Places
from tests.rigs.core import add_show

THERE = {"/media": Path("/mnt/nas")}


def other_host(store: Store) -> Store:
    """The same database, opened where /media is called /mnt/nas."""
    return Store(store.engine.url.render_as_string(hide_password=False), THERE)


def filed(store: Store, path: str) -> int:
    _, (episode,) = add_show(store)
    facts = {"size": 4, "duration": 60.0, "subtitles": (), "release": "", "info_hash": ""}
    with store.write() as db:
        media_files.note(db, [episode], Path(path), **facts)
    return episode.id


def files(store: Store, episode_id: int) -> list[MediaFile]:
    with store.read() as db:
        return media_files.files_of(db, [episode_id])


def test_a_path_is_read_and_found_by_its_name_on_each_host(store: Store) -> None:
    bedroom = other_host(store)
    episode_id = filed(bedroom, "/mnt/nas/library/Row/Row - S01E01.mkv")
    (here,), (there,) = files(store, episode_id), files(bedroom, episode_id)
    assert here.path == "/media/library/Row/Row - S01E01.mkv"
    assert there.path == "/mnt/nas/library/Row/Row - S01E01.mkv"
    with store.read() as db:
        assert media_files.owners(db, Path(here.path)) == {episode_id}
        assert media_files.count_under(db, Path("/media/library")) == 1
    with bedroom.read() as db:
        assert media_files.owners(db, Path(there.path)) == {episode_id}
        assert media_files.count_under(db, Path("/mnt/nas/library")) == 1
    bedroom.close()


def test_a_path_inside_a_value_is_changed_too_and_nothing_else(store: Store) -> None:
    bedroom = other_host(store)
    value = {"path": "/mnt/nas/a.mkv", "files": ["/mnt/nas", "/mnt/nasty/b.mkv"], "said": "see /mnt/nas/a.mkv", "n": 1}
    with bedroom.write() as db:
        key_values.put(db, "x", value)
        assert key_values.get(db, "x") == value
    with store.read() as db:
        kept = key_values.get(db, "x")
    assert kept == {**value, "path": "/media/a.mkv", "files": ["/media", "/mnt/nasty/b.mkv"]}
    bedroom.close()


def test_of_two_folders_the_deeper_counts() -> None:
    places = Places({"/media": Path("/mnt/nas"), "/media/library": Path("/srv/tv")})
    assert places.here("/media/library/a.mkv") == "/srv/tv/a.mkv"
    assert places.here("/media/downloads/a.mkv") == "/mnt/nas/downloads/a.mkv"
    assert places.kept("/srv/tv/a.mkv") == "/media/library/a.mkv"


def test_without_other_names_nothing_changes() -> None:
    assert Places().here("/media/a.mkv") == Places().kept("/media/a.mkv") == "/media/a.mkv"
