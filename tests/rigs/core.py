"""The pipeline's own twin: a real database, and lines of tiny steps that a test writes as plain functions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.plugins import Parts
from pipeline.engine.runner import Runner
from pipeline.engine.step import Step
from pipeline.model import Episode, EpisodeInfo, Person, Role, Show, ShowInfo
from pipeline.model.jobs import Job, JobState, Origin
from pipeline.services import rename
from pipeline.services.rename import LEASE, Order, Phase, Rename
from pipeline.store import Store, key_values, open_store, people, runs, shows


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

    def run(self, job_id: int, step: str) -> None:
        with self.store.read() as db:
            run_id = runs.runs_of(db, job_id)[step].id
        self.runner.answer(run_id)

    def job(self, job_id: int) -> Job:
        with self.store.read() as db:
            return runs.job_by_id(db, job_id)

    def state(self, job_id: int) -> dict[str, str]:
        with self.store.read() as db:
            return {name: str(run.state) for name, run in runs.runs_of(db, job_id).items()}

    def finished(self, job_id: int, seconds: float = 30) -> Job:
        """The job, once it is done; AssertionError says where it hangs."""
        done: Job = wait_until(
            lambda: self.job(job_id) if self.job(job_id).state is JobState.DONE else None,
            seconds,
            lambda: f"the job is not done: {self.state(job_id)}",
        )
        return done


def wait_until(look: Callable[[], Any], seconds: float = 30, why: Callable[[], str] = lambda: "") -> Any:
    """What `look` returns once it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(why() or "it did not come about in time")


def new_store(folder: Path) -> Store:
    return open_store(f"sqlite:///{folder / 'airdate.db'}")


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
    settings = Settings(data=folder, library=folder / "library")
    nothing: Any = None  # such a line touches nothing outside
    parts = Parts(catalogues=(), indexers=(), subtitlers=(), players=(), downloader=nothing, encoder=nothing)
    yield Line(Runner(steps, parts, mine, settings), mine, episodes[0])
    if store is None:
        mine.close()


@contextmanager
def being_renamed(store: Store, old: Path, new: Path | None = None) -> Iterator[None]:
    """A file that some worker is giving another name, until the block ends."""
    key, moment = "rename-order:now", now()
    renaming = Rename(show="Lantern Row", files=(), old=old, new=new or old.with_name(f"New {old.name}"))
    with store.write() as db:
        rename._put(db, key, Order(renames=(renaming,), at=moment, until=moment + LEASE, phase=Phase.HIDING))
    try:
        yield
    finally:
        with store.write() as db:
            key_values.drop(db, key)
