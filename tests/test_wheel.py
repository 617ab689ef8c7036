"""What a release gives out, and what people get who install its wheel: in an empty environment, all alone."""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
from importlib.metadata import version
from pathlib import Path

import pytest

from cli.plugins import find_uv
from tests.rigs.launcher import BASE_PYTHON, ROOT

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what a release gives out."""
    folder = tmp_path_factory.mktemp("release")
    done = subprocess.run([ROOT / ".ci" / "release", folder], capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return folder


@pytest.fixture(scope="module")
def command(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`airdate`, as installed from a wheel with what it cannot do without: no extra."""
    (wheel,) = release.glob("*.whl")
    folder = tmp_path_factory.mktemp("wheel")
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


def test_a_release_is_whole(release: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=release, check=True, timeout=60)
    bill = json.loads(next(release.glob("*.cdx.json")).read_text(encoding="utf-8"))
    (source,) = (path for path in release.glob("*.tar.gz") if "image" not in path.name)

    assert bill["bomFormat"] == "CycloneDX"
    assert {"huey", "sqlalchemy"} <= {part["name"] for part in bill["components"]}
    with tarfile.open(source) as packed:
        held = {name.partition("/")[2] for name in packed.getnames()}
    assert {"airdate", "requirements.lock", "Dockerfile", "tests/test_wheel.py"} <= held
    assert not [name for name in held if name.startswith((".venv", ".tools", "data/"))]


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
