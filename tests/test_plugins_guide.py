"""docs/plugins.md, typed as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from airdate.testing import __all__ as classes
from cli.plugins import find_uv
from tests.cli.test_plugins import new, python
from tests.rigs.launcher import ROOT

__all__ = ["python"]  # a fixture

GUIDE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]


def test_the_code_is_that_of_the_template(tmp_path: Path) -> None:
    folder = new(tmp_path, "subtitler", "shelf")
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    shown = [text for kind, text in BLOCKS if kind == "python"]

    assert len(shown) == 4
    assert not [text for text in shown if text not in code]


def test_every_class_is_in_its_table() -> None:
    told = set(re.findall(r"^\| `(\w+Conformance)`", GUIDE, re.MULTILINE))
    assert told == {name for name in classes if name.endswith("Conformance")} - {"Conformance"}


@pytest.mark.thorough
def test_every_command_does_what_it_says(tmp_path: Path, python: Path) -> None:
    """In a household's folder, with a launcher that has set up everything."""
    launcher = tmp_path / "airdate"
    launcher.write_text(f'#!/bin/sh\nexec "{python}" -P -m airdate "$@"\n')
    launcher.chmod(0o755)
    said = {}
    (tmp_path / "airdate.toml").write_text("\n".join(text for kind, text in BLOCKS if kind == "toml"))
    for command in COMMANDS:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": f"{os.environ['PATH']}{os.pathsep}{Path(find_uv()).parent}", "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
        )
        said[command] = done.stdout
        # Of the rest of a household, which is not there, doctor has much to say.
        assert done.returncode == 0 or command.endswith("doctor"), done.stdout + done.stderr

    assert "12 passed" in said["./airdate test airdate-shelf"]
    assert "✓ airdate-shelf 0.1.0: [subtitlers.shelf]" in said["./airdate plugin list"]
    (told,) = re.findall(r"says `(✓ subtitler [^`]*)`", GUIDE)
    assert told in said["./airdate doctor"]
    assert not (tmp_path / "plugins.txt").exists()
