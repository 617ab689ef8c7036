"""Of all bots of a household one is at work: a second waits until the first has ended, or is surely gone."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from contextlib import suppress
from datetime import timedelta

from bot.chat.context import BotContext
from pipeline.engine import workers
from pipeline.errors import LeaseLost
from pipeline.store import AWAY, singletons

log = logging.getLogger("airdate.bot")

LASTS = 30.0  # seconds that the lease outlives its last renewal
SAFE = 20.0  # seconds after which one that could not renew it stops sending


class Turn:
    """The lease of one bot. `every`: seconds between two looks or renewals."""

    def __init__(self, context: BotContext, every: float = 5.0) -> None:
        self._context = context
        self._every = every
        self.holder = f"{workers.worker_name()}:{secrets.token_hex(8)}"

    async def come(self) -> None:
        """Wait until it is ours."""
        told = False
        while not await self._held():
            if not told:
                log.info("another bot of this household is at work; waiting until it ends")
            told = True
            await asyncio.sleep(self._every)

    async def keep(self) -> None:
        """Until cancelled. LeaseLost when it is another's, or may be soon."""
        kept = time.monotonic()
        while True:
            await asyncio.sleep(2 * self._every)
            if await self._held():
                kept = time.monotonic()
            elif time.monotonic() - kept > SAFE or not await self._is_ours():
                raise LeaseLost

    async def let_go(self) -> None:
        with suppress(*AWAY):  # it runs out by itself
            await self._context.quick(singletons.let_go, self._context.store, singletons.BOT, self.holder)

    async def _held(self) -> bool:
        """Take it or renew it; False when that cannot be now."""
        try:
            return await self._context.quick(
                singletons.hold, self._context.store, singletons.BOT, self.holder, timedelta(seconds=LASTS), _is_gone
            )
        except AWAY as error:
            log.warning("the database is away: %s", type(error).__name__)
            return False

    async def _is_ours(self) -> bool:
        try:
            return await self._context.read(singletons.is_held, singletons.BOT, self.holder)
        except AWAY:
            return True  # as far as one can tell; `SAFE` bounds it


def _is_gone(holder: str) -> bool:
    return workers.is_dead(holder.rpartition(":")[0])
