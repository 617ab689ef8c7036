"""Torznab: any indexer behind Prowlarr, Jackett or another server that speaks it.

    [indexers.prowlarr]
    plugin = "torznab"
    url = "http://127.0.0.1:9696/1/api"     # Prowlarr: Indexers, an indexer's "Copy Torznab URL"
    api_key = "…"

    [indexers.jackett]
    plugin = "torznab"
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
from dataclasses import dataclass, replace
from time import monotonic
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from integrations.common.http import retry_after
from integrations.common.indexer_links import Found, Key, Links
from integrations.common.quoting import has_key, quoted
from integrations.common.reading import read_count, read_date, read_fraction, read_size, size_in, size_of_film
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
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import Release, ShowInfo, ShowKind, Torrent, Wanted
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.torrents import read_info_hash

_log = logging.getLogger(__name__)

_CAPS_AGE = 24 * 3600.0  # seconds
_MOST_TITLES = 10
_MOST_SEASON_TITLES = 2  # by which one search asks
_FRUITLESS = 2  # times that another title is asked in vain
_TITLE_RESTS = 6 * 3600.0  # seconds for which it is left alone then
_ID_NAMES = {"tvdbid", "tvmazeid", "imdbid"}
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

    class Config(HttpSettings):
        """Settings of one Torznab address."""

        url: str = Field(description="the Torznab address, as Prowlarr or Jackett shows it; usually ends in /api")
        api_key: SecretStr = Field(SecretStr(""), description="key for it; empty: none")
        categories: tuple[int, ...] = Field((5000,), description="Torznab categories to look in; 5000 is all of TV")
        anime_categories: tuple[int, ...] = Field((5070,), description="categories for shows numbered like anime")
        timeout: float = Field(60.0, gt=0, le=600, description="seconds for a whole answer: they ask many sites")
        page_size: int = Field(100, ge=1, le=1000, description="results to ask for at once")
        max_pages: int = Field(3, ge=1, le=50, description="pages to read for one search")
        max_bytes: int = Field(32 * 2**20, ge=2**16, description="the longest answer that is read, in bytes")

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
            name,
            home=config.url,
            timeout=config.timeout,
            max_bytes=config.max_bytes,
            remedy=Reason("check-api-key"),
            key=self._key,
            access=config.access(),
        )
        self._lock = threading.Lock()
        self._caps: tuple[float, Caps] | None = None
        self._fruitless: dict[str, tuple[float, ...]] = {}
        self._no_ids = -_CAPS_AGE  # when it last refused to search by a show's ids
        self._local = threading.local()

    @property
    def requests(self) -> int:
        return self._links.asked

    def check(self) -> Reason:
        """Ask what it can do, and for one result: only that needs the key."""
        caps = self._read_caps()
        listing = self._page({"t": "search", **self._categories(())}, offset=0, limit=1)
        if [release.title for release in listing.releases] == ["Test Release"]:
            raise BadResponse(
                self.name,
                Reason("torznab-test-address"),
            )
        answers = Reason("torznab-answers", title=caps.title or "Torznab", by=", ".join(sorted(caps.tv)) or "none")
        nothing = () if listing.items else (Reason("lists-nothing"),)
        return Reason("several", whys=(answers, *nothing, *listing.remarks()))

    def search(self, wanted: Wanted) -> list[Release]:
        """Releases that may hold it. Asks by the show's ids first, and by its titles until one brings the show."""
        caps = self._capabilities()
        titles = self._titles(wanted.show)
        asked = questions(wanted, caps, titles, ids=monotonic() - self._no_ids > _CAPS_AGE)
        try:
            return self._until_brought(wanted, asked, titles)
        except BadResponse:
            if not caps.tv:
                raise
            found = self._until_brought(wanted, questions(wanted, Caps(), titles), titles)
            self._remember(replace(caps, search=True, tv=frozenset()))  # it takes words only, whatever it says
            return found

    def _until_brought(self, wanted: Wanted, asked: Sequence[Question], titles: Sequence[str]) -> list[Release]:
        found: dict[str, Release] = {}
        refused: BadResponse | NotFound | None = None
        for question in asked:
            try:
                releases = list(self._pages({**question, **self._categories_for(wanted.show)}))
            except (BadResponse, NotFound) as error:
                if not _ID_NAMES & set(question):
                    if found:
                        break
                    raise
                # Many a site cannot be searched by ids, whatever its capabilities say.
                refused, self._no_ids = error, monotonic()
                continue
            refused = None
            found |= {release.key: release for release in releases if release.key not in found}
            brought = any(brings(release, wanted) for release in releases)
            self._note(question.get("q", ""), titles, brought)
            if brought:
                break
        if refused is not None:
            raise refused
        return list(found.values())

    def _titles(self, show: ShowInfo) -> list[str]:
        """The words to search by: its title, and the other titles as far as they have their turn."""
        words = dict.fromkeys(filter(None, map(search_words, (show.title, *show.aliases))))
        moment = monotonic()
        with self._lock:
            turns = {title: self._fruitless.get(title, ()) for title in words}
        resting = {t for t, times in turns.items() if len(times) >= _FRUITLESS and moment - times[0] < _TITLE_RESTS}
        first = next(iter(words), "")
        return [title for title in words if title == first or title not in resting][:_MOST_TITLES]

    def _note(self, words: str, titles: Sequence[str], brought: bool) -> None:
        """Other titles that bring nothing are asked rarely: with many of them, each search would be many."""
        title = max((t for t in titles if f"{words} ".startswith(f"{t} ")), key=len, default="")
        if title:
            with self._lock:
                times = () if brought else (*self._fruitless.get(title, ()), monotonic())
                self._fruitless[title] = times[-_FRUITLESS:]

    def newest(self, page: int = 0) -> list[Release]:
        """The newest releases; empty past the end, also where the indexer repeats its first page for ever."""
        if page and self._is_jackett():
            return []
        limit = min(self._config.page_size, self._capabilities().page)
        question = {"t": "search", **self._categories(self._config.anime_categories)}
        releases = self._page(question, offset=page * limit, limit=limit).releases
        seen: set[str] = set() if page == 0 else getattr(self._local, "seen", set())
        fresh = [release for release in releases if release.key not in seen]
        self._local.seen = seen | {release.key for release in releases}
        return fresh

    def torrent(self, release: Release) -> Torrent:
        """The torrent behind a release; a redirect to a magnet link is followed too."""
        return self._links.torrent(self._key.restore(release.link), release.title, self._error_in)

    def _pages(self, question: Question) -> Iterator[Release]:
        limit = min(self._config.page_size, self._capabilities().page)
        seen: set[str] = set()
        for page in range(1 if self._is_jackett() else self._config.max_pages):
            listing = self._page(question, offset=page * limit, limit=limit)
            fresh = [release for release in listing.releases if release.key not in seen]
            yield from fresh
            seen |= {release.key for release in fresh}
            # Some ignore the offset and send the same again.
            if not fresh or listing.items < limit:
                return

    def _page(self, question: Question, *, offset: int, limit: int) -> Listing:
        # Jackett gives all it has in one answer, cut to `limit`, nothing at an offset, and what it kept for 35 minutes.
        jackett = {"cache": "false"} if self._is_jackett() else {"offset": str(offset), "limit": str(limit)}
        document = self._ask({**question, **jackett, "extended": "1"})
        if document.root.name not in ("rss", "rdf", "feed"):
            raise BadResponse(self.name, Reason("torznab-other", name=document.root.name[:50]))
        for said in document.root.below("response"):
            start = read_count([said.attribute("offset")])
            if start is not None and start != offset:
                return Listing()
        return self.listing(document)

    def _is_jackett(self) -> bool:
        return self._capabilities().title == "Jackett" or "/api/v2.0/indexers/" in self._config.url

    def _ask(self, parameters: Mapping[str, str]) -> Document:
        key = self._config.api_key.get_secret_value()
        found = self._links.get(self._config.url, {**parameters, **({"apikey": key} if key else {})})
        # Errors come as documents, with whatever status: what they say is more telling than the number.
        error = self._error_in(found)
        if error is not None:
            raise error
        checked = self._checked(found)
        if urlsplit(checked.url).path.lower().rstrip("/").endswith("/login"):
            raise Unauthorized(self.name, Reason("torznab-login"))
        return read_xml(self.name, checked.body, self._links.excerpt(checked.body))

    def _checked(self, found: Found) -> Found:
        try:
            return self._links.checked(found)
        except NotFound as error:  # a whole indexer that is not there: deleted, or another address
            raise NotFound(self.name, Reason("with-remedy", why=error.why, remedy=Reason("check-url"))) from error

    def _error_in(self, found: Found) -> OutsideError | None:
        """The error that an answer tells of in a document of its own."""
        try:
            return self._error(read_xml(self.name, found.body, ""), retry_after(found.headers.get("Retry-After")))
        except BadResponse:
            return None

    def _error(self, document: Document, wait: float | None = None) -> OutsideError | None:
        told = next((node for node in document.root.below("error") if node.attribute("code")), None)
        if told is None and document.root.name == "error" and document.root.attribute("description"):
            told = document.root  # some leave the code out
        if told is None:
            return None
        code = read_count([told.attribute("code")]) or 0
        return self._error_for(code, quoted(self._key.hide(told.attribute("description"))), wait)

    def _error_for(self, code: int, said: str, wait: float | None) -> OutsideError:
        text = Reason("torznab-says" if said else "torznab-error", said=said, number=str(code))
        no_key = not self._config.api_key.get_secret_value()
        if 100 <= code <= 199 or code == 910 or (code == 200 and no_key):
            return Unauthorized(self.name, Reason("with-remedy", why=text, remedy=Reason("check-api-key")))
        if code in (300, 404, 410):
            return NotFound(self.name, text)
        # 500 and 501 are used-up quotas, 900 is "something went wrong": all pass with time.
        limit = code in (429, 501) or "limit" in said.lower()
        if limit or code in (500, 503, 900):
            return Unreachable(self.name, text, wait, quota=limit)
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
            return self._remember(Caps())

    def _read_caps(self) -> Caps:
        caps = read_caps(self._ask({"t": "caps"}).root)
        if caps is None:
            raise BadResponse(self.name, Reason("torznab-no-caps"))
        return self._remember(caps)

    def _remember(self, caps: Caps) -> Caps:
        with self._lock:
            self._caps = (monotonic(), caps)
        return caps

    def _categories_for(self, show: ShowInfo) -> Question:
        return self._categories(self._config.anime_categories if show.kind is ShowKind.ANIME else ())

    def _categories(self, others: Sequence[int]) -> Question:
        listed = dict.fromkeys((*self._config.categories, *others))
        return {"cat": ",".join(str(category) for category in listed)} if listed else {}

    def read(self, body: bytes) -> Listing:
        """What an answer lists that has been fetched already. The error that it tells of, if it is one."""
        document = read_xml(self.name, body, self._links.excerpt(body))
        error = self._error(document)
        if error is not None:
            raise error
        return self.listing(document)

    def listing(self, document: Document) -> Listing:
        """What an answer lists, and what of it is left out and why."""
        releases, dropped = [], [("", Reason("item-cut-off"))] * document.cut_off
        for item in document.items:
            title = read_title(item.first_text("title"))
            told = attributes(item)
            link = _link(item, told, self._config.url)
            hidden = self._key.hide(link)
            if why := _why_not(item, told, title, link if hidden else ""):
                _log.info("%s: dropped %r: %s", self.name, title, why)
                dropped.append((title, why))
            else:
                releases.append(self._release(item, told, title, hidden))
        return Listing(releases=distinct(releases), dropped=dropped, damaged=document.damaged)

    def _release(self, item: Node, told: Mapping[str, str], title: str, link: str) -> Release:
        guid, page = item.first_text("guid"), item.first_text("comments").removesuffix("#comments")
        pages = (each for each in (page, guid) if is_web(each) and not has_key(each))
        return Release(
            title=title,
            indexer=self.name,
            link=link,
            info_hash=read_info_hash(told.get("infohash", "")) or hash_of_magnet(link),
            guid=self._key.hide(guid)[:1000],
            size=_size(item, told),
            seeders=read_count([told.get("seeders")]),
            peers=_peers(told),
            published_at=read_date(item.first_text("pubdate"), told.get("usenetdate", ""), item.first_text("date")),
            page_url=self._key.hide(next(pages, ""))[:1000],
            tvdb_id=read_count([told.get("tvdbid")], least=1),
            tvmaze_id=read_count([told.get("tvmazeid"), told.get("tvmaze")], least=1),
            imdb_id=_imdb(told),
            min_ratio=read_fraction(told.get("minimumratio", "")),
            min_seed_time=read_fraction(told.get("minimumseedtime", "")),
            download_factor=read_fraction(told.get("downloadvolumefactor", "")),
            locked=_LOCKED.get(told.get("password", "").strip(), ""),
        )


