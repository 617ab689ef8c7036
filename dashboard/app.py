"""The browser front door, whole: its pages on one screen."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.conditional import Conditional
from dashboard.context import Context
from dashboard.entering import Entering
from dashboard.forms import Forms
from dashboard.frame import WEB_APP, Frame
from dashboard.guard import Gate, Guard
from dashboard.monitoring import Monitoring
from dashboard.pages import (
    account,
    activity,
    add,
    calendar,
    glance,
    health,
    home,
    job,
    people,
    pressed,
    runs,
    show,
    shows,
    statistics,
    system,
)
from dashboard.posters import Posters
from dashboard.prefix import Under
from dashboard.showing import Showing
from pipeline.config import Dashboard as Settings
from pipeline.model import Role

HERE = Path(__file__).parent


def make_app(context: Context) -> Starlette:
    """The dashboard as an ASGI application. UserError when others could reach it and it has no password."""
    settings = context.settings
    frame = Frame(context, Guard(settings.dashboard, context.store))
    pages, forms, pictures = Showing(frame), Forms(frame), Posters(frame)
    doors, watched = Entering(frame, forms), Monitoring(context.store, settings, frame.guard)
    page, owner, zone = pages.page, Role.OWNER, frame.time_zone
    app = Starlette(
        routes=[
            Route("/", page("home.html", lambda db, a: {**home.home(db, a), **glance.glance(db, a, context)})),
            Route("/job/{id}", page("job.html", lambda db, asked: job.job(db, asked, context))),
            Route("/episode/{id}", page("job.html", lambda db, asked: job.episode(db, asked, context))),
            Route("/shows", page("shows.html", lambda db, a: pictures.beside(shows.all_shows(db, a)), every=5)),
            Route(
                "/show/{id}", page("show.html", lambda db, a: pictures.beside(show.one_show(db, a, context)), every=3)
            ),
            Route("/history", page("history.html", lambda db, a: activity.history(db, a, zone), every=10)),
            Route("/runs", page("runs.html", lambda db, a: runs.grid(db, a, zone), every=5)),
            Route("/blocklist", page("blocklist.html", activity.blocklist, every=10)),
            Route("/wanted", page("wanted.html", activity.wanted, every=10)),
            Route("/people", page("people.html", people.everyone, every=5)),
            Route("/people/{id}", page("person.html", people.one, owner, every=10)),
            Route("/add", pages.outside("add.html", lambda asked: add.find(asked, context), add.TITLE)),
            Route("/calendar", page("calendar.html", lambda db, a: calendar.calendar(db, a, zone), every=30)),
            Route("/health", page("health.html", lambda db, _: health.all_health(db, context), owner, every=3)),
            Route("/statistics", page("statistics.html", statistics.page, owner, every=60)),
            Route("/settings", page("settings.html", lambda db, a: system.settings(db, a, context), owner, every=60)),
            Route("/pressed", page("pressed.html", pressed.lately, owner, every=5)),
            Route("/me", page("account.html", account.account, every=10)),
            Route("/calendar.ics", pages.feed),
            Route("/log/{id}", pages.log),
            Route("/poster/{name}", pictures.picture),
            Route("/healthz", watched.healthz),
            Route("/metrics", watched.metrics),
            Route("/do", forms.do, methods=["POST"]),
            Route("/enter/{token}", doors.show_enter, methods=["GET"]),
            Route("/enter/{token}", doors.enter, methods=["POST"]),
            Route(WEB_APP, doors.show_web_app, methods=["GET"]),
            Route(WEB_APP, doors.web_app, methods=["POST"]),
            Route("/login", doors.show_login, methods=["GET"]),
            Route("/login", doors.login, methods=["POST"]),
            Route("/logout", doors.logout, methods=["POST"]),
            Mount("/api/v1", _api(context, pages.stopping)),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        exception_handlers={404: pages.nowhere},
        middleware=[
            Middleware(Under, settings=settings.dashboard),
            Middleware(Gate, hosts=_names(settings.dashboard)),
            Middleware(Conditional),
        ],
    )
    app.state.stopping = pages.stopping
    return app


def _names(settings: Settings) -> list[str]:
    """The names that it is reached by."""
    named = urlsplit(settings.url).hostname
    return [settings.host, *settings.hosts, *([named] if named else [])]


def _api(context: Context, stopping: asyncio.Event) -> ASGIApp:
    """Made when a program asks for the first time: FastAPI and what it brings are 8 MB."""

    @cache
    def made() -> ASGIApp:
        from dashboard.api import make_api

        return make_api(context, stopping)

    async def api(scope: Scope, receive: Receive, send: Send) -> None:
        await (await run_in_threadpool(made))(scope, receive, send)

    return api
