"""Asking services over HTTP, with everything bounded: time, size and what can go wrong.

Nothing that comes back is trusted: an answer is read up to a limit, within a deadline. What the service or `requests`
says is turned into the four errors here, once. No sentence repeats an address beyond its host: the rest can hold keys.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import re
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import responses
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.auth import HTTPBasicAuth

from integrations.common.quoting import told_in_json, told_in_words
from integrations.common.settings import Access
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model.addresses import at_home, leads_home
from pipeline.model.reasons import Reason

# urllib3 writes whole addresses, with the keys in them, when a header of the answer is malformed.
for _name in ("urllib3.connection", "urllib3.connectionpool"):
    logging.getLogger(_name).setLevel(logging.ERROR)

# Whoever sets verify_tls = false knows.
urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

_log = logging.getLogger(__name__)
_IMPOSSIBLE = re.compile(r"\\u(?:d[89a-f]|0000)|\0", re.IGNORECASE)

AGENT = "Airdate"
SIGN_IN_ASKED = "check-sign-in"
MOST_BYTES = 32 * 1024 * 1024  # a page of a large library is about 2 MB
LONGEST_WAIT = 24 * 3600.0  # seconds; a Retry-After beyond that is not believed
_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b\x08"
_BAD_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    UnicodeError,
)

_NOT_AS_DESCRIBED = (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError)
_CHALLENGES = re.compile(
    rb"<title>\s*(just a moment|attention required|ddos-guard|checking your browser)|cf-chl-"
    rb"|/cdn-cgi/challenge-platform/|cf-browser-verification|_incapsula_resource|ddos-guard"
    rb"|sucuri website firewall|px-captcha|captcha-delivery\.com",
    re.IGNORECASE,
)

R = TypeVar("R")
Query = Mapping[str, str | Sequence[str]]  # a list is sent as a repeated parameter


def stay_outside(system: str, url: str, target: str) -> None:
    """BadResponse when a public site sends us on to an address at home."""
    if leads_home(url, target):
        raise BadResponse(system, Reason("leads-home", where=place(target)))


def is_challenge(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a guard (Cloudflare, DDoS-Guard) answered in a site's place, with a page that only a browser passes.

    https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
    """
    if status < 400:
        return False
    return headers.get("cf-mitigated", "").lower() == "challenge" or bool(_CHALLENGES.search(body[:20_000]))


def place(url: str) -> str:
    """The part of an address that is safe to show: no credentials, no path, no query."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the configured address"
    return f"{parts.scheme}://{parts.hostname or '?'}{port}"


def retry_after(value: str | None) -> float | None:
    """Seconds to wait, from a Retry-After header: a number or an HTTP date (RFC 9110, 10.2.3). None: unusable."""
    try:
        seconds = float(value or "nan")
    except ValueError:
        try:
            when = parsedate_to_datetime(value or "")
        except (ValueError, OverflowError):
            return None
        seconds = (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(seconds, LONGEST_WAIT) if seconds >= 0 else None  # so NaN is none, too


def failure(
    system: str, status: int, headers: Mapping[str, str], body: bytes, remedy: Reason | str
) -> OutsideError | None:
    """The error behind an HTTP status; None when there is none. `remedy` is what a person does when turned away."""
    if 200 <= status < 300:
        return None
    wait = retry_after(headers.get("Retry-After"))
    if is_challenge(status, headers, body):
        return Unreachable(system, Reason("http-challenge", status=status), wait)
    why = _what_it_means(status, body)
    match status:
        case 401 | 403:
            return Unauthorized(system, Reason("with-remedy", why=why, remedy=remedy))
        case 407:
            return Unauthorized(system, Reason("http-proxy"))
        case 404 | 410:
            return NotFound(system, why)
        case 429:
            return Unreachable(system, why, wait, quota=True)
        case _ if status == 408 or status >= 500:
            return Unreachable(system, why, wait)
    return BadResponse(system, why, body.decode("utf-8", "replace"))


def _what_it_means(status: int, body: bytes) -> Reason:
    """By what it says itself, where it says something."""
    said = told_in_json(body) or (_told_of_trouble(status, body) if status >= 500 else "")
    return Reason("http-says", said=said, status=status) if said else _meaning(status)


def _told_of_trouble(status: int, body: bytes) -> str:
    """What it says in words of its own: that it is just starting, say. The status's standard ones say nothing more."""
    said = told_in_words(body)
    return "" if responses.get(status, "?").lower() in said.lower() else said


def remedy_for(headers: Mapping[str, str], remedy: Reason | str) -> Reason | str:
    """What to do about a refusal of a system that has a key: where it is asked for a name and password (RFC 7617),
    that was something in front of it."""
    asks = headers.get("WWW-Authenticate", "").lower().startswith("basic")
    return Reason(SIGN_IN_ASKED) if asks else remedy


