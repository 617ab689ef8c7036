from __future__ import annotations

from pathlib import Path

import pytest
from airdate_example import Example

from airdate.plugin import ShowInfo, Wanted
from airdate.testing import IndexerConformance
from demo.torrents import make_torrent


class TestExample(IndexerConformance):
    @pytest.fixture
    def part(self, tmp_path: Path) -> Example:
        folder = tmp_path / "torrents"
        folder.mkdir()
        for title in ("Our.Own.Show.S01E01.720p", "Another.Show.S01E01.720p"):
            film = tmp_path / f"{title}.mkv"
            film.write_bytes(title.encode() * 1000)
            (folder / f"{title}.torrent").write_bytes(make_torrent(film))
        return Example(Example.Config(folder=folder), name="example")

    @pytest.fixture
    def wanted(self) -> Wanted:
        return Wanted(show=ShowInfo(title="Our Own Show"), season=1, number=1)
