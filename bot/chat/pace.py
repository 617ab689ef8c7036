"""How fast Telegram is spoken to: its limits for all and for each group, and rests that hold up nobody else.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter

RETRIES = 3
LONGEST = 60.0  # seconds that are waited out here; what is asked for beyond that is for who wants to send

# It writes a traceback for each refusal, and what is done about it stands here.
logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)


class PerChat(AIORateLimiter):
    """PTB's, which lets everybody wait when one chat is told to: here only that chat does."""

    def __init__(self, **limits: float) -> None:
        super().__init__(max_retries=0, **limits)
        self._rests: dict[Any, float] = {}  # until when (the loop's clock), by chat; None: what is about no chat

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        chat = data.get("chat_id")
        for left in reversed(range(RETRIES + 1)):
            await self._rested(chat)
            try:
                return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
            except RetryAfter as error:
                wait = error._retry_after.total_seconds()
                self._rests[chat] = asyncio.get_running_loop().time() + wait + 0.1
                if not left or wait > LONGEST:
                    raise
        raise AssertionError

    async def _rested(self, chat: Any) -> None:
        while (wait := self._rests.get(chat, 0.0) - asyncio.get_running_loop().time()) > 0:
            if wait > LONGEST + 1:
                raise RetryAfter(timedelta(seconds=wait))
            await asyncio.sleep(wait)
        self._rests.pop(chat, None)
