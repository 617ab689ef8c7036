"""The shows' posters on the pages: small, from this machine, and made when somebody first looks at a show."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from dashboard.context import Shown
from dashboard.frame import Frame
from dashboard.guard import LoginNeeded
from pipeline.model import Show
from pipeline.services import posters

log = logging.getLogger("airdate.dashboard")

AGAIN = 3600.0  # seconds until one that could not be had is tried again
IN_A_ROW = 3  # that cannot be had: whoever has them is away, and the others are left for the next time
KEPT = {"cache-control": "private, max-age=31536000, immutable"}  # another picture has another name


class Posters:
    """Where no encoder can make pictures small there are none: a plain tile stands for each."""

    def __init__(self, frame: Frame, clock: Callable[[], float] = time.monotonic) -> None:
        parts = frame.context.parts
        self._clock = clock
        self._frame = frame
        self._folder = posters.folder_of(frame.context.settings)
        self._shrink = getattr(parts.encoder, "shrink", None) if parts else None
        self._lock = threading.Lock()
        self._asked: list[str] = []
        self._tried: dict[str, float] = {}  # when, by address
        self._busy = False

    def beside(self, shown: Shown) -> Shown:
        """What a page shows, with the pictures of the shows in it."""
        shows = [shown["show"]] if "show" in shown else [each.show for each in shown["shows"]]
        return {**shown, "posters": self._of(shows)}

    def _of(self, shows: Iterable[Show]) -> dict[int, str]:
        """The names of the pictures that are there, by the shows' ids. The others are made meanwhile."""
        urls = {show.id: show.poster_url for show in shows if show.poster_url}
        found = {id_: posters.name_of(url) for id_, url in urls.items()}
        there = {id_: name for id_, name in found.items() if (self._folder / name).is_file()}
        self._have_made([url for id_, url in urls.items() if id_ not in there])
        return there

    async def picture(self, request: Request) -> Response:
        """One of them, for whoever may see pages at all."""
        try:
            path = await run_in_threadpool(self._found, request)
        except LoginNeeded:
            return self._frame.plain(request, "page-log-in-first", 401)
        return FileResponse(path, headers=KEPT) if path else self._frame.plain(request, "page-nowhere", 404)

    def _found(self, request: Request) -> Path | None:
        self._frame.viewer(self._frame.guard.session_of(request))
        name = request.path_params["name"]
        path = self._folder / name
        return path if re.fullmatch(r"[0-9a-f]{32}\.jpg", name) and path.is_file() else None

    def _have_made(self, urls: Iterable[str]) -> None:
        """One after the other, beside whoever looks."""
        if self._shrink is None:
            return
        with self._lock:
            moment = self._clock()
            late = moment - AGAIN
            fresh = [url for url in urls if self._tried.get(url, late - 1) < late]
            self._asked += fresh
            self._tried |= dict.fromkeys(fresh, moment)
            if self._asked and not self._busy:
                self._busy = True
                threading.Thread(target=self._make, args=(self._shrink,), name="posters", daemon=True).start()

    def _make(self, shrink: posters.Shrink) -> None:
        failed = 0
        while url := self._next(failed):
            try:
                problem = posters.make(self._folder, url, shrink)
                failed = failed + 1 if problem else 0
                if problem:
                    log.info("no small poster: %s", problem)
            except Exception:  # somebody's plugin: the other pictures are made all the same
                log.exception("no small poster")

    def _next(self, failed: int) -> str:
        with self._lock:
            if failed >= IN_A_ROW:
                self._asked.clear()
            self._busy = bool(self._asked)
            return self._asked.pop(0) if self._asked else ""