def read_caps(root: Node) -> Caps | None:
    """What a t=caps document says; None when it is not one."""
    if root.name != "caps":
        return None
    # Old servers leave the list out: these are what the specification always had.
    search = _supported(root, "search", ("q",))
    tv = _supported(root, "tv-search", ("q", "season", "ep"))
    limits = next(root.below("limits"), None)
    most = read_count([limits.attribute("max"), limits.attribute("default")], least=1) if limits else None
    server = next(root.below("server"), None)
    return Caps(
        title=read_title(server.attribute("title"))[:60] if server else "",
        # One that says it can do nothing is asked all the same, in the way that all understand.
        search=bool(search or not tv),
        tv=tv,
        page=min(most or 100, 1000),
    )


def _supported(root: Node, kind: str, default: Sequence[str]) -> frozenset[str]:
    """The parameters of one kind of search, in lower case; none when it is not on offer."""
    node = next(root.below(kind, kind.replace("-", "")), None)
    if node is None or node.attribute("available").lower() not in ("yes", "true", "1"):
        return frozenset()
    names = (name.strip().lower() for name in node.attribute("supportedparams").split(","))
    return frozenset(filter(None, names)) or frozenset(default)


def questions(wanted: Wanted, caps: Caps, titles: Sequence[str], *, ids: bool = True) -> list[Question]:
    """What to ask, one after the other: a later question is only for when no earlier one brought the show.

    `titles` are its titles as words; `ids`: whether the indexer takes a show's ids.
    """
    return [
        *_by_absolute(wanted, caps, titles),
        *_by_season_s_title(wanted, caps),
        *(_by_id(wanted, caps) if ids else ()),
        *_by_title(wanted, caps, titles),
        *_by_name(wanted, caps, titles),
    ]


