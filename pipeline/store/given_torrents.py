"""Torrents that people gave for an episode. They may hold a passkey, so no release, log or page shows them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from pipeline.clock import now
from pipeline.model import Torrent
from pipeline.releases.torrents import read_magnet, read_torrent
from pipeline.store import upsert
from pipeline.store.tables import given_torrent


def keep(db: Connection, torrent: Torrent) -> None:
    """Keep it, to be added to the download client, and again when that has lost it."""
    given = {"data": torrent.data, "magnet": torrent.magnet or "", "given_at": now()}
    upsert(db, given_torrent, {"info_hash": torrent.info_hash}, given)


def find(db: Connection, info_hash: str) -> Torrent | None:
    row = db.execute(select(given_torrent).where(given_torrent.c.info_hash == info_hash)).first()
    if row is None:
        return None
    return read_magnet(row.magnet) if row.data is None else read_torrent(row.data)
