"""The queue: Huey only says "row N is due".

Losing a message costs nothing (the row is enqueued again), a second one neither (the lease is taken once).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from huey import Huey, SqliteHuey
from huey.consumer import Consumer

from pipeline.config import Settings
from pipeline.errors import UserError
from pipeline.model.reasons import Reason

LANES = ("io", "heavy")


class Queue:
    """One Huey queue for each lane. `answer(run_id)` is called on a worker thread for every message."""

    def __init__(self, settings: Settings, answer: Callable[[int], None]) -> None:
        self.queues = {lane: _queue(settings, lane) for lane in LANES}
        self._tasks = {lane: queue.task(name="run_step")(answer) for lane, queue in self.queues.items()}

    def enqueue(self, run_id: int, lane: str) -> None:
        self._tasks[lane](run_id)

    def consumer(self, lane: str, workers: int) -> Consumer:
        """A consumer that runs in threads of this process: `start()`, later `stop(graceful=True)`."""
        return _Embedded(
            self.queues[lane],
            workers=workers,
            worker_type="thread",
            initial_delay=0.05,
            backoff=1.15,
            max_delay=0.5,  # Huey's own 10 s would add seconds to every step after a quiet hour
            periodic=False,
            check_worker_health=True,
        )


class _Embedded(Consumer):  # type: ignore[misc]
    """Huey's consumer without its signal handlers, which only a main thread may set."""

    def _set_signal_handlers(self) -> None:
        return None


def _queue(settings: Settings, lane: str) -> Huey:
    name = f"airdate-{lane}"
    options: dict[str, Any] = {"results": False, "store_none": False}
    url = settings.queue
    if not url:
        Path(settings.data).mkdir(parents=True, exist_ok=True)
        return SqliteHuey(name, filename=str(settings.data / f"queue-{lane}.db"), **options)
    if url.startswith(("redis://", "rediss://", "unix://")):
        from huey import RedisHuey

        return RedisHuey(name, url=url, **options)
    if url.startswith(("postgresql://", "postgres://")):
        from huey import PostgresHuey

        return PostgresHuey(name, dsn=url, **options)
    raise UserError(Reason("queue-url-expected"))
