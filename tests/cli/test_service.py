"""The systemd unit: read as systemd reads it, and what is said where it cannot be put in place."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from airdate.__main__ import app
from cli.service import unit
from tests.rigs.launcher import ROOT

runner = CliRunner()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "our house 100%"
    folder.mkdir()
    config = folder / "airdate.toml"
    config.write_text('library = "library"\n')
    return config


def said(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def test_the_unit_starts_the_launcher_with_this_configuration(config: Path) -> None:
    lines = said(unit(config, [], user=False))

    command = shlex.split(lines["ExecStart"].replace("%%", "%"))
    assert command == [str(ROOT / "airdate"), "up", "--config", str(config)]
    assert lines["WorkingDirectory"].replace("%%", "%") == str(config.parent)
    assert lines["User"] == config.parent.owner()
    assert shlex.split(lines["RequiresMountsFor"].replace("%%", "%")) == [str(config.parent / "library")]
    assert lines["WantedBy"] == "multi-user.target"


def test_a_worker_takes_the_lanes_that_are_named(config: Path) -> None:
    lines = said(unit(config, ["heavy"], user=True))

    assert " worker --lane heavy --config " in lines["ExecStart"]
    assert "User" not in lines
    assert lines["WantedBy"] == "default.target"


def complaints(file: Path, *, user: bool) -> list[str]:
    """What systemd has to say of a unit."""
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(["--user"] if user else []), str(file)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(file.parent), "HOME": str(file.parent)},
    )
    return [line for line in done.stderr.splitlines() if "airdate" in line]


@pytest.mark.needs("systemd-analyze")
@pytest.mark.parametrize("user", [True, False])
def test_systemd_understands_it(config: Path, tmp_path: Path, user: bool) -> None:
    file = tmp_path / "airdate.service"
    file.write_text(unit(config, [], user=user))

    assert complaints(file, user=user) == []


@pytest.mark.needs("systemd-analyze")
def test_systemd_understands_the_lines_that_the_guide_adds(config: Path, tmp_path: Path) -> None:
    """A secret as a credential of the unit: docs/running.md."""
    page = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```ini\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "airdate.service"
    file.write_text(unit(config, [], user=False) + lines)
    assert complaints(file, user=False) == []

    file.write_text(unit(config, [], user=False) + lines.replace("LoadCredential", "LoadCredentials"))
    assert complaints(file, user=False) != [], "it looks at those lines"


def test_where_it_cannot_be_put_in_place_the_command_is_said(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    done = runner.invoke(app, ["service", "install", "--user", "-c", str(config)])

    assert "This machine has no systemd. Where there is one: systemctl --user daemon-reload" in str(done.exception)
    assert (tmp_path / "config" / "systemd" / "user" / "airdate.service").is_file()


def test_nothing_is_begun_without_a_configuration(tmp_path: Path) -> None:
    done = runner.invoke(app, ["service", "install", "--user", "-c", str(tmp_path / "none.toml")])

    assert "./airdate init writes one" in str(done.exception)
