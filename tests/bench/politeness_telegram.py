"""How often Telegram is asked: the whole bot, on a loop whose clock jumps to its next timer when nothing happens."""

from __future__ import annotations

import asyncio
import json
import selectors
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import Bot
from bot.notices.sender import Pace
from pipeline.config import Settings
from pipeline.errors import UserError
from pipeline.model import Role
from pipeline.store import Store, outbox
from tests.bench.politeness import HOURS, WAITING, Answer
from tests.rigs.core import add_person, new_store
from tests.rigs.market import STAGES
from tests.rigs.passing import pass_by

MOMENT = 0.001  # seconds without anything to read, after which nothing is under way on loopback
LOOK = 10.0  # seconds
STEP = 60.0  # seconds that go by at once for the store: moving all that it remembers takes longer than most waits
HELD = 25.0  # seconds for which Telegram holds a question for news


class _Hasty(selectors.DefaultSelector):
    """Reads what there is to read; else the next timer's time has come, unless a thread is at work."""

    skip: Callable[[float], None]
    at_work = 0

    def select(self, timeout: float | None = None) -> list[Any]:
        hurries = timeout is not None and timeout > MOMENT and not self.at_work
        ready = super().select(MOMENT if hurries else timeout)
        if hurries and not ready:
            self.skip((timeout or 0.0) - MOMENT)
        return ready


class HurriedLoop(asyncio.SelectorEventLoop):
    """`gone` hears of the time that was left out, in seconds."""

    def __init__(self, gone: Callable[[float], None]) -> None:
        self._hasty = selector = _Hasty()
        selector.skip = self._skip
        self._skipped, self._gone = 0.0, gone
        super().__init__(selector)

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:  # type: ignore[override]
        made = super().run_in_executor(executor, func, *args)
        self._hasty.at_work += 1
        made.add_done_callback(self._is_done)
        return made

    def _is_done(self, _: object) -> None:
        self._hasty.at_work -= 1

    def time(self) -> float:
        return super().time() + self._skipped

    def _skip(self, seconds: float) -> None:
        self._skipped += seconds
        self._gone(seconds)


def of_telegram(folder: Path, told: Answer | None, hours: int = HOURS) -> list[int]:
    """What a bot with 20 messages to 20 people asks it in each hour; `told` is its failure, after the bot came up."""
    store = new_store(folder)

    owed = 0.0

    def gone(seconds: float) -> None:
        nonlocal owed
        owed += seconds
        if owed >= STEP:
            pass_by(store, timedelta(seconds=owed))
            owed = 0.0

    with asyncio.Runner(loop_factory=lambda: HurriedLoop(gone)) as runner:
        counts = runner.run(_hours(folder, store, told, hours))
    store.close()
    return counts


async def _hours(folder: Path, store: Store, told: Answer | None, hours: int) -> list[int]:
    telegram = Pretend()
    async with await asyncio.start_server(telegram.serve, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        settings = Settings.model_validate({"data": folder, "telegram": {"token": "1:x", "api_url": url}})
        stop = asyncio.Event()
        running = asyncio.create_task(_bot(settings, store).run(stop))
        await telegram.up.wait()
        telegram.told, counts = told, []
        _queue(store)
        for _ in range(hours):
            before = len(telegram.asked)
            await asyncio.sleep(3600)
            counts.append(len(telegram.asked) - before)
        stop.set()
        telegram.told = None
        with suppress(UserError):  # a refused token ends the bot
            await running
    return counts


def _bot(settings: Settings, store: Store) -> Bot:
    """It looks at the store more rarely, which no one outside notices."""
    return Bot(settings, store, (), (), STAGES, pace=Pace(look=LOOK), live_every=600, round_every=600)


def _queue(store: Store) -> None:
    for number in range(WAITING):
        person = add_person(store, f"Ada {number}", 1000 + number, Role.MEMBER)
        with store.write() as db:
            news = outbox.Plain(words="show_gone", values={"show": "Lantern Row"})
            outbox.put(db, f"news:{person.id}", person.id, news)


class Pretend:
    """Telegram's Bot API, as far as it answers here: https://core.telegram.org/bots/api"""

    def __init__(self) -> None:
        self.told: Answer | None = None
        self.up = asyncio.Event()
        self.asked: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await self._answer(reader, writer):
                await writer.drain()
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One answer; whether another may follow."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        named = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        await reader.readexactly(int(named.get("content-length", "0")))
        method = head[0].split(" ")[1].rpartition("/")[2]
        self.asked.append(method)
        status, headers, body = self._as_telegram(self.told) if self.told else await self._healthy(method)
        if not status:
            return False
        lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers.items())]
        writer.write("\r\n".join([*lines, f"Content-Length: {len(body.encode())}", "", body]).encode())
        return True

    async def _healthy(self, method: str) -> Answer:
        result: Any = True
        if method == "getMe":
            result = {"id": 1, "is_bot": True, "first_name": "Airdate", "username": "airdate_bot"}
        elif method == "getUpdates":
            self.up.set()
            await asyncio.sleep(HELD)
            result = []
        elif method.startswith(("send", "edit")):
            result = {"message_id": len(self.asked), "date": 0, "chat": {"id": 1, "type": "private"}, "text": "x"}
        return 200, {}, json.dumps({"ok": True, "result": result})

    @staticmethod
    def _as_telegram(told: Answer) -> Answer:
        """It says what is wrong in words of its own, unless somebody else answers in its place."""
        status, headers, body = told
        if body or status < 400 or status >= 500:
            return told
        wait = {"parameters": {"retry_after": int(headers["Retry-After"])}} if "Retry-After" in headers else {}
        return status, {}, json.dumps({"ok": False, "error_code": status, "description": "so it is", **wait})
