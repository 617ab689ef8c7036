"""`./airdate import sonarr`, as a person types it."""

from __future__ import annotations

from pathlib import Path

from pipeline.model import Role
from pipeline.store import open_store, shows
from tests.rigs.core import add_person
from tests.rigs.sonarr import KEY, LANE, lay_files, sonarr
from tests.test_cli import airdate, refused


def household(folder: Path) -> None:
    (folder / "data").mkdir()
    store = open_store(f"sqlite:///{folder / 'data' / 'airdate.db'}")
    add_person(store, "Sam", 1, Role.OWNER)
    store.close()


def test_first_it_says_and_only_then_does(tmp_path: Path) -> None:
    household(tmp_path)
    lay_files(tmp_path / "library")
    with sonarr() as server:
        asked = airdate(tmp_path, "import", "sonarr", server.url, SONARR_API_KEY=KEY, COLUMNS="200").stdout
        done = airdate(tmp_path, "import", "sonarr", server.url, "--key", KEY, "--yes", COLUMNS="200").stdout
        again = airdate(tmp_path, "import", "sonarr", server.url, "--key", KEY, "--yes", COLUMNS="200").stdout
    for words in (LANE, "from S02E01", "no: it is not monitored", "Harbour Tracker", "naming_daily = ", "With --yes"):
        assert words in asked
    assert "3 shows taken over: 3 videos counted, 3 episodes put on their way." in done
    assert "Nothing is new." in again
    store = open_store(f"sqlite:///{tmp_path / 'data' / 'airdate.db'}")
    with store.read() as db:
        assert len(shows.all_followed(db)) == 2
    store.close()


def test_what_is_wrong_is_one_sentence(tmp_path: Path) -> None:
    assert "Nobody owns the bot yet" in refused(airdate(tmp_path, "import", "sonarr", "x.db"))
    assert "/tv=/srv/tv" in refused(airdate(tmp_path, "import", "sonarr", "x.db", "--map", "/tv"))
    household_folder = tmp_path / "other"
    household_folder.mkdir()
    household(household_folder)
    with sonarr() as server:
        said = refused(airdate(household_folder, "import", "sonarr", server.url, "--key", "not-it"))
    assert "Settings, General" in said
    assert "not-it" not in said
