from __future__ import annotations

from pathlib import Path

import pytest
from airdate_example import Example

from airdate.plugin import Event
from airdate.testing import NotifierConformance


class TestExample(NotifierConformance):
    @pytest.fixture
    def part(self, tmp_path: Path) -> Example:
        return Example(Example.Config(file=tmp_path / "episodes.txt"), name="example")

    def test_a_line_for_each(self, part: Example, event: Event, tmp_path: Path) -> None:
        part.tell(event, "Meridian Ferry S01E01 is here: go watch.")
        assert (tmp_path / "episodes.txt").read_text().endswith(" Meridian Ferry S01E01 is here: go watch.\n")
