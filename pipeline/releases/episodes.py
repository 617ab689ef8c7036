"""Which of a show's episodes a name speaks of.

A name tells numbers or a day; what they mean depends on how the catalogue counts. Numbers decide and a day confirms:
one that is off by a day (time zones) is no objection, and a day alone counts only when one episode aired on it. Anime
is counted through all seasons (https://thewiki.moe/advanced/release-standards/), also where the catalogue does not
count. Specials never serve a regular episode: https://thetvdb.com/help/specials (season 0).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar

from pipeline.model import EpisodeInfo, ShowKind
from pipeline.releases.parsing.names import ReleaseName
from pipeline.releases.parsing.vocabulary import SINGLE
from pipeline.releases.parsing.words import words

K = TypeVar("K")

_NEAR = timedelta(days=1)  # a day in another time zone
_LAG = timedelta(days=31)  # by which a catalogue may be late
_BREAK = timedelta(days=35)  # without an episode: the next part of a season begins
NUMBERED = frozenset(("episode", "part", "chapter", "day", "week", "folge", "teil", "episodio", "épisode"))
_COURS = {24: 12, 26: 13}  # episodes of a season: those of its first half, where no air dates tell


@dataclass(frozen=True)
class Listing:
    """A show's episodes as its catalogue lists them, ready to be asked what a name means."""

    episodes: Sequence[EpisodeInfo] = ()
    kind: ShowKind = ShowKind.STANDARD

    @property
    def anime(self) -> bool:
        return self.kind is ShowKind.ANIME

    @cached_property
    def by_number(self) -> Mapping[tuple[int, int], EpisodeInfo]:
        return {(each.season, each.number): each for each in self.episodes}

    @cached_property
    def seasons(self) -> Mapping[int, Sequence[EpisodeInfo]]:
        """The regular ones, each in order."""
        found: defaultdict[int, list[EpisodeInfo]] = defaultdict(list)
        for each in sorted(self.episodes, key=lambda each: (each.season, each.number)):
            if each.season:
                found[each.season].append(each)
        return found

    @cached_property
    def by_absolute(self) -> Mapping[int, EpisodeInfo]:
        """By the count through all seasons: the catalogue's, else for anime our own, if no episode is missing."""
        given = {each.absolute: each for each in self.episodes if each.absolute is not None and each.season}
        return self.through if self.anime and not given else given

    @cached_property
    def through(self) -> Mapping[int, EpisodeInfo]:
        """By our own count through all seasons, if no episode is missing."""
        if not _is_gapless(self.seasons):
            return {}
        return dict(enumerate((each for season in self.seasons.values() for each in season), 1))

    def titles_of_specials(self) -> list[str]:
        return [each.title for each in self.episodes if not each.season]

    def absolute_of(self, episode: EpisodeInfo) -> int | None:
        """Its count through all seasons, where there is one."""
        if episode.absolute is not None:
            return episode.absolute
        code = (episode.season, episode.number)
        return next((count for count, each in self.by_absolute.items() if (each.season, each.number) == code), None)

    @cached_property
    def by_day(self) -> Mapping[date, Sequence[EpisodeInfo]]:
        found: defaultdict[date, list[EpisodeInfo]] = defaultdict(list)
        for each in self.episodes:
            if day := day_of(each):
                found[day].append(each)
        return found

    def airs(self, name: ReleaseName) -> datetime | None:
        """When the first episode airs that a name speaks of; None when there is no such episode."""
        return next((each.airs_at for each in told(name, self)), None)


def _is_gapless(seasons: Mapping[int, Sequence[EpisodeInfo]]) -> bool:
    """Whether the seasons, and the episodes of each, are counted from 1 with none missing."""
    if [*seasons] != [*range(1, len(seasons) + 1)]:
        return False
    return all([each.number for each in season] == [*range(1, len(season) + 1)] for season in seasons.values())


def day_of(episode: EpisodeInfo) -> date | None:
    """The day it aired where it aired, as far as it is known."""
    return episode.air_date or (episode.airs_at.date() if episode.airs_at else None)


def told(name: ReleaseName, listing: Listing) -> tuple[EpisodeInfo, ...]:
    """The listed episodes that a name speaks of, or that a pack of this name may hold; empty when none, or unclear."""
    if name.is_pack:
        return _of_pack(name, listing)
    if name.special:
        return _special(name, listing)
    if name.junk:
        return ()
    if name.season is not None and name.episodes:
        return _of_season(name, listing) or _on_day(name, listing)
    if name.episodes or name.absolute:
        return _without_season(name, listing)
    return _on_day(name, listing)


def serves(name: ReleaseName, episode: EpisodeInfo, listing: Listing) -> bool:
    """Whether a release of this name is, or may have in it, this episode."""
    return any((each.season, each.number) == (episode.season, episode.number) for each in told(name, listing))


_CODE = re.compile(r"(?<![a-z0-9])(?:s\d{1,2}[ ._]?e|\d{1,2}x)\d{1,3}(?![a-z0-9])", re.IGNORECASE)


