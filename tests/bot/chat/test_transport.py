"""What answers in Telegram's place is an outage; what Telegram says itself is what it says."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from telegram import Bot
from telegram.error import Forbidden, InvalidToken, NetworkError, TelegramError

from airdate.testing.trouble import nobody
from bot.chat.token_check import check_token
from bot.chat.transport import NotTelegram, Transport
from pipeline.config import Settings
from pipeline.errors import Unreachable

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

    assert type(error) is NotTelegram
    assert "1:x" not in str(error)


@pytest.mark.parametrize("answer", ["null", "{}", "[]", '{"ok": true}', '{"status": "up"}'])
def test_an_answer_of_another_service_is_an_outage(httpserver: HTTPServer, answer: str) -> None:
    httpserver.expect_request("/bot1:x/sendMessage").respond_with_data(answer)

    assert type(asked(httpserver)) is NotTelegram


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, PAGE, "something else answers at .* in Telegram's place \\(HTTP 200\\)"),
        (200, "null", "something else answers"),
        (403, "Blocked by the filter", "something else answers at .* \\(HTTP 403\\)"),
        (502, '{"ok": false, "error_code": 502, "description": "Bad Gateway"}', "Telegram says “Bad Gateway”"),
    ],
)
def test_who_asks_about_the_token_is_told_who_answers(
    httpserver: HTTPServer, tmp_path: Path, status: int, body: str, told: str
) -> None:
    httpserver.expect_request("/bot1:x/getMe").respond_with_data(body, status)

    with pytest.raises(Unreachable, match=told):
        check_token(with_telegram_at(httpserver.url_for("").rstrip("/"), tmp_path))


def test_a_bot_api_server_at_home_that_is_off_is_no_matter_of_the_internet(tmp_path: Path) -> None:
    with nobody() as url, pytest.raises(Unreachable, match=r"is api_url in \[telegram\] its address"):
        check_token(with_telegram_at(url, tmp_path))


def with_telegram_at(url: str, folder: Path) -> Settings:
    return Settings(library=folder, data=folder, telegram={"token": "1:x", "api_url": url})


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

    assert type(caught.value) is NotTelegram


def fetched(httpserver: HTTPServer) -> bytes:
    async def fetch() -> bytes:
        async with Transport() as transport:
            return await transport.retrieve(httpserver.url_for("/file/bot1:x/a.torrent"))

    return asyncio.run(fetch())
