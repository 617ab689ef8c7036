"""Descriptions and pictures beside the episodes, for players that read them there.

Names of pictures that Jellyfin and Kodi both know: https://jellyfin.org/docs/general/server/media/shows#images and
https://kodi.wiki/view/Artwork_types.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.library import pictures
from pipeline.library.naming import title_of
from pipeline.library.nfo import SHOW_FILE, SUFFIX, episode_nfo, show_nfo
from pipeline.library.placing import write
from pipeline.model import EpisodeInfo, ShowInfo

THUMB = "-thumb"  # follows the video's name
PATIENCE = 15.0  # seconds for all pictures of one episode; what is missing then comes with the next


def describe(
    library: Path, video: Path, show: ShowInfo, episodes: Sequence[EpisodeInfo], listed: Sequence[EpisodeInfo] = ()
) -> list[str]:
    """Write what is missing: the show's description and pictures, and this video's. What could not be had, in words.

    A show's description that is there already stays: a person may have written it. `listed`: all of its episodes.
    """
    write(video.with_suffix(SUFFIX), episode_nfo(show, *(_placed(each, listed) for each in episodes)))
    wanted = [(episodes[0].image_url, video.with_name(video.stem + THUMB))]
    inside = video.relative_to(library).parts
    if len(inside) > 1:
        folder = library / inside[0]
        if not (folder / SHOW_FILE).exists():
            title = title_of(library, show, folder.name)
            write(folder / SHOW_FILE, show_nfo(show, _premiered(listed), title))
        wanted += _of_show(show, folder, {each.season for each in episodes})
    return list(_fetched(wanted))


def _of_show(show: ShowInfo, folder: Path, seasons: set[int]) -> Iterator[tuple[str, Path]]:
    """The show's own pictures, and those of the seasons that it has something of."""
    more = show.details
    yield show.poster_url, folder / "poster"
    for url, name in ((more.fanart_url, "fanart"), (more.banner_url, "banner"), (more.logo_url, "clearlogo")):
        yield url, folder / name
    for season in more.seasons:
        if season.number in seasons:
            name = f"season{season.number:02}-poster" if season.number else "season-specials-poster"
            yield season.poster_url, folder / name


def _fetched(wanted: Sequence[tuple[str, Path]]) -> Iterator[str]:
    """Have the pictures, as far as there is time; why each of the others could not be had."""
    end = time.monotonic() + PATIENCE
    for url, stem in wanted:
        if not url:
            continue
        problem = pictures.have(url, stem) if time.monotonic() < end else "the others have taken too long"
        if problem:
            yield f"no {stem.name}: {problem}"


def _premiered(listed: Sequence[EpisodeInfo]) -> date | None:
    return min((e.air_date for e in listed if e.air_date and e.season > 0), default=None)


def _placed(episode: EpisodeInfo, listed: Sequence[EpisodeInfo]) -> EpisodeInfo:
    """A special with its place among the others: what the catalogue says, else by when it aired."""
    told = (episode.before_season, episode.after_season)
    if episode.season or episode.air_date is None or told != (None, None):
        return episode
    before, after = _neighbours(episode.air_date, listed)
    if after and (not before or after.season == before.season):
        return replace(episode, before_season=after.season, before_episode=after.number)
    return replace(episode, after_season=before.season) if before else episode


def _neighbours(day: date, listed: Sequence[EpisodeInfo]) -> tuple[EpisodeInfo | None, EpisodeInfo | None]:
    """The last episode of a season that aired up to that day, and the first after it."""
    dated = sorted((e.air_date, e.season, e.number, e) for e in listed if e.season and e.air_date)
    before = [each[-1] for each in dated if each[0] <= day]
    after = [each[-1] for each in dated if each[0] > day]
    return (before[-1] if before else None), (after[0] if after else None)
