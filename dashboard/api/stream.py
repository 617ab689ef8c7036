"""What happens, as it happens: `/api/v1/events`, a stream of server-sent events for a program with a person's token.

Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.concurrency import run_in_threadpool

from dashboard.context import Context, shows_of
from pipeline.model.events import Event
from pipeline.services import events, tokens
from pipeline.services.server_paths import as_seen_by
from pipeline.store.changes import EVENTS

LOOK, LEAST = 60.0, 0.3  # seconds between two looks, at most (a token may have been revoked meanwhile) and at least


def begin_of(context: Context, after: int | None) -> int:
    """The event after which somebody listens; None: from now on."""
    last = events.last(context.store)
    return last if after is None else min(after, last)  # a database that was restored counts from an earlier number


async def stream(context: Context, token: str, seen: int, stopping: asyncio.Event) -> AsyncIterator[dict[str, str]]:
    """What the person of a token sees of what happened after an event; ends when they lose it."""
    loop, moved = asyncio.get_running_loop(), asyncio.Event()
    with context.store.changes.waking(lambda: loop.call_soon_threadsafe(moved.set), EVENTS):
        while not stopping.is_set():
            moved.clear()
            found = await run_in_threadpool(_theirs, context, token, seen)
            if found is None:
                return
            for each, told in found:
                seen = each.id
                if told:
                    yield {"id": str(each.id), "event": each.kind, "data": json.dumps(told)}
            if not found:
                await _first(moved, stopping, within=LOOK)
                await _first(stopping, within=LEAST)


def _theirs(context: Context, token: str, after: int) -> list[tuple[Event, dict[str, Any] | None]] | None:
    """What has happened, and what they are told of it: nothing of what does not concern them. None: there is no such
    person any more."""
    found = events.after(context.store, after)
    with context.store.read() as db:
        viewer = tokens.whose(db, token, tokens.Scope.API)
        mine = shows_of(db, viewer) if viewer else []
    if viewer is None:
        return None
    theirs = [mine is None or each.show_id in mine for each in found]
    return [(each, as_seen_by(viewer, each.as_json()) if ok else None) for each, ok in zip(found, theirs, strict=True)]


async def _first(*flags: asyncio.Event, within: float) -> None:
    """Wait for one of them, so many seconds at most."""
    waits = [asyncio.ensure_future(flag.wait()) for flag in flags]
    try:
        await asyncio.wait(waits, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waits:
            each.cancel()
