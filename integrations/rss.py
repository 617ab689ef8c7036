"""A plain RSS or Atom feed of torrents.

    [indexers.myfeed]
    plugin = "rss"
    url = "https://example.org/feed.xml"

    [indexers.private]
    plugin = "rss"
    url = "https://example.org/rss?passkey={secret}"
    secret = "…"                      # stands in the url and in its links, and is kept out of everything we store
    # cookie = "uid=…; pass=…"        # or username and password, or headers = { Authorization = "…" }

A feed cannot be searched: a search gives those of its entries that name the show. What is read: enclosures, links and
magnets, and the size, hash and seeders that feeds give in namespaces of their own (torrent, nyaa, showRSS, torznab).
Where a feed marks no torrents at all, each entry's link is taken for its torrent (Gazelle's feeds are like that).
RSS: https://www.rssboard.org/rss-specification; Atom: RFC 4287.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence

from pydantic import Field, SecretStr, field_validator, model_validator

from integrations.common.indexer_links import Key, Links
from integrations.common.quoting import has_key
from integrations.common.reading import labelled, read_count, read_date, read_size, size_in, size_of_film
from integrations.common.settings import HttpSettings, plain_url
from integrations.common.xml_feed import (
    Document,
    Listing,
    Node,
    absolute,
    attributes,
    distinct,
    hash_of_magnet,
    is_usenet,
    is_web,
    read_title,
    read_xml,
)
from pipeline.errors import BadResponse
from pipeline.model import Release, Torrent, Wanted
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.torrents import read_info_hash

_log = logging.getLogger(__name__)

_TORRENT_TYPE = "application/x-bittorrent"
_MEDIA = ("video/", "image/", "audio/")
_SEEDERS = re.compile(r"\bseed(?:er)?s?\s{0,3}[:=]", re.IGNORECASE)
_LEECHERS = re.compile(r"\bleech(?:er)?s?\s{0,3}[:=]", re.IGNORECASE)


Link = tuple[str, str, str]
"""Address, type and rel."""


class RSS:
    """An Indexer."""

    class Config(HttpSettings):
        """Settings of one feed."""

        url: str = Field(description="setting-rss-url")
        secret: SecretStr = Field(SecretStr(""), description="setting-rss-secret")
        free_to_share: bool = Field(False, description="setting-rss-free-to-share")
        timeout: float = Field(30.0, gt=0, le=300, description="setting-rss-timeout")
        max_bytes: int = Field(32 * 2**20, ge=2**16, description="setting-max-bytes")

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
        remedy = Reason("check-feed")
        self._links = Links.of(name, config, max_bytes=config.max_bytes, remedy=remedy, key=self._key)

    @property
    def requests(self) -> int:
        return self._links.asked

    def check(self) -> Reason:
        """Read the feed."""
        listing = self.listing(self._read())
        answers = Reason("feed-answers", count=len(listing.releases))
        return Reason("several", whys=(answers, *listing.remarks()))

    def search(self, wanted: Wanted) -> list[Release]:
        """The entries that name the show; which episode they hold is for the pipeline to read."""
        titles = [words for title in (wanted.show.title, *wanted.show.aliases) if (words := _words(title))]
        return [r for r in self.newest() if any(_begins(_words(r.title), words) for words in titles)]

    def newest(self, page: int = 0) -> list[Release]:
        """The feed's entries; it has one page."""
        return self.listing(self._read()).releases if page == 0 else []

    def torrent(self, release: Release) -> Torrent:
        """The torrent behind an entry; a redirect to a magnet link is followed too."""
        return self._links.torrent(self._key.restore(release.link), release.title)

    def _read(self) -> Document:
        url = self._config.url.replace("{secret}", self._key.restore(Key.MARK))
        found = self._links.checked(self._links.get(url))
        return self._document(found.body)

    def _document(self, body: bytes) -> Document:
        document = read_xml(self.name, body, self._links.excerpt(body))
        if document.root.name not in ("rss", "rdf", "feed"):
            raise BadResponse(self.name, Reason("feed-other", name=document.root.name[:50]))
        return document

    def read(self, body: bytes) -> Listing:
        """What a feed lists that has been fetched already."""
        return self.listing(self._document(body))

    def listing(self, document: Document) -> Listing:
        """What a feed lists, and what of it is left out and why."""
        base = absolute(document.root.attribute("base"), self._config.url) or self._config.url  # xml:base
        marked = any(_link(_links_of(entry, base)) for entry in document.items)
        releases, dropped = [], [("", Reason("item-cut-off"))] * document.cut_off
        for entry in document.items:
            title = read_title(entry.first_text("title"))
            links = _links_of(entry, base)
            link = _link(links) if marked else _any_link(entry, links)
            hidden = self._key.hide(link)
            if why := _why_not(entry, title, link if hidden else ""):
                _log.info("%s: dropped %r: %s", self.name, title, why)
                dropped.append((title, why))
            else:
                releases.append(self._release(entry, title, hidden, _page(entry, link, links)))
        return Listing(releases=distinct(releases), dropped=dropped, damaged=document.damaged)

    def _release(self, entry: Node, title: str, link: str, page: str) -> Release:
        told = attributes(entry)
        described = entry.first_text("description", "summary", "encoded")
        seeders = read_count([entry.first_text("seeders", "seeds"), told.get("seeders"), labelled(described, _SEEDERS)])
        leechers = read_count([entry.first_text("leechers"), labelled(described, _LEECHERS)])
        total = seeders + leechers if seeders is not None and leechers is not None else None
        said = read_info_hash(entry.first_text("infohash", "info_hash") or told.get("infohash", ""))
        return Release(
            title=title,
            indexer=self.name,
            link=link,
            info_hash=said or hash_of_magnet(link),
            guid=self._key.hide(entry.first_text("guid", "id"))[:1000],
            size=_size(entry, told.get("size", ""), described),
            seeders=seeders,
            peers=read_count([entry.first_text("peers"), told.get("peers")]) if total is None else total,
            published_at=read_date(*(entry.first_text(name) for name in ("pubdate", "published", "updated", "date"))),
            page_url=self._key.hide(page)[:1000],
            free_to_share=self._config.free_to_share,
        )


