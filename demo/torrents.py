"""Making .torrent files of version 1: https://www.bittorrent.org/beps/bep_0003.html, webseeds: …/bep_0019.html."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_PIECES = 1500  # at most, where pieces are no longer than 4 MiB: so a torrent file stays small


def make_torrent(content: Path, webseed: str = "") -> bytes:
    """The .torrent of a file, or of a folder with all its files; `webseed`: the address that the bytes come from."""
    files = [content] if content.is_file() else sorted(path for path in content.rglob("*") if path.is_file())
    sizes = [file.stat().st_size for file in files]
    length = _piece_length(sum(sizes))
    info: dict[str, Any] = {"name": content.name, "piece length": length, "pieces": b"".join(_hashes(files, length))}
    if content.is_file():
        info["length"] = sizes[0]
    else:
        paths = [list(file.relative_to(content).parts) for file in files]
        info["files"] = [{"length": size, "path": path} for size, path in zip(sizes, paths, strict=True)]
    seeds = {"url-list": [webseed]} if webseed else {}
    return bencode({"created by": "airdate demo", "info": info, **seeds})


def _piece_length(size: int) -> int:
    """A power of two from 16 KiB to 4 MiB."""
    return next((2**n for n in range(14, 22) if size <= _PIECES * 2**n), 2**22)


def _hashes(files: Sequence[Path], length: int) -> Iterator[bytes]:
    """The hash of each piece; pieces run on from one file into the next."""
    piece = b""
    for file in files:
        with file.open("rb") as stream:
            while more := stream.read(length - len(piece)):
                piece += more
                if len(piece) == length:
                    yield hashlib.sha1(piece, usedforsecurity=False).digest()
                    piece = b""
    if piece:
        yield hashlib.sha1(piece, usedforsecurity=False).digest()


def bencode(value: Any) -> bytes:
    """Bencoding of numbers, texts (as UTF-8), bytes, lists and dictionaries."""
    match value:
        case int():
            return b"i%de" % value
        case str():
            return bencode(value.encode())
        case bytes():
            return b"%d:%s" % (len(value), value)
        case list():
            return b"l%se" % b"".join(map(bencode, value))
        case dict():
            parts = (bencode(key) + bencode(value[key]) for key in sorted(value, key=str.encode))
            return b"d%se" % b"".join(parts)
    raise TypeError(f"bencoding knows no {type(value).__name__}")
