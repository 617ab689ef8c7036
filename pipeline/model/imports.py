"""A household as another program keeps it, on its way into Airdate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.model.reasons import Reason
from pipeline.model.shows import EpisodeInfo, ShowInfo, ShowKind


@dataclass(frozen=True, kw_only=True)
class ImportedProfile:
    """A quality profile, by the lines of picture that it takes; the rest has no counterpart."""

    name: str
    most_lines: int  # the most that it takes at all
    best_lines: int  # what it stops looking for something better at
    upgrades: bool = True


@dataclass(frozen=True, kw_only=True)
class ImportedFile:
    path: str  # as the other program sees it
    release: str  # a name that tells what the file is, for the choice of something better


@dataclass(frozen=True, kw_only=True)
class ImportedEpisode:
    info: EpisodeInfo
    monitored: bool
    file: ImportedFile | None = None  # several episodes may share one


@dataclass(frozen=True, kw_only=True)
class ImportedBlock:
    """A release that is not to be taken again for these episodes: (season, number)."""

    title: str
    info_hash: str = ""
    episodes: tuple[tuple[int, int], ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ImportedShow:
    info: ShowInfo
    folder: str  # as the other program sees it
    root: str  # the folder above it
    monitored: bool
    new_seasons: bool  # whether seasons to come are wanted
    seasons: Mapping[int, bool] = field(default_factory=dict)  # whether each is monitored
    episodes: tuple[ImportedEpisode, ...] = ()
    profile: ImportedProfile | None = None
    tags: tuple[str, ...] = ()
    blocks: tuple[ImportedBlock, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImportedHousehold:
    shows: tuple[ImportedShow, ...]
    naming: Mapping[ShowKind, str] = field(default_factory=dict)  # as Airdate's patterns, where it names files itself
    left_out: tuple[Reason, ...] = ()  # what it has and Airdate takes from nowhere: for a person to set up
