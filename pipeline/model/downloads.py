"""How a download stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.reasons import NO_REASON, Reason


class DownloadState(StrEnum):
    QUEUED = "queued"
    CHECKING = "checking"
    DOWNLOADING = "downloading"
    STOPPED = "stopped"
    COMPLETE = "complete"  # every wanted byte is there and checked


class DownloadProblem(StrEnum):
    """What keeps a download from going on, on the client's own machine."""

    FULL = "full"  # no space is left: it goes on when there is room
    DENIED = "denied"  # it may not write there
    READ_ONLY = "read-only"
    BROKEN = "broken"  # the disk fails
    MISSING_DATA = "missing-data"  # what was there is gone or cut off: a disk that is not mounted, say
    TOO_MANY = "too-many"  # too many open files
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class DownloadedFile:
    """One file of a download. `path` is relative to the download's folder."""

    index: int
    path: str
    size: int
    done: int  # bytes that are there and checked
    wanted: bool = True

    @property
    def complete(self) -> bool:
        return self.done >= self.size


@dataclass(frozen=True, kw_only=True)
class DownloadStatus:
    info_hash: str
    name: str
    state: DownloadState
    folder: str  # by the name that this machine knows it by
    size: int  # wanted bytes
    done: int  # bytes of those that are there
    rate: float = 0.0  # bytes a second
    seconds_left: float | None = None
    peers: int = 0  # connected, seeds and webseeds included
    problem: DownloadProblem | None = None  # local: it does not go on by itself
    error: Reason = NO_REASON  # why, or the client's words for it
    warning: str = ""  # the tracker's: no reason to give up
    files: tuple[DownloadedFile, ...] = ()  # empty while a magnet's metadata is missing
    ratio: float = 0.0
    seeding_seconds: float = 0.0

    @property
    def progress(self) -> float:
        return self.done / self.size if self.size else 0.0
