"""Torznab: any indexer behind Prowlarr, Jackett or another server that speaks it.

    [indexers.prowlarr]
    type = "torznab"
    url = "http://127.0.0.1:9696/1/api"     # Prowlarr: Indexers, an indexer's "Copy Torznab URL"
    api_key = "…"

    [indexers.jackett]
    type = "torznab"
    url = "http://127.0.0.1:9117/api/v2.0/indexers/all/results/torznab/api"
    api_key = "…"

Specification: https://torznab.github.io/spec-1.3-draft/index.html; attributes and error codes:
https://inhies.github.io/Newznab-API/attributes/ and …/errors/
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from integrations.common.http import retry_after
from integrations.common.indexer_links import Found, Key, Links, plain_url, read_count, read_date, read_fraction
from integrations.common.xml_feed import Node, hash_of_magnet, read_title, read_xml
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable, UserError
from pipeline.model import Release, ShowKind, Torrent, Wanted
from pipeline.releases.torrents import read_info_hash, read_magnet, read_torrent

_log = logging.getLogger(__name__)

_CAPS_AGE = 24 * 3600.0  # seconds
_MAX_ALIASES = 3
_LOCKED = {"1": "password", "2": "archive"}  # the attribute "password": a RAR with one, an archive within the archive

Question = dict[str, str]
"""The parameters of one request, without key and paging."""


@dataclass(frozen=True)
class Caps:
    """What a server says it can do."""

    title: str = ""
    search: bool = True
    tv: frozenset[str] = frozenset()  # parameters of t=tvsearch; empty: it has none
    page: int = 100  # most results it gives at once


class Torznab:
    """An Indexer."""

    class Config(BaseModel):
        """Settings of one Torznab address."""

        model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

        url: str = Field(description="the Torznab address, as Prowlarr or Jackett shows it; usually ends in /api")
        api_key: SecretStr = Field(SecretStr(""), description="key for it; empty: none")
        categories: tuple[int, ...] = Field((5000,), description="Torznab categories to look in; 5000 is all of TV")
        anime_categories: tuple[int, ...] = Field((5070,), description="categories for shows numbered like anime")
        timeout: float = Field(60.0, gt=0, le=600, description="seconds for a whole answer: they ask many sites")
        page_size: int = Field(100, ge=1, le=1000, description="results to ask for at once")
        max_pages: int = Field(3, ge=1, le=50, description="pages to read for one search")
        max_bytes: int = Field(8 * 2**20, ge=2**16, description="the longest answer that is read, in bytes")

        @field_validator("url")
        @classmethod
        def _plain_url(cls, url: str) -> str:
            if "?" in url or "#" in url:
                raise ValueError("leave out everything from the question mark on; the key goes into api_key")
            return plain_url(url)

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self._config = config
        self._key = Key(config.api_key.get_secret_value())
        self._links = Links(
            name, timeout=config.timeout, max_bytes=config.max_bytes, remedy="Check api_key.", key=self._key
        )
        self._lock = threading.Lock()
        self._caps: tuple[float, Caps] | None = None
        self._local = threading.local()

    def check(self) -> str:
        """Ask what it can do, and for one result: only that needs the key."""
        caps = self._read_caps()
        self._page({"t": "search", **self._categories(())}, offset=0, limit=1)
        by = ", ".join(sorted(caps.tv)) or "title only"
        return f"{caps.title or 'Torznab'} answers; it searches TV by {by}"

    def search(self, wanted: Wanted) -> list[Release]:
        """Releases that may hold it. Asks by the show's ids first, and by its titles when that finds nothing."""
        found: dict[str, Release] = {}
        for round_ in questions(wanted, self._capabilities()):
            for question in round_:
                categories = self._config.anime_categories if wanted.show.kind is ShowKind.ANIME else ()
                for release in self._pages({**question, **self._categories(categories)}):
                    found.setdefault(release.key, release)
            if found:
                break
        return list(found.values())

    def newest(self, page: int = 0) -> list[Release]:
        """The newest releases; empty past the end, also where the indexer repeats its first page for ever."""
        limit = min(self._config.page_size, self._capabilities().page)
        question = {"t": "search", **self._categories(self._config.anime_categories)}
        releases = self._page(question, offset=page * limit, limit=limit)
        seen: set[str] = set() if page == 0 else getattr(self._local, "seen", set())
        fresh = [release for release in releases if release.key not in seen]
        self._local.seen = seen | {release.key for release in releases}
        return fresh

    def torrent(self, release: Release) -> Torrent:
        """The torrent behind a release; a redirect to a magnet link is followed too."""
        link = self._key.restore(release.link)
        try:
            if link.lower().startswith("magnet:"):
                return read_magnet(link)
            found = self._links.get(link)
            if found.magnet:
                return read_magnet(found.magnet)
            if found.body.lstrip()[:1] == b"<":
                self._raise_error_in(found)
            return read_torrent(self._links.checked(found).body)
        except UserError as error:
            raise BadResponse(self.name, f"what it has for {release.title!r} cannot be used: {error}") from error

    def _pages(self, question: Question) -> Iterator[Release]:
        limit = min(self._config.page_size, self._capabilities().page)
        seen: set[str] = set()
        for page in range(self._config.max_pages):
            releases = self._page(question, offset=page * limit, limit=limit)
            fresh = [release for release in releases if release.key not in seen]
            yield from fresh
            seen |= {release.key for release in fresh}
            # Jackett ignores the offset and sends the same again.
            if not fresh or len(releases) < limit:
                return

    def _page(self, question: Question, *, offset: int, limit: int) -> list[Release]:
        asked = {**question, "offset": str(offset), "limit": str(limit), "extended": "1"}
        root = self._ask(asked)
        if root.name not in ("rss", "rdf", "feed"):
            raise BadResponse(self.name, f"it answers a search with <{root.name[:50]}> instead of a feed.")
        for said in root.below("response"):
            start = read_count([said.attribute("offset")])
            if start is not None and start != offset:
                return []
        return [release for item in root.below("item") if (release := self._release(item)) is not None]

    def _ask(self, parameters: Mapping[str, str]) -> Node:
        key = self._config.api_key.get_secret_value()
        found = self._links.get(self._config.url, {**parameters, **({"apikey": key} if key else {})})
        # Errors come as documents, with whatever status: what they say is more telling than the number.
        if not found.good:
            self._raise_error_in(found)
        root = read_xml(self.name, self._links.checked(found).body, self._links.excerpt(found.body))
        self._raise_error(root)
        return root

    def _raise_error_in(self, found: Found) -> None:
        """Raise the error that an answer's document tells of, if it is such a document."""
        try:
            root = read_xml(self.name, found.body, "")
        except BadResponse:
            return
        self._raise_error(root, retry_after(found.headers.get("Retry-After")))

    def _raise_error(self, root: Node, wait: float | None = None) -> None:
        error = next((node for node in root.below("error") if node.attribute("code")), None)
        if error is None:
            return
        code = read_count([error.attribute("code")]) or 0
        said = self._key.hide(read_title(error.attribute("description")))[:200]
        raise self._error_for(code, said, wait)

    def _error_for(self, code: int, said: str, wait: float | None) -> OutsideError:
        text = f"the indexer says: {said or 'no reason'} (error {code})."
        no_key = not self._config.api_key.get_secret_value()
        if 100 <= code <= 199 or code == 910 or (code == 200 and no_key):
            return Unauthorized(self.name, f"{text} Check api_key.")
        if code == 300:
            return NotFound(self.name, text)
        # 500 and 501 are used-up quotas, 900 is "something went wrong": all pass with time.
        if code in (429, 500, 501, 900) or "limit" in said.lower():
            return Unreachable(self.name, text, wait)
        return BadResponse(self.name, text)

    def _capabilities(self) -> Caps:
        with self._lock:
            if self._caps is not None and monotonic() - self._caps[0] < _CAPS_AGE:
                return self._caps[1]
        try:
            return self._read_caps()
        except (BadResponse, NotFound) as error:
            # Some servers have no caps and search well enough by words.
            _log.info("%s: no capabilities: %s", self.name, error.text)
            return Caps()

    def _read_caps(self) -> Caps:
        caps = read_caps(self._ask({"t": "caps"}))
        if caps is None:
            raise BadResponse(self.name, "it does not say what it can do: check that the url is a Torznab address.")
        with self._lock:
            self._caps = (monotonic(), caps)
        return caps

    def _categories(self, others: Sequence[int]) -> Question:
        listed = dict.fromkeys((*self._config.categories, *others))
        return {"cat": ",".join(str(category) for category in listed)} if listed else {}

    def _release(self, item: Node) -> Release | None:
        """One result, or None (and why, in the log) when there is nothing to download behind it."""
        attributes = _attributes(item)
        title = read_title(item.first_text("title"))
        link = self._key.hide(_link(item, attributes))
        if not title or not link:
            _log.info("%s: dropped %r: it has no %s", self.name, title, "usable link" if title else "title")
            return None
        guid, page = item.first_text("guid"), item.first_text("comments").removesuffix("#comments")
        page = page or (guid if guid.startswith(("http://", "https://")) else "")
        return Release(
            title=title,
            indexer=self.name,
            link=link,
            info_hash=read_info_hash(attributes.get("infohash", "")) or hash_of_magnet(link),
            guid=self._key.hide(guid)[:1000],
            size=read_count(
                [
                    attributes.get("size"),
                    item.first_text("size"),
                    *(n.attribute("length") for n in item.below("enclosure")),
                ],
                least=1,
            ),
            seeders=read_count([attributes.get("seeders")]),
            peers=_peers(attributes),
            published_at=read_date(item.first_text("pubdate")) or read_date(attributes.get("usenetdate", "")),
            page_url=self._key.hide(page)[:1000],
            tvdb_id=read_count([attributes.get("tvdbid")], least=1),
            tvmaze_id=read_count([attributes.get("tvmazeid"), attributes.get("tvmaze")], least=1),
            imdb_id=_imdb(attributes),
            min_ratio=read_fraction(attributes.get("minimumratio", "")),
            min_seed_time=read_fraction(attributes.get("minimumseedtime", "")),
            download_factor=read_fraction(attributes.get("downloadvolumefactor", "")),
            locked=_LOCKED.get(attributes.get("password", "").strip(), ""),
        )


