"""What happens, as it happens: `/api/v1/events`, a stream of server-sent events for a program with a person's token.

Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool

from dashboard.context import Context, shows_of
from pipeline.model.events import Event
from pipeline.services import events, tokens
from pipeline.store.changes import EVENTS

LOOK, LEAST = 60.0, 0.3  # seconds between two looks, at most (a token may have been revoked meanwhile) and at least


async def stream(
    context: Context, token: str, after: int | None, stopping: asyncio.Event
) -> AsyncIterator[dict[str, str]]:
    """What the person of a token sees of what happened after an event, or from now on; ends when they lose it."""
    loop, moved = asyncio.get_running_loop(), asyncio.Event()
    seen = await run_in_threadpool(events.last, context.store) if after is None else after
    with context.store.changes.waking(lambda: loop.call_soon_threadsafe(moved.set), EVENTS):
        while not stopping.is_set():
            moved.clear()
            found = await run_in_threadpool(_theirs, context, token, seen)
            if found is None:
                return
            for each, concerns in found:
                seen = each.id
                if concerns:
                    yield {"id": str(each.id), "event": each.kind, "data": json.dumps(each.as_json())}
            if not found:
                await _first(moved, stopping, within=LOOK)
                await _first(stopping, within=LEAST)


def _theirs(context: Context, token: str, after: int) -> list[tuple[Event, bool]] | None:
    """What has happened, and whether it concerns them; None: there is no such person any more."""
    found = events.after(context.store, after)
    with context.store.read() as db:
        viewer = tokens.whose(db, token, tokens.Scope.API)
        mine = shows_of(db, viewer) if viewer else []
    return None if viewer is None else [(each, mine is None or each.show_id in mine) for each in found]


async def _first(*flags: asyncio.Event, within: float) -> None:
    """Wait for one of them, so many seconds at most."""
    waits = [asyncio.ensure_future(flag.wait()) for flag in flags]
    try:
        await asyncio.wait(waits, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waits:
            each.cancel()
