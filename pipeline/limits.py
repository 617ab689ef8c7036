"""How much a person may have, as the owner set it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import Connection, func, select

from pipeline.clock import now
from pipeline.model import Episode, Person
from pipeline.shows import followed_by
from pipeline.store import noun
from pipeline.store.tables import episode, media_file

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A limit that is reached: so many of so many shows, or bytes of the last week."""

    kind: Literal["shows", "bytes"]
    had: int
    most: int


def problem(db: Connection, person: Person) -> Problem | None:
    """Why this person may not follow one more show; None when they may."""
    if person.most_shows is not None:
        count = len(followed_by(db, person.id))
        if count >= person.most_shows:
            return Problem(kind="shows", had=count, most=person.most_shows)
    if person.most_bytes_a_week is not None:
        had = bytes_this_week(db, person.id)
        if had >= person.most_bytes_a_week:
            return Problem(kind="bytes", had=had, most=person.most_bytes_a_week)
    return None


def bytes_this_week(db: Connection, person_id: int) -> int:
    """What was filed in the last seven days of what this person wants; what others want too counts in full."""
    wishes = {f.show.id: f.subscription for f in followed_by(db, person_id)}
    newest = (
        select(media_file.c.episode_id, func.max(media_file.c.size).label("size"))
        .where(media_file.c.filed_at >= now() - WEEK, media_file.c.replaced_at.is_(None))
        .group_by(media_file.c.episode_id)
        .subquery()
    )
    rows = db.execute(
        select(episode, newest.c.size)
        .join(newest, newest.c.episode_id == episode.c.id)
        .where(episode.c.show_id.in_(wishes))
    )
    return sum(row.size for row in rows if wishes[row.show_id].wants(noun(Episode, row)))
