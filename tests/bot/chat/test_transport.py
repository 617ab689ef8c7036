"""What answers in Telegram's place is an outage; what Telegram says itself is what it says."""

from __future__ import annotations

import asyncio

import pytest
from pytest_httpserver import HTTPServer
from telegram import Bot
from telegram.error import Forbidden, InvalidToken, NetworkError, TelegramError

from bot.chat.transport import Transport

PAGE = "<!doctype html><title>Sign in to this network</title>"


def asked(httpserver: HTTPServer) -> TelegramError:
    async def ask() -> None:
        async with Transport() as transport:
            await Bot("1:x", base_url=httpserver.url_for("/bot"), request=transport).send_message(1, "x")

    with pytest.raises(TelegramError) as caught:
        asyncio.run(ask())
    return caught.value


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 409, 429, 502])
def test_a_page_of_somebody_else_is_an_outage(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/bot1:x/sendMessage").respond_with_data(PAGE, status)

    error = asked(httpserver)

    assert type(error) is NetworkError
    assert "1:x" not in str(error)


@pytest.mark.parametrize(("status", "kind"), [(403, Forbidden), (401, InvalidToken), (500, NetworkError)])
def test_what_telegram_says_is_told_apart(httpserver: HTTPServer, status: int, kind: type[TelegramError]) -> None:
    told = {"ok": False, "error_code": status, "description": "so it is"}
    httpserver.expect_request("/bot1:x/sendMessage").respond_with_json(told, status)

    assert type(asked(httpserver)) is kind


def test_a_file_is_no_json(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/file/bot1:x/a.torrent").respond_with_data(b"d4:infod")

    assert fetched(httpserver) == b"d4:infod"


@pytest.mark.parametrize("status", [403, 404, 502])
def test_a_page_in_a_file_s_place_is_an_outage(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/file/bot1:x/a.torrent").respond_with_data(PAGE, status)

    with pytest.raises(NetworkError) as caught:
        fetched(httpserver)

    assert type(caught.value) is NetworkError


def fetched(httpserver: HTTPServer) -> bytes:
    async def fetch() -> bytes:
        async with Transport() as transport:
            return await transport.retrieve(httpserver.url_for("/file/bot1:x/a.torrent"))

    return asyncio.run(fetch())
