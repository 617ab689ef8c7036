"""What one person sees, as the chat page's JSON."""

from __future__ import annotations

from dataclasses import asdict

from demo.telegram import methods
from demo.telegram.person import snapshot
from demo.telegram.world import Chat, Json, Message, User, World

_SHOWS_LAST = 300  # messages of a chat


def state(world: World, person: User | None, since: int = -1) -> Json:
    """The page's state; of the messages, only those that changed since a version of the world."""
    shown: Json = {
        "version": world.version,
        "full": since < 0,
        "bot": _bot(world),
        "people": [{"id": each.id, "name": each.first_name, "username": each.username} for each in world.people()],
        "me": person.id if person else None,
        "chats": [],
    }
    if person is not None:
        shown["chats"] = [_chat(world, chat, person, since) for chat in world.chats_of(person)]
    return shown


def _bot(world: World) -> Json:
    return {"id": world.bot.id, "name": world.bot.first_name, "username": world.bot.username}


def _chat(world: World, chat: Chat, person: User, since: int) -> Json:
    messages = list(chat.messages.values())
    changed = [message for message in messages if message.revision > since]
    return {
        "id": chat.id,
        "kind": chat.kind,
        "title": world.bot.first_name if chat.is_private else chat.title,
        "members": [world.users[number].first_name for number in chat.members],
        "unread": _unread(messages, person, chat.seen.get(person.id, 0)),
        "doing": chat.acting(),
        "started": person.started or not chat.is_private,
        "blocked": person.blocked and chat.is_private,
        "commands": methods.commands_for(world, chat, person),
        "messages": [_message(world, message, person) for message in changed[-_SHOWS_LAST:]],
        "last": _summary(messages[-1], person) if messages else None,
    }


def _unread(messages: list[Message], person: User, seen: int) -> int:
    return sum(message.id > seen and message.sender is not person for message in messages)


def _message(world: World, message: Message, person: User) -> Json:
    seen = snapshot(message)
    return {
        "id": message.id,
        "mine": message.sender is person,
        "bot": message.sender.is_bot,
        "sender": {"id": message.sender.id, "name": message.sender.first_name},
        "at": message.sent_at.isoformat(),
        "text": message.body.text or (f"📎 {message.document.name}" if message.document else ""),
        "entities": message.body.entities,
        "photo": _photo(message),
        "keyboard": [[asdict(button) for button in row] for row in seen.keyboard],
        "edited": message.edits,
        "forwarded": message.forwarded_from.sender.first_name if message.forwarded_from else "",
        "via": message.via_bot.username if message.via_bot else "",
        "service": _service(message),
    }


def _photo(message: Message) -> Json | None:
    if message.photo is None:
        return None
    width, height = message.photo.size
    return {"url": f"/chat/photos/{message.photo.id}", "width": width, "height": height}


def _summary(message: Message, person: User) -> Json:
    """One line for the list of chats."""
    words = " ".join(message.body.text.split())[:120] or (message.document.name if message.document else "")
    return {
        "sender": "You" if message.sender is person else message.sender.first_name,
        "text": _service(message) or words or "Photo",
        "at": message.sent_at.isoformat(),
    }


def _service(message: Message) -> str:
    names = ", ".join(someone.first_name for someone in message.newcomers)
    return f"{message.sender.first_name} added {names}" if names else ""