def read_caps(root: Node) -> Caps | None:
    """What a t=caps document says; None when it is not one."""
    if root.name != "caps":
        return None
    supported = {}
    for kind in ("search", "tv-search"):
        node = next((node for node in root.below(kind)), None)
        open_ = node is not None and node.attribute("available").lower() in ("yes", "true", "1")
        listed = node.attribute("supportedparams") if node is not None and open_ else ""
        # Old servers leave the list out: these are what the specification always had.
        default = ("q",) if kind == "search" else ("q", "season", "ep")
        names = {name.strip().lower() for name in listed.split(",") if name.strip()} or set(default)
        supported[kind] = frozenset(names) if open_ else frozenset()
    limits = next(root.below("limits"), None)
    most = read_count([limits.attribute("max"), limits.attribute("default")], least=1) if limits else None
    server = next(root.below("server"), None)
    return Caps(
        title=read_title(server.attribute("title"))[:60] if server else "",
        search=bool(supported["search"]),
        tv=supported["tv-search"],
        page=min(most or 100, 1000),
    )


def questions(wanted: Wanted, caps: Caps) -> list[list[Question]]:
    """What to ask, in rounds: a later round is only for when the earlier ones found nothing."""
    show = wanted.show
    numbers = _numbers(wanted)
    can_number = set(numbers) <= caps.tv
    rounds: list[list[Question]] = []
    titles = list(dict.fromkeys(filter(None, map(search_words, (show.title, *show.aliases)))))[: 1 + _MAX_ALIASES]
    if show.kind is ShowKind.ANIME and wanted.absolute is not None and caps.search:
        rounds.append([{"t": "search", "q": f"{title} {wanted.absolute:02}"} for title in titles])
    ids = {"tvdbid": show.tvdb_id, "tvmazeid": show.tvmaze_id, "imdbid": show.imdb_id}
    known = next(((name, str(value)) for name, value in ids.items() if value and name in caps.tv), None)
    if known and can_number:
        rounds.append([{"t": "tvsearch", known[0]: known[1], **numbers}])
    if "q" in caps.tv and can_number:
        rounds += [[{"t": "tvsearch", "q": title, **numbers}] for title in titles]
    elif caps.search:
        rounds += [[{"t": "search", "q": f"{title} {_numbers_as_words(wanted)}"}] for title in titles]
    if wanted.season == 0 and wanted.episode_title and caps.search:
        special = search_words(wanted.episode_title)
        rounds.append([{"t": "search", "q": f"{title} {special}"} for title in titles[:1]])
    return rounds


