"""The address that was meant, where another one was copied: the web client's page, or one without the base URL.

What a Jellyfin says to anybody: https://api.jellyfin.org/#tag/System/operation/GetPublicSystemInfo
"""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit, urlunsplit

import requests

from integrations.common.http import bound, decode
from pipeline.errors import OutsideError

PUBLIC = "System/Info/Public"


def better(url: str, timeout: float, *, verify: bool) -> str:
    """An address like this one at which a Jellyfin answers; empty when there is none, or when this one is right."""
    for candidate in dict.fromkeys((url.rstrip("/"), *_candidates(url, timeout, verify=verify))):
        if _answers(candidate, timeout, verify=verify):
            return candidate if candidate != url.rstrip("/") else ""
    return ""


def _candidates(url: str, timeout: float, *, verify: bool) -> list[str]:
    """Without the page of the web client; with the base URL that it sends others to."""
    parts = urlsplit(url)
    folder = parts.path.partition("/web")[0].rstrip("/")
    bare = urlunsplit((parts.scheme, parts.netloc, folder, "", ""))
    root = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    return [bare, *_sent_to(bare, timeout, verify=verify), root, *_sent_to(root, timeout, verify=verify)]


def _sent_to(url: str, timeout: float, *, verify: bool) -> list[str]:
    try:
        answer = requests.get(f"{url}/{PUBLIC}", timeout=timeout, verify=verify, allow_redirects=False, stream=True)
        answer.close()
    except requests.RequestException:
        return []
    target = urlsplit(urljoin(answer.url, answer.headers.get("location", "")))
    # It writes "../base/…", however deep the address was that it was asked for.
    base = urlsplit(answer.headers.get("location", "")).path.lstrip("./").partition("/")[0]
    return [urlunsplit((target.scheme, target.netloc, base, "", ""))] if answer.is_redirect and base else []


def _answers(url: str, timeout: float, *, verify: bool) -> bool:
    try:
        answer = requests.get(f"{url}/{PUBLIC}", timeout=timeout, verify=verify, allow_redirects=False, stream=True)
        told = decode("jellyfin", bound("jellyfin", answer, timeout), url) if answer.status_code == 200 else None
    except (requests.RequestException, OutsideError):
        return False
    return isinstance(told, dict) and "jellyfin" in str(told.get("ProductName")).lower()
