"""The invented shows of the pretend world, as data.

Air dates are relative to the moment the world starts, so that the demo always has an episode that aired last night and
one that is still to come. Any test can make shows of its own the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.model import ShowKind


@dataclass(frozen=True, kw_only=True)
class DemoEpisode:
    """An episode. `airs` is relative to the start of the world; None: not announced. Season 0 holds specials."""

    season: int
    number: int
    title: str
    airs: timedelta | None
    overview: str = ""
    airs_at: datetime | None = None  # fixed when the world starts; UTC

    @property
    def code(self) -> str:
        return f"S{self.season:02}E{self.number:02}"


@dataclass(frozen=True, kw_only=True)
class DemoShow:
    """A show. The ids are outside the ranges that TVmaze and TVDB have given out so far."""

    title: str
    year: int
    tvmaze_id: int
    tvdb_id: int
    imdb_id: str
    overview: str
    network: str
    country: str = "GB"  # ISO 3166-1 alpha-2
    time_zone: str = "Europe/London"
    language: str = "English"
    genres: tuple[str, ...] = ("Drama",)
    kind: ShowKind = ShowKind.STANDARD
    status: str = "Running"
    days: tuple[str, ...] = ()  # "Monday", …; empty: the one that its last episode airs on
    runtime: int = 45  # minutes
    aliases: tuple[str, ...] = ()
    original_title: str = ""  # where it is not the English one
    art: str = "hills"  # the folder in `art/` with its poster and stills
    episodes: tuple[DemoEpisode, ...] = ()

    def at(self, now: datetime) -> DemoShow:
        """The same show with every air date fixed, on the whole hour."""
        hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        fixed = (
            e if e.airs_at or e.airs is None else replace(e, airs_at=hour + e.airs)  # an own date stays
            for e in self.episodes
        )
        return replace(self, episodes=tuple(fixed))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def airs_on(self) -> tuple[str, ...]:
        """The days of the week, once the dates are fixed."""
        last = max((e.airs_at for e in self.episodes if e.airs_at), default=None)
        return self.days or ((f"{last.astimezone(self.zone):%A}",) if last else ())

    def episode(self, season: int, number: int) -> DemoEpisode:
        return next(e for e in self.episodes if (e.season, e.number) == (season, number))


def _days(count: float) -> timedelta:
    return timedelta(days=count)


def _season(season: int, first_airs: timedelta, told: tuple[tuple[str, str], ...]) -> tuple[DemoEpisode, ...]:
    """A weekly season out of (title, overview) pairs."""
    return tuple(
        DemoEpisode(season=season, number=number, title=title, overview=overview, airs=first_airs + _days(7 * place))
        for place, (number, (title, overview)) in enumerate(enumerate(told, start=1))
    )


TIN_ORCHARD = DemoShow(
    title="The Tin Orchard",
    year=2025,
    tvmaze_id=9_900_101,
    tvdb_id=99_900_101,
    imdb_id="tt99900101",
    overview=(
        "When the last scrapyard on the Wend valley closes, its keeper plants what is left of it on the hill: forty "
        "trees of tin and copper. Then, one morning in March, the first of them is in blossom."
    ),
    network="Wend Valley Television",
    genres=("Drama", "Mystery"),
    aliases=("Tin Orchard", "Der Blechgarten"),
    runtime=48,
    art="orchard",
    episodes=(
        *_season(
            1,
            _days(-390),
            (
                ("Scrap", "The yard closes, and Ada Pell is left with eleven tonnes of metal and a hill."),
                ("A Grafting Knife", "Somebody has been pruning the copper trees by night, and rather well."),
                ("Blossom", "The first tree flowers. The bees have opinions."),
                ("Windfall", "A storm brings half the orchard down, and what lay under it up."),
            ),
        ),
        *_season(
            2,
            _days(-21) + timedelta(hours=-3),
            (
                ("Rust", "A year on, the valley wants its share, and the trees have stopped ringing."),
                ("The Bell Tree", "Ada follows a sound nobody else can hear to the far side of the Wend."),
                ("Cold Solder", "The winter mending goes wrong, and Tobias tells the truth at last."),
                ("Last Night's Frost", "The blossom comes four weeks early. So does the man from the ministry."),
                ("Harvest", "There is fruit. Nobody dares to bite first."),
            ),
        ),
        DemoEpisode(
            season=0,
            number=1,
            title="Forty Trees: How the Orchard Was Built",
            overview="The smiths and the camera crew on two winters of welding in the rain.",
            airs=_days(-200),
        ),
    ),
)

MERIDIAN_FERRY = DemoShow(
    title="Meridian Ferry",
    year=2026,
    tvmaze_id=9_900_102,
    tvdb_id=99_900_102,
    imdb_id="tt99900102",
    overview=(
        "The night boat from Port Anselm crosses the date line twice a week. Its passengers arrive a day older or a "
        "day younger, and its only steward is the one person on board who can choose which."
    ),
    network="Channel Nine Islands",
    country="NZ",
    time_zone="Pacific/Auckland",
    genres=("Comedy", "Science-Fiction"),
    aliases=("The Meridian Ferry",),
    runtime=28,
    art="ferry",
    episodes=_season(
        1,
        _days(-15) + timedelta(hours=-5),
        (
            ("Yesterday, Weather Permitting", "A stowaway is found who has not yet boarded."),
            ("The Purser's Birthday", "It is today. It was also today yesterday."),
            ("Lost Property", "Everything anyone forgot on the boat is handed in at once."),
            ("Fog Signal", "Two ships pass in the night. They are the same ship."),
        ),
    ),
)

SHOWS: tuple[DemoShow, ...] = (TIN_ORCHARD, MERIDIAN_FERRY)
