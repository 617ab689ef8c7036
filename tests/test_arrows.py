"""The arrows of the house: bot → pipeline ← integrations, and only src/airdate knows everybody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_imports_follow_the_arrows() -> None:
    """In a process of its own: the linter turns off the loggers of whoever calls it."""
    linter = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run(
        [linter, "--config", "pyproject.toml", "--no-cache", "--no-logo"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=150,
    )

    assert done.returncode == 0, done.stdout
