"""How long to wait from one try to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits of `first`, then twice as long each time, up to `most`; `attempts` in all."""

    attempts: int = 5
    first: timedelta = field(default=timedelta(seconds=30))
    most: timedelta = field(default=timedelta(hours=1))

    def delay(self, attempt: int) -> timedelta:
        return min(self.first * float(2 ** min(attempt - 1, 20)), self.most)
