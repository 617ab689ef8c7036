"""The daily copies, and a database that is damaged or empty at the start."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.clock import now
from pipeline.config import Backups, Settings
from pipeline.errors import UserError
from pipeline.services import backups
from pipeline.store import Store, open_store
from pipeline.store import backups as files
from tests.rigs.core import add_person


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    data = tmp_path / "data"
    return Settings(data=data, library=tmp_path / "library", backups=Backups(also=tmp_path / "other-disk"))


def opened(settings: Settings) -> Store:
    return open_store(settings.database_url)


def household(settings: Settings) -> None:
    store = opened(settings)
    add_person(store)
    backups.save_today(store, settings)
    store.close()


def test_each_day_has_a_copy_in_each_folder_and_old_ones_go(settings: Settings) -> None:
    for folder in backups.folders(settings):
        folder.mkdir(parents=True)
        for days in (13, 15):
            (folder / files.name_for(settings.database_url, now() - timedelta(days=days))).touch()
        (folder / "mine.db").touch()
    household(settings)
    for folder in backups.folders(settings):
        assert len(files.kept(folder)) == 2
        assert files.newest_good(folder) == files.kept(folder)[0]
        assert (folder / "mine.db").exists(), "what is not ours stays"


def test_a_folder_that_cannot_be_written_to_costs_the_other_nothing(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "backups").write_text("in the way")
    with pytest.raises(UserError, match="could not be made"):
        household(settings)
    assert len(files.kept(tmp_path / "other-disk")) == 1


def test_a_damaged_database_is_set_aside_and_the_newest_good_copy_offered(settings: Settings) -> None:
    household(settings)
    (good,) = files.kept(settings.data / "backups")
    (settings.data / "backups" / files.name_for(settings.database_url, now() + timedelta(days=1))).write_text("torn")
    database = settings.data / "airdate.db"
    database.write_bytes(b"\xa5" * 20_000)

    with pytest.raises(UserError, match="set aside") as told:
        backups.check_sound(settings)

    assert f"./airdate restore {good}" in str(told.value) or good.name in str(told.value)
    assert not database.exists()
    assert len(list(settings.data.glob("airdate.db.damaged-*"))) == 1
    backups.put_back(settings, good)
    backups.check_sound(settings)
    store = opened(settings)
    backups.check_known(store, settings)
    store.close()


def test_an_emptied_database_is_no_new_household(settings: Settings) -> None:
    household(settings)
    files.set_aside(settings.data / "airdate.db", "gone")
    store = opened(settings)

    with pytest.raises(UserError, match="knows nobody"):
        backups.check_known(store, settings)
    store.close()


def test_a_first_start_is_one(settings: Settings) -> None:
    backups.check_sound(settings)
    store = opened(settings)
    backups.check_known(store, settings)
    backups.save_today(store, settings)
    backups.check_known(store, settings)
    store.close()


def test_nothing_is_put_back_under_a_process_at_work(settings: Settings) -> None:
    household(settings)
    (good, *_) = files.kept(settings.data / "backups")
    with backups.in_use(settings), backups.in_use(settings), pytest.raises(UserError, match="stop it first"):
        backups.put_back(settings, good)
