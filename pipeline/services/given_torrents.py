"""Torrents that people give: a magnet link or a .torrent. See `pipeline.services.actions.take_given`."""

from __future__ import annotations

from pipeline.model import Episode, Release, Torrent
from pipeline.model.releases import BY_HAND
from pipeline.releases.episodes import told
from pipeline.releases.torrents import read_magnet, read_torrent
from pipeline.services import feeds
from pipeline.services.cases import listing_of
from pipeline.store import Store, shows

MOST = 2_000_000  # bytes of a .torrent; one of a whole series has some 500,000


def read(given: bytes | str) -> Torrent:
    """What a .torrent's bytes, or a magnet link, hold. UserError when it is neither, or cannot be used."""
    return read_magnet(given) if isinstance(given, str) else read_torrent(given)


def meant(store: Store, torrent: Torrent) -> list[Episode]:
    """The episodes of followed shows that a torrent's name speaks of: several for a pack, or when two shows are called
    alike; none when it names none."""
    found = feeds.match(store, [Release(title=torrent.name, indexer=BY_HAND, info_hash=torrent.info_hash)])
    with store.read() as db:
        listings = {match.show.id: listing_of(db, match.show) for match in found}
        numbers = {(m.show.id, e.season, e.number) for m in found for e in told(m.name, listings[m.show.id])}
        known = [each for show_id in listings for each in shows.episodes(db, show_id)]
    return [each for each in known if (each.show_id, each.season, each.number) in numbers]
