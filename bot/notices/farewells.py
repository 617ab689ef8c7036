"""Tells those who were removed, in the chat or in the browser: what waited for them in the outbox went with them."""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError

from bot.chat.context import BotContext
from bot.texts import texts_for
from pipeline.services import household
from pipeline.store import AWAY
from pipeline.store.changes import NOTES

log = logging.getLogger("airdate.bot")


class Farewells:
    def __init__(self, context: BotContext, bot: Bot, every: float) -> None:
        self._context = context
        self._bot = bot
        self._every = every

    async def run(self) -> None:
        """Until cancelled."""
        with self._context.written(NOTES) as written:
            await self._keep_telling(written)

    async def _keep_telling(self, written: asyncio.Event) -> None:
        while True:
            written.clear()
            all_told = await self._tell_everybody()
            await asyncio.sleep(self._every)
            if all_told:
                await written.wait()

    async def _tell_everybody(self) -> bool:
        """False when somebody has to be told later."""
        try:
            for telegram_id, language in (await self._context.read(household.farewells)).items():
                await self._tell(telegram_id, language)
        except (NetworkError, *AWAY) as error:
            log.info("a farewell could not be said yet: %s", type(error).__name__)
        except Exception:  # the next round may go better
            log.exception("farewells")
        else:
            return True
        return False

    async def _tell(self, telegram_id: int, language: str) -> None:
        try:
            await self._bot.send_message(telegram_id, texts_for(language).you_were_removed)
        except (BadRequest, Forbidden) as error:  # they have blocked the bot, or are gone from Telegram
            log.info("a farewell cannot be said: %s", error)
        await self._context.write(household.farewell_told, telegram_id)
