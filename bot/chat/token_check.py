"""Asks Telegram whether the bot's token is good: what `airdate doctor` does."""

from __future__ import annotations

import asyncio

import telegram
from telegram.error import InvalidToken, TelegramError

from bot.chat.polling import NO_TOKEN, TURNED_AWAY
from pipeline.config import Settings
from pipeline.errors import Unreachable, UserError
from pipeline.model.reasons import Reason


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
        async with telegram.Bot(token, base_url=f"{url}/bot") as bot:
            return bot.username

    try:
        return asyncio.run(ask())
    except InvalidToken:
        raise UserError(TURNED_AWAY) from None  # the original names the token
    except TelegramError:
        raise Unreachable("telegram", Reason("site-not-reached", where=url)) from None
