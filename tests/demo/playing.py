"""A small real bot (python-telegram-bot, polling) beside a pretend Telegram, and pictures for it to send."""

from __future__ import annotations

import asyncio
import struct
import threading
import zlib
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import telegram as ptb
from telegram.ext import Application, BaseHandler, BaseRateLimiter

from demo.telegram import TelegramServer

T = TypeVar("T")
AnyHandler = BaseHandler[Any, Any, Any]
AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class RunningBot:
    """The application, in a thread with a loop of its own."""

    def __init__(self, application: AnyApplication) -> None:
        self.application = application
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bot")

    @property
    def bot(self) -> ptb.Bot:
        return self.application.bot  # type: ignore[no-any-return]

    def does(self, call: Coroutine[Any, Any, T]) -> T:
        """Run a call of the bot's, and raise here what it raises."""
        return asyncio.run_coroutine_threadsafe(call, self._loop).result(30)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._poll())

    async def _poll(self) -> None:
        self._stop = asyncio.Event()
        assert self.application.updater is not None
        async with self.application:
            await self.application.start()
            await self.application.updater.start_polling(timeout=5, allowed_updates=ptb.Update.ALL_TYPES)
            self._ready.set()
            await self._stop.wait()
            await self.application.updater.stop()
            await self.application.stop()


async def echo(update: ptb.Update, context: Any) -> None:
    """Answers what somebody said with the same."""
    assert update.effective_message
    await update.effective_message.reply_text(f"You said {update.effective_message.text}")


async def say_hello(bot: ptb.Bot, chat: int) -> ptb.Message:
    return await bot.send_message(chat, "hello")


@contextmanager
def playing(
    telegram: TelegramServer, *handlers: AnyHandler, limiter: BaseRateLimiter[Any] | None = None
) -> Iterator[RunningBot]:
    """The bot runs inside the block."""
    builder = Application.builder().token(telegram.token).base_url(telegram.base_url)
    application: AnyApplication = (builder.rate_limiter(limiter) if limiter else builder).build()
    application.add_handlers(list(handlers))
    bot = RunningBot(application)
    bot.start()
    try:
        yield bot
    finally:
        bot.stop()


def png(width: int = 40, height: int = 60) -> bytes:
    """A picture with a colour that runs from one corner to the other."""
    rows = b"".join(
        b"\0" + b"".join(bytes((90, 60 + 120 * x // width, 60 + 150 * y // height)) for x in range(width))
        for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