def _by_absolute(wanted: Wanted, caps: Caps, titles: Sequence[str]) -> list[Question]:
    """As anime is released: "Show 07"."""
    if wanted.show.kind is not ShowKind.ANIME or wanted.absolute is None or not caps.search:
        return []
    return [{"t": "search", "q": f"{title} {wanted.absolute:02}"} for title in titles]


def _by_season_s_title(wanted: Wanted, caps: Caps) -> list[Question]:
    """As anime is released whose seasons bear titles of their own: "Show Glory Line 02", counted for itself."""
    if wanted.number is None or not caps.search:
        return []
    told = [(each.title, number) for each in wanted.show.scene if (number := each.said(wanted.season, wanted.number))]
    words = dict.fromkeys(f"{search_words(title)} {number:02}" for title, number in told if title)
    return [{"t": "search", "q": each} for each in words][:_MOST_SEASON_TITLES]


def _by_title(wanted: Wanted, caps: Caps, titles: Sequence[str]) -> list[Question]:
    """By its titles and its numbers: in fields of their own where that is understood, else as words.

    A special's number is dropped on the way to many sites, and ordinary episodes come back: words arrive as they are.
    """
    numbers = _numbers(wanted)
    if {"q", *numbers} <= caps.tv and (wanted.season or not caps.search):
        return [{"t": "tvsearch", "q": title, **numbers} for title in titles]
    if not caps.search:
        return []
    return [{"t": "search", "q": f"{title} {_numbers_as_words(wanted)}"} for title in titles]


