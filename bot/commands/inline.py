"""`@bot picard` in any chat: shows to share, each with a button that leads into the bot.

Telegram asks anew with each pause in the typing. So that this holds up nobody who speaks with the bot itself, such
questions have threads of their own and a part of what a catalogue may be asked; of each person the newest counts.
"""

from __future__ import annotations

import asyncio
import logging
import math

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
EVERY = 3.5  # seconds from one search to the next: TVmaze allows 20 requests in 10


class Inline:
    """Answers inline questions. `every`: seconds from one search to the next, for all people together."""

    def __init__(self, context: BotContext, every: float = EVERY) -> None:
        self._context = context
        self._every = every
        self._free_at = -math.inf  # when the next search may begin; the loop's time
        self._superseded: dict[int, asyncio.Event] = {}  # of the question that waits, by person

    async def answer(self, query: InlineQuery, person: Person | None) -> None:
        """What the person may mean. Unknown people get nothing: not even the names of shows."""
        words = one_line(query.query, 100)
        known = person is not None and len(words) >= SHORTEST
        found = await self._search(person.id, words) if known and person is not None else []
        t = texts_for(person.language if person else "en")
        results = [_result(self._context, t, at, i) for at, i in enumerate(found[:RESULTS_MOST]) if links.payload_of(i)]
        try:
            await query.answer(results, cache_time=CACHED if results else 0, is_personal=True)
        except BadRequest as error:  # the person has typed on, and Telegram does not wait any more
            log.info("an inline answer came too late: %s", error)

    async def _search(self, person_id: int, words: str) -> list[ShowInfo]:
        if not await self._has_turn(person_id):
            return []
        try:
            return await self._context.aside(catalogue.search, self._context.catalogues, words)
        except OutsideError as error:
            log.info("an inline question could not be answered: %s", error)
            return []

    async def _has_turn(self, person_id: int) -> bool:
        """Whether it is this question's turn, once there is one; False when the person has typed on meanwhile."""
        if (earlier := self._superseded.get(person_id)) is not None:
            earlier.set()
        mine = self._superseded[person_id] = asyncio.Event()
        clock = asyncio.get_running_loop().time
        while not mine.is_set() and (wait := self._free_at - clock()) > 0:
            try:
                async with asyncio.timeout(wait):
                    await mine.wait()
            except TimeoutError:
                continue
        if self._superseded.get(person_id) is mine:
            del self._superseded[person_id]
        if mine.is_set():
            return False
        self._free_at = clock() + self._every
        return True


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
