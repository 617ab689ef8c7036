"""The daily copies, and a database that is damaged or empty at the start."""

from __future__ import annotations

import contextlib
import gzip
import os
import sqlite3
from collections.abc import Callable
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
from tests.rigs.disks import disk, make_read_only


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


def replaced(database: Path, content: bytes) -> None:
    database.write_bytes(content)


def another_programs(database: Path, *statements: str) -> None:
    database.unlink()
    with contextlib.closing(sqlite3.connect(database)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def changed(database: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(database)) as db:
        db.execute(statement)
        db.commit()


def in_its_place(database: Path, make: Callable[[Path], object]) -> None:
    database.unlink()
    make(database)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "cut off": lambda it: os.truncate(it, it.stat().st_size // 2),
    "cut off within the head": lambda it: os.truncate(it, 50),
    "without its first page": lambda it: replaced(it, bytes(4096) + it.read_bytes()[4096:]),
    "with pages of zeros": lambda it: replaced(it, it.read_bytes()[:8192].ljust(it.stat().st_size, b"\0")),
    "a web page": lambda it: replaced(it, b"<!doctype html><title>404</title>" * 200),
    "packed": lambda it: replaced(it, gzip.compress(it.read_bytes())),
}
AMISS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (lambda it: in_its_place(it, Path.mkdir), "is no file"),
    "a pipe": (lambda it: in_its_place(it, os.mkfifo), "is no file"),
    "a link to a disk that is away": (lambda it: in_its_place(it, lambda at: at.symlink_to("/none/a.db")), "mounted"),
    "a link to itself": (lambda it: in_its_place(it, lambda at: at.symlink_to(at)), "cannot lie there"),
    "another program's": (lambda it: another_programs(it, "CREATE TABLE Series(Id)"), "another program's"),
    "another program's, made with Alembic too": (
        lambda it: another_programs(it, "CREATE TABLE alembic_version(version_num)", "CREATE TABLE movie(id)"),
        "another program's",
    ),
    "of a newer version": (lambda it: changed(it, "UPDATE alembic_version SET version_num = 'later'"), "newer version"),
    "without one of its tables": (lambda it: changed(it, "DROP TABLE watched"), "no table “watched”"),
}


def started(settings: Settings) -> None:
    """As a process begins."""
    backups.check_sound(settings)
    with backups.in_use(settings):
        opened(settings).close()


@pytest.mark.parametrize("harm", DAMAGE.values(), ids=DAMAGE)
def test_damage_of_any_kind_is_set_aside_and_leads_to_the_copy(
    settings: Settings, harm: Callable[[Path], None]
) -> None:
    household(settings)
    harm(settings.data / "airdate.db")
    with pytest.raises(UserError, match=r"set aside.*\./airdate restore"):
        started(settings)
    backups.put_back(settings, files.kept(settings.data / "backups")[0])
    started(settings)


@pytest.mark.parametrize(("harm", "told"), AMISS.values(), ids=AMISS)
def test_what_is_no_damage_stays_where_it_lies_and_is_told(
    settings: Settings, harm: Callable[[Path], object], told: str
) -> None:
    household(settings)
    database = settings.data / "airdate.db"
    harm(database)
    with pytest.raises(UserError, match=told):
        started(settings)
    assert os.path.lexists(database)
    assert not list(settings.data.glob("*.damaged-*"))
    if told == "another program's":
        with contextlib.closing(sqlite3.connect(database)) as db:
            assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'person'").fetchall()


@pytest.mark.mounts
def test_a_database_on_a_disk_that_cannot_be_written_to_is_not_called_damaged(settings: Settings) -> None:
    with disk(settings.data):
        household(settings)
        make_read_only(settings.data)
        with pytest.raises(UserError, match="cannot be written to"):
            started(settings)
        with pytest.raises(UserError, match="cannot be used"), backups.in_use(settings):
            pass
        assert (settings.data / "airdate.db").exists()


def test_a_file_where_the_data_folder_belongs_is_told(settings: Settings) -> None:
    settings.data.write_text("in the way")
    with pytest.raises(UserError, match="cannot lie there"):
        started(settings)
    with pytest.raises(UserError, match="cannot be used"), backups.in_use(settings):
        pass


@pytest.mark.parametrize("beside", ["-wal", "-shm"])
def test_a_log_that_is_another_s_is_not_believed(settings: Settings, beside: str) -> None:
    household(settings)
    (settings.data / f"airdate.db{beside}").write_bytes(b"\x37\x7f\x06\x82" + os.urandom(40_000))
    started(settings)
    store = opened(settings)
    backups.check_known(store, settings)
    store.close()


def test_nothing_is_set_aside_under_a_process_at_work(settings: Settings) -> None:
    household(settings)
    (settings.data / "airdate.db").write_bytes(b"\xa5" * 20_000)
    with backups.in_use(settings), pytest.raises(UserError, match="stop it first"):
        backups.check_sound(settings)
    assert (settings.data / "airdate.db").exists()


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
