"""Releases from the feeds that may be of a followed show: what `fetch` need not search for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from pipeline.clock import now
from pipeline.model import Release
from pipeline.store import insert
from pipeline.store.tables import offer


def of_show(db: Connection, show_id: int) -> list[Release]:
    return list(db.execute(select(offer.c.release).where(offer.c.show_id == show_id)).scalars())


def keep(db: Connection, show_id: int, release: Release) -> bool:
    """Keep a release for whoever fetches an episode of this show; True when it was not known."""
    moment = now()
    key = {"show_id": show_id, "release_key": release.short_key}
    new = insert(db, offer, {**key, "release": release, "seen_at": moment}) is not None
    if not new:
        same = (offer.c.show_id == show_id, offer.c.release_key == key["release_key"])
        db.execute(update(offer).where(*same).values(release=release, seen_at=moment))
    return new


def forget_before(db: Connection, moment: datetime) -> None:
    """Drop what was last seen before then."""
    db.execute(delete(offer).where(offer.c.seen_at < moment))
