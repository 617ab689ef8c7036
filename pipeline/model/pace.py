"""How often a system may be asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """At most `calls` in any `seconds`, by all workers together."""

    calls: int
    seconds: float
