"""What keeps a stranger's answer from holding us up or filling our memory."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from airdate.testing.trouble import error_of
from demo.server import LoopbackServer
from integrations.common.http import Web, failure, place, retry_after, stay_outside
from pipeline.errors import BadResponse, Unauthorized, Unreachable


def web(timeout: float = 10, most_bytes: int = 1000) -> Web:
    return Web("thing", timeout=timeout, remedy="Do this.", most_bytes=most_bytes)


async def drip(_: Request) -> Response:
    async def drops() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    return StreamingResponse(drops(), headers={"content-type": "application/json"})


async def round_and_round(request: Request) -> Response:
    return RedirectResponse(str(request.url))


@pytest.mark.parametrize(
    "page",
    [
        b"<title>Just a moment...</title>",
        b"<h1>Access Denied - Sucuri Website Firewall</h1>",
        b"<script src='https://geo.captcha-delivery.com/x.js'></script>",
    ],
)
def test_a_guard_s_page_is_no_refusal_of_the_key(page: bytes) -> None:
    assert isinstance(failure("thing", 403, {}, page, "Do this."), Unreachable)
    assert isinstance(failure("thing", 403, {}, b"no", "Do this."), Unauthorized)


def test_a_server_that_drips_does_not_hold_us() -> None:
    with LoopbackServer(Starlette(routes=[Route("/", drip)])) as server:
        error = error_of(lambda: web(timeout=0.2).get_json(server.url))

    assert isinstance(error, Unreachable)
    assert "did not finish" in error.text


def test_an_answer_is_read_up_to_its_limit_only() -> None:
    with LoopbackServer(Starlette()) as server:
        server.fail_next(200, body=b"[" + b" " * 2000 + b"]")
        server.fail_next(200, body=b"[" + b" " * 900 + b"]")

        assert isinstance(error_of(lambda: web().get_json(server.url)), BadResponse)
        assert web().get_json(server.url) == []


def test_what_is_packed_without_saying_so_is_unpacked_up_to_its_limit() -> None:
    with LoopbackServer(Starlette()) as server:
        for size, packed in ((900, True), (2000, True), (0, False)):
            body = b"[" + b" " * size + b"]"
            server.fail_next(200, body=gzip.compress(body) if packed else b"\x1f\x8b\x08 no gzip")

        assert web().get_json(server.url) == []
        assert isinstance(error_of(lambda: web().get_json(server.url)), BadResponse)
        assert isinstance(error_of(lambda: web().get_json(server.url)), BadResponse)


def test_a_line_break_within_a_text_is_no_end_of_json() -> None:
    with LoopbackServer(Starlette()) as server:
        server.fail_next(200, body=b'{"plot": "one\nanother\x01"}')

        assert web().get_json(server.url) == {"plot": "one\nanother\x01"}


def test_going_in_circles_ends() -> None:
    with LoopbackServer(Starlette(routes=[Route("/", round_and_round)])) as server:
        assert isinstance(error_of(lambda: web().get_json(f"{server.url}/?key=hidden")), BadResponse)


def test_no_sentence_repeats_what_an_address_hides() -> None:
    with LoopbackServer(Starlette()) as server:
        url = f"http://name:hidden1@127.0.0.1:{server.port}/path?key=hidden2"
        error = error_of(lambda: web().get_json(url))
        with server.outage():
            other = error_of(lambda: web().get_json(url))

    for told in (error, other):
        assert "hidden" not in f"{told!r} {told} {told.__cause__!r}"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:pw@example.org:8443/a?key=1", "https://example.org:8443"),
        ("http://example.org/", "http://example.org"),
        ("http://[::1", "the configured address"),
        ("http://example.org:99999/", "the configured address"),
    ],
)
def test_only_the_host_is_shown(url: str, shown: str) -> None:
    assert place(url) == shown


@pytest.mark.parametrize(
    ("text", "seconds"),
    [(None, None), ("", None), ("30", 30.0), ("nan", None), ("inf", 86400.0), ("Sun, 22 Nov 1998 20:00:00 GMT", None)],
)
def test_reads_how_long_to_wait(text: str | None, seconds: float | None) -> None:
    assert retry_after(text) == seconds


def test_the_internet_does_not_send_us_home() -> None:
    for url, target in (
        ("https://example.org/a", "http://127.0.0.1/b"),
        ("https://example.org/a", "http://nas.local/"),
    ):
        with pytest.raises(BadResponse, match="from the internet"):
            stay_outside("site", url, target)
    for url, target in (("http://nas.local/a", "http://nas/b"), ("https://example.org/", "https://example.net/")):
        stay_outside("site", url, target)
