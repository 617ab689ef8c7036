"""A household described in a file, for `./airdate match`: shows with their episodes, as a catalogue would list them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import UserError
from pipeline.model import Episode, Show, ShowInfo, ShowKind
from pipeline.model.reasons import Reason
from pipeline.releases.candidate import Case
from pipeline.releases.episodes import Listing
from pipeline.releases.quality_profiles import BUILT_IN, DEFAULT, Profile
from pipeline.releases.titles import namesakes


class _Described(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DescribedEpisode(_Described):
    season: int = Field(ge=0)
    number: int = Field(ge=0)
    title: str = ""
    absolute: int | None = None
    air_date: date | None = None
    airs_at: datetime | None = None
    runtime: float | None = None  # seconds


class DescribedShow(_Described):
    """`seasons`: how many episodes each has, from the first on, where nothing more is known of them."""

    title: str
    year: int | None = None
    kind: ShowKind = ShowKind.STANDARD
    country: str = ""
    language: str = ""
    network: str = ""
    aliases: tuple[str, ...] = ()
    tvdb_id: int | None = None
    tvmaze_id: int | None = None
    imdb_id: str | None = None
    runtime: float | None = None
    followed: bool = True
    seasons: tuple[int, ...] = ()
    episodes: tuple[DescribedEpisode, ...] = ()


class DescribedHousehold(_Described):
    profile: str | Profile = DEFAULT
    shows: tuple[DescribedShow, ...]


def read_household(file: Path) -> DescribedHousehold:
    """UserError when the file cannot be read as one."""
    try:
        return DescribedHousehold.model_validate_json(file.read_bytes())
    except OSError as error:
        raise UserError(Reason("cannot-be-read", path=str(file), why=str(error.strerror))) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UserError(Reason("no-household", path=str(file), place=place, what=first["msg"])) from None


def cases_of(household: DescribedHousehold, moment: datetime) -> Iterator[tuple[Show, Listing, list[Case]]]:
    """Each followed show with what its releases are judged by, a case for each episode."""
    described = [each for each in household.shows if each.followed]
    shows = [_show(number, each) for number, each in enumerate(described, 1)]
    common: dict[str, Any] = {
        "moment": moment,
        "followed": shows,
        "profile": _profile(household.profile),
        "elsewhere": tuple(_show(0, each) for each in household.shows if not each.followed),
    }
    listings = {one.id: Listing([*_episodes(one, each)], one.kind) for one, each in zip(shows, described, strict=True)}
    for one in shows:
        same = namesakes(one, shows)
        of_show = {"namesakes": same, "listings": {each.id: listings[each.id] for each in same}, **common}
        yield one, listings[one.id], _cases(one, listings[one.id], of_show)


def _cases(show: Show, listing: Listing, facts: dict[str, Any]) -> list[Case]:
    episodes = [episode for episode in listing.episodes if isinstance(episode, Episode)]
    sizes = Counter(episode.season for episode in episodes)
    return [
        Case(show=show, episode=each, listing=listing, season_episodes=sizes[each.season], **facts) for each in episodes
    ]


def _profile(wanted: str | Profile) -> Profile:
    if isinstance(wanted, Profile):
        return wanted
    if wanted not in BUILT_IN:
        raise UserError(Reason("no-such-profile", name=wanted, known=tuple(BUILT_IN)))
    return BUILT_IN[wanted]


def _show(number: int, described: DescribedShow) -> Show:
    facts = described.model_dump(include=set(ShowInfo.__dataclass_fields__))
    return Show(id=number, **facts)


def _episodes(show: Show, described: DescribedShow) -> Iterator[Episode]:
    counted = [
        DescribedEpisode(season=season, number=number)
        for season, episodes in enumerate(described.seasons, 1)
        for number in range(1, episodes + 1)
    ]
    told = {(each.season, each.number): each for each in (*counted, *described.episodes)}
    for number, each in enumerate(told.values(), 1):
        facts = {**each.model_dump(), "airs_at": _airs_at(each)}
        yield Episode(id=show.id * 100_000 + number, show_id=show.id, **facts)


def _airs_at(episode: DescribedEpisode) -> datetime | None:
    """In UTC where no zone is told; the evening of its day where no time is."""
    if episode.airs_at is not None:
        return episode.airs_at if episode.airs_at.tzinfo else episode.airs_at.replace(tzinfo=UTC)
    return datetime.combine(episode.air_date, time(20), UTC) if episode.air_date else None
