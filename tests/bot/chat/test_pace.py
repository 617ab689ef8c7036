"""One chat that has to wait holds up no other; what is asked in a topic is answered there."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Chat, Message
from telegram.error import RetryAfter

from bot.chat import posting
from bot.chat.pace import PerChat


def test_a_group_that_has_to_wait_holds_up_nobody_else() -> None:
    refused = asyncio.Event()
    tries: list[int] = []

    async def send(chat: int) -> str:
        tries.append(chat)
        if chat < 0 and tries.count(chat) == 1:
            refused.set()
            raise RetryAfter(timedelta(seconds=0.5))
        return "sent"

    async def ask(pace: PerChat, chat: int) -> Any:
        return await pace.process_request(send, (chat,), {}, "sendMessage", {"chat_id": chat}, None)

    async def play() -> None:
        pace = PerChat(overall_max_rate=30, overall_time_period=1)
        group = asyncio.create_task(ask(pace, -100))
        await refused.wait()
        assert await ask(pace, 7) == "sent"
        assert not group.done()
        assert await group == "sent"

    asyncio.run(play())
    assert tries == [-100, 7, -100]


def test_a_long_wait_is_left_to_who_wants_to_send() -> None:
    tries: list[int] = []

    async def send(chat: int) -> str:
        tries.append(chat)
        raise RetryAfter(timedelta(hours=1))

    async def play() -> None:
        pace = PerChat(overall_max_rate=30, overall_time_period=1)
        for _ in range(3):
            with pytest.raises(RetryAfter):
                await pace.process_request(send, (7,), {}, "sendMessage", {"chat_id": 7}, None)

    asyncio.run(play())
    assert tries == [7]


def said(**values: Any) -> Message:
    return Message(1, datetime.now(UTC), Chat(-100, "supergroup"), text="/shows", **values)


def test_a_topic_is_answered_in_the_topic() -> None:
    for message, topic in (
        (said(message_thread_id=77, is_topic_message=True), 77),
        (said(message_thread_id=5), None),  # a thread of replies, in a group without topics
        (said(), None),
        (None, None),
    ):
        posting.answer_in(message)
        assert posting.TOPIC.get() == topic
    posting.answer_in(None)
