"""The pretend servers' common ground: holding, failing, vanishing, remembering."""

from __future__ import annotations

import asyncio
import socket
import threading
import time

import pytest
import requests
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message

from demo.server import Bend, Fault, LoopbackServer
from demo.stage import address
from demo.telegram.serving import LOOPBACK


async def echo(request: Request) -> Response:
    return PlainTextResponse(await request.body() or b"hello")


def make(host: str = LOOPBACK) -> LoopbackServer:
    return LoopbackServer(Starlette(routes=[Route("/{path:path}", echo, methods=["GET", "POST"])]), host=host)


def get(url: str) -> requests.Response:
    return requests.get(url, timeout=10)


def test_each_server_has_a_port_of_its_own() -> None:
    with make() as one, make() as other:
        assert one.port != other.port
        assert get(one.url).text == get(other.url).text == "hello"


def test_a_server_for_other_machines_is_reached_by_this_one_s_address() -> None:
    with make(address()) as server:
        assert address() in server.url
        assert get(server.url).text == "hello"


def test_an_answer_is_not_held_back_until_its_head_is_acknowledged() -> None:
    times = []
    with make() as server, socket.create_connection((LOOPBACK, server.port), timeout=10) as client:
        for _ in range(10):
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 0)  # acknowledges after 40 ms
            began = time.perf_counter()
            client.sendall(b"GET / HTTP/1.1\r\nHost: one\r\n\r\n")
            while not client.recv(4096).endswith(b"hello"):
                pass
            times.append(time.perf_counter() - began)

    assert min(times) < 0.035


def test_remembers_what_was_asked_and_answered() -> None:
    with make() as server:
        requests.post(f"{server.url}/a/b?c=d", data=b"question", headers={"X-Own": "1"}, timeout=10)

        (exchange,) = server.exchanges
    assert (exchange.method, exchange.path, exchange.query) == ("POST", "/a/b", "c=d")
    assert (exchange.body, exchange.status, exchange.answer) == (b"question", 200, b"question")
    assert exchange.headers["x-own"] == "1"
    assert not exchange.bent


def test_holds_only_what_begins_so_and_until_released() -> None:
    with make() as server, server.hold("/slow") as hold:
        texts: list[str] = []
        thread = threading.Thread(target=lambda: texts.append(get(f"{server.url}/slow/1").text))
        thread.start()
        hold.wait_until_held()

        assert get(f"{server.url}/quick").text == "hello"
        assert texts == []
        hold.release()
        thread.join(timeout=10)
        assert texts == ["hello"]


def test_a_server_that_stops_lets_go_of_what_it_holds() -> None:
    server = make().start()
    hold = server.hold()
    thread = threading.Thread(target=lambda: requests.get(server.url, timeout=10))
    thread.start()
    hold.wait_until_held()

    server.stop()
    thread.join(timeout=10)

    assert not thread.is_alive()


def test_fails_as_often_as_told_and_where_told() -> None:
    with make() as server:
        server.fail_next(503, times=2, path_prefix="/x", body=b"{}", headers={"retry-after": "9"})

        statuses = [get(f"{server.url}/{path}").status_code for path in ("y", "x", "x/y", "x")]
        assert statuses == [200, 503, 503, 200]
        assert [e.bent for e in server.exchanges] == [False, True, True, False]
        assert server.exchanges[1].answer_headers["retry-after"] == "9"


@pytest.mark.parametrize("body", [b"", b"{}"])
def test_whoever_has_the_answer_finds_it_noted(body: bytes) -> None:
    noted: list[int] = []
    bend = Bend(Starlette())
    bend.faults.append(Fault(status=500, body=body))

    async def send(message: Message) -> None:
        whole = message["type"] == "http.response.body" or dict(message["headers"]).get(b"content-length") == b"0"
        noted.extend([len(bend.exchanges)] * whole)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    asyncio.run(bend({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}, receive, send))
    assert set(noted) == {1}


def test_can_break_off_in_the_middle() -> None:
    with make() as server:
        server.fail_next(200, body=b"half", cut=True)

        with pytest.raises(requests.exceptions.RequestException):
            get(server.url)
        assert get(server.url).text == "hello"


def test_an_outage_refuses_connections_and_ends_on_the_same_port() -> None:
    with make() as server:
        url = server.url
        with server.outage(), pytest.raises(requests.exceptions.ConnectionError):
            get(url)

        assert server.url == url
        assert get(url).text == "hello"
