"""What tests/conftest.py promises, tried on a pytest of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OPTIONS = ("-p", "tests.conftest", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml", "-rs")


def run_pytest(folder: Path, source: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_inner.py").write_text(source)
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "CI"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *OPTIONS, "--rootdir", folder, *arguments, folder / "test_inner.py"],
        cwd=ROOT,
        env=inherited | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


LEAVES_SOMETHING = """
import os, subprocess, sys

def test_forgetful():
    subprocess.Popen(["sleep", "600"])

def test_forgetful_with_an_orphan():
    subprocess.run(["sh", "-c", "sleep 601 & :"], check=True)

def test_tidy():
    subprocess.run(["sleep", "0"], check=True)
"""


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="this system has no /proc")
@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_process_left_behind_fails_the_run_and_is_ended(tmp_path: Path, workers: str) -> None:
    done = run_pytest(tmp_path, LEAVES_SOMETHING, "-n", workers)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "sleep 600 (started by test_inner.py::test_forgetful (call))" in done.stdout
    assert "sleep 601 (started by test_inner.py::test_forgetful_with_an_orphan (call))" in done.stdout
    assert "test_tidy" not in done.stdout
    assert "3 passed, 1 error" in done.stdout.splitlines()[-1]


def test_a_tidy_run_passes(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "def test_nothing(): pass\n", "-n", "2")

    assert done.returncode == 0, done.stdout + done.stderr


NEEDS_ONE = """
import pytest

@pytest.mark.needs("transmission-daemon")
def test_with_a_program(): pass

def test_without(): pass
"""


@pytest.fixture
def bare_path(tmp_path: Path) -> str:
    """A PATH with what the launcher itself uses, without apt and without any program that is listed."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "cksum", "flock", "mkdir", "rm", "readlink", "env", "grep"):
        real = shutil.which(name)
        assert real
        (folder / name).symlink_to(real)
    return str(folder)


def test_an_absent_program_skips_by_name_with_the_reason(tmp_path: Path, bare_path: str) -> None:
    done = run_pytest(tmp_path, NEEDS_ONE, PATH=bare_path)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "transmission-daemon is absent, and Debian's package transmission-daemon could not be" in done.stdout
    assert "1 passed, 1 skipped" in done.stdout.splitlines()[-1]


def test_an_absent_program_fails_in_ci(tmp_path: Path, bare_path: str) -> None:
    done = run_pytest(tmp_path, NEEDS_ONE, PATH=bare_path, CI="true")

    assert done.returncode == 1
    assert "transmission-daemon is absent" in done.stdout
    assert "1 passed, 1 error" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_nothing_may_be_skipped_in_ci(tmp_path: Path, workers: str) -> None:
    source = "import pytest\n\ndef test_skips(): pytest.skip('not today')\n"
    done = run_pytest(tmp_path, source, "-n", workers, CI="true")

    assert done.returncode == 1
    assert "1 skipped, 1 error" in done.stdout.splitlines()[-1]


def test_an_unlisted_program_is_named(tmp_path: Path) -> None:
    source = "import pytest\n\n@pytest.mark.needs('sonic-screwdriver')\ndef test_it(): pass\n"
    done = run_pytest(tmp_path, source)

    assert done.returncode != 0
    assert "needs 'sonic-screwdriver', which programs.txt does not list" in done.stdout + done.stderr
