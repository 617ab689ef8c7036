"""The pipeline's own twin: a real database, and lines of tiny steps that a test writes as plain functions."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache

from airdate.testing.waiting import PATIENCE
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.plugins import Parts
from pipeline.engine.runner import Runner
from pipeline.engine.step import Step
from pipeline.line import LINE
from pipeline.model import Episode, EpisodeInfo, Person, Role, Show, ShowInfo
from pipeline.model.jobs import Job, JobKind, JobState, Origin, RunState
from pipeline.model.reasons import Reason
from pipeline.store import Store, leases, open_store, people, runs, shows
from pipeline.store.tables import job, step_run


@dataclass(frozen=True)
class Line:
    """A runner over a line of a test's own steps."""

    runner: Runner
    store: Store
    episode: Episode

    def open(self) -> int:
        with self.store.write() as db:
            job_id = runs.open_job(db, self.episode.id, Origin.AIRED, self.runner.stages)
        assert job_id is not None
        return job_id

    def run_id(self, job_id: int, step: str) -> int:
        with self.store.read() as db:
            return runs.runs_of(db, job_id)[step].id

    def run(self, job_id: int, step: str) -> None:
        self.runner.answer(self.run_id(job_id, step))

    def job(self, job_id: int) -> Job:
        with self.store.read() as db:
            return runs.job_by_id(db, job_id)

    def state(self, job_id: int) -> dict[str, str]:
        with self.store.read() as db:
            return {name: str(run.state) for name, run in runs.runs_of(db, job_id).items()}

    def finished(self, job_id: int, seconds: float = PATIENCE) -> Job:
        """The job, once it is done; AssertionError says where it hangs."""
        done: Job = wait_until(
            lambda: self.job(job_id) if self.job(job_id).state is JobState.DONE else None,
            seconds,
            lambda: f"the job is not done: {self.state(job_id)}",
        )
        return done


class IdleEncoder:
    """There, and never asked to do anything."""

    name = "ffmpeg"

    def check(self) -> Reason:
        return Reason("text", text="it is there")


def wait_until(
    look: Callable[[], Any], seconds: float = PATIENCE, why: Callable[[], str] = lambda: "", *, every: float = 0.02
) -> Any:
    """What `look` returns once it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(every)
    raise AssertionError(why() or "it did not come about in time")


def new_store(folder: Path) -> Store:
    file = folder / "airdate.db"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_new_database())
    return compiled_once(open_store(f"sqlite:///{file}"))


@cache
def _new_database() -> bytes:
    """Made once by each process: making all the tables takes longer than most tests."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "airdate.db"
        store = open_store(f"sqlite:///{file}")
        store.checkpoint()
        store.close()
        return file.read_bytes()


def compiled_once(store: Store) -> Store:
    """Each process compiles a statement once, not for each test's database: that was a quarter of the time.

    https://docs.sqlalchemy.org/en/20/core/connections.html#sql-compilation-caching
    """
    for engine in (store.engine, store.writer):
        engine.dialect = _DIALECTS.setdefault(engine.name, engine.dialect)  # a key of that cache
        engine.update_execution_options(compiled_cache=_COMPILED)
    return store


_DIALECTS: dict[str, Dialect] = {}
_COMPILED: LRUCache[Any, Any] = LRUCache(5000)


def show_info(**values: Any) -> ShowInfo:
    return ShowInfo(**{"title": "Lantern Row", "year": 2026, "tvmaze_id": 1, **values})


def episode_info(**values: Any) -> EpisodeInfo:
    aired = now() - timedelta(days=1)
    return EpisodeInfo(**{"season": 1, "number": 1, "title": "Low Tide", "airs_at": aired, **values})


def add_show(store: Store, info: ShowInfo | None = None, *episodes: EpisodeInfo) -> tuple[Show, list[Episode]]:
    with store.write() as db:
        show = shows.save_show(db, info or show_info())
        shows.save_episodes(db, show.id, episodes or (episode_info(),))
        return show, shows.episodes(db, show.id)


def add_person(store: Store, name: str = "Ada", telegram_id: int = 1, role: Role = Role.OWNER) -> Person:
    with store.write() as db:
        return people.add(db, telegram_id, name, role)


@contextmanager
def line_of(folder: Path, *steps: Step, store: Store | None = None) -> Iterator[Line]:
    """A line of these steps over a fresh store with one show of one episode."""
    mine = store or new_store(folder)
    _, episodes = add_show(mine)
    settings = Settings(data=folder, library=folder / "library", timing={"stuck_together": 0})
    nothing: Any = None  # such a line touches nothing outside
    idle: Any = IdleEncoder()
    parts = Parts(catalogues=(), indexers=(), subtitlers=(), players=(), downloader=nothing, encoder=idle)
    yield Line(Runner(steps, parts, mine, settings), mine, episodes[0])
    if store is None:
        mine.close()


def nothing_waits(lane: str) -> int:
    """What a queue has that lost all it was told."""
    return 0


HOLDS = runs.Stage(name="holds", lane="io", after=("never",), kind=JobKind.OTHER_SUBTITLES)


@contextmanager
def another_job_holds(store: Store, *episode_ids: int) -> Iterator[None]:
    """Some other job has these episodes' files, until the block ends."""
    with store.write() as db:
        job_id = runs.open_job_of(db, JobKind.OTHER_SUBTITLES, episode_ids[0], "held", [HOLDS])
        assert job_id is not None
        assert leases.hold(db, job_id, episode_ids)
    try:
        yield
    finally:
        with store.write() as db:
            leases.cancel_job(db, job_id)
            leases.let_go_of_files(db, job_id)


def short_runner(store: Store, settings: Settings, players: Sequence[Any] = ()) -> Runner:
    """A runner over the built-in lines that knows these players and nothing else outside."""
    nothing: Any = None
    told = tuple(players)
    parts = Parts(catalogues=(), indexers=(), subtitlers=(), players=told, downloader=nothing, encoder=nothing)
    return Runner(LINE, parts, store, settings)


def active_jobs_of(store: Store, *kinds: JobKind) -> list[int]:
    with store.read() as db:
        query = select(job.c.id).where(job.c.kind.in_(kinds), job.c.state == JobState.ACTIVE).order_by(job.c.id)
        return list(db.execute(query).scalars())


def in_a_while(store: Store, *kinds: JobKind) -> None:
    """What waits for its time is due, and leases of dead workers have run out."""
    of_those = step_run.c.job_id.in_(select(job.c.id).where(job.c.kind.in_(kinds)))
    with store.write() as db:
        waits = (of_those, step_run.c.state == RunState.DUE)
        db.execute(update(step_run).where(*waits).values(due_at=now() - timedelta(seconds=1)))
        runs_now = (of_those, step_run.c.state == RunState.RUNNING)
        db.execute(update(step_run).where(*runs_now).values(lease_until=now() - timedelta(seconds=1)))


@contextmanager
def carrying_out(store: Store, settings: Settings, players: Sequence[Any], *kinds: JobKind) -> Iterator[None]:
    """A worker that carries out jobs of these kinds, and no others, until the block ends."""
    runner, stopping = short_runner(store, settings, players), threading.Event()

    def work() -> None:
        while not stopping.wait(0.02):
            if jobs := active_jobs_of(store, *kinds):
                runner.carry_out(jobs)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()
