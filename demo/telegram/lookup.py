"""What nearly every method begins with: find the chat, the message, the text and the keyboard that are meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from demo.telegram import keyboards
from demo.telegram.errors import bad_request, forbidden
from demo.telegram.formatting import Formatted, finished, utf16_length
from demo.telegram.params import Params
from demo.telegram.parse_html import parse_html
from demo.telegram.parse_markdown import parse_markdown
from demo.telegram.world import Chat, Json, Message, World

# Documented as characters; counted here in UTF-16 units, so that what fits here fits however one counts.
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


@dataclass
class Markup:
    """A `reply_markup`: buttons for the message, or a keyboard for the place where people type."""

    inline: list[list[Json]]
    reply: Json | None


def known_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """A chat that the bot has met."""
    number = params.values.get(name)
    if number is None or number == "":
        raise bad_request(f"{name} is empty")
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


def message(world: World, params: Params, purpose: str, chat_name: str = "chat_id") -> Message:
    """The message that is meant; `purpose` ends Telegram's sentence: "message to edit not found"."""
    chat = known_chat(world, params, chat_name)
    found = chat.messages.get(params.number("message_id"))
    if found is None or found.deleted:
        raise bad_request(f"message to {purpose} not found")
    return found


def text(params: Params) -> Formatted:
    """The text of a message: https://core.telegram.org/bots/api#sendmessage."""
    formatted = _formatted(params.text("text"), params.text("parse_mode"), params.listed("entities"))
    if not formatted.text:
        raise bad_request("message text is empty")
    if utf16_length(formatted.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return formatted


def caption(values: dict[str, Any]) -> Formatted:
    """The caption of a picture or a file."""
    formatted = _formatted(
        str(values.get("caption") or ""), str(values.get("parse_mode") or ""), values.get("caption_entities") or []
    )
    if utf16_length(formatted.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return formatted


def markup(params: Params) -> Markup:
    """https://core.telegram.org/bots/api#inlinekeyboardmarkup and its three siblings."""
    given = params.mapped("reply_markup")
    if not given:
        return Markup([], None)
    if "inline_keyboard" in given:
        return Markup(keyboards.inline(given), None)
    return Markup([], keyboards.reply(given))


def inline_markup(params: Params) -> list[list[Json]]:
    """The buttons of an edited message, which can be inline ones only."""
    given = params.mapped("reply_markup")
    return keyboards.inline(given) if given else []


def replied_to(chat: Chat, params: Params) -> Message | None:
    """https://core.telegram.org/bots/api#replyparameters."""
    given = params.mapped("reply_parameters")
    number = given.get("message_id") or params.number("reply_to_message_id")
    if not number:
        return None
    found = chat.messages.get(int(number))
    if found is not None and not found.deleted:
        return found
    if given.get("allow_sending_without_reply") or params.truth("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _formatted(written: str, parse_mode: str, entities: list[Any]) -> Formatted:
    mode = parse_mode.lower()
    if mode == "html":
        return finished(parse_html(written))
    if mode == "markdownv2":
        return finished(parse_markdown(written))
    if mode:
        raise bad_request("unsupported parse_mode")
    return finished(Formatted(written, [dict(entity) for entity in entities]))
