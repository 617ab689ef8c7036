from __future__ import annotations

from pathlib import Path

import pytest
from airdate_example import Example

from airdate.plugin import BadResponse, Plan
from airdate.testing import EncoderConformance


class TestExample(EncoderConformance):
    @pytest.fixture
    def part(self) -> Example:
        return Example(Example.Config(hardware="off", preset="ultrafast"), name="example")

    def test_what_lasts_too_long_is_refused(self, film: Path, tmp_path: Path) -> None:
        strict = Example(Example.Config(most_hours=0.0001), name="example")
        with pytest.raises(BadResponse, match="hours"):
            strict.encode(film, Plan(container="mp4", streams=(), why=None), tmp_path / "out.mp4", print)  # type: ignore[arg-type]
