"""What a person does with a notice: puts it away, or says that it is not right."""

from __future__ import annotations

from contextlib import suppress

from telegram.error import BadRequest

from bot.screen import Reply, Toast
from bot.visit import Visit
from pipeline import outbox


async def arrived(visit: Visit, row_id: int) -> bool:
    """The notice behind a pressed button, if it is this person's; a press also proves that it arrived."""
    row = await visit.house.read(outbox.by_id, row_id)
    if row is None or row.person_id != visit.person.id:
        return False
    if row.state == "sending" and visit.message is not None:
        await visit.house.write(outbox.sent, row.bundle or row.id, visit.message.message_id)
    return True


async def seen(visit: Visit) -> Reply:
    """OK: the buttons go, the words stay."""
    if not await arrived(visit, visit.numbers[0]) or visit.message is None:
        return Toast(visit.t.outdated, alert=True)
    with suppress(BadRequest):
        await visit.bot.edit_message_reply_markup(visit.chat_id, visit.message.message_id, reply_markup=None)
    return Toast("👌")
