"""Programs and messengers that are told what happens, `[webhooks.NAME]` and `[notify.NAME]`: each event once, in order.

One that does not take it is told again later, as a step of the line is tried again, and what comes after waits so long.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import messages
from pipeline.clock import now
from pipeline.errors import NotFound, OutsideError
from pipeline.model import Backoff, Person
from pipeline.model.events import Event, EventKind
from pipeline.model.reasons import Reason, reason_from
from pipeline.ports import Notifier
from pipeline.services import events
from pipeline.store import Store, key_values, people

TRIES = Backoff(attempts=10)  # for half a day, then the next event has its turn
TURN = 20.0  # seconds
SOON = 1.0  # seconds until one that was not told everything in its turn has another
LOOK = 10.0  # seconds between two looks whether something has happened


def tell(store: Store, notifiers: Sequence[Notifier], turn: float = TURN) -> float | None:
    """Tell everyone what they have not been told yet; the seconds until the next look, None: there is nobody.

    `turn`: seconds for one that is slow, then the next has its turn.
    """
    waits = [_tell_one(store, notifier, turn) for notifier in notifiers]
    return min(waits, default=None)


def _tell_one(store: Store, notifier: Notifier, turn: float) -> float:
    key = notifier.name[:120]
    with store.read() as db:
        state, owner = key_values.get(db, key), people.owner(db)
    if state is None:  # what was before it is there is no news
        _keep(store, key, told=events.last(store))
        return LOOK
    wait = (datetime.fromisoformat(state["due"]) - now()).total_seconds() if state["due"] else 0.0
    if wait > 0:
        return wait
    until = time.monotonic() + turn
    for event in events.after(store, state["told"]):
        try:
            if notifier.wants(event):
                notifier.tell(event, said(event, owner))
        except OutsideError as error:
            return _failed(store, key, state, event, error)
        state = _keep(store, key, told=event.id)
        if time.monotonic() > until:
            return SOON
    return LOOK


def _failed(store: Store, key: str, state: Mapping[str, Any], event: Event, error: OutsideError) -> float:
    """Again later, or on with the next; the seconds until then. One that says it is gone is told nothing twice."""
    tries = state["tries"] + 1
    if tries >= TRIES.attempts or isinstance(error, NotFound):
        _keep(store, key, told=event.id)
        return LOOK
    wait = TRIES.delay(tries)
    _keep(store, key, told=state["told"], tries=tries, due=(now() + wait).isoformat())
    return wait.total_seconds()


def _keep(store: Store, key: str, *, told: int, tries: int = 0, due: str = "") -> dict[str, Any]:
    state = {"told": told, "tries": tries, "due": due}
    with store.write() as db:
        key_values.put(db, key, state)
    return state


_OF_JOBS = {EventKind.DONE: "news-here", EventKind.STUCK: "news-needs-you"}
_OF_SYSTEMS = {EventKind.FAILING: "news-failing", EventKind.WELL: "news-well"}


def said(event: Event, reader: Person | None) -> str:
    """What happened, in a sentence for people: as the owner reads it."""
    facts, why = event.facts, reason_from(event.facts["reason"])
    if event.kind in _OF_SYSTEMS:
        told = Reason(_OF_SYSTEMS[event.kind], system=facts["system"], why=why)
    else:
        code = _OF_JOBS.get(event.kind, "news-other") if facts["job"]["kind"] == "episode" else "news-other"
        told = Reason(code, show=facts["show"]["title"], code=facts["episode"]["code"], why=why)
    return messages.say(told, reader.language, reader.time_zone) if reader else messages.say(told)
