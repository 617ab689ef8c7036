"""What an answer lists, item by item.

Attributes: https://inhies.github.io/Newznab-API/attributes/ and, of torrents,
https://torznab.github.io/spec-1.3-draft/torznab/Specification-v1.3.html#torrents
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from integrations.common.indexer_links import Key
from integrations.common.quoting import has_key
from integrations.common.reading import read_count, read_date, read_fraction, read_size, size_in, size_of_film
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
)
from pipeline.model import Release
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.torrents import read_info_hash

_log = logging.getLogger(__name__)

_LOCKED = {"1": "password", "2": "archive"}  # the attribute "password": a RAR with one, an archive within the archive


def listing_of(document: Document, *, system: str, base: str, key: Key) -> Listing:
    """What an answer lists, and what of it is left out and why. `base`: where relative links begin; `key` is hidden."""
    releases, dropped = [], [("", Reason("item-cut-off"))] * document.cut_off
    for item in document.items:
        title, told = read_title(item.first_text("title")), attributes(item)
        link = _link(item, told, base)
        hidden = key.hide(link)
        if why := _why_not(item, told, title, link if hidden else ""):
            _log.info("%s: dropped %r: %s", system, title, why)
            dropped.append((title, why))
        else:
            releases.append(_release(item, told, title, hidden, system, key))
    return Listing(releases=distinct(releases), dropped=dropped, damaged=document.damaged)


def _release(item: Node, told: Mapping[str, str], title: str, link: str, system: str, key: Key) -> Release:
    guid, page = item.first_text("guid"), item.first_text("comments").removesuffix("#comments")
    pages = (each for each in (page, guid) if is_web(each) and not has_key(each))
    return Release(
        title=title,
        indexer=system,
        link=link,
        info_hash=read_info_hash(told.get("infohash", "")) or hash_of_magnet(link),
        guid=key.hide(guid)[:1000],
        size=_size(item, told),
        seeders=read_count([told.get("seeders")]),
        peers=_peers(told),
        published_at=read_date(item.first_text("pubdate"), told.get("usenetdate", ""), item.first_text("date")),
        page_url=key.hide(next(pages, ""))[:1000],
        tvdb_id=read_count([told.get("tvdbid")], least=1),
        tvmaze_id=read_count([told.get("tvmazeid"), told.get("tvmaze")], least=1),
        imdb_id=_imdb(told),
        min_ratio=read_fraction(told.get("minimumratio", "")),
        min_seed_time=read_fraction(told.get("minimumseedtime", "")),
        download_factor=read_fraction(told.get("downloadvolumefactor", "")),
        locked=_LOCKED.get(told.get("password", "").strip(), ""),
    )


def _why_not(item: Node, told: dict[str, str], title: str, link: str) -> Reason:
    """Why a result cannot be used; empty when it can."""
    if not title:
        return Reason("item-no-title")
    if is_usenet(item, told, link):
        return Reason("item-usenet")
    return NO_REASON if link else Reason("item-no-link")


def _link(item: Node, told: Mapping[str, str], base: str) -> str:
    """Where the torrent is. A .torrent tells its files at once, so it goes before a magnet; what is said to be the
    result's page is a torrent only where nothing else is there."""
    links = [*(node.attribute("url") for node in item.below("enclosure")), item.first_text("link")]
    links = [absolute(link, base) for link in links if link]
    # A guid is often just a web page.
    magnets = [link for link in (*links, told.get("magneturl", ""), item.first_text("guid")) if hash_of_magnet(link)]
    page = item.first_text("comments").removesuffix("#comments")
    web = [link for link in links if is_web(link)]
    return next(iter([*(link for link in web if link != page), *magnets, *web]), "")


def _size(item: Node, told: Mapping[str, str]) -> int | None:
    lengths = [read_size([node.attribute("length")]) for node in item.below("enclosure")]
    exact = [read_size([told.get("size")]), read_size([item.first_text("size")])]
    return size_of_film(exact, [*lengths, size_in(item.first_text("description"))])


def _peers(told: Mapping[str, str]) -> int | None:
    peers = read_count([told.get("peers")])
    seeders, leechers = read_count([told.get("seeders")]), read_count([told.get("leechers")])
    return seeders + leechers if peers is None and seeders is not None and leechers is not None else peers


def _imdb(told: Mapping[str, str]) -> str | None:
    for name in ("imdbid", "imdb"):
        number = read_count([told.get(name, "").removeprefix("tt")], least=1)
        if number is not None:
            return f"tt{number:07}"
    return None
