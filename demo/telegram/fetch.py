"""Getting a picture that the bot named by URL, as Telegram's servers would.

Only from this machine: the demo must not reach out into the world.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

import requests

from demo.telegram.errors import ApiError, bad_request
from demo.telegram.params import Params, Upload

_LIMIT = 5_000_000  # bytes for a photo by URL: https://core.telegram.org/bots/api#sending-files
_TIMEOUT = (2.0, 5.0)  # seconds to connect and between two pieces


def urls_in(params: Params) -> set[str]:
    """The addresses of files that a call refers to."""
    references = [params.text("photo"), str(params.mapped("media").get("media", ""))]
    return {reference for reference in references if reference.startswith(("http://", "https://"))}


def fetch(url: str) -> Upload | ApiError:
    """The file behind a URL, or what Telegram says when it gets none."""
    parts = urlsplit(url)
    if not _on_this_machine(parts.hostname or ""):
        return bad_request("failed to get HTTP URL content")
    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy stands between this machine and itself
            response = session.get(url, timeout=_TIMEOUT, stream=True)
            response.raise_for_status()
            content = response.raw.read(_LIMIT + 1, decode_content=True)
    except (requests.RequestException, OSError):
        return bad_request("failed to get HTTP URL content")
    if len(content) > _LIMIT:
        return bad_request("failed to get HTTP URL content")
    mime = response.headers.get("Content-Type", "application/octet-stream").partition(";")[0]
    return Upload(mime, content)


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
