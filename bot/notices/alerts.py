"""Says by itself what nobody has asked: an episode that is overdue, a system that needs the owner, a disk nearly full.

Each of these once: the outbox takes the same key only once.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from bot.chat.context import BotContext
from pipeline.clock import now
from pipeline.model import Person
from pipeline.model.reasons import Reason
from pipeline.store import Store, health, listing, outbox, people, shows

log = logging.getLogger("airdate.bot")

GONE = timedelta(days=1)  # in trouble for so long: the owner hears of it
FULL_SHARE = 0.03  # of a disk that is left …
FULL_BYTES = 20_000_000_000  # … and no more than so many bytes


class Alerts:
    def __init__(self, context: BotContext, every: float) -> None:
        self._context = context
        self._every = every

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._context.outside(look_round, self._context)
            except Exception:  # the next round may go better
                log.exception("a round of the alerts broke off")
            await asyncio.sleep(self._every)


def look_round(context: BotContext) -> None:
    """One round."""
    moment = now()
    _overdue(context.store, moment)
    with context.store.read() as db:
        owner = people.owner(db)
    if owner is not None:
        _systems(context.store, owner, moment)
        for folder in dict.fromkeys((context.settings.library, context.settings.data)):
            _disk(context.store, owner, folder, moment)


def _overdue(store: Store, moment: datetime) -> None:
    with store.read() as db:
        late = listing.overdue(db, None, moment)
    for one in late:
        assert one.episode.airs_at is not None
        with store.write() as db:
            for person, subscription in shows.followers(db, one.episode):
                if subscription.muted:
                    continue
                news = outbox.Overdue(
                    show_title=one.show.title,
                    code=one.episode.code,
                    aired_at=one.episode.airs_at,
                    reason=one.reason,
                )
                outbox.put(db, f"overdue:{one.episode.id}:{person.id}", person.id, news)


def _systems(store: Store, owner: Person, moment: datetime) -> None:
    with store.read() as db:
        failing = [h for h in health.all_systems(db) if h.problem]
    for system in failing:
        if system.problem == "Unauthorized" or moment - system.since > GONE:
            news = outbox.Trouble(system=system.system, text=system.text)
            key = f"trouble:{system.system}:{system.problem}:{system.since:%Y%m%d%H%M%S}"
            with store.write() as db:
                outbox.put(db, key[:200], owner.id, news)


def _disk(store: Store, owner: Person, folder: Path, moment: datetime) -> None:
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return  # not there yet; the steps say so when they need it
    if usage.free > FULL_BYTES or usage.free > usage.total * FULL_SHARE:
        return
    reason = Reason("disk-nearly-full", free=usage.free, size=usage.total)
    with store.write() as db:
        key = f"disk:{folder.name}:{moment:%G-W%V}"  # once a week, as long as it lasts
        outbox.put(db, key, owner.id, outbox.Trouble(system=folder.name, text=reason))
