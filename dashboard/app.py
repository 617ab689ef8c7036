"""The browser front door, whole: its pages on one screen, and how it runs beside other asyncio services.

Every page is also its own stream of events: asked for `text/event-stream`, it sends its contents again whenever they
have changed, and the browser takes over just the differences.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from email.utils import formatdate
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from markupsafe import Markup
from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

import messages
from dashboard import ical, views
from dashboard.api import make_api
from dashboard.buttons import act, may
from dashboard.context import Context, PageRequest, number
from dashboard.guard import BODY_MOST, Gate, Guard, LoginNeeded, Session
from dashboard.monitoring import Monitoring
from dashboard.pages import account, activity, add, people, pressed, runs, show, system
from dashboard.press import Done, Fields
from dashboard.templating import environment, language_of
from pipeline.config import Settings
from pipeline.engine.plugins import Parts
from pipeline.errors import OutsideError, UserError
from pipeline.model import Person, Role
from pipeline.model.reasons import NO_REASON, Reason, reason_from
from pipeline.services import rights, sign_in, tokens
from pipeline.store import Connection, Store
from pipeline.store.runs import Stage

log = logging.getLogger("airdate.dashboard")

HERE = Path(__file__).parent
FORM_MOST = 32_768  # bytes
LIVE_SHARE = 10  # a page that takes long to draw is drawn less often: at most a tenth of one core for each that looks
# A browser that comes from another site keeps a strict cookie to itself; on the second try it comes from here.
BOUNCE = '<!doctype html><meta http-equiv="refresh" content="0"><link rel="icon" href="/static/icon.svg"><title>Airdate'

View = Callable[[Connection, PageRequest], views.Shown]
Endpoint = Callable[[Request], Any]


def make_app(context: Context) -> Starlette:
    """The dashboard as an ASGI application. UserError when others could reach it and it has no password."""
    settings = context.settings
    pages = Pages(context, Guard(settings.dashboard, context.store))
    watched = Monitoring(context.store, settings, pages.guard)
    page, owner = pages.page, Role.OWNER
    app = Starlette(
        routes=[
            Route("/", page("home.html", views.home)),
            Route("/job/{id}", page("job.html", lambda db, asked: views.job(db, asked, context))),
            Route("/episode/{id}", page("job.html", lambda db, asked: views.episode(db, asked, context))),
            Route("/shows", page("shows.html", views.all_shows, every=5)),
            Route("/show/{id}", page("show.html", lambda db, asked: show.one_show(db, asked, context), every=3)),
            Route("/history", page("history.html", lambda db, a: activity.history(db, a, pages.time_zone), every=10)),
            Route("/runs", page("runs.html", runs.grid, every=5)),
            Route("/blocklist", page("blocklist.html", activity.blocklist, every=10)),
            Route("/wanted", page("wanted.html", activity.wanted, every=10)),
            Route("/people", page("people.html", people.everyone, every=5)),
            Route("/people/{id}", page("person.html", people.one, owner, every=10)),
            Route("/add", pages.outside("add.html", lambda asked: add.find(asked, context))),
            Route("/calendar", page("calendar.html", lambda db, a: views.calendar(db, a, pages.time_zone), every=30)),
            Route("/health", page("health.html", lambda db, _: views.all_health(db, context), owner, every=3)),
            Route("/settings", page("settings.html", lambda _, a: system.settings_page(a, context), owner, every=60)),
            Route("/pressed", page("pressed.html", pressed.lately, owner, every=5)),
            Route("/me", page("account.html", account.account, every=10)),
            Route("/calendar.ics", pages.feed),
            Route("/log/{id}", pages.log),
            Route("/healthz", watched.healthz),
            Route("/metrics", watched.metrics),
            Route("/do", pages.do, methods=["POST"]),
            Route("/enter/{token}", pages.show_enter, methods=["GET"]),
            Route("/enter/{token}", pages.enter, methods=["POST"]),
            Route("/login", pages.show_login, methods=["GET"]),
            Route("/login", pages.login, methods=["POST"]),
            Route("/logout", pages.logout, methods=["POST"]),
            Mount("/api/v1", make_api(context)),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(Gate, hosts=[settings.dashboard.host, *settings.dashboard.hosts])],
    )
    app.state.stopping = pages.stopping
    return app


class Pages:
    """Draws pages and takes forms, for those whom the guard lets in."""

    def __init__(self, context: Context, guard: Guard) -> None:
        self.context = context
        self.guard = guard
        self.stopping = asyncio.Event()
        self._needs_password = bool(context.settings.dashboard.password.get_secret_value())
        self._done: dict[str, Done] = {}  # what the last button did, by session: shown once
        self.time_zone = context.settings.household.time_zone
        self._templates = {each: environment(self.time_zone, each) for each in messages.LANGUAGES}

    def _say(self, request: Request, reason: Reason | str) -> str:
        """What there is to say, as whoever asks reads it."""
        return messages.say(reason_from(reason), language_of(request), self.time_zone)

    def _plain(self, request: Request, code: str, status: int) -> Response:
        return PlainTextResponse(self._say(request, Reason(code)), status)

    def _drawn(self, request: Request, template: str, **values: Any) -> str:
        return self._templates[language_of(request)].get_template(template).render(values)

    # --------------------------------------------------------------------------------------------------- looking

    def page(self, template: str, view: View, role: Role = Role.GUEST, *, every: float = 1.0) -> Endpoint:
        """An endpoint for a page that takes a role; `every` so many seconds it is looked at again for those who have
        it open."""

        async def endpoint(request: Request) -> Response:
            session = self.guard.session_of(request)
            if session is None and request.headers.get("sec-fetch-site") == "cross-site":
                return HTMLResponse(BOUNCE, headers={"cache-control": "no-store"})

            def draw() -> views.Shown:
                with self.context.store.read() as db:
                    viewer = self.guard.viewer(db, session)
                    return self._drawn_for(viewer, request, template, partial(view, db), role)

            return await self._shown(request, session, draw, every)

        return endpoint

    def outside(self, template: str, view: Callable[[PageRequest], views.Shown], role: Role = Role.GUEST) -> Endpoint:
        """The same for a page that asks the outside, which may take seconds: it holds no connection meanwhile."""

        async def endpoint(request: Request) -> Response:
            session = self.guard.session_of(request)

            def draw() -> views.Shown:
                return self._drawn_for(self._viewer(session), request, template, view, role)

            return await self._shown(request, session, draw, 60)

        return endpoint

    def _drawn_for(
        self, viewer: Person, request: Request, template: str, view: Callable[[PageRequest], views.Shown], role: Role
    ) -> views.Shown:
        """The page as somebody sees it, or why they do not."""
        if (session := self.guard.session_of(request)) is not None and session.person:
            request.state.language = viewer.language  # whom a link let in: as the bot speaks to them
        asked = PageRequest(viewer=viewer, path=request.path_params, query=request.query_params)
        try:
            return self._page(request, viewer, template, view(asked.checked(role)))
        except UserError as mistake:
            return self._sorry(request, mistake.reason, viewer)

    def _page(self, request: Request, viewer: Person | None, template: str, shown: views.Shown) -> views.Shown:
        """What a page has to say, drawn."""
        title = self._say(request, shown["title"])
        values = {**shown, "title": title, "viewer": viewer, "may": partial(may, viewer)}
        return {"title": title, "main": self._drawn(request, template, **values), "viewer": viewer, "status": 200}

    def _sorry(self, request: Request, why: Reason, viewer: Person | None = None) -> views.Shown:
        shown = self._page(request, viewer, "sorry.html", {"title": Reason("page-sorry"), "why": why})
        return {**shown, "status": 404}

    async def _shown(
        self, request: Request, session: Session | None, draw: Callable[[], views.Shown], every: float
    ) -> Response:
        """What is drawn, in the page's frame, or as a stream of it."""
        live = "text/event-stream" in request.headers.get("accept", "")
        try:
            shown = await run_in_threadpool(draw)
        except LoginNeeded:
            if live:
                return self._plain(request, "page-log-in-first", 401)
            return RedirectResponse(f"/login?to={request.url.path}", 303)
        if live and shown["status"] == 200:
            return EventSourceResponse(self._events(draw, every), send_timeout=20, sep="\n")
        return self._whole(request, session or self.guard.new_session(inside=False), shown)

    async def _events(self, draw: Callable[[], views.Shown], every: float) -> AsyncIterator[dict[str, str]]:
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
                await asyncio.wait_for(self.stopping.wait(), pause)

    def _whole(self, request: Request, session: Session, shown: views.Shown) -> Response:
        """The page's frame with this in it."""
        whole = self._drawn(
            request,
            "base.html",
            title=shown["title"],
            main=Markup(shown["main"]),  # noqa: S704 - drawn by a template, which escapes
            path=request.url.path,
            back=f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path,
            form_key=self.guard.form_key(session),
            done=self._done.pop(session.id, None),
            viewer=shown["viewer"],
            owns=shown["viewer"] is not None and rights.may(shown["viewer"], Role.OWNER),
            can_leave=self._needs_password or bool(session.person),
        )
        answer = HTMLResponse(whole, shown["status"], headers={"cache-control": "no-store"})
        if self.guard.session_of(request) != session:
            self.guard.give(answer, session, secure=request.url.scheme == "https")
        return answer

    async def feed(self, request: Request) -> Response:
        """The calendar of whose token the address says, for programs that know no cookies."""

        def read() -> bytes | None:
            with self.context.store.read() as db:
                viewer = tokens.whose(db, request.query_params.get("token", ""), tokens.Scope.CALENDAR)
                return ical.feed(db, viewer) if viewer else None

        made = await run_in_threadpool(read)
        if made is None:
            return self._plain(request, "page-log-in-first", 401)
        return Response(made, media_type="text/calendar; charset=utf-8", headers={"cache-control": "private"})

    async def log(self, request: Request) -> Response:
        """One attempt's log, as text."""

        def read() -> str:
            with self.context.store.read() as db:
                viewer = self.guard.viewer(db, self.guard.session_of(request))
                return views.log(db, viewer, number(request.path_params["id"]))

        try:
            return PlainTextResponse(await run_in_threadpool(read), headers={"cache-control": "no-store"})
        except LoginNeeded:
            return self._plain(request, "page-log-in-first", 401)
        except UserError as mistake:
            return PlainTextResponse(self._say(request, mistake.reason), 404)

    # --------------------------------------------------------------------------------------------------- doing

    async def _form(self, request: Request) -> tuple[Session, Fields] | Response:
        """The session and the fields of a form that one of our own pages sent, or what to answer instead."""
        try:
            body = await request.body()
        except ClientDisconnect:  # the gate reads no more than it has to
            body = b" " * BODY_MOST
        if len(body) > FORM_MOST:
            return self._plain(request, "page-form-too-long", 413)
        fields = Fields(parse_qs(body.decode("utf-8", "replace")))
        session = self.guard.session_of(request)
        if session is None or not self.guard.is_ours(session, fields.first("form_key")):
            return self._plain(request, "page-out-of-date", 403)
        return session, fields

    async def do(self, request: Request) -> Response:
        """A button was pressed."""
        form = await self._form(request)
        if isinstance(form, Response):
            return form
        session, fields = form

        def press() -> Done:
            return act(self.context, self._viewer(session), fields.first("do"), fields, "browser")

        try:
            done = await run_in_threadpool(press)
        except LoginNeeded:
            return self._plain(request, "page-log-in-first", 401)
        except (UserError, OutsideError) as mistake:
            done = Done(said=mistake.reason)
        self._done[session.id] = done
        return RedirectResponse(done.to or _own_path(fields.first("back")), 303)

    # ------------------------------------------------------------------------------------------------- coming in

    async def show_login(self, request: Request) -> Response:
        session = self.guard.session_of(request)
        try:
            await run_in_threadpool(self._viewer, session)
        except LoginNeeded:
            fresh = session if session and not session.person else self.guard.new_session(inside=False)
            return self._ask(request, fresh)
        return RedirectResponse(_own_path(request.query_params.get("to", "")), 303)

    def _viewer(self, session: Session | None) -> Person:
        with self.context.store.read() as db:
            return self.guard.viewer(db, session)

    def _ask(self, request: Request, session: Session, why: Reason = NO_REASON, status: int = 200) -> Response:
        to = _own_path(request.query_params.get("to", ""))
        values = {"title": Reason("page-log-in"), "why": why, "to": to, "form_key": self.guard.form_key(session)}
        shown = self._page(request, None, "login.html", values)
        return self._whole(request, session, {**shown, "status": status})

    async def login(self, request: Request) -> Response:
        form = await self._form(request)
        if isinstance(form, Response):
            return form
        session, fields = form
        address = request.client.host if request.client else ""
        if not self.guard.may_try(address):
            return self._ask(request, session, Reason("page-too-many-passwords"), 429)
        if not self.guard.is_right(fields.first("password")):
            log.warning("a wrong password from %s", address)
            return self._ask(request, session, Reason("page-wrong-password"), 401)
        self.guard.forgive(address)
        answer = RedirectResponse(_own_path(request.query_params.get("to", "")), 303)
        self.guard.give(answer, self.guard.new_session(inside=True), secure=request.url.scheme == "https")
        return answer

    async def show_enter(self, request: Request) -> Response:
        """Whom a link from the bot lets in. It is a button that uses it up: what merely looks at links does not."""
        session = self.guard.session_of(request) or self.guard.new_session(inside=False)

        def look() -> Person | None:
            with self.context.store.read() as db:
                return sign_in.whose_link(db, request.path_params["token"])

        person = await run_in_threadpool(look)
        if person is None:
            return self._whole(request, session, self._sorry(request, Reason("link-used-up")))
        values = {"title": Reason("page-log-in"), "name": person.name, "form_key": self.guard.form_key(session)}
        return self._whole(request, session, self._page(request, None, "enter.html", values))

    async def enter(self, request: Request) -> Response:
        form = await self._form(request)
        if isinstance(form, Response):
            return form

        def use() -> Person | None:
            with self.context.store.write() as db:
                return sign_in.enter(db, request.path_params["token"])

        person = await run_in_threadpool(use)
        if person is None:
            return self._whole(request, form[0], self._sorry(request, Reason("link-used-up")))
        answer = RedirectResponse("/", 303)
        fresh = self.guard.new_session(inside=True, person=person.id)
        self.guard.give(answer, fresh, secure=request.url.scheme == "https")
        return answer

    async def logout(self, request: Request) -> Response:
        form = await self._form(request)
        if isinstance(form, Response):
            return form
        await run_in_threadpool(self.guard.end, form[0])
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(self.guard.cookie, samesite="strict", httponly=True)
        return answer


