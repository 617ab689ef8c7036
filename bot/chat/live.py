"""Screens that change while one looks: drawn again every few seconds and edited in place."""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.chat import posting
from bot.chat.context import BotContext
from bot.chat.posting import Place
from bot.chat.view import View

log = logging.getLogger("airdate.bot")

GROUP_PACE = 10.0  # seconds: Telegram allows 20 messages a minute in a group
LASTS = 15 * 60.0  # seconds: who looks longer asks again


class Live:
    """At most one such screen in each chat: the newest."""

    def __init__(self, context: BotContext, pace: float) -> None:
        self._context = context
        self._pace = pace
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._shown: dict[int, int] = {}  # message id, by chat

    def watch(self, bot: Bot, place: Place, screen: View) -> None:
        """Keep this message up to date if the screen can; a message that became something else is let go."""
        chat_id = place.chat_id
        if screen.refresh is None:
            if self._shown.get(chat_id) == place.message_id:
                self._end(chat_id)
            return
        self._end(chat_id)
        self._shown[chat_id] = place.message_id
        task = asyncio.create_task(self._keep(bot, place, screen))
        self._tasks[chat_id] = task
        task.add_done_callback(lambda done: self._forget(chat_id, done))

    def _forget(self, chat_id: int, done: asyncio.Task[None]) -> None:
        if self._tasks.get(chat_id) is done:
            del self._tasks[chat_id]
            self._shown.pop(chat_id, None)

    def _end(self, chat_id: int) -> None:
        task = self._tasks.pop(chat_id, None)
        self._shown.pop(chat_id, None)
        if task is not None:
            task.cancel()

    async def stop(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep(self, bot: Bot, place: Place, screen: View) -> None:
        until = asyncio.get_running_loop().time() + LASTS
        while screen.refresh is not None and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(self._pace if place.chat_id > 0 else max(self._pace, GROUP_PACE))
            try:
                drawn = await screen.refresh()
                if drawn is None:
                    return
                if (drawn.text, drawn.rows) != (screen.text, screen.rows):
                    await posting.change(bot, self._context, place, drawn)
                screen = drawn
            except (BadRequest, Forbidden) as error:
                log.info("a live screen ends: %s", error)
                return
            except (NetworkError, RetryAfter):
                continue
            except TelegramError as error:
                log.warning("a live screen ends: %s", error)
                return
            except Exception:  # the next person to ask gets the error in words
                log.exception("a live screen could not be drawn")
                return
