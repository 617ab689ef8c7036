"""What can go wrong with a web service, each with the error of ours that it has to become.

Real answers of a real server: `LoopbackServer` gives them over the wire.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from starlette.applications import Starlette

from demo.server import LoopbackServer
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable

TIMES = 50  # more than any one call asks
JSON = {"content-type": "application/json"}
HTML = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>router</body></html>"


@dataclass(frozen=True)
class Trouble:
    name: str
    becomes: type[OutsideError]
    status: int = 200
    body: bytes = b'{"message": "no"}'
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON))
    cut: bool = False


def _bomb() -> bytes:
    """40 MB in 40 kB."""
    return gzip.compress(b"[" + b" " * (40 * 1024 * 1024) + b"]")


TROUBLES = (
    Trouble("401", Unauthorized, 401),
    Trouble("403", Unauthorized, 403),
    Trouble("404", NotFound, 404),
    Trouble("429", Unreachable, 429),
    Trouble("500", Unreachable, 500),
    Trouble("502 of a proxy", Unreachable, 502, HTML, {"content-type": "text/html"}),
    Trouble("503", Unreachable, 503),
    Trouble("418", BadResponse, 418),
    Trouble("a web page", BadResponse, body=HTML, headers={"content-type": "text/html"}),
    Trouble("half of the JSON", BadResponse, body=b'[{"id": 1, "name": "The T'),
    Trouble("JSON of another kind", BadResponse, body=b'{"surprise": [1, 2, 3]}'),
    Trouble("a number", BadResponse, body=b"42"),
    Trouble("no text at all", BadResponse, body=bytes(range(128, 255))),
    Trouble("nested without end", BadResponse, body=b"[" * 200_000),
    Trouble("an answer cut off", Unreachable, body=b'[{"id": 1', cut=True),
    Trouble("a bomb", BadResponse, body=_bomb(), headers={**JSON, "content-encoding": "gzip"}),
    Trouble("damaged compression", Unreachable, body=b"not gzip", headers={**JSON, "content-encoding": "gzip"}),
)

each_trouble = pytest.mark.parametrize("trouble", TROUBLES, ids=lambda t: t.name)


@contextmanager
def server_in(trouble: Trouble) -> Iterator[LoopbackServer]:
    with LoopbackServer(Starlette()) as server:
        server.fail_next(trouble.status, times=TIMES, body=trouble.body, headers=trouble.headers, cut=trouble.cut)
        yield server


@contextmanager
def silent_server() -> Iterator[LoopbackServer]:
    """Accepts, and never answers."""
    with LoopbackServer(Starlette()) as server, server.hold():
        yield server


@contextmanager
def nobody() -> Iterator[str]:
    """An address where nobody listens."""
    with LoopbackServer(Starlette()) as server:
        url = server.url
        with server.outage():
            yield url


def error_of(call: Callable[[], object]) -> OutsideError:
    """What `call` raises: one of the four, and nothing else."""
    with pytest.raises(OutsideError) as caught:
        call()
    return caught.value