def search_words(title: str) -> str:
    """A title as search engines take it: words only. Apostrophes close up ("Don't" is released as "Dont")."""
    return " ".join(re.findall(r"\w+", re.sub(r"['’`]", "", title.replace("&", " and "))))


def _numbers(wanted: Wanted) -> Question:
    if wanted.show.kind is ShowKind.DAILY and wanted.air_date is not None and wanted.number is not None:
        return {"season": f"{wanted.air_date:%Y}", "ep": f"{wanted.air_date:%m/%d}"}
    return {"season": str(wanted.season), **({} if wanted.number is None else {"ep": str(wanted.number)})}


def _numbers_as_words(wanted: Wanted) -> str:
    if wanted.show.kind is ShowKind.DAILY and wanted.air_date is not None and wanted.number is not None:
        return f"{wanted.air_date:%Y %m %d}"
    return f"S{wanted.season:02}" + ("" if wanted.number is None else f"E{wanted.number:02}")


def _attributes(item: Node) -> dict[str, str]:
    """torznab:attr and newznab:attr elements; the first of each name counts."""
    found: dict[str, str] = {}
    for node in item.below("attr"):
        found.setdefault(node.attribute("name").lower(), node.attribute("value"))
    return found


def _link(item: Node, attributes: Mapping[str, str]) -> str:
    """Where the torrent is. A .torrent tells its files at once, so it goes before a magnet."""
    candidates = [node.attribute("url") for node in item.below("enclosure")]
    candidates += [item.first_text("link"), attributes.get("magneturl", ""), item.first_text("guid")]
    # A guid is often just a web page.
    direct = [link for link in candidates[:-1] if link.lower().startswith(("http://", "https://"))]
    magnets = [link for link in candidates if link.lower().startswith("magnet:") and hash_of_magnet(link)]
    return next(iter(direct + magnets), "")


def _peers(attributes: Mapping[str, str]) -> int | None:
    peers = read_count([attributes.get("peers")])
    seeders, leechers = read_count([attributes.get("seeders")]), read_count([attributes.get("leechers")])
    return seeders + leechers if peers is None and seeders is not None and leechers is not None else peers


def _imdb(attributes: Mapping[str, str]) -> str | None:
    for name in ("imdbid", "imdb"):
        number = read_count([attributes.get(name, "").removeprefix("tt")], least=1)
        if number is not None:
            return f"tt{number:07}"
    return None
