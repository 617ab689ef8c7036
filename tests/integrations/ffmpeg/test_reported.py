"""reported.csv: kinds of files and texts that people reported in public, each with what tries it.

`tried` is a clip of tests/rigs/clips.py that stands in docs/playable.md's first table, where its plan is carried out
and checked for each screen, or the test that tries it. docs/playable.md's second table is made of the rows.
"""

from __future__ import annotations

import ast

import pytest

from tests.integrations.ffmpeg.test_playable import KINDS, REPORTED
from tests.rigs.launcher import ROOT


@pytest.mark.parametrize("row", REPORTED, ids=[row["kind"] for row in REPORTED])
def test_each_reported_kind_is_tried(row: dict[str, str]) -> None:
    path, _, test = row["tried"].partition("::")
    if not test:
        assert path in KINDS
        return
    found = ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    assert test in {node.name for node in found if isinstance(node, ast.FunctionDef)}
