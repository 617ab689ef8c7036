"""A Prowlarr and a Jackett that list what a test gives them: capabilities, lists and links as theirs are.

Written after the answers of Prowlarr 2.3 (https://github.com/Prowlarr/Prowlarr, NewznabController) and of a Jackett of
November 2026 (https://github.com/Jackett/Jackett, ResultsController). What they answer when something is wrong:
`tests.rigs.proxies`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from demo.indexer import Spoilt
from demo.server import LoopbackServer
from integrations.torznab import Torznab
from pipeline.clock import now
from tests.rigs import proxies

KEY = "0123456789abcdef"
UNSEARCHED = ("movie", "music", "audio", "book")
NOT_SEARCHED = "".join(f'<{name}-search available="no" supportedParams="q" />' for name in UNSEARCHED)
CATEGORIES = '<categories><category id="5000" name="TV"><subcat id="5040" name="TV/HD" /></category></categories>'


@dataclass(frozen=True)
class Listed:
    """One release of the site behind it."""

    number: int
    title: str
    torrent: bytes = b""
    size: int = 1_500_000_000
    published_at: datetime = field(default_factory=lambda: now() - timedelta(hours=4))


@dataclass(frozen=True)
class Kind:
    """What differs between the two."""

    title: str
    path: str  # of its Torznab address
    tv_params: str
    most: int  # results that its capabilities promise at once
    wrong_key: Spoilt


PROWLARR = Kind("Prowlarr", "/1/api", "q,season,ep,imdbid,tvdbid,tvmazeid", 100, Spoilt(401))
JACKETT = Kind(
    "Jackett",
    "/api/v2.0/indexers/faketracker/results/torznab/api",
    "q,season,ep",
    1000,
    proxies.SEARCHES["Jackett: a wrong key"],
)


class Proxy(LoopbackServer):
    """The server, from start() to stop()."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(Starlette(routes=[Route(kind.path, self._guarded(self._api)), *self._downloads(kind)]))
        self.kind = kind
        self.listed: list[Listed] = []
        self.instead: Spoilt | None = None  # what is answered to all, whatever it is
        self.spoilt: dict[str, Spoilt] = {}  # what is answered instead of a torrent, by its release's title
        self.searches: list[str] = []  # their queries, with those of its capabilities
        self.fetched: list[str] = []  # titles of releases whose torrent was asked for

    def client(self, name: str = "fair", key: str = KEY) -> Torznab:
        config = {"url": self.url + self.kind.path, "api_key": key, "timeout": 10}
        return Torznab(Torznab.Config.model_validate(config), name=name)

    def offer(self, *titles: str, torrent: bytes = b"") -> None:
        for title in titles:
            self.listed.append(Listed(len(self.listed) + 1, title, torrent))

    def _downloads(self, kind: Kind) -> list[Route]:
        path = "/1/download" if kind is PROWLARR else "/dl/faketracker/"
        return [Route(path, self._guarded(self._download))]

    def _guarded(self, answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def handle(request: Request) -> Response:
            key = request.query_params.get("apikey") or request.query_params.get("jackett_apikey")
            if request.url.path == self.kind.path:
                self.searches.append(request.url.query)
            else:
                self.fetched.append(request.query_params["file"])
            if self.instead is not None:
                return _response(self.instead)
            return answer(request) if key == KEY else _response(self.kind.wrong_key)

        return handle

    def _api(self, request: Request) -> Response:
        query = request.query_params
        if query["t"] == "caps":
            return _xml(self._caps())
        found = [each for each in self.listed if _fits(each.title, dict(query))]
        offset, limit = int(query.get("offset", "0")), int(query.get("limit", str(self.kind.most)))
        if self.kind is JACKETT:  # cut to `limit` where there is one, nothing at an offset
            found = [] if offset else found[: limit if "limit" in query else None]
        else:
            found = found[offset : offset + limit]
        return _xml(self._list(found))

    def _caps(self) -> str:
        most = self.kind.most
        return (
            f'<caps><server title="{self.kind.title}" /><limits default="{most}" max="{most}" /><searching>'
            '<search available="yes" supportedParams="q" />'
            f'<tv-search available="yes" supportedParams="{self.kind.tv_params}" />{NOT_SEARCHED}</searching>'
            f"{CATEGORIES}<tags /></caps>"
        )

    def _list(self, found: Sequence[Listed]) -> str:
        spaces = 'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:torznab="http://torznab.com/schemas/2015/feed"'
        head = '<atom:link rel="self" type="application/rss+xml" />'
        return (
            f'<rss version="1.0" {spaces}><channel>{head}<title>{self.kind.title}</title>'
            f"{''.join(map(self._item, found))}</channel></rss>"
        )

    def _item(self, one: Listed) -> str:
        link = self._link(one)
        who = "prowlarrindexer" if self.kind is PROWLARR else "jackettindexer"
        attributes = {"category": 5040, "genre": "", "seeders": 10, "peers": 13, "downloadvolumefactor": 0}
        return (
            f"<item><title>{escape(one.title)}</title><description />"
            f"<guid>http://tracker.example/dl/{one.number}/x.torrent?passkey=PASSKEY</guid>"
            f'<{who} id="1" type="public">faketracker</{who}>'
            f"<comments>http://tracker.example/details/{one.number}</comments>"
            f"<pubDate>{format_datetime(one.published_at)}</pubDate><size>{one.size}</size>"
            f"<link>{escape(link)}</link><category>5040</category><category>100001</category>"
            f'<enclosure url={quoteattr(link)} length="{one.size}" type="application/x-bittorrent" />'
            + "".join(f'<torznab:attr name="{name}" value="{value}" />' for name, value in attributes.items())
            + "</item>"
        )

    def _link(self, one: Listed) -> str:
        token, name = quote(base64.b64encode(f"{one.number}".encode() * 9).decode()), quote(one.title)
        if self.kind is PROWLARR:
            return f"{self.url}/1/download?apikey={KEY}&link={token}&file={name}"
        return f"{self.url}/dl/faketracker/?jackett_apikey={KEY}&path={token}&file={name}"

    def _download(self, request: Request) -> Response:
        one = next(each for each in self.listed if each.title == request.query_params["file"])
        if one.title in self.spoilt:
            return _response(self.spoilt[one.title])
        if not one.torrent:  # its redirect mode, and magnets: 301 of the one, 302 of the other
            magnet = f"magnet:?xt=urn:btih:{one.number:040}&dn={quote(one.title)}"
            return RedirectResponse(magnet, 301 if self.kind is PROWLARR else 302)
        return Response(one.torrent, media_type="application/x-bittorrent")


def _fits(title: str, query: dict[str, str]) -> bool:
    """As sites search: by words. A special's number is lost on the way, and ordinary episodes come back."""
    words = query.get("q", "").casefold().split()
    season, number = query.get("season"), query.get("ep")
    if season and int(season):
        words.append(f"s{int(season):02}" + (f"e{int(number):02}" if number else ""))
    return all(word in title.casefold() for word in words) and not ({"tvdbid", "imdbid", "tvmazeid"} & set(query))


def _xml(document: str) -> Response:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return Response(head + document, media_type="application/rss+xml")


def _response(spoilt: Spoilt) -> Response:
    return Response(spoilt.body, spoilt.status, dict(spoilt.headers))