def titled(name: ReleaseName, listing: Listing) -> EpisodeInfo | None:
    """The one episode whose title of several words stands right behind a name's code, before what tells of the picture.

    None where there are several of that title, and for titles that are numbers ("Episode 5").
    """
    code = _CODE.search(name.raw)
    behind = words(name.raw[code.end() :]) if code else ()
    if len(behind) < 2 or behind[0] in NUMBERED:
        return None
    may_be = (each for each in listing.episodes if each.season and behind[0] in each.title.lower())
    found = [each for each in may_be if _stands_in_front(words(each.title), behind)]
    return found[0] if len(found) == 1 else None


def _stands_in_front(title: Sequence[str], behind: Sequence[str]) -> bool:
    rest = behind[len(title) :]
    if len(title) < 2 or title[-1].isdigit() or behind[: len(title)] != title:
        return False
    return not rest or rest[0] in SINGLE or rest[0][0].isdigit()


_WHOLE = re.compile(r"complete[ ._](?:tv[ ._])?series|all[ ._]seasons", re.IGNORECASE)


def _of_pack(name: ReleaseName, listing: Listing) -> tuple[EpisodeInfo, ...]:
    if name.seasons:
        held = tuple(each for each in listing.episodes if each.season in name.seasons)
        return _first_of(held, name.absolute) if name.absolute else held
    # A whole series. Of anime with several seasons, each may be called that, but for the "Complete Series".
    if len(listing.seasons) > 1 and listing.anime and not _WHOLE.search(name.raw):
        return ()
    return tuple(each for each in listing.episodes if each.season)


def _first_of(held: Sequence[EpisodeInfo], count: Sequence[int]) -> tuple[EpisodeInfo, ...]:
    """Of several seasons' episodes, those that the count from the first on tells: "S01-S02 E01-E20"."""
    regular = sorted((each for each in held if each.season), key=lambda each: (each.season, each.number))
    return _some(dict(enumerate(regular, 1)), count)


def _of_season(name: ReleaseName, listing: Listing) -> tuple[EpisodeInfo, ...]:
    season, numbers = name.season or 0, name.episodes
    if name.bare and (counted := _counted_on([100 * season + number for number in numbers], listing)):
        return counted
    if name.bare and listing.anime:
        return ()
    if name.until is not None:
        return _between((season, numbers[0]), name.until, listing)
    if name.part is not None and listing.anime:
        return _of_part(listing.seasons.get(season, ()), name.part, numbers)
    return _numbered(season, numbers, listing)


def _counted_on(numbers: Sequence[int], listing: Listing) -> tuple[EpisodeInfo, ...]:
    """The episodes of digits such as "101" where they are a count: of anime, or of a first season that is so long."""
    if listing.anime:
        return _all(listing.by_absolute, numbers)
    return _all(listing.by_number, [(1, number) for number in numbers])


def _between(first: tuple[int, int], last: tuple[int, int], listing: Listing) -> tuple[EpisodeInfo, ...]:
    """From one (season, number) to another in a later season."""
    return tuple(each for key, each in listing.by_number.items() if first[0] and first <= key <= last)


def _numbered(season: int, numbers: Sequence[int], listing: Listing) -> tuple[EpisodeInfo, ...]:
    """These numbers of a season. "S3 - 38" of anime counts through; so does "S01E15" where seasons have twelve."""
    found = _some(listing.by_number, [(season, number) for number in numbers])
    if len(found) == len(numbers) or not listing.anime:
        return found
    through = _all(listing.by_absolute, numbers)
    if through and (season == 1 or all(each.season == season for each in through)):
        return through
    return found


def _of_part(season: Sequence[EpisodeInfo], part: int, numbers: Sequence[int]) -> tuple[EpisodeInfo, ...]:
    """ "2nd Season Part 2 - 01": counted from where the season went on after a break, or on through the season."""
    parts = _parts(season)
    if len(parts) < part:
        return ()
    before = sum(map(len, parts[: part - 1]))
    from_there = dict(enumerate(parts[part - 1], 1))
    return _all(from_there, numbers) or _all({before + count: each for count, each in from_there.items()}, numbers)


def _without_season(name: ReleaseName, listing: Listing) -> tuple[EpisodeInfo, ...]:
    if name.part is not None and name.absolute:
        return _of_nth_part(name.part, name.absolute, listing)
    return _counted(name, listing)


def _of_nth_part(part: int, numbers: Sequence[int], listing: Listing) -> tuple[EpisodeInfo, ...]:
    """ "Part 2 - 10" of no season: of the only one, or the second season where the catalogue makes one of each part."""
    seasons = listing.seasons
    if [*seasons] == [1]:
        return _of_part(seasons[1], part, numbers)
    if all(len(_parts(season)) == 1 for season in seasons.values()):
        return _of_part(seasons.get(part, ()), 1, numbers)
    return ()


def _parts(season: Sequence[EpisodeInfo]) -> list[Sequence[EpisodeInfo]]:
    breaks = [
        place
        for place in range(1, len(season))
        if (one := day_of(season[place - 1])) and (two := day_of(season[place])) and two - one > _BREAK
    ]
    if not breaks and len(season) in _COURS:
        breaks = [_COURS[len(season)]]
    return [season[start:end] for start, end in zip([0, *breaks], [*breaks, len(season)], strict=True)]


