"""The bot, whole: what it answers to, on one screen, and how it runs beside other asyncio services."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.chat.context import BotContext
from bot.chat.inbox import Inbox
from bot.chat.live import Live
from bot.chat.pace import PerChat
from bot.chat.polling import NO_TOKEN, App, come_up, poll
from bot.chat.router import Router
from bot.chat.routes import Route
from bot.chat.transport import Transport
from bot.chat.turn import Turn
from bot.commands import (
    access,
    browser,
    calendar,
    complaints,
    deleting,
    dismiss,
    episodes,
    follow_options,
    free_text,
    given,
    household,
    library,
    not_right,
    not_understood,
    operations,
    playing,
    renames,
    requests,
    retention,
    screens,
    shows,
    status,
    stuck_together,
    subscribe,
    why,
)
from bot.commands import help as helping
from bot.commands import settings as settings_of
from bot.commands.complaints import Outcomes
from bot.notices.alerts import Alerts
from bot.notices.farewells import Farewells
from bot.notices.sender import Pace, Sender
from pipeline.config import Settings
from pipeline.errors import LeaseLost, UserError
from pipeline.model import Role
from pipeline.ports import Catalogue, Player
from pipeline.services import household as household_services
from pipeline.store import Store
from pipeline.store.runs import Stage

log = logging.getLogger("airdate.bot")

# In the order of /help and of Telegram's menu. What each says of itself stands in the texts (`commands`), by its name.
COMMANDS = {
    "subscribe": Route(subscribe.subscribe),
    "shows": Route(shows.my_shows),
    "status": Route(status.status),
    "upcoming": Route(calendar.upcoming),
    "library": Route(library.library),
    "episode": Route(episodes.episode),
    "why": Route(why.ask),
    "history": Route(calendar.past),
    "requests": Route(requests.open_ones),
    "delete": Route(deleting.delete, Role.OWNER),
    "unsubscribe": Route(shows.unsubscribe),
    "settings": Route(settings_of.settings, private=True),
    "dashboard": Route(browser.link, private=True),
    "token": Route(browser.token, private=True),
    "help": Route(helping.show_help),
    "people": Route(household.everyone, Role.OWNER, private=True),
    "invite": Route(household.invite, Role.OWNER, private=True),
    "health": Route(operations.show_health, Role.OWNER, private=True),
    "pause": Route(operations.pause, Role.OWNER),
    "resume": Route(operations.resume, Role.OWNER),
}

# What buttons say, by the code that they carry. `start` is for all and stands in bot.chat.router.
CALLBACKS = {
    "card": Route(subscribe.turn),
    "from": Route(subscribe.from_where),
    "take": Route(subscribe.take),
    "more": Route(follow_options.more),
    "change": Route(follow_options.change),
    "optfrom": Route(follow_options.pick_start),
    "optseas": Route(follow_options.pick_season),
    "optqual": Route(follow_options.pick_quality),
    "optlang": Route(follow_options.pick_languages),
    "optmute": Route(follow_options.toggle_mute),
    "optback": Route(follow_options.back),
    "optdone": Route(follow_options.done),
    "shows": Route(shows.my_shows),
    "show": Route(shows.one_show),
    "mute": Route(shows.mute),
    "leaving": Route(shows.unsubscribe),
    "upcoming": Route(calendar.upcoming),
    "leave": Route(shows.leave_question),
    "leavenow": Route(shows.leave),
    "status": Route(status.status),
    "statusn": Route(status.status_below),
    "past": Route(calendar.past),
    "eps": Route(episodes.list_of),
    "ep": Route(episodes.one),
    "epof": Route(episodes.of_show),
    "why": Route(why.one),
    "whyof": Route(why.of_show),
    "looknow": Route(why.look_now, Role.MEMBER),
    "anyway": Route(why.take_anyway, Role.OWNER),
    "log": Route(episodes.log, Role.MEMBER),
    "getit": Route(episodes.get_it, Role.MEMBER),
    "againfr": Route(episodes.again_from, Role.OWNER),
    "giveup": Route(episodes.give_up, Role.OWNER),
    "library": Route(library.library),
    "libnew": Route(library.newest),
    "libun": Route(library.unwatched),
    "lib": Route(library.seasons),
    "libseas": Route(library.season),
    "libep": Route(library.episode),
    "libmark": Route(library.mark),
    "libplay": Route(playing.play, Role.MEMBER),
    "libon": Route(playing.play_on, Role.MEMBER),
    "playnow": Route(playing.play_here, Role.MEMBER),
    "settings": Route(settings_of.settings, private=True),
    "afterall": Route(retention.settings, Role.OWNER, private=True),
    "screens": Route(screens.screens, Role.OWNER, private=True),
    "watched": Route(retention.press, Role.OWNER),
    "undelete": Route(episodes.undelete, Role.OWNER),
    "setlang": Route(settings_of.language),
    "sethow": Route(settings_of.how),
    "whoami": Route(settings_of.who_am_i),
    "bad": Route(complaints.show),
    "badone": Route(complaints.one),
    "badwhat": Route(complaints.what, Role.MEMBER),
    "othersub": Route(complaints.other_subtitles, Role.MEMBER),
    "shift": Route(complaints.shift, Role.MEMBER),
    "goon": Route(complaints.go_on),
    "enough": Route(complaints.enough),
    "people": Route(household.everyone, Role.OWNER, private=True),
    "person": Route(household.one, Role.OWNER, private=True),
    "setrole": Route(household.set_role, Role.OWNER, private=True),
    "limit": Route(household.set_limit, Role.OWNER, private=True),
    "remove": Route(household.remove, Role.OWNER, private=True),
    "invite": Route(household.invite, Role.OWNER, private=True),
    "uninvite": Route(household.void_invites, Role.OWNER, private=True),
    "stuck": Route(operations.stuck, Role.OWNER),
    "retry": Route(operations.retry, Role.OWNER),
    "hold": Route(operations.pause, Role.OWNER),
    "remedy": Route(operations.remedy, Role.OWNER),
    "allremed": Route(stuck_together.remedy_all, Role.OWNER),
    "stuckone": Route(stuck_together.one, Role.OWNER),
    "health": Route(operations.show_health, Role.OWNER, private=True),
    "access": Route(access.answer, Role.OWNER),
    "request": Route(requests.answer, Role.OWNER),
    "rename": Route(renames.answer, Role.OWNER),
    "renpage": Route(renames.turn, Role.OWNER),
    "ok": Route(dismiss.seen),
    "help": Route(helping.show_help),
    "cmd": Route(not_understood.run_command),
    "words": Route(not_understood.search_words),
    "wish": Route(free_text.one_wish),
    "about": Route(not_understood.about_show),
    "nextof": Route(shows.when_next),
    "muteof": Route(shows.mute_of_show),
    "unmuteof": Route(shows.unmute_of_show),
    "onlyof": Route(shows.only_season, Role.MEMBER),
    "onlyyes": Route(shows.only_season_yes, Role.MEMBER),
    "skipof": Route(episodes.skip_question, Role.MEMBER),
    "skip": Route(episodes.skip, Role.MEMBER),
    "playof": Route(playing.of_show, Role.MEMBER),
    "badof": Route(not_right.of_show, Role.MEMBER),
    "delof": Route(deleting.of_show, Role.OWNER),
    "del": Route(deleting.yes, Role.OWNER),
    "delno": Route(deleting.no, Role.OWNER),
    "keepof": Route(deleting.keep_of_show, Role.OWNER),
    "keepyes": Route(deleting.keep_yes, Role.OWNER),
    "zone": Route(settings_of.pick_zone),
    "given": Route(given.take, Role.OWNER),
    "givenall": Route(given.take_all, Role.OWNER),
    "givenpg": Route(given.page, Role.OWNER),
    "givenof": Route(given.of_show, Role.OWNER),
    "givenno": Route(given.leave, Role.OWNER),
}

# What is noted when it is pressed: as the browser's button is called, and which of its numbers is an episode.
NOTED = {
    "getit": ("get", 0),
    "looknow": ("look", 0),
    "skip": ("skip", 0),
    "anyway": ("take", 1),
    "given": ("give", 1),
    "givenall": ("give", None),
    "giveup": ("cancel", 0),
    "undelete": ("undelete", 0),
    "againfr": ("again", None),
    "remedy": ("remedy", None),
    "allremed": ("remedy", None),
    "del": ("delete", None),
    "hold": ("pause", None),
    "leavenow": ("leave", None),
    "request": ("wish", None),
    "access": ("access", None),
    "setrole": ("person", None),
    "limit": ("person", None),
    "remove": ("remove", None),
    "retry": ("try", None),
}

# Within Telegram's 30 a second in every second, not only on average: 28.8 of them, and 1.2 for one that comes late.
_BURST, _EVERY = 1.2, 1.2 / 28.8


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
            raise UserError(NO_TOKEN)
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs addresses, and the token is part of them
        self.context = BotContext(settings, store, catalogues, players, stages)
        self.context.commands = {name: route.role for name, route in COMMANDS.items()}
        self.context.routes, self.context.presses, self.context.noted = COMMANDS, CALLBACKS, NOTED
        self.live = Live(self.context, live_every)
        self.pace = pace
        self.live_every = live_every
        self.round_every = round_every
        self.turn = Turn(self.context, min(5.0, round_every))
        self.app = self._application(settings.telegram.api_url.rstrip("/"), token)

    def _application(self, url: str, token: str) -> App:
        app: App = (
            Application.builder()
            .token(token)
            .base_url(f"{url}/bot")
            .base_file_url(f"{url}/file/bot")
            .rate_limiter(PerChat(overall_max_rate=_BURST, overall_time_period=_EVERY))
            .concurrent_updates(True)
            .updater(None)
            .request(Transport(64, read_timeout=20, write_timeout=20, connect_timeout=10, pool_timeout=20))
            .get_updates_request(Transport(read_timeout=10))
            .build()
        )
        door = Router(
            self.context,
            self.live,
            COMMANDS,
            CALLBACKS,
            plain=Route(free_text.free_text),
            deep_link=Route(subscribe.from_link),
            unknown=Route(not_understood.unknown_command),
        )
        self.inbox = Inbox(self.context, app)
        # Every kind of update that is heard. What a person edits afterwards is not a command.
        app.add_handler(MessageHandler(filters.UpdateType.MESSAGE, self.inbox.handling(door.message)))
        app.add_handler(CallbackQueryHandler(self.inbox.handling(door.press)))
        app.add_handler(InlineQueryHandler(door.inline))
        app.add_error_handler(_went_wrong)
        return app

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set. UserError when Telegram refuses the token; waits while it cannot be reached."""
        try:
            if not await _unless(stop, come_up(self.app)):
                return
            self.context.username = self.app.bot.username
            await self.context.write(household_services.note_bot, self.context.username)
            await helping.register(self.app.bot)
            await browser.set_menu_button(self.context, self.app.bot)
            while not stop.is_set():
                if await _unless(stop, self.turn.come()):
                    await self._serve(stop)
        finally:
            await self.turn.let_go()
            await self.app.shutdown()
            self.context.close()

    async def _serve(self, stop: asyncio.Event) -> None:
        sender = Sender(self.context, self.app.bot, self.pace, self.turn.holder)
        await self.app.start()
        await self.inbox.take_up()
        log.info("the bot @%s is up", self.context.username)
        services = (
            self.turn.keep(),
            poll(self.app, self.inbox.take),
            sender.run(),
            Outcomes(self.context, self.app.bot, self.live_every).run(),
            Farewells(self.context, self.app.bot, self.live_every).run(),
            Alerts(self.context, self.round_every).run(),
        )
        tasks = [asyncio.create_task(service) for service in services]
        stopping = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # a refused token ends the bot, with its sentence
        except LeaseLost:
            log.warning("another bot of this household has taken over, or the database is away: waiting")
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
