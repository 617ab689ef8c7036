"""News that could not be delivered: so that somebody sees what nobody was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, select

from pipeline.clock import now
from pipeline.model.reasons import Reason
from pipeline.store.tables import message, person

SEEN_FOR = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Undelivered:
    """What one person was not told in the last week."""

    name: str
    count: int
    said: str  # why the newest was refused, in the words of Telegram

    @property
    def reason(self) -> Reason:
        return Reason("news-undelivered", count=self.count, name=self.name, said=self.said)


def undelivered(db: Connection) -> list[Undelivered]:
    """By person, in order of their names. What had no purpose any more when its turn came is none of it."""
    refused = (message.c.state == "failed", message.c.error != "", message.c.due_at > now() - SEEN_FOR)
    query = select(person.c.id, person.c.name, message.c.error).join(person, person.c.id == message.c.person_id)
    found: dict[int, Undelivered] = {}
    for row in db.execute(query.where(*refused).order_by(message.c.id)):
        before = found[row.id].count if row.id in found else 0
        found[row.id] = Undelivered(name=row.name, count=before + 1, said=row.error)
    return sorted(found.values(), key=lambda each: each.name.casefold())
