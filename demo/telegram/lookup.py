"""What nearly every method begins with: find the chat, the message and the text that are meant."""

from __future__ import annotations

from typing import Any

from demo.telegram.errors import bad_request, forbidden
from demo.telegram.formatting import Formatted, finished, utf16_length
from demo.telegram.params import Params
from demo.telegram.parse_html import parse_html
from demo.telegram.world import Chat, Message, World

# Documented as characters; counted here in UTF-16 units, so that what fits here fits however one counts.
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


def known_chat(world: World, params: Params) -> Chat:
    """A chat that the bot has met."""
    number = params.values.get("chat_id")
    if number is None or number == "":
        raise bad_request("chat_id is empty")
    chat = world.chats.get(number) if isinstance(number, int) else None
    if chat is None and isinstance(number, int) and number in world.users:
        return world.private_chat(world.users[number])
    if chat is None:
        raise bad_request("chat not found")
    return chat


def writable_chat(world: World, params: Params) -> Chat:
    """A chat that the bot may write to."""
    chat = known_chat(world, params)
    if chat.is_private:
        person = world.users[chat.id]
        if person.is_bot:
            raise forbidden("bots can't send messages to bots")
        if not person.started:
            raise forbidden("bot can't initiate conversation with a user")
        if person.blocked:
            raise forbidden("bot was blocked by the user")
    elif world.bot.id not in chat.members:
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    return chat


def message(world: World, params: Params, purpose: str) -> Message:
    """The message that is meant; `purpose` ends Telegram's sentence: "message to edit not found"."""
    chat = known_chat(world, params)
    found = chat.messages.get(params.number("message_id"))
    if found is None:
        raise bad_request(f"message to {purpose} not found")
    return found


def text(params: Params) -> Formatted:
    """The text of a message: https://core.telegram.org/bots/api#sendmessage."""
    formatted = _formatted(params.text("text"), params.text("parse_mode"))
    if not formatted.text:
        raise bad_request("message text is empty")
    if utf16_length(formatted.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return formatted


def caption(values: dict[str, Any]) -> Formatted:
    """The caption of a picture."""
    formatted = _formatted(str(values.get("caption") or ""), str(values.get("parse_mode") or ""))
    if utf16_length(formatted.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return formatted


def _formatted(written: str, parse_mode: str) -> Formatted:
    if parse_mode.lower() not in ("", "html"):
        raise bad_request("unsupported parse_mode")
    return finished(parse_html(written) if parse_mode else Formatted(written))
