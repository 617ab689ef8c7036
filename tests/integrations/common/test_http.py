"""What keeps a stranger's answer from holding us up or filling our memory."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from werkzeug import Response as WerkzeugResponse

from airdate.testing.trouble import error_of
from bot.chat.pictures import fetch
from demo.server import LoopbackServer
from integrations.common.http import Web, failure, place, retry_after, stay_outside
from integrations.common.indexer_links import Links
from pipeline.errors import BadResponse, Unauthorized, Unreachable
from pipeline.library import pictures
from pipeline.library.pictures import have


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


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"Jellyfin Server is loading. Please try again shortly.", 'it says "Jellyfin Server is loading'),
        (b"Service Unavailable", "it is in trouble of its own"),
        (b"<html><h1>503 Service Unavailable</h1></html>", "it is in trouble of its own"),
        (b"", "it is in trouble of its own"),
    ],
)
def test_what_a_system_in_trouble_says_is_repeated(body: bytes, told: str) -> None:
    wrong = failure("thing", 503, {}, body, "Do this.")
    assert isinstance(wrong, Unreachable)
    assert wrong.text.startswith(told)


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


HOME = (
    "127.0.0.1", "10.0.0.7", "169.254.169.254", "100.64.0.1", "0.0.0.0", "[::1]", "[fd00::1]", "[::ffff:127.0.0.1]",
    "127.1", "10.1", "192.168.257", "0177.0.0.1", "0x7f.0.0.1", "0x7f.1", "2130706433", "0300.0250.1.1", "127.0.0.1.",
    "１２７.0.0.1", "①②⑦.0.0.1", "somebody@127.0.0.1", "nas", "nas.local", "NAS.Local.", "printer.localhost",
    "router.fritz.box", "a.home.arpa",
)  # fmt: skip
INTERNET = ("example.org", "1.1.1.1", "[2606:4700::1111]", "bücher.example", "1.example.org", "local.example.org")


@pytest.mark.parametrize("scheme", ["http", "HTTP", "https"])
def test_the_internet_does_not_send_us_home_however_it_is_written(scheme: str) -> None:
    for host in HOME:
        with pytest.raises(BadResponse, match="from the internet"):
            stay_outside("site", "https://example.org/a", f"{scheme}://{host}/b")
        stay_outside("site", "http://nas.local/a", f"{scheme}://{host}/b")
    for host in INTERNET:
        stay_outside("site", "https://example.org/a", f"{scheme}://{host}/b")


async def in_chat(url: str) -> str:
    return "" if await fetch(url, 20) else "it was not followed"


def through_links(url: str) -> str:
    links = Links("site", home=url, timeout=20, max_bytes=1000, remedy="Do this.")
    return error_of(lambda: links.get(url)).text


WAYS: dict[str, Callable[[str, Path], str]] = {
    "a service": lambda url, _: error_of(lambda: web().get(url)).text,
    "an indexer": lambda url, _: through_links(url),
    "a picture for the library": lambda url, folder: have(url, folder / "poster"),
    "a picture for a chat": lambda url, _: asyncio.run(in_chat(url)),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("host", ["127.0.0.1", "127.1"])
def test_a_redirect_home_is_followed_by_nobody(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: Callable[[str, Path], str], host: str
) -> None:
    """The internet is a proxy here, which answers for every name."""
    monkeypatch.setenv("http_proxy", httpserver.url_for(""))
    monkeypatch.setenv("no_proxy", "127.0.0.1,127.1")
    home = f"HTTP://{host}:{httpserver.port}/router"
    httpserver.expect_request("/poster").respond_with_response(WerkzeugResponse("", 302, {"Location": home}))
    httpserver.expect_request("/router").respond_with_data(b"\xff\xd8\xff", content_type="image/jpeg")

    assert way("http://pictures.example.org/poster", tmp_path), "what came of it"
    assert [request.path for request, _ in httpserver.log] == ["/poster"]


def test_a_picture_that_is_huge_is_none(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    httpserver.expect_request("/poster").respond_with_data(b"\xff\xd8\xff" + bytes(100))
    monkeypatch.setattr(pictures, "MOST", 102)
    assert "bearable size" in have(httpserver.url_for("/poster"), tmp_path / "huge")
    monkeypatch.setattr(pictures, "MOST", 103)
    assert have(httpserver.url_for("/poster"), tmp_path / "fits") == ""
