"""Sends what stands in the outbox: each message once, even when the process is killed in the middle.

Telegram takes no key that would make sending repeatable, so a message whose answer never came may be there or not. It
is found out, not guessed: before sending, the row keeps the exact keyboard (with the row's number in a signed button,
so no other message has it) and the newest message ids known. See `bot.notices.arrival`.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

import httpx
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat import posting
from bot.chat.context import BotContext
from bot.chat.polling import asked_to_wait
from bot.chat.view import View
from bot.notices import arrival, news, redrawing
from bot.notices.news import ASKED_MOST, TOGETHER_MOST
from bot.notices.quiet import wait_until
from pipeline.clock import now
from pipeline.errors import LeaseLost
from pipeline.model import Person, Role
from pipeline.model.backoff import Backoff
from pipeline.services import recognise
from pipeline.store import AWAY, Connection, outbox, people, singletons
from pipeline.store.changes import MESSAGES
from pipeline.store.outbox import GoWatch, Message, NeedsYou, Redrawn

log = logging.getLogger("airdate.bot")

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE = 6  # sendings under way: enough for 30 a second, few enough that an answer never waits long behind them
REST_MOST = 60.0  # seconds between two looks at the outbox while nothing is written
CHAT_PACE = 1.05  # seconds between two to one person: https://core.telegram.org/bots/faq
AWAY_MOST = 60.0  # seconds between two looks whether Telegram is back


@dataclass(frozen=True)
class Pace:
    """How often the sender looks; seconds."""

    look: float = 0.3
    settle: float = 3.0  # from a lost answer to the first question whether it arrived
    again: float = 5.0  # between tries while the network is away


class Sender:
    """Of all bots, that of the one whose turn it is: `holder` of `bot.chat.turn`."""

    def __init__(self, context: BotContext, bot: Bot, pace: Pace, holder: str) -> None:
        self._context = context
        self._bot = bot
        self._pace = pace
        self._backoff = Backoff(first=timedelta(seconds=pace.again))
        self._holder = holder
        self._looked = -math.inf  # when it was last looked for what was half sent, by the loop's clock
        self._busy: dict[int, asyncio.Task[None]] = {}  # by person
        self._last: dict[int, float] = {}  # when each person was written to, by the loop's clock
        self._free = asyncio.Event()
        self._away = 0.0  # seconds between two looks whether Telegram is back; 0: it is there
        self._back_at = -math.inf  # when to look next, by the loop's clock
        self._asking = asyncio.Lock()

    async def run(self) -> None:
        """Until cancelled."""
        with self._context.written(MESSAGES) as written:
            await self._keep_sending(written)

    async def _keep_sending(self, written: asyncio.Event) -> None:
        while True:
            written.clear()
            try:
                await self._take_up()
                found, wait = await self._round()
                await self._context.chats.save(self._context)
            except AWAY as error:
                log.warning("the outbox cannot be looked at: the database is away (%s)", type(error).__name__)
                await asyncio.sleep(self._pace.again)
                continue
            except Exception:  # a round that fails must not end the sending
                log.exception("the outbox could not be looked at")
                await asyncio.sleep(self._pace.again)
                continue
            if not found:
                await asyncio.sleep(self._pace.look)
                await self._rest(written, wait)
            elif len(self._busy) >= AT_ONCE:
                self._free.clear()
                await self._free.wait()

    async def _rest(self, written: asyncio.Event, wait: float) -> None:
        """Until something is written or due; not while whoever was written to just now has to wait for the next."""
        if self._busy or self._last:
            return
        with suppress(TimeoutError):  # not wait_for: Python 3.11's forgets being cancelled when both come at once
            async with asyncio.timeout(wait):
                await written.wait()

    async def stop(self, patience: float = 5.0) -> None:
        """Let what is under way come to its end; what does not is found out about at the next start."""
        tasks = list(self._busy.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self._context.chats.save(self._context)

    async def _take_up(self) -> None:
        """Find out about what was half sent when a process ended or the database went away."""
        if _moment() - self._looked < self._pace.again:
            return
        self._looked = _moment()
        for message in await self._context.read(outbox.half_sent):
            if message.bundle in (None, message.id) and message.person_id not in self._busy:
                self._begin(message.person_id, self._find_out(message))

    async def _round(self) -> tuple[int, float]:
        """Begin writing to as many people as may be written to now; how many, and seconds until more may be due."""
        moment = _moment()
        self._last = {who: at for who, at in self._last.items() if moment - at < CHAT_PACE}
        room = AT_ONCE - len(self._busy)
        if room <= 0:
            return 1, 0.0
        waiting, wait = await self._context.read(_due, {*self._busy, *self._last}, room)
        for person_id in waiting:
            self._begin(person_id, self._write_to(person_id))
        return len(waiting), wait

    def _begin(self, person_id: int, work: object) -> None:
        task = asyncio.ensure_future(self._guarded(person_id, work))
        self._busy[person_id] = task

    async def _guarded(self, person_id: int, work: object) -> None:
        try:
            await work  # type: ignore[misc]
        except LeaseLost:
            log.info("another bot sends this message")
        except Exception:
            log.exception("a message could not be sent")
            self._last[person_id] = _moment() + self._pace.again  # not at once again
        finally:
            self._last.setdefault(person_id, _moment())
            self._busy.pop(person_id, None)
            self._free.set()

    # ------------------------------------------------------------------------------------------------------- sending

    async def _write_to(self, person_id: int) -> None:
        """Send one message to a person: the oldest that is due; episodes to watch go together."""
        context = self._context
        person, due = await context.read(_due_for, person_id)
        if person is None or not due:
            return
        if person.role is Role.BANNED and due[0].kind != "Plain":
            await context.write(outbox.failed, [m.id for m in due])
            return
        if changed := next((m for m in due if isinstance(m.news, Redrawn)), None):
            await self._redraw(person, changed)
        else:
            await self._write_in_time(person, due)

    async def _write_in_time(self, person: Person, due: list[Message]) -> None:
        """What is held back until quiet hours are over waits; of the rest what goes together is written."""
        held, due = _held(person, due)
        for until, ids in held.items():
            await self._context.write(outbox.hold, ids, until)
        if due:
            await self._write(person, _together(due))

    async def _write(self, person: Person, chosen: list[Message]) -> None:
        ids = [m.id for m in chosen]
        screen = await news.render(self._context, person, chosen)
        if screen is None:
            await self._context.write(outbox.failed, ids)
            return
        await self._send(person, ids, screen)

    async def _redraw(self, person: Person, message: Message) -> None:
        """Harmless to repeat, so nothing has to be found out when it is cut off."""
        news = message.news
        assert isinstance(news, Redrawn)
        again = self._backoff.delay(message.attempts + 1)
        try:
            async with self._context.chats.lock(person.telegram_id):
                done = await redrawing.redraw(self._context, self._bot, person, news)
        except RetryAfter as error:
            await self._context.write(outbox.later, message.id, str(error), asked_to_wait(error))
        except TelegramError as error:
            await self._context.write(outbox.later, message.id, type(error).__name__, again)
        else:
            if done:
                await self._context.write(outbox.done, message)
            else:
                await self._context.write(outbox.later, message.id, "it is being sent", again)

    async def _send(self, person: Person, ids: list[int], screen: View) -> None:
        context, chat_id = self._context, person.telegram_id
        picture = await posting.picture_of(context, screen)
        async with context.chats.lock(chat_id):
            newest, any_newest = context.chats.newest(chat_id), context.chats.newest_of_all()
            message = await context.write(_claim, person, ids, screen, (newest, any_newest), self._holder)
            self._last[person.id] = _moment()
            try:
                sent = await posting.send(self._bot, context, chat_id, screen, picture)
            except TelegramError as error:
                if await self._certain(message, error):
                    return
                log.info("no answer to a message (%s): finding out whether it arrived", error)
                settled = await self._settle_soon(message)
            else:
                settled = True
                context.chats.saw(chat_id, sent.message_id)
                context.topics.said(person.id, 0)
                if screen.asks:
                    context.topics.asked(person.id, screen.rows, chat_id, sent.message_id)
                await self._delivered(message, sent.message_id)
        if not settled:
            await self._find_out(message)

    async def _settle_soon(self, message: Message) -> bool:
        """The first look for a message without an answer; False when the network is still away."""
        await asyncio.sleep(self._pace.settle)
        try:
            await self._settle(message)
        except TelegramError:
            return False
        return True

    async def _certain(self, message: Message, error: TelegramError) -> bool:
        """Deal with a failure that says for certain that nothing was delivered; False when it does not."""
        if isinstance(error, RetryAfter):
            await self._note(outbox.put_back, message.id, str(error), asked_to_wait(error))
        elif isinstance(error, (Forbidden, BadRequest, ChatMigrated)):
            log.warning("message %s cannot be delivered: %s", message.id, error)
            await self._note(outbox.failed, [message.id], str(error))
        elif isinstance(error, (InvalidToken, Conflict)) or _never_left(error):
            delay = min(self._backoff.delay(message.attempts), timedelta(seconds=AWAY_MOST))
            await self._note(outbox.put_back, message.id, type(error).__name__, delay)
        else:
            return False
        return True

    # --------------------------------------------------------------------------------------------------- finding out

    async def _find_out(self, message: Message) -> None:
        """Settle a message that was cut off, however long the network is away."""
        while True:
            try:
                async with self._one_for_all(), self._context.chats.lock(await self._chat_of(message)):
                    await self._settle(message)
                self._away = 0.0
                return
            except TelegramError as error:  # a refusal is an answer to `_settle`: all else is an outage
                log.info("cannot find out yet whether a message arrived: %s", error)
                if _moment() >= self._back_at:
                    self._away = min(2 * self._away or self._pace.again, AWAY_MOST)
                    self._back_at = _moment() + self._away

    @asynccontextmanager
    async def _one_for_all(self) -> AsyncIterator[None]:
        """While Telegram is away, one message's turn at a time, and more and more rarely."""
        if not self._away:
            yield
            return
        async with self._asking:
            await asyncio.sleep(self._back_at - _moment())
            yield

    async def _settle(self, message: Message) -> None:
        found = await arrival.find(self._context, self._bot, await self._chat_of(message), message)
        if found is not None:
            log.info("message %s had arrived", message.id)
            await self._delivered(message, found)
        else:
            await self._note(outbox.put_back, message.id, "it did not arrive", self._next_try(message))

    def _next_try(self, message: Message) -> timedelta:
        """At once after the first; one that Telegram always fails at (5xx) is tried more and more rarely."""
        return self._backoff.delay(message.attempts - 1) if message.attempts > 1 else timedelta()

    async def _delivered(self, message: Message, telegram_message_id: int | None) -> None:
        library = self._context.settings.library
        told = await self._note(recognise.tellings, message.id, library)
        # Into the library first: should this process be killed now, the message is found to have arrived, and so noted.
        noted = not told or await self._context.quick(recognise.note_told, library, told)
        count = await self._note(recognise.delivered, message.id, telegram_message_id, told, noted=noted)
        if count and noted:
            await self._context.quick(recognise.write_count, library, count)

    async def _note(self, change: Callable[Concatenate[Connection, P], T], /, *args: P.args, **named: P.kwargs) -> T:
        """Write down what is certain, as soon as the database takes it."""
        while True:
            try:
                return await self._context.write(change, *args, **named)
            except AWAY as error:
                log.warning("what became of a message cannot be written down yet: %s", type(error).__name__)
                await asyncio.sleep(self._pace.again)

    async def _chat_of(self, message: Message) -> int:
        person = await self._context.read(people.by_id, message.person_id)
        return person.telegram_id


