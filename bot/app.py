"""The bot, whole: what it answers to, on one screen, and how it runs beside other asyncio services."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any

from telegram import Update
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot import coming_in, myshows, noticed, running, status, subscribing, wishes
from bot import help as helping
from bot.door import Door, Rule
from bot.house import House
from bot.live import Live
from bot.outbox import Pace, Sender
from bot.polling import App, come_up, poll
from pipeline.config import Settings
from pipeline.durable import Stage
from pipeline.errors import Mistake
from pipeline.model import Role
from pipeline.ports import Catalogue, Player
from pipeline.store import Store

log = logging.getLogger("airdate.bot")

COMMANDS = {
    "subscribe": Rule(subscribing.subscribe),
    "shows": Rule(myshows.my_shows),
    "status": Rule(status.status),
    "unsubscribe": Rule(myshows.unsubscribe),
    "help": Rule(helping.show_help),
    "health": Rule(running.show_health, Role.OWNER, private=True),
    "pause": Rule(running.pause, Role.OWNER),
    "resume": Rule(running.resume, Role.OWNER),
}

# What buttons say, by the code that they carry. `start` is for all and stands in bot.door.
PRESSES = {
    "card": Rule(subscribing.turn),
    "from": Rule(subscribing.from_where),
    "take": Rule(subscribing.take),
    "shows": Rule(myshows.my_shows),
    "show": Rule(myshows.one_show),
    "mute": Rule(myshows.mute),
    "leave": Rule(myshows.leave_question),
    "leavenow": Rule(myshows.leave),
    "status": Rule(status.status),
    "stuck": Rule(running.stuck, Role.OWNER),
    "remedy": Rule(running.remedy, Role.OWNER),
    "health": Rule(running.show_health, Role.OWNER, private=True),
    "knock": Rule(coming_in.answer_knock, Role.OWNER),
    "wish": Rule(wishes.answer, Role.OWNER),
    "ok": Rule(noticed.seen),
}

# Within Telegram's 30 a second in every second, not only on average: two may go at once, then one each 37 ms.
_BURST, _EVERY = 2, 2 / 27


class Bot:
    """Airdate's Telegram bot. Making one touches no network; `run` does all."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        catalogues: Sequence[Catalogue],
        players: Sequence[Player],
        stages: Sequence[Stage],
        *,
        pace: Pace = Pace(),  # noqa: B008 - frozen
        live_every: float = 3.0,
    ) -> None:
        """`live_every`: seconds between two looks of a screen that is kept up to date."""
        token = settings.telegram.token.get_secret_value()
        if not token:
            raise Mistake(
                "The bot has no token yet. Talk to @BotFather on Telegram (/newbot), then put the token into "
                "airdate.toml as `token` under [telegram], or into AIRDATE_TELEGRAM__TOKEN."
            )
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs addresses, and the token is part of them
        self.house = House(settings, store, catalogues, players, stages)
        self.house.commands = frozenset(COMMANDS)
        self.live = Live(self.house, live_every)
        self.pace = pace
        self.app = self._application(settings.telegram.api_url.rstrip("/"), token)

    def _application(self, url: str, token: str) -> App:
        app: App = (
            Application.builder()
            .token(token)
            .base_url(f"{url}/bot")
            .base_file_url(f"{url}/file/bot")
            .rate_limiter(AIORateLimiter(overall_max_rate=_BURST, overall_time_period=_EVERY, max_retries=3))
            .concurrent_updates(True)
            .updater(None)
            .connect_timeout(10)
            .read_timeout(20)
            .write_timeout(20)
            .pool_timeout(20)
            .connection_pool_size(64)
            .get_updates_read_timeout(10)
            .build()
        )
        door = Door(
            self.house,
            self.live,
            COMMANDS,
            PRESSES,
            plain=Rule(subscribing.subscribe),
            deep_link=Rule(subscribing.from_link),
        )
        # Every kind of update that is heard. What a person edits afterwards is not a command.
        app.add_handler(MessageHandler(filters.UpdateType.MESSAGE, door.message))
        app.add_handler(CallbackQueryHandler(door.press))
        app.add_error_handler(_went_wrong)
        return app

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set. Mistake when Telegram refuses the token; waits while it cannot be reached."""
        try:
            if not await _unless(stop, come_up(self.app)):
                return
            self.house.username = self.app.bot.username
            await helping.register(self.app.bot)
            await self._serve(stop)
        finally:
            await self.app.shutdown()
            self.house.close()

    async def _serve(self, stop: asyncio.Event) -> None:
        sender = Sender(self.house, self.app.bot, self.pace)
        await self.app.start()
        log.info("the bot @%s is up", self.house.username)
        tasks = [asyncio.create_task(poll(self.app)), asyncio.create_task(sender.run())]
        stopping = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # a refused token ends the bot, with its sentence
        finally:
            for task in (*tasks, stopping):
                task.cancel()
            await asyncio.gather(*tasks, stopping, return_exceptions=True)
            await self.live.stop()
            await self.app.stop()
            await sender.stop()


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do the work unless we are told to stop before it is done."""
    task, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait([task, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if task.done():
        task.result()
        return True
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return False


async def _went_wrong(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """What no handler caught: mostly that an answer could not be sent."""
    number = update.update_id if isinstance(update, Update) else None
    log.warning("update %s: %s", number, context.error, exc_info=context.error)
