"""reported.csv: kinds of files and texts that people reported in public, each with what tries it.

`tried` is a clip of tests/rigs/clips.py that stands in docs/playable.md's table, where its plan is carried out and
checked for each screen, or the test that tries it.
"""

from __future__ import annotations

import ast
import csv
from pathlib import Path

import pytest

from tests.integrations.ffmpeg.test_playable import KINDS
from tests.rigs.launcher import ROOT

with Path(__file__).with_name("reported.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))


@pytest.mark.parametrize("row", ROWS, ids=[row["kind"] for row in ROWS])
def test_each_reported_kind_is_tried(row: dict[str, str]) -> None:
    path, _, test = row["tried"].partition("::")
    if not test:
        assert path in KINDS
        return
    found = ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    assert test in {node.name for node in found if isinstance(node, ast.FunctionDef)}
