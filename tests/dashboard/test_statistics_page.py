"""The charts: what arrived by week, how long conversions took, who served us."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from dashboard.pages import statistics as charts
from pipeline.clock import now
from pipeline.model import Release
from pipeline.model.jobs import JobState, RunState
from pipeline.model.reasons import NO_REASON
from pipeline.store import active_jobs, statistics, verdicts
from pipeline.store.tables import job, media_file, step_run, verdict
from tests.rigs.managed import Managed, managed
from tests.rigs.market import Market, file_it, kept_in, offered, postgres, postgres_server, season

__all__ = ["kept_in", "postgres", "postgres_server", "season"]  # fixtures


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Managed]:
    with managed(tmp_path) as home:
        yield home


def chart(page: str, called: str) -> str:
    found = re.search(rf'<section class="panel chart" id="{called}">.*?</section>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_what_arrived_is_drawn_by_week_with_its_bytes(home: Managed) -> None:
    show, episodes = home.follow(home.ben, "Meridian Ferry")
    for episode in episodes[:3]:
        home.file(show, episode)
    with home.store.write() as db:
        old = media_file.c.episode_id == episodes[0].id
        db.execute(update(media_file).where(old).values(filed_at=now() - timedelta(weeks=10)))

    page = home.visit(home.ada).get("/statistics").text

    assert re.search("week of [^:]+: 2 episodes", chart(page, "arrived"))
    assert re.search("week of [^:]+: 1 episode ", chart(page, "arrived"))
    assert re.search("week of [^:]+: 2.8 GB", chart(page, "bytes"))
    axis = re.findall(r'<p class="axis" aria-hidden="true">(.*?)</p>', page)
    assert [re.findall(">([^<]+)<", each) for each in axis] == [["2", "1", "0"], ["3.0 GB", "2.0 GB", "1.0 GB", "0 B"]]
    assert "script" not in page.partition("<main")[2]


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [(0, [0, 1]), (1, [0, 1]), (2, [0, 1, 2]), (3, [0, 1, 2, 3]), (4, [0, 2, 4]), (11, [0, 5, 10, 15]),
     (100, [0, 50, 100]), (2_800_000_000, [0, 1e9, 2e9, 3e9])],
)  # fmt: skip
def test_an_axis_has_few_round_values(largest: float, ticks: list[float]) -> None:
    assert charts._ticks(largest) == ticks


def test_how_long_conversions_took_and_who_served_us(home: Managed) -> None:
    show, episodes = home.follow(home.ben, "Meridian Ferry")
    moment = now()
    with home.store.write() as db:
        for way, seconds in zip(active_jobs.find(db), (30, 400), strict=False):
            mine = (step_run.c.job_id == way.job.id, step_run.c.step == "transcode")
            took = {"begun_at": moment - timedelta(seconds=seconds), "finished_at": moment, "state": RunState.DONE}
            db.execute(update(step_run).where(*mine).values(**took))
            db.execute(update(job).where(job.c.id == way.job.id).values(state=JobState.DONE, finished_at=moment))
    for episode in episodes[:2]:
        home.file(show, episode)
        release = Release(title="Meridian.Ferry.S01E01.1080p.WEB.H264-FAIR", indexer="market")
        with home.store.write() as db:
            verdicts.add_given(db, episode.id, release, NO_REASON)
            db.execute(update(verdict).values(chosen=True))
            db.execute(update(media_file).values(release=release.title))

    page = home.visit(home.ada).get("/statistics").text

    assert chart(page, "conversions").startswith("How long conversions took below 1 min 1 below 5 min 0 below 15 min 1")
    assert chart(page, "indexers").endswith("market 2")
    assert chart(page, "groups").endswith("FAIR 2")


def test_nothing_yet_is_said_and_only_the_owner_is_told(home: Managed) -> None:
    page = home.visit(home.ada).get("/statistics")

    assert page.text.count("Nothing yet.") == 5
    assert home.visit(home.ben).get("/statistics").status_code == 404


def test_the_sums_are_the_same_in_every_database(season: Market) -> None:
    season.shop.listed = [offered()]
    season.fetch()
    file_it(season, "Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR")

    with season.store.read() as db:
        assert statistics.arrived_by_day(db, now() - timedelta(days=1)) == [(now().date(), 1, 1)]
        assert statistics.by_indexer(db, 10) == {"fair": 1}
        assert statistics.releases(db, 10) == ["Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR"]
        assert statistics.seconds_of_step(db, "fetch", 10)
