"""Puts screens into chats: as new messages, or in place of what was there."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace

from telegram import Bot, InlineKeyboardMarkup, InputMediaPhoto, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, NetworkError

from bot.chat import pictures
from bot.chat.context import BotContext
from bot.chat.markup import CAPTION_MOST, TEXT_MOST, cut, seen
from bot.chat.pictures import Picture
from bot.chat.view import View, spelled_out

log = logging.getLogger("airdate.bot")

TOPIC: ContextVar[int | None] = ContextVar("TOPIC", default=None)
"""The topic of a forum that is answered in: set for each update, by `answer_in`."""

SHORT = 500  # UTF-16 units that are left of a text that is too long all the same: what matters is said first

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def answer_in(message: Message | None) -> None:
    """What this update is answered with goes where it was said: into the same topic, where its group has topics."""
    TOPIC.set(message.message_thread_id if message is not None and message.is_topic_message else None)


def keyboard(screen: View) -> InlineKeyboardMarkup | None:
    """The screen's buttons, if it has any."""
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
        context.chats.posted(sent.chat.id, sent.message_id)
    return sent


@dataclass(frozen=True)
class Form:
    """How a screen is sent: as it is, or with what Telegram refused taken from it."""

    chat_id: int
    screen: View
    picture: Picture | None
    topic: int | None
    marked: bool = True  # as HTML; else as plain text

    def words(self, most: int) -> str:
        text = cut(self.screen.text, most)
        return text if self.marked else seen(text)


Simplify = Callable[[Form], Form]


async def send(bot: Bot, context: BotContext, chat_id: int, screen: View, picture: Picture | None) -> Message:
    """One message, with the picture that was got for it, in the first form that Telegram takes: to where the group is
    now when it has become a supergroup, outside of a topic that was closed, without picture, links, markup or buttons.
    """
    form = Form(chat_id, screen, picture, TOPIC.get())
    while True:
        try:
            return await _send(bot, context, form)
        except ChatMigrated as error:
            if error.new_chat_id == form.chat_id:
                raise
            form = replace(form, chat_id=error.new_chat_id)
        except NetworkError as error:  # BadRequest is one, and an upload that is too large
            simpler = _simpler(form, error)
            if simpler is None:
                raise
            log.warning("Telegram does not take a message as it is: %s", error)
            if simpler.picture is None and isinstance(form.picture, str):
                await context.pictures.forget(screen.picture or "")
            TOPIC.set(simpler.topic)  # what else answers this update is spared the closed one
            form = simpler


async def _send(bot: Bot, context: BotContext, form: Form) -> Message:
    mode = ParseMode.HTML if form.marked else None
    if form.picture is None:
        return await bot.send_message(
            form.chat_id,
            form.words(TEXT_MOST),
            parse_mode=mode,
            reply_markup=keyboard(form.screen),
            link_preview_options=_NO_PREVIEW,
            message_thread_id=form.topic,
        )
    sent = await bot.send_photo(
        form.chat_id,
        form.picture,
        caption=form.words(CAPTION_MOST),
        parse_mode=mode,
        reply_markup=keyboard(form.screen),
        message_thread_id=form.topic,
    )
    await keep_picture(context, form.screen, sent)
    return sent


def _simpler(form: Form, error: NetworkError) -> Form | None:
    """The form without what Telegram cannot use; None when nothing is left to be taken away, or no form would do."""
    return next((simpler for simplify in _remedies(error) if (simpler := simplify(form)) != form), None)


def _remedies(error: NetworkError) -> Sequence[Simplify]:
    """What takes away what Telegram says that it cannot use; where that is nothing that is known, or is gone already,
    one thing after the other."""
    said = str(error).lower()
    if not isinstance(error, BadRequest):
        return [_without_picture] if "too large" in said else []
    if _ABOUT_TOPIC.search(said):
        return [_outside_topic]
    if _ABOUT_CHAT.search(said):
        return []
    named = [simplify for words, simplify in _SIMPLER if words.search(said)]
    return [*named, *(simplify for _, simplify in _SIMPLER)]


_ABOUT_TOPIC = re.compile("topic_|message thread")
# Nothing can be said there, in whatever form: https://github.com/TelegramBotAPI/errors
_ABOUT_CHAT = re.compile(
    r"\b(?:chat|user) (?:not found|was|is)\b|\b(?:peer|chat|user)_id_invalid|rights to send (?:text|a) message"
    r"|write_forbidden|chat_restricted|channel_private|administrator rights|payment_required|privacy_"
)


def _outside_topic(form: Form) -> Form:
    return replace(form, topic=None)


def _links_in_words(form: Form) -> Form:
    linked = any(button.url for row in form.screen.rows for button in row)
    return replace(form, screen=spelled_out(form.screen)) if linked else form


def _without_buttons(form: Form) -> Form:
    return replace(form, screen=replace(form.screen, rows=()))


def _unmarked(form: Form) -> Form:
    return replace(form, marked=False)


def _without_picture(form: Form) -> Form:
    return replace(form, picture=None)


def _shorter(form: Form) -> Form:
    return replace(form, screen=replace(form.screen, text=cut(form.screen.text, SHORT)))


# What each is told by, and what is missed least first. A button's address may have any word in it.
_SIMPLER: tuple[tuple[re.Pattern[str], Simplify], ...] = (
    (re.compile("^(?!.*button).*(?:caption|photo|image|file|picture|media|http url|web page)"), _without_picture),
    (re.compile("entit"), _unmarked),
    (re.compile("button|keyboard|reply_markup"), _links_in_words),
    (re.compile("too.long"), _shorter),
    (re.compile("button|keyboard|reply_markup"), _without_buttons),
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
    """Remember what Telegram calls the picture that was sent, so that it is uploaded once."""
    if screen.picture and sent.photo:
        await context.pictures.keep(screen.picture, sent.photo[-1].file_id)
