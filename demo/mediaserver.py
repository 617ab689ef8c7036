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
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import md5
from pathlib import Path
from typing import Any, Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from demo.media import library, queries, selection, shapes
from demo.media.library import Item
from demo.media.marks import Mark, Marks
from demo.media.shapes import Screen
from demo.server import LoopbackServer
from demo.telegram.serving import LOOPBACK
from pipeline.library.readback import Reader

AS_MADE = ("Default", "")  # how Jellyfin makes a user
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
    """As stubborn as the real ones of its `version` (10.10, 10.11 or 12.0).

    `hint_delay` (seconds) is how long it waits after a hint about a path, `look_time` how long a look at an item takes.
    A library that is empty when it is first looked at stays so until the whole library is asked for.
    """

    def __init__(
        self,
        root: Path,
        *,
        api_key: str = API_KEY,
        name: str = "Living room server",
        version: str = "10.11.11",
        users: tuple[str, ...] = ("Ada", "Grace"),
        hint_delay: float = 60.0,
        look_time: float = 0.05,
        port: int = 0,
        host: str = LOOPBACK,
    ) -> None:
        self.root = root
        self.api_key = api_key
        self.name = name
        self.version = version
        self.reader = Reader.of(version)
        self.hint_delay = hint_delay
        self.look_time = look_time
        self.id = _hash(f"server:{name}")
        self.users = {_hash(f"user:{user}"): user for user in users}
        self.hints: list[str] = []  # paths it was told of, oldest first; "*" is the whole library
        self.subtitle_modes: dict[str, tuple[str, str]] = {}  # by a user's name: their mode, the language they prefer
        self.looks: list[str] = []  # items that it was asked to look at
        self.plays: list[tuple[str, str]] = []  # (screen id, item id)
        self._items: dict[str, Item] = {}
        self._closed: set[str] = set()  # shows that do not show what is in them
        self._passed_over = False  # the library was empty at the first look
        self._starting = 0  # answers that it still begs off
        self._marks = Marks()
        self._screens: dict[str, Screen] = {}
        self._scanning = threading.Lock()
        self._waiting: asyncio.Task[None] | None = None  # what was hinted at
        self._hinted: list[Path] = []
        self._tasks: set[asyncio.Task[None]] = set()
        super().__init__(Starlette(routes=self._routes()), port=port, host=host)

    def start(self) -> Self:
        self._passed_over = _is_empty(self.root)
        self._look(None)
        return super().start()

    def _routes(self) -> list[Route]:
        def guarded(path: str, endpoint: Endpoint, *methods: str) -> Route:
            async def checked(request: Request) -> Response:
                if self._starting > 0:
                    self._starting -= 1
                    return Response("starting", status_code=503, headers={"retry-after": "005"}, media_type="text/html")
                return await endpoint(request) if self._authorised(request) else Response(status_code=401)

            return Route(path, checked, methods=list(methods or ("GET",)))

        return [
            Route("/System/Info/Public", self._public_info, methods=["GET"]),
            guarded("/System/Info", self._info),
            guarded("/Library/VirtualFolders", self._libraries),
            guarded("/Library/Media/Updated", self._updated, "POST"),
            guarded("/Library/Refresh", self._refresh, "POST"),
            guarded("/Items", self._query),
            guarded("/Items/{id}/Refresh", self._look_at, "POST"),
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
        """Have looked at the library, or at the show that `path` belongs to, long ago."""
        self._look(path, whole=True)
        self._closed.clear()

    def restart(self, answers: int = 3) -> None:
        """Forget what was hinted at and asked for; beg off the next `answers` requests while starting."""
        self._starting = answers
        self._forget_hints()
        for task in list(self._tasks):
            task.get_loop().call_soon_threadsafe(task.cancel)

    def _look(self, path: Path | None, *, whole: bool = False) -> None:
        """Look at everything, a show or a season, by its path. `whole`: what has been passed over so far, too."""
        with self._scanning:
            if whole:
                self._passed_over = False
            if self._passed_over or _is_empty(self.root):  # an empty one keeps what it had
                self._items = self._items or library.scan(self.root, "Shows", self.reader)
                return
            show = self._show_folder(path) if path else None
            self._take(self._seen(show), show)

    def _seen(self, show: Path | None) -> dict[str, Item]:
        if show is None:
            return library.scan(self.root, "Shows", self.reader)
        root = library.item_id("CollectionFolder", self.root)
        kept = {i: item for i, item in self._items.items() if not item.path.is_relative_to(show)}
        looked_at = {item.id: item for item in library.scan_show(show, root, self.reader)}
        return library.merged(kept | looked_at, self.reader)

    def _take(self, found: dict[str, Item], show: Path | None) -> None:
        """What is new, what is gone, and whose marks they have.

        10.11 shows nothing of a new show whose id comes with its NFO only, until it is looked at once more.
        """
        self._marks.move(self._items, found)
        looked_at = {i for i, item in found.items() if item.kind == "Series" and item.path == (show or item.path)}
        new = looked_at - self._items.keys()
        late = {i for i in new if found[i].late_ids and self.reader is Reader.JELLYFIN_11}
        self._closed = (self._closed - looked_at) | late
        self._items = found

    def switched_on(self, item: Item, user: str = "") -> str:
        """The suffix of the subtitle beside an episode that comes on by itself for a user (by name)."""
        mode, prefers = self.subtitle_modes.get(user, AS_MADE)
        suffixes = [path.name.removeprefix(item.path.stem) for path in item.subtitles]
        return selection.switched_on(suffixes, mode, prefers, self.reader)

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

    def user_id(self, name: str) -> str:
        return next(id_ for id_, known in self.users.items() if known == name)

    def mark(self, user: str, item_id: str) -> Mark:
        """What a user (by name) has seen of an item."""
        return self._marks.of(_hash(f"user:{user}"), item_id)

    # The API.

    def _authorised(self, request: Request) -> bool:
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        token = re.search(r'\bToken="([^"]*)"', rest)
        if scheme == "MediaBrowser" and token and token[1] == self.api_key:
            return True
        if request.query_params.get("ApiKey") == self.api_key:
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
            self._hinted.append(Path(update["Path"]))
        self._forget_hints(keep=list(self._hinted))
        self._waiting = self._later(self._look_at_hinted(), self.hint_delay)
        return Response(status_code=204)

    async def _look_at_hinted(self) -> None:
        for path in self._hinted:
            await asyncio.to_thread(self._look, path if path.is_relative_to(self.root) else None)
        self._hinted = []

    def _forget_hints(self, keep: list[Path] | None = None) -> None:
        """Each further hint begins the wait anew; a restart and a look at everything lose them."""
        if self._waiting is not None:
            self._waiting.get_loop().call_soon_threadsafe(self._waiting.cancel)
        self._waiting, self._hinted = None, keep or []

    async def _refresh(self, _: Request) -> Response:
        self.hints.append("*")
        self._forget_hints()
        self._later(asyncio.to_thread(self._look, None, whole=True), self.look_time)
        return Response(status_code=204)

    async def _look_at(self, request: Request) -> Response:
        params = _params(request)
        item = self._items.get(queries.plain(request.path_params["id"]))
        if item is None:
            return Response(status_code=404)
        self.looks.append(item.name)
        modes = {queries.one(params, name).lower() for name in ("metadatarefreshmode", "imagerefreshmode")}
        self._later(asyncio.to_thread(self._look_into, item, modes == {"default"}), self.look_time)
        return Response(status_code=204)

    def _look_into(self, item: Item, fully: bool) -> None:
        before = dict(self._items)
        self._look(None if item.kind == "CollectionFolder" else item.path)
        if not fully:  # they appear, and are never read
            new = {i: _unread(each) for i, each in self._items.items() if i not in before and each.kind == "Episode"}
            self._items |= new
        self._closed.discard(item.id)

    def _later(self, what: Coroutine[Any, Any, None], delay: float) -> asyncio.Task[None]:
        async def wait() -> None:
            try:
                await asyncio.sleep(delay)
            except asyncio.CancelledError:
                what.close()
                raise
            await what

        task = asyncio.get_running_loop().create_task(wait())
        self._tasks.add(task)  # the loop itself keeps only a weak reference
        task.add_done_callback(self._tasks.discard)
        return task

    async def _query(self, request: Request) -> Response:
        params = _params(request)
        unknown = sorted(set(params) - queries.UNDERSTOOD)
        if unknown:  # the real one ignores what it does not know; here it is a mistake of the caller
            return JSONResponse({"title": f"unknown parameters: {', '.join(unknown)}"}, status_code=400)
        user = queries.one(params, "userid").replace("-", "")
        if user and user not in self.users:
            return Response("Error processing request.", status_code=404)
        parent = queries.plain(queries.one(params, "parentid"))
        if parent and parent not in self._items:
            return Response("Error processing request.", status_code=400)
        if self._is_closed(parent):
            return JSONResponse({"Items": [], "TotalRecordCount": 0, "StartIndex": 0})
        found = queries.choose(self._items, params, lambda item: self._marks.of(user, item.id).played)
        some = [self._shape(item, set(queries.several(params, "fields")), user) for item in queries.page(found, params)]
        start = int(queries.one(params, "startindex") or 0)
        return JSONResponse({"Items": some, "TotalRecordCount": len(found), "StartIndex": start})

    async def _views(self, request: Request) -> Response:
        user = queries.one(_params(request), "userid").replace("-", "")
        if user and user not in self.users:
            return Response("Error processing request.", status_code=404)
        some = [self._shape(item, set(), user) for item in self.items("CollectionFolder")]
        return JSONResponse({"Items": some, "TotalRecordCount": len(some), "StartIndex": 0})

    async def _users(self, _: Request) -> Response:
        return JSONResponse([shapes.user(id_, name, self.id) for id_, name in self.users.items()])

    async def _played(self, request: Request) -> Response:
        user = queries.one(_params(request), "userid").replace("-", "")
        item = self._items.get(request.path_params["id"])
        if user not in self.users or item is None:
            return Response(status_code=404)
        played = request.method == "POST"
        mark = Mark(played=played, count=int(played), at=datetime.now(UTC) if played else None)
        self._marks.put(user, item, mark)
        return JSONResponse(shapes.user_data(item, mark))

    async def _sessions(self, _: Request) -> Response:
        return JSONResponse([shapes.session(screen, self.id) for screen in self._screens.values()])

    async def _play(self, request: Request) -> Response:
        params = _params(request)
        screen = self._screens.get(request.path_params["id"])
        if screen is None:
            return Response("Error processing request.", status_code=404)
        for item_id in queries.several(params, "itemids"):
            self.plays.append((screen.id, item_id))
            screen.playing = self._items.get(item_id)
        return Response(status_code=204)  # also for an item that is gone

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
            "on": self.switched_on(item).removeprefix("."),
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

    def _is_closed(self, parent: str) -> bool:
        item = self._items.get(parent)
        return item is not None and (item.series or item.id) in self._closed

    def _shape(self, item: Item, fields: set[str], user: str) -> shapes.Json:
        counts = "childcount" in fields
        children = sum(1 for i in self._items.values() if i.parent == item.id) if counts else 0
        picture = item.picture or (item.path if item.kind == "Episode" and shutil.which("ffmpeg") else None)
        tag = _hash(f"{picture}:{item.added}") if picture else ""
        mark = self._marks.of(user, item.id) if user else None
        on = self.switched_on(item, self.users.get(user, ""))
        return shapes.item(item, self.id, fields, mark=mark, children=children, tag=tag, switched_on=on)

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


def _is_empty(folder: Path) -> bool:
    return not folder.is_dir() or not any(folder.iterdir())


def _unread(item: Item) -> Item:
    return replace(item, number=None, last_number=None, picture=None, was_read=False)


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
