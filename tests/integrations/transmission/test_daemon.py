from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from integrations.transmission import Transmission
from integrations.transmission.daemon import TransmissionDaemon
from pipeline.errors import Unreachable, UserError
from pipeline.releases.torrents import read_magnet
from tests.rigs.transmission import alive, until

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.needs("transmission-daemon")

STARTS_AND_HANGS = """
import sys, time
from pathlib import Path
from integrations.transmission.daemon import TransmissionDaemon
daemon = TransmissionDaemon(Path(sys.argv[1]), private=True)
daemon.start()
print(daemon.pid, flush=True)
time.sleep(600)
"""


def check(daemon: TransmissionDaemon) -> str:
    return str(Transmission(daemon.config, name="transmission").check())


def test_answers_until_it_is_stopped(tmp_path: Path) -> None:
    daemon = TransmissionDaemon(tmp_path / "daemon", private=True)
    daemon.start()
    pid = daemon.pid
    assert pid is not None
    assert check(daemon).startswith("Transmission")

    daemon.start()
    assert daemon.pid == pid
    daemon.stop()
    daemon.stop()

    assert not alive(pid)
    with pytest.raises(Unreachable):
        check(daemon)


def test_talks_to_nobody_when_private(tmp_path: Path) -> None:
    with TransmissionDaemon(tmp_path / "daemon", private=True):
        settings = json.loads((tmp_path / "daemon" / "settings.json").read_text())

    assert settings["rpc-bind-address"] == settings["bind-address-ipv4"] == "127.0.0.1"
    for name in ("dht", "pex", "lpd", "utp", "port-forwarding"):
        assert settings[f"{name}-enabled"] is False


def test_keeps_its_secrets_from_other_eyes(tmp_path: Path) -> None:
    with TransmissionDaemon(tmp_path / "daemon", private=True) as daemon:
        password = daemon.config.password.get_secret_value()
        for path in (tmp_path / "daemon").iterdir():
            if path.is_file() and password in path.read_text(errors="replace"):
                assert path.stat().st_mode & 0o077 == 0, path
        assert (tmp_path / "daemon").stat().st_mode & 0o077 == 0
        assert password not in repr(daemon.config)


def test_keeps_password_settings_and_torrents_over_a_restart(tmp_path: Path) -> None:
    with TransmissionDaemon(tmp_path / "daemon", private=True) as daemon:
        before = daemon.config
        Transmission(before, name="transmission").add(read_magnet("magnet:?xt=urn:btih:" + "a" * 40))
    path = tmp_path / "daemon" / "settings.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"speed-limit-down": 77, "rpc-bind-address": "0.0.0.0"}))

    with TransmissionDaemon(tmp_path / "daemon", private=True) as daemon:
        settings = json.loads(path.read_text())
        assert daemon.config.password == before.password
        assert (settings["speed-limit-down"], settings["rpc-bind-address"]) == (77, "127.0.0.1")
        assert Transmission(daemon.config, name="transmission").status("a" * 40).info_hash == "a" * 40


def test_takes_another_port_when_its_own_is_taken(tmp_path: Path) -> None:
    with TransmissionDaemon(tmp_path / "one", private=True) as one:
        port = int(one.config.url.rpartition(":")[2].partition("/")[0])
        folder = tmp_path / "two"
        folder.mkdir()
        (folder / "access.json").write_text(json.dumps({"password": "other", "port": port}))
        with TransmissionDaemon(folder, private=True) as two:
            assert two.config.url != one.config.url
            assert check(two)


def test_damaged_files_of_its_own_are_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "daemon"
    folder.mkdir()
    (folder / "access.json").write_text('{"password": 5')
    (folder / "settings.json").write_text("[]")
    (folder / "daemon.pid").write_text("who knows")

    with TransmissionDaemon(folder, private=True) as daemon:
        assert check(daemon)


def test_a_second_one_on_the_folder_shares_the_first(tmp_path: Path) -> None:
    with TransmissionDaemon(tmp_path / "daemon", private=True) as first:
        with TransmissionDaemon(tmp_path / "daemon", private=True) as second:
            assert second.config == first.config
            assert check(second)
            assert second.pid is None
        assert first.running
        assert check(first)


def test_one_that_was_left_behind_is_ended_before_the_next_begins(tmp_path: Path) -> None:
    folder = tmp_path / "daemon"
    process = subprocess.Popen(
        [sys.executable, "-c", STARTS_AND_HANGS, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    assert said, "it did not start"
    orphan = int(said)
    os.kill(orphan, signal.SIGSTOP)  # as on a disk that does not answer: it cannot heed that its parent is gone
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    process.stdout.close()
    assert alive(orphan)

    with TransmissionDaemon(folder, private=True) as daemon:
        until(lambda: True if not alive(orphan) else None)
        assert daemon.pid != orphan
        assert check(daemon)


def test_one_that_dies_is_started_again_and_its_clients_find_it(tmp_path: Path) -> None:
    with TransmissionDaemon(tmp_path / "daemon", private=True) as daemon:
        client, first = Transmission(daemon.config, name="transmission"), daemon.pid
        assert first is not None
        client.add(read_magnet("magnet:?xt=urn:btih:" + "a" * 40))
        os.kill(first, signal.SIGKILL)
        until(lambda: True if daemon.running and daemon.pid != first else None)
        until(lambda: _torrent_of(client))


def _torrent_of(client: Transmission) -> str | None:
    try:
        return client.status("a" * 40).info_hash
    except Unreachable:
        return None


def test_when_the_process_that_ran_it_is_killed_another_runs_it(tmp_path: Path) -> None:
    folder = tmp_path / "daemon"
    command = [sys.executable, "-c", STARTS_AND_HANGS, str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline(), "it did not start"
    with TransmissionDaemon(folder, private=True) as daemon:
        assert daemon.pid is None, "it is shared"
        process.kill()
        process.wait(10)
        process.stdout.close()
        until(lambda: True if daemon.running else None)
        until(lambda: _once_it_answers(daemon))


def _once_it_answers(daemon: TransmissionDaemon) -> str | None:
    try:
        return check(daemon)
    except Unreachable:
        return None


def test_a_pid_that_went_to_another_program_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "daemon"
    folder.mkdir()
    bystander = subprocess.Popen(["sleep", "600"])
    try:
        (folder / "daemon.pid").write_text(str(bystander.pid))
        with TransmissionDaemon(folder, private=True):
            assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait(10)


def test_says_how_to_install_what_is_lacking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(UserError, match="apt-get install transmission-daemon"):
        TransmissionDaemon(tmp_path / "daemon").start()


def test_says_why_when_it_ends_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "transmission-daemon"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'no room for my settings' >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    daemon = TransmissionDaemon(tmp_path / "daemon")

    with pytest.raises(Unreachable, match=r"code 3.*no room for my settings"):
        daemon.start()

    assert not daemon.running
