"""Messages of ours whose links or episodes' numbers have changed get the new ones, in their place, without a sound."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import Bot, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from bot.chat.context import BotContext
from bot.chat.markup import CAPTION_MOST, TEXT_MOST, Html, cut
from bot.chat.view import Rows
from bot.notices.news import watch_view, watch_words
from bot.texts import texts_for
from pipeline.model import Person
from pipeline.store import outbox
from pipeline.store.outbox import GoWatch, Redrawn

log = logging.getLogger("airdate.bot")


async def redraw(context: BotContext, bot: Bot, person: Person, what: Redrawn) -> bool:
    """The message that `what.lead` stands for; one that is gone is let be. False while it is being sent."""
    rows = await context.read(outbox.in_same_message, what.lead)
    watch = [news for row in rows if isinstance(news := row.news, GoWatch)]
    message_id = rows[0].telegram_message_id if rows else None
    if not watch or message_id is None:
        return not any(row.state == "sending" for row in rows)
    screen = await watch_view(context, person, what.lead, watch)
    keyboard = InlineKeyboardMarkup(screen.rows)
    _, links = watch_words(texts_for(person.language), watch)
    try:
        if not what.words and _is_told_by_buttons(watch, links):
            # What the message says stays: perhaps how a complaint of theirs went.
            await bot.edit_message_reply_markup(person.telegram_id, message_id, reply_markup=keyboard)
        else:
            await _rewrite(bot, person, message_id, screen.text, keyboard)
    except (BadRequest, Forbidden) as error:
        log.info("a message with old links stays as it is: %s", error)
    return True


def _is_told_by_buttons(watch: Sequence[GoWatch], links: Rows) -> bool:
    """Whether its text has neither links nor paths in it."""
    wanted = len(watch[0].links) if len(watch) == 1 else len(watch)
    return all(news.links for news in watch) and sum(map(len, links)) == wanted


async def _rewrite(bot: Bot, person: Person, message_id: int, words: Html, keyboard: InlineKeyboardMarkup) -> None:
    """Links or paths stand in its text; whether that is a picture's is not known any more."""
    chat_id = person.telegram_id
    try:
        caption = cut(words, CAPTION_MOST)
        await bot.edit_message_caption(
            chat_id, message_id, caption=caption, parse_mode=ParseMode.HTML, reply_markup=keyboard
        )
    except BadRequest as error:
        if "no caption" not in str(error):
            raise
        text = cut(words, TEXT_MOST)
        await bot.edit_message_text(text, chat_id, message_id, parse_mode=ParseMode.HTML, reply_markup=keyboard)
