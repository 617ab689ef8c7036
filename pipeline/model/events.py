"""What happens in the household, for programs that listen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class EventKind(StrEnum):
    BEGUN = "job.begun"
    STUCK = "job.stuck"  # a person must choose
    DONE = "job.done"
    CANCELLED = "job.cancelled"  # a person gave it up
    ABANDONED = "job.abandoned"  # it had no purpose any more
    FAILING = "system.failing"
    WELL = "system.well"  # again


@dataclass(frozen=True, kw_only=True)
class Event:
    """`facts`: JSON, see `pipeline.services.events`; `show_id`: whose followers it concerns, None: the owner alone."""

    id: int
    at: datetime
    kind: EventKind
    facts: dict[str, Any]
    show_id: int | None

    def as_json(self) -> dict[str, Any]:
        """As programs read it."""
        return {"id": self.id, "at": self.at.isoformat(), "event": self.kind, **self.facts}
