"""Processes of one household know of each other, and those of two versions do not work at once."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.clock import now
from pipeline.engine.presence import before_migrating, make_way, present, version
from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.store import Store, presence
from pipeline.store.presence import Process
from tests.rigs.core import new_store, wait_until

AWAY = Reason("library-not-here", folder="/mnt/tv")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = new_store(tmp_path)
    yield opened
    opened.close()


def works(store: Store, version: str, *, ago: timedelta = timedelta(0), host: str = "nas") -> None:
    told = Process(name=f"{host}:1:2", version=version, lanes=("io",), lacks={}, seen_at=now() - ago)
    with store.write() as db:
        presence.say(db, told)


def living(store: Store) -> list[Process]:
    with store.read() as db:
        return presence.all_processes(db)


def test_a_process_says_that_it_lives_and_what_it_lacks_until_it_ends(store: Store) -> None:
    with present(store, "nas:1:2", ("io", "heavy"), lambda: {"heavy": AWAY}, lambda: None):
        (process,) = wait_until(lambda: living(store))
        assert (process.host, process.version) == ("nas", version())
        assert process.serves("io")
        assert not process.serves("heavy")
        assert process.lacks["heavy"] == AWAY
    assert living(store) == []


def test_its_supervisors_are_told_while_it_works(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alive = tmp_path / "alive"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(30)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        with present(store, "nas:1:2", ("io",), dict, lambda: None, alive):
            assert systemd.recv(200) == b"READY=1\nWATCHDOG=1"
            wait_until(alive.exists)


def test_a_supervisor_that_cannot_be_told_keeps_nobody_from_work(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "airdate.presence")  # a program run in this process may have set another
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    with present(store, "nas:1:2", ("io",), dict, lambda: None, tmp_path / "no" / "alive"):
        wait_until(lambda: len(caplog.records) >= 2)
        assert living(store)
    assert [each.getMessage().partition(" ")[0] for each in caplog.records[:2]] == ["NOTIFY_SOCKET", "alive_file"]


def test_who_says_nothing_any_more_is_gone(store: Store) -> None:
    works(store, "0.1.0", ago=timedelta(minutes=5))
    assert living(store) == []


def test_an_older_version_does_not_begin_beside_a_newer_one(store: Store) -> None:
    works(store, "999.0.1")
    with pytest.raises(UserError, match=r"Airdate 999\.0\.1 works on this household on nas") as caught:
        make_way(store, version())
    assert caught.value.reason.code == "newer-version-works"


def test_a_newer_version_has_older_ones_end_and_waits_for_them(store: Store) -> None:
    ended = threading.Event()
    elsewhere = Store(store.engine.url.render_as_string(hide_password=False))  # as another process has it
    with present(store, "nas:1:2", ("io",), dict, ended.set):
        wait_until(lambda: living(store))
        newer = threading.Thread(target=make_way, args=(elsewhere, "999.0"), daemon=True)
        newer.start()
        assert ended.wait(30)
        assert newer.is_alive()
    newer.join(10)
    assert not newer.is_alive()
    elsewhere.close()


def test_an_older_version_that_does_not_end_keeps_a_newer_one_from_beginning(store: Store) -> None:
    works(store, "0.0.1")
    with pytest.raises(UserError) as caught:
        make_way(store, version(), patience=0.3)
    assert caught.value.reason.code == "older-version-works"


def test_nothing_is_done_by_hand_beside_another_version(store: Store) -> None:
    before_migrating(stays=False)(store)
    works(store, "999.0.1")
    with pytest.raises(UserError, match="of one version"):
        before_migrating(stays=False)(store)
