"""Waiting for what comes about in another thread or program."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 90.0  # seconds: a busy machine is no failure


def until(look: Callable[[], T | None], seconds: float = PATIENCE) -> T:
    """What `look` gives, once it gives something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come about in time")


def at_once(call: Callable[[], T], threads: int = 8) -> list[T]:
    """What `call` gives in each of so many threads that begin together."""
    together = Barrier(threads)

    def one(_: int) -> T:
        together.wait()
        return call()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(threads)))