def _own_path(path: str) -> str:
    """The path of one of our pages: whatever else was typed leads to the first."""
    return path if re.fullmatch(r"/(?:[a-z]+(?:/\d+)?(?:\?[\w=&+%.-]*)?)?", path, re.ASCII) else "/"


# ------------------------------------------------------------------------------------------------------------- serving


HEADERS_WITHIN = 15.0  # seconds from the connection to a whole request's head
AT_ONCE = 200  # connections; a household has a few


class _Protocol(H11Protocol):
    """uvicorn's, which would wait for ever for a head that does not come."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        # asyncio does this only for sockets that name their protocol; an answer would wait 40 ms to be acknowledged.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.loop.call_later(HEADERS_WITHIN, self._give_up)

    def _give_up(self) -> None:
        if self.scope is None and not self.transport.is_closing():
            self.transport.close()


class _Dated(ServerState):
    """The headers of every answer, with the hour that it is then."""

    @property
    def default_headers(self) -> list[tuple[bytes, bytes]]:
        return [(b"date", formatdate(usegmt=True).encode())]

    @default_headers.setter
    def default_headers(self, headers: list[tuple[bytes, bytes]]) -> None:
        """uvicorn's own hour is the one of its start."""


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: whoever runs us has their own."""

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self.server_state = _Dated()
        self._stopping = stopping

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        """uvicorn's wakes ten times a second: to look whether it is to stop, and for the hour in its headers."""
        await self._stopping.wait()


