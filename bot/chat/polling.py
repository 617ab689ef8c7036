"""Asks Telegram for updates, for as long as the bot runs, and says clearly what is wrong when it cannot.

PTB's own updater stops for good, with a traceback, when the token is revoked in the middle; nobody would notice.
"""

from __future__ import annotations

import asyncio
import logging
import os
import warnings
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.ext import Application

from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.store import AWAY

log = logging.getLogger("airdate.bot")

LONG = 25  # seconds that Telegram holds a request while there is nothing new
WAIT_FIRST, WAIT_MOST = 0.5, 30.0  # seconds between tries while it cannot be reached

NO_TOKEN, TURNED_AWAY = Reason("no-bot-token"), Reason("bot-token-refused")

os.environ.setdefault("PTB_TIMEDELTA", "true")  # how PTB says that it wants `retry_after` as it will be from now on

warnings.filterwarnings("ignore", message=".*do_api_request")  # it is asked where PTB gives up

ALLOWED = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY]

App = Application[Any, Any, Any, Any, Any, Any]


async def come_up(app: App) -> None:
    """Introduce ourselves to Telegram, trying until it can be reached. UserError when it refuses the token."""
    wait = WAIT_FIRST
    while True:
        try:
            await app.initialize()
            await app.bot.delete_webhook()
            return
        except InvalidToken:
            raise UserError(TURNED_AWAY) from None  # the original names the token
        except TelegramError as error:
            log.warning("Telegram cannot be reached (%s); trying again in %.0f s", error, max(wait, 1))
            await asyncio.sleep(_wait(error, wait))
            wait = min(wait * 2, WAIT_MOST)


async def poll(app: App, take: Callable[[Sequence[Update]], Awaitable[None]]) -> None:
    """Fetch updates until cancelled, and hand them to `take`: Telegram is told that they came once it has returned.
    UserError when the token is refused."""
    offset: int | None = None
    wait, trouble = WAIT_FIRST, ""
    try:
        while True:
            try:
                updates, following = await _new(app, offset)
            except InvalidToken:
                raise UserError(TURNED_AWAY) from None
            except TimedOut:
                continue
            except TelegramError as error:
                told = _words(error)
                if told != trouble:
                    log.warning("%s", told)
                trouble = told
                await asyncio.sleep(_wait(error, wait))
                wait = min(wait * 2, WAIT_MOST)
                continue
            if trouble:
                log.info("Telegram answers again")
            wait, trouble = WAIT_FIRST, ""
            try:
                await take(updates)
            except AWAY as error:  # Telegram brings them again
                log.warning("nothing can be written down now (%s): asking Telegram again", type(error).__name__)
                await asyncio.sleep(WAIT_FIRST)
                continue
            offset = following
    finally:
        if offset is not None:  # so that the next start does not see the same again
            with suppress(TelegramError, asyncio.CancelledError, TimeoutError):
                async with asyncio.timeout(3):
                    await app.bot.get_updates(offset=offset, timeout=0, allowed_updates=ALLOWED)


async def _new(app: App, offset: int | None) -> tuple[Sequence[Update], int | None]:
    """The next updates, and the offset that says that they came."""
    asked = {"offset": offset, "timeout": LONG, "allowed_updates": ALLOWED}
    try:
        updates: Sequence[Update] = await app.bot.get_updates(**asked)
    except TelegramError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever PTB stumbles over: it gives up all of them for one
        log.warning("Telegram brought something that cannot be read (%s)", type(error).__name__)
        return _legible(app, await app.bot.do_api_request("getUpdates", {**asked, "timeout": 0}), offset)
    return updates, updates[-1].update_id + 1 if updates else offset


def _legible(app: App, told: Any, offset: int | None) -> tuple[Sequence[Update], int | None]:
    """Those of some updates that can be read: an odd one costs only itself."""
    found = []
    for each in told:
        with suppress(Exception):
            found.append(Update.de_json(each, app.bot))
    return found, max((each["update_id"] + 1 for each in told), default=offset)


def _words(error: TelegramError) -> str:
    if isinstance(error, Conflict):
        return (
            "Another program answers for this bot at the same time (Telegram says: conflict). Only one may: stop the "
            "other Airdate, or give this one a bot of its own. Trying again until it is gone."
        )
    return f"Telegram cannot be reached ({error}); trying again"


def _wait(error: TelegramError, wait: float) -> float:
    return asked_to_wait(error).total_seconds() if isinstance(error, RetryAfter) else wait


def asked_to_wait(error: RetryAfter) -> timedelta:
    """How long Telegram asks us to wait."""
    asked = error.retry_after
    return asked if isinstance(asked, timedelta) else timedelta(seconds=asked)
