from __future__ import annotations

from pathlib import Path

import pytest
from airdate_example import Example

from airdate.testing import DownloaderConformance


class TestExample(DownloaderConformance):
    @pytest.fixture
    def part(self, tmp_path: Path) -> Example:
        return Example(Example.Config(folder=tmp_path / "downloads"), name="example")
