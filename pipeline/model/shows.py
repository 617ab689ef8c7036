"""Shows, their episodes, and who follows them from where on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ShowKind(StrEnum):
    """How a show's episodes are numbered by those who release them."""

    STANDARD = "standard"  # S01E02
    DAILY = "daily"  # 2026-11-22
    ANIME = "anime"  # absolute: 27


@dataclass(frozen=True, kw_only=True)
class SeasonInfo:
    """A season, where a catalogue has more than its number. 0 holds specials."""

    number: int
    name: str = ""
    poster_url: str = ""


@dataclass(frozen=True, kw_only=True)
class CastMember:
    name: str
    role: str = ""
    image_url: str = ""


@dataclass(frozen=True, kw_only=True)
class ShowDetails:
    """What catalogues tell of a show beyond what Airdate itself needs: players show it."""

    genres: tuple[str, ...] = ()
    rating: float | None = None  # 0 to 10
    certificate: str = ""  # for whom it is: "TV-14"
    air_days: tuple[str, ...] = ()  # "Monday"
    air_time: str = ""  # "21:00", in the place where it airs
    ended: date | None = None
    original_title: str = ""
    seasons: tuple[SeasonInfo, ...] = ()
    cast: tuple[CastMember, ...] = ()
    fanart_url: str = ""
    banner_url: str = ""
    logo_url: str = ""


@dataclass(frozen=True, kw_only=True)
class SceneRange:
    """Episodes that releases count otherwise than the catalogue ("scene numbering"), as the community maps them.

    `title` is one that releases of just these bear, and count for themselves; empty: the range is of the show's own
    titles, in `scene_season`, or counted through where that is None.
    """

    title: str = ""
    scene_season: int | None = None
    scene_number: int = 1  # the first, as releases count
    season: int
    number: int  # the first, as the catalogue counts
    count: int | None = None  # None: all that follow

    def said(self, season: int, number: int) -> int | None:
        """The number that releases give to an episode of the catalogue; None when it is not in this range."""
        place = number - self.number
        within = season == self.season and place >= 0 and (self.count is None or place < self.count)
        return self.scene_number + place if within else None


@dataclass(frozen=True, kw_only=True)
class ShowInfo:
    """A show as a catalogue describes it."""

    title: str
    year: int | None = None
    tvdb_id: int | None = None
    tvmaze_id: int | None = None
    imdb_id: str | None = None
    aliases: tuple[str, ...] = ()
    kind: ShowKind = ShowKind.STANDARD
    status: str = ""  # "Running", "Ended", … as the catalogue words it
    network: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    language: str = ""  # BCP 47: the language it was made in
    overview: str = ""  # plain text
    poster_url: str = ""
    runtime: float | None = None  # seconds
    details: ShowDetails = ShowDetails()
    scene: tuple[SceneRange, ...] = ()

    @property
    def name(self) -> str:
        """The title with its year, as Jellyfin wants folders named."""
        return f"{self.title} ({self.year})" if self.year and f"({self.year})" not in self.title else self.title


@dataclass(frozen=True, kw_only=True)
class Show(ShowInfo):
    """A show that somebody follows."""

    id: int
    refreshed_at: datetime | None = None  # when its episodes were last read from a catalogue


@dataclass(frozen=True, kw_only=True)
class EpisodeInfo:
    """An episode as a catalogue describes it. Season 0 holds specials."""

    season: int
    number: int
    title: str = ""
    absolute: int | None = None
    airs_at: datetime | None = None  # None: not announced
    air_date: date | None = None  # in the place where it airs; what daily shows are named by
    runtime: float | None = None  # seconds
    overview: str = ""
    image_url: str = ""
    tvdb_id: int | None = None
    tvmaze_id: int | None = None
    rating: float | None = None  # 0 to 10
    # Where a special belongs: before an episode of a season, or after the whole of one.
    before_season: int | None = None
    before_episode: int | None = None
    after_season: int | None = None


@dataclass(frozen=True, kw_only=True)
class Episode(EpisodeInfo):
    id: int
    show_id: int

    @property
    def code(self) -> str:
        """S01E02."""
        return f"S{self.season:02}E{self.number:02}"


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """One person follows one show, from somewhere on.

    An episode is wanted when it is at or after (`from_season`, `from_number`) and does not air before `from_at`.
    """

    id: int
    person_id: int
    show_id: int
    from_season: int = 1
    from_number: int = 1
    from_at: datetime | None = None
    until_season: int | None = None  # the last episode wanted (with `until_number`); None: no end
    until_number: int | None = None
    languages: tuple[str, ...] = ()  # subtitles wanted; empty: the household's setting
    profile: str = ""  # quality profile; empty: the household's default
    muted: bool = False
    created_at: datetime | None = None

    def wants(self, episode: EpisodeInfo) -> bool:
        if (episode.season, episode.number) < (self.from_season, self.from_number):
            return False
        until = (self.until_season, self.until_number)
        if None not in until and (episode.season, episode.number) > until:
            return False
        if self.from_at is None:
            return True
        return episode.airs_at is not None and episode.airs_at >= self.from_at