def _links_of(entry: Node, base: str) -> list[Link]:
    """Everything in an entry that is a link: enclosures first."""
    links = [(n.attribute("url"), n.attribute("type").lower(), "enclosure") for n in entry.below("enclosure")]
    links += [(n.attribute("url"), n.attribute("type").lower(), "media") for n in entry.below("content")]
    links += [(n.attribute("href"), n.attribute("type").lower(), n.attribute("rel")) for n in entry.below("link")]
    links += [(n.text, "", "link") for n in entry.below("link", "magneturi")]
    links = [(absolute(href, base), kind, rel) for href, kind, rel in links if href]
    return [*links, *((n.text, "", "guid") for n in entry.below("guid", "id") if n.text)]


def _link(links: Sequence[Link]) -> str:
    """Where the torrent is: what is marked as one, then what looks like one, then a magnet, then any enclosure."""
    for choose in _CHOICES:
        if found := next((href for href, kind, rel in links if choose(href, kind, rel)), ""):
            return found
    return ""


# Each takes (address, type, rel).
_CHOICES: tuple[Callable[[str, str, str], object], ...] = (
    lambda href, kind, _: is_web(href) and kind.startswith(_TORRENT_TYPE),
    lambda href, _kind, _rel: is_web(href) and href.partition("?")[0].lower().endswith(".torrent"),
    lambda href, _kind, _rel: hash_of_magnet(href),
    lambda href, kind, rel: is_web(href) and rel == "enclosure" and not kind.startswith(_MEDIA),
)


def _any_link(entry: Node, links: Sequence[Link]) -> str:
    """The entry's link, for feeds that mark no torrents."""
    if any(node.attribute("type").lower().startswith(_MEDIA) for node in entry.below("enclosure")):
        return ""  # a podcast
    return next((href for href, _, rel in links if is_web(href) and rel in ("link", "alternate", "")), "")


def _why_not(entry: Node, title: str, link: str) -> Reason:
    """Why an entry cannot be used; empty when it can."""
    if not title:
        return Reason("item-no-title")
    if is_usenet(entry, attributes(entry), link):
        return Reason("item-usenet")
    return NO_REASON if link else Reason("item-no-link")


def _page(entry: Node, link: str, links: Sequence[Link]) -> str:
    pages = [entry.first_text("comments")]
    pages += [href for href, _, rel in links if rel in ("", "link", "guid", "alternate")]
    return next((page for page in pages if is_web(page) and page != link and not has_key(page)), "")


def _size(entry: Node, told: str, described: str) -> int | None:
    exact = [read_size([text]) for text in (told, entry.first_text("contentlength"), entry.first_text("size"))]
    lengths = [read_size([n.attribute("length")]) for n in entry.below("enclosure", "link")]
    return size_of_film(exact, [*lengths, size_in(described)])


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"['’`]", "", text.casefold().replace("&", " and ")))


def _begins(title: list[str], show: list[str]) -> bool:
    """Whether a release's words begin with the show's, after at most one word (a group in brackets)."""
    return title[: len(show)] == show or title[1 : 1 + len(show)] == show
