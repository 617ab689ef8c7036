"""How a download stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DownloadState(StrEnum):
    QUEUED = "queued"
    CHECKING = "checking"
    DOWNLOADING = "downloading"
    STOPPED = "stopped"
    COMPLETE = "complete"  # every wanted byte is there and checked


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
    error: str = ""  # local and fatal (disk, permissions)
    warning: str = ""  # the tracker's: no reason to give up
    files: tuple[DownloadedFile, ...] = ()  # empty while a magnet's metadata is missing
    ratio: float = 0.0
    seeding_seconds: float = 0.0

    @property
    def progress(self) -> float:
        return self.done / self.size if self.size else 0.0
