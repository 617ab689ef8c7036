"""Periodic duties: what a chore is, and how they run beside the steps.

Each has a thread of its own and is isolated from the others: one that fails or hangs keeps none waiting.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.config import Settings
from pipeline.engine.plugins import Parts
from pipeline.errors import OutsideError
from pipeline.store import Store
from pipeline.store.runs import Stage

log = logging.getLogger("airdate.chores")


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What a chore is given."""

    store: Store
    parts: Parts
    settings: Settings
    stages: Sequence[Stage]


@dataclass(frozen=True, kw_only=True)
class Chore:
    """Something that is done from time to time. `every`: seconds between the end of one run and the next."""

    name: str
    every: Callable[[Settings], float]
    run: Callable[[Duty], object]


def keep_doing(chore: Chore, duty: Duty, stopping: threading.Event) -> None:
    """Run a chore again and again until it is stopped; what goes wrong is noted, and the next round tries again."""
    while not stopping.is_set():
        try:
            chore.run(duty)
        except OutsideError as error:  # noted as that system's health
            log.info("%s: %s", chore.name, error)
        except Exception:  # one round of one chore; a database that is away must not end it
            log.exception("%s", chore.name)
            stopping.wait(5)
        stopping.wait(chore.every(duty.settings))


def threads(chores: Sequence[Chore], duty: Duty, stopping: threading.Event) -> list[threading.Thread]:
    return [
        threading.Thread(target=keep_doing, args=(chore, duty, stopping), name=f"chore {chore.name}", daemon=True)
        for chore in chores
    ]
