"""Asks Telegram whether the bot's token is good: what `airdate doctor` does."""

from __future__ import annotations

import asyncio

import httpx
import telegram
from telegram.error import InvalidToken, TelegramError

from bot.chat.polling import NO_TOKEN, TURNED_AWAY
from bot.chat.transport import NotTelegram, Transport
from pipeline.config import Settings
from pipeline.errors import Unreachable, UserError
from pipeline.model.addresses import at_home
from pipeline.model.reasons import Reason

SECONDS = 10.0  # for each step of an answer: a person waits for it


def check_token(settings: Settings) -> Reason:
    """Which bot the token is of. Raises what `username` raises."""
    return Reason("bot-is", name=f"@{username(settings)}")


def username(settings: Settings) -> str:
    """The name of the bot that the token is of. UserError when it is none, Unreachable when nobody says."""
    token = settings.telegram.token.get_secret_value()
    if not token:
        raise UserError(NO_TOKEN)
    url = settings.telegram.api_url.rstrip("/")

    async def ask() -> str:
        transport = Transport(connect_timeout=SECONDS, read_timeout=SECONDS)
        async with telegram.Bot(token, base_url=f"{url}/bot", request=transport) as bot:
            return bot.username

    try:
        return asyncio.run(ask())
    except InvalidToken:
        raise UserError(TURNED_AWAY) from None  # the original names the token
    except TelegramError as error:
        raise Unreachable("telegram", _why(error, url)) from None


def _why(error: TelegramError, url: str) -> Reason:
    if isinstance(error, NotTelegram):
        return Reason("telegram-something-else", where=url, status=error.status)
    if isinstance(error.__cause__, httpx.HTTPError):
        return Reason("telegram-server-not-reached" if at_home(url) else "site-not-reached", where=url)
    return Reason("telegram-says", said=error.message)
