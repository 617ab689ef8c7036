"""The API, `/api/v1`: what the pages show, and what their buttons do, for programs with a person's token.

FastAPI makes the description (`/api/v1/openapi.json`, OpenAPI 3.1) from the functions and models of this package, which
has a file for each kind of resource. What is read is what the pages read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, RedirectResponse
from sse_starlette import EventSourceResponse
from starlette.exceptions import HTTPException

from dashboard.api import actions, events, jobs, people, shows, system
from dashboard.api.asking import REFUSED, UNDONE, amiss, mistake
from dashboard.context import Context
from pipeline.errors import AirdateError

READ: Mapping[str, Callable[..., Any]] = {
    "/me": people.me,
    "/me/tokens": people.my_tokens,
    "/shows": shows.list_shows,
    "/shows/{show_id}": shows.one_show,
    "/shows/{show_id}/episodes": shows.list_episodes,
    "/episodes/{episode_id}": shows.one_episode,
    "/episodes/{episode_id}/files": shows.files,
    "/episodes/{episode_id}/candidates": shows.candidates,
    "/episodes/{episode_id}/pressed": shows.pressed,
    "/search": shows.search,
    "/profiles": shows.profiles,
    "/calendar": shows.calendar,
    "/wanted": shows.wanted,
    "/upgrades": jobs.upgrades,
    "/jobs": jobs.list_jobs,
    "/jobs/{job_id}": jobs.one_job,
    "/jobs/{job_id}/results": jobs.results,
    "/jobs/{job_id}/attempts": jobs.attempts,
    "/runs": jobs.runs,
    "/blocklist": jobs.blocklist,
    "/people": people.everyone,
    "/people/{person_id}": people.one,
    "/requests": people.requests,
    "/asking": people.asking,
    "/invitations": people.invitations,
    "/status": system.status,
    "/systems": system.systems,
    "/chores": system.duties,
    "/disks": system.disks,
    "/processes": system.processes,
    "/backups": system.backups,
    "/statistics": system.statistics,
    "/settings": system.settings,
    "/household": system.choices,
    "/pressed": system.pressed,
}


def described(_: Request) -> RedirectResponse:
    """To the description, for who asks the address alone."""
    return RedirectResponse("openapi.json", 303)


def make_api(context: Context, stopping: asyncio.Event) -> FastAPI:
    """As an ASGI application to be mounted. No pages of documentation: those load scripts from elsewhere."""
    api = FastAPI(
        title="Airdate",
        version="1",
        description="What the dashboard shows and does. Rights are those of the person whose token it is.",
        docs_url=None,
        redoc_url=None,
    )
    api.state.context, api.state.stopping = context, stopping
    api.add_exception_handler(AirdateError, mistake)
    api.add_exception_handler(HTTPException, amiss)
    api.add_route("/", described, include_in_schema=False)
    for path, endpoint in READ.items():
        api.add_api_route(path, endpoint, responses=UNDONE if endpoint is shows.search else REFUSED)
    api.add_api_route("/attempts/{attempt_id}/log", jobs.log, responses=REFUSED, response_class=PlainTextResponse)
    api.add_api_route("/events", events.listen, responses=REFUSED, response_class=EventSourceResponse)
    do = "/actions/{verb}"
    api.add_api_route(do, actions.do, methods=["POST"], responses=UNDONE, description=actions.all_verbs())
    return api
