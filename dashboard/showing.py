"""Pages, as they are asked for: whole, or as a stream of events.

Every page is also its own stream: asked for `text/event-stream`, it sends its contents again whenever they have
changed, and the browser takes over just the differences.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from typing import Any

from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)

from dashboard.context import PageRequest, Shown, number
from dashboard.frame import Frame
from dashboard.guard import LoginNeeded, Session
from dashboard.pages import job
from dashboard.prefix import path_of, root_of
from pipeline.errors import UserError
from pipeline.model import Person, Role
from pipeline.model.reasons import Reason
from pipeline.services import tokens
from pipeline.store import Connection

FRAME_FIRST = 0.2  # seconds: a page that takes longer shows its frame meanwhile
REST = b"<!--rest-->"  # where the rest goes
LIVE_SHARE = 10  # a page that takes long to draw is drawn less often: at most a tenth of one core for each that looks
# A browser that comes from another site keeps a strict cookie to itself; on the second try it comes from here.
BOUNCE = (
    '<!doctype html><meta http-equiv="refresh" content="0"><link rel="icon" href="{}/static/icon.svg"><title>Airdate'
)

View = Callable[[Connection, PageRequest], Shown]
Endpoint = Callable[[Request], Any]


class Showing:
    """Shows pages to those whom the guard lets in, until `stopping` is set."""

    def __init__(self, frame: Frame) -> None:
        self.stopping = asyncio.Event()
        self._frame = frame

    def page(self, template: str, view: View, role: Role = Role.GUEST, *, every: float = 1.0) -> Endpoint:
        """An endpoint for a page that takes a role; `every` so many seconds it is looked at again for those who have
        it open."""

        async def endpoint(request: Request) -> Response:
            session = self._frame.guard.session_of(request)
            if session is None and request.headers.get("sec-fetch-site") == "cross-site":
                return HTMLResponse(BOUNCE.format(root_of(request)), headers={"cache-control": "no-store"})

            def draw() -> Shown:
                with self._frame.context.store.read() as db:
                    viewer = self._frame.guard.viewer(db, session)
                    return self._drawn_for(viewer, request, template, partial(view, db), role)

            return await self._shown(request, session, draw, every)

        return endpoint

    def outside(self, template: str, view: Callable[[PageRequest], Shown], called: Reason) -> Endpoint:
        """The same for a page that asks the outside, which may take seconds: it shows its frame first, and holds no
        connection meanwhile."""

        async def endpoint(request: Request) -> Response:
            session = self._frame.guard.session_of(request)

            def draw() -> Shown:
                return self._drawn_for(self._frame.viewer(session), request, template, view, Role.GUEST)

            drawing = asyncio.ensure_future(run_in_threadpool(draw))
            await asyncio.wait([drawing], timeout=FRAME_FIRST)
            if not drawing.done():
                with suppress(LoginNeeded):
                    return await self._frame_first(request, session, called, drawing)
            await asyncio.wait([drawing])
            return await self._shown(request, session, drawing.result, 60)

        return endpoint

    async def _frame_first(
        self, request: Request, session: Session | None, called: Reason, drawing: asyncio.Future[Shown]
    ) -> Response:
        """The page's frame at once, and what it is about once that is drawn."""
        waiting = await run_in_threadpool(self._waiting, request, session, called)
        whole = self._frame.whole(request, session or self._frame.guard.new_session(inside=False), waiting)
        before, after = bytes(whole.body).split(REST)

        async def parts() -> AsyncIterator[bytes]:
            yield before
            yield (await drawing)["main"].encode()
            yield after

        answer = StreamingResponse(parts())
        answer.raw_headers = [header for header in whole.raw_headers if header[0] != b"content-length"]
        return answer

    def _waiting(self, request: Request, session: Session | None, called: Reason) -> Shown:
        """What is shown meanwhile. LoginNeeded where there will be nothing to show."""
        return self._frame.page(request, self._known(request, session), "waiting.html", {"title": called})

    def _drawn_for(
        self, viewer: Person, request: Request, template: str, view: Callable[[PageRequest], Shown], role: Role
    ) -> Shown:
        """The page as somebody sees it, or why they do not."""
        if (session := self._frame.guard.session_of(request)) is not None and session.person:
            request.state.language = viewer.language  # whom a link let in: as the bot speaks to them
        asked = PageRequest(viewer=viewer, path=request.path_params, query=request.query_params)
        try:
            return self._frame.page(request, viewer, template, view(asked.checked(role)))
        except UserError as mistake:
            return self._frame.sorry(request, mistake.reason, viewer)

    async def _shown(
        self, request: Request, session: Session | None, draw: Callable[[], Shown], every: float
    ) -> Response:
        """What is drawn, in the page's frame, or as a stream of it."""
        live = "text/event-stream" in request.headers.get("accept", "")
        try:
            shown = await run_in_threadpool(draw)
        except LoginNeeded:
            if live:
                return self._frame.plain(request, "page-log-in-first", 401)
            return self._frame.lead(request, f"/login?to={path_of(request.scope)}")
        if live and shown["status"] == 200:
            return EventSourceResponse(self._events(draw, every), send_timeout=20, sep="\n")
        return self._frame.whole(request, session or self._frame.guard.new_session(inside=False), shown)

    async def _events(self, draw: Callable[[], Shown], every: float) -> AsyncIterator[dict[str, str]]:
        """The page's contents, now and whenever they change."""
        before = ""
        while not self.stopping.is_set():
            began = time.monotonic()
            try:
                drawn = await run_in_threadpool(draw)
            except LoginNeeded:
                return
            if drawn["status"] != 200:  # what it shows is gone
                return
            if drawn["main"] != before:
                before = drawn["main"]
                yield {"data": before}
            pause = max(every, LIVE_SHARE * (time.monotonic() - began))
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self.stopping.wait()

    async def nowhere(self, request: Request, _: Exception) -> Response:
        """There is no such page. Programs are told as the API tells them: its place takes no line feeds, for one."""
        if path_of(request.scope).startswith("/api/"):
            why = Reason("page-nowhere")
            return JSONResponse({"code": why.code, "message": self._frame.say(request, why)}, 404)
        session = self._frame.guard.session_of(request)
        shown = await run_in_threadpool(self._nowhere, request, session)
        return self._frame.whole(request, session or self._frame.guard.new_session(inside=False), shown)

    def _nowhere(self, request: Request, session: Session | None) -> Shown:
        """With the way to all other pages, for those who may see them."""
        why = Reason("page-nowhere")
        try:
            return self._frame.sorry(request, why, self._known(request, session))
        except LoginNeeded:
            return self._frame.sorry(request, why)

    def _known(self, request: Request, session: Session | None) -> Person:
        """Who looks; whom a link let in is spoken to as the bot does. LoginNeeded where nobody is let in."""
        viewer = self._frame.viewer(session)
        if session is not None and session.person:
            request.state.language = viewer.language
        return viewer

    async def feed(self, request: Request) -> Response:
        """The calendar of whose token the address says, for programs that know no cookies."""

        def read() -> bytes | None:
            from dashboard import ical  # 2 MB that a household without such a program does not need

            with self._frame.context.store.read() as db:
                viewer = tokens.whose(db, request.query_params.get("token", ""), tokens.Scope.CALENDAR)
                return ical.feed(db, viewer) if viewer else None

        made = await run_in_threadpool(read)
        if made is None:
            return self._frame.plain(request, "page-log-in-first", 401)
        return Response(made, media_type="text/calendar; charset=utf-8")

    async def log(self, request: Request) -> Response:
        """One attempt's log, as text."""

        def read() -> str:
            with self._frame.context.store.read() as db:
                viewer = self._frame.guard.viewer(db, self._frame.guard.session_of(request))
                return job.log(db, viewer, number(request.path_params["id"]))

        try:
            return PlainTextResponse(await run_in_threadpool(read), headers={"cache-control": "no-store"})
        except LoginNeeded:
            return self._frame.plain(request, "page-log-in-first", 401)
        except UserError as mistake:
            return PlainTextResponse(self._frame.say(request, mistake.reason), 404)
