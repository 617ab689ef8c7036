"""The way to Telegram. What is not Telegram's own word (a proxy's page, a portal that wants a sign-in) is an outage.

Telegram answers in JSON, whatever it says, but for a file that is fetched from it:
https://core.telegram.org/bots/api#making-requests and #getfile. python-telegram-bot goes by the status alone, and a
portal's 403 would be a person who blocked the bot, its 404 a token that was revoked.
"""

from __future__ import annotations

import json
from functools import cache
from ssl import SSLContext
from typing import Any

import httpx
from telegram.error import NetworkError
from telegram.request import HTTPXRequest


@cache
def trusted() -> SSLContext:
    """Whose certificates are believed, read once: each client would read them anew, which takes longer than to ask."""
    return httpx.create_ssl_context()


class NotTelegram(NetworkError):
    """Something else answered in Telegram's place."""

    def __init__(self, status: int) -> None:
        super().__init__(f"something else answers in Telegram's place (HTTP {status})")
        self.status = status


class Transport(HTTPXRequest):
    def __init__(self, connections: int = 256, **timeouts: Any) -> None:
        """`timeouts`: those of `HTTPXRequest`, in seconds."""
        super().__init__(connections, httpx_kwargs={"verify": trusted()}, **timeouts)

    async def do_request(self, url: str, method: str, *args: Any, **named: Any) -> tuple[int, bytes]:
        status, answer = await super().do_request(url, method, *args, **named)
        is_file = method == "GET" and status < 400  # all else is a POST
        if not (is_file or _is_telegram_s(answer)):
            raise NotTelegram(status)
        return status, answer


def _is_telegram_s(answer: bytes) -> bool:
    """Whether it has what each answer of the Bot API has: python-telegram-bot takes it for granted."""
    try:
        told = json.loads(answer)
    except ValueError:
        return False
    return isinstance(told, dict) and ("result" in told if told.get("ok") is True else "ok" in told)
