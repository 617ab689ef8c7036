"""What was considered for an episode and why: saved for `/why`, and the facts the rules judge by."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.model import Episode, Show
from pipeline.releases.choose import Case, Verdict
from pipeline.store import Store, insert
from pipeline.store.tables import block, verdict


def case(store: Store, show: Show, episode: Episode, settings: Settings) -> Case:  # noqa: ARG001
    """Everything that the rules may look at for one episode."""
    with store.read() as db:
        blocked = db.execute(select(block.c.release_key, block.c.reason).where(block.c.episode_id == episode.id)).all()
    return Case(show=show, episode=episode, blocked={row.release_key: row.reason for row in blocked}, moment=now())


def save(store: Store, episode_id: int, judged: Sequence[Verdict], chosen: Verdict | None) -> None:
    """Keep every verdict of this look; a release seen again keeps when it was first seen."""
    moment = now()
    with store.write() as db:
        db.execute(update(verdict).where(verdict.c.episode_id == episode_id).values(chosen=False))
        for each in judged:
            key = {"episode_id": episode_id, "release_key": each.release.key[:400]}
            values = {
                "release": each.release,
                "rule": each.rule,
                "reason": each.reason,
                "score": each.score,
                "chosen": each is chosen,
                "seen_at": moment,
            }
            insert(db, verdict, {**key, **values, "first_seen_at": moment})
            same = (verdict.c.episode_id == episode_id, verdict.c.release_key == key["release_key"])
            db.execute(update(verdict).where(*same).values(**values))
