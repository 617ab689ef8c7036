"""Releases from the feeds that may be of a followed show: what `fetch` need not search for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, select

from pipeline.clock import now
from pipeline.model import Release
from pipeline.store import upsert_all
from pipeline.store.tables import offer


def of_show(db: Connection, show_id: int) -> list[Release]:
    return list(db.execute(select(offer.c.release).where(offer.c.show_id == show_id)).scalars())


def keep(db: Connection, found: Iterable[tuple[int, Release]]) -> set[tuple[int, str]]:
    """Keep releases, each with its show, for whoever fetches an episode of it; the new ones' shows and keys."""
    rows = {(show_id, release.short_key): release for show_id, release in found}
    known = _known(db, {show_id for show_id, _ in rows})
    moment = now()
    values = [
        {"show_id": show_id, "release_key": key, "release": release, "seen_at": moment}
        for (show_id, key), release in rows.items()
    ]
    upsert_all(db, offer, ("show_id", "release_key"), values)
    return rows.keys() - known


def _known(db: Connection, show_ids: Iterable[int]) -> set[tuple[int, str]]:
    rows = db.execute(select(offer.c.show_id, offer.c.release_key).where(offer.c.show_id.in_(list(show_ids))))
    return {(row.show_id, row.release_key) for row in rows}


def forget_before(db: Connection, moment: datetime) -> None:
    """Drop what was last seen before then."""
    db.execute(delete(offer).where(offer.c.seen_at < moment))
