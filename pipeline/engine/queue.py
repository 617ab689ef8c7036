"""The queue: Huey only says "row N is due".

Losing a message costs nothing (the row is enqueued again), a second one neither (the lease is taken once). A message is
a row's number and nothing else: whoever can write the queue can have no code run (Huey's own messages are pickled), and
what was enqueued by one version is understood by every other.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from huey import Huey, SqliteHuey
from huey.consumer import Consumer, Worker
from huey.registry import Message
from huey.serializer import Serializer

from pipeline.config import Settings
from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.store.presence import LANES

log = logging.getLogger("airdate.queue")

ASKED = 3.0  # seconds that a Redis has to answer a stranger
DIGITS = 18  # of the largest row number that every database takes
NO_ROW = 0  # what an unreadable message is taken for: nobody's row


class RowNumber(Serializer):  # type: ignore[misc]
    """A message as the decimal digits of its row's number."""

    def __init__(self) -> None:
        super().__init__()
        self.task = ""  # what Huey calls the one task that there is

    def _serialize(self, data: Message) -> bytes:
        (run_id,) = data.args
        return str(int(run_id)).encode()

    def _deserialize(self, data: bytes) -> Message:
        run_id = int(data) if bytes(data).isdigit() and len(data) <= DIGITS else NO_ROW
        if run_id == NO_ROW:
            log.warning("a message in the queue is no row's number: it is passed over")
        return Message(id=None, name=self.task, args=(run_id,), kwargs={})


class Queue:
    """One Huey queue for each lane. `answer(run_id)` is called on a worker thread for every message."""

    def __init__(self, settings: Settings, answer: Callable[[int], None]) -> None:
        self.queues = {lane: _queue(settings, lane) for lane in LANES}
        self._tasks = {lane: _task(queue, answer) for lane, queue in self.queues.items()}
        self.bells = {lane: Bell() for lane in LANES}

    def enqueue(self, run_id: int, lane: str) -> None:
        self._tasks[lane](run_id)
        self.bells[lane].ring()

    def pending(self, lane: str) -> int:
        """How many messages nobody has taken yet."""
        return int(self.queues[lane].pending_count())

    def consumer(self, lane: str, workers: int) -> Consumer:
        """A consumer that runs in threads of this process: `start()`, later `stop(graceful=True)`."""
        return Embedded(
            self.queues[lane],
            self.bells[lane],
            workers=workers,
            worker_type="thread",
            initial_delay=0.05,
            backoff=1.15,
            max_delay=0.5,  # Huey's own 10 s would add seconds to every step after a quiet hour
            periodic=False,
            check_worker_health=True,
        )


class Bell:
    """Wakes one of this process's threads that wait for messages: what is enqueued here is taken up at once, and what
    others enqueue at the next look. A ring that nobody waits for is forgotten."""

    def __init__(self) -> None:
        self._heard = threading.Condition()

    def ring(self) -> None:
        with self._heard:
            self._heard.notify()

    def wait(self, seconds: float) -> None:
        with self._heard:
            self._heard.wait(seconds)

    def end(self) -> None:
        with self._heard:
            self._heard.notify_all()


class _Listening(Worker):  # type: ignore[misc]
    bell: Bell
    delay: float

    def sleep(self) -> None:
        if not self.stop_flag.is_set():
            self.bell.wait(min(self.delay, self.max_delay))
        self.delay = min(self.delay * self.backoff, self.max_delay)


class Embedded(Consumer):  # type: ignore[misc]
    """Huey's consumer without its signal handlers, which only a main thread may set."""

    worker_class = _Listening

    def __init__(self, huey: Huey, bell: Bell | None = None, **options: Any) -> None:
        self.bell = bell or Bell()
        super().__init__(huey, **options)

    def _create_worker(self) -> _Listening:
        worker: _Listening = super()._create_worker()
        worker.bell = self.bell
        return worker

    def stop(self, graceful: bool = False) -> None:
        self.stop_flag.set()
        self.bell.end()
        super().stop(graceful)

    def _set_signal_handlers(self) -> None:
        return None


def _task(queue: Huey, answer: Callable[[int], None]) -> Callable[[int], object]:
    wrapped = queue.task(name="run_step")(answer)
    queue.serializer.task = queue._registry.task_to_string(wrapped.task_class)
    return wrapped  # type: ignore[no-any-return]


def check_guarded(url: str) -> Reason:
    """Try a Redis as a stranger would, without its password. UserError when it lets us in."""
    import redis

    at = urlsplit(url)
    if at.scheme not in ("redis", "rediss"):
        return Reason("queue-in-database")
    nobody = f"{at.scheme}://{at.hostname or 'localhost'}:{at.port or 6379}"
    with redis.Redis.from_url(nobody, socket_timeout=ASKED, socket_connect_timeout=ASKED) as stranger:
        try:
            stranger.ping()
        except redis.RedisError as error:
            return Reason("queue-guarded", host=str(at.hostname), why=type(error).__name__)
    raise UserError(Reason("queue-without-password"))


def _queue(settings: Settings, lane: str) -> Huey:
    name = f"airdate-{lane}"
    options: dict[str, Any] = {"results": False, "store_none": False, "serializer": RowNumber()}
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
