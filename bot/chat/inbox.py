"""What comes from Telegram is written down before Telegram is told that it came, and handled once.

A command that meets a database that is away is handled again as soon as it is back; one whose process is killed, at the
next start.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes

from bot.chat.context import BotContext
from pipeline.store import AWAY, inbox

log = logging.getLogger("airdate.bot")

AGAIN = 2.0  # seconds between two tries while the database is away

Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
App = Application[Any, Any, Any, Any, Any, Any]


class Inbox:
    def __init__(self, context: BotContext, app: App) -> None:
        self._context = context
        self._app = app

    async def take(self, updates: Sequence[Update]) -> None:
        """Have these handled; they are written down when this returns. Raises `AWAY` when they could not be."""
        lasting = {update.update_id: update.to_dict() for update in updates if update.inline_query is None}
        new = await self._context.write(inbox.keep, self._app.bot.id, lasting) if lasting else set()
        for update in updates:
            if update.update_id in new or update.inline_query is not None:
                await self._app.update_queue.put(update)

    async def take_up(self) -> None:
        """Have that handled which the last process did not come to the end of."""
        for payload in await self._context.write(inbox.left, self._app.bot.id):
            update = Update.de_json(payload, self._app.bot)
            await self._app.update_queue.put(update)

    def handling(self, handle: Handler) -> Handler:
        """The handler, after which an update counts as done, unless the database was away."""

        async def handled(update: Update, ptb: ContextTypes.DEFAULT_TYPE) -> None:
            try:
                await handle(update, ptb)
            except AWAY as error:
                log.warning("update %s waits for the database: %s", update.update_id, type(error).__name__)
                ptb.application.create_task(self._again(update))
                return
            except Exception:
                await self._done(update)
                raise
            await self._done(update)

        return handled

    async def _again(self, update: Update) -> None:
        await asyncio.sleep(AGAIN)
        await self._app.update_queue.put(update)

    async def _done(self, update: Update) -> None:
        while True:
            try:
                return await self._context.write(inbox.done, self._app.bot.id, update.update_id)
            except AWAY:
                await asyncio.sleep(AGAIN)
