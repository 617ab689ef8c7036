"""What was considered for an episode and why each release lost, or won: the rows behind `/why`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from pipeline.clock import now
from pipeline.model import Release
from pipeline.model.reasons import Reason
from pipeline.releases.decide import Verdict
from pipeline.releases.parsing.names import read
from pipeline.store import insert, noun, nouns
from pipeline.store.tables import verdict


@dataclass(frozen=True, kw_only=True)
class Considered:
    """A release that was looked at for an episode, and why it lost, or won."""

    id: int  # of the verdict; see `pipeline.services.actions.take_anyway`
    episode_id: int
    release_key: str
    release: Release
    rule: str  # the rule that refused it; empty: none did
    reason: Reason
    score: tuple[int, ...]
    chosen: bool
    seen_at: datetime


def by_id(db: Connection, verdict_id: int) -> Considered | None:
    row = db.execute(select(verdict).where(verdict.c.id == verdict_id)).first()
    return noun(Considered, row) if row else None


def of_episode(db: Connection, episode_id: int, limit: int = 50) -> list[Considered]:
    """The chosen release first, then those that no rule refused, then the rest; the newest looks first."""
    rows = db.execute(
        select(verdict)
        .where(verdict.c.episode_id == episode_id)
        .order_by(verdict.c.chosen.desc(), verdict.c.rule != "", verdict.c.seen_at.desc(), verdict.c.id)
        .limit(limit)
    )
    return nouns(Considered, rows)


def of_last_look(db: Connection, episode_id: int) -> list[Considered]:
    """What was considered at the last look, in no order."""
    latest = select(func.max(verdict.c.seen_at)).where(verdict.c.episode_id == episode_id).scalar_subquery()
    rows = db.execute(select(verdict).where(verdict.c.episode_id == episode_id, verdict.c.seen_at == latest))
    return nouns(Considered, rows)


def releases(db: Connection, episode_id: int) -> dict[str, Release]:
    """Every release that was ever considered for an episode, by its key as it is kept."""
    rows = db.execute(select(verdict.c.release_key, verdict.c.release).where(verdict.c.episode_id == episode_id))
    return {row.release_key: row.release for row in rows}


def remembered(db: Connection, episode_id: int, beyond: Iterable[str]) -> list[Release]:
    """What was considered before and is not from the indexers in `beyond`, which have just been asked again."""
    asked = set(beyond)
    return [release for release in releases(db, episode_id).values() if release.indexer not in asked]


def seen_by_indexer(db: Connection, episode_id: int) -> dict[str, datetime]:
    """When each indexer's releases for an episode were last looked at."""
    rows = db.execute(select(verdict.c.release, verdict.c.seen_at).where(verdict.c.episode_id == episode_id))
    seen: dict[str, datetime] = {}
    for row in rows:
        seen[row.release.indexer] = max(row.seen_at, seen.get(row.release.indexer, row.seen_at))
    return seen


def save(db: Connection, episode_id: int, judged: Sequence[Verdict], chosen: Verdict | None) -> None:
    """Keep every verdict of this look; a release seen again keeps when it was first seen."""
    moment = now()
    db.execute(update(verdict).where(verdict.c.episode_id == episode_id).values(chosen=False))
    for each in judged:
        _save(db, episode_id, each, each is chosen, moment)


def add_given(db: Connection, episode_id: int, release: Release, reason: Reason) -> None:
    """What a person gave is on offer for the episode as well."""
    _save(db, episode_id, Verdict(release=release, name=read(release.title), reason=reason), False, now())


def _save(db: Connection, episode_id: int, judged: Verdict, chosen: bool, moment: datetime) -> None:
    key = judged.release.short_key
    values = {
        "release": judged.release,
        "rule": judged.rule,
        "reason": judged.reason,
        "score": judged.score,
        "chosen": chosen,
        "seen_at": moment,
    }
    insert(db, verdict, {"episode_id": episode_id, "release_key": key, **values, "first_seen_at": moment})
    same = (verdict.c.episode_id == episode_id, verdict.c.release_key == key)
    db.execute(update(verdict).where(*same).values(**values))
