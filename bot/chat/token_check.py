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
    """Which bot the token is of. UserError when it is none, Unreachable when nobody says."""
    token = settings.telegram.token.get_secret_value()
    if not token:
        raise UserError(NO_TOKEN)

    async def ask() -> Reason:
        async with telegram.Bot(token, base_url=f"{settings.telegram.api_url.rstrip('/')}/bot") as bot:
            return Reason("bot-is", name=f"@{bot.username}")

    try:
        return asyncio.run(ask())
    except InvalidToken:
        raise UserError(TURNED_AWAY) from None  # the original names the token
    except TelegramError as error:
        raise Unreachable("telegram", Reason("cannot-be-reached", why=error.message)) from None
