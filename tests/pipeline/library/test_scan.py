"""Descriptions beside films, as anything may have written them. What is read of honest ones: test_adopt.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.library.nfo import episode_nfo, show_nfo
from pipeline.library.scan import described_episodes, show_of, videos_in
from pipeline.model import EpisodeInfo, ShowInfo
from tests.rigs.mangling import mangled_text

SHOW = ShowInfo(title="Harbour", year=2025, tvdb_id=123, imdb_id="tt0001")
EPISODES = [EpisodeInfo(season=2, number=number, title="Frost", tvdb_id=9) for number in (4, 5)]
OF_SHOW, OF_EPISODES = show_nfo(SHOW).decode(), episode_nfo(SHOW, *EPISODES).decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "Harbour (2025)"
    made.mkdir()
    (made / "Harbour - S02E04.mkv").touch()
    return made


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    mangled_text(OF_SHOW).map(str.encode) | st.binary(max_size=200),
    mangled_text(OF_EPISODES).map(str.encode) | st.binary(max_size=200),
)
def test_any_description_is_read_or_left_out(folder: Path, of_show: bytes, of_episodes: bytes) -> None:
    (folder / "tvshow.nfo").write_bytes(of_show)
    (folder / "Harbour - S02E04.nfo").write_bytes(of_episodes)

    assert show_of(folder).title
    (video,) = videos_in(folder)
    assert video.name.season is not None
    assert all(each.season >= 0 and each.number >= 0 for each in described_episodes(video.path))
