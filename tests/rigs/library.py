"""A library folder with an episode in it, as the line files them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.library.nfo import episode_nfo, show_nfo
from pipeline.model import EpisodeInfo, ShowInfo

SHOW = ShowInfo(
    title="The Tin Orchard",
    year=2025,
    tvdb_id=99_900_101,
    tvmaze_id=9_900_101,
    imdb_id="tt99900101",
    overview="Forty trees of tin & copper.",
    runtime=2880.0,
)
EPISODE = EpisodeInfo(
    season=2, number=4, title="Last Night's Frost", overview="<Early>", tvdb_id=888, tvmaze_id=777, runtime=2880.0
)


@dataclass(frozen=True)
class Filed:
    root: Path
    show: ShowInfo
    episode: EpisodeInfo
    video: Path


def file_episode(
    root: Path,
    show: ShowInfo = SHOW,
    episode: EpisodeInfo = EPISODE,
    *,
    nfo: bool = True,
    content: bytes = b"\x00" * 1000,
    suffix: str = ".mkv",
) -> Filed:
    name = f"{show.title} ({show.year})"
    folder = root / name / f"Season {episode.season:02}"
    folder.mkdir(parents=True, exist_ok=True)
    video = folder / f"{name} - S{episode.season:02}E{episode.number:02} - {episode.title}{suffix}"
    if nfo:
        (root / name / "tvshow.nfo").write_bytes(show_nfo(show))
        video.with_suffix(".nfo").write_bytes(episode_nfo(show, episode))
    video.write_bytes(content)
    return Filed(root, show, episode, video)
