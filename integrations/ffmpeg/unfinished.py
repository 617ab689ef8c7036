"""Whether a file is all there: whether it ends in the middle of something, which is all that tells of a download that
broke off in a container that does not say how long the film should be, and whether pieces of it never came."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from integrations.ffmpeg.probe import reading
from integrations.ffmpeg.process import Tool, run
from integrations.ffmpeg.transport_stream import GRID_BYTES, PACKET, SYNC, packet_grid
from pipeline.model import MediaInfo
from pipeline.playback.limits import container_of

# What ffmpeg's readers say when the last packet is not all there.
_SAID = re.compile(r"Packet corrupt|File ended prematurely|no index at the end")
_LAST = 5.0  # seconds before the end that are read for that


_SAMPLES = 25  # each is a movement of a disk
_SAMPLE = 4096  # bytes
# Codecs in which silence and black are nothing but zeros; MXF is filled up to a constant rate with them.
_ZEROS = ("pcm_", "rawvideo")


def empty_share(path: Path, info: MediaInfo) -> float:
    """The share of a file that is nothing but zeros: a client reserves a file's room before its pieces come.

    0 where zeros may be what was meant.
    """
    if container_of(info) == "mxf" or any(stream.codec.startswith(_ZEROS) for stream in info.streams):
        return 0.0
    last = max(0, info.size - _SAMPLE)
    with path.open("rb") as file:
        return sum(_is_empty_at(file, last * n // (_SAMPLES - 1)) for n in range(_SAMPLES)) / _SAMPLES


def _is_empty_at(file: BinaryIO, position: int) -> bool:
    file.seek(position)
    return not any(file.read(_SAMPLE))


def ends_within(ffprobe: Tool, path: Path, info: MediaInfo, timeout: float) -> bool:
    """Whether the last packet is cut off; `info` with the length as it was measured."""
    container = container_of(info)
    if _ends_empty(path, info):
        return True
    if container in _BY_BYTES:
        return _BY_BYTES[container](path)
    last = f"{max(0.0, info.duration - _LAST):.3f}%"
    ask = ["-fflags", "+discardcorrupt", "-show_entries", "packet=flags", "-read_intervals", last, "-of", "csv=p=0"]
    told = run(ffprobe, ["-v", "warning", *ask, *reading(path)], timeout)
    return bool(_SAID.search(told.err))


def _ends_empty(path: Path, info: MediaInfo) -> bool:
    with path.open("rb") as file:
        return info.size > _SAMPLE and _is_empty_at(file, info.size - _SAMPLE)


def _cut_transport_stream(path: Path) -> bool:
    with path.open("rb") as file:
        stride, first = packet_grid(file.read(GRID_BYTES))
        if not stride:
            return False
        left = (path.stat().st_size - first) % stride
        file.seek(-left, 2)
        return left not in (0, PACKET) and file.read(1) == SYNC


_OGG_PAGE = 27 + 255 + 255 * 255  # bytes at most


def _cut_ogg(path: Path) -> bool:
    """Whether its last page is not all there: https://www.rfc-editor.org/rfc/rfc3533, section 6."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _OGG_PAGE))
        last = file.read()
    page = last[last.rfind(b"OggS") :]
    if not page.startswith(b"OggS"):
        return False
    segments = page[26] if len(page) > 26 else 255
    return len(page) < 27 + segments + sum(page[27 : 27 + segments])


# "File Properties Object" and what stands in it: Advanced Systems Format specification, 3.2
# (https://learn.microsoft.com/en-us/windows/win32/wmformat/overview-of-the-asf-format)
_ASF_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_ASF_SIZE, _ASF_FLAGS, _ASF_BROADCAST = (
    40,
    88,
    1,
)  # bytes from the object's beginning; a live one does not know its size
_ASF_HEADER = 1_000_000  # bytes that are looked through for it


def _cut_asf(path: Path) -> bool:
    with path.open("rb") as file:
        header = file.read(_ASF_HEADER)
    at = header.find(_ASF_PROPERTIES)
    if at < 0 or header[at + _ASF_FLAGS : at + _ASF_FLAGS + 1] in (b"", bytes([_ASF_BROADCAST])):
        return False
    return path.stat().st_size < int.from_bytes(header[at + _ASF_SIZE : at + _ASF_SIZE + 8], "little")


_BY_BYTES: Mapping[str, Callable[[Path], bool]] = {
    "ts": _cut_transport_stream,
    "ogg": _cut_ogg,
    "asf": _cut_asf,
}
