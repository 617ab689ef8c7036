"""Torrents that people gave for an episode. They may hold a passkey: no release, log or page shows them, and once the
download client has one, no more is kept than which torrent it is.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, or_, select, update

from pipeline.clock import now
from pipeline.model import Torrent
from pipeline.releases.torrents import read_magnet, read_torrent
from pipeline.store import upsert
from pipeline.store.tables import given_torrent

_BARE = "magnet:?xt=urn:btih:{}"  # no trackers, so no passkeys
TELLS_MORE = or_(given_torrent.c.data.is_not(None), func.length(given_torrent.c.magnet) > len(_BARE.format("0" * 40)))


def keep(db: Connection, torrent: Torrent) -> None:
    """Keep it, to be added to the download client."""
    given = {"data": torrent.data, "magnet": torrent.magnet or "", "given_at": now()}
    upsert(db, given_torrent, {"info_hash": torrent.info_hash}, given)


def find(db: Connection, info_hash: str) -> Torrent | None:
    row = db.execute(select(given_torrent).where(given_torrent.c.info_hash == info_hash)).first()
    if row is None:
        return None
    return read_magnet(row.magnet) if row.data is None else read_torrent(row.data)


def tells_more(db: Connection, info_hash: str) -> bool:
    """Whether more is kept than which torrent it is."""
    mine = select(given_torrent.c.id).where(given_torrent.c.info_hash == info_hash, TELLS_MORE)
    return db.execute(mine).first() is not None


def cut(db: Connection, info_hash: str) -> None:
    """Keep no more than which torrent it is: the download client has it, or nobody wants it."""
    bare = {"data": None, "magnet": _BARE.format(info_hash)}
    db.execute(update(given_torrent).where(given_torrent.c.info_hash == info_hash).values(**bare))
