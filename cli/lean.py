"""What spares a process time and memory: libraries without what they bring along for others, and less tidying up."""

from __future__ import annotations

import atexit
import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.config import Settings

M_ARENA_MAX = -8  # of malloc.h
CLIENTS = {"psycopg": "postgres", "redis": "redis"}  # module, and how the addresses begin that need it


def collect_seldom() -> None:
    """Look for reference cycles after 50,000 new objects, not 700, and not at the end.

    There are few of them; looking took a seventh of a start, and a fifth of a second of each command's end.
    https://docs.python.org/3/library/gc.html
    """
    gc.set_threshold(50_000)
    atexit.register(gc.freeze)  # a process that ends gives all its memory back anyway


def few_arenas() -> None:
    """Threads share two heaps: glibc would give a dozen of them one each, and what is freed in one serves no other.

    https://man7.org/linux/man-pages/man3/mallopt.3.html; another C library has no such thing.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def settle_down() -> None:
    """What there is now stays: it is not looked at again (`gc.freeze`). Of what comes, garbage goes sooner: a process
    that runs for months would keep 10 MB of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000)


@contextmanager
def without(*modules: str) -> Iterator[None]:
    """Inside the block these count as not installed, unless they are loaded already.

    Huey imports a client for each database that a queue may be kept in, httpx its own command line with rich and
    pygments, requests a second library that tells letters apart, beside chardet: 21 MB together. All do without what is
    not installed.
    """
    absent = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None: whoever imports it fails
    try:
        yield
    finally:
        for name in absent:
            if sys.modules.get(name, sys) is None:
                del sys.modules[name]


def clients_unneeded(settings: Settings) -> list[str]:
    """The databases' clients that neither the store nor the queue of this household needs."""
    addresses = (settings.database_url, settings.queue.replace("unix:", "redis:"))
    return [module for module, kind in CLIENTS.items() if not any(each.startswith(kind) for each in addresses)]
