"""The programs that tests run, as programs.txt lists them; absent ones are installed by the launcher."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 1500  # seconds for apt on a slow machine


def known() -> dict[str, str]:
    """program -> the Debian package that brings it."""
    lines = (ROOT / "programs.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return {row[0]: row[1] for row in rows}


def absent_after_installing(needed: Iterable[str]) -> dict[str, str]:
    """program -> why it is absent, for those that neither were there nor could be installed."""
    absent = [program for program in sorted(needed) if not shutil.which(program)]
    if not absent:
        return {}
    why = "by ./airdate setup --programs test"
    try:
        command = [str(ROOT / "airdate"), "setup", "--programs", "test"]
        subprocess.run(command, check=False, timeout=PATIENCE, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        why += f", which was given up after {PATIENCE} s"
    packages = known()
    return {
        program: f"{program} is absent, and Debian's package {packages[program]} could not be installed {why}"
        for program in absent
        if not shutil.which(program)
    }
