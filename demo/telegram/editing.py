"""Methods that change what is already in a chat: https://core.telegram.org/bots/api#updating-messages."""

from __future__ import annotations

from typing import Any

from telegram.constants import ReactionEmoji

from demo.telegram import lookup, sending, shapes
from demo.telegram.errors import bad_request
from demo.telegram.formatting import Formatted
from demo.telegram.params import Params
from demo.telegram.registry import method
from demo.telegram.world import Json, Media, Message, World

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_REACTIONS = {emoji.value.replace("\ufe0f", "") for emoji in ReactionEmoji}


@method("editMessageText")
def edit_message_text(world: World, params: Params) -> Json | bool:
    """https://core.telegram.org/bots/api#editmessagetext."""
    message = _editable(world, params)
    if message.media:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, message, params, lookup.text(params), None)


@method("editMessageCaption")
def edit_message_caption(world: World, params: Params) -> Json | bool:
    """https://core.telegram.org/bots/api#editmessagecaption."""
    message = _editable(world, params)
    if not message.media:
        raise bad_request("there is no caption in the message to edit")
    return _edit(world, message, params, lookup.caption(params.values), message.media)


@method("editMessageMedia")
def edit_message_media(world: World, params: Params) -> Json | bool:
    """https://core.telegram.org/bots/api#editmessagemedia."""
    message = _editable(world, params)
    item = params.mapped("media")
    return _edit(world, message, params, lookup.caption(item), sending.input_media(world, params, item))


@method("editMessageReplyMarkup")
def edit_message_reply_markup(world: World, params: Params) -> Json | bool:
    """https://core.telegram.org/bots/api#editmessagereplymarkup."""
    message = _editable(world, params)
    return _edit(world, message, params, message.body, message.media)


@method("deleteMessage")
def delete_message(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#deletemessage."""
    _delete(world, lookup.message(world, params, "delete"))
    return True


@method("deleteMessages")
def delete_messages(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#deletemessages: what is not there is passed over."""
    chat = lookup.known_chat(world, params)
    for number in params.listed("message_ids"):
        found = chat.messages.get(number)
        if found is not None and not found.deleted:
            _delete(world, found)
    return True


@method("setMessageReaction")
def set_message_reaction(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#setmessagereaction."""
    message = lookup.message(world, params, "react")
    emojis = [plain_emoji(str(reaction.get("emoji", ""))) for reaction in params.listed("reaction")]
    if len(emojis) > 1 or not _REACTIONS.issuperset(emojis):
        raise bad_request("REACTION_INVALID" if len(emojis) < 2 else "REACTIONS_TOO_MANY")
    message.reactions = {**message.reactions, world.bot.id: emojis}
    world.touch(message)
    return True


@method("pinChatMessage")
def pin_chat_message(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#pinchatmessage."""
    message = lookup.message(world, params, "pin")
    chat = message.chat
    if not chat.is_private and chat.members.get(world.bot.id) != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        world.post(chat, world.bot, service={"pinned_message": shapes.message(world, message, nested=True)})
    return True


@method("unpinChatMessage")
def unpin_chat_message(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#unpinchatmessage."""
    chat = lookup.known_chat(world, params)
    number = params.number("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    world.changed()
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#unpinallchatmessages."""
    lookup.known_chat(world, params).pinned.clear()
    world.changed()
    return True


def plain_emoji(emoji: str) -> str:
    """Without the variation selectors that some keyboards add and Telegram ignores."""
    return emoji.replace("\ufe0f", "")


def _editable(world: World, params: Params) -> Message:
    """The message to edit, if the bot may: https://core.telegram.org/bots/api#updating-messages."""
    if inline_id := params.text("inline_message_id"):
        if inline_id not in world.inline:
            raise bad_request("MESSAGE_ID_INVALID")
        return world.inline[inline_id]
    message = lookup.message(world, params, "edit")
    if message.sender is not world.bot or message.forwarded_from or message.service:
        raise bad_request("message can't be edited")
    lookup.writable_chat(world, params)
    return message


def _edit(world: World, message: Message, params: Params, body: Formatted, media: Media | None) -> Json | bool:
    """Change the message. Buttons that are not given again go away, as they do on Telegram."""
    keyboard = lookup.inline_markup(params)
    if (_seen(body, media), keyboard) == (_seen(message.body, message.media), message.keyboard):
        raise bad_request(_NOT_MODIFIED)
    message.body, message.media, message.keyboard = body, media, keyboard
    world.mark_edited(message)
    return True if message.inline_id else shapes.message(world, message)


def _seen(body: Formatted, media: Media | None) -> tuple[Any, ...]:
    # The same picture uploaded again gets a new file_id, and still is the same picture.
    return body.text, body.entities, media and (media.kind, media.file.content, media.spoiler)


def _delete(world: World, message: Message) -> None:
    ours = message.sender is world.bot
    rights = message.chat.members.get(world.bot.id) == "administrator"
    if not (ours or rights or message.chat.is_private):
        raise bad_request("message can't be deleted")
    world.delete(message)
