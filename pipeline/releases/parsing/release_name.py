"""What a release's name says, as a value."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from pipeline.releases.parsing.vocabulary import Source


class ReleaseName(NamedTuple):
    """What a release's name says. What it does not say is None, 0, False or empty.

    A tuple, because it takes a third of the time to make one.

    `episodes` counts within `season`; with `season` None they are numbers given without one (a mini-series, or a
    show with one season). `absolute` counts through all seasons, as anime is numbered. A season pack has `is_pack`,
    its `seasons` and no episodes.
    """

    raw: str  # as given, cut to 2,000 characters
    title: str = ""
    alt_titles: tuple[str, ...] = ()  # further titles in the name; also the title with a year that may be part of it
    year: int | None = None  # beside the title
    country: str | None = None  # ISO 3166-1 alpha-2, beside the title
    season: int | None = None  # the first, for packs of several
    seasons: tuple[int, ...] = ()  # of a pack
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()  # of a pack of several seasons: those that are there, counted from its first
    is_pack: bool = False
    part: int | None = None  # of a pack that holds part of a season, or of a mini-series
    date: datetime.date | None = None  # the day it aired, for daily shows; None where it may as well be another
    other_dates: tuple[datetime.date, ...] = ()  # that may be meant as well: 24 March 2014 in "14.03.24", or 14 March
    until: tuple[int, int] | None = None  # (season, episode) where a range ends in a later season
    bare: bool = False  # season and episode from digits alone ("102"), which may count through
    special: bool = False  # season 0, an OVA, a number between two others ("07.5"): no regular episode
    extras: bool = False  # bonus material or subtitles without the episodes
    resolution: int | None = None  # lines
    source: Source | None = None
    remux: bool = False  # the disc's own streams, not encoded again
    codec: str | None = None  # of the picture, as ffprobe calls it
    bit_depth: int | None = None
    hdr: tuple[str, ...] = ()  # "hdr10", "hdr10plus", "hlg", "dolby-vision"
    audio: tuple[str, ...] = ()  # "aac", "ac3", "eac3", "dts", "dts-hd-ma", "truehd", "flac", …
    channels: int | None = None  # all of them: 6 for 5.1
    atmos: bool = False
    network: str | None = None  # the streaming service it was taken from
    languages: tuple[str, ...] = ()  # spoken, BCP 47
    subtitle_languages: tuple[str, ...] = ()  # BCP 47
    multi_audio: bool = False  # several languages, which may not be named
    proper: int = 0  # how often it mends an earlier release
    version: int = 1  # fansubs: 2 for "v2"
    group: str | None = None
    junk: str | None = None  # why the name is of no use: "film", "no-episode" or "random"

    @property
    def names_episode(self) -> bool:
        """Whether it names an episode, a day or a season at all."""
        numbers = self.episodes or self.absolute or self.seasons
        return self.junk is None and bool(numbers or self.date or self.other_dates)

    @property
    def days(self) -> tuple[datetime.date, ...]:
        """All that it may have aired on."""
        return (self.date, *self.other_dates) if self.date else self.other_dates


_FIRST, _LAST = map(ReleaseName._fields.index, ("extras", "version"))
QUALITY_FIELDS = ReleaseName._fields[_FIRST : _LAST + 1]
"""Those about picture, sound, languages and the release itself, which stand together."""