def _meaning(status: int) -> Reason:
    """What a status says by itself, where nobody says more."""
    match status:
        case 401 | 403:
            return Reason("http-turned-away", status=status)
        case 404 | 410:
            return Reason("http-not-there", status=status)
        case 429:
            return Reason("http-slow-down")
        case _ if status == 408 or status >= 500:
            return Reason("http-trouble", status=status)
    return Reason("http-not-accepted", status=status)


def decode(system: str, body: bytes, url: str) -> Any:
    """JSON out of a body. BadResponse, with a hint, when it is something else."""
    text = body.decode("utf-8", "replace")
    try:
        # `strict`: a line break within a text is written as it is by who makes JSON by hand.
        answer = json.loads(text.lstrip("\ufeff"), parse_constant=lambda _: None, strict=False)
        return possible(answer) if _IMPOSSIBLE.search(text) else answer
    except (ValueError, RecursionError):
        start = text.lstrip("\ufeff \r\n\t")[:200].lower()
        if start.startswith(("<!doctype", "<html", "<?xml", "<head", "<body")):
            hint = Reason("answer-web-page", where=place(url))
        elif not start:
            hint = Reason("answer-nothing")
        else:
            hint = Reason("answer-not-json")
        raise BadResponse(system, hint, text) from None


def possible(value: Any) -> Any:
    """The same without halves of characters and zeros in its texts, which no database and no client takes."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [possible(part) for part in value]
    if isinstance(value, dict):
        return {possible(name): possible(part) for name, part in value.items()}
    return value


def each(system: str, answer: Any, read: Callable[[Any], R]) -> list[R]:
    """What `read` makes of each row of an answer. A row that is not as described costs only itself; BadResponse when
    all are so, or when it is no list (None counts as an empty one)."""
    if not isinstance(answer, list | None):
        raise BadResponse(system, Reason("answer-no-list", kind=type(answer).__name__), repr(answer))
    read_rows: list[R] = []
    odd: BadResponse | None = None
    for row in answer or []:
        try:
            read_rows.append(reading(system, row, read))
        except BadResponse as error:
            odd = error
            _log.info("%s: left out a row: %s", system, error.text)
    if odd is not None and not read_rows:
        raise odd
    return read_rows


def legible(rows: Any, read: Callable[[Any], R]) -> tuple[R, ...]:
    """What `read` makes of rows that are not the point (a show's cast, its pictures). Odd ones are left out."""
    found: list[R] = []
    for row in rows if isinstance(rows, list) else ():
        with contextlib.suppress(*_NOT_AS_DESCRIBED):
            found.append(read(row))
    return tuple(found)


def reading(system: str, answer: Any, read: Callable[[Any], R]) -> R:
    """What `read` makes of an answer; BadResponse when the answer is not shaped as its makers describe it."""
    try:
        return read(answer)
    except _NOT_AS_DESCRIBED as error:
        odd = Reason("answer-odd", error=f"{type(error).__name__}: {error}")
        raise BadResponse(system, odd, repr(answer)) from error


@contextlib.contextmanager
def translated(system: str, url: str, timeout: float) -> Iterator[None]:
    """Turns what `requests` raises inside the block into our errors.

    Without the cause: the messages of `requests` repeat whole addresses, keys in the query included.
    """
    where = place(url)
    try:
        yield
    except requests.exceptions.SSLError:
        raise Unauthorized(system, certificate(where)) from None
    except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError):
        raise Unreachable(system, Reason("no-answer-in-time", where=where, seconds=timeout)) from None
    except requests.exceptions.TooManyRedirects:
        raise BadResponse(system, Reason("in-circles", where=where)) from None
    except requests.exceptions.ConnectionError:
        raise Unreachable(system, unreached(url)) from None
    except _BAD_ADDRESS:
        raise Unauthorized(system, Reason("not-an-address", where=where)) from None
    except requests.exceptions.InvalidHeader:
        raise Unauthorized(system, Reason("header-not-sendable")) from None
    except (urllib3.exceptions.HTTPError, requests.exceptions.RequestException):
        raise Unreachable(system, Reason("broke-off", where=where)) from None


def certificate(where: str) -> Reason:
    return Reason("certificate-not-trusted", where=where)


def unreached(url: str) -> Reason:
    """What to look at first: the machine at home, or the way out to a public site."""
    if at_home(url):
        return Reason("home-not-reached", where=place(url))
    return Reason("site-not-reached", where=place(url))