def _moment() -> float:
    return asyncio.get_running_loop().time()


def _due(db: Connection, beyond: Iterable[int], room: int) -> tuple[list[int], float]:
    return outbox.waiting_people(db, beyond, room), outbox.seconds_to_next(db, REST_MOST)


def _due_for(db: Connection, person_id: int) -> tuple[Person | None, list[Message]]:
    return people.find_by_id(db, person_id), outbox.due(db, 100, person_id=person_id)


def _held(person: Person, due: list[Message]) -> tuple[dict[datetime, list[int]], list[Message]]:
    """What has to wait for the person's quiet to end, by when that is; and what need not."""
    moment = now()
    held: dict[datetime, list[int]] = {}
    ready = []
    for message in due:
        until = wait_until(person, message, moment)
        if until is None:
            ready.append(message)
        else:
            held.setdefault(until, []).append(message.id)
    return held, ready


def _together(due: list[Message]) -> list[Message]:
    """The oldest; with it, of episodes to watch, the others; of what stands still, the rest of the like."""
    first = due[0].news
    if isinstance(first, GoWatch):
        return [m for m in due if m.kind == GoWatch.__name__][:TOGETHER_MOST]
    if isinstance(first, NeedsYou):
        asked = ((m, m.news) for m in due if m.kind == NeedsYou.__name__)
        return [m for m, news in asked if isinstance(news, NeedsYou) and news.is_like(first)][:ASKED_MOST]
    return due[:1]


def _claim(db: Connection, person: Person, ids: list[int], screen: View, seen: tuple[int, int], holder: str) -> Message:
    """Mark the rows as being sent, with what is needed to find out later whether they arrived."""
    if not singletons.is_held(db, singletons.BOT, holder):
        raise LeaseLost
    newest, any_newest = seen
    known = max(newest, people.newest_message(db, person.telegram_id), outbox.newest_id(db, person.id))
    any_known = max(any_newest, known, people.newest_message(db), outbox.newest_id(db))
    outbox.begin(db, ids, _as_json(screen), known, any_known)
    claimed = outbox.by_id(db, ids[0])
    assert claimed is not None
    return claimed


def _as_json(screen: View) -> list[list[dict[str, object]]]:
    return [[button.to_dict() for button in row] for row in screen.rows]


def _never_left(error: TelegramError) -> bool:
    """The connection could not even be made, so nothing can have been delivered."""
    cause = error.__cause__
    if isinstance(error, TimedOut):
        return isinstance(cause, (httpx.PoolTimeout, httpx.ConnectTimeout))
    return isinstance(cause, (httpx.ConnectError, httpx.UnsupportedProtocol))
