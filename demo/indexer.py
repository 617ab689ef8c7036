"""A pretend indexer on loopback: a Torznab server that offers real torrents of real files, and their webseeds.

    with Indexer(folder, api_key="demo") as indexer:
        info_hash = indexer.offer("Our.Show.S01E01.720p.WEB.h264-DEMO", clip, tvdb_id=1234)
        …Torznab.Config(url=indexer.api_url, api_key="demo")…

Nobody seeds these torrents: their bytes come from this server over HTTP (webseeds, BEP 19), as slowly as wanted or not
at all. Torznab: https://torznab.github.io/spec-1.3-draft/index.html
"""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from demo.server import LoopbackServer
from demo.torrents import make_torrent
from pipeline.releases.torrents import read_torrent

_EPISODE = re.compile(r"\bS(\d{1,4})(?:E(\d{1,4}))?\b", re.IGNORECASE)
_DATE = re.compile(r"\b((?:19|20)\d\d)[ .-](\d\d)[ .-](\d\d)\b")
_CHUNK = 16 * 1024
_TORRENT_TYPE = "application/x-bittorrent"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One release that the indexer lists."""

    number: int
    title: str
    info_hash: str
    torrent: bytes
    magnet: str
    root: Path  # where the torrent's files are served from
    size: int  # claimed
    seeders: int
    peers: int
    published_at: datetime
    tvdb_id: int | None
    tvmaze_id: int | None
    imdb_id: str | None
    category: int
    as_magnet: bool
    attributes: Mapping[str, str]

    @property
    def ids(self) -> dict[str, str]:
        """By the names that Torznab has for them; empty: it has none."""
        known = {"tvdbid": self.tvdb_id, "tvmazeid": self.tvmaze_id, "imdbid": self.imdb_id}
        return {name: str(value or "") for name, value in known.items()}


@dataclass(frozen=True)
class Spoilt:
    """What the indexer answers instead of a torrent."""

    status: int = 404
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Supply:
    """How a torrent's bytes are handed out."""

    rate: int | None  # bytes a second for each connection; None: as fast as it goes
    stalled: bool = False  # accepts, and then sends nothing


