"""What each step returns: small, typed, and written to the database as JSON for those that come after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import PlainSerializer, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from pipeline.model import PlayerItem, Release
from pipeline.model.reasons import Reason
from pipeline.releases.parsing.names import ReleaseName


def _by_field(name: ReleaseName | None) -> dict[str, Any] | None:
    return None if name is None else name._asdict()


def _if_known(stored: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """What another version wrote may have fields that this one lacks: the name is read anew then."""
    try:
        return read(stored)
    except ValidationError:
        return None


StoredName = Annotated[ReleaseName | None, PlainSerializer(_by_field), WrapValidator(_if_known)]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The episode has aired and somebody wants it."""

    aired_at: datetime
    followers: int


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """The release that was chosen, and its name as it was read to judge it."""

    release: Release
    considered: int
    why: Reason
    name: StoredName = None  # None: another version fetched it


@dataclass(frozen=True, kw_only=True)
class Downloaded:
    """The episode's file, downloaded and whole."""

    info_hash: str
    path: str  # as this machine sees it
    release: Release
    subtitles: tuple[str, ...] = ()  # paths of the text subtitles that came with it
    pictures: tuple[str, ...] = ()  # of those that are pictures: PGS, VobSub's pairs
    name: StoredName = None  # the release's; None: another version downloaded it


@dataclass(frozen=True, kw_only=True)
class SubtitleFile:
    """A subtitle in the working folder, ready to be filed beside the video."""

    path: str
    suffix: str  # takes the place of the video's own: ".en.forced.srt"
    language: str  # BCP 47; empty: not stated
    provider: str = ""  # who sent it; empty: the video itself


@dataclass(frozen=True, kw_only=True)
class Transcoded:
    """A file that the household's screens play. The download itself when nothing had to change."""

    path: str
    source: str
    container: str
    untouched: bool
    why: Reason
    duration: float
    extracted: tuple[SubtitleFile, ...] = ()  # text subtitles that were inside


@dataclass(frozen=True, kw_only=True)
class Subtitled:
    files: tuple[SubtitleFile, ...]
    embedded: tuple[str, ...] = ()  # languages the video itself carries
    missing: tuple[str, ...] = ()  # wanted, not to be had yet


@dataclass(frozen=True, kw_only=True)
class Filed:
    """The episode in the library."""

    path: str
    size: int
    duration: float
    subtitles: tuple[str, ...] = ()
    subtitles_missing: tuple[str, ...] = ()
    linked: bool = False  # a hard link: seeding goes on from the same bytes
    gone: tuple[str, ...] = ()  # paths of what it replaced, where those were others


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """Where the episode can be opened."""

    items: tuple[PlayerItem, ...]
    silent: tuple[str, ...] = ()  # players that could not be asked or do not show it


@dataclass(frozen=True, kw_only=True)
class Notified:
    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SubtitlesAdded:
    """All the languages that were missing are there."""

    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SubtitlesReplaced:
    """What came of asking for other subtitles. `outcome`: "found", "none" (there are no others) or "unreachable"."""

    outcome: str
    provider: str = ""
