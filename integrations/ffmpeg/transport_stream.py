"""MPEG-TS, as far as it has to be known before ffmpeg opens it."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

SYNC = b"\x47"
PACKET = 188  # bytes of a packet itself
# Bytes from one packet to the next: as it is broadcast, with a time stamp before it (Blu-ray), with an error code
# behind it. https://www.itu.int/rec/T-REC-H.222.0, 2.4.3.2
_STRIDES = (188, 192, 204)
GRID_BYTES = 5 * _STRIDES[-1]


def packet_grid(start: bytes) -> tuple[int, int]:
    """How far the packets lie apart and where the first begins, from a file's first `GRID_BYTES`; nothing where there
    are none."""
    for stride in _STRIDES:
        for first in range(stride):
            if all(start[at : at + 1] == SYNC for at in range(first, first + 4 * stride, stride)):
                return stride, first
    return 0, 0


def is_transport_stream(path: Path) -> bool:
    """Whether its first packets are those of MPEG-TS."""
    try:
        with path.open("rb") as file:
            return packet_grid(file.read(GRID_BYTES))[0] > 0
    except OSError:
        return False  # whoever opens it next says what is wrong


_SAMPLES = 25
_SCRAMBLED = 0xC0  # transport_scrambling_control, in a packet's fourth byte


def scrambled_share(path: Path) -> float:
    """The share of packets that only a subscriber's receiver can read."""
    with path.open("rb") as file:
        stride, first = packet_grid(file.read(GRID_BYTES))
        count = (path.stat().st_size - first) // stride if stride else 0
        places = sorted({count * n // _SAMPLES for n in range(_SAMPLES)}) if count else []
        return sum(_is_scrambled(file, first + place * stride) for place in places) / max(1, len(places))


def _is_scrambled(file: BinaryIO, position: int) -> bool:
    file.seek(position)
    head = file.read(4)
    return len(head) == 4 and head[:1] == SYNC and bool(head[3] & _SCRAMBLED)
