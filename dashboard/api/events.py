"""Listening to what happens."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Query, Request
from fastapi.security import HTTPAuthorizationCredentials
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool

from dashboard.api.asking import HouseHere, Viewer, bearer
from dashboard.api.stream import begin_of, stream
from dashboard.context import ID_MOST


async def listen(
    request: Request,
    context: HouseHere,
    viewer: Viewer,  # noqa: ARG001 - whoever has no token is refused
    given: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
    after: Annotated[int | None, Query(ge=0, le=ID_MOST, description="the number of an event")] = None,
    last_event_id: Annotated[str, Header(max_length=20)] = "",
) -> EventSourceResponse:
    """What happens from now on, or after an event, as a stream of server-sent events.

    Each has a number (`id`), what it is (`event`: job.begun, job.stuck, job.done, job.cancelled, job.abandoned,
    system.failing, system.well) and its facts as JSON (`data`). Those of the last week are there for who comes back.
    """
    if last_event_id.isascii() and last_event_id.isdigit():
        after = int(last_event_id)
    seen = await run_in_threadpool(begin_of, context, after)
    told = stream(context, given.credentials, seen, request.app.state.stopping)
    return EventSourceResponse(told, send_timeout=20, sep="\n")