def read_bounded(
    system: str, response: requests.Response, seconds: float, most_bytes: int = MOST_BYTES, setting: str = ""
) -> bytes:
    """The whole body of a streaming response, within a time that a server cannot stretch by dripping.

    `setting` is what a person raises when `most_bytes` is too little.
    `read1` returns with whatever has arrived; `iter_content` would wait for a full chunk, byte after byte.
    """
    deadline = time.monotonic() + seconds
    body = bytearray()
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > most_bytes:
            raise _too_long(system, most_bytes, setting)
        if time.monotonic() > deadline:
            raise Unreachable(system, Reason("answer-unfinished", where=place(response.url), seconds=seconds))
    plain = unpacked(bytes(body), most_bytes)
    if len(plain) > most_bytes:
        raise _too_long(system, most_bytes, setting)
    return plain


def unpacked(body: bytes, most_bytes: int) -> bytes:
    """What a server packed without a header that says so; at most one byte more than `most_bytes`."""
    if not body.startswith(_GZIP):
        return body
    try:
        return zlib.decompressobj(wbits=16 + zlib.MAX_WBITS).decompress(body, most_bytes + 1)
    except zlib.error:
        return body


def _too_long(system: str, most_bytes: int, setting: str) -> BadResponse:
    long = Reason("answer-too-long", most=most_bytes)
    return BadResponse(system, Reason("raise-setting", why=long, setting=setting) if setting else long)


def bound(system: str, response: requests.Response, seconds: float, most_bytes: int = MOST_BYTES) -> bytes:
    """The same for a response hook of a session: the body stays readable for the library that asked."""
    try:
        body = read_bounded(system, response, seconds, most_bytes)
    except Exception:
        response.close()
        raise
    response.raw = io.BytesIO(body)
    return body


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Web:
    """A service that speaks JSON. `timeout` (seconds) bounds each wait, and twice that the whole answer.

    `remedy` is the sentence for a person when it turns us away. Safe to use from several threads.
    """

    def __init__(
        self,
        system: str,
        *,
        timeout: float,
        remedy: Reason | str,
        access: Access | None = None,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._system = system
        self._timeout = timeout
        self._remedy = remedy
        self._most_bytes = most_bytes
        self._access = access or Access()
        self._local = threading.local()

    def get_json(self, url: str, params: Query | None = None, headers: Mapping[str, str] | None = None) -> Any:
        return decode(self._system, self._ask("GET", url, params=params, headers=headers).body, url)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> bytes:
        """What lies there, whatever it is."""
        return self._ask("GET", url, headers={"Accept": "*/*", **(headers or {})}).body

    def post_json(self, url: str, payload: Any) -> Any:
        return decode(self._system, self._ask("POST", url, payload=payload).body, url)

    def _ask(
        self,
        method: str,
        url: str,
        *,
        params: Query | None = None,
        headers: Mapping[str, str] | None = None,
        payload: Any = None,
    ) -> Answer:
        """One request; redirects are followed. Raises for everything but a success."""
        with (
            translated(self._system, url, self._timeout),
            self._session().request(
                method,
                url,
                params=params,
                json=payload,
                headers={"Accept": "application/json", "User-Agent": AGENT, **(headers or {})},
                timeout=self._timeout,
                stream=True,
                verify=self._access.verify,
            ) as response,
        ):
            body = read_bounded(self._system, response, 2 * self._timeout, self._most_bytes)
            answer = Answer(response.status_code, response.headers, body)
        wrong = failure(self._system, answer.status, answer.headers, answer.body, self._remedy)
        if wrong is not None:
            raise wrong
        return answer

    def _session(self) -> requests.Session:
        """One for each thread: a session is not made for sharing."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = _Session(self._system, self._access)
        return session


class _Session(requests.Session):
    """A session that knows the way in, and tells it to nobody else when a redirect leaves the host."""

    def __init__(self, system: str, access: Access) -> None:
        super().__init__()
        self._system = system
        self._own = access.headers
        self.headers.update(access.headers)
        self.auth = basic_auth(access)

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        target: str | None = super().get_redirect_target(resp)
        if target:
            stay_outside(self._system, resp.url, urljoin(resp.url, target))
        return target

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        if self.should_strip_auth(response.request.url or "", prepared_request.url or ""):  # type: ignore[no-untyped-call]
            for name in self._own:
                prepared_request.headers.pop(name, None)
        super().rebuild_auth(prepared_request, response)  # type: ignore[no-untyped-call]


def basic_auth(access: Access) -> HTTPBasicAuth | None:
    """As bytes: `requests` would write text as Latin-1."""
    return HTTPBasicAuth(access.auth[0].encode(), access.auth[1].encode()) if access.auth else None
