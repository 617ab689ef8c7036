"""Workers by name: who runs what, and who does not live any more."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from pipeline.store import Store, leases


def worker_name() -> str:
    """Host, process and when the process started: tells a live worker from a dead one whose number was reused."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def free_the_dead(store: Store) -> int:
    """Give back the leases of this machine's workers that no longer run. How many."""
    with store.read() as db:
        dead = [run_id for run_id, worker in leases.running(db) if is_dead(worker)]
    if dead:
        with store.write() as db:
            leases.end(db, dead)
    return len(dead)


def is_dead(worker: str) -> bool:
    """Whether it was a process of this machine that no longer runs."""
    host, _, rest = worker.rpartition(":")[0].rpartition(":")
    started = worker.rpartition(":")[2]
    if host != socket.gethostname() or not rest.isdigit():
        return False
    return _started(int(rest)) != started


def _started(pid: int) -> str:
    """When a process started, in the kernel's ticks (proc(5), field 22 of /proc/PID/stat); "0" when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return "0"
