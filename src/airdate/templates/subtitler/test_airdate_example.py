from __future__ import annotations

from pathlib import Path

import pytest
from airdate_example import Example

from airdate.plugin import EpisodeInfo, ShowInfo, SubtitleQuery
from airdate.testing import SubtitlerConformance


class TestExample(SubtitlerConformance):
    @pytest.fixture
    def part(self, tmp_path: Path) -> Example:
        (tmp_path / "Our Own Show S01E02.en.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nGood evening.\n")
        return Example(Example.Config(folder=tmp_path), name="example")

    @pytest.fixture
    def query(self) -> SubtitleQuery:
        show, episode = ShowInfo(title="Our Own Show"), EpisodeInfo(season=1, number=2)
        return SubtitleQuery(video="", release="", show=show, episode=episode, languages=("en", "fr"))
