"""Serving until told to end; and then ending in order, or within a bounded time whatever hangs."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # `--help` must come at once
    import asyncio

log = logging.getLogger("airdate")

# Seconds from the signal to the end. What waits on a silent system or a locked database would take longer than whoever
# runs us waits before it kills; nothing is lost then: each step's row tells the next start where to go on.
AT_MOST = 8.0
SIGNALS = (signal.SIGINT, signal.SIGTERM)
ENDED = 128 + signal.SIGTERM


class Service(Protocol):
    """Something that serves people in this process, until it is told to stop."""

    async def run(self, stop: asyncio.Event) -> None: ...


def end_in_order() -> None:
    """Have SIGTERM unwind whatever has been started, as Ctrl-C does: Python's default would just drop dead."""

    def end(*_: object) -> None:
        _end_surely()
        sys.exit(ENDED)

    signal.signal(signal.SIGTERM, end)


def serve(services: Sequence[Service]) -> None:
    """Run the services until a signal comes, or until one of them cannot go on; then stop them all."""
    import asyncio

    async def run() -> None:
        stop = asyncio.Event()

        def end() -> None:
            _end_surely()
            stop.set()

        for number in SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, end)
        tasks = [asyncio.create_task(service.run(stop)) for service in services]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.set()
            for failure in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(failure, BaseException):
                    raise failure

    asyncio.run(run())
    end_in_order()  # asyncio took our handlers away; what follows must not be cut short


def wait_for_signal() -> None:
    """Until somebody wants this process to end."""
    done = threading.Event()

    def end(*_: object) -> None:
        _end_surely()
        done.set()

    for number in SIGNALS:
        signal.signal(number, end)
    while not done.wait(1):
        pass


def _end_surely() -> None:
    timer = threading.Timer(AT_MOST, _drop)
    timer.daemon = True
    timer.start()


def _drop() -> None:
    hangs = sorted(each.name for each in threading.enumerate() if each is not threading.current_thread())
    log.warning("ended after %g s without waiting for %s", AT_MOST, ", ".join(hangs))
    logging.shutdown()
    os._exit(ENDED)  # our children are told by the kernel