def _by_name(wanted: Wanted, caps: Caps, titles: Sequence[str]) -> list[Question]:
    """By a special's own title: many a release of one has no number."""
    if wanted.season != 0 or not wanted.episode_title or not caps.search:
        return []
    return [{"t": "search", "q": f"{title} {search_words(wanted.episode_title)}"} for title in titles[:1]]


def _by_id(wanted: Wanted, caps: Caps) -> list[Question]:
    show, numbers = wanted.show, _numbers(wanted)
    if not set(numbers) <= caps.tv:
        return []
    ids = {"tvdbid": show.tvdb_id, "tvmazeid": show.tvmaze_id, "imdbid": show.imdb_id}
    known = next(((name, str(value)) for name, value in ids.items() if value and name in caps.tv), None)
    return [{"t": "tvsearch", known[0]: known[1], **numbers}] if known else []


def brings(release: Release, wanted: Wanted) -> bool:
    """Whether a release looks like an answer to what was asked, so that no other title has to be tried."""
    said = _words(release.title)
    if not _names(said, wanted.show) and not _has_id_of(release, wanted.show):
        return False
    return wanted.season != 0 or _is_special(said, wanted)


def _names(said: list[str], show: ShowInfo) -> bool:
    """Whether a release's words begin with one of the show's titles, after at most one word: a group in brackets."""
    titles = map(_words, (show.title, *show.aliases, *(each.title for each in show.scene)))
    return any(words and words in (said[: len(words)], said[1 : 1 + len(words)]) for words in titles)


