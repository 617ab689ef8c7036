from __future__ import annotations

from pathlib import Path

import pytest
from airdate_example import Example

from airdate.plugin import EpisodeInfo, ShowInfo
from airdate.testing import PlayerConformance
from airdate.testing.ports.player import Shown


class TestExample(PlayerConformance):
    @pytest.fixture
    def part(self, tmp_path: Path) -> Example:
        return Example(Example.Config(folder=tmp_path), name="example")

    @pytest.fixture
    def shown(self, tmp_path: Path) -> Shown:
        path = tmp_path / "Our Own Show" / "Our Own Show - S01E02.mkv"
        path.parent.mkdir()
        path.write_bytes(b"a film")
        return Shown(ShowInfo(title="Our Own Show"), EpisodeInfo(season=1, number=2), path)
