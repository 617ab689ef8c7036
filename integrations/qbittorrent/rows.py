"""What qBittorrent's answers mean.

Fields and states: https://github.com/qbittorrent/qBittorrent/wiki/WebUI-API-(qBittorrent-4.1)#torrent-management
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from integrations.common.http import possible
from pipeline.errors import BadResponse
from pipeline.model import DownloadedFile, DownloadState
from pipeline.model.reasons import Reason
from pipeline.releases.torrents import safe_path

NEVER = 8_640_000  # seconds: what it says when it knows no end
HAVE = 2  # state of a piece that is there, checked and written
SKIPPED = 0  # priority of a file that is not wanted

STOPPED_STATES = ("pausedDL", "stoppedDL")
DONE_STATES = ("uploading", "stalledUP", "forcedUP", "queuedUP", "pausedUP", "stoppedUP")
# Moving is no end, either: the files are not where they will be.
CHECKING_STATES = ("checkingUP", "checkingDL", "checkingResumeData", "allocating", "moving")
FAILED_STATES = ("error", "missingFiles")
MAGNET_STATES = ("metaDL", "forcedMetaDL")

_FILE_ERROR = re.compile(r'Torrent: "(?P<name>.*?)"\.? File: .*?Reason: "?(?P<reason>.*?)"?$', re.DOTALL)


Text = Annotated[str, BeforeValidator(possible)]


class Row(BaseModel):
    """A field that is null is one that was left out."""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, row: Any) -> Any:
        return {name: value for name, value in row.items() if value is not None} if isinstance(row, dict) else row


class Torrent(Row):
    """One torrent, as torrents/info answers."""

    hash: str  # what it is asked by
    first: str = Field("", alias="infohash_v1")
    second: str = Field("", alias="infohash_v2")
    name: Text = ""
    state: str
    save_path: Text = ""
    download_path: Text = ""  # where it is until it is complete, if elsewhere
    size: int = 0  # of what is wanted
    total_size: int = -1  # -1: a magnet without metadata
    left: int = Field(0, alias="amount_left", ge=0)
    rate: int = Field(0, alias="dlspeed")
    eta: int = NEVER
    seeds: int = Field(0, alias="num_seeds")
    leechers: int = Field(0, alias="num_leechs")
    ratio: float = 0.0
    seeding: float = Field(0.0, alias="seeding_time")

    @property
    def names(self) -> frozenset[str]:
        """All that it may be called by."""
        return frozenset(name.lower()[:40] for name in (self.hash, self.first, self.second) if name)

    @property
    def known(self) -> bool:
        """Whether it is known what is in it."""
        return self.total_size >= 0 and self.state not in MAGNET_STATES


class File(Row):
    """One file of a torrent, as torrents/files answers."""

    index: int
    name: Text
    size: int = Field(ge=0)
    progress: float = 0.0
    priority: int = 1
    pieces: tuple[int, int] = Field((0, -1), alias="piece_range")  # the first and the last


def state_of(row: Torrent, *, wanted: bool) -> DownloadState:
    if row.state in CHECKING_STATES:
        return DownloadState.CHECKING
    if row.state in DONE_STATES:
        return DownloadState.COMPLETE if wanted and row.left == 0 else DownloadState.STOPPED
    if row.state in STOPPED_STATES or row.state in FAILED_STATES:
        return DownloadState.STOPPED
    if row.state == "queuedDL":
        return DownloadState.QUEUED
    return DownloadState.DOWNLOADING


def seconds_left(row: Torrent, *, wanted: bool) -> float | None:
    if not row.known or not wanted:
        return None
    if not row.left:
        return 0.0
    return float(row.eta) if 0 < row.eta < NEVER else None


def downloaded_files(files: Sequence[File], pieces: Sequence[int], system: str) -> tuple[DownloadedFile, ...]:
    """The files with their bytes. One is whole only when each of its pieces is: its share counts unchecked ones."""
    made = []
    for file in files:
        if not safe_path(file.name):
            raise BadResponse(system, Reason("torrent-leads-out"), file.name)
        whole = _all_there(file, pieces)
        done = file.size if whole else min(int(file.size * file.progress), file.size - 1)
        made.append(
            DownloadedFile(
                index=file.index, path=file.name, size=file.size, done=max(0, done), wanted=file.priority != SKIPPED
            )
        )
    return tuple(made)


def _all_there(file: File, pieces: Sequence[int]) -> bool:
    first, last = file.pieces
    mine = pieces[first : last + 1]
    return file.progress >= 1 and len(mine) == last - first + 1 and all(piece == HAVE for piece in mine)


def last_file_error(log: Iterable[Mapping[str, Any]], name: str) -> str:
    """Why a torrent of this name could not be written, as the log says it last; empty where it does not."""
    said = ""
    for line in log:
        found = _FILE_ERROR.search(str(line.get("message", "")))
        if found and found["name"] == name:
            said = found["reason"].rpartition("error: ")[2]
    return said