def _counted(name: ReleaseName, listing: Listing) -> tuple[EpisodeInfo, ...]:
    """Numbers without a season: counted through, or a mini-series'. A day beside them must be theirs."""
    numbers = name.absolute or name.episodes
    found: Sequence[EpisodeInfo] = ()
    if name.part is not None and (len(listing.seasons) > 1 or _is_of_fewer(name, listing)):
        return ()  # "Part 3", "3of8": of which season? "2of2" of six is something else
    if name.date and not listing.by_absolute:
        found = _dated(numbers, listing)
    found = found or _by_count(numbers, listing)
    return tuple(each for each in found if _confirmed(each, name))


_OF = re.compile(r"(?<!\d)\d{1,3}[ ._]?(?:of|von|из|sur|/)[ ._]?(?P<n>\d{1,3})(?![^\W_])", re.IGNORECASE)


def _is_of_fewer(name: ReleaseName, listing: Listing) -> bool:
    """Whether a name tells of how many parts it is one, and the show has more."""
    found = _OF.search(name.raw)
    return found is not None and int(found["n"]) < sum(map(len, listing.seasons.values()))


def _dated(numbers: Sequence[int], listing: Listing) -> list[EpisodeInfo]:
    """The episodes of these numbers, in any season, of which the day is known."""
    return [each for each in listing.episodes if each.season and each.number in numbers and day_of(each)]


def _by_count(numbers: Sequence[int], listing: Listing) -> tuple[EpisodeInfo, ...]:
    if listing.by_absolute or listing.anime:
        return _some(listing.by_absolute, numbers) or _some(listing.by_number, [(1, number) for number in numbers])
    found = [_only(_readings(number, listing)) for number in numbers]
    return tuple(each for each in found if each)


def _readings(number: int, listing: Listing) -> dict[tuple[int, int], EpisodeInfo]:
    """The episodes that a number without a season may be: "E05" of any season, the count through all, "203"."""
    counted = [*_some(listing.by_number, ((season, number) for season in listing.seasons))]
    code = [] if _counted_on([number], listing) else [divmod(number, 100)]  # no code of a season that is so long
    found = [*counted, *_some(listing.by_number, code), *_some(listing.through, [number])]
    return {(each.season, each.number): each for each in found if each.season}


def _only(found: Mapping[K, EpisodeInfo]) -> EpisodeInfo | None:
    return next(iter(found.values())) if len(found) == 1 else None


def _confirmed(episode: EpisodeInfo, name: ReleaseName) -> bool:
    day = day_of(episode)
    return not name.days or day is None or any(abs(day - each) <= _NEAR for each in name.days)


def _on_day(name: ReleaseName, listing: Listing) -> tuple[EpisodeInfo, ...]:
    """The one episode of its day, or of one of the days that it may be."""
    found = [each for day in name.days for each in listing.by_day.get(day, ())]
    if len(found) != 1 or any(_may_be_untold(day, listing) for day in name.days if day != day_of(found[0])):
        return ()
    return tuple(found)


def _may_be_untold(day: date, listing: Listing) -> bool:
    """Whether an episode of this day, which has none, may not be listed yet: all that are were shortly before."""
    return timedelta() < day - max(listing.by_day) < _LAG


def _special(name: ReleaseName, listing: Listing) -> tuple[EpisodeInfo, ...]:
    """By its number in season 0, else by its title or day: groups and catalogues count specials differently."""
    listed = [each for each in listing.episodes if each.season == 0]
    if name.season == 0 and name.episodes and name.episodes != (0,):
        return tuple(each for each in listed if each.number in name.episodes)
    found = _titled(name, listed) or _aired_on(name.date, listed)
    return tuple(found) if len(found) == 1 else ()


def _aired_on(day: date | None, listed: Sequence[EpisodeInfo]) -> list[EpisodeInfo]:
    return [each for each in listed if day and day_of(each) == day]


def _titled(name: ReleaseName, listed: Sequence[EpisodeInfo]) -> list[EpisodeInfo]:
    """Those whose title, of several words, stands in the name."""
    spoken, show = f" {' '.join(words(name.raw))} ", words(name.title)
    titles = [(each, _own_words(each.title, show)) for each in listed]
    return [each for each, title in titles if len(title) > 1 and f" {' '.join(title)} " in spoken]


def _own_words(title: str, show: Sequence[str]) -> list[str]:
    """A special's title without what it is, and without the show's own in front: "Title: Beach Trip (OVA)"."""
    own = [word for word in words(title) if word not in ("ova", "oad", "special")]
    return own[len(show) :] if show and own[: len(show)] == [*show] else own


def _some(known: Mapping[K, EpisodeInfo], keys: Iterable[K]) -> tuple[EpisodeInfo, ...]:
    return tuple(known[key] for key in keys if key in known)


def _all(known: Mapping[K, EpisodeInfo], keys: Sequence[K]) -> tuple[EpisodeInfo, ...]:
    """All of these, or none."""
    found = _some(known, keys)
    return found if len(found) == len(keys) else ()
