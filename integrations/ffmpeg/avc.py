"""H.264's description of itself, as far as ffprobe does not tell it: whether pictures may be woven from two fields.

ISO/IEC 14496-15, 5.3.3.1 (the record in the container); ITU-T H.264, 7.3.2.1.1 (the sequence parameter set).
"""

from __future__ import annotations

from collections.abc import Iterator

# Profiles whose set tells of colours, depths and scaling first.
_HIGH = frozenset((100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135))
_FULL_COLOUR = 3  # chroma_format_idc of 4:4:4


def is_never_woven(record: bytes) -> bool:
    """Whether all pictures are whole ones. False where that is not sure."""
    try:
        start = 8
        length = int.from_bytes(record[6:start], "big")
        return record[0] == 1 and _says_frames_only(record[start : start + length].replace(b"\0\0\3", b"\0\0"))
    except (IndexError, StopIteration):
        return False


def _says_frames_only(unit: bytes) -> bool:
    bits = _bits(unit[4:])  # after the header, the profile, its constraints and the level
    _number(bits)  # which set it is
    if unit[1] in _HIGH and not _skip_colours(bits):
        return False
    _number(bits)  # frame numbers
    if not _skip_order(bits):
        return False
    _number(bits)  # references
    next(bits)  # gaps
    _number(bits)  # width
    _number(bits)  # height
    return next(bits) == 1


def _skip_colours(bits: Iterator[int]) -> bool:
    """False where scaling lists follow, which tell too much to be skipped."""
    if _number(bits) == _FULL_COLOUR:
        next(bits)
    _number(bits)
    _number(bits)
    next(bits)
    return next(bits) == 0


def _skip_order(bits: Iterator[int]) -> bool:
    kind = _number(bits)
    if kind == 0:
        _number(bits)
    return kind in (0, 2)


def _bits(content: bytes) -> Iterator[int]:
    return (byte >> place & 1 for byte in content for place in range(7, -1, -1))


def _number(bits: Iterator[int]) -> int:
    """An Exp-Golomb number: 9.1."""
    zeros = 0
    while next(bits) == 0:
        zeros += 1
    value = 1
    for _ in range(zeros):
        value = value << 1 | next(bits)
    return value - 1
