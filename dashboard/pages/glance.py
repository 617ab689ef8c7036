"""What the first page says beside what is on its way: what airs next, and for the owner what wants looking at."""

from __future__ import annotations

import shutil
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from dashboard.context import Context, PageRequest
from pipeline.clock import now
from pipeline.model import Role
from pipeline.model.reasons import Reason
from pipeline.services import guest_requests, rights
from pipeline.store import Connection, chores, health, overview, people

AHEAD = timedelta(days=7)
NEXT_MOST = 6  # episodes
SAME = 30.0  # seconds for which what a disk has counts
Room = tuple[int, int]  # bytes: free, and in all


def glance(db: Connection, asked: PageRequest, context: Context) -> dict[str, Any]:
    """What airs in the next days, and the owner's facts, each with the page that has more of it."""
    moment = now()
    soon = overview.airing_between(db, moment, moment + AHEAD, rights.whose(asked.viewer))
    owns = rights.may(asked.viewer, Role.OWNER)
    return {"soon": soon[:NEXT_MOST], "facts": _facts(db, context) if owns else []}


def _facts(db: Connection, context: Context) -> list[tuple[str, str, Reason]]:
    """(colour, page, what there is to say)."""
    asking = guest_requests.count(db) + len(people.everyone(db, Role.PENDING))
    systems = health.all_systems(db)
    failing = [each.system for each in systems if each.problem]
    undone = [each.name for each in chores.everything(db) if each.reason]
    facts = [("missing", "/people", Reason("glance-asking", count=asking))] if asking else []
    facts += [("stuck", "/health", Reason("glance-failing", systems=tuple(failing)))] if failing else []
    facts += [] if failing or not systems else [("done", "/health", Reason("glance-well", count=len(systems)))]
    facts += [("stuck", "/health", Reason("glance-chore", chore=chores.duty(name))) for name in undone]
    return [*facts, *_disk(context)]


def _disk(context: Context) -> list[tuple[str, str, Reason]]:
    room = ROOMS.of(context.settings.library)
    return [("waiting", "/health", Reason("glance-free", free=room[0], total=room[1]))] if room else []


class Rooms:
    """What disks have free. One thread at a time asks: a disk of the network that hangs holds that one alone, and the
    first page is there without it."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[float, Room | None]] = {}
        self._asking = threading.Lock()

    def of(self, folder: Path) -> Room | None:
        """None: it cannot be read, or not now."""
        at, room = self._known.get(folder, (-SAME, None))
        if time.monotonic() - at < SAME or not self._asking.acquire(blocking=False):
            return room
        try:
            self._known[folder] = time.monotonic(), _room(folder)
        finally:
            self._asking.release()
        return self._known[folder][1]


def _room(folder: Path) -> Room | None:
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None
    return usage.free, usage.total


ROOMS = Rooms()
