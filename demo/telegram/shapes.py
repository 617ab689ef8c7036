"""The world in the shapes of https://core.telegram.org/bots/api#available-types."""

from __future__ import annotations

from typing import Any

from demo.telegram.formatting import Entity
from demo.telegram.world import Chat, File, Json, Media, Message, User, World


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


def full_chat(world: World, place: Chat) -> Json:
    """https://core.telegram.org/bots/api#chatfullinfo."""
    shape = chat(world, place) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if not place.is_private:
        shape["permissions"] = {"can_send_messages": True}
    pinned = [place.messages[number] for number in place.pinned]
    if pinned:
        shape["pinned_message"] = message(world, pinned[-1])
    return shape


def member(world: World, place: Chat, someone: User) -> Json:
    status = place.members.get(someone.id, "left")
    if place.is_private and someone is world.bot and world.users[place.id].blocked:
        status = "kicked"
    return membership(user(someone), status)


def membership(someone: Json, status: str) -> Json:
    """https://core.telegram.org/bots/api#chatmember."""
    shape: Json = {"user": someone, "status": status}
    if status == "kicked":
        shape["until_date"] = 0
    elif status == "creator":
        shape["is_anonymous"] = False
    elif status == "administrator":
        shape |= dict.fromkeys(_RIGHTS, True) | {"can_be_edited": False, "is_anonymous": False}
    return shape


_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
)


def message(world: World, what: Message, *, nested: bool = False) -> Json:
    """https://core.telegram.org/bots/api#message; what it answers is shown one level deep, as Telegram does."""
    shape: Json = {
        "message_id": what.id,
        "from": user(what.sender),
        "chat": chat(world, what.chat),
        "date": int(what.sent_at.timestamp()),
    }
    shape |= _content(world, what) | what.service
    if what.edited_at:
        shape["edit_date"] = int(what.edited_at.timestamp())
    if what.keyboard:
        shape["reply_markup"] = {"inline_keyboard": what.keyboard}
    if what.via_bot:
        shape["via_bot"] = user(what.via_bot)
    if what.media_group_id:
        shape["media_group_id"] = what.media_group_id
    if what.forwarded_from:
        shape["forward_origin"] = _origin(what.forwarded_from)
    if what.reply_to and not what.reply_to.deleted and not nested:
        shape["reply_to_message"] = message(world, what.reply_to, nested=True)
    return shape


def _content(world: World, what: Message) -> Json:
    text, entities = what.body.text, [_known(world, entity) for entity in what.body.entities]
    if not what.media:
        return _given(text=text, entities=entities)
    shape = media(what.media) | _given(caption=text, caption_entities=entities)
    if what.media.spoiler:
        shape["has_media_spoiler"] = True
    if what.caption_above:
        shape["show_caption_above_media"] = True
    return shape


def media(shown: Media) -> Json:
    if shown.kind == "photo":
        width, height = shown.file.size or (1, 1)
        return {"photo": [_file(shown.file) | {"width": width, "height": height}]}
    return {"document": _file(shown.file) | {"file_name": shown.file.name, "mime_type": shown.file.mime}}


def file(stored: File) -> Json:
    return _file(stored) | {"file_path": stored.path}


def callback_query(world: World, number: str, sender: User, what: Message, data: str) -> Json:
    """https://core.telegram.org/bots/api#callbackquery."""
    shape: Json = {"id": number, "from": user(sender), "chat_instance": str(what.chat.id), "data": data}
    if what.inline_id:
        return shape | {"inline_message_id": what.inline_id}
    if what.deleted:
        # https://core.telegram.org/bots/api#inaccessiblemessage
        return shape | {"message": {"chat": chat(world, what.chat), "message_id": what.id, "date": 0}}
    return shape | {"message": message(world, what)}


def _file(stored: File) -> Json:
    return {"file_id": stored.id, "file_unique_id": stored.id[-8:], "file_size": len(stored.content)}


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
