"""What subtitle sites send, before subliminal reads it: bounded, without the rows that it would stumble over, and of an
archive the one subtitle that is meant.

podnapisi and tvsubtitles send ZIP, and subliminal takes one with a second file in it for an error: a "readme.txt", what
a Macintosh adds, the other episodes of the season. Where one row of a list lacks something, it loses the whole list:
https://github.com/Diaoul/subliminal/tree/main/src/subliminal/providers
"""

from __future__ import annotations

import io
import json
import logging
import zlib
from collections.abc import Callable, Mapping, Sequence, Set
from pathlib import PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

import requests
from babelfish import Language
from subliminal.providers.opensubtitlescom import OpenSubtitlesComSubtitle

from integrations.common.http import bound
from integrations.subliminal.troubles import OtherArchive, PackedTooLarge
from pipeline.releases.shipped import TEXTS

log = logging.getLogger(__name__)

_ZIP = b"PK\x03\x04"
_OTHER_ARCHIVES = {
    b"Rar!\x1a\x07": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7z",
}  # https://en.wikipedia.org/wiki/List_of_file_signatures
_DAMAGED = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError)
_LONGEST = 10 * 2**20  # bytes of an answer
_TURNED_AWAY = (401, 403, 429)

Choose = Callable[[Sequence[str]], Sequence[str]]
"""Of the names of an archive's texts those that may be meant: one, where it is known which."""


def read_answers(
    provider: Any,
    seconds: float,
    choose: Choose,
    failed: Callable[[requests.HTTPError], None],
    translated: Callable[[Set[str]], None],
) -> None:
    """Have a provider's answers read so. `seconds`: how long one may take. `failed` is told of those that say that the
    site is in trouble or turns us away: some providers take them for "there is none". `translated` is told the ids of
    what a machine translated."""
    session = getattr(provider, "session", None)
    if not isinstance(session, requests.Session):
        return
    site = provider.subtitle_class.provider_name

    def read(response: requests.Response, **_: object) -> None:
        body = bound("", response, seconds, _LONGEST)
        readable = readable_rows(site, only_subtitle(body, choose))
        translated(machine_translated(site, readable))
        response.raw = io.BytesIO(readable)
        # Out of downloads, addic7ed and gestdown send a page: their readers look for its bare type.
        response.headers["Content-Type"] = response.headers.get("Content-Type", "").partition(";")[0]
        if response.status_code in _TURNED_AWAY or response.status_code >= 500:
            failed(requests.HTTPError(response=response))

    session.hooks["response"].append(read)


# -- lists -------------------------------------------------------------------------------------------------------------


def readable_rows(site: str, body: bytes) -> bytes:
    """A site's answer without the rows that its reader cannot read; unchanged where there are none such."""
    key, read = _ROWS.get(site, ("", _nothing))
    if not key or not body.lstrip().startswith(b"{"):
        return body
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return body
    rows = answer.get(key, [])
    kept = [row for row in rows or [] if _can_be_read(read, row)]
    if kept == rows:
        return body
    log.info(
        "%s: %d of %d subtitles cannot be read and are left out", site, len(rows or []) - len(kept), len(rows or [])
    )
    return json.dumps({**answer, key: kept}).encode()


def machine_translated(site: str, body: bytes) -> set[str]:
    """The ids of the subtitles in a site's answer that no person translated: https://opensubtitles.stoplight.io calls
    most of them `ai_translated` and lists them with all others, and the older kind, which it leaves out unasked,
    `machine_translated`."""
    if not site.startswith("opensubtitlescom") or b"_translated" not in body:
        return set()
    try:
        rows = json.loads(body)["data"]
        return {str(row["id"]) for row in rows if row["attributes"].get("ai_translated")}
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ):  # no list, or one with an odd row that was left in
        return set()


def _can_be_read(read: Callable[[Any], object], row: Any) -> bool:
    try:
        read(row)
    except Exception:  # noqa: BLE001 - as subliminal's: it expects each field to be there, and to be of its kind
        return False
    return True


def _nothing(row: Any) -> None:
    """Of a site whose answers are no lists."""


def _podnapisi(row: Mapping[str, Any]) -> object:
    movie = row["movie"]
    numbers = [int(movie["year"]), *(int(movie["episode_info"][key]) for key in ("season", "episode"))]
    names = [*row["releases"], *row["custom_releases"]]
    return Language.fromietf(row["language"]), numbers, names, row["id"], [*row["flags"]], row["url"], movie["title"]


def _gestdown(row: Mapping[str, Any]) -> object:
    return f"{row['downloadUri']}{row['hearingImpaired']}{row['version']}"


_ROWS: Mapping[str, tuple[str, Callable[[Any], object]]] = {
    "opensubtitlescom": ("data", OpenSubtitlesComSubtitle.from_response),
    "opensubtitlescomvip": ("data", OpenSubtitlesComSubtitle.from_response),
    "podnapisi": ("data", _podnapisi),
    "gestdown": ("matchingSubtitles", _gestdown),
}
"""Where the rows of a site's answer are, and what reads one as its provider does."""


# -- archives ----------------------------------------------------------------------------------------------------------


def only_subtitle(body: bytes, choose: Choose) -> bytes:
    """An archive with nothing but the text that is meant; unchanged where there is none, or it is not known which.
    OtherArchive where it is one that cannot be opened, PackedTooLarge where what is in it has no bearable size."""
    if kind := next((kind for start, kind in _OTHER_ARCHIVES.items() if body.startswith(start)), ""):
        raise OtherArchive(kind)
    if not body.startswith(_ZIP):
        return body
    try:
        with ZipFile(io.BytesIO(body)) as packed:
            texts = {entry.filename: entry for entry in packed.infolist() if _is_text(entry)}
            meant = choose(list(texts))
            if len(meant) == 1 and len(packed.infolist()) > 1:
                return _archive(meant[0], packed.read(texts[meant[0]]))
            _check_sizes(packed)
            return body
    except _DAMAGED:  # subliminal says what is wrong with it
        return body


def _check_sizes(packed: ZipFile) -> None:
    """subliminal would unpack it, whatever it comes to."""
    if any(entry.file_size > _LONGEST for entry in packed.infolist()):
        raise PackedTooLarge


def _is_text(entry: ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    hidden = any(part.startswith((".", "__")) for part in path.parts)
    return path.suffix.lower() in TEXTS and not hidden and entry.file_size <= _LONGEST


def _archive(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w") as packed:
        packed.writestr(name, content)
    return made.getvalue()
