"""What is said comes, though the group has moved, the topic is closed or the picture is too large."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from demo.telegram.faults import Garbled
from demo.telegram.person import Group, Person
from demo.telegram.server import Call
from tests.rigs.chat import Chat, chat
from tests.rigs.core import wait_until

__all__ = ["chat"]

JSON = {"content-type": "application/json"}
TOPIC = 77


def answer(status: int, description: str, **parameters: int) -> Garbled:
    """https://core.telegram.org/bots/api#making-requests"""
    told: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return Garbled(status, json.dumps({**told, "parameters": parameters}).encode(), JSON)


def says_in_a_topic(chat: Chat, person: Person, group: Group, text: str) -> None:
    message = {
        "message_id": 555,
        "message_thread_id": TOPIC,
        "is_topic_message": True,
        "date": int(time.time()),
        "text": text,
        "entities": [{"type": "bot_command", "offset": 0, "length": len(text)}],
        "chat": {"id": group.id, "type": "supergroup", "title": group.title, "is_forum": True},
        "from": {"id": person.id, "is_bot": False, "first_name": person.name},
    }
    update = {"update_id": 900_001, "message": message}
    chat.telegram.garble_next("getUpdates", Garbled(200, json.dumps({"ok": True, "result": [update]}).encode(), JSON))
    person.says("words that are nobody's command", group)  # ends the request that is under way


def sent_to(chat: Chat, place: int) -> list[Call]:
    return [call for call in chat.telegram.calls("sendMessage") if str(call.params.get("chat_id")) == str(place)]


def test_a_group_that_became_a_supergroup_is_followed_to_its_new_place(chat: Chat) -> None:
    ada = chat.owner()
    old, new = chat.group("House", ada), chat.group("House, larger", ada)
    moved = answer(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=new.id)
    chat.telegram.garble_next("sendMessage", moved)

    ada.says("/shows", old)

    wait_until(lambda: any("You do not follow any show yet" in message.words for message in new.messages))


@pytest.mark.parametrize("why", ["TOPIC_CLOSED", "message thread not found"])
def test_in_a_topic_that_is_closed_the_group_is_answered(chat: Chat, why: str) -> None:
    ada = chat.owner()
    group = chat.group("House", ada)
    chat.telegram.fail_next("sendMessage", 400, why)

    says_in_a_topic(chat, ada, group, "/shows")

    wait_until(lambda: sum(message.from_bot for message in group.messages) == 2)
    assert [call.params.get("message_thread_id") for call in sent_to(chat, group.id)[1:]] == [str(TOPIC), None]


def test_a_picture_that_is_too_large_keeps_nothing_back(chat: Chat) -> None:
    ada = chat.owner()
    chat.telegram.fail_next("sendPhoto", 413)

    assert "The Tin Orchard" in ada.asks("/subscribe The Tin Orchard").words
    assert len(chat.telegram.calls("sendPhoto")) == 1
