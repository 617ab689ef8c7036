"""What people do in the pretend Telegram, and how the bot comes to hear of it.

The persons of tests and the chat page both end up here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from demo.telegram import keyboards, lookup, shapes
from demo.telegram.formatting import Formatted, finished
from demo.telegram.params import Params
from demo.telegram.world import Chat, Document, Json, Message, Query, User, World


@dataclass(frozen=True)
class Answer:
    """What a person gets for pressing a button."""

    text: str = ""  # a toast, or an alert to dismiss
    alert: bool = False
    url: str = ""  # a page that opens


# Writing


def say(world: World, person: User, chat: Chat, text: str) -> Message:
    """Write a message. The first one to the bot starts it; one to a blocked bot unblocks it."""
    return _write(world, person, chat, body=finished(Formatted(text)))


def send_file(world: World, person: User, chat: Chat, name: str, content: bytes, caption: str = "") -> Message:
    """Send a file as a document."""
    mime = "application/x-bittorrent" if name.endswith(".torrent") else "application/octet-stream"
    with world.lock:
        document = Document(f"document-{world.number():08d}", name, content, mime)
        world.documents[document.id] = document
        return _write(world, person, chat, body=finished(Formatted(caption)), document=document)


def forward(world: World, person: User, chat: Chat, source: Message) -> Message:
    origin = source.forwarded_from or source
    return _write(world, person, chat, body=source.body, photo=source.photo, forwarded_from=origin)


def edit(world: World, message: Message, text: str) -> None:
    """A person corrects what they wrote."""
    with world.lock:
        message.body = finished(Formatted(text))
        world.mark_edited(message)
        if _bot_hears(world, message):
            world.tell_bot("edited_message", shapes.message(world, message))


def follow(world: World, person: User, url: str) -> Message | None:
    """Open a link: one to the bot starts it (https://core.telegram.org/bots/features#deep-linking)."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    name = parts.path.strip("/") if parts.netloc.lower() in {"t.me", "telegram.me"} else ""
    if parts.scheme == "tg" and parts.netloc == "resolve":
        name = query.get("domain", [""])[0]
    if name.lower() != world.bot.username.lower() or "start" not in query:
        return None
    return say(world, person, world.private_chat(person), f"/start {query['start'][0]}".strip())


# Pressing


def press(world: World, person: User, message: Message, button: Json) -> Query | Answer:
    """Press an inline button: a query to the bot, or something that the person's own device does."""
    if "callback_data" in button:
        return call_back(world, person, message, str(button["callback_data"]))
    followed = follow(world, person, button["url"])
    return Answer() if followed else Answer(url=button["url"])


def call_back(world: World, person: User, message: Message, data: str) -> Query:
    """https://core.telegram.org/bots/api#callbackquery, also with data that no button ever had."""
    with world.lock:
        query = _query(world, person)
        world.tell_bot("callback_query", shapes.callback_query(world, query.id, person, message, data))
        return query


def settle(world: World, person: User, query: Query) -> Answer:
    """The bot's answer to a press."""
    answer = query.answer or {}
    url = str(answer.get("url", ""))
    if url and follow(world, person, url):
        url = ""
    return Answer(text=str(answer.get("text", "")), alert=bool(answer.get("show_alert")), url=url)


# Inline mode


def type_inline(world: World, person: User, chat: Chat, text: str) -> Query:
    """https://core.telegram.org/bots/api#inlinequery."""
    with world.lock:
        query = _query(world, person)
        shape = {"id": query.id, "from": shapes.user(person), "query": text, "offset": ""}
        world.tell_bot("inline_query", shape | {"chat_type": "sender" if chat.is_private else chat.kind})
        return query


def choose(world: World, person: User, chat: Chat, result: Json) -> Message:
    """Send one of the bot's inline results: https://core.telegram.org/bots/api#inlinequeryresultarticle."""
    content = result["input_message_content"]
    body = lookup.text(Params({"text": content.get("message_text"), "parse_mode": content.get("parse_mode")}))
    keyboard = keyboards.inline(Params({"reply_markup": result.get("reply_markup")}))
    return _write(world, person, chat, body=body, keyboard=keyboard, via_bot=world.bot)


# Coming and going


def block(world: World, person: User, blocked: bool = True) -> None:
    """Stop the bot, or let it write again."""
    with world.lock:
        person.blocked = blocked
        world.changed()


def add_bot(world: World, person: User, chat: Chat) -> None:
    """Bring the bot into a group."""
    with world.lock:
        chat.members.add(world.bot.id)
        _write(world, person, chat, newcomers=(world.bot,))


def _write(world: World, person: User, chat: Chat, **content: Any) -> Message:
    with world.lock:
        if person.id not in chat.members:
            raise ValueError(f"{person.first_name} is not in the chat {chat.title!r}")
        if chat.is_private:
            person.started, person.blocked = True, False
        message = world.post(chat, person, **content)
        if _bot_hears(world, message):
            world.tell_bot("message", shapes.message(world, message))
        return message


def _bot_hears(world: World, message: Message) -> bool:
    """Privacy mode, as bots have it by default: https://core.telegram.org/bots/features#privacy-mode."""
    chat, name = message.chat, world.bot.username.lower()
    if chat.is_private:
        return True
    if world.bot.id not in chat.members:
        return False
    if message.newcomers or message.via_bot:
        return True
    text = message.body.text.lower()
    if command := re.match(r"/\w+(?:@(\w+))?", text):
        return command[1] in {None, name}
    return f"@{name}" in text


def _query(world: World, person: User) -> Query:
    query = Query(f"{person.id}{world.number():08d}", person)
    world.queries[query.id] = query
    return query
