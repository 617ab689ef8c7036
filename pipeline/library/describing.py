"""Descriptions and pictures beside the episodes, for players that read them there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipeline.library import pictures
from pipeline.library.nfo import SHOW_FILE, SUFFIX, episode_nfo, show_nfo
from pipeline.library.placing import write
from pipeline.model import EpisodeInfo, ShowInfo

THUMB = "-thumb"  # follows the video's name: https://kodi.wiki/view/Artwork_types


def describe(
    library: Path, video: Path, show: ShowInfo, episodes: Sequence[EpisodeInfo], premiered: date | None
) -> list[str]:
    """Write what is missing: the show's description and poster, and this video's. What could not be had, in words.

    A show's description that is there already stays: a person may have written it.
    """
    write(video.with_suffix(SUFFIX), episode_nfo(show, *episodes))
    wanted = [(episodes[0].image_url, video.with_name(video.stem + THUMB))]
    inside = video.relative_to(library).parts
    if len(inside) > 1:
        folder = library / inside[0]
        if not (folder / SHOW_FILE).exists():
            write(folder / SHOW_FILE, show_nfo(show, premiered))
        wanted.append((show.poster_url, folder / "poster"))
    problems = [(stem.name, pictures.have(url, stem)) for url, stem in wanted if url]
    return [f"no {name}: {problem}" for name, problem in problems if problem]
