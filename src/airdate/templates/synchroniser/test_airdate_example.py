from __future__ import annotations

from pathlib import Path

import pytest
from airdate_example import Example

from airdate.plugin import SyncResult
from airdate.testing import SynchroniserConformance


class TestExample(SynchroniserConformance):
    @pytest.fixture
    def part(self) -> Example:
        return Example(Example.Config(), name="example")

    @pytest.fixture
    def late(self) -> float:
        """A test that is about another lateness sets it."""
        return 3.0

    @pytest.fixture
    def video(self, tmp_path: Path, late: float) -> Path:
        path = tmp_path / "video" / "film.mkv"
        path.parent.mkdir()
        path.write_bytes(b"a film")
        path.with_suffix(".late").write_text(str(late))
        return path

    @pytest.fixture
    def srt(self) -> str:
        return "1\n00:00:01,000 --> 00:00:02,000\nGood evening.\n"

    def test_what_it_says_is_what_the_file_says(self, part: Example, video: Path, srt: str, late: float) -> None:
        assert part.fit(video, srt) == SyncResult(offset=-late, factor=1.0, agreeing=60.0)
