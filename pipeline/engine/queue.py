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

from huey import Huey
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import SqliteStorage

from pipeline.config import Settings
from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.store.drivers import need
from pipeline.store.presence import LANES

log = logging.getLogger("airdate.queue")

ASKED = 3.0  # seconds that a Redis has to answer a stranger
DIGITS = 18  # of the largest row number that every database takes
LOOK = 5.0  # seconds between two looks for what another process has put in
LOOK_SELDOM = 30.0  # the same, of those for whom another one looks
SCHEDULE = 60  # seconds: nothing is ever scheduled, but Huey looks
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

    def enqueue(self, run_id: int, lane: str) -> None:
        self._tasks[lane](run_id)

    def pending(self, lane: str) -> int:
        """How many messages nobody has taken yet."""
        return int(self.queues[lane].pending_count())

    def consumer(self, lane: str, workers: int) -> Consumer:
        """A consumer that runs in threads of this process: `start()`, later `stop(graceful=True)`."""
        return Embedded(
            self.queues[lane],
            workers=workers,
            worker_type="thread",
            scheduler_interval=SCHEDULE,
            periodic=False,
            check_worker_health=True,
        )


class Embedded(Consumer):  # type: ignore[misc]
    """Huey's consumer without its signal handlers, which only a main thread may set."""

    def _set_signal_handlers(self) -> None:
        return None

    def stop(self, graceful: bool = False) -> None:
        self.stop_flag.set()
        if isinstance(self.huey.storage, _Waiting):
            self.huey.storage.wake(self.workers)
        super().stop(graceful)


def _task(queue: Huey, answer: Callable[[int], None]) -> Callable[[int], object]:
    wrapped = queue.task(name="run_step")(answer)
    queue.serializer.task = queue._registry.task_to_string(wrapped.task_class)
    return wrapped  # type: ignore[no-any-return]


def check_guarded(url: str) -> Reason:
    """Try a Redis as a stranger would, without its password. UserError when it lets us in."""
    at = urlsplit(url)
    if at.scheme not in ("redis", "rediss"):
        return Reason("queue-in-database")
    need("redis", "queue")
    import redis  # 6 MB that no other household needs

    nobody = f"{at.scheme}://{at.hostname or 'localhost'}:{at.port or 6379}"
    with redis.Redis.from_url(nobody, socket_timeout=ASKED, socket_connect_timeout=ASKED) as stranger:
        try:
            stranger.ping()
        except redis.RedisError as error:
            return Reason("queue-guarded", host=str(at.hostname), why=type(error).__name__)
    raise UserError(Reason("queue-without-password"))


class _Waiting(SqliteStorage):  # type: ignore[misc]
    """Huey's storage in SQLite, whose workers wait for what this process puts in instead of looking for it again and
    again. For what another process puts in, one of them looks."""

    blocking = True
    look, look_seldom = LOOK, LOOK_SELDOM

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._news = threading.Condition()
        self._told = 0
        self._looking = threading.Lock()

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        super().enqueue(data, priority)
        self.wake(1)

    def wake(self, count: int) -> None:
        """Have so many of those that wait look."""
        with self._news:
            self._told += 1
            self._news.notify(count)

    def dequeue(self) -> bytes | None:
        told = self._told
        data: bytes | None = super().dequeue()
        if data is None:
            self._wait(told)
        else:
            self.wake(1)  # there may be more, and somebody has to look while we are busy
        return data

    def _wait(self, told: int) -> None:
        looks = self._looking.acquire(blocking=False)
        try:
            with self._news:
                self._news.wait_for(lambda: self._told != told, self.look if looks else self.look_seldom)
        finally:
            if looks:
                self._looking.release()


def _queue(settings: Settings, lane: str) -> Huey:
    name = f"airdate-{lane}"
    options: dict[str, Any] = {"results": False, "store_none": False, "serializer": RowNumber()}
    url = settings.queue
    if not url:
        Path(settings.data).mkdir(parents=True, exist_ok=True)
        return Huey(name, storage_class=_Waiting, filename=str(settings.data / f"queue-{lane}.db"), **options)
    if url.startswith(("redis://", "rediss://", "unix://")):
        need("redis", "queue")
        from huey import RedisHuey

        return RedisHuey(name, url=url, **options)
    if url.startswith(("postgresql://", "postgres://")):
        need("psycopg", "queue")
        from huey import PostgresHuey
        from psycopg.errors import UniqueViolation

        try:
            return PostgresHuey(name, dsn=url, **options)
        except UniqueViolation:  # another process makes the same tables at this moment: "if not exists" is no lock
            return PostgresHuey(name, dsn=url, **options)
    raise UserError(Reason("queue-url-expected"))
