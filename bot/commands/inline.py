"""`@bot picard` in any chat: shows to share, each with a button that leads into the bot."""

from __future__ import annotations

import logging

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.chat import phrases
from bot.chat.context import BotContext
from bot.chat.markup import cut, fill, one_line
from bot.chat.view import fits_button
from bot.commands import links
from bot.texts import Texts, texts_for
from pipeline.errors import OutsideError
from pipeline.model import Person, ShowInfo
from pipeline.services import catalogue

log = logging.getLogger("airdate.bot")

RESULTS_MOST = 20
SHORTEST = 2  # letters: less fits everything
PLOT_MOST = 400
CACHED = 60  # seconds that Telegram answers the same question by itself, for the same person only


async def answer(context: BotContext, query: InlineQuery, person: Person | None) -> None:
    """What the person may mean. Unknown people get nothing: not even the names of shows."""
    words = one_line(query.query, 100)
    found: list[ShowInfo] = []
    if person is not None and len(words) >= SHORTEST:
        try:
            found = await context.outside(catalogue.search, context.catalogues, words)
        except OutsideError as error:
            log.info("an inline question could not be answered: %s", error)
    t = texts_for(person.language if person else "en")
    results = [_result(context, t, at, info) for at, info in enumerate(found[:RESULTS_MOST]) if links.payload_of(info)]
    try:
        await query.answer(results, cache_time=CACHED if results else 0, is_personal=True)
    except BadRequest as error:  # the person has typed on, and Telegram does not wait any more
        log.info("an inline answer came too late: %s", error)


def _result(context: BotContext, t: Texts, at: int, info: ShowInfo) -> InlineQueryResultArticle:
    facts = " · ".join(one_line(f, 60) for f in (t.status_words.get(info.status, info.status), info.network) if f)
    text = fill(t.inline_message, show=phrases.name_of(info), facts=facts, plot=one_line(info.overview, PLOT_MOST))
    url = f"https://t.me/{context.username}?start={links.payload_of(info)}"
    return InlineQueryResultArticle(
        id=f"{at}:{links.payload_of(info)}",
        title=one_line(phrases.name_of(info), 100),
        description=facts,
        thumbnail_url=info.poster_url
        if info.poster_url.startswith("https://") and fits_button(info.poster_url)
        else None,
        input_message_content=InputTextMessageContent(
            cut(text, 4096), parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton(t.b_open_in_chat, url=url)]]),
    )
