"""Who pressed what, in the chat, in the browser or by a program: kept for a while, for people to look up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from pipeline.clock import now
from pipeline.model.reasons import Reason
from pipeline.store import nouns
from pipeline.store.tables import press

ABOUT_MOST = 300  # characters


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """One button, or command of a program. `said`: what was answered; empty: the chat showed it."""

    id: int
    at: datetime
    who: str
    place: str  # "chat", "browser" or "api"
    verb: str
    about: str
    episode_id: int | None
    said: Reason


def put(
    db: Connection, who: str, place: str, verb: str, about: str, said: Reason, episode_ids: Sequence[int] = ()
) -> None:
    """Note it, once for each episode that it is about."""
    values = {"at": now(), "who": who[:200], "place": place, "verb": verb, "about": about[:ABOUT_MOST], "said": said}
    db.execute(press.insert(), [{**values, "episode_id": each} for each in episode_ids or (None,)])


def of_episode(db: Connection, episode_id: int, limit: int = 20) -> list[Pressed]:
    """What was pressed about an episode, newest first."""
    query = select(press).where(press.c.episode_id == episode_id).order_by(press.c.at.desc(), press.c.id.desc())
    return nouns(Pressed, db.execute(query.limit(limit)))


def lately(db: Connection, limit: int, offset: int) -> list[Pressed]:
    """Everything, newest first."""
    query = select(press).order_by(press.c.at.desc(), press.c.id.desc())
    return nouns(Pressed, db.execute(query.limit(limit).offset(offset)))
