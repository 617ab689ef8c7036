"""Did a message arrive whose answer was lost?

The ids after the newest that was known before it was sent are asked, with editMessageReplyMarkup and the message's own
keyboard, which no other message has:

* "message is not modified": that is the message; it had arrived.
* "message to edit not found", "message can't be edited": not ours, nothing happened.
* It worked: an unknown message of ours got these buttons. They are taken off again at once.

If none is it, it is sent again. What keeps the third answer rare: nothing else is sent into a chat while an outbox
message is under way there (`Chats.lock`), and ids of ours that are known are left out.

Where ids come from: Telegram counts the private chats of a bot together, so the true id lies shortly after the newest
in any chat; other servers count each chat by itself. Both places are looked at.

What remains: a person who deletes the message for both sides in those seconds gets it again; so does one for whom more
than `WINDOW` unknown messages came in between; and a reply whose own answer was lost at that moment may lose its
buttons.
"""

from __future__ import annotations

import asyncio
import logging
from enum import Enum, auto

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.chat.context import BotContext
from bot.chat.polling import asked_to_wait
from pipeline.store import Connection, outbox
from pipeline.store.outbox import Message

log = logging.getLogger("airdate.bot")

WINDOW = 30  # ids that are asked after each of the two newest known
ASKED_MOST = 200


class Found(Enum):
    """What an id turned out to be."""

    IT = auto()
    NOT_OURS = auto()
    CHANGED = auto()


async def find(context: BotContext, bot: Bot, chat_id: int, message: Message) -> int | None:
    """The id of a message in the chat; None when it is not there. NetworkError when that cannot be asked."""
    newest = context.chats.newest(chat_id), context.chats.newest_of_all()
    keyboard = _keyboard(message)
    for message_id in await context.read(candidates, message, *newest):
        if context.chats.is_ours(chat_id, message_id):
            continue
        found = await _ask(bot, chat_id, message_id, keyboard)
        if found is Found.IT:
            context.chats.saw(chat_id, message_id)
            return message_id
        if found is Found.CHANGED:
            log.warning("an unknown message of ours (%s) lost its buttons", message_id)
            await _ask(bot, chat_id, message_id, None)
    return None


async def _ask(bot: Bot, chat_id: int, message_id: int, keyboard: InlineKeyboardMarkup | None) -> Found:
    while True:
        try:
            await bot.edit_message_reply_markup(chat_id, message_id, reply_markup=keyboard)
            return Found.CHANGED
        except RetryAfter as error:
            await asyncio.sleep(asked_to_wait(error).total_seconds())
        except (BadRequest, Forbidden) as error:
            return Found.IT if "not modified" in str(error) else Found.NOT_OURS


def candidates(db: Connection, message: Message, newest: int, any_newest: int) -> list[int]:
    """The ids that the message may have, likeliest first; without those that are known to be others."""
    after, after_any = message.after_message_id or 0, message.after_any_id or 0
    here = range(after + 1, max(after, newest) + WINDOW + 1)
    anywhere = range(after_any + 1, max(after_any, any_newest, outbox.newest_id(db)) + WINDOW + 1)
    own, all_known = outbox.known_ids(db, message.person_id, after), outbox.known_ids(db, None, after_any)
    ids = [i for i in here if i not in own] + [i for i in anywhere if i not in all_known]
    return list(dict.fromkeys(ids))[:ASKED_MOST]


def _keyboard(message: Message) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(**button) for button in row] for row in message.rendered or []])
