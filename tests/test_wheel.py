"""What people get who install a wheel: in an empty environment, with nothing of the repository at hand."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from cli.plugins import find_uv
from tests.rigs.launcher import BASE_PYTHON, ROOT

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`airdate`, as installed from a wheel with what it cannot do without: no extra."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    uv, environment = find_uv(), folder / "environment"
    subprocess.run([uv, "venv", "--quiet", "--python", BASE_PYTHON, str(environment)], check=True, timeout=60)
    locked = ["--constraint", str(ROOT / "requirements.lock")]
    into = ["--quiet", "--python", str(environment / "bin" / "python")]
    subprocess.run([uv, "pip", "install", *into, *locked, str(wheel)], check=True, timeout=300)
    return environment / "bin" / "airdate"


def run(command: Path, folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AIRDATE_", "PYTHON"))}
    return subprocess.run(
        [str(command), *words],
        cwd=folder,
        env={**clean, "NO_COLOR": "1", "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


def test_it_says_what_it_is(command: Path, tmp_path: Path) -> None:
    assert run(command, tmp_path, "--version").stdout == f"airdate {version('airdate')}\n"
    told = run(command, tmp_path, "--help").stdout
    assert "demo" in told
    assert "bench" not in told


@pytest.mark.needs("ffmpeg", "transmission-daemon")
def test_the_demo_plays(command: Path, tmp_path: Path) -> None:
    done = run(command, tmp_path, "demo", "--script")

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.parametrize(
    ("setting", "value", "package"),
    [
        ("AIRDATE_DATABASE", "postgresql://airdate:secret@127.0.0.1:9/airdate", "psycopg[binary]"),
        ("AIRDATE_QUEUE", "postgresql://airdate:secret@127.0.0.1:9/airdate", "psycopg[binary]"),
        ("AIRDATE_QUEUE", "redis://:secret@127.0.0.1:9", "redis"),
    ],
)
def test_an_address_that_takes_an_extra_says_which(
    command: Path, tmp_path: Path, setting: str, value: str, package: str
) -> None:
    done = run(command, tmp_path, "worker", "--lane", "io", **{setting: value})

    assert done.returncode == 1
    assert f'uv pip install --python {command.parents[1]} "{package}"' in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stdout + done.stderr
