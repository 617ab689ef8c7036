"""The pretend world with the real Airdate in it, for stories told from end to end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from demo.shows import TIN_ORCHARD, DemoEpisode, DemoShow
from demo.telegram.person import ChatMessage, Person
from demo.world import Airdate, World
from pipeline.clock import now
from pipeline.model.jobs import JobState, RunState, StepRun
from pipeline.store import active_jobs, runs
from pipeline.store.active_jobs import ActiveJob
from tests.rigs.core import wait_until

GO_WATCH = "Go watch"
# A table that takes ages to write to, as on a dying disk.
SLOW_TABLE = """
CREATE VIEW slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000000)
SELECT max(i) AS i FROM n;
CREATE TRIGGER slow_row BEFORE {verb} ON {table} WHEN {when} BEGIN SELECT i FROM slow; END;
"""
EPISODE = DemoEpisode(season=2, number=6, title="The Copper Bough", airs=None, overview="It rings at last.")


@dataclass
class Stage:
    """A world, an Airdate in it, and Ada, who owns the bot."""

    world: World
    airdate: Airdate
    ada: Person

    @property
    def show(self) -> DemoShow:
        return self.world.catalogue.listing.shows[TIN_ORCHARD.tvmaze_id].show

    def subscribe(self) -> None:
        """Ada follows The Tin Orchard from the next episode on."""
        self.ada.says("/subscribe The Tin Orchard")
        card = self.ada.wait_for("The Tin Orchard (2025)")
        self.ada.presses(card, "Follow")
        self.ada.presses(self.ada.look(card), "ext episode")

    def air(self, episode: DemoEpisode = EPISODE, *, in_seconds: float = 1.5) -> DemoEpisode:
        """One more episode airs, as good as now; catalogues cut fractions of seconds off."""
        soon = replace(episode, airs=timedelta(0), airs_at=now() + timedelta(seconds=in_seconds))
        return self.world.air(self.show, soon)

    def go_watch(self, timeout: float = 90) -> ChatMessage:
        return self.ada.wait_for(GO_WATCH, timeout=timeout)

    def ways(self) -> list[ActiveJob]:
        store = self.world.store()
        try:
            with store.read() as db:
                return active_jobs.find(db, states=tuple(JobState))
        finally:
            store.close()

    def run_of(self, step: str) -> StepRun | None:
        """The step's run in the newest job."""
        ways = self.ways()
        return next((run for run in ways[-1].runs if run.step == step), None) if ways else None

    def running(self, step: str, patience: float = 60) -> StepRun:
        """The step's run, once it runs."""

        def look() -> StepRun | None:
            run = self.run_of(step)
            return run if run is not None and run.state is RunState.RUNNING else None

        run: StepRun = wait_until(look, patience, lambda: f"{step} does not run: {self.run_of(step)}")
        return run

    def attempts(self, step: str) -> list[str]:
        """How each attempt at a step of the newest job ended."""
        store = self.world.store()
        try:
            with store.read() as db:
                run = self.run_of(step)
                return [a.outcome for a in runs.attempts_of(db, run.id)] if run else []
        finally:
            store.close()


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Films are made once for all test processes."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if base.name.startswith("popen-") else base) / "clips"


@contextmanager
def slow_to_write(world: World, table: str, when: str = "1", verb: str = "INSERT") -> Iterator[None]:
    """Whoever writes such a row inside the block never comes to an end of it: it takes a kill to go on."""
    with sqlite3.connect(world.database, timeout=30) as db:
        db.executescript(SLOW_TABLE.format(verb=verb, table=table, when=when))
    yield
    with sqlite3.connect(world.database, timeout=30) as db:
        db.executescript("DROP TRIGGER slow_row; DROP VIEW slow;")


@contextmanager
def stage_in(world: World) -> Iterator[Stage]:
    """Airdate up in this world, claimed by Ada."""
    with world.airdate() as airdate:
        ada = world.telegram.person("Ada")
        ada.asks(f"/start {airdate.claim_code()}", timeout=30)
        yield Stage(world, airdate, ada)


def arrives(world: World) -> None:
    """The whole story, whatever the world's downloader: subscribe, an episode airs, go watch."""
    with world, stage_in(world) as stage:
        stage.subscribe()
        world.release(stage.show, EPISODE)
        stage.air()
        stage.go_watch(150)
        (film,) = [path for path in world.filed() if path.suffix in (".mp4", ".mkv")]
    assert "S02E06" in film.name
