"""A plain RSS or Atom feed of torrents.

    [indexers.myfeed]
    type = "rss"
    url = "https://example.org/feed.xml"

    [indexers.private]
    type = "rss"
    url = "https://example.org/rss?passkey={secret}"
    secret = "…"                      # stands in the url and in its links, and is kept out of everything we store

A feed cannot be searched: a search gives those of its entries that name the show. What is read: enclosures, links and
magnets, and the size, hash and seeders that feeds give in namespaces of their own (torrent, nyaa, showRSS).
RSS: https://www.rssboard.org/rss-specification; Atom: RFC 4287.
"""

from __future__ import annotations

import logging
import re

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from integrations.common.indexer_links import Key, Links, plain_url, read_count, read_date
from integrations.common.xml_feed import Node, hash_of_magnet, read_title, read_xml
from pipeline.errors import BadResponse, UserError
from pipeline.model import Release, Torrent, Wanted
from pipeline.releases.torrents import read_info_hash, read_magnet, read_torrent

_log = logging.getLogger(__name__)

_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)\s*([KMGT]i?)?B\b", re.IGNORECASE)
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}
_TORRENT_TYPE = "application/x-bittorrent"


class RSS:
    """An Indexer."""

    class Config(BaseModel):
        """Settings of one feed."""

        model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

        url: str = Field(description="address of the feed; write {secret} where its passkey stands")
        secret: SecretStr = Field(SecretStr(""), description="the passkey; empty: none")
        free_to_share: bool = Field(False, description="all it lists is public domain or openly licensed")
        timeout: float = Field(30.0, gt=0, le=300, description="seconds for a whole answer")
        max_bytes: int = Field(8 * 2**20, ge=2**16, description="the longest answer that is read, in bytes")

        @field_validator("url")
        @classmethod
        def _plain_url(cls, url: str) -> str:
            return plain_url(url)

        @model_validator(mode="after")
        def _secret_used(self) -> RSS.Config:
            if ("{secret}" in self.url) != bool(self.secret.get_secret_value()):
                raise ValueError("url needs {secret} where the secret stands, and secret the passkey, or neither")
            return self

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._config = config
        self._key = Key(config.secret.get_secret_value())
        self._links = Links(
            name,
            timeout=config.timeout,
            max_bytes=config.max_bytes,
            remedy="Check the feed's address and secret.",
            key=self._key,
        )

    def check(self) -> str:
        """Read the feed."""
        return f"the feed answers with {len(self.newest())} entries"

    def search(self, wanted: Wanted) -> list[Release]:
        """The entries that name the show; which episode they hold is for the pipeline to read."""
        titles = [words for title in (wanted.show.title, *wanted.show.aliases) if (words := _words(title))]
        return [r for r in self.newest() if any(_begins(_words(r.title), words) for words in titles)]

    def newest(self, page: int = 0) -> list[Release]:
        """The feed's entries; it has one page."""
        if page > 0:
            return []
        url = self._config.url.replace("{secret}", self._key.restore(Key.MARK))
        found = self._links.checked(self._links.get(url))
        root = read_xml(self.name, found.body, self._links.excerpt(found.body))
        if root.name not in ("rss", "rdf", "feed"):
            raise BadResponse(self.name, f"its address gives <{root.name[:50]}> instead of a feed.")
        releases: dict[str, Release] = {}
        for entry in root.below("item", "entry"):
            release = self._release(entry)
            if release is not None:
                releases.setdefault(release.key, release)
        return list(releases.values())

    def torrent(self, release: Release) -> Torrent:
        """The torrent behind an entry; a redirect to a magnet link is followed too."""
        link = self._key.restore(release.link)
        try:
            found = self._links.get(link)
            return read_magnet(found.magnet) if found.magnet else read_torrent(self._links.checked(found).body)
        except UserError as error:
            raise BadResponse(self.name, f"what it has for {release.title!r} cannot be used: {error}") from error

    def _release(self, entry: Node) -> Release | None:
        """One entry, or None (and why, in the log) when there is nothing to download behind it."""
        title = read_title(entry.first_text("title"))
        link = _link(entry)
        hidden = self._key.hide(link)
        if not title or not hidden:
            _log.info("%s: dropped %r: it has no %s", self.name, title, "usable link" if title else "title")
            return None
        seeders = read_count([entry.first_text("seeders", "seeds")])
        leechers = read_count([entry.first_text("leechers")])
        total = seeders + leechers if seeders is not None and leechers is not None else None
        return Release(
            title=title,
            indexer=self.name,
            link=hidden,
            info_hash=read_info_hash(entry.first_text("infohash", "info_hash")) or hash_of_magnet(link),
            guid=self._key.hide(entry.first_text("guid", "id"))[:1000],
            size=_size(entry),
            seeders=seeders,
            peers=read_count([entry.first_text("peers")]) if total is None else total,
            published_at=read_date(entry.first_text("pubdate", "published", "updated", "date")),
            page_url=self._key.hide(_page(entry, link))[:1000],
            free_to_share=self._config.free_to_share,
        )


def _links_of(entry: Node) -> list[tuple[str, str, str]]:
    """(address, type, rel) of everything in an entry that is a link: enclosures first."""
    links = [(n.attribute("url"), n.attribute("type"), "enclosure") for n in entry.below("enclosure")]
    links += [(n.attribute("href"), n.attribute("type"), n.attribute("rel")) for n in entry.below("link")]
    links += [(n.text, "", "") for n in entry.below("link", "magneturi", "guid", "id")]
    return [link for link in links if link[0]]


def _link(entry: Node) -> str:
    """Where the torrent is: what is marked as one, then what looks like one, then a magnet, then any link."""
    links = _links_of(entry)
    web = [(href, kind, rel) for href, kind, rel in links if href.lower().startswith(("http://", "https://"))]
    choices = [href for href, kind, _ in web if kind == _TORRENT_TYPE]
    choices += [href for href, _, _ in web if href.partition("?")[0].lower().endswith(".torrent")]
    choices += [href for href, _, _ in links if href.lower().startswith("magnet:") and hash_of_magnet(href)]
    choices += [
        href for href, kind, rel in web if rel == "enclosure" and not kind.startswith(("video/", "image/", "audio/"))
    ]
    return next(iter(choices), "")


def _page(entry: Node, link: str) -> str:
    pages = [entry.first_text("comments"), *(href for href, _, rel in _links_of(entry) if rel in ("", "alternate"))]
    return next((page for page in pages if page.lower().startswith(("http://", "https://")) and page != link), "")


def _size(entry: Node) -> int | None:
    lengths = [n.attribute("length") for n in entry.below("enclosure")]
    exact = read_count([entry.first_text("contentlength"), entry.first_text("size"), *lengths], least=1)
    if exact is not None:
        return exact
    told = _SIZE.fullmatch(entry.first_text("size").strip())
    return int(float(told[1]) * _UNITS[(told[2] or "").lower()]) or None if told else None


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"['’`]", "", text.casefold().replace("&", " and ")))


def _begins(title: list[str], show: list[str]) -> bool:
    """Whether a release's words begin with the show's, after at most one word (a group in brackets)."""
    return title[: len(show)] == show or title[1 : 1 + len(show)] == show
