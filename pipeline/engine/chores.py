"""Periodic duties: what a chore is, and how they run beside the steps.

Of all workers one does a chore at a time: it is leased in the store, where its last outcome stands, too. Each runs in a
thread of its own, so one that fails or hangs keeps no other waiting.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from pipeline.config import Settings
from pipeline.engine import workers
from pipeline.engine.plugins import Parts
from pipeline.errors import AirdateError
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.store import Store
from pipeline.store import chores as rows
from pipeline.store.changes import CHORES
from pipeline.store.runs import Stage

log = logging.getLogger("airdate.chores")

LOOK, LOOK_MOST = 0.2, 60.0  # seconds between two looks whether one is due, at least and at most
AWAY = 5.0  # seconds until the next look after one that failed
RENEW = 20.0  # seconds between two renewals of the leases
AGAIN = timedelta(seconds=30)  # from one that failed to the next try, at least


Doing = dict[str, tuple[str, threading.Thread]]  # by name: the lease, and who does it


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What a chore is given."""

    store: Store
    parts: Parts
    settings: Settings
    stages: Sequence[Stage]


@dataclass(frozen=True, kw_only=True)
class Chore:
    """Something that is done from time to time. `every`: seconds between the end of one run and the next, unless
    `run` returns how many it is: it may know when there will be something to do."""

    name: str
    every: Callable[[Settings], float]
    run: Callable[[Duty], float | None]


def run(chores: Sequence[Chore], duty: Duty, stopping: threading.Event) -> None:
    """Do what is due, each chore in a thread of its own, until it is stopped."""
    doing: Doing = {}
    renewed, written = time.monotonic(), threading.Event()
    with duty.store.changes.waking(written.set, CHORES, others=False):
        while not stopping.wait(LOOK):
            wait = AWAY
            try:
                doing = {name: each for name, each in doing.items() if each[1].is_alive()}
                renewed = _renew(duty, doing, renewed)
                doing |= _begin([each for each in chores if each.name not in doing], duty)
                written.clear()  # by this: what comes now is another's, or the end of one of them
                names = [each.name for each in chores]
                wait = rows.seconds_to_next(duty.store, names, RENEW if doing else LOOK_MOST)
            except Exception:  # the next look tries again; a database that is away must not end the looking
                log.exception("chores")
            written.wait(wait)
    with suppress(Exception):  # the leases run out by themselves
        rows.give_back(duty.store, _leases(doing))


def _renew(duty: Duty, doing: Doing, renewed: float) -> float:
    """Renew the leases when it is time; when that was last (monotonic)."""
    if time.monotonic() - renewed <= RENEW:
        return renewed
    rows.renew(duty.store, _leases(doing))
    return time.monotonic()


def _leases(doing: Doing) -> dict[str, str]:
    return {name: lease for name, (lease, _) in doing.items()}


def _begin(chores: Sequence[Chore], duty: Duty) -> Doing:
    leases = {each.name: secrets.token_hex(16) for each in chores}
    begun = {}
    for name in rows.claim_due(duty.store, leases, workers.worker_name()):
        chore = next(each for each in chores if each.name == name)
        thread = threading.Thread(target=do, args=(chore, duty, leases[name]), name=f"chore {name}", daemon=True)
        thread.start()
        begun[name] = (leases[name], thread)
    return begun


def do(chore: Chore, duty: Duty, lease: str) -> None:
    """Do it once, and write down how it went."""
    problem, wanted = NO_REASON, None
    try:
        wanted = chore.run(duty)
    except AirdateError as error:
        problem = error.reason
    except Exception as error:  # one round of one chore: it is written down, and the next round tries again
        log.exception("%s", chore.name)
        problem = Reason("internal-error", error=type(error).__name__)
    wait = timedelta(seconds=wanted if wanted is not None else chore.every(duty.settings))
    rows.finish(duty.store, chore.name, lease, max(wait, AGAIN) if problem else wait, problem)
