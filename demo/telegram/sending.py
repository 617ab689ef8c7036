"""Methods that put something into a chat."""

from __future__ import annotations

from typing import Any

from demo.telegram import lookup, pictures, shapes
from demo.telegram.errors import ApiError, bad_request
from demo.telegram.params import Params, Upload
from demo.telegram.registry import method
from demo.telegram.world import Chat, File, Json, Media, Message, World

_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
_MOST_IN_ALBUM = 10
_PHOTO_LIMIT = 10_000_000  # bytes: https://core.telegram.org/bots/api#sending-files
_DOCUMENT_LIMIT = 50_000_000


@method("sendMessage")
def send_message(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#sendmessage."""
    chat = lookup.writable_chat(world, params)
    body = lookup.text(params)
    disabled = params.truth("disable_web_page_preview") or params.mapped("link_preview_options").get("is_disabled")
    return _post(world, chat, params, body=body, preview=not disabled)


@method("sendPhoto")
def send_photo(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#sendphoto."""
    return _send_media(world, params, "photo")


@method("sendDocument")
def send_document(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#senddocument."""
    return _send_media(world, params, "document")


@method("sendMediaGroup")
def send_media_group(world: World, params: Params) -> list[Json]:
    """https://core.telegram.org/bots/api#sendmediagroup."""
    chat = lookup.writable_chat(world, params)
    items = params.listed("media")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > _MOST_IN_ALBUM:
        raise bad_request("too many messages to send as an album")
    group = f"{world.number():017d}"
    reply_to = lookup.replied_to(chat, params)
    # Everything is looked at before anything is sent: an album arrives whole or not at all.
    contents = [(input_media(world, params, item), lookup.caption(item)) for item in items]
    sent = [
        world.post(chat, world.bot, media=media, body=body, media_group_id=group, reply_to=reply_to)
        for media, body in contents
    ]
    return [shapes.message(world, message) for message in sent]


@method("sendChatAction")
def send_chat_action(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#sendchataction."""
    chat = lookup.writable_chat(world, params)
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.act(chat, params.text("action"))
    return True


@method("sendMessageDraft")
def send_message_draft(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#sendmessagedraft."""
    chat = lookup.writable_chat(world, params)
    if not chat.is_private:
        raise bad_request("TEXTDRAFT_PEER_INVALID")
    chat.draft = lookup.text(params)
    world.changed()
    return True


@method("forwardMessage")
def forward_message(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#forwardmessage."""
    chat = lookup.writable_chat(world, params)
    source = lookup.message(world, params, "forward", "from_chat_id")
    sent = world.post(
        chat, world.bot, body=source.body, media=source.media, forwarded_from=source.forwarded_from or source
    )
    return shapes.message(world, sent)


@method("copyMessage")
def copy_message(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#copymessage."""
    chat = lookup.writable_chat(world, params)
    source = lookup.message(world, params, "copy", "from_chat_id")
    body = lookup.caption(params.values) if source.media and "caption" in params.values else source.body
    sent = _post(world, chat, params, body=body, media=source.media)
    return {"message_id": sent["message_id"]}


def _send_media(world: World, params: Params, kind: str) -> Json:
    chat = lookup.writable_chat(world, params)
    body = lookup.caption(params.values)
    media = Media(kind, sent_file(world, params, kind, params.text(kind), kind), params.truth("has_spoiler"))
    return _post(world, chat, params, body=body, media=media, caption_above=params.truth("show_caption_above_media"))


def _post(world: World, chat: Chat, params: Params, **content: Any) -> Json:
    markup = lookup.markup(params)
    reply_to = lookup.replied_to(chat, params)
    message: Message = world.post(chat, world.bot, keyboard=markup.inline, reply_to=reply_to, **content)
    if markup.reply is not None:
        chat.reply_keyboard = markup.reply
        world.changed()
    return shapes.message(world, message)


def input_media(world: World, params: Params, item: Any) -> Media:
    """https://core.telegram.org/bots/api#inputmedia."""
    if not isinstance(item, dict) or item.get("type") not in {"photo", "document"}:
        raise bad_request("can't parse InputMedia: type must be photo or document")
    reference = str(item.get("media") or "")
    file = sent_file(world, params, reference.removeprefix("attach://"), reference, item["type"])
    return Media(item["type"], file, bool(item.get("has_spoiler")))


def sent_file(world: World, params: Params, field: str, reference: str, kind: str) -> File:
    """A file that came with the request, by URL, or as the file_id of an earlier one."""
    upload = params.uploads.get(reference.removeprefix("attach://")) or params.uploads.get(field)
    if upload is not None:
        return _stored(world, upload, kind, "IMAGE_PROCESS_FAILED")
    if reference.startswith(("http://", "https://")):
        fetched = params.fetched.get(reference)
        if not isinstance(fetched, Upload):
            raise fetched or bad_request("failed to get HTTP URL content")
        return _stored(world, fetched, kind, "wrong type of the web page content")
    if not reference:
        raise bad_request(f"there is no {kind} in the request")
    if reference not in world.files:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    known = world.files[reference]
    if kind == "photo" and known.size is None:
        raise bad_request("can't use file of type Document as Photo")
    return known


def _stored(world: World, upload: Upload, kind: str, not_a_picture: str) -> File:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > (_PHOTO_LIMIT if kind == "photo" else _DOCUMENT_LIMIT):
        raise ApiError(413)
    if kind == "document":
        return world.store(upload.name, upload.mime, upload.content)
    picture = pictures.kind_and_size(upload.content)
    if picture is None:
        raise bad_request(not_a_picture)
    mime, size = picture
    pictures.check_photo(size)
    return world.store(upload.name, mime, upload.content, size)
