"""What a person does with a notice: puts it away, or says that it is not right."""

from __future__ import annotations

from contextlib import suppress

from telegram import InlineKeyboardMarkup, Message
from telegram.error import BadRequest

from bot.chat.request import Request
from bot.chat.view import Reply, Toast
from pipeline.store import outbox

ANSWERS = (
    "access",
    "request",
    "rename",
    "watched",
    "remedy",
    "allremed",
    "stuckone",
    "goon",
    "enough",
)  # codes of buttons that settle a question


async def arrived(request: Request, row_id: int) -> bool:
    """The notice behind a pressed button, if it is this person's; a press also proves that it arrived."""
    row = await request.context.read(outbox.by_id, row_id)
    if row is None or row.person_id != request.person.id:
        return False
    if row.state == "sending" and request.message is not None:
        await request.context.write(outbox.sent, row.bundle or row.id, request.message.message_id)
    return True


async def seen(request: Request) -> Reply:
    """OK: the buttons go, the words stay. A question keeps its yes and no until it is answered."""
    if not await arrived(request, request.numbers[0]) or request.message is None:
        return Toast(request.t.outdated, alert=True)
    with suppress(BadRequest):
        left = _questions(request, request.message)
        await request.bot.edit_message_reply_markup(request.chat_id, request.message.message_id, reply_markup=left)
    return Toast("👌")


def _questions(request: Request, message: Message) -> InlineKeyboardMarkup | None:
    """The buttons by which a question is answered, without the others."""
    keyboard = message.reply_markup.inline_keyboard if message.reply_markup else ()
    rows = [[each for each in row if _answers(request, str(each.callback_data or ""))] for row in keyboard]
    return InlineKeyboardMarkup([row for row in rows if row]) if any(rows) else None


def _answers(request: Request, data: str) -> bool:
    press = request.context.signer.read(request.person.telegram_id, data)
    return press is not None and press.code in ANSWERS
