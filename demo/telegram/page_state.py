"""What one person sees, as the chat page's JSON."""

from __future__ import annotations

from typing import Any

from demo.telegram import methods
from demo.telegram.formatting import Formatted
from demo.telegram.person import snapshot
from demo.telegram.world import Chat, Json, Message, User, World

_SHOWS_LAST = 300  # messages of a chat


def state(world: World, person: User | None, since: int = -1) -> Json:
    """The page's state; of the messages, only those that changed since a version of the world."""
    shown: Json = {
        "version": world.version,
        "full": since < 0,
        "bot": _bot(world, person),
        "people": [{"id": each.id, "name": each.first_name, "username": each.username} for each in world.people()],
        "me": person.id if person else None,
        "chats": [],
    }
    if person is not None:
        shown["chats"] = [_chat(world, chat, person, since) for chat in world.chats_of(person)]
    return shown


def _bot(world: World, person: User | None) -> Json:
    language = person.language_code[:2] if person else ""
    texts = {
        field: world.profile.get((field, language)) or world.profile.get((field, ""), "")
        for field in ("name", "description", "short_description")
    }
    return {**texts, "id": world.bot.id, "name": texts["name"] or world.bot.first_name, "username": world.bot.username}


def _chat(world: World, chat: Chat, person: User, since: int) -> Json:
    messages = chat.visible()
    seen = chat.seen.get(person.id, 0)
    changed = [message for message in chat.messages.values() if message.revision > since]
    return {
        "id": chat.id,
        "kind": chat.kind,
        "title": world.bot.first_name if chat.is_private else chat.title,
        "members": [world.users[number].first_name for number in chat.members],
        "unread": sum(1 for message in messages if message.id > seen and message.sender is not person),
        "doing": chat.acting(),
        "draft": _body(world, chat.draft) if chat.draft else None,
        "pinned": chat.pinned[-1] if chat.pinned else None,
        "started": person.started or not chat.is_private,
        "blocked": person.blocked and chat.is_private,
        "commands": methods.commands_for(world, chat, person),
        "menu": chat.menu_button,
        "keyboard": chat.reply_keyboard or None,
        "messages": [_message(world, message, person) for message in changed[-_SHOWS_LAST:]],
        "last": _summary(messages[-1], person) if messages else None,
    }


def _message(world: World, message: Message, person: User) -> Json:
    if message.deleted:
        return {"id": message.id, "deleted": True}
    seen = snapshot(message)
    return {
        "id": message.id,
        "mine": message.sender is person,
        "bot": message.sender.is_bot,
        "sender": {"id": message.sender.id, "name": message.sender.first_name},
        "at": message.sent_at.isoformat(),
        **_body(world, message.body),
        "media": _media(message),
        "above": message.caption_above,
        "keyboard": [
            [{"text": button.text, "kind": button.kind, "value": button.value, "style": button.style} for button in row]
            for row in seen.keyboard
        ],
        "edited": message.edits,
        "reply_to": _quoted(message.reply_to) if message.reply_to else None,
        "forwarded": message.forwarded_from.sender.first_name if message.forwarded_from else "",
        "via": message.via_bot.username if message.via_bot else "",
        "album": message.media_group_id,
        "reactions": _reactions(message, person),
        "service": _service(message),
    }


def _body(world: World, body: Formatted) -> Json:
    return {"text": body.text, "entities": body.entities}


def _media(message: Message) -> Json | None:
    if message.media is None:
        return None
    file = message.media.file
    width, height = file.size or (0, 0)
    return {
        "kind": message.media.kind,
        "url": f"/chat/files/{file.id}",
        "name": file.name,
        "bytes": len(file.content),
        "width": width,
        "height": height,
        "spoiler": message.media.spoiler,
    }


def _quoted(message: Message) -> Json:
    return {"id": message.id, "name": message.sender.first_name, "text": "" if message.deleted else _gist(message)}


def _summary(message: Message, person: User) -> Json:
    """One line for the list of chats."""
    return {
        "sender": "You" if message.sender is person else message.sender.first_name,
        "text": _service(message) or _gist(message),
        "at": message.sent_at.isoformat(),
    }


def _gist(message: Message) -> str:
    text = " ".join(message.body.text.split())[:120]
    if message.media:
        return text or {"photo": "Photo"}.get(message.media.kind, message.media.file.name)
    return text


def _reactions(message: Message, person: User) -> list[Json]:
    counted: dict[str, Json] = {}
    for number, emojis in message.reactions.items():
        for emoji in emojis:
            entry = counted.setdefault(emoji, {"emoji": emoji, "count": 0, "mine": False})
            entry["count"] += 1
            entry["mine"] = entry["mine"] or number == person.id
    return list(counted.values())


def _service(message: Message) -> str:
    told: Any = message.service
    name = message.sender.first_name
    if "new_chat_members" in told:
        return f"{name} added {', '.join(member['first_name'] for member in told['new_chat_members'])}"
    if "left_chat_member" in told:
        left = told["left_chat_member"]
        return f"{name} left" if left["id"] == message.sender.id else f"{name} removed {left['first_name']}"
    return f"{name} pinned a message" if "pinned_message" in told else ""
