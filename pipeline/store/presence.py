"""Which processes work for this household: a small row for each, renewed while it lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection

from pipeline.clock import now
from pipeline.model.reasons import Reason
from pipeline.store import key_values

LANES = ("io", "heavy")
GONE = timedelta(seconds=90)  # without a word for so long, it does not live any more
FORGOTTEN = timedelta(days=1)
_KEY, _UPGRADE = "process:", "upgrade"


@dataclass(frozen=True, kw_only=True)
class Process:
    """One of Airdate's. `lacks`: the lanes that it cannot serve just now, each with the reason."""

    name: str
    version: str
    lanes: tuple[str, ...]
    lacks: dict[str, Reason]
    seen_at: datetime

    @property
    def host(self) -> str:
        return host_of(self.name)

    @property
    def lives(self) -> bool:
        return abs(now() - self.seen_at) < GONE  # in the future: a clock was set back

    def serves(self, lane: str) -> bool:
        return lane in self.lanes and lane not in self.lacks


_ADAPTER = TypeAdapter(Process)


def host_of(worker: str) -> str:
    """The machine that a worker's name tells of (`host:pid:start`)."""
    return worker.rsplit(":", 2)[0]


def say(db: Connection, process: Process) -> None:
    """I live."""
    key_values.put(db, f"{_KEY}{process.name}", _ADAPTER.dump_python(process, mode="json"))


def leave(db: Connection, name: str) -> None:
    key_values.drop(db, f"{_KEY}{name}")


def all_processes(db: Connection) -> list[Process]:
    """Those that live, by name."""
    return [process for process in _known(db) if process.lives]


def prune(db: Connection) -> int:
    """Forget those that were killed long ago. How many."""
    old = [process.name for process in _known(db) if abs(now() - process.seen_at) > FORGOTTEN]
    for name in old:
        leave(db, name)
    return len(old)


def _known(db: Connection) -> list[Process]:
    return [_ADAPTER.validate_python(value) for value in key_values.starting_with(db, _KEY).values()]


def ask_to_leave(db: Connection, version: str) -> None:
    """A process of a newer version wants to begin: the others are to end."""
    key_values.put(db, _UPGRADE, {"version": version, "at": now().isoformat()})


def asked_to_leave(db: Connection) -> str:
    """The version that wants to begin, if one has said so lately."""
    asked = key_values.get(db, _UPGRADE)
    return asked["version"] if asked and abs(now() - datetime.fromisoformat(asked["at"])) < GONE else ""
