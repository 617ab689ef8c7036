"""An indexer and a download client that a test tells what to say, over a real store with jobs in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from pipeline.clock import now
from pipeline.config import Settings, Timing
from pipeline.engine.context import StepContext
from pipeline.engine.guard import guard
from pipeline.engine.plugins import Parts
from pipeline.engine.runner import Runner
from pipeline.errors import Abandon, NotFound, OutsideError
from pipeline.line import LINE
from pipeline.model import DownloadStatus, Episode, Release, Show, Torrent, Wanted
from pipeline.model.jobs import Job, JobKind, JobState, Origin, StepRun
from pipeline.model.reasons import Reason
from pipeline.steps.fetch import fetch
from pipeline.steps.results import Checked, Fetched
from pipeline.store import Store, active_jobs, leases, runs, shows
from pipeline.store.shows import Start
from pipeline.store.tables import job, media_file
from tests.rigs.core import add_person, add_show, episode_info, new_store, show_info
from tests.rigs.postgres import postgres, postgres_server, store_on
from tests.rigs.shelf import Reader

__all__ = ["postgres", "postgres_server"]  # fixtures

STAGES = [step.stage for step in LINE]
AIRED = timedelta(hours=5)  # ago


@dataclass
class Shop:
    """An indexer."""

    name: str = "fair"
    listed: list[Release] = field(default_factory=list)  # what a search finds
    packs: list[Release] = field(default_factory=list)  # what a search for the season finds
    pages: list[list[Release]] = field(default_factory=list)  # its newest
    fails: OutsideError | None = None
    asked: list[Wanted] = field(default_factory=list)
    read: list[int] = field(default_factory=list)  # pages of its newest that were asked for

    def check(self) -> Reason:
        return Reason("text", text="fine")

    def search(self, wanted: Wanted) -> list[Release]:
        self.asked.append(wanted)
        if self.fails:
            raise self.fails
        return list(self.packs if wanted.number is None else self.listed)

    def newest(self, page: int = 0) -> list[Release]:
        self.read.append(page)
        if self.fails:
            raise self.fails
        return self.pages[page] if page < len(self.pages) else []

    def torrent(self, release: Release) -> Torrent:
        raise NotFound(self.name, "no torrent is needed here")


@dataclass
class Client:
    """A downloader that has nothing."""

    name: str = "client"
    free: int = 10**12
    removed: list[str] = field(default_factory=list)
    wanted: dict[str, list[int]] = field(default_factory=dict)
    fails: OutsideError | None = None

    def check(self) -> Reason:
        return Reason("text", text="fine")

    def add(self, torrent: Torrent, folder: Path | None = None) -> None: ...

    def status(self, info_hash: str) -> DownloadStatus:
        raise NotFound(self.name, "it does not have it")

    def want(self, info_hash: str, indexes: Sequence[int]) -> None:
        self.wanted[info_hash] = list(indexes)

    def resume(self, info_hash: str) -> None: ...

    def remove(self, info_hash: str, *, with_data: bool) -> None:
        if self.fails:
            raise self.fails
        self.removed.append(info_hash)

    def free_space(self, folder: Path | None = None) -> int:
        if self.fails:
            raise self.fails
        return self.free


def offered(quality: str = "1080p.WEB-DL.H.264", number: str = "S01E01", **values: object) -> Release:
    """A release of Lantern Row that every rule of the standard profile lets through."""
    title = f"Lantern.Row.{number}.{quality}-FAIR"
    facts: dict[str, object] = {"guid": title, "seeders": 20, "published_at": now() - timedelta(hours=4)}
    return Release(**{"title": title, "indexer": "fair", "size": 1_500_000_000, **facts, **values})  # type: ignore[arg-type]


@dataclass
class Market:
    """A store with one followed show, whose episodes all have a job that may look for a release."""

    store: Store
    show: Show
    episodes: list[Episode]
    jobs: list[Job]
    settings: Settings
    shop: Shop = field(default_factory=Shop)
    client: Client = field(default_factory=Client)

    def fetch(self, place: int = 0, context: StepContext | None = None) -> Fetched:
        """Run `fetch` for the episode at this place, as the runner would; its result is saved."""
        context = context or self.context(place)
        args = (
            self.jobs[place],
            self.show,
            self.episodes[place],
            [guard("indexers", self.shop, self.store)],
            guard("downloader", self.client, self.store),
            self.store,
            self.settings,
            context,
        )
        result = fetch(*args)
        self.run_step(place, "fetch", result)
        return result

    def context(self, place: int = 0) -> StepContext:
        """What a run of `fetch` remembers."""
        return StepContext(step="fetch", begun_at=now(), memo=dict(self.run_of(place, "fetch").memo))

    def run_of(self, place: int, step: str) -> StepRun:
        with self.store.read() as db:
            return runs.runs_of(db, self.jobs[place].id)[step]

    def run_step(self, place: int, step: str, result: object) -> None:
        """Have a step done, with this result."""
        taken = leases.take(self.store, self.run_of(place, step).id, "test")
        assert taken is not None
        saved = TypeAdapter(type(result)).dump_python(result, mode="json")
        with self.store.write() as db:
            leases.done(db, taken, saved, STAGES)

    def reject(self, place: int, reason: str, lasting: timedelta | None = None) -> None:
        """What was chosen turns out wrong while it is downloaded."""
        taken = leases.take(self.store, self.run_of(place, "download").id, "test")
        assert taken is not None
        with self.store.write() as db:
            leases.reject(db, taken, reason, STAGES, lasting)

    def abandon(self, place: int) -> None:
        """Nothing better is on offer: `fetch` ends the job."""
        taken = leases.take(self.store, self.run_of(place, "fetch").id, "test")
        assert taken is not None
        with pytest.raises(Abandon) as ended:
            self.fetch(place)
        with self.store.write() as db:
            leases.abandon(db, taken, ended.value)


def market(folder: Path, episodes: int = 1, store: Store | None = None, **settings: object) -> Market:
    store = store or new_store(folder)
    infos = [episode_info(number=n, airs_at=now() - AIRED, runtime=3000.0) for n in range(1, episodes + 1)]
    show, listed = add_show(store, show_info(runtime=3000.0, language="en"), *infos)
    ada = add_person(store)
    jobs = []
    with store.write() as db:
        shows.subscribe(db, ada.id, show.id, Start.EVERYTHING)
        for episode in listed:
            job_id = runs.open_job(db, episode.id, Origin.AIRED, STAGES)
            assert job_id is not None
            jobs.append(runs.job_by_id(db, job_id))
    values = {"data": folder / "data", "library": folder / "library", "recycle": folder / "recycle", **settings}
    timing = Timing(search_first=60, feed=60, stuck_together=0)
    made = Market(store, show, listed, jobs, Settings(**{"timing": timing, **values}))  # type: ignore[arg-type]
    for place in range(episodes):
        made.run_step(place, "check", Checked(aired_at=now() - AIRED, followers=1))
    return made


def file_it(
    market: Market, title: str, ago: timedelta = timedelta(), info_hash: str = "", place: int = 0, path: str = "/x.mp4"
) -> None:
    """The episode arrived, some time ago, from this release."""
    here = {"path": path, "size": 1, "duration": 1.0, "info_hash": info_hash, "subtitles": (), "filed_at": now() - ago}
    with market.store.write() as db:
        db.execute(job.update().where(job.c.id == market.jobs[place].id).values(state=JobState.DONE))
        db.execute(media_file.insert().values(episode_id=market.episodes[place].id, release=title, **here))


def work(market: Market, kind: JobKind, *, early: bool = True, **parts: Any) -> StepRun | None:
    """Have a worker look at the first episode's active job of a kind, `early`: due or not. How it stands then.

    `parts`: see `pipeline.engine.plugins.Parts`; the market's indexer and client, and nothing else, if not given.
    """
    mine = {"indexers": (market.shop,), "downloader": market.client, "encoder": Reader()}
    others = dict.fromkeys(("catalogues", "subtitlers", "players"), ())
    runner = Runner(LINE, Parts(**{**others, **mine, **parts}), market.store, market.settings)
    with market.store.write() as db:
        way = next(iter(active_jobs.find(db, episode_id=market.episodes[0].id, kinds=(kind,))), None)
        if way is None:
            return None
        if early:
            runs.hurry(db, [way.job.id])
    runner.answer(way.runs[0].id)
    with market.store.read() as db:
        return runs.run_by_id(db, way.runs[0].id)


def set_back(market: Market, kind: JobKind, by: timedelta) -> None:
    """So much time passes for the active job of a kind."""
    with market.store.write() as db:
        for way in active_jobs.find(db, kinds=(kind,)):
            db.execute(job.update().where(job.c.id == way.job.id).values(created_at=way.job.created_at - by))


def as_upgrade(market: Market) -> None:
    """The first job is for a better release of what is filed."""
    with market.store.write() as db:
        db.execute(job.update().where(job.c.id == market.jobs[0].id).values(why=Origin.UPGRADE))
    market.jobs[0] = replace(market.jobs[0], why=Origin.UPGRADE)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)])
def kept_in(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new store of either kind."""
    sqlite = request.param == "sqlite"
    opened = new_store(tmp_path) if sqlite else store_on(request.getfixturevalue("postgres_server"))
    yield opened
    opened.close()


@pytest.fixture
def one(tmp_path: Path, kept_in: Store) -> Market:
    """A market with one episode."""
    return market(tmp_path, store=kept_in)


@pytest.fixture
def season(tmp_path: Path, kept_in: Store) -> Market:
    """A market with a season of four."""
    return market(tmp_path, 4, kept_in)
