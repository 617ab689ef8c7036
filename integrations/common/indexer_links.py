"""Following the links of indexers: bounded, with redirects to magnets, and without ever repeating a key.

Built on `integrations.common.http`. Added is what indexers need: a link can end at a magnet, an error document counts
more than the status it comes with, and a key that stands inside addresses is taken out before anything is kept.
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urljoin, urlsplit

import requests

from integrations.common.http import AGENT, failure, read_bounded, translated
from pipeline.errors import BadResponse

MAX_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What stands at the end of a link. `magnet` is set, and there is no body, when that is a magnet link."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    magnet: str = ""

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


class Key:
    """A secret inside addresses: taken out of what is kept, put back into what is asked."""

    MARK = "{api_key}"

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._quoted = quote(secret, safe="")
        quoted = {self._quoted, quote(secret), quote_plus(secret), quote_plus(secret, safe="/")}
        lower = {re.sub("%..", lambda code: code[0].lower(), form) for form in quoted}
        # The longer forms first, so that no part of one stays.
        self._forms = sorted(({secret} | quoted | lower) - {""}, key=len, reverse=True)

    def hide(self, text: str) -> str:
        """`text` without the secret; nothing at all where the secret is wrapped so that it cannot be cut out."""
        # A stranger's own mark would have our secret sent to wherever they like.
        if self.MARK in text:
            return ""
        for form in self._forms:
            text = text.replace(form, self.MARK)
        return "" if self._has_secret(text.replace(self.MARK, "\n")) else text

    def restore(self, text: str) -> str:
        return text.replace(self.MARK, self._quoted)

    def _has_secret(self, text: str) -> bool:
        once = unquote_plus(text)
        return bool(self._secret) and any(self._secret in t for t in (once, unquote(text), unquote_plus(once)))


class Links:
    """GET requests on behalf of one indexer. Safe to use from several threads.

    `remedy` is the sentence for a person when it turns us away; `timeout` is in seconds, for the whole answer.
    """

    def __init__(self, system: str, *, timeout: float, max_bytes: int, remedy: str, key: Key | None = None) -> None:
        self._system = system
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._remedy = remedy
        self._key = key or Key("")
        self._local = threading.local()

    def get(self, url: str, params: Mapping[str, str] | None = None) -> Found:
        """What is there after at most 5 redirects, whatever its status: see `checked`."""
        deadline = monotonic() + self._timeout
        for _ in range(MAX_REDIRECTS + 1):
            scheme = url.partition(":")[0].lower()
            if scheme == "magnet":
                return Found(status=200, headers={}, magnet=url)
            if scheme not in ("http", "https"):
                raise BadResponse(self._system, "it leads to an address that is neither http, https nor a magnet link.")
            found = self._once(url, params, deadline)
            target = found.headers.get("Location", "")
            if found.status not in _REDIRECTS or not target:
                return found
            url, params = self._joined(url, target), None
        raise BadResponse(self._system, f"it redirects more than {MAX_REDIRECTS} times.")

    def checked(self, found: Found) -> Found:
        """The answer when its status is a success, else the error that the status means."""
        body = self.excerpt(found.body).encode()
        wrong = failure(self._system, found.status, found.headers, body, self._remedy)
        if wrong is not None:
            raise wrong
        return found

    def excerpt(self, body: bytes) -> str:
        """The beginning of an answer, for a log, without the key."""
        # Hidden before it is cut: half a key is a secret too.
        return self._key.hide(body[:20_000].decode("utf-8", errors="replace"))[:2000]

    def _once(self, url: str, params: Mapping[str, str] | None, deadline: float) -> Found:
        left = max(0.1, deadline - monotonic())
        headers = {"User-Agent": AGENT}
        with (
            translated(self._system, url, self._timeout),
            self._session().get(
                url, params=params, headers=headers, timeout=left, allow_redirects=False, stream=True
            ) as response,
        ):
            body = read_bounded(self._system, response, left, self._max_bytes)
            return Found(status=response.status_code, headers=response.headers, body=body)

    def _joined(self, base: str, target: str) -> str:
        try:
            return urljoin(base, target)
        except ValueError:
            raise BadResponse(self._system, "it redirects to a malformed address.") from None

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
        return session


def plain_url(url: str) -> str:
    """A setting that must be an http address without credentials in it; ValueError says what to write instead."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("give it as http://HOST:PORT/…")
    if parts.username or parts.password:
        raise ValueError("leave out the name and password before the @")
    return url


def read_date(text: str) -> datetime | None:
    """A moment as feeds write it (RFC 2822 or ISO 8601), in UTC; None when it cannot be read."""
    for reader in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = reader(text.strip())
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def read_count(texts: Iterable[str | None], *, least: int = 0) -> int | None:
    """The first of `texts` that is a whole number of at least `least`, and not absurdly large."""
    for text in texts:
        digits = (text or "").strip()
        if digits.isascii() and digits.isdigit() and len(digits) <= 15 and int(digits) >= least:
            return int(digits)
    return None


def read_fraction(text: str) -> float | None:
    """A number that is not negative; None when it is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
