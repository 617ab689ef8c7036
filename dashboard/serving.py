"""How the dashboard runs beside other asyncio services: its socket, uvicorn, and its end."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.utils import formatdate
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from dashboard.app import make_app
from dashboard.context import Context
from pipeline.config import Settings
from pipeline.engine.plugins import Parts
from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.services import sign_in
from pipeline.store import Store
from pipeline.store.runs import Stage

log = logging.getLogger("airdate.dashboard")

HEADERS_WITHIN = 15.0  # seconds from the connection, or the answer before, to a whole request's head …
BODY_WITHIN = 60.0  # … and to the end of what it brings: a .torrent over a slow line
AT_ONCE = 200  # connections; a household has a few


class _Protocol(H11Protocol):
    """uvicorn's, which would wait for ever for a request that does not come, or comes drop by drop."""

    _timers: Sequence[asyncio.TimerHandle] = ()

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        # asyncio does this only for sockets that name their protocol; an answer would wait 40 ms to be acknowledged.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._await_request()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel()
        super().connection_lost(exc)

    def _await_request(self) -> None:
        self._cancel()
        self._timers = (
            self.loop.call_later(HEADERS_WITHIN, self._give_up, h11.IDLE),
            self.loop.call_later(BODY_WITHIN, self._give_up, h11.SEND_BODY),
        )

    def _cancel(self) -> None:
        for timer in self._timers:
            timer.cancel()

    def _give_up(self, state: Any) -> None:
        """`state`: of the other side, https://h11.readthedocs.io/en/latest/api.html#the-state-machine"""
        if self.conn.their_state is state and not self.transport.is_closing():
            self.transport.close()


class _Dated(ServerState):
    """The headers of every answer, with the hour that it is then."""

    @property
    def default_headers(self) -> list[tuple[bytes, bytes]]:
        return [(b"date", formatdate(usegmt=True).encode())]

    @default_headers.setter
    def default_headers(self, headers: list[tuple[bytes, bytes]]) -> None:
        """uvicorn's own hour is the one of its start."""


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: whoever runs us has their own."""

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self.server_state = _Dated()
        self._stopping = stopping

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        """uvicorn's wakes ten times a second: to look whether it is to stop, and for the hour in its headers."""
        await self._stopping.wait()


class Dashboard:
    """Airdate's page in the browser. Making one touches no network; `run` does all."""

    def __init__(
        self, settings: Settings, store: Store, stages: Sequence[Stage], *, parts: Parts | None = None
    ) -> None:
        self.settings = settings.dashboard
        self._store = store
        self.app = make_app(Context(store=store, settings=settings, stages=tuple(stages), parts=parts))
        self._socket: socket.socket | None = None

    def listen(self) -> str:
        """Take the address and the port, if that has not happened yet; the URL. UserError when they are taken."""
        if self._socket is None:
            self._socket = _taken(self.settings.host, self.settings.port)
            with self._store.write() as db:
                sign_in.note_address(db, self._url())
        return self._url()

    def _url(self) -> str:
        assert self._socket is not None
        host = self.settings.host
        shown = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, host)  # noqa: S104
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self._socket.getsockname()[1]}/"

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set."""
        url = self.listen()
        assert self._socket is not None
        config = uvicorn.Config(
            self.app,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            http=_Protocol,
            limit_concurrency=AT_ONCE,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=3,
        )
        server = _Server(config, self.app.state.stopping)
        serving = asyncio.create_task(server.serve([self._socket]))
        stopping = asyncio.create_task(stop.wait())
        log.info("the dashboard is at %s", url)
        try:
            await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            self.app.state.stopping.set()  # ends the streams
            server.should_exit = True
            await serving
            self._socket.close()
            self._socket = None


def _taken(host: str, port: int) -> socket.socket:
    """The address and the port, for us; UserError when somebody else has them."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=64)
    except OSError as error:
        why = str(error.strerror or error).partition(" (")[0]
        raise UserError(Reason("dashboard-cannot-listen", host=host, port=str(port), why=why)) from error
