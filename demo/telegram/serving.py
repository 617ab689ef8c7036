"""An ASGI application on a port of this machine, in a thread of its own."""

from __future__ import annotations

import socket
import threading
import time

import uvicorn
from starlette.types import ASGIApp

_STARTS_WITHIN = 10.0
_STOPS_WITHIN = 10.0


LOOPBACK = "127.0.0.1"


class ServerThread:
    """Listens from the moment it is made; `stop` returns when the thread is gone.

    `host`: how it is reached. By another name than the loopback's, every address of this machine is listened on.
    """

    def __init__(self, app: ASGIApp, port: int = 0, name: str = "server", host: str = LOOPBACK) -> None:
        # asyncio turns Nagle's algorithm off only for sockets that name their protocol; every answer would wait 40 ms.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((LOOPBACK if host == LOOPBACK else "", port))
        except OSError:
            self._socket.close()
            raise
        self.port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(
            app,
            loop="asyncio",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",  # a bot that hangs up in the middle is part of the play
            access_log=False,
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name=name, daemon=True)
        self._thread.start()
        self._wait_until_started()

    def _wait_until_started(self) -> None:
        deadline = time.monotonic() + _STARTS_WITHIN
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                self.stop()
                raise RuntimeError(f"no server on port {self.port} within {_STARTS_WITHIN} s")
            time.sleep(0.01)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(_STOPS_WITHIN)
        self._socket.close()