def _has_id_of(release: Release, show: ShowInfo) -> bool:
    ids = ((release.tvdb_id, show.tvdb_id), (release.tvmaze_id, show.tvmaze_id), (release.imdb_id, show.imdb_id))
    return any(theirs and theirs == ours for theirs, ours in ids)


def _is_special(said: list[str], wanted: Wanted) -> bool:
    name = _words(wanted.episode_title)
    named = bool(name) and any(said[at : at + len(name)] == name for at in range(len(said)))
    return named or any(word.startswith("s00") for word in said)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"['’`]", "", text.casefold().replace("&", " and ")))


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


def _why_not(item: Node, told: dict[str, str], title: str, link: str) -> Reason:
    """Why a result cannot be used; empty when it can."""
    if not title:
        return Reason("item-no-title")
    if is_usenet(item, told, link):
        return Reason("item-usenet")
    return NO_REASON if link else Reason("item-no-link")


def _link(item: Node, told: Mapping[str, str], base: str) -> str:
    """Where the torrent is. A .torrent tells its files at once, so it goes before a magnet."""
    links = [*(node.attribute("url") for node in item.below("enclosure")), item.first_text("link")]
    links = [absolute(link, base) for link in links if link]
    # A guid is often just a web page.
    magnets = [link for link in (*links, told.get("magneturl", ""), item.first_text("guid")) if hash_of_magnet(link)]
    return next(iter([link for link in links if is_web(link)] + magnets), "")


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
