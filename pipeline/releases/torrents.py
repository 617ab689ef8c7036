"""Reading .torrent files and magnet links, which come from strangers.

Formats: https://www.bittorrent.org/beps/bep_0003.html (metainfo and bencoding), bep_0009 (magnets), bep_0052 (v2 and
hybrid torrents). The reader is our own, because two things matter that general libraries leave out: the info-hash must
be taken over the bytes exactly as they stand in the file, and hostile input (bottomless nesting, endless numbers, paths
that climb out of their folder) must end in a sentence instead of a crash.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from pipeline.errors import UserError
from pipeline.model import Torrent, TorrentFile
from pipeline.model.reasons import Reason

MAX_BYTES = 16 * 1024 * 1024
"""The longest .torrent that is read: 16 MiB describe some 3 TB in 4 MiB pieces."""

MAX_MAGNET = 64 * 1024
MAX_FILES = 50_000
MAX_DEPTH = 64
"""Real torrents nest 5 deep; hybrid ones add a level for each folder."""

_MAX_VALUES = 1_000_000  # 50,000 files of a hybrid torrent have some 600,000
_MAX_SIZE = 2**53
_MAX_PIECE = 2**30  # bytes, as libtorrent has it; 2**32 ends Transmission 3.00
_MAX_DIGITS = 20
_MAGNET = re.compile(r"magnet:/{0,2}(?:\?|%3f)", re.IGNORECASE)
_NUMBERED = re.compile(r"\.[0-9]+$")  # "xt.1", "tr.2": https://en.wikipedia.org/wiki/Magnet_URI_scheme
_HEX_HASH = re.compile(r"[0-9a-fA-F]{40}", re.ASCII)
_BASE32_HASH = re.compile(r"[A-Za-z2-7]{32}", re.ASCII)

_LEADS_OUT = Reason("torrent-leads-out")

Bencoded = Any
"""bytes, int, list or dict with bytes as keys."""


def read_torrent(data: bytes) -> Torrent:
    """What a .torrent holds: v1 info-hash, name and files. UserError when it is malformed, v2 only or hostile."""
    if len(data) > MAX_BYTES:
        raise UserError(Reason("torrent-too-large", most=MAX_BYTES))
    reader = _Reader(data)
    meta = reader.whole()
    info = meta.get(b"info") if isinstance(meta, dict) else None
    if not isinstance(info, dict) or reader.info_span is None:
        raise UserError(Reason("torrent-no-info"))
    room = _room(info)
    name = _name(info)
    files = _files(info, name)
    if sum(file.size for file in files) > room:
        raise UserError(Reason("torrent-larger-than-pieces"))
    start, end = reader.info_span
    return Torrent(
        info_hash=hashlib.sha1(data[start:end], usedforsecurity=False).hexdigest(),
        name=name,
        data=data[: reader.at],
        files=files,
        hybrid=b"file tree" in info,
    )


def metainfo(data: bytes) -> dict[bytes, Bencoded]:
    """All that a .torrent says, as it stands there: for what `read_torrent` leaves out. UserError when malformed."""
    meta = _Reader(data).whole()
    if not isinstance(meta, dict):
        raise UserError(Reason("torrent-no-info"))
    return meta


def _room(info: dict[bytes, Bencoded]) -> int:
    """The bytes that the pieces can hold; each has a hash of 20 bytes. UserError when they tell none."""
    if b"pieces" not in info:
        raise UserError(Reason("torrent-version-2"))
    pieces = info[b"pieces"]
    length = info.get(b"piece length")
    if not isinstance(pieces, bytes) or len(pieces) % 20 or not isinstance(length, int) or not 0 < length <= _MAX_PIECE:
        raise UserError(Reason("torrent-pieces-damaged"))
    return len(pieces) // 20 * length


def read_magnet(text: str) -> Torrent:
    """What a magnet link says: its v1 info-hash as lower-case hex, and its name. UserError when it has none.

    It may be written in odd ways (percent-encoded, escaped for HTML, in capitals): then it is put as clients take it.
    """
    text = unescape(text.strip()) if "&amp;" in text else text.strip()
    fields = _fields(text)
    for topic in fields.get("xt", ()):
        kind, _, value = unquote(topic).rpartition(":")  # some are percent-encoded twice
        if kind.lower() == "urn:btih" and (info_hash := read_info_hash(value)):
            magnet = text if _is_plain(text, value) else _magnet(info_hash, fields)
            name = printable(fields.get("dn", [""])[0])
            return Torrent(info_hash=info_hash, name=name, magnet=magnet, hybrid=_has_version_2(fields))
    if _has_version_2(fields):
        raise UserError(Reason("magnet-version-2"))
    raise UserError(Reason("magnet-no-hash"))


def _has_version_2(fields: dict[str, list[str]]) -> bool:
    return any(unquote(topic).lower().startswith("urn:btmh:") for topic in fields.get("xt", ()))


def _is_plain(text: str, info_hash: str) -> bool:
    """Whether clients take it as it stands, and for this torrent."""
    alone = text.lower().count("btih") == 1 and re.search(rf"xt=urn:btih:{info_hash.strip()}(&|$)", text)
    return bool(alone) and text.startswith("magnet:?") and not re.search(r"[\0-\x1f]", text)


def _fields(text: str) -> dict[str, list[str]]:
    """The fields of a magnet link by their names in small letters. UserError when it is none."""
    if len(text) > MAX_MAGNET:
        raise UserError(Reason("magnet-too-long"))
    found = _MAGNET.match(text)
    if found is None:
        raise UserError(Reason("magnet-none"))
    try:
        return _lowered(parse_qs(text[found.end() :], max_num_fields=1000))
    except ValueError as error:
        raise UserError(Reason("magnet-malformed")) from error


def _lowered(fields: dict[str, list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, values in fields.items():
        found.setdefault(_NUMBERED.sub("", name.lower()), []).extend(values)
    return found


def _magnet(info_hash: str, fields: dict[str, list[str]]) -> str:
    kept = [(name, value) for name in ("dn", "tr", "ws", "x.pe", "so") for value in fields.get(name, ())]
    rest = "".join(f"&{name}={quote(value)}" for name, value in kept)
    return f"magnet:?xt=urn:btih:{info_hash}{rest}"


def read_info_hash(text: str) -> str:
    """A v1 info-hash in hex or base32 as lower-case hex; empty when it is neither, or all zeros: "not known"."""
    text, found = text.strip(), ""
    if _HEX_HASH.fullmatch(text):
        found = text.lower()
    elif _BASE32_HASH.fullmatch(text):
        found = binascii.hexlify(base64.b32decode(text.upper())).decode()
    return found if found.strip("0") else ""


def printable(text: str) -> str:
    """`text` without control characters, in one line."""
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(text.split())


def safe_path(path: str) -> bool:
    """Whether a relative path out of a torrent stays inside the folder it is put into."""
    return bool(path) and "\0" not in path and all(part not in ("", ".", "..") for part in path.split("/"))


def _name(info: dict[bytes, Bencoded]) -> str:
    return _part(_text(info.get(b"name.utf-8", info.get(b"name"))), Reason("torrent-name"))


def _part(name: str, otherwise: Reason) -> str:
    """One part of a path. A slash within it is a character that somebody typed, unless it would lead elsewhere:
    clients write another one in its place. UserError(`otherwise`) if so."""
    if not safe_path(name):
        raise UserError(otherwise)
    return name.replace("/", "_")


def _files(info: dict[bytes, Bencoded], name: str) -> tuple[TorrentFile, ...]:
    if b"files" not in info:
        return (TorrentFile(path=name, size=_size(info.get(b"length"))),)
    listed = info[b"files"]
    if not isinstance(listed, list) or not 0 < len(listed) <= MAX_FILES:
        raise UserError(Reason("torrent-files-damaged", most=MAX_FILES))
    return tuple(_file(entry, name) for entry in listed)


def _file(entry: Bencoded, folder: str) -> TorrentFile:
    parts = entry.get(b"path.utf-8", entry.get(b"path")) if isinstance(entry, dict) else None
    if not isinstance(parts, list) or not parts:
        raise UserError(Reason("torrent-no-path"))
    # A part that is "." stands for a folder without a name; clients make one of it, and none of an empty part.
    names = ["_" if part == b"." else _part(_text(part), _LEADS_OUT) for part in parts if part != b""]
    if not names:
        raise UserError(Reason("torrent-no-path"))
    return TorrentFile(path="/".join([folder, *names]), size=_size(entry.get(b"length")))


def _text(value: Bencoded) -> str:
    if not isinstance(value, bytes):
        raise UserError(Reason("torrent-name-no-text"))
    # Old torrents are in whatever encoding their maker used: a readable guess is enough, sizes tell the files apart.
    return value.decode("utf-8", errors="replace")


def _size(value: Bencoded) -> int:
    if not isinstance(value, int) or not 0 <= value <= _MAX_SIZE:
        raise UserError(Reason("torrent-no-size"))
    return value


class _Reader:
    """Bencoding, read once from start to end. Notes where the top-level `info` value stands."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.values = 0
        self.info_span: tuple[int, int] | None = None

    def whole(self) -> Bencoded:
        """The first value. What some sites append behind it (a line break, zeros, a piece of a page) is not read."""
        if not self.data.strip():
            raise UserError(Reason("torrent-nothing"))
        if self.data.lstrip()[:1] == b"<":
            raise UserError(Reason("torrent-web-page"))
        return self.value(0)

    def broken(self) -> UserError:
        return UserError(Reason("torrent-unreadable", at=self.at))

    def value(self, depth: int) -> Bencoded:
        self.values += 1
        if depth > MAX_DEPTH or self.values > _MAX_VALUES:
            raise UserError(Reason("torrent-too-deep"))
        match self.data[self.at : self.at + 1]:
            case b"d":
                return self.dictionary(depth)
            case b"l":
                self.at += 1
                items = []
                while not self.ended():
                    items.append(self.value(depth + 1))
                return items
            case b"i":
                self.at += 1
                return self.number(b"e", signed=True)
            case _:
                return self.string()

    def dictionary(self, depth: int) -> dict[bytes, Bencoded]:
        self.at += 1
        result: dict[bytes, Bencoded] = {}
        while not self.ended():
            key = self.string()
            if key in result:
                # Readers disagree on which one counts, and so on the files.
                raise UserError(Reason("torrent-key-twice"))
            start = self.at
            result[key] = self.value(depth + 1)
            if depth == 0 and key == b"info":
                self.info_span = (start, self.at)
        return result

    def ended(self) -> bool:
        if self.at >= len(self.data):
            raise self.broken()
        if self.data[self.at : self.at + 1] == b"e":
            self.at += 1
            return True
        return False

    def string(self) -> bytes:
        length = self.number(b":", signed=False)
        if length > len(self.data) - self.at:
            raise self.broken()
        self.at += length
        return self.data[self.at - length : self.at]

    def number(self, end: bytes, *, signed: bool) -> int:
        stop = self.data.find(end, self.at, self.at + _MAX_DIGITS + 2)
        text = self.data[self.at : stop] if stop >= 0 else b""
        digits = text[1:] if signed and text[:1] == b"-" else text
        if not digits.isdigit():
            raise self.broken()
        self.at = stop + 1
        return int(text)
