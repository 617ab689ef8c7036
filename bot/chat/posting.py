"""Puts screens into chats: as new messages, or in place of what was there."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from dataclasses import dataclass, replace

from telegram import Bot, InlineKeyboardMarkup, InputMediaPhoto, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, NetworkError

from bot.chat import pictures
from bot.chat.context import BotContext
from bot.chat.markup import CAPTION_MOST, TEXT_MOST, cut, escape, seen
from bot.chat.pictures import Picture
from bot.chat.view import View, spelled_out

log = logging.getLogger("airdate.bot")

TOPIC: ContextVar[int | None] = ContextVar("TOPIC", default=None)
"""The topic of a forum that is answered in: set for each update, by `answer_in`."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def answer_in(message: Message | None) -> None:
    """What this update is answered with goes where it was said: into the same topic, where its group has topics."""
    TOPIC.set(message.message_thread_id if message is not None and message.is_topic_message else None)


def keyboard(screen: View) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup(screen.rows) if any(screen.rows) else None


async def picture_of(context: BotContext, screen: View) -> Picture | None:
    """What to send as the screen's picture, fetched if need be."""
    if screen.picture is None:
        return None
    return await context.pictures.get(screen.picture) or pictures.blank()


async def post(bot: Bot, context: BotContext, chat_id: int, screen: View) -> Message:
    """Send the screen as a new message."""
    picture = await picture_of(context, screen)
    async with context.chats.lock(chat_id):
        sent = await send(bot, context, chat_id, screen, picture)
        context.chats.posted(chat_id, sent.message_id)
    return sent


async def send(bot: Bot, context: BotContext, chat_id: int, screen: View, picture: Picture | None) -> Message:
    """One message, with the picture that was got for it; without, when Telegram does not take the picture.

    To where the group is now, when it has become a supergroup; outside of a topic that was closed or deleted; without
    the buttons or the markup that Telegram refuses.
    """
    try:
        return await _send(bot, context, chat_id, screen, picture)
    except ChatMigrated as error:
        return await _send(bot, context, error.new_chat_id, screen, picture)
    except BadRequest as error:
        if TOPIC.get() is not None and _about_topic(error):
            TOPIC.set(None)
            return await _send(bot, context, chat_id, screen, picture)
        plainer = _plainer(screen, error)
        if plainer is None:
            raise
        log.warning("Telegram does not take a message as it is: %s", error)
        return await _send(bot, context, chat_id, plainer, picture)


async def _send(bot: Bot, context: BotContext, chat_id: int, screen: View, picture: Picture | None) -> Message:
    if picture is not None:
        try:
            sent = await bot.send_photo(
                chat_id,
                picture,
                caption=cut(screen.text, CAPTION_MOST),
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(screen),
                message_thread_id=TOPIC.get(),
            )
            await keep_picture(context, screen, sent)
            return sent
        except NetworkError as error:  # what is no BadRequest is one for an upload that is too large
            if not _about_picture(error):
                raise
            log.info("Telegram does not take a picture: %s", error)
            if isinstance(picture, str):
                await context.pictures.forget(screen.picture or "")
    return await bot.send_message(
        chat_id,
        cut(screen.text, TEXT_MOST),
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard(screen),
        link_preview_options=_NO_PREVIEW,
        message_thread_id=TOPIC.get(),
    )


@dataclass(frozen=True)
class Place:
    """A message of ours in a chat."""

    chat_id: int
    message_id: int
    photo: bool  # it has a picture, and so a caption instead of a text


def place_of(message: Message) -> Place:
    return Place(message.chat.id, message.message_id, bool(message.photo))


async def change(bot: Bot, context: BotContext, place: Place, screen: View) -> Place:
    """Turn a message into the screen; when that cannot be, send a new one. Where it is shown now."""
    try:
        if screen.picture is not None:
            return await _change_picture(bot, context, place, screen)
        if place.photo:
            await bot.edit_message_caption(
                place.chat_id,
                place.message_id,
                caption=cut(screen.text, CAPTION_MOST),
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(screen),
            )
        else:
            await bot.edit_message_text(
                cut(screen.text, TEXT_MOST),
                place.chat_id,
                place.message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(screen),
                link_preview_options=_NO_PREVIEW,
            )
    except ChatMigrated as error:
        return place_of(await post(bot, context, error.new_chat_id, screen))
    except BadRequest as error:
        if "not modified" in str(error):
            return place
        log.info("a message could not be changed (%s): sending a new one", error)
        return place_of(await post(bot, context, place.chat_id, screen))
    return place


async def _change_picture(bot: Bot, context: BotContext, place: Place, screen: View) -> Place:
    picture = await picture_of(context, screen)
    media = InputMediaPhoto(picture, cut(screen.text, CAPTION_MOST), parse_mode=ParseMode.HTML)  # type: ignore[arg-type]
    changed = await bot.edit_message_media(media, place.chat_id, place.message_id, reply_markup=keyboard(screen))
    if isinstance(changed, Message):
        await keep_picture(context, screen, changed)
    return replace(place, photo=True)


async def keep_picture(context: BotContext, screen: View, sent: Message) -> None:
    if screen.picture and sent.photo:
        await context.pictures.keep(screen.picture, sent.photo[-1].file_id)


def _about_topic(error: BadRequest) -> bool:
    """Telegram's words for a topic in which nothing can be said any more."""
    words = str(error).lower()
    return "topic_" in words or "message thread" in words


def _plainer(screen: View, error: BadRequest) -> View | None:
    """The screen without what Telegram says it cannot use; None when it says something else."""
    words = str(error).lower()
    if "button" in words:
        return spelled_out(screen)
    return replace(screen, text=escape(seen(screen.text))) if "entit" in words else None


def _about_picture(error: NetworkError) -> bool:
    """Telegram's words for a picture it cannot use; anything else is about the message itself."""
    words = str(error).lower()
    if not isinstance(error, BadRequest):
        return "too large" in words
    if "button" in words:
        return False
    return any(word in words for word in ("photo", "image", "file", "picture", "media", "http url", "web page"))
