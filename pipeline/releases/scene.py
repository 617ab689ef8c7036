"""Scene numbering: how releases count a show's episodes where they do it otherwise than its catalogue.

The community maps it, most of all for anime, whose seasons bear titles of their own or are counted through:
https://thexem.info and https://github.com/Anime-Lists/anime-lists. Both map onto the numbers of TheTVDB.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.model import EpisodeInfo, SceneRange, ShowInfo
from pipeline.releases.parsing.names import ReleaseName
from pipeline.releases.parsing.words import words

_MOST = 400  # ranges of a show


def usable(ranges: Iterable[SceneRange], show: ShowInfo, listed: Sequence[EpisodeInfo]) -> tuple[SceneRange, ...]:
    """The ranges of a show that fit its episodes as its catalogue lists them.

    A catalogue that does not count as TheTVDB does is left alone: a wrong mapping is worse than none. A season's title
    that is the show's own, or that of its beginning, tells nothing.
    """
    ranges = [*ranges]
    kept = tuple(each for each in ranges if not _tells_nothing(each, show))[:_MOST]
    numbers = {(each.season, each.number) for each in listed}
    if any(each.tvdb_id for each in listed):
        return tuple(each for each in kept if _first(each) in numbers)
    return kept if _counts_alike(ranges, numbers) else ()


def _counts_alike(ranges: Iterable[SceneRange], numbers: set[tuple[int, int]]) -> bool:
    """Whether a catalogue without TheTVDB's ids has the same seasons, as far as the mappings tell.

    Where they map every episode, the seasons before the last must be as long; that one may be airing, and further ones
    announced. Where they tell just how seasons are called, it must be the same seasons.
    """
    starts = {_first(each) for each in ranges if each.season}
    if not starts <= numbers:
        return False
    listed = _lengths(numbers)
    if mapped := _lengths(_targets(ranges)):
        return all(mapped.get(season) == length for season, length in listed.items() if season < max(mapped))
    return listed.keys() == {season for season, number in starts if number == 1}


def _lengths(numbers: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The last number of each regular season."""
    return {season: number for season, number in sorted(numbers) if season}


def _tells_nothing(told: SceneRange, show: ShowInfo) -> bool:
    return bool(told.title) and (_first(told) == (1, 1) or words(told.title) == words(show.title))


def _first(told: SceneRange) -> tuple[int, int]:
    return told.season, told.number


def _targets(ranges: Iterable[SceneRange]) -> set[tuple[int, int]]:
    """The regular episodes that the ranges of the show's own titles and seasons lead to."""
    own = [each for each in ranges if each.season and not each.title and each.scene_season is not None]
    return {(each.season, each.number + place) for each in own for place in range(each.count or 0)}


def as_listed(name: ReleaseName, show: ShowInfo) -> ReleaseName:
    """A name with its numbers as the catalogue counts them."""
    if not show.scene or not _is_counted(name):
        return name
    ranges = _ranges_of(name, show)
    if not ranges:
        return name
    if name.is_pack:
        return _pack(name, ranges)
    found = _episodes(name.episodes or name.absolute, ranges)
    if found:
        season, numbers = found
        return name._replace(season=season, episodes=numbers, absolute=(), until=None, part=None, special=season == 0)
    # Of a season that counts for itself: those numbers mean nothing in the whole show.
    return name._replace(episodes=(), absolute=(), junk="no-episode") if ranges[0].title else name


def _is_counted(name: ReleaseName) -> bool:
    """Whether it has numbers that a mapping may be about, of one season at most."""
    told_otherwise = name.special or name.junk or name.bare or name.days
    return not told_otherwise and len(name.seasons) < 2


def _ranges_of(name: ReleaseName, show: ShowInfo) -> list[SceneRange]:
    """Those of the season whose title it bears; else those of the show's own titles and the season that it tells."""
    spoken = {words(title) for title in (name.title, *name.alt_titles)} - {()}
    titled = [each for each in show.scene if words(each.title) in spoken]
    if titled:
        return [each for each in titled if name.season in (None, 1, each.season, each.scene_season)]
    return [each for each in show.scene if (each.title, each.scene_season) == ("", name.season)]


def _episodes(numbers: Sequence[int], ranges: Sequence[SceneRange]) -> tuple[int, tuple[int, ...]] | None:
    """(season, numbers) in the catalogue, when all of these lead into one season."""
    found = [target for number in numbers if (target := _target(number, ranges)) is not None]
    seasons = {season for season, _ in found}
    if len(found) < len(numbers) or len(seasons) != 1:
        return None
    return seasons.pop(), tuple(number for _, number in found)


def _target(number: int, ranges: Sequence[SceneRange]) -> tuple[int, int] | None:
    for each in ranges:
        place = number - each.scene_number
        if place >= 0 and (each.count is None or place < each.count):
            return each.season, each.number + place
    return None


def _pack(name: ReleaseName, ranges: Sequence[SceneRange]) -> ReleaseName:
    """Of a season that releases count as one: the catalogue's that it lies in, perhaps just a part of it."""
    seasons = tuple(sorted({each.season for each in ranges if each.season}))
    if not seasons:
        return name
    part = 2 if min(_first(each) for each in ranges if each.season)[1] > 1 else name.part
    return name._replace(season=seasons[0], seasons=seasons, part=part)
