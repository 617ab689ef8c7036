"""Following the links of indexers: bounded, with redirects to magnets, and without ever repeating a key.

Built on `integrations.common.http`. Added is what indexers need: a link can end at a magnet, an error document counts
more than the status it comes with, and a key that stands inside addresses is taken out before anything is kept.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Protocol
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urljoin, urlsplit

import requests

from integrations.common.http import AGENT, basic_auth, failure, read_bounded, remedy_for, stay_outside, translated
from integrations.common.quoting import told_in_json, told_in_words, without_addresses
from integrations.common.settings import Access
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable, UserError
from pipeline.model import Torrent
from pipeline.model.reasons import Reason
from pipeline.releases.torrents import read_magnet, read_torrent

MAX_REDIRECTS = 5
_KEY_REFUSED = ("torznab-says", "torznab-error")  # in a document of its own, so not for this link
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What stands at the end of a link. `magnet` is set, and there is no body, when that is a magnet link.

    `url` is where it stands after all redirects: it may hold the key.
    """

    status: int
    url: str = ""
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

    def __bool__(self) -> bool:
        """Whether there is one."""
        return bool(self._secret)

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


class Reached(Protocol):
    """The settings of an indexer that is reached over HTTP."""

    url: str
    timeout: float  # seconds

    def access(self) -> Access: ...


