"""How much a person may have, as the owner set it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from pipeline.clock import now
from pipeline.model import Episode, Person
from pipeline.store import Connection, media_files, outbox, people
from pipeline.store.shows import followed_by, subscriptions_to

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


def held_back(db: Connection, show_id: int, wanted: Sequence[Episode]) -> set[int]:
    """The ids of those of the wanted episodes that only people want who have had what they may have in a week.

    They are told, once a week. In the caller's transaction.
    """
    full = _used_up(db, show_id) if wanted else {}
    if not full:
        return set()
    subscriptions = subscriptions_to(db, show_id)
    who = {episode.id: {s.person_id for s in subscriptions if s.wants(episode)} for episode in wanted}
    waiting = {episode_id: people for episode_id, people in who.items() if people <= full.keys()}
    for person_id in set().union(*waiting.values()):
        news = outbox.WeekFull(had=full[person_id].had, most=full[person_id].most)
        outbox.put(db, f"week:{person_id}:{now():%G-W%V}", person_id, news)
    return set(waiting)


def _used_up(db: Connection, show_id: int) -> dict[int, Problem]:
    """Those who follow this show and have had their bytes of the week."""
    found = {}
    for person in people.limited_followers(db, show_id):
        most, had = person.most_bytes_a_week or 0, bytes_this_week(db, person.id)
        if had >= most:
            found[person.id] = Problem(kind="bytes", had=had, most=most)
    return found


def bytes_this_week(db: Connection, person_id: int) -> int:
    """What was filed in the last seven days of what this person wants; what others want too counts in full."""
    mine = {f.show.id: f.subscription for f in followed_by(db, person_id)}
    filed = media_files.sizes_since(db, mine, now() - WEEK)
    return sum(size for episode, size in filed if mine[episode.show_id].wants(episode))
