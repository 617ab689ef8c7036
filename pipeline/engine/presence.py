"""A process among the others: it says that it lives and what it lacks, and makes way for a newer version.

Processes of two versions never work at once. One that is newer has the others end, as SIGTERM does, and waits for them;
one that is older does not begin.
"""

from __future__ import annotations

import logging
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from importlib.metadata import version as installed
from pathlib import Path

from pipeline.clock import now
from pipeline.engine import supervisor
from pipeline.engine.workers import is_dead
from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.store import Store, presence, turned_clock
from pipeline.store.changes import NOTES
from pipeline.store.presence import Process

log = logging.getLogger("airdate.presence")

BEAT = 30.0  # seconds between two words that it lives
CLOCK = timedelta(seconds=30)  # between two notes of what the clock says; going back is seen at the next look
LOOK = 10.0  # seconds between two looks whether it is to make way
PATIENCE = 90.0  # seconds that the others have to end

Lacks = Callable[[], Mapping[str, Reason]]


def version() -> str:
    return installed("airdate")


def before_migrating(*, stays: bool) -> Callable[[Store], None]:
    """For `open_store`: a process that `stays` has older ones make way; any other does nothing beside them."""

    def look(store: Store) -> None:
        mine = version()
        if stays:
            make_way(store, mine)
        elif others := _others(store, mine):
            raise _refused("other-version-works", others, mine)

    return look


def make_way(store: Store, mine: str, patience: float = PATIENCE) -> None:
    """Have the processes of older versions end. UserError when there are newer ones, or when they do not end."""
    others = _others(store, mine)
    if not others:
        return
    if any(_order(other.version) > _order(mine) for other in others):
        raise _refused("newer-version-works", others, mine)
    log.warning("Airdate %s begins; %s ends", mine, ", ".join(f"{each.version} on {each.host}" for each in others))
    with store.write() as db:
        presence.ask_to_leave(db, mine)
    end = time.monotonic() + patience
    while others := _others(store, mine):
        if time.monotonic() > end:
            raise _refused("older-version-works", others, mine)
        time.sleep(0.2)


@contextmanager
def present(
    store: Store, name: str, lanes: Sequence[str], lacks: Lacks, leave: Callable[[], None], alive: Path | None = None
) -> Iterator[None]:
    """Say until the block ends that this process lives. `lacks` is asked before each time; `leave`: it is to end.

    `alive`: a file that is touched each time, for health checks.
    """
    stopping = threading.Event()
    mine = version()
    thread = threading.Thread(
        target=_live, args=(store, name, lanes, lacks, mine, leave, stopping, alive), name="presence", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(timeout=LOOK)
        with suppress(Exception), store.write() as db:  # else it counts as gone by itself soon
            presence.leave(db, name)


def say(store: Store, name: str, lanes: Sequence[str], lacks: Lacks, mine: str) -> None:
    """One word that it lives."""
    told = Process(name=name, version=mine, lanes=tuple(lanes), lacks=dict(lacks()), seen_at=now())
    with store.write() as db:
        presence.say(db, told)


def end_this_process() -> None:
    """As an operator would: what has begun is let go in order."""
    os.kill(os.getpid(), signal.SIGTERM)


def _live(
    store: Store,
    name: str,
    lanes: Sequence[str],
    lacks: Lacks,
    mine: str,
    leave: Callable[[], None],
    stopping: threading.Event,
    alive: Path | None,
) -> None:
    told_at, told_clock, written = -BEAT, now() - CLOCK, threading.Event()
    written.set()
    with store.changes.waking(written.set, NOTES):
        while True:
            try:
                if written.is_set() and _is_to_leave(store, mine, written):
                    log.warning("Airdate %s makes way for a newer version that begins on this household", mine)
                    leave()
                    return
                if time.monotonic() - told_at >= BEAT:
                    told_at = time.monotonic()
                    say(store, name, lanes, lacks, mine)
                    supervisor.beat(alive)
                told_clock = _heed_clock(store, name, told_clock)
            except Exception as error:  # noqa: BLE001 - a database that is away: the next look tells it
                written.set()
                log.warning("presence: %s", error)
            if stopping.wait(LOOK):
                return


def _heed_clock(store: Store, name: str, told: datetime) -> datetime:
    """Look at the clock when it was set back, and else from time to time; when it was looked at."""
    moment = now()
    if told <= moment < told + CLOCK:
        return told
    if back := turned_clock.heed(store, presence.host_of(name)):
        log.warning("the clock was set back by %s: what waits comes so much earlier", back)
    return moment


def _is_to_leave(store: Store, mine: str, written: threading.Event) -> bool:
    """Whether it was asked to; `written`: that this may have been."""
    written.clear()
    with store.read() as db:
        asked = presence.asked_to_leave(db)
    return bool(asked) and _order(asked) > _order(mine)


def _others(store: Store, mine: str) -> list[Process]:
    """Living processes of other versions."""
    with store.read() as db:
        living = presence.all_processes(db)
    return [each for each in living if each.version != mine and not is_dead(each.name)]


def _refused(code: str, others: Sequence[Process], mine: str) -> UserError:
    hosts = tuple(sorted({each.host for each in others}))
    return UserError(Reason(code, hosts=hosts, theirs=others[0].version, mine=mine))


def _order(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))
