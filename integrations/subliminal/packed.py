"""What subtitle sites send, bounded; and archives of which only the subtitle is left.

podnapisi and tvsubtitles send ZIP, and subliminal takes one with a second file in it for an error: a "readme.txt", what
a Macintosh adds.
"""

from __future__ import annotations

import io
import zlib
from pathlib import PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

import requests

from integrations.common.http import bound
from pipeline.releases.shipped import TEXTS

_ZIP = b"PK\x03\x04"
_DAMAGED = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError)
_LONGEST = 10 * 2**20  # bytes of an answer


def read_answers(provider: Any, seconds: float) -> None:
    """Have a provider's answers read so. `seconds`: how long one may take."""
    session = getattr(provider, "session", None)
    if not isinstance(session, requests.Session):
        return

    def read(response: requests.Response, **_: object) -> None:
        response.raw = io.BytesIO(only_subtitle(bound("", response, seconds, _LONGEST)))

    session.hooks["response"].append(read)


def only_subtitle(body: bytes) -> bytes:
    """An archive with nothing but its one text; unchanged where it holds none, or several: which one is meant is not
    known."""
    if not body.startswith(_ZIP):
        return body
    try:
        with ZipFile(io.BytesIO(body)) as packed:
            texts = [entry for entry in packed.infolist() if _is_text(entry)]
            if len(texts) != 1 or len(packed.infolist()) == 1:
                return body
            return _archive(texts[0].filename, packed.read(texts[0]))
    except _DAMAGED:
        return body


def _is_text(entry: ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    hidden = any(part.startswith((".", "__")) for part in path.parts)
    return path.suffix.lower() in TEXTS and not hidden and entry.file_size <= _LONGEST


def _archive(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w") as packed:
        packed.writestr(name, content)
    return made.getvalue()
