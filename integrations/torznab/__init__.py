"""Torznab: any indexer behind Prowlarr, Jackett or another server that speaks it.

    [indexers.prowlarr]
    plugin = "torznab"
    url = "http://127.0.0.1:9696/1/api"     # Prowlarr: Indexers, an indexer's "Copy Torznab URL"
    api_key = "…"

    [indexers.jackett]
    plugin = "torznab"
    url = "http://127.0.0.1:9117/api/v2.0/indexers/all/results/torznab/api"
    api_key = "…"

Specification: https://torznab.github.io/spec-1.3-draft/index.html. `capabilities` is what a server says it can do,
`questions` what it is asked for an episode, `items` what stands in its answers, `errors` what it says went wrong.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from time import monotonic
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from integrations.common.http import retry_after
from integrations.common.indexer_links import Found, Key, Links
from integrations.common.reading import read_count
from integrations.common.settings import HttpSettings, plain_url
from integrations.common.xml_feed import Document, Listing, read_xml
from integrations.torznab.capabilities import Caps, read_caps
from integrations.torznab.errors import error_of
from integrations.torznab.items import listing_of
from integrations.torznab.questions import ID_NAMES, Question, Titles, brings, questions
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import Release, ShowInfo, ShowKind, Torrent, Wanted
from pipeline.model.reasons import Reason

_log = logging.getLogger(__name__)

_CAPS_AGE = 24 * 3600.0  # seconds


class Torznab:
    """An Indexer."""

    class Config(HttpSettings):
        """Settings of one Torznab address."""

        url: str = Field(description="setting-torznab-url")
        api_key: SecretStr = Field(SecretStr(""), description="setting-torznab-api-key")
        categories: tuple[int, ...] = Field((5000,), description="setting-torznab-categories")
        anime_categories: tuple[int, ...] = Field((5070,), description="setting-torznab-anime-categories")
        timeout: float = Field(60.0, gt=0, le=600, description="setting-torznab-timeout")
        page_size: int = Field(100, ge=1, le=1000, description="setting-rows")
        max_pages: int = Field(3, ge=1, le=50, description="setting-torznab-max-pages")
        max_bytes: int = Field(32 * 2**20, ge=2**16, description="setting-max-bytes")

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
        remedy = Reason("check-api-key")
        self._links = Links.of(name, config, max_bytes=config.max_bytes, remedy=remedy, key=self._key)
        self._lock = threading.Lock()
        self._caps: tuple[float, Caps] | None = None
        self._titles = Titles()
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
        titles = self._titles.of(wanted.show)
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
                if not ID_NAMES & set(question):
                    if found:
                        break
                    raise
                # Many a site cannot be searched by ids, whatever its capabilities say.
                refused, self._no_ids = error, monotonic()
                continue
            refused = None
            found |= {release.key: release for release in releases if release.key not in found}
            brought = any(brings(release, wanted) for release in releases)
            self._titles.note(question.get("q", ""), titles, brought)
            if brought:
                break
        if refused is not None:
            raise refused
        return list(found.values())

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
        return self._listing(document)

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
        except (NotFound, Unreachable) as error:  # a whole indexer that is not there: deleted, or another address
            if isinstance(error, Unreachable) and "unknown indexer" not in str(error.why.params.get("said")).lower():
                raise  # Jackett's word for a name that it does not have, with HTTP 500
            raise NotFound(self.name, Reason("with-remedy", why=error.why, remedy=Reason("check-url"))) from error

    def _error_in(self, found: Found) -> OutsideError | None:
        """The error that an answer tells of in a document of its own."""
        try:
            document = read_xml(self.name, found.body, "")
        except BadResponse:
            return None
        return error_of(document, system=self.name, key=self._key, wait=retry_after(found.headers.get("Retry-After")))

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
        error = error_of(document, system=self.name, key=self._key)
        if error is not None:
            raise error
        return self._listing(document)

    def _listing(self, document: Document) -> Listing:
        return listing_of(document, system=self.name, base=self._config.url, key=self._key)
