"""What people do in the pretend Telegram, and how the bot comes to hear of it.

The persons of tests and the chat page both end up here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from demo.telegram import lookup, shapes
from demo.telegram.editing import plain_emoji
from demo.telegram.formatting import Formatted, finished
from demo.telegram.params import Params
from demo.telegram.world import Chat, File, Json, Media, Message, Query, User, World


@dataclass(frozen=True)
class Answer:
    """What a person gets for pressing a button."""

    text: str = ""  # a toast, or an alert to dismiss
    alert: bool = False
    url: str = ""  # a page that opens
    copied: str = ""  # what is in the clipboard now
    typed: str = ""  # what stands in the input now: the beginning of an inline query


# Writing


def say(world: World, person: User, chat: Chat, text: str, reply_to: Message | None = None) -> Message:
    """Write a message. The first one to the bot starts it; one to a blocked bot unblocks it."""
    return _write(world, person, chat, body=finished(Formatted(text)), reply_to=reply_to)


def send_file(world: World, person: User, chat: Chat, file: File, caption: str = "") -> Message:
    media = Media("photo" if file.size else "document", file)
    return _write(world, person, chat, body=finished(Formatted(caption)), media=media)


def forward(world: World, person: User, chat: Chat, source: Message) -> Message:
    origin = source.forwarded_from or source
    return _write(world, person, chat, body=source.body, media=source.media, forwarded_from=origin)


def edit(world: World, message: Message, text: str) -> None:
    """A person corrects what they wrote."""
    with world.lock:
        message.body = finished(Formatted(text))
        world.mark_edited(message)
        if _bot_hears(world, message):
            world.tell_bot("edited_message", shapes.message(world, message))


def react(world: World, person: User, message: Message, emoji: str) -> None:
    """Put an emoji on a message; none takes it back: https://core.telegram.org/bots/api#messagereactionupdated."""
    with world.lock:
        old, new = message.reactions.get(person.id, []), [plain_emoji(emoji)] if emoji else []
        message.reactions = {**message.reactions, person.id: new}
        world.touch(message)
        if message.chat.is_private or message.chat.members.get(world.bot.id) == "administrator":
            update = {
                "chat": shapes.chat(world, message.chat),
                "message_id": message.id,
                "user": shapes.user(person),
                "date": _now(),
                "old_reaction": [{"type": "emoji", "emoji": each} for each in old],
                "new_reaction": [{"type": "emoji", "emoji": each} for each in new],
            }
            world.tell_bot("message_reaction", update)


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
    if "url" in button:
        followed = follow(world, person, button["url"])
        return Answer() if followed else Answer(url=button["url"])
    if "web_app" in button:
        return Answer(url=button["web_app"]["url"])
    if "copy_text" in button:
        return Answer(copied=button["copy_text"]["text"])
    inline = button.get("switch_inline_query_current_chat", button.get("switch_inline_query", ""))
    return Answer(typed=f"@{world.bot.username} {inline}")


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


def choose(world: World, person: User, chat: Chat, result: Json, picture: File | None = None) -> Message:
    """Send one of the bot's inline results: https://core.telegram.org/bots/api#inlinequeryresult."""
    with world.lock:
        content = result.get("input_message_content")
        body = lookup.text(Params(_text_of(content))) if content else lookup.caption(result)
        media = Media("photo", picture) if picture and not content else None
        keyboard = lookup.inline_markup(Params({"reply_markup": result.get("reply_markup")}))
        inline_id = f"inline-{world.number()}" if keyboard else ""
        message = _write(
            world, person, chat, body=body, media=media, keyboard=keyboard, via_bot=world.bot, inline_id=inline_id
        )
        if inline_id:
            world.inline[inline_id] = message
        if world.inline_feedback:
            chosen = {"result_id": str(result["id"]), "from": shapes.user(person), "query": ""}
            world.tell_bot("chosen_inline_result", chosen | ({"inline_message_id": inline_id} if inline_id else {}))
        return message


# Coming and going


def block(world: World, person: User) -> None:
    """Stop the bot: https://core.telegram.org/bots/api#chatmemberupdated."""
    with world.lock:
        if not person.blocked:
            person.blocked = True
            _tell_membership(world, person, world.private_chat(person), "member", "kicked")


def unblock(world: World, person: User) -> None:
    with world.lock:
        if person.blocked:
            person.blocked = False
            _tell_membership(world, person, world.private_chat(person), "kicked", "member")


def add_bot(world: World, person: User, chat: Chat, status: str = "member") -> None:
    """Bring the bot into a group, or give it another standing there."""
    with world.lock:
        old = chat.members.get(world.bot.id, "left")
        chat.members[world.bot.id] = status
        _tell_membership(world, person, chat, old, status)
        if old == "left":
            _write(world, person, chat, service={"new_chat_members": [shapes.user(world.bot)]})


def remove_bot(world: World, person: User, chat: Chat) -> None:
    with world.lock:
        old = chat.members.pop(world.bot.id, "left")
        world.post(chat, person, service={"left_chat_member": shapes.user(world.bot)})
        _tell_membership(world, person, chat, old, "kicked" if old != "left" else "left")


def _write(world: World, person: User, chat: Chat, **content: Any) -> Message:
    with world.lock:
        if person.id not in chat.members:
            raise ValueError(f"{person.first_name} is not in the chat {chat.title!r}")
        if chat.is_private:
            person.started = True
            unblock(world, person)
        message = world.post(chat, person, **content)
        if _bot_hears(world, message):
            world.tell_bot("message", shapes.message(world, message))
        return message


def _bot_hears(world: World, message: Message) -> bool:
    """Privacy mode, as bots have it by default: https://core.telegram.org/bots/features#privacy-mode."""
    chat, name = message.chat, world.bot.username.lower()
    if chat.is_private or chat.members.get(world.bot.id) == "administrator":
        return True
    if world.bot.id not in chat.members:
        return False
    if message.service or message.via_bot or (message.reply_to and message.reply_to.sender is world.bot):
        return True
    text = message.body.text.lower()
    if command := re.match(r"/\w+(?:@(\w+))?", text):
        return command[1] in {None, name}
    return f"@{name}" in text


def _query(world: World, person: User) -> Query:
    query = Query(f"{person.id}{world.number():08d}", person)
    world.queries[query.id] = query
    return query


def _tell_membership(world: World, person: User, chat: Chat, old: str, new: str) -> None:
    bot = shapes.user(world.bot)
    update = {
        "chat": shapes.chat(world, chat),
        "from": shapes.user(person),
        "date": _now(),
        "old_chat_member": shapes.membership(bot, old),
        "new_chat_member": shapes.membership(bot, new),
    }
    world.tell_bot("my_chat_member", update)


def _text_of(content: Json) -> Json:
    """https://core.telegram.org/bots/api#inputtextmessagecontent, as sendMessage would have it."""
    return {
        "text": content.get("message_text", ""),
        "parse_mode": content.get("parse_mode", ""),
        "entities": content.get("entities"),
    }


def _now() -> int:
    return int(datetime.now(UTC).timestamp())
