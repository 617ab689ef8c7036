"""What Transmission answers, read: one torrent's row, and what it means.

Fields: https://github.com/transmission/transmission/blob/main/docs/rpc-spec.md, section 3.3.
"""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from integrations.common.http import possible
from pipeline.errors import BadResponse
from pipeline.model import DownloadedFile, DownloadState
from pipeline.model.reasons import Reason
from pipeline.releases.torrents import safe_path

LOCAL_ERROR = 3  # 1 and 2 are the tracker's: the download goes on without it
STOPPED, CHECK_WAIT, CHECKING, QUEUED, DOWNLOADING, SEED_WAIT, SEEDING = range(7)

RUN_FIELDS = ("status", "error", "leftUntilDone", "downloadDir")
STATUS_FIELDS = (
    "name",
    "status",
    "downloadDir",
    "sizeWhenDone",
    "leftUntilDone",
    "haveUnchecked",
    "metadataPercentComplete",
    "rateDownload",
    "peersConnected",
    "webseedsSendingToUs",
    "error",
    "errorString",
    "files",
    "fileStats",
    "pieces",
    "pieceSize",
    "uploadRatio",
    "secondsSeeding",
)


Text = Annotated[str, BeforeValidator(possible)]


class _File(BaseModel):
    name: Text
    length: int = Field(ge=0)


class _FileStats(BaseModel):
    wanted: bool
    done: int = Field(alias="bytesCompleted", ge=0)


def _unpacked(value: object) -> object:
    """The bit of each piece, as base64 writes them."""
    try:
        return base64.b64decode(value) if isinstance(value, str) else value
    except binascii.Error as error:
        raise ValueError("not base64") from error


class Row(BaseModel):
    """One torrent, as torrent-get answers; fields that were not asked for keep their defaults."""

    name: Text = ""
    status: int = Field(0, ge=STOPPED, le=SEEDING)
    folder: Text = Field("", alias="downloadDir")
    size: int = Field(0, alias="sizeWhenDone", ge=0)
    left: int = Field(0, alias="leftUntilDone", ge=0)
    unchecked: int = Field(0, alias="haveUnchecked")
    metadata: float = Field(1.0, alias="metadataPercentComplete")
    rate: int = Field(0, alias="rateDownload")
    peers: int = Field(0, alias="peersConnected")
    webseeds: int = Field(0, alias="webseedsSendingToUs")
    error: int = 0
    error_text: Text = Field("", alias="errorString")
    files: list[_File] = Field(default_factory=list)
    stats: list[_FileStats] = Field(default_factory=list, alias="fileStats")
    pieces: Annotated[bytes, BeforeValidator(_unpacked)] = b""
    piece_size: int = Field(0, alias="pieceSize", ge=0)
    ratio: float = Field(0.0, alias="uploadRatio")
    seeding: int = Field(0, alias="secondsSeeding")


def state_of(row: Row, *, wanted: bool) -> DownloadState:
    done = wanted and row.left == 0 and row.error != LOCAL_ERROR
    if row.status == STOPPED:
        return DownloadState.COMPLETE if done and row.unchecked == 0 else DownloadState.STOPPED
    if row.status in (CHECK_WAIT, CHECKING):
        # A magnet has nothing to check yet: for a moment it is only said to.
        return DownloadState.CHECKING if row.metadata == 1 else DownloadState.DOWNLOADING
    if row.status in (SEED_WAIT, SEEDING):
        return _seeding(row, wanted=wanted, done=done)
    return DownloadState.QUEUED if row.status == QUEUED else DownloadState.DOWNLOADING


def _seeding(row: Row, *, wanted: bool, done: bool) -> DownloadState:
    """All bytes can be there while the status is still "downloading": only a seeding torrent has been checked."""
    if done:
        return DownloadState.COMPLETE
    return DownloadState.DOWNLOADING if wanted or row.metadata < 1 else DownloadState.STOPPED


def seconds_left(row: Row, *, wanted: bool) -> float | None:
    """From what is missing and the rate now; None when nothing moves or nothing is known."""
    if row.metadata < 1 or not wanted:
        return None
    if not row.left:
        return 0.0
    return row.left / row.rate if row.rate > 0 else None


def downloaded_files(row: Row, system: str) -> tuple[DownloadedFile, ...]:
    """The files with their checked bytes; none while a magnet's metadata is missing."""
    if row.metadata < 1:
        return ()
    if len(row.files) != len(row.stats):
        raise BadResponse(system, Reason("transmission-inconsistent"))
    files, start = [], 0
    for index, (file, stats) in enumerate(zip(row.files, row.stats, strict=True)):
        if not safe_path(file.name):
            raise BadResponse(system, Reason("torrent-leads-out"), file.name)
        # After a failed write Transmission still counts what it could not save, until it has looked again.
        pieces = b"" if row.error == LOCAL_ERROR else row.pieces
        checked = _checked_bytes(pieces, row.piece_size, start, file.length)
        files.append(
            DownloadedFile(
                index=index,
                path=file.name,
                size=file.length,
                done=min(stats.done, checked),
                wanted=stats.wanted,
            )
        )
        start += file.length
    return tuple(files)


def _checked_bytes(pieces: bytes, piece_size: int, start: int, length: int) -> int:
    """How many bytes of a file lie in pieces whose checksum was right.

    Transmission's own count includes pieces that a file shares with its neighbour and that are not whole yet.
    """
    if not length or not piece_size:
        return 0
    end, total = start + length, 0
    for piece in range(start // piece_size, (end - 1) // piece_size + 1):
        if piece // 8 < len(pieces) and pieces[piece // 8] & (0x80 >> piece % 8):
            total += min(end, (piece + 1) * piece_size) - max(start, piece * piece_size)
    return total
