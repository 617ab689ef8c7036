"""Finds and ends the processes that tests started and did not end. Reads /proc; elsewhere it finds nothing.

A mark in the environment finds them even when their parent is gone; a child that was given an environment of its own
is found by its parent.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
import uuid
from pathlib import Path

MARK = "TEST_RUN_MARK"
GRACE = 3.0  # seconds: what was told to stop may still be stopping

_mark = ""


def mark_children() -> None:
    """From now on, whatever this process starts carries a mark of this process."""
    global _mark
    _mark = f"{MARK}={uuid.uuid4().hex}"
    os.environ[MARK] = _mark.partition("=")[2]


def end_all() -> list[str]:
    """End what is still there after a while, and say of each what it is and which test started it."""
    deadline = time.monotonic() + GRACE
    while (left := _living()) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return list(left.values())


def _living() -> dict[int, str]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        pid = int(folder.name)
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            environment = (folder / "environ").read_bytes().decode(errors="replace").split("\0")
            command = (folder / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ").strip()
        except OSError:  # it ended meanwhile, or belongs to somebody else
            continue
        if state != "Z" and pid != os.getpid() and (_mark in environment or int(parent) == os.getpid()):
            test = next((e.partition("=")[2] for e in environment if e.startswith("PYTEST_CURRENT_TEST=")), "?")
            found[pid] = f"{command[:200]} (started by {test})"
    return found
