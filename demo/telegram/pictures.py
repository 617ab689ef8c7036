"""Just enough about picture files to tell their kind and size: Telegram looks inside, so does this."""

from __future__ import annotations

import struct

from demo.telegram.errors import bad_request

_START_OF_FRAME = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def kind_and_size(content: bytes) -> tuple[str, tuple[int, int]] | None:
    """The MIME type, width and height of a PNG or JPEG; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return "image/png", (width, height)
    if content.startswith(b"\xff\xd8"):
        size = _jpeg_size(content)
        return ("image/jpeg", size) if size else None
    return None


def check_photo(size: tuple[int, int]) -> None:
    """https://core.telegram.org/bots/api#sendphoto: what the sides of a photo may be."""
    width, height = size
    if not width or not height or width + height > 10_000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 < len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker in _START_OF_FRAME:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
    return None
