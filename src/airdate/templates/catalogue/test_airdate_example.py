from __future__ import annotations

from pathlib import Path

import pytest
from airdate_example import Example

from airdate.plugin import ShowInfo
from airdate.testing import CatalogueConformance

SHOW = """
title = "Our Own Show"
year = 2026
[[episodes]]
season = 1
number = 2
[[episodes]]
season = 1
number = 1
airs_at = 2026-11-22T20:00:00+01:00
runtime = 1500.0
"""


class TestExample(CatalogueConformance):
    @pytest.fixture
    def part(self, tmp_path: Path) -> Example:
        (tmp_path / "-7.toml").write_text(SHOW)
        return Example(Example.Config(folder=tmp_path), name="example")

    @pytest.fixture
    def known(self) -> ShowInfo:
        return ShowInfo(title="Our Own Show", tvmaze_id=-7)
