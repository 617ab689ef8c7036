"""A web server on a free loopback port, in a thread of its own, whose behaviour a test can bend.

Every server of the pretend world is one of these: it can hold requests until told otherwise, fail the next ones, or
vanish from the network for a while, and it remembers what was asked and answered so that a test can check both sides
against the published descriptions.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.telegram.serving import LOOPBACK, ServerThread

KEPT_BODY = 256 * 1024  # bytes of each body that are remembered
KEPT_EXCHANGES = 2000
POLL = 0.02  # seconds between looks at whether a held request may go on


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request and its answer, as they went over the wire. Header names are lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    answer_headers: Mapping[str, str]
    answer: bytes
    bent: bool = False  # the answer was not the server's own: see `fail_next`


class Hold:
    """Keeps matching requests waiting until `release()`; a `with` block releases them at its end."""

    def __init__(self, path_prefix: str) -> None:
        self.path_prefix = path_prefix
        self._arrived = threading.Event()
        self._released = threading.Event()

    def release(self) -> None:
        self._released.set()

    def wait_until_held(self, timeout: float = 60.0) -> None:
        """Returns once a request is waiting here; TimeoutError after `timeout` seconds."""
        if not self._arrived.wait(timeout):
            raise TimeoutError(f"no request for {self.path_prefix} came within {timeout:g} s")

    @property
    def released(self) -> bool:
        return self._released.is_set()

    def arrive(self) -> None:
        self._arrived.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


@dataclass(frozen=True, kw_only=True)
class Fault:
    """An answer that is given instead of the real one. `cut`: promise more bytes than are sent, then hang up."""

    status: int
    path_prefix: str = "/"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


class Bend:
    """The middleware that holds, fails and remembers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.exchanges: deque[Exchange] = deque(maxlen=KEPT_EXCHANGES)
        self.faults: list[Fault] = []
        self.holds: list[Hold] = []
        self.stopping = threading.Event()
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        await self._wait(path)
        recorder = _Recorder(scope, receive, send, self.exchanges)
        fault = self._next_fault(path)
        try:
            recorder.bent = fault is not None
            if fault is None:
                await self.app(scope, recorder.receive, recorder.send)
            else:
                await _answer_with(fault, recorder)
        finally:
            recorder.note()

    async def _wait(self, path: str) -> None:
        for hold in [h for h in self.holds if path.startswith(h.path_prefix)]:
            hold.arrive()
            while not hold.released and not self.stopping.is_set():
                await asyncio.sleep(POLL)

    def _next_fault(self, path: str) -> Fault | None:
        with self._lock:
            for position, fault in enumerate(self.faults):
                if path.startswith(fault.path_prefix):
                    return self.faults.pop(position)
        return None


class _Recorder:
    """Passes one request through and keeps what was said."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, exchanges: deque[Exchange]) -> None:
        self.scope = scope
        self._exchanges = exchanges
        self._noted = False
        self.bent = False
        self._receive = receive
        self._send = send
        self._body = bytearray()
        self._answer = bytearray()
        self._status = 0
        self._answer_headers: dict[str, str] = {}

    async def receive(self) -> Message:
        message = await self._receive()
        _keep(self._body, message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._answer_headers = _headers(message.get("headers", []))
            last = self._has_no_body()
        else:
            _keep(self._answer, message.get("body", b""))
            last = not message.get("more_body")
        if last:
            self.note()  # before the last byte leaves: whoever has the answer finds it noted
        await self._send(message)

    def _has_no_body(self) -> bool:
        bodyless = self._status in (204, 304) or self.scope["method"] == "HEAD"
        return bodyless or self._answer_headers.get("content-length") == "0"

    def note(self) -> None:
        if not self._noted:
            self._noted = True
            self._exchanges.append(self._exchange())

    def _exchange(self) -> Exchange:
        return Exchange(
            method=self.scope["method"],
            path=self.scope["path"],
            query=self.scope["query_string"].decode("latin-1"),
            headers=_headers(self.scope["headers"]),
            body=bytes(self._body),
            status=self._status,
            answer_headers=self._answer_headers,
            answer=bytes(self._answer),
            bent=self.bent,
        )


def _keep(kept: bytearray, more: bytes) -> None:
    kept += more[: max(0, KEPT_BODY - len(kept))]


def _headers(pairs: Any) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}


async def _answer_with(fault: Fault, recorder: _Recorder) -> None:
    while (await recorder.receive()).get("more_body"):
        pass  # a client that is still sending would see a broken pipe instead of the answer
    length = len(fault.body) + (1000 if fault.cut else 0)
    headers = {"content-type": "application/json", "content-length": str(length), **fault.headers}
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await recorder.send({"type": "http.response.start", "status": fault.status, "headers": pairs})
    # With `more_body` and nothing after it uvicorn closes the connection: the answer breaks off.
    await recorder.send({"type": "http.response.body", "body": fault.body, "more_body": fault.cut})


class LoopbackServer:
    """Serves an ASGI app on 127.0.0.1. Use as `with LoopbackServer(app) as server: server.url`.

    `port` 0 takes a free one; `host`: see `ServerThread`.
    """

    def __init__(self, app: ASGIApp, *, port: int = 0, host: str = LOOPBACK) -> None:
        self._port = port
        self._host = host
        self._bend = Bend(app)
        self._thread: ServerThread | None = None

    @property
    def routes(self) -> list[Route]:
        """What it answers to."""
        routes = getattr(self._bend.app, "routes", [])
        return [route for route in routes if isinstance(route, Route)]

    @property
    def port(self) -> int:
        if not self._port:
            raise RuntimeError("the server has not been started")
        return self._port

    @property
    def url(self) -> str:
        """The root, without a slash at its end."""
        return f"http://{self._host}:{self.port}"

    def start(self) -> Self:
        self._bend.stopping.clear()
        self._thread = ServerThread(self._bend, self._port, type(self).__name__, self._host)
        self._port = self._thread.port
        return self

    def stop(self) -> None:
        """Ends it, held requests included; stopping twice does no harm."""
        if self._thread is not None:
            self._bend.stopping.set()
            self._thread.stop()
            self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # What tests bend.

    @property
    def exchanges(self) -> list[Exchange]:
        """What was asked and answered, oldest first."""
        return list(self._bend.exchanges)

    def requests_for(self, path_prefix: str, method: str = "") -> list[Exchange]:
        return [e for e in self.exchanges if e.path.startswith(path_prefix) and method in ("", e.method)]

    def hold(self, path_prefix: str = "/") -> Hold:
        """Requests whose path begins so wait until the returned handle's `release()`."""
        hold = Hold(path_prefix)
        self._bend.holds.append(hold)
        return hold

    def fail_next(
        self,
        status: int = 500,
        *,
        times: int = 1,
        path_prefix: str = "/",
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        cut: bool = False,
    ) -> None:
        """The next `times` matching requests get this answer instead. `cut` breaks it off before its end."""
        fault = Fault(status=status, path_prefix=path_prefix, body=body, headers=dict(headers or {}), cut=cut)
        self._bend.faults.extend([fault] * times)

    def forget_failures(self) -> None:
        """Answer everything rightly again."""
        self._bend.faults.clear()

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Refuses connections inside the `with` block, then is back on the same port."""
        self.stop()
        try:
            yield
        finally:
            self.start()
