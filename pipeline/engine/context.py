"""What a step is given besides its subjects: a way to say how far it is, and a log of its own."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipeline.clock import now
from pipeline.errors import LeaseLost
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.store.runs import LOG_MOST


@dataclass
class StepContext:
    """One attempt at a step, seen from inside. A heartbeat thread writes it down from time to time."""

    step: str
    begun_at: datetime  # when the step was first due
    memo: dict[str, str] = field(default_factory=dict)  # what it wants to remember from one look to the next
    fraction: float | None = None  # how much is done, 0 to 1
    seconds_left: float | None = None
    doing: Reason = NO_REASON  # for /status
    tell: Callable[[str], None] | None = None  # hears each line of the log as it is said
    _lines: list[str] = field(default_factory=list)
    _size: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _taken: float = field(default_factory=time.monotonic)
    _waited: timedelta = timedelta(0)  # from when it was due until it was taken
    _ours_until: float = math.inf  # monotonic: when the lease runs out unless it is renewed

    def __post_init__(self) -> None:
        self._waited = max(timedelta(0), now() - self.begun_at)

    @property
    def running(self) -> timedelta:
        """For how long this attempt has been at it, whatever becomes of the clock meanwhile."""
        return timedelta(seconds=time.monotonic() - self._taken)

    @property
    def since_due(self) -> timedelta:
        """How long ago it was first due."""
        return self._waited + self.running

    def log(self, text: str) -> None:
        """Add a line to this attempt's log. Never hand it a secret."""
        line = f"{now():%Y-%m-%d %H:%M:%S} {text}"
        self._size += len(line) + 1
        self._lines.append(line)
        if self.tell is not None:
            self.tell(line)
        while self._size > LOG_MOST and len(self._lines) > 1:
            self._size -= len(self._lines.pop(0)) + 1

    def progress(self, fraction: float | None, seconds_left: float | None = None, doing: Reason = NO_REASON) -> None:
        """Say how far it is. Raises LeaseLost as `check` does."""
        self.check()
        self.fraction, self.seconds_left, self.doing = fraction, seconds_left, doing or self.doing

    def check(self) -> None:
        """Before writing what others may be done with. LeaseLost when the step was cancelled or somebody else may run
        it now."""
        if self._stop.is_set() or time.monotonic() > self._ours_until:
            raise LeaseLost

    def ours_for(self, seconds: float) -> None:
        """The lease is ours for so long from now: one who is cut off from the database ends before another begins."""
        self._ours_until = time.monotonic() + seconds

    def stop(self) -> None:
        """Have the next `progress` raise."""
        self._stop.set()

    @property
    def log_text(self) -> str:
        return "\n".join(self._lines)


def seconds(value: float) -> timedelta:
    return timedelta(seconds=value)
