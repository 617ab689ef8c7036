"""The launcher: what it sets up, what it leaves alone, what it says."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from airdate.__main__ import app
from cli.outline import outline
from tests.rigs.launcher import PROGRAMS, ROOT, UV, Machine, machine, tracked_files

OURS = "ran<-P>ran<-m>ran<airdate>"


@pytest.fixture
def here(tmp_path: Path) -> Machine:
    return machine(tmp_path)


@pytest.fixture
def ready(here: Machine) -> Machine:
    """A machine where everything has been set up for `up`."""
    done = here.launch("up")
    assert done.returncode == 0, done.stderr
    return here


def as_somebody(here: Machine) -> None:
    """Whoever runs it is no administrator, and sudo asks for a password."""
    here.has("id", "echo 1000")
    here.has("sudo", "exit 1")


def installs(here: Machine, *programs: str) -> str:
    """What a package manager does that brings these programs."""
    return "; ".join(f"cp '{here.bin}/true' '{here.bin}/{program}'" for program in programs) or ":"


# -- When everything is there ------------------------------------------------------------------------------------


def test_a_second_launch_runs_one_checksum_and_nothing_else(ready: Machine) -> None:
    done = ready.launch("up", "--now")

    assert done.stdout == f"{OURS}ran<up>ran<--now> in {ready.home}\n"
    assert done.stderr == ""
    assert [call.split()[0] for call in ready.calls] == ["cksum"]


def test_arguments_status_and_folder_pass_through(ready: Machine, tmp_path: Path) -> None:
    arguments = ("run", "two words", "", "it's", 'a "quote"', "*", "--", "$HOME")
    done = ready.launch(*arguments, cwd=tmp_path, EXIT_WITH="7")

    assert done.stdout == OURS + "".join(f"ran<{a}>" for a in arguments) + f" in {tmp_path}\n"
    assert done.returncode == 7


def test_runs_through_links_and_by_any_name(ready: Machine, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "link").symlink_to("../link")
    (tmp_path / "link").symlink_to(ready.home / "airdate")
    expected = f"{OURS}ran<shows>"

    assert ready.launch("shows", launcher=tmp_path / "far" / "link").stdout.startswith(expected)
    assert ready.launch("shows", launcher="./airdate").stdout.startswith(expected)
    (ready.bin / "ad").symlink_to(ready.home / "airdate")
    assert ready.launch("-c", "exec ad shows", launcher="/bin/sh").stdout.startswith(expected)
    assert ready.launch("airdate", "shows", launcher="/bin/sh").stdout.startswith(expected)


def test_setup_stops_before_the_command(ready: Machine) -> None:
    done = ready.launch("setup", "up")

    assert (done.returncode, done.stdout) == (0, "")


# -- The environment ---------------------------------------------------------------------------------------------


def test_the_first_launch_makes_the_locked_environment(here: Machine) -> None:
    done = here.launch("up")

    uv = [call for call in here.calls if call.startswith("uv ")]
    assert done.returncode == 0
    assert f"pip sync {here.home}/requirements.lock --require-hashes" in uv[2]
    assert f"--build-constraints {here.home}/requirements-tools.lock" in uv[2]
    assert "--no-deps --no-build-isolation" in uv[3]
    assert "installing the Python packages of requirements.lock ..." in done.stderr


@pytest.mark.parametrize("command", ["test", "lint", "typecheck", "bench"])
def test_the_tests_get_the_other_lock_and_keep_it(ready: Machine, command: str) -> None:
    ready.has("apt-get", "exit 1")  # what the tests run besides is of no interest here
    ready.launch(command, "something")
    assert any("pip install --requirements" in c and "requirements-dev.lock" in c for c in ready.calls)

    ready.launch("up")
    assert not any(call.startswith("uv") for call in ready.calls)

    with (ready.home / "requirements.lock").open("a") as file:
        file.write("# changed\n")
    ready.launch("up")
    assert any("pip sync" in call and "requirements-dev.lock" in call for call in ready.calls)


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock", "requirements-dev.lock"])
def test_what_changed_is_brought_up_to_date(ready: Machine, name: str) -> None:
    with (ready.home / name).open("a") as file:
        file.write("# changed\n")

    ready.launch("up")
    assert any("pip sync" in call for call in ready.calls)
    assert not any(call.startswith("uv venv") for call in ready.calls)
    ready.launch("up")
    assert not any(call.startswith("uv") for call in ready.calls)


def test_an_environment_that_was_moved_is_made_anew(ready: Machine) -> None:
    ready.home = ready.home.rename(ready.home.with_name("moved"))

    done = ready.launch("up")
    assert done.stdout.startswith(OURS)
    assert any(call.startswith("uv venv") for call in ready.calls)


def test_an_environment_whose_python_is_gone_is_made_anew(ready: Machine) -> None:
    (ready.home / ".venv" / "bin" / "python").unlink()

    assert ready.launch("up").returncode == 0
    assert any(call.startswith("uv venv") for call in ready.calls)


def test_a_failed_installation_shows_the_end_of_its_log_and_is_taken_up_again(here: Machine) -> None:
    here.has("uv", f'case $2 in sync) echo "no such host" >&2; exit 2 ;; esac\n{UV}')
    failed = here.launch("up")

    assert failed.returncode == 1
    assert "that failed: installing the Python packages of requirements.lock." in failed.stderr
    assert "    no such host\n" in failed.stderr
    assert "Does this machine reach the internet" in failed.stderr
    assert "no such host" in (here.home / ".tools" / "setup.log").read_text()
    assert failed.stdout == ""

    here.has("uv", UV)
    assert here.launch("up").returncode == 0


def test_two_launches_at_once_set_up_once(here: Machine, tmp_path: Path) -> None:
    # The first stops in the middle until the second has said that it waits.
    fifo = tmp_path / "go on"
    os.mkfifo(fifo)
    here.has("uv", f"case $2 in sync) read -r _ <'{fifo}' ;; esac\n{UV}")
    with here.start("up") as first:
        assert first.stderr
        while "installing the Python packages" not in first.stderr.readline():
            pass
        with here.start("up") as second:
            assert second.stderr
            assert "another launch is setting things up: waiting for it" in second.stderr.readline()
            fifo.write_text("now\n")
            assert second.communicate(timeout=60)[0].startswith("ran<")
        assert first.communicate(timeout=60)[0].startswith("ran<")
    assert (first.returncode, second.returncode) == (0, 0)
    assert len([call for call in here.calls if call.startswith(("uv venv", "uv pip"))]) == 3  # of one set-up


def test_a_terminal_sees_uv_at_work(here: Machine) -> None:
    here.has("uv", f"[ ! -t 2 ] || printf 'progress of %s\\n' \"$1\" >&2\n{UV}")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(here.home / "airdate"), "up"],
        env={"PATH": str(here.bin), "HOME": str(here.home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 4096):
            seen += chunk
    except OSError:  # Linux says EIO when the other end is closed
        pass
    finally:
        os.close(ours)
        assert process.wait(timeout=60) == 0
    assert b"progress of pip" in seen


def test_what_speaks_to_postgresql_comes_with_an_address_in_a_file(ready: Machine, tmp_path: Path) -> None:
    address = tmp_path / "address"
    address.write_text("redis://:postgres@nas:6379\n")
    ready.launch("shows", FILE__AIRDATE_QUEUE=str(address))
    assert not any(call.startswith("uv") for call in ready.calls)

    address.write_text("postgresql://airdate@nas/airdate\n")
    ready.launch("shows", FILE__AIRDATE_QUEUE=str(address))
    assert any(f"install --requirements {ready.home}/requirements-postgresql.lock" in c for c in ready.calls)


def test_what_speaks_to_postgresql_comes_with_its_address_and_stays(ready: Machine, tmp_path: Path) -> None:
    (ready.home / "airdate.toml").write_text('# database = "postgresql://x"\nlibrary = "/media"\n')
    ready.launch("up")
    assert not any(call.startswith("uv") for call in ready.calls)

    ready.launch("shows", AIRDATE_QUEUE="postgresql://airdate@nas/airdate")
    assert any(f"install --requirements {ready.home}/requirements-postgresql.lock" in c for c in ready.calls)
    (ready.home / "airdate.toml").write_text('database = "postgresql://airdate@nas/airdate"\n')
    ready.launch("up")
    assert not any(call.startswith("uv") for call in ready.calls)

    with (ready.home / "requirements.lock").open("a") as file:
        file.write("# changed\n")
    ready.launch("shows", cwd=tmp_path)
    assert any(f"sync {ready.home}/requirements-postgresql.lock" in call for call in ready.calls)
    ready.has("apt-get", "exit 1")
    ready.launch("test")
    assert any("requirements-dev.lock" in call for call in ready.calls)  # has it, too


# -- Plugins -----------------------------------------------------------------------------------------------------


def plugins_installed(here: Machine) -> list[str]:
    return [call for call in here.calls if f"--requirements {here.home}/plugins.txt" in call]


def test_plugins_are_installed_after_each_change_and_not_otherwise(ready: Machine) -> None:
    listing = ready.home / "plugins.txt"
    listing.write_text("./airdate-nas  # airdate-nas\n")

    ready.launch("up")
    assert len(plugins_installed(ready)) == 1
    assert f"--constraint {ready.home}/requirements.lock" in plugins_installed(ready)[0]
    ready.launch("up")
    assert not any(call.startswith("uv") for call in ready.calls)

    with (ready.home / "requirements.lock").open("a") as file:
        file.write("# changed\n")
    ready.launch("up")
    calls = [call.split()[2] for call in ready.calls if call.startswith("uv pip")]
    assert calls == ["sync", "install", "install"]  # what is locked, Airdate, its plugins
    listing.write_text("# none\n")
    ready.launch("up")
    assert any("pip sync" in call for call in ready.calls)


def test_who_runs_it_from_elsewhere_keeps_the_plugins(ready: Machine, tmp_path: Path) -> None:
    (ready.home / "plugins.txt").write_text("airdate-nas\n")
    ready.launch("up")

    ready.launch("shows", cwd=tmp_path)
    assert not any(call.startswith("uv") for call in ready.calls)
    with (ready.home / "requirements.lock").open("a") as file:
        file.write("# changed\n")
    ready.launch("shows", cwd=tmp_path)
    assert len(plugins_installed(ready)) == 1

    (tmp_path / "plugins.txt").write_text("airdate-other\n")
    ready.launch("shows", AIRDATE_CONFIG=str(tmp_path / "airdate.toml"))
    assert any(f"--requirements {tmp_path}/plugins.txt" in call for call in ready.calls)


def test_a_plugin_that_cannot_be_had_keeps_nothing_else_away(ready: Machine) -> None:
    (ready.home / "plugins.txt").write_text("airdate-nas\n")
    ready.has("uv", f'case $* in *plugins.txt*) echo "no such package" >&2; exit 2 ;; esac\n{UV}')

    failed = ready.launch("up")
    assert (failed.returncode, failed.stdout.startswith(OURS)) == (0, True)
    assert "that failed: installing the plugins of" in failed.stderr
    assert "no such package" in failed.stderr
    assert "./airdate plugin remove NAME" in failed.stderr

    ready.has("uv", UV)
    assert ready.launch("up").stderr.count("installing the plugins") == 1


# -- Python and uv -----------------------------------------------------------------------------------------------


def test_an_old_python_gets_a_sentence(here: Machine) -> None:
    here.has("python3", "echo 3 9 /usr/bin/python3.9")
    done = here.launch("up")

    assert done.returncode == 1
    assert "Airdate needs Python 3.11 or newer; this machine has 3.9 (/usr/bin/python3.9)." in done.stderr
    assert "sudo apt-get install python3" in done.stderr
    assert not (here.home / ".venv").exists()


def test_no_python_gets_a_sentence(here: Machine) -> None:
    here.lacks("python3")
    done = here.launch("shows")

    assert done.returncode == 1
    assert "Airdate needs Python 3.11 or newer; none was found here." in done.stderr


def test_a_newer_python_beside_an_old_one_is_found(here: Machine) -> None:
    here.has("python3", "echo 3 9 /usr/bin/python3.9")
    here.has("python3.12", "echo 3 12 /usr/bin/python3.12")

    assert here.launch("shows").returncode == 0
    assert any(call.startswith("uv venv") and "--python /usr/bin/python3.12" in call for call in here.calls)


def test_the_tests_run_on_another_python_in_an_environment_of_its_own(ready: Machine) -> None:
    ready.has("python3.13", "echo 3.13")
    ready.has("apt-get", "exit 1")
    own = ready.home / ".tools" / "python-3.13"

    done = ready.launch("test", "--python", "3.13", "tests/cli")
    assert done.stdout.startswith(f"{OURS}ran<test>ran<--python>ran<3.13>ran<tests/cli>")
    assert any(call.startswith("uv venv") and call.endswith(f"--python python3.13 {own}") for call in ready.calls)
    assert any(f"pip sync {ready.home}/requirements-dev.lock" in c and f"--python {own}/bin" in c for c in ready.calls)
    ready.launch("test", "--python=3.13")
    assert not any(call.startswith("uv") for call in ready.calls)
    ready.launch("up")
    assert not any(call.startswith("uv") for call in ready.calls)  # .venv is as it was


def test_a_python_that_is_not_there_is_got_by_uv(here: Machine) -> None:
    here.has("apt-get", "exit 1")
    here.has("uv", f'case "$1 $2" in "python find") echo /got/python3.14; exit 0 ;; esac\n{UV}')
    here.launch("test", "--python", "3.14")
    assert any(call.startswith("uv venv") and "--python /got/python3.14" in call for call in here.calls)

    here.has("uv", f'case "$1 $2" in "python find"|"python install") exit 2 ;; esac\n{UV}')
    failed = here.launch("test", "--python", "3.12")
    assert failed.returncode == 1
    assert "that failed: getting Python 3.12 with uv" in failed.stderr
    assert "like 3.13" in here.launch("test", "--python", "2.7").stderr


def test_without_uv_and_without_venv_apt_brings_venv(here: Machine) -> None:
    """As on a fresh Debian, where Python comes without what makes environments."""
    here.lacks("uv")
    bare = "case $2 in *ensurepip*) exit 1 ;; *) echo 3 11 /usr/bin/python3.11 ;; esac"
    here.has("python3", bare.replace("/usr/bin/python3.11", str(here.bin / "python3")))
    as_somebody(here)
    done = here.launch("shows")

    assert done.returncode == 1
    assert "sudo apt-get install --yes --no-install-recommends python3.11-venv\n" in done.stderr


def test_a_uv_that_is_too_old_is_passed_over(here: Machine) -> None:
    here.has("uv", "echo uv 0.4.30")
    own = here.home / ".tools" / "uv" / "bin"
    own.mkdir(parents=True)
    (own / "uv").write_text(f"#!/bin/sh\n{UV}")
    (own / "uv").chmod(0o755)

    assert here.launch("shows").returncode == 0


# -- Programs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["up", "demo", "bench"])
def test_missing_programs_and_no_permission_print_the_one_command(here: Machine, command: str) -> None:
    here.lacks(*PROGRAMS)
    as_somebody(here)
    done = here.launch(command)

    by_hand = "sudo apt-get update && sudo apt-get install --yes --no-install-recommends ffmpeg transmission-daemon"
    assert done.returncode == 1
    assert f"\n    {by_hand}" in done.stderr
    assert not any(call.startswith("apt-get") for call in here.calls)
    assert not (here.home / ".venv").exists()  # nobody waits minutes to be told


@pytest.mark.parametrize("arguments", [["init"], ["doctor"], ["shows"], []])
def test_commands_that_run_no_program_ask_for_none(here: Machine, arguments: list[str]) -> None:
    here.lacks(*PROGRAMS)
    as_somebody(here)
    done = here.launch(*arguments)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("ran<")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--help"], "  demo "), (["up", "--help"], "  doctor "), (["--version"], f"airdate {version('airdate')}\n")],
)
def test_who_only_asks_sets_nothing_up(here: Machine, arguments: list[str], said: str) -> None:
    here.lacks(*PROGRAMS)
    shutil.copytree(ROOT / "cli", here.home / "cli")
    shutil.copytree(ROOT / "src", here.home / "src")
    done = here.launch(*arguments)

    assert (done.returncode, done.stderr) == (0, "")
    assert said in done.stdout
    assert not (here.home / ".venv").exists()
    assert not (here.home / ".tools").exists()


def test_who_presses_tab_sets_nothing_up(here: Machine) -> None:
    done = here.launch(_AIRDATE_COMPLETE="complete_bash", COMP_WORDS="airdate d", COMP_CWORD="1")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (here.home / ".venv").exists()


def test_what_it_tells_of_before_it_is_set_up_is_what_there_is() -> None:
    command: Any = get_command(app)
    told = {name: text for commands in outline().values() for name, text in commands.items()}

    assert set(told) == set(command.commands)
    for name, text in told.items():
        assert text == " ".join(command.commands[name].help.partition("\n\n")[0].split())


@pytest.mark.parametrize("command", ["up", "demo"])
def test_who_asks_once_it_is_set_up_is_answered_by_it(ready: Machine, command: str) -> None:
    assert ready.launch(command, "--help").stdout.startswith(f"{OURS}ran<{command}>ran<--help>")


def test_with_sudo_the_missing_programs_are_installed(here: Machine) -> None:
    here.lacks(*PROGRAMS)
    here.has("id", "echo 1000")
    here.has("true")
    here.passes_on("cp")
    here.has("sudo", f'[ "$2" = true ] || {{ {installs(here, *PROGRAMS)}; }}')
    done = here.launch("setup", "up")

    assert done.returncode == 0, done.stderr
    assert any(call.startswith("sudo -n sh -c") for call in here.calls)
    assert any(call.endswith("apt ffmpeg transmission-daemon") for call in here.calls)


def test_what_apt_says_when_it_fails_is_shown(here: Machine) -> None:
    here.lacks("ffmpeg")
    here.has("id", "echo 1000")
    here.has("sudo", '[ "$2" = true ] || { echo "E: Unable to fetch some archives"; exit 100; }')
    done = here.launch("up")

    assert done.returncode == 1
    assert "that failed: installing with apt: ffmpeg." in done.stderr
    assert "    E: Unable to fetch some archives\n" in done.stderr
    assert "By hand it is: sudo apt-get update && sudo apt-get install" in done.stderr


def test_without_apt_the_packages_are_named(here: Machine) -> None:
    here.lacks("ffmpeg", "apt-get")
    done = here.launch("up")

    assert done.returncode == 1
    assert "Missing: ffmpeg. Install them with this system's package manager" in done.stderr


def test_a_configured_downloader_or_a_word_makes_up_for_transmission(ready: Machine) -> None:
    ready.lacks("transmission-daemon")
    as_somebody(ready)
    assert ready.launch("up").returncode == 1

    assert ready.launch("up", AIRDATE_DOWNLOADERS__TRANSMISSION__URL="http://nas:9091").returncode == 0
    assert ready.launch("up", AIRDATE_WITHOUT="kodi transmission-daemon").returncode == 0
    (ready.home / "airdate.toml").write_text('[downloaders.transmission]\nurl = "http://nas:9091"\n')
    assert ready.launch("up").returncode == 0
    assert ready.launch("demo").returncode == 1  # it always runs one of its own


def test_the_tests_go_on_without_what_cannot_be_had(here: Machine) -> None:
    here.has("id", "echo 1000")
    here.has("sudo", '[ "$2" = true ] || { echo "E: Unable to locate package kodi"; exit 100; }')
    first, second = here.launch("test"), here.launch("test")

    assert (first.returncode, second.returncode) == (0, 0)
    assert "Going on without" in first.stderr
    assert "kodi" in first.stderr
    assert "not tried again" in second.stderr
    assert not any(call.startswith("sudo") for call in here.calls)


# -- Its own words -----------------------------------------------------------------------------------------------


@pytest.mark.needs("shellcheck")
def test_shellcheck_has_nothing_to_say() -> None:
    done = subprocess.run(
        ["shellcheck", "airdate", ".ci/run"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout


def test_setup_explains_itself(here: Machine) -> None:
    done = here.launch("setup", "--help")

    assert done.returncode == 0
    assert "./airdate setup [--programs] [COMMAND]" in done.stdout
    assert "AIRDATE_WITHOUT" in done.stdout


# -- For real ----------------------------------------------------------------------------------------------------


def test_a_fresh_copy_sets_itself_up_and_answers(tmp_path: Path) -> None:
    home = tmp_path / "a house"
    for source in tracked_files():
        target = home / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
    # A uv that the launcher got for itself serves here too; what it caches, the registry is not asked for again.
    environment = os.environ | {"PATH": f"{os.environ['PATH']}{os.pathsep}{ROOT / '.tools' / 'uv' / 'bin'}"}
    done = subprocess.run(
        [home / "airdate", "read", "The.Tin.Orchard.S01E02.720p.WEB.h264-DEMO"],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "The Tin Orchard" in done.stdout
    assert str(ROOT) not in (home / ".venv" / "bin" / "activate").read_text()
