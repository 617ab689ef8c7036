"""Methods that put something into a chat, or change what is there.

https://core.telegram.org/bots/api#available-methods and https://core.telegram.org/bots/api#updating-messages
"""

from __future__ import annotations

from typing import Any

from demo.telegram import keyboards, lookup, pictures, shapes
from demo.telegram.errors import ApiError, bad_request
from demo.telegram.formatting import Formatted
from demo.telegram.params import Params, Upload
from demo.telegram.world import Json, Message, Photo, World

_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
_PHOTO_LIMIT = 10_000_000  # bytes: https://core.telegram.org/bots/api#sending-files
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


def send_message(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#sendmessage."""
    chat = lookup.writable_chat(world, params)
    body, keyboard = lookup.text(params), keyboards.inline(params)
    return shapes.message(world, world.post(chat, world.bot, body=body, keyboard=keyboard))


def send_photo(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#sendphoto."""
    chat = lookup.writable_chat(world, params)
    body, keyboard = lookup.caption(params.values), keyboards.inline(params)
    photo = _photo(world, params, "photo", params.text("photo"))
    return shapes.message(world, world.post(chat, world.bot, body=body, photo=photo, keyboard=keyboard))


def send_chat_action(world: World, params: Params) -> bool:
    """https://core.telegram.org/bots/api#sendchataction."""
    chat = lookup.writable_chat(world, params)
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.act(chat, params.text("action"))
    return True


def edit_message_text(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#editmessagetext."""
    message = _editable(world, params)
    if message.photo:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, message, params, lookup.text(params), None)


def edit_message_caption(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#editmessagecaption."""
    message = _editable(world, params)
    if not message.photo:
        raise bad_request("there is no caption in the message to edit")
    return _edit(world, message, params, lookup.caption(params.values), message.photo)


def edit_message_media(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#editmessagemedia, for photos."""
    message = _editable(world, params)
    item = params.mapped("media")
    if item.get("type") != "photo":
        raise bad_request("can't parse InputMedia: type must be photo")
    reference = str(item.get("media") or "")
    photo = _photo(world, params, reference.removeprefix("attach://"), reference)
    return _edit(world, message, params, lookup.caption(item), photo)


def edit_message_reply_markup(world: World, params: Params) -> Json:
    """https://core.telegram.org/bots/api#editmessagereplymarkup."""
    message = _editable(world, params)
    return _edit(world, message, params, message.body, message.photo)


def _editable(world: World, params: Params) -> Message:
    """The message to edit, if the bot may."""
    message = lookup.message(world, params, "edit")
    if message.sender is not world.bot:
        raise bad_request("message can't be edited")
    lookup.writable_chat(world, params)
    return message


def _edit(world: World, message: Message, params: Params, body: Formatted, photo: Photo | None) -> Json:
    """Change the message. Buttons that are not given again go away, as they do on Telegram."""
    keyboard = keyboards.inline(params)
    if (_seen(body, photo), keyboard) == (_seen(message.body, message.photo), message.keyboard):
        raise bad_request(_NOT_MODIFIED)
    message.body, message.photo, message.keyboard = body, photo, keyboard
    world.mark_edited(message)
    return shapes.message(world, message)


def _seen(body: Formatted, photo: Photo | None) -> tuple[Any, ...]:
    # The same picture uploaded again gets a new file_id, and still is the same picture.
    return body.text, body.entities, photo and photo.content


def _photo(world: World, params: Params, field: str, reference: str) -> Photo:
    """A photo that came with the request, by URL, or as the file_id of an earlier one."""
    upload = params.uploads.get(reference.removeprefix("attach://")) or params.uploads.get(field)
    if upload is not None:
        return _stored(world, upload, "IMAGE_PROCESS_FAILED")
    if reference.startswith(("http://", "https://")):
        fetched = params.fetched.get(reference)
        if not isinstance(fetched, Upload):
            raise fetched or bad_request("failed to get HTTP URL content")
        return _stored(world, fetched, "wrong type of the web page content")
    if not reference:
        raise bad_request("there is no photo in the request")
    if reference not in world.photos:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    return world.photos[reference]


def _stored(world: World, upload: Upload, not_a_picture: str) -> Photo:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > _PHOTO_LIMIT:
        raise ApiError(413)
    picture = pictures.kind_and_size(upload.content)
    if picture is None:
        raise bad_request(not_a_picture)
    mime, size = picture
    pictures.check_photo(size)
    return world.store(mime, upload.content, size)
