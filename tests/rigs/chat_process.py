"""The bot as a process of its own, to be killed: `python -m tests.rigs.chat_process DATABASE API_URL TOKEN`."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cli.lean import clients_unneeded, without
from pipeline.config import Settings, Telegram

if TYPE_CHECKING:  # what the test's own process has; this one begins many times
    from tests.rigs.chat import Chat

ROOT = Path(__file__).parents[2]


class BotProcess:
    """Ends with the block, whether it was killed before or not."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        settings = self._chat.settings
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.rigs.chat_process",
                str(self._chat.store.engine.url),
                settings.telegram.api_url,
                settings.telegram.token.get_secret_value(),
            ],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            env={k: v for k, v in os.environ.items() if not k.removeprefix("FILE__").startswith("AIRDATE_")},
        )

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> BotProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def main(database: str, url: str, token: str) -> None:
    settings = Settings(database=database, telegram=Telegram(token=token, api_url=url))
    with without(*clients_unneeded(settings)):  # as `airdate up` does
        from bot.app import Bot
        from bot.notices.sender import Pace
        from pipeline.store import Store
    bot = Bot(settings, Store(database), (), (), (), pace=Pace(look=0.05, settle=0.1, again=0.2))

    async def serve() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        await bot.run(stop)

    asyncio.run(serve())


if __name__ == "__main__":
    main(*sys.argv[1:])