class Links:
    """GET requests on behalf of one indexer. Safe to use from several threads.

    `remedy` is the sentence for a person when it turns us away; `timeout` is in seconds, for the whole answer. `access`
    is for the host of `home` alone: links of a feed may lead anywhere.
    """

    def __init__(
        self,
        system: str,
        *,
        home: str,
        timeout: float,
        max_bytes: int,
        remedy: Reason | str,
        key: Key | None = None,
        access: Access | None = None,
    ) -> None:
        self._system = system
        self._home = home
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._remedy = remedy
        self._key = key or Key("")
        self._access = access or Access()
        self._local = threading.local()

    @classmethod
    def of(cls, system: str, config: Reached, *, max_bytes: int, remedy: Reason, key: Key | None = None) -> Links:
        """For an indexer, by its settings."""
        access = config.access()
        return cls(
            system, home=config.url, timeout=config.timeout, max_bytes=max_bytes, remedy=remedy, key=key, access=access
        )

    @property
    def asked(self) -> int:
        """How many requests this thread has made here."""
        return int(getattr(self._local, "asked", 0))

    def get(self, url: str, params: Mapping[str, str] | None = None) -> Found:
        """What is there after at most 5 redirects, whatever its status: see `checked`."""
        deadline = monotonic() + self._timeout
        for _ in range(MAX_REDIRECTS + 1):
            scheme = url.partition(":")[0].lower()
            if scheme == "magnet":
                return Found(status=200, headers={}, magnet=url)
            if scheme not in ("http", "https"):
                raise BadResponse(self._system, Reason("leads-nowhere"))
            found = self._once(url, params, deadline)
            target = found.headers.get("Location", "")
            if found.status not in _REDIRECTS or not target:
                return found
            joined = self._joined(url, target)
            if joined[:4].lower() == "http":
                stay_outside(self._system, url, joined)
            url, params = joined, None
        raise BadResponse(self._system, Reason("redirects-too-often", count=MAX_REDIRECTS))

    def torrent(self, link: str, title: str, told: Callable[[Found], OutsideError | None] | None = None) -> Torrent:
        """The torrent behind a link; a redirect to a magnet link is followed, too.

        NotFound and BadResponse are about this one alone: the link is dead, refused, a page, no torrent that can be
        used. Unreachable and Unauthorized are about the indexer. `told` reads an error document of its own.
        """
        try:
            if link[:7].lower() == "magnet:":
                return read_magnet(link)
            found = self.get(link)
            if found.magnet:
                return read_magnet(found.magnet)
            wrong = self._wrong_with(found, told)
            if wrong is not None:
                raise wrong
            return self._torrent_in(found.body)
        except UserError as error:
            raise BadResponse(self._system, Reason("torrent-of-no-use", title=title, why=error.reason)) from error

    def _torrent_in(self, body: bytes) -> Torrent:
        """The torrent, or the magnet link that some sites write in its place. UserError: with their words, if any."""
        if body[:100].lstrip()[:7].lower() == b"magnet:":
            return read_magnet(body.decode("utf-8", "replace").split()[0])
        try:
            return read_torrent(body)
        except UserError:
            hidden = self._hidden(body).encode()
            if said := told_in_json(hidden) or told_in_words(hidden):
                raise UserError(Reason("torrent-words-instead", said=said)) from None
            raise

    def _wrong_with(self, found: Found, told: Callable[[Found], OutsideError | None] | None) -> OutsideError | None:
        document = found.status >= 400 or found.body.lstrip()[:1] == b"<"
        error = (told(found) if told and document else None) or self.error_of(found)
        here = _same_place(self._home, found.url)
        # Prowlarr answers 500 for whatever goes wrong at the site behind it; its own trouble is 502 to 504, or a wait.
        of_release = {400, 403, 451, 500} if here else {400, 401, 403, 451, 500}
        if found.status in of_release and _may_be_of_one(error):
            if error is None or isinstance(error, Unauthorized):
                return NotFound(self._system, Reason("not-given-out", status=found.status))
            return BadResponse(self._system, error.why, self.excerpt(found.body))
        return error

    def error_of(self, found: Found) -> OutsideError | None:
        """The error that the answer's status means; None for a success."""
        body = self._hidden(found.body).encode()  # whole: what their JSON says stands before a long stack trace
        return failure(self._system, found.status, found.headers, body, remedy_for(found.headers, self._remedy))

    def checked(self, found: Found) -> Found:
        """The answer when its status is a success, else the error that the status means."""
        wrong = self.error_of(found)
        if wrong is not None:
            raise wrong
        return found

    def excerpt(self, body: bytes) -> str:
        """The beginning of an answer, for a log, without the key."""
        # Hidden before it is cut: half a key is a secret too.
        return self._hidden(body)[:2000]

    def _hidden(self, body: bytes) -> str:
        return without_addresses(self._key.hide(body[:50_000].decode("utf-8", errors="replace")))

    def _once(self, url: str, params: Mapping[str, str] | None, deadline: float) -> Found:
        left = max(0.1, deadline - monotonic())
        self._local.asked = self.asked + 1
        access = self._access if _same_place(self._home, url) else Access()
        with (
            translated(self._system, url, self._timeout),
            self._session().get(
                url,
                params=params,
                headers={"User-Agent": AGENT, **access.headers},
                auth=basic_auth(access),
                verify=access.verify,
                timeout=left,
                allow_redirects=False,
                stream=True,
            ) as response,
        ):
            body = read_bounded(self._system, response, left, self._max_bytes, "max_bytes")
            return Found(status=response.status_code, url=url, headers=response.headers, body=body)

    def _joined(self, base: str, target: str) -> str:
        try:
            return urljoin(base, target)
        except ValueError:
            raise BadResponse(self._system, Reason("redirects-to-nowhere")) from None

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
        return session


def _may_be_of_one(error: OutsideError | None) -> bool:
    """Whether an error may be about one link. A wait or a key that the indexer names are about all."""
    if isinstance(error, Unreachable):
        return not error.quota
    return not (isinstance(error, Unauthorized) and getattr(error.why.params.get("why"), "code", "") in _KEY_REFUSED)


def _same_place(home: str, url: str) -> bool:
    """Whether an address is on the host of `home`; https in place of http, on their own ports, is the same."""
    try:
        one, other = urlsplit(home), urlsplit(url)
        ports = [part.port or (443 if part.scheme == "https" else 80) for part in (one, other)]
    except ValueError:
        return False
    if one.hostname != other.hostname:
        return False
    return (one.scheme, ports[0]) == (other.scheme, ports[1]) or (other.scheme == "https" and ports == [80, 443])
