"""The blocklist: which releases may not be taken for an episode, why, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, or_, select, update

from pipeline.clock import now
from pipeline.model import MediaFile, Release
from pipeline.model.reasons import Reason
from pipeline.store import nouns, upsert
from pipeline.store.tables import block


@dataclass(frozen=True, kw_only=True)
class Block:
    """A release that was taken and turned out wrong. `until`: None: for good."""

    release_key: str
    info_hash: str
    title: str
    reason: Reason
    at: datetime
    until: datetime | None


def put(
    db: Connection, episode_id: int, release: Release, reason: Reason | str, lasting: timedelta | None = None
) -> None:
    """Block a release, for good when `lasting` is None. One that is blocked already stays so by the new reason."""
    moment = now()
    values = {"info_hash": release.info_hash, "title": release.title, "reason": reason, "at": moment}
    until = moment + lasting if lasting else None
    upsert(db, block, {"episode_id": episode_id, "release_key": release.short_key}, {**values, "until": until})


def of_episode(db: Connection, episode_id: int) -> list[Block]:
    """Everything that was ever blocked for an episode, oldest first."""
    query = select(block).where(block.c.episode_id == episode_id).order_by(block.c.at, block.c.id)
    return nouns(Block, db.execute(query))


def in_force(db: Connection, episode_id: int, moment: datetime) -> list[Block]:
    """Those of an episode that count now."""
    return nouns(Block, db.execute(select(block).where(*_in_force(episode_id, moment))))


def reasons(db: Connection, episode_id: int, moment: datetime) -> dict[str, Reason]:
    """Why releases may not be taken for an episode now, by their keys and info-hashes."""
    rows = in_force(db, episode_id, moment)
    return {row.release_key: row.reason for row in rows} | {row.info_hash: row.reason for row in rows if row.info_hash}


def holds_file(db: Connection, episode_id: int, file: MediaFile) -> bool:
    """Whether the release that a filed file came from is blocked."""
    same = and_(block.c.info_hash == "", block.c.title == file.release)
    if file.info_hash:
        same |= block.c.info_hash == file.info_hash
    query = select(block.c.id).where(*_in_force(episode_id, now()), same).limit(1)
    return db.execute(query).first() is not None


def lift(db: Connection, episode_id: int, release: Release) -> None:
    """A release, and the same torrent by any other name, may be taken again."""
    same = block.c.release_key == release.short_key
    if release.info_hash:
        same |= block.c.info_hash == release.info_hash
    db.execute(delete(block).where(block.c.episode_id == episode_id, same))


def lift_by_id(db: Connection, block_id: int) -> str | None:
    """The same, for a row of the blocklist; what the release is called. None: there is no such row (any more)."""
    row = db.execute(select(block).where(block.c.id == block_id)).first()
    if row is None:
        return None
    same = block.c.release_key == row.release_key
    if row.info_hash:
        same |= block.c.info_hash == row.info_hash
    db.execute(delete(block).where(block.c.episode_id == row.episode_id, same))
    return str(row.title)


def name_torrent(db: Connection, release: Release, info_hash: str) -> None:
    """What an indexer did not tell is known by now: the same torrent elsewhere is as bad."""
    nameless = (block.c.release_key == release.key, block.c.info_hash == "")
    db.execute(update(block).where(*nameless).values(info_hash=info_hash))


def _in_force(episode_id: int, moment: datetime) -> tuple[Any, ...]:
    return block.c.episode_id == episode_id, or_(block.c.until.is_(None), block.c.until > moment)
