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
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot import (
    calendar,
    coming_in,
    complaints,
    episodes,
    household,
    library,
    myshows,
    noticed,
    options,
    playing,
    renames,
    running,
    status,
    subscribing,
    watched,
    whys,
    wishes,
)
from bot import help as helping
from bot import settings as settings_of
from bot.complaints import Outcomes
from bot.door import Door, Rule
from bot.house import House
from bot.live import Live
from bot.outbox import Pace, Sender
from bot.polling import App, come_up, poll
from bot.watchman import Watchman
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
    "upcoming": Rule(calendar.upcoming),
    "history": Rule(calendar.past),
    "episode": Rule(episodes.episode),
    "why": Rule(whys.ask),
    "library": Rule(library.library),
    "settings": Rule(settings_of.settings, private=True),
    "help": Rule(helping.show_help),
    "people": Rule(household.everyone, Role.OWNER, private=True),
    "invite": Rule(household.invite, Role.OWNER, private=True),
    "health": Rule(running.show_health, Role.OWNER, private=True),
    "pause": Rule(running.pause, Role.OWNER),
    "resume": Rule(running.resume, Role.OWNER),
}

# What buttons say, by the code that they carry. `start` is for all and stands in bot.door.
PRESSES = {
    "card": Rule(subscribing.turn),
    "from": Rule(subscribing.from_where),
    "take": Rule(subscribing.take),
    "more": Rule(options.more),
    "change": Rule(options.change),
    "optfrom": Rule(options.pick_start),
    "optseas": Rule(options.pick_season),
    "optqual": Rule(options.pick_quality),
    "optlang": Rule(options.pick_languages),
    "optmute": Rule(options.toggle_mute),
    "optback": Rule(options.back),
    "optdone": Rule(options.done),
    "shows": Rule(myshows.my_shows),
    "show": Rule(myshows.one_show),
    "mute": Rule(myshows.mute),
    "leaving": Rule(myshows.unsubscribe),
    "upcoming": Rule(calendar.upcoming),
    "leave": Rule(myshows.leave_question),
    "leavenow": Rule(myshows.leave),
    "status": Rule(status.status),
    "statusn": Rule(status.status_below),
    "past": Rule(calendar.past),
    "eps": Rule(episodes.list_of),
    "ep": Rule(episodes.one),
    "why": Rule(whys.one),
    "looknow": Rule(whys.look_now, Role.MEMBER),
    "anyway": Rule(whys.take_anyway, Role.OWNER),
    "log": Rule(episodes.log, Role.MEMBER),
    "getit": Rule(episodes.get_it, Role.MEMBER),
    "againfr": Rule(episodes.again_from, Role.OWNER),
    "giveup": Rule(episodes.give_up, Role.OWNER),
    "library": Rule(library.library),
    "libnew": Rule(library.newest),
    "libun": Rule(library.unwatched),
    "lib": Rule(library.seasons),
    "libseas": Rule(library.season),
    "libep": Rule(library.episode),
    "libmark": Rule(library.mark),
    "libplay": Rule(playing.play, Role.MEMBER),
    "libon": Rule(playing.play_on, Role.MEMBER),
    "playnow": Rule(playing.play_here, Role.MEMBER),
    "settings": Rule(settings_of.settings, private=True),
    "afterall": Rule(watched.settings, Role.OWNER, private=True),
    "watched": Rule(watched.press, Role.OWNER),
    "undelete": Rule(episodes.undelete, Role.OWNER),
    "setlang": Rule(settings_of.language),
    "sethow": Rule(settings_of.how),
    "whoami": Rule(settings_of.who_am_i),
    "bad": Rule(complaints.show),
    "badone": Rule(complaints.one),
    "badwhat": Rule(complaints.what, Role.MEMBER),
    "othersub": Rule(complaints.other_subtitles, Role.MEMBER),
    "shift": Rule(complaints.shift, Role.MEMBER),
    "goon": Rule(complaints.go_on),
    "enough": Rule(complaints.enough),
    "people": Rule(household.everyone, Role.OWNER, private=True),
    "person": Rule(household.one, Role.OWNER, private=True),
    "setrole": Rule(household.set_role, Role.OWNER, private=True),
    "limit": Rule(household.set_limit, Role.OWNER, private=True),
    "remove": Rule(household.remove, Role.OWNER, private=True),
    "invite": Rule(household.invite, Role.OWNER, private=True),
    "uninvite": Rule(household.void_invites, Role.OWNER, private=True),
    "stuck": Rule(running.stuck, Role.OWNER),
    "retry": Rule(running.retry, Role.OWNER),
    "hold": Rule(running.pause, Role.OWNER),
    "remedy": Rule(running.remedy, Role.OWNER),
    "health": Rule(running.show_health, Role.OWNER, private=True),
    "knock": Rule(coming_in.answer_knock, Role.OWNER),
    "wish": Rule(wishes.answer, Role.OWNER),
    "rename": Rule(renames.answer, Role.OWNER),
    "renpage": Rule(renames.turn, Role.OWNER),
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
        round_every: float = 300.0,
    ) -> None:
        """Seconds: `live_every` between two looks of what is kept up to date in a chat, `round_every` between two
        rounds after what nobody asked."""
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
        self.live_every = live_every
        self.round_every = round_every
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
        app.add_handler(InlineQueryHandler(door.inline))
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
        services = (
            poll(self.app),
            sender.run(),
            Outcomes(self.house, self.app.bot, self.live_every).run(),
            Watchman(self.house, self.round_every).run(),
        )
        tasks = [asyncio.create_task(service) for service in services]
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
