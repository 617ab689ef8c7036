"""A pretend subtitle site on loopback. `demo.subtitle_provider` is subliminal's way to it.

with SubtitleServer() as site:
    site.add("en", text, series="Our Show", season=1, episode=1)
    …Subliminal.Config(providers=("airdate-demo",), settings={"airdate-demo": {"url": site.url}})…
"""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.server import LoopbackServer


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A subtitle as the site lists it."""

    id: str
    language: str  # BCP 47
    series: str
    season: int
    episode: int
    year: int | None = None
    release: str = ""
    hash: str = ""  # OpenSubtitles' of the file it was made for
    hearing_impaired: bool = False
    forced: bool = False


class SubtitleServer(LoopbackServer):
    """The site. `api_key`: what must be sent as the key; empty: nothing is asked for."""

    def __init__(self, *, api_key: str = "", port: int = 0) -> None:
        self.api_key = api_key
        self._entries: dict[str, tuple[Entry, bytes]] = {}
        self._numbers = itertools.count(1)
        routes = [Route("/search", self._search), Route("/subtitles/{id}.srt", self._download)]
        super().__init__(Starlette(routes=routes), port=port)

    def add(self, language: str, content: str | bytes, **facts: Any) -> str:
        """Lists a subtitle; `facts` are fields of `Entry` (series, season, episode, …). Returns its id."""
        entry = Entry(id=str(next(self._numbers)), language=language, **facts)
        self._entries[entry.id] = entry, content.encode() if isinstance(content, str) else content
        return entry.id

    def remove(self, entry_id: str) -> None:
        """Unlists a subtitle; nothing happens when it is not there."""
        self._entries.pop(entry_id, None)

    async def _search(self, request: Request) -> Response:
        if not self._allowed(request):
            return Response(status_code=401)
        asked = request.query_params
        languages = asked.get("languages", "").split(",")
        number = asked.get("season", ""), asked.get("episode", "")
        found = [
            asdict(entry)
            for entry, _ in list(self._entries.values())
            if entry.language in languages
            and ((str(entry.season), str(entry.episode)) == number or (entry.hash and entry.hash == asked.get("hash")))
            and _folded(entry.series) in [_folded(name) for name in asked.getlist("series")]
        ]
        return JSONResponse(found)

    async def _download(self, request: Request) -> Response:
        if not self._allowed(request):
            return Response(status_code=401)
        found = self._entries.get(request.path_params["id"])
        if found is None:
            return Response(status_code=404)
        return Response(found[1], media_type="application/x-subrip")

    def _allowed(self, request: Request) -> bool:
        return not self.api_key or request.headers.get("api-key") == self.api_key


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
