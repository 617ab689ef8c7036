"""A pretend TVmaze and a pretend TVDB v4 on loopback, over the same invented shows.

    with CatalogueServer() as catalogue:
        tvmaze = TVmaze(TVmaze.Config(url=catalogue.tvmaze_url), name="tvmaze")
        catalogue.listing.postpone(TIN_ORCHARD, 2, 5, by=timedelta(days=7))

Shapes: https://www.tvmaze.com/api and https://thetvdb.github.io/v4-api/. Posters and stills: `art/`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from demo import tvdb_shapes, tvmaze_shapes
from demo.listing import ListedShow, Listing
from demo.server import LoopbackServer
from demo.shows import SHOWS, DemoShow
from demo.telegram.serving import LOOPBACK

ART = Path(__file__).with_name("art")
GOOD_ENOUGH = 70  # of 100, for a title that was typed
API_KEY = "demo-tvdb-key"  # no secret: it opens nothing but this pretend server
SPANS = {"day": timedelta(days=1), "week": timedelta(weeks=1), "month": timedelta(days=31)}


class CatalogueServer(LoopbackServer):
    """Both catalogues. `listing` is what they know, to be changed while they run."""

    def __init__(
        self,
        shows: Iterable[DemoShow] = SHOWS,
        *,
        now: datetime | None = None,
        port: int = 0,
        host: str = LOOPBACK,
        api_key: str = API_KEY,
        tvdb_page_size: int = 500,
    ) -> None:
        self.listing = Listing(shows, now)
        self.api_key = api_key
        self._tokens: set[str] = set()
        self._page_size = tvdb_page_size
        get = ["GET"]
        routes = [
            Route("/tvmaze/search/shows", self._maze_search, methods=get),
            Route("/tvmaze/lookup/shows", self._maze_lookup, methods=get),
            Route("/tvmaze/shows/{id:int}", self._maze_show, methods=get),
            Route("/tvmaze/shows/{id:int}/episodes", self._maze_episodes, methods=get),
            Route("/tvmaze/shows/{id:int}/akas", self._maze_akas, methods=get),
            Route("/tvmaze/updates/shows", self._maze_updates, methods=get),
            Route("/v4/login", self._login, methods=["POST"]),
            Route("/v4/search", self._search, methods=get),
            Route("/v4/search/remoteid/{remote}", self._remote, methods=get),
            Route("/v4/series/{id:int}/extended", self._series, methods=get),
            Route("/v4/series/{id:int}/translations/{lang}", self._translation, methods=get),
            Route("/v4/series/{id:int}/episodes/{type}", self._episodes, methods=get),
            Route("/v4/series/{id:int}/episodes/{type}/{lang}", self._episodes, methods=get),
            Route("/v4/updates", self._updates, methods=get),
            Route("/art/{id:int}/poster.jpg", self._poster, methods=get),
            Route("/art/{id:int}/{episode:int}.jpg", self._still, methods=get),
        ]
        super().__init__(Starlette(routes=routes), port=port, host=host)

    @property
    def tvmaze_url(self) -> str:
        return f"{self.url}/tvmaze"

    @property
    def tvdb_url(self) -> str:
        return f"{self.url}/v4/"

    def expire_tokens(self) -> None:
        """Every TVDB token given out so far is refused from now on."""
        self._tokens.clear()

    def _known(self, request: Request) -> ListedShow | None:
        return self.listing.shows.get(request.path_params["id"])

    def _matches(self, text: str) -> list[tuple[float, ListedShow]]:
        scored = [(_score(text, listed.show), listed) for listed in self.listing.shows.values()]
        return sorted(((s, x) for s, x in scored if s >= GOOD_ENOUGH), key=lambda pair: -pair[0])

    # TVmaze.

    async def _maze_search(self, request: Request) -> Response:
        found = self._matches(request.query_params.get("q", ""))
        return JSONResponse(
            [{"score": round(s / 100, 4), "show": tvmaze_shapes.show(listed, self.url)} for s, listed in found]
        )

    async def _maze_lookup(self, request: Request) -> Response:
        listed = None
        if "thetvdb" in request.query_params:
            listed = self.listing.by_tvdb(int(request.query_params["thetvdb"]))
        elif "imdb" in request.query_params:
            listed = self.listing.by_imdb(request.query_params["imdb"])
        if listed is None:
            return _not_found()
        # The real one redirects too, and forgets everything else in the query.
        return RedirectResponse(f"{self.tvmaze_url}/shows/{listed.show.tvmaze_id}", status_code=301)

    async def _maze_show(self, request: Request) -> Response:
        listed = self._known(request)
        if listed is None:
            return _not_found()
        embed = request.query_params.getlist("embed") + request.query_params.getlist("embed[]")
        return JSONResponse(tvmaze_shapes.show(listed, self.url, embed))

    async def _maze_episodes(self, request: Request) -> Response:
        listed = self._known(request)
        if listed is None:
            return _not_found()
        specials = request.query_params.get("specials") == "1"
        return JSONResponse(tvmaze_shapes.episodes(listed, self.url, specials=specials))

    async def _maze_akas(self, request: Request) -> Response:
        listed = self._known(request)
        return _not_found() if listed is None else JSONResponse(tvmaze_shapes.akas(listed.show))

    async def _maze_updates(self, request: Request) -> Response:
        span = SPANS.get(request.query_params.get("since", ""))
        since = datetime.now(UTC) - span if span else datetime.min.replace(tzinfo=UTC)
        changed = {str(id_): int(s.updated.timestamp()) for id_, s in self.listing.shows.items() if s.updated >= since}
        return JSONResponse(changed or [])  # PHP's empty object

    # TVDB.

    async def _login(self, request: Request) -> Response:
        if (await request.json()).get("apikey") != self.api_key:
            return _tvdb_error(401, "InvalidAPIKey: invalid API key")
        token = secrets.token_hex(16)
        self._tokens.add(token)
        return JSONResponse({"status": "success", "data": {"token": token}})

    def _turned_away(self, request: Request) -> Response | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return None if token in self._tokens else _tvdb_error(401, "Unauthorized")

    async def _search(self, request: Request) -> Response:
        if (refusal := self._turned_away(request)) is not None:
            return refusal
        found = self._matches(request.query_params.get("query", ""))
        data = [tvdb_shapes.search_result(listed, self.url) for _, listed in found]
        return JSONResponse({"status": "success", "data": data, "links": tvdb_shapes.links(self.url, 0, len(data), 50)})

    async def _remote(self, request: Request) -> Response:
        if (refusal := self._turned_away(request)) is not None:
            return refusal
        listed = self.listing.by_imdb(request.path_params["remote"])
        data = [{"series": tvdb_shapes.base(listed, self.url)}] if listed else None
        return JSONResponse({"status": "success", "data": data} if data else {"status": "success", "data": []})

    def _series_of(self, request: Request) -> ListedShow | None:
        return self.listing.by_tvdb(request.path_params["id"])

    async def _series(self, request: Request) -> Response:
        if (refusal := self._turned_away(request)) is not None:
            return refusal
        listed = self._series_of(request)
        if listed is None:
            return _tvdb_error(404, "Not Found")
        translations = request.query_params.get("meta") == "translations"
        data = tvdb_shapes.extended(listed, self.url, translations=translations)
        return JSONResponse({"status": "success", "data": data})

    async def _translation(self, request: Request) -> Response:
        if (refusal := self._turned_away(request)) is not None:
            return refusal
        listed = self._series_of(request)
        if listed is None or request.path_params["lang"] not in tvdb_shapes.languages(listed.show):
            return _tvdb_error(404, "Not Found")
        data = tvdb_shapes.translation(listed.show, request.path_params["lang"])
        return JSONResponse({"status": "success", "data": data})

    async def _episodes(self, request: Request) -> Response:
        if (refusal := self._turned_away(request)) is not None:
            return refusal
        listed = self._series_of(request)
        if listed is None:
            return _tvdb_error(404, "Not Found")
        page = int(request.query_params.get("page", "0"))
        everything = tvdb_shapes.episodes(listed, self.url, request.path_params.get("lang", ""))
        some = everything[page * self._page_size : (page + 1) * self._page_size]
        where = f"{self.url}{request.url.path}"
        answer = {
            "status": "success",
            "data": {"series": tvdb_shapes.base(listed, self.url), "episodes": some},
            "links": tvdb_shapes.links(where, page, len(everything), self._page_size),
        }
        return JSONResponse(answer)

    async def _updates(self, request: Request) -> Response:
        if (refusal := self._turned_away(request)) is not None:
            return refusal
        since, kind = float(request.query_params["since"]), request.query_params.get("type", "series")
        data = [
            tvdb_shapes.update(listed, kind)
            for listed in self.listing.shows.values()
            if listed.updated.timestamp() >= since
        ]
        answer = {"status": "success", "data": data, "links": tvdb_shapes.links(self.url, 0, len(data), 1000)}
        return JSONResponse(answer)

    def _poster(self, request: Request) -> Response:
        listed = self._known(request)
        return _not_found() if listed is None else _picture(ART / listed.show.art / "poster.jpg")

    def _still(self, request: Request) -> Response:
        listed = self._known(request)
        wanted = request.path_params["episode"]
        found = next((e for e in listed.episodes if e.id == wanted), None) if listed else None
        if listed is None or found is None:
            return _not_found()
        stills = sorted((ART / listed.show.art).glob("still-*.jpg"))  # fewer than episodes: they take turns
        return _picture(stills[(found.episode.season + found.episode.number) % len(stills)])


def _picture(path: Path) -> Response:
    return Response(path.read_bytes(), media_type="image/jpeg", headers={"cache-control": "max-age=3600"})


def _not_found() -> Response:
    body = {"name": "Not Found", "message": "", "code": 0, "status": 404}
    return JSONResponse(body, status_code=404)


def _tvdb_error(status: int, message: str) -> Response:
    return JSONResponse({"status": "failure", "message": message, "data": None}, status_code=status)


def _score(text: str, show: DemoShow) -> float:
    names: list[Any] = [show.title, *show.aliases]
    return max(fuzz.WRatio(text, name, processor=str.lower) for name in names)
