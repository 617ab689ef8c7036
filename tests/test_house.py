"""The house as docs/architecture.md draws it: few rooms, each named there, and tests where the source is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.rigs.launcher import ROOT, tracked_files

DRAWN = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
SOURCES = [path for path in tracked_files() if path.suffix == ".py"]


def rooms_of(house: Path) -> tuple[set[str], set[str]]:
    """(modules, folders), as whoever opens it sees them."""
    inside = [path.relative_to(house) for path in SOURCES if path.is_relative_to(house)]
    return {path.name for path in inside if len(path.parts) == 1}, {path.parts[0] for path in inside if path.parts[1:]}


@pytest.mark.parametrize(("house", "modules", "folders"), [("pipeline", 8, 9), ("bot", 3, 5)])
def test_a_newcomer_sees_few_rooms_and_finds_each_in_the_drawing(house: str, modules: int, folders: int) -> None:
    files, rooms = rooms_of(ROOT / house)

    assert len(files) <= modules, files
    assert len(rooms) <= folders, rooms
    assert not [room for room in rooms if f"`{room}/`" not in DRAWN]


@pytest.mark.parametrize(
    "house", ["bot", "cli", "dashboard", "demo", "examples", "integrations", "messages", "pipeline"]
)
def test_tests_stand_where_the_source_does(house: str) -> None:
    _, rooms = rooms_of(ROOT / "tests" / house)

    assert rooms <= {path.name for path in (ROOT / house).iterdir() if path.is_dir()}


def test_no_query_looks_into_a_sentence() -> None:
    """What is asked for has a column or a code of its own."""
    found = [
        f"{path}:{node.lineno}"
        for path in SOURCES
        if path.is_relative_to(ROOT / "pipeline" / "store") and "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"like", "ilike", "contains", "regexp_match", "icontains"}
    ]

    assert not found