class Indexer(LoopbackServer):
    """The server, from start() to stop(). Its controls can be used from any thread while it runs.

    `page_size` is the most results it gives at once; `tv_params` what its caps say that t=tvsearch understands; `rate`
    the bytes a second at which each connection gets a file, unless an offer says otherwise.
    """

    def __init__(
        self,
        folder: Path,
        *,
        api_key: str = "demo",
        page_size: int = 100,
        tv_params: str = "q,season,ep,tvdbid,imdbid,tvmazeid",
        rate: int | None = None,
        port: int = 0,
    ) -> None:
        super().__init__(self._app(), port=port)
        self.folder = folder
        self.api_key = api_key
        self.page_size = page_size
        self.tv_params = tv_params
        self.rate = rate
        self._offers: dict[int, Offer] = {}
        self._supplies: dict[int, _Supply] = {}
        self._spoilt: dict[str, Spoilt] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    @property
    def api_url(self) -> str:
        """What to give to Torznab.Config(url=…)."""
        return f"{self.url}/api"

    def offer(
        self,
        title: str,
        files: Path | Sequence[Path] | Mapping[str, Path],
        *,
        seeders: int = 10,
        peers: int | None = None,
        published_at: datetime | None = None,
        tvdb_id: int | None = None,
        tvmaze_id: int | None = None,
        imdb_id: str | None = None,
        category: int = 5040,
        size: int | None = None,
        rate: int | None = None,
        stalled: bool = False,
        as_magnet: bool = False,
        webseed: bool = True,
        tell_hash: bool = True,
        attributes: Mapping[str, str] | None = None,
    ) -> str:
        """List a release and return its info-hash.

        `files`: one file becomes a single-file torrent named `title` plus its suffix; a folder, a sequence or a mapping
        (path in the torrent → file) becomes a folder named `title`. `size` is what the indexer claims, true or not.
        `rate` is in bytes a second; `stalled` torrents never send a byte; `as_magnet` lists only a magnet link. Many an
        indexer does not tell the info-hash (`tell_hash`).
        """
        number = next(self._numbers)
        root = self.folder / "offers" / str(number)
        content = _stage(root, title, files)
        data = make_torrent(content, webseed=f"{self.url}/files/{number}/" if webseed else "")
        torrent = read_torrent(data)
        info_hash = torrent.info_hash
        offer = Offer(
            number=number,
            title=title,
            info_hash=info_hash,
            torrent=data,
            magnet=f"magnet:?xt=urn:btih:{info_hash}&dn={quote(title)}",
            root=root,
            size=sum(file.size for file in torrent.files or ()) if size is None else size,
            seeders=seeders,
            peers=seeders if peers is None else peers,
            published_at=published_at or datetime.now(UTC),
            tvdb_id=tvdb_id,
            tvmaze_id=tvmaze_id,
            imdb_id=imdb_id,
            category=category,
            as_magnet=as_magnet,
            attributes={**({} if tell_hash else {"infohash": ""}), **(attributes or {})},
        )
        with self._lock:
            self._supplies[number] = _Supply(rate if rate is not None else self.rate, stalled)
            self._offers[number] = offer
        return info_hash

    def offer_again(self, other: Indexer, info_hash: str, title: str) -> str:
        """List a torrent of another indexer by another name; its info-hash."""
        [known] = [offer for offer in other._offers.values() if offer.info_hash == info_hash]
        number = next(self._numbers)
        with self._lock:
            self._supplies[number] = _Supply(None)
            self._offers[number] = replace(known, number=number, title=title)
        return known.info_hash

    def torrent_of(self, info_hash: str) -> bytes:
        """The .torrent of a release that it lists."""
        with self._lock:
            return next(offer.torrent for offer in self._offers.values() if offer.info_hash == info_hash)

    def withdraw(self, info_hash: str) -> None:
        """Stop listing a release and serving its files."""
        with self._lock:
            self._offers = {n: offer for n, offer in self._offers.items() if offer.info_hash != info_hash}

    def spoil(self, info_hash: str, answer: Spoilt) -> None:
        """Go on listing a release, and answer so whoever wants its torrent."""
        self._spoilt[info_hash] = answer

    def throttle(self, info_hash: str, rate: int | None) -> None:
        """Serve its files at `rate` bytes a second a connection; None: as fast as it goes."""
        for supply in self._supplies_of(info_hash):
            supply.rate = rate

    def stall(self, info_hash: str, stalled: bool = True) -> None:
        """Accept connections for its files and send nothing, or start sending again."""
        for supply in self._supplies_of(info_hash):
            supply.stalled = stalled

    def fail_next_with_error(self, code: int, description: str, times: int = 1) -> None:
        """Answer the next API calls with a Torznab error document (HTTP status 200, as real indexers do)."""
        self.fail_next(200, times=times, path_prefix="/api", body=_error(code, description).encode())

    def _supplies_of(self, info_hash: str) -> list[_Supply]:
        with self._lock:
            return [self._supplies[n] for n, offer in self._offers.items() if offer.info_hash == info_hash]

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/api", self._guarded(self._api)),
                Route("/dl/{number:int}", self._guarded(self._download)),
                Route("/files/{number:int}/{path:path}", self._file, methods=["GET", "HEAD"]),
            ]
        )

    def _guarded(self, answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def handle(request: Request) -> Response:
            if request.query_params.get("t") != "caps" and request.query_params.get("apikey", "") != self.api_key:
                return _xml(_error(100, "Incorrect user credentials"))
            return answer(request)

        return handle

    def _api(self, request: Request) -> Response:
        query = request.query_params
        match query.get("t", ""):
            case "caps":
                return _xml(_caps(self.page_size, self.tv_params))
            case "search" | "tvsearch" as function:
                allowed = {"q", *(self.tv_params.split(",") if function == "tvsearch" else ())}
                criteria = {name: value for name, value in query.items() if name in allowed and value}
                return self._results(criteria, query)
            case "":
                return _xml(_error(200, "Missing parameter (t)"))
            case _:
                return _xml(_error(202, "No such function"))

    def _results(self, criteria: Mapping[str, str], query: Mapping[str, str]) -> Response:
        try:
            offset, limit = int(query.get("offset", "0")), int(query.get("limit", str(self.page_size)))
            categories = {int(category) for category in query.get("cat", "").split(",") if category}
        except ValueError:
            return _xml(_error(201, "Incorrect parameter"))
        with self._lock:
            listed = list(self._offers.values())
        found = [
            offer
            for offer in sorted(listed, key=lambda offer: (offer.published_at, offer.number), reverse=True)
            if _matches(offer, criteria)
            and (not categories or categories & {offer.category, offer.category // 1000 * 1000})
        ]
        page = found[offset : offset + min(limit, self.page_size)]
        items = "".join(self._item(offer) for offer in page)
        return _xml(
            '<rss version="2.0" xmlns:torznab="http://torznab.com/schemas/2015/feed" '
            'xmlns:newznab="http://www.newznab.com/DTD/2010/feeds/attributes/"><channel><title>Demo</title>'
            f'<newznab:response offset="{offset}" total="{len(found)}"/>{items}</channel></rss>'
        )

    def _item(self, offer: Offer) -> str:
        link = offer.magnet if offer.as_magnet else f"{self.url}/dl/{offer.number}?apikey={quote(self.api_key)}"
        attributes = {
            "category": str(offer.category),
            "size": str(offer.size),
            "seeders": str(offer.seeders),
            "peers": str(offer.peers),
            "infohash": offer.info_hash,
            **offer.ids,
            "magneturl": offer.magnet if offer.as_magnet else "",
            **offer.attributes,
        }
        return (
            f"<item><title>{escape(offer.title)}</title>"
            f"<guid>{self.url}/details/{offer.number}</guid><comments>{self.url}/details/{offer.number}</comments>"
            f"<pubDate>{format_datetime(offer.published_at)}</pubDate><size>{offer.size}</size>"
            f"<link>{escape(link)}</link>"
            f'<enclosure url={quoteattr(link)} length="{offer.size}" type="{_TORRENT_TYPE}"/>'
            + "".join(f'<torznab:attr name="{k}" value={quoteattr(v)}/>' for k, v in attributes.items() if v)
            + "</item>"
        )

    def _offer(self, number: int) -> Offer | None:
        with self._lock:
            return self._offers.get(number)

    def _download(self, request: Request) -> Response:
        offer = self._offer(request.path_params["number"])
        if offer is None:
            return _xml(_error(300, "No such item"), 404)
        if spoilt := self._spoilt.get(offer.info_hash):
            return Response(spoilt.body, spoilt.status, dict(spoilt.headers))
        if offer.as_magnet:
            return RedirectResponse(offer.magnet, 302)
        return Response(offer.torrent, media_type=_TORRENT_TYPE)

    async def _file(self, request: Request) -> Response:
        """One file of a torrent, Range requests included: a webseed without them stays at 0 % silently."""
        offer = self._offer(request.path_params["number"])
        if offer is None:
            return Response(status_code=404)
        path = (offer.root / request.path_params["path"]).resolve()
        if not path.is_relative_to(offer.root.resolve()) or not path.is_file():
            return Response(status_code=404)
        size = path.stat().st_size
        span = _range(request.headers.get("range"), size)
        if span is None:
            return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
        start, end = span
        headers = {"Accept-Ranges": "bytes", "Content-Length": str(end - start)}
        if "range" in request.headers:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        status = 206 if "range" in request.headers else 200
        if request.method == "HEAD":
            return Response(status_code=status, headers=headers)
        body = _paced(path, start, end, self._supplies[offer.number], request)
        return StreamingResponse(body, status, headers, "application/octet-stream")


async def _paced(path: Path, start: int, end: int, supply: _Supply, request: Request) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < end:
            while supply.stalled:
                if await request.is_disconnected():
                    raise ClientDisconnect
                await asyncio.sleep(0.05)
            rate = supply.rate
            size = _CHUNK if rate is None else max(1, min(_CHUNK, rate // 10))
            chunk = file.read(min(size, end - start))
            start += len(chunk)
            yield chunk
            if rate is not None:
                await asyncio.sleep(len(chunk) / rate)


def _range(header: str | None, size: int) -> tuple[int, int] | None:
    """Start and end (exclusive) of a single byte range; the whole file without a header; None: cannot be satisfied."""
    if header is None:
        return 0, size
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    end = min(size, int(last) + 1) if last else size
    return (int(first), end) if int(first) < end else None


def _matches(offer: Offer, criteria: Mapping[str, str]) -> bool:
    ids = offer.ids
    asked = criteria.keys() & ids.keys()
    if asked and not any(ids[name].removeprefix("tt") == criteria[name].removeprefix("tt") for name in asked):
        return False
    if not set(_words(criteria.get("q", ""))) <= set(_words(offer.title)):
        return False
    season, episode = criteria.get("season", ""), criteria.get("ep", "")
    return not season or _matches_episode(offer.title, season, episode)


def _matches_episode(title: str, season: str, episode: str) -> bool:
    if "/" in episode:
        date = _DATE.search(title)
        return date is not None and [season, *episode.split("/")] == list(date.groups())
    found = _EPISODE.search(title)
    if not found or not _is_number(season, found[1]):
        return False
    return not episode or found[2] is None or _is_number(episode, found[2])


def _is_number(asked: str, found: str) -> bool:
    return asked.isdigit() and int(asked) == int(found)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold().replace("'", ""))


def _stage(root: Path, title: str, files: Path | Sequence[Path] | Mapping[str, Path]) -> Path:
    """Put the files under `root` as the torrent will name them, and return what to make the torrent of."""
    if isinstance(files, Path) and files.is_file():
        target = root / f"{title}{files.suffix}"
        _link(files, target)
        return target
    if isinstance(files, Path):
        named: Mapping[str, Path] = {
            path.relative_to(files).as_posix(): path for path in sorted(files.rglob("*")) if path.is_file()
        }
    else:
        named = files if isinstance(files, Mapping) else {path.name: path for path in files}
    for inner, path in named.items():
        _link(path, root / title / inner)
    return root / title


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copyfile(source, target)


def _caps(page_size: int, tv_params: str) -> str:
    return (
        f'<caps><server title="Airdate demo"/><limits max="{page_size}" default="{page_size}"/><searching>'
        f'<search available="yes" supportedParams="q"/><tv-search available="yes" supportedParams="{tv_params}"/>'
        '</searching><categories><category id="5000" name="TV"><subcat id="5040" name="TV/HD"/>'
        '<subcat id="5070" name="TV/Anime"/></category></categories></caps>'
    )


def _error(code: int, description: str) -> str:
    return f'<error code="{code}" description={quoteattr(description)}/>'


def _xml(text: str, status: int = 200) -> Response:
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>{text}', status, media_type="application/rss+xml")
