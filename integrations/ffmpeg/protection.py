"""What only those can read who paid for it: scrambled broadcasts, and MP4 with common encryption."""

from __future__ import annotations

import re
from pathlib import Path

from integrations.ffmpeg.transport_stream import scrambled_share
from pipeline.model import MediaInfo
from pipeline.playback.limits import container_of

_SOME = 0.1  # of the packets: a broadcast may begin in the clear
# A sample entry that says what was there before it was encrypted: ISO/IEC 14496-12, 8.12, and 23001-7.
_ENCRYPTED = re.compile(rb"enc[va].{0,400}?sinf.{4}frma", re.DOTALL)
_HEAD, _TAIL = 1_000_000, 8_000_000  # bytes in which the index of an MP4 is looked for


def is_protected(path: Path, info: MediaInfo) -> bool:
    """Whether a file has to be decrypted before it can be played."""
    container = container_of(info)
    if container == "ts":
        return scrambled_share(path) > _SOME
    return container in ("mp4", "mov") and _is_encrypted(path, info.size)


def _is_encrypted(path: Path, size: int) -> bool:
    with path.open("rb") as file:
        if _ENCRYPTED.search(file.read(_HEAD)):
            return True
        file.seek(max(_HEAD, size - _TAIL))
        return _ENCRYPTED.search(file.read(_TAIL)) is not None
