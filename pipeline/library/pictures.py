"""Posters and stills, fetched from where the catalogue says they are. Without one the library is as good as before."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests

from pipeline.library.placing import write
from pipeline.model.addresses import leads_home

PATIENCE = 10.0  # seconds for the whole of a picture
MOST = 10_000_000  # bytes
_KINDS = ((b"\xff\xd8\xff", ".jpg"), (b"\x89PNG\r\n\x1a\n", ".png"))
SUFFIXES = tuple(suffix for _, suffix in _KINDS)


def have(url: str, stem: Path) -> str:
    """Have the picture behind `url` at `stem` with the suffix of its kind, unless one is there.

    What kept it from coming, in a few words; empty when it is there.
    """
    if any(stem.with_name(stem.name + suffix).exists() for suffix in SUFFIXES):
        return ""
    if urlsplit(url).scheme not in ("http", "https"):
        return "it has no address"
    try:
        content = _fetch(url)
    except (requests.RequestException, ValueError) as error:
        return f"{urlsplit(url).hostname} did not give it ({type(error).__name__})"
    suffix = next((suffix for magic, suffix in _KINDS if content.startswith(magic)), "")
    if not suffix:
        return "it is not a JPEG or PNG picture of a bearable size"
    write(stem.with_name(stem.name + suffix), content)
    return ""


def _fetch(url: str) -> bytes:
    """The picture's bytes; empty when there are more than `MOST`, or when they take too long.

    Read as they come: waiting for a whole piece would let a server drip for ever.
    """
    end = time.monotonic() + PATIENCE
    content = bytearray()
    with _Session() as session, session.get(url, timeout=PATIENCE, stream=True) as answer:
        answer.raise_for_status()
        while piece := answer.raw.read1(64 * 1024, decode_content=True):
            content += piece
            if len(content) > MOST or time.monotonic() > end:
                return b""
    return bytes(content)


class _Session(requests.Session):
    """Does not follow a public site to an address at home."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        target: str | None = super().get_redirect_target(resp)
        if target and leads_home(resp.url, urljoin(resp.url, target)):
            raise requests.exceptions.InvalidURL("it leads to an address at home")
        return target
