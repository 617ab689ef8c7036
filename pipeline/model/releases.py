"""What indexers offer and are asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.model.shows import ShowInfo

KEY_MOST = 400  # characters of a release's key that are kept
BY_HAND = "by hand"  # the indexer of what a person gave


@dataclass(frozen=True, kw_only=True)
class Release:
    """What an indexer offered. `link` never holds a secret: its indexer puts the key back when it is used."""

    title: str
    indexer: str
    link: str = ""  # of the .torrent, or a magnet
    info_hash: str = ""  # lower-case hex, where the indexer said
    guid: str = ""
    size: int | None = None  # bytes
    seeders: int | None = None
    peers: int | None = None
    published_at: datetime | None = None
    page_url: str = ""
    tvdb_id: int | None = None  # the indexer's claim: evidence, not truth
    tvmaze_id: int | None = None
    imdb_id: str | None = None
    free_to_share: bool = False  # public domain or openly licensed, as the indexer states it
    min_ratio: float | None = None  # the seeding the indexer asks for
    min_seed_time: float | None = None  # seconds
    download_factor: float | None = None  # share of the download that the tracker counts; 0: freeleech
    locked: str = (
        ""  # what the indexer says stands before the video: "password", "archive"; empty: nothing, or not said
    )

    @classmethod
    def known_by_name(cls, title: str, info_hash: str = "") -> Release:
        """A release of which nothing is known but what it is called, and perhaps its info-hash."""
        return cls(title=title, indexer="", info_hash=info_hash, guid=re.sub(r"[\s._]+", ".", title.casefold()))

    @property
    def by_hand(self) -> bool:
        """Whether a person gave it, so that no indexer has to be asked."""
        return self.indexer == BY_HAND

    @property
    def name_key(self) -> str:
        """The key that it has where only its name is known."""
        return self.known_by_name(self.title).short_key

    @property
    def key(self) -> str:
        """Tells releases apart across searches: the info-hash where known."""
        return self.info_hash or f"{self.indexer}:{self.guid or self.link or self.title}"

    @property
    def short_key(self) -> str:
        """The key, cut to what is kept of it."""
        return self.key[:KEY_MOST]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to ask an indexer for: an episode, or a whole season when `number` is None."""

    show: ShowInfo
    season: int
    number: int | None = None
    absolute: int | None = None
    air_date: date | None = None
    episode_title: str = ""


@dataclass(frozen=True, kw_only=True)
class TorrentFile:
    """One file inside a torrent. `path` is relative, with "/" between folders, as the torrent names it: untrusted."""

    path: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Torrent:
    """What a downloader needs to begin: the .torrent's bytes, or a magnet whose files are not known yet."""

    info_hash: str  # v1, lower-case hex
    name: str = ""
    data: bytes | None = None
    magnet: str | None = None
    files: tuple[TorrentFile, ...] | None = None
    indexer: str = ""  # whom it came from, by its configured name
    hybrid: bool = False  # of version 1 and 2 (BEP 52), which older clients do not read
