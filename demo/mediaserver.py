"""A pretend Jellyfin on loopback over a real library folder, with a page that plays its files.

    with MediaServer(library) as jellyfin:
        player = Jellyfin(Jellyfin.Config(url=jellyfin.url, api_key=jellyfin.api_key), name="jellyfin")

It answers what Airdate asks, in the shapes of Jellyfin 10.10 to 12.0 (https://api.jellyfin.org).
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import lru_cache
from hashlib import md5
from pathlib import Path
from typing import Any, Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from demo.media import library, queries, shapes
from demo.media.library import Item
from demo.media.shapes import Mark, Screen
from demo.server import LoopbackServer

API_KEY = "demo-jellyfin-key"  # no secret: it opens nothing but this pretend server
TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".ogv": "video/ogg",
}
PAGE = Path(__file__).parent / "media" / "page.html"
FRAME_TIMEOUT = 20.0  # seconds

Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


class MediaServer(LoopbackServer):
    """`scan_delay` (seconds) is how long it waits after a hint about a path: a minute in the real one."""

    def __init__(
        self,
        root: Path,
        *,
        api_key: str = API_KEY,
        name: str = "Living room server",
        version: str = "10.11.11",
        users: tuple[str, ...] = ("Ada", "Grace"),
        scan_delay: float = 0.0,
        port: int = 0,
    ) -> None:
        self.root = root
        self.api_key = api_key
        self.name = name
        self.version = version
        self.scan_delay = scan_delay
        self.id = _hash(f"server:{name}")
        self.users = {_hash(f"user:{user}"): user for user in users}
        self.hints: list[str] = []  # paths it was asked to look at, oldest first; "*" is the whole library
        self.plays: list[tuple[str, str]] = []  # (screen id, item id)
        self._items: dict[str, Item] = {}
        self._marks: dict[tuple[str, str], Mark] = {}
        self._screens: dict[str, Screen] = {}
        self._scanning = threading.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        super().__init__(Starlette(routes=self._routes()), port=port)

    def start(self) -> Self:
        self.scan()
        return super().start()

    def _routes(self) -> list[Route]:
        def guarded(path: str, endpoint: Endpoint, *methods: str) -> Route:
            async def checked(request: Request) -> Response:
                return await endpoint(request) if self._authorised(request) else Response(status_code=401)

            return Route(path, checked, methods=list(methods or ("GET",)))

        return [
            Route("/System/Info/Public", self._public_info, methods=["GET"]),
            guarded("/System/Info", self._info),
            guarded("/Library/VirtualFolders", self._libraries),
            guarded("/Library/Media/Updated", self._updated, "POST"),
            guarded("/Library/Refresh", self._refresh, "POST"),
            guarded("/Items", self._query),
            guarded("/UserViews", self._views),
            guarded("/Users", self._users),
            guarded("/UserPlayedItems/{id}", self._played, "POST", "DELETE"),
            guarded("/Sessions", self._sessions),
            guarded("/Sessions/{id}/Playing", self._play, "POST"),
            Route("/Items/{id}/Images/Primary", self._image, methods=["GET"]),
            Route("/Videos/{id}/stream", self._video, methods=["GET"]),
            Route("/", lambda _: RedirectResponse("/web/"), methods=["GET"]),
            Route("/web/", lambda _: FileResponse(PAGE), methods=["GET"]),
            Route("/web/item/{id}", self._page_data, methods=["GET"]),
            Route("/web/subtitles/{id}/{number:int}.vtt", self._subtitles, methods=["GET"]),
        ]

    # What tests and the demo do with it.

    def scan(self, path: Path | None = None) -> None:
        """Look at the library, or at the show that `path` belongs to."""
        with self._scanning:
            if path is None:
                self._items = library.scan(self.root, "Shows")
                return
            show = self._show_folder(path)
            if show is None:
                return
            root = library.item_id("CollectionFolder", self.root)
            kept = {i: item for i, item in self._items.items() if not item.path.is_relative_to(show)}
            self._items = kept | {item.id: item for item in library.scan_show(show, root)}

    def add_screen(self, name: str, user: str = "") -> Screen:
        """Somebody switches on a television."""
        user_id = next((i for i, known in self.users.items() if known == user), "")
        screen = Screen(id=_hash(f"screen:{name}"), name=name, user=user_id, user_name=user)
        self._screens[screen.id] = screen
        return screen

    def remove_screen(self, screen: Screen) -> None:
        self._screens.pop(screen.id, None)

    def items(self, kind: str = "Episode") -> list[Item]:
        return [item for item in self._items.values() if item.kind == kind]

    def mark(self, user: str, item_id: str) -> Mark:
        """What a user (by name) has seen of an item."""
        return self._marks.get((_hash(f"user:{user}"), item_id), Mark())

    # The API.

    def _authorised(self, request: Request) -> bool:
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        token = re.search(r'\bToken="([^"]*)"', rest)
        if scheme == "MediaBrowser" and token and token[1] == self.api_key:
            return True
        legacy = (request.headers.get("x-emby-token"), request.query_params.get("api_key"))
        return int(self.version.split(".")[0]) < 12 and self.api_key in legacy

    async def _public_info(self, _: Request) -> Response:
        return JSONResponse(shapes.system_public(self.id, self.name, self.version))

    async def _info(self, _: Request) -> Response:
        return JSONResponse(shapes.system(self.id, self.name, self.version))

    async def _libraries(self, _: Request) -> Response:
        return JSONResponse([shapes.library(item) for item in self.items("CollectionFolder")])

    async def _updated(self, request: Request) -> Response:
        for update in (await request.json()).get("Updates") or []:
            self.hints.append(str(update["Path"]))
            self._later(Path(update["Path"]))
        return Response(status_code=204)

    async def _refresh(self, _: Request) -> Response:
        self.hints.append("*")
        self._later(None)
        return Response(status_code=204)

    def _later(self, path: Path | None) -> None:
        async def look() -> None:
            await asyncio.sleep(self.scan_delay)
            await asyncio.to_thread(self.scan, path)

        task = asyncio.get_running_loop().create_task(look())
        self._tasks.add(task)  # the loop itself keeps only a weak reference
        task.add_done_callback(self._tasks.discard)

    async def _query(self, request: Request) -> Response:
        params = _params(request)
        unknown = sorted(set(params) - queries.UNDERSTOOD)
        if unknown:  # the real one ignores what it does not know; here it is a mistake of the caller
            return JSONResponse({"title": f"unknown parameters: {', '.join(unknown)}"}, status_code=400)
        user = queries.one(params, "userid").replace("-", "")
        if user and user not in self.users:
            return Response(status_code=404)
        found = queries.choose(self._items, params, lambda item: self._mark(user, item.id).played)
        some = [self._shape(item, set(queries.several(params, "fields")), user) for item in queries.page(found, params)]
        start = int(queries.one(params, "startindex") or 0)
        return JSONResponse({"Items": some, "TotalRecordCount": len(found), "StartIndex": start})

    async def _views(self, request: Request) -> Response:
        user = queries.one(_params(request), "userid").replace("-", "")
        some = [self._shape(item, set(), user) for item in self.items("CollectionFolder")]
        return JSONResponse({"Items": some, "TotalRecordCount": len(some), "StartIndex": 0})

    async def _users(self, _: Request) -> Response:
        return JSONResponse([shapes.user(id_, name, self.id) for id_, name in self.users.items()])

    async def _played(self, request: Request) -> Response:
        user = queries.one(_params(request), "userid").replace("-", "")
        item = self._items.get(request.path_params["id"])
        if user not in self.users or item is None:
            return Response(status_code=404)
        mark = Mark(played=request.method == "POST", count=int(request.method == "POST"))
        self._marks[user, item.id] = mark
        return JSONResponse(shapes.user_data(item, mark))

    async def _sessions(self, _: Request) -> Response:
        return JSONResponse([shapes.session(screen, self.id) for screen in self._screens.values()])

    async def _play(self, request: Request) -> Response:
        params = _params(request)
        screen = self._screens.get(request.path_params["id"])
        for item_id in queries.several(params, "itemids"):
            self.plays.append((request.path_params["id"], item_id))
            if screen:
                screen.playing = self._items.get(item_id)
        return Response(status_code=204)  # also for a screen that is gone, as the real one

    async def _image(self, request: Request) -> Response:
        item = self._items.get(request.path_params["id"])
        if item is None:
            return Response(status_code=404)
        if item.picture:
            return FileResponse(item.picture)
        frame = await asyncio.to_thread(_frame, item.path, item.added) if item.kind == "Episode" else b""
        return Response(frame, media_type="image/jpeg") if frame else Response(status_code=404)

    async def _video(self, request: Request) -> Response:
        item = self._items.get(request.path_params["id"])
        if item is None or item.is_folder or not item.path.is_file():
            return Response(status_code=404)
        return FileResponse(item.path, media_type=TYPES.get(item.path.suffix.lower(), "application/octet-stream"))

    # The page.

    async def _page_data(self, request: Request) -> Response:
        root = library.item_id("CollectionFolder", self.root)
        item = self._items.get(request.path_params["id"].replace("-", ""), self._items.get(root))
        if item is None:
            return Response(status_code=404)
        fields = {"overview"}
        inside = sorted((i for i in self._items.values() if i.parent == item.id), key=lambda i: (i.number or 0, i.name))
        data = {
            "server": self.name,
            "item": self._shape(item, fields, ""),
            "parent": item.parent,
            "inside": [self._shape(i, fields, "") for i in inside],
            "subtitles": [path.name.removeprefix(f"{item.path.stem}.") for path in item.subtitles],
        }
        return JSONResponse(data)

    async def _subtitles(self, request: Request) -> Response:
        item = self._items.get(request.path_params["id"])
        number = request.path_params["number"]
        if item is None or number >= len(item.subtitles):
            return Response(status_code=404)
        text = item.subtitles[number].read_text(encoding="utf-8-sig", errors="replace")
        return Response(_webvtt(text), media_type="text/vtt")

    # Helpers.

    def _mark(self, user: str, item_id: str) -> Mark:
        return self._marks.get((user, item_id), Mark())

    def _shape(self, item: Item, fields: set[str], user: str) -> shapes.Json:
        children = sum(1 for i in self._items.values() if i.parent == item.id)
        picture = item.picture or (item.path if item.kind == "Episode" and shutil.which("ffmpeg") else None)
        tag = _hash(f"{picture}:{item.added}") if picture else ""
        mark = self._mark(user, item.id) if user else None
        return shapes.item(item, self.id, fields, mark=mark, children=children, tag=tag)

    def _show_folder(self, path: Path) -> Path | None:
        """The folder right below the library that `path` is in; None for the library itself and what is outside."""
        if not path.is_relative_to(self.root) or path == self.root:
            return None
        return self.root / path.relative_to(self.root).parts[0]


def _params(request: Request) -> dict[str, list[str]]:
    params: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        params.setdefault(name.lower(), []).append(value)
    return params


def _hash(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def _webvtt(text: str) -> str:
    """SRT with the commas of its times made into points: https://www.w3.org/TR/webvtt1/."""
    if text.startswith("WEBVTT"):
        return text
    return "WEBVTT\n\n" + re.sub(r"(\d\d:\d\d:\d\d),(\d\d\d)", r"\1.\2", text.replace("\r\n", "\n"))


@lru_cache(maxsize=64)
def _frame(path: Path, _: datetime) -> bytes:
    """A picture out of a video, as the real one takes for episodes without their own; empty when there is none.

    The file's time is there for the cache: a file that was replaced has another picture.
    """
    command = ["ffmpeg", "-nostdin", "-v", "error", "-ss", "2", "-i", str(path), "-frames:v", "1"]
    command += ["-vf", "scale=640:-2", "-f", "mjpeg", "pipe:1"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=FRAME_TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout
