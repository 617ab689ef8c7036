"""Asking services over HTTP, with everything bounded: time, size and what can go wrong.

Nothing that comes back is trusted: an answer is read up to a limit, within a deadline. What the service or `requests`
says is turned into the four errors here, once. No sentence repeats an address beyond its host: the rest can hold keys.
"""

from __future__ import annotations

import contextlib
import io
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import urllib3

from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable

AGENT = "Airdate"
MOST_BYTES = 32 * 1024 * 1024  # a page of a large library is about 2 MB
LONGEST_WAIT = 24 * 3600.0  # seconds; a Retry-After beyond that is not believed
_CHUNK = 64 * 1024
_BAD_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    UnicodeError,
)

R = TypeVar("R")


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


def failure(system: str, status: int, headers: Mapping[str, str], body: bytes, remedy: str) -> OutsideError | None:
    """The error behind an HTTP status; None when there is none. `remedy` is what a person does when turned away."""
    if 200 <= status < 300:
        return None
    wait = retry_after(headers.get("Retry-After"))
    if status in (401, 403):
        return Unauthorized(system, f"it turned us away (HTTP {status}). {remedy}")
    if status in (404, 410):
        return NotFound(system, f"it does not have what we asked for (HTTP {status}).")
    if status == 429:
        return Unreachable(system, "it asks us to slow down (HTTP 429).", wait)
    if status == 408 or status >= 500:
        return Unreachable(system, f"it is in trouble of its own (HTTP {status}).", wait)
    return BadResponse(system, f"it did not accept our request (HTTP {status}).", body.decode("utf-8", "replace"))


def decode(system: str, body: bytes, url: str) -> Any:
    """JSON out of a body. BadResponse, with a hint, when it is something else."""
    text = body.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        start = text.lstrip("\ufeff \r\n\t")[:200].lower()
        if start.startswith(("<!doctype", "<html", "<?xml", "<head", "<body")):
            hint = f"it answered with a web page instead of data. Is {place(url)} its address?"
        elif not start:
            hint = "it answered with nothing."
        else:
            hint = "it answered with something that is not whole JSON."
        raise BadResponse(system, hint, text) from None


def reading(system: str, answer: Any, read: Callable[[Any], R]) -> R:
    """What `read` makes of an answer; BadResponse when the answer is not shaped as its makers describe it."""
    try:
        return read(answer)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
        said = f"its answer is not as its makers describe it ({type(error).__name__}: {error})."
        raise BadResponse(system, said, repr(answer)) from error


@contextlib.contextmanager
def translated(system: str, url: str, timeout: float) -> Iterator[None]:
    """Turns what `requests` raises inside the block into our errors.

    Without the cause: the messages of `requests` repeat whole addresses, keys in the query included.
    """
    where = place(url)
    try:
        yield
    except requests.exceptions.SSLError:
        raise Unauthorized(system, f"the certificate of {where} is not trusted.") from None
    except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError):
        raise Unreachable(system, f"{where} did not answer within {timeout:g} s.") from None
    except requests.exceptions.TooManyRedirects:
        raise BadResponse(system, f"{where} sends us around in circles.") from None
    except requests.exceptions.ConnectionError:
        raise Unreachable(system, f"{where} cannot be reached. Is it running, and is that its address?") from None
    except _BAD_ADDRESS:
        raise Unauthorized(system, f"{where} is not an address that can be asked.") from None
    except (urllib3.exceptions.HTTPError, requests.exceptions.RequestException):
        raise Unreachable(system, f"{where} broke off in the middle of its answer.") from None


def read_bounded(system: str, response: requests.Response, seconds: float, most_bytes: int = MOST_BYTES) -> bytes:
    """The whole body of a streaming response, within a time that a server cannot stretch by dripping.

    `read1` returns with whatever has arrived; `iter_content` would wait for a full chunk, byte after byte.
    """
    deadline = time.monotonic() + seconds
    body = bytearray()
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > most_bytes:
            raise BadResponse(system, f"its answer is longer than {most_bytes} bytes.", repr(bytes(body[:200])))
        if time.monotonic() > deadline:
            raise Unreachable(system, f"{place(response.url)} did not finish its answer within {seconds:g} s.")
    return bytes(body)


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

    def __init__(self, system: str, *, timeout: float, remedy: str, most_bytes: int = MOST_BYTES) -> None:
        self._system = system
        self._timeout = timeout
        self._remedy = remedy
        self._most_bytes = most_bytes
        self._local = threading.local()

    def get_json(
        self, url: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        return decode(self._system, self._ask("GET", url, params=params, headers=headers).body, url)

    def post_json(self, url: str, payload: Any, auth: tuple[str, str] | None = None) -> Any:
        return decode(self._system, self._ask("POST", url, payload=payload, auth=auth).body, url)

    def _ask(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        payload: Any = None,
        auth: tuple[str, str] | None = None,
    ) -> Answer:
        """One request; redirects are followed. Raises for everything but a success."""
        with (
            translated(self._system, url, self._timeout),
            self._session().request(
                method,
                url,
                params=params,
                json=payload,
                auth=auth,
                headers={"Accept": "application/json", "User-Agent": AGENT, **(headers or {})},
                timeout=self._timeout,
                stream=True,
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
            session = self._local.session = requests.Session()
        return session