class Dashboard:
    """Airdate's page in the browser. Making one touches no network; `run` does all."""

    def __init__(
        self, settings: Settings, store: Store, stages: Sequence[Stage], *, parts: Parts | None = None
    ) -> None:
        self.settings = settings.dashboard
        self._store = store
        self.app = make_app(Context(store=store, settings=settings, stages=tuple(stages), parts=parts))
        self._socket: socket.socket | None = None

    def listen(self) -> str:
        """Take the address and the port, if that has not happened yet; the URL. UserError when they are taken."""
        host, port = self.settings.host, self.settings.port
        if self._socket is None:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            try:
                self._socket = socket.create_server((host, port), family=family, backlog=64)
            except OSError as error:
                why = str(error.strerror or error).partition(" (")[0]
                raise UserError(Reason("dashboard-cannot-listen", host=host, port=str(port), why=why)) from error
        url = self._url()
        with self._store.write() as db:
            sign_in.note_address(db, url)
        return url

    def _url(self) -> str:
        assert self._socket is not None
        host = self.settings.host
        shown = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, host)  # noqa: S104
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self._socket.getsockname()[1]}/"

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set."""
        url = self.listen()
        assert self._socket is not None
        config = uvicorn.Config(
            self.app,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            http=_Protocol,
            limit_concurrency=AT_ONCE,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=3,
        )
        server = _Server(config, self.app.state.stopping)
        serving = asyncio.create_task(server.serve([self._socket]))
        stopping = asyncio.create_task(stop.wait())
        log.info("the dashboard is at %s", url)
        try:
            await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            self.app.state.stopping.set()  # ends the streams
            server.should_exit = True
            await serving
            self._socket.close()
            self._socket = None
