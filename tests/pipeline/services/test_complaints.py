"""What a person says about an episode that has arrived, where its file is not only its own or cannot be moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UserError
from pipeline.services import complaints
from pipeline.store import media_files
from tests.rigs.core import another_job_holds
from tests.rigs.market import STAGES, Market, file_it, kept_in, postgres, postgres_server, season

__all__ = ["kept_in", "postgres", "postgres_server", "season"]  # fixtures


def filed(season: Market, *places: int) -> Path:
    """One video that holds these episodes."""
    video = season.settings.library / "Row" / "Row - S01E01-E02.mkv"
    video.parent.mkdir(parents=True)
    video.write_text("film")
    for place in places:
        file_it(season, "Row", path=str(video), place=place)
    return video


def wrong(season: Market, place: int = 0) -> None:
    complaints.wrong_episode(season.store, season.settings, season.episodes[place].id, STAGES)


def here(season: Market, place: int) -> int:
    with season.store.read() as db:
        return len(media_files.files_of(db, [season.episodes[place].id]))


def test_a_wrong_episode_leaves_a_video_that_holds_another_one_to_that(season: Market) -> None:
    video = filed(season, 0, 1)
    wrong(season)
    assert video.is_file()
    assert (here(season, 0), here(season, 1)) == (0, 1)
    wrong(season, 1)
    assert not video.exists(), "no episode's any more"
    assert [p.read_text() for p in season.settings.data.rglob("*.mkv")] == ["film"]


def test_nothing_is_called_gone_while_the_library_is_not_mounted(season: Market) -> None:
    video = filed(season, 0)
    away = season.settings.library.rename(season.settings.library.with_name("away"))
    season.settings.library.mkdir()
    with pytest.raises(UserError, match="disk mounted"):
        wrong(season)
    assert here(season, 0) == 1
    season.settings.library.rmdir()
    away.rename(season.settings.library)
    wrong(season)
    assert not video.exists()


def test_a_file_that_another_job_has_is_left_alone_for_that_time(season: Market) -> None:
    video = filed(season, 0)
    with another_job_holds(season.store, season.episodes[0].id), pytest.raises(UserError, match="Another job"):
        wrong(season)
    assert video.is_file()
    wrong(season)
    assert not video.exists()
