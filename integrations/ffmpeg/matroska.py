"""What ffprobe before 7 does not say of a Matroska file: its tracks' languages as BCP 47 tags, codecs that it
does not know, what of a picture is not to be shown, and colours of which the pictures say nothing; and what no ffprobe
says, whether parts lie in other files.

Elements: RFC 9559 (https://www.rfc-editor.org/rfc/rfc9559), section 5.1.4; how they are written: RFC 8794.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pipeline.model.media import NO_CROP, Crop

_SEGMENT, _TRACKS, _ENTRY, _BCP47, _CODEC, _PRIVATE, _VIDEO = (
    0x18538067, 0x1654AE6B, 0xAE, 0x22B59D, 0x86, 0x63A2, 0xE0,
)  # fmt: skip
_CLUSTER, _CHAPTERS, _EDITION, _ATOM, _OF_SEGMENT = 0x1F43B675, 0x1043A770, 0x45B9, 0xB6, 0x6E67
AVC = "V_MPEG4/ISO/AVC"  # its name for H.264
_COLOUR, _TRANSFER = 0x55B0, 0x55BA
_CROPS = (0x54CC, 0x54BB, 0x54DD, 0x54AA)  # PixelCropLeft, -Top, -Right, -Bottom
_MOST = 4_000_000  # bytes of the description of all tracks, with their private data
_HEADER = 16  # bytes of an element's id and size at most
_BEFORE = 64  # elements that may stand before picture and sound

Element = tuple[int, int, int]  # its id, where its content begins, how long it is


class Track(NamedTuple):
    """What one track says: `language` a BCP 47 tag, empty where it has none; `codec` in Matroska's own words."""

    language: str = ""
    codec: str = ""
    crop: Crop = NO_CROP
    private: bytes = b""  # what its decoder has to know
    transfer: int = 0  # its pictures' transfer function: ITU-T H.273, table 3


def tracks(path: Path) -> list[Track]:
    """The tracks in the file's order, which is ffprobe's; none where the file is not as the standard says."""
    return [_track(entry) for entry in _inside(_part(path, _TRACKS), _ENTRY)]


def is_linked(path: Path) -> bool:
    """Whether some of its chapters are of another file, which a player would show there: the opening that a series'
    episodes have in common. RFC 9559, section 17.1 (linked segments)."""
    editions = _inside(_part(path, _CHAPTERS), _EDITION)
    return any(b"".join(_inside(atom, _OF_SEGMENT)) for edition in editions for atom in _inside(edition, _ATOM))


def _part(path: Path, wanted: int) -> bytes:
    """What the first element of one kind holds, of those before picture and sound; empty where there is none."""
    with path.open("rb") as file:
        segment = next((found for found in _read_elements(file.read(4096), 0) if found[0] == _SEGMENT), None)
        for kind, start, length in _before_pictures(file, segment[1]) if segment else ():
            if kind == wanted:
                file.seek(start)
                return file.read(min(length, _MOST))
    return b""


def _before_pictures(file: BinaryIO, position: int) -> Iterator[Element]:
    for _ in range(_BEFORE):
        file.seek(position)
        element = next(_read_elements(file.read(_HEADER), position), None)
        if element is None or element[0] == _CLUSTER:
            return
        yield element
        position = element[1] + element[2]


def _track(entry: bytes) -> Track:
    language, codec = (
        next(_inside(entry, kind), b"").rstrip(b"\0").decode("ascii", "replace") for kind in (_BCP47, _CODEC)
    )
    video = next(_inside(entry, _VIDEO), b"")
    left, top, right, bottom = (int.from_bytes(next(_inside(video, kind), b"")[-8:], "big") for kind in _CROPS)
    colour = next(_inside(video, _COLOUR), b"")
    transfer = int.from_bytes(next(_inside(colour, _TRANSFER), b"")[-8:], "big")
    return Track(language, codec, Crop(left, top, right, bottom), next(_inside(entry, _PRIVATE), b""), transfer)


def _inside(content: bytes, wanted: int) -> Iterator[bytes]:
    """What the elements of one kind hold."""
    for kind, start, length in _read_elements(content, 0):
        if kind == wanted:
            yield content[start : start + length]


def _read_elements(content: bytes, offset: int) -> Iterator[Element]:
    """The elements that begin in `content`, which begins at `offset` of the file; none is looked into."""
    at = 0
    while at < len(content):
        id_length = _length_of(content[at], 4)
        size_at = at + id_length
        if not id_length or size_at >= len(content):
            return
        size_length = _length_of(content[size_at], 8)
        begin = size_at + size_length
        if not size_length or begin > len(content):
            return
        size = int.from_bytes(content[size_at:begin], "big") & ((1 << 7 * size_length) - 1)
        yield int.from_bytes(content[at:size_at], "big"), offset + begin, size
        at = begin + size


def _length_of(first: int, most: int) -> int:
    """How many bytes a number takes, by its first one's leading zeros; 0: none that the standard knows."""
    length = 9 - first.bit_length()
    return length if first and length <= most else 0
