"""What a person does with a notice: puts it away, or says that it is not right."""

from __future__ import annotations

from contextlib import suppress

from telegram.error import BadRequest

from bot.chat.request import Request
from bot.chat.view import Reply, Toast
from pipeline.store import outbox


async def arrived(request: Request, row_id: int) -> bool:
    """The notice behind a pressed button, if it is this person's; a press also proves that it arrived."""
    row = await request.context.read(outbox.by_id, row_id)
    if row is None or row.person_id != request.person.id:
        return False
    if row.state == "sending" and request.message is not None:
        await request.context.write(outbox.sent, row.bundle or row.id, request.message.message_id)
    return True


async def seen(request: Request) -> Reply:
    """OK: the buttons go, the words stay."""
    if not await arrived(request, request.numbers[0]) or request.message is None:
        return Toast(request.t.outdated, alert=True)
    with suppress(BadRequest):
        await request.bot.edit_message_reply_markup(request.chat_id, request.message.message_id, reply_markup=None)
    return Toast("👌")
