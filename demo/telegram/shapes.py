"""The world in the shapes of https://core.telegram.org/bots/api#available-types."""

from __future__ import annotations

from typing import Any

from demo.telegram.formatting import Entity
from demo.telegram.world import Chat, Document, Json, Message, Photo, User, World


def user(someone: User) -> Json:
    shape: Json = {"id": someone.id, "is_bot": someone.is_bot, "first_name": someone.first_name}
    if someone.username:
        shape["username"] = someone.username
    if someone.language_code and not someone.is_bot:
        shape["language_code"] = someone.language_code
    return shape


def me(bot: User) -> Json:
    return user(bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
    }


def chat(world: World, place: Chat) -> Json:
    if not place.is_private:
        return {"id": place.id, "type": place.kind, "title": place.title}
    person = world.users[place.id]
    shape: Json = {"id": place.id, "type": "private", "first_name": person.first_name}
    if person.username:
        shape["username"] = person.username
    return shape


def message(world: World, what: Message) -> Json:
    """https://core.telegram.org/bots/api#message."""
    shape: Json = {
        "message_id": what.id,
        "from": user(what.sender),
        "chat": chat(world, what.chat),
        "date": int(what.sent_at.timestamp()),
    }
    shape |= _content(world, what)
    if what.newcomers:
        shape["new_chat_members"] = [user(someone) for someone in what.newcomers]
    if what.edited_at:
        shape["edit_date"] = int(what.edited_at.timestamp())
    if what.keyboard:
        shape["reply_markup"] = {"inline_keyboard": what.keyboard}
    if what.via_bot:
        shape["via_bot"] = user(what.via_bot)
    if what.forwarded_from:
        shape["forward_origin"] = _origin(what.forwarded_from)
    return shape


def _content(world: World, what: Message) -> Json:
    text, entities = what.body.text, [_known(world, entity) for entity in what.body.entities]
    if what.document:
        return {"document": _document(what.document)} | _given(caption=text, caption_entities=entities)
    if not what.photo:
        return _given(text=text, entities=entities)
    return {"photo": [_size(what.photo)]} | _given(caption=text, caption_entities=entities)


def callback_query(world: World, number: str, sender: User, what: Message, data: str) -> Json:
    """https://core.telegram.org/bots/api#callbackquery."""
    shape: Json = {"id": number, "from": user(sender), "chat_instance": str(what.chat.id), "data": data}
    return shape | {"message": message(world, what)}


def _size(photo: Photo) -> Json:
    """https://core.telegram.org/bots/api#photosize."""
    width, height = photo.size
    identity = {"file_id": photo.id, "file_unique_id": photo.id[-8:], "file_size": len(photo.content)}
    return identity | {"width": width, "height": height}


def _document(document: Document) -> Json:
    """https://core.telegram.org/bots/api#document."""
    identity = {"file_id": document.id, "file_unique_id": document.id[-8:], "file_size": len(document.content)}
    return identity | {"file_name": document.name, "mime_type": document.mime}


def _origin(source: Message) -> Json:
    """https://core.telegram.org/bots/api#messageorigin."""
    return {"type": "user", "date": int(source.sent_at.timestamp()), "sender_user": user(source.sender)}


def _known(world: World, entity: Entity) -> Entity:
    if entity["type"] != "text_mention":
        return entity
    someone = world.users.get(entity["user"]["id"])
    return (
        entity | {"user": user(someone)}
        if someone
        else entity | {"user": {**entity["user"], "is_bot": False, "first_name": ""}}
    )


def _given(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value}
