"""Better releases of what is filed: looked for again, taken in silence, given up without a word."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from pipeline.clock import now
from pipeline.config import Household
from pipeline.engine import optional
from pipeline.engine.plugins import Parts
from pipeline.engine.runner import Runner
from pipeline.engine.step import Step
from pipeline.errors import BadResponse, Stuck
from pipeline.model import Release, Wanted
from pipeline.model.jobs import Job, JobKind, JobState, Origin, StepRun
from pipeline.model.reasons import NO_REASON, reason_from
from pipeline.releases.quality_profiles import Profile
from pipeline.services import complaints, upgrade_search
from pipeline.steps.results import Fetched
from pipeline.store import Store, active_jobs, leases, offers, outbox, runs
from pipeline.store.tables import block, job, media_file
from tests.rigs.market import (
    STAGES,
    Market,
    Shop,
    as_upgrade,
    file_it,
    kept_in,
    market,
    offered,
    postgres,
    postgres_server,
    work,
)

__all__ = ["kept_in", "postgres", "postgres_server"]  # fixtures

POOR, FINE, BEST = offered("480p.HDTV.x264"), offered("720p.WEB-DL.H.264"), offered()


@pytest.fixture
def one(tmp_path: Path, kept_in: Store) -> Market:
    """A market with one episode, for which something better is looked for."""
    one = market(tmp_path, store=kept_in)
    with one.store.write() as db:
        upgrade_search.look_for(db, one.episodes[0], one.settings, STAGES)
    return one


def look(market: Market) -> list[int]:
    """Look, due or not; the upgrades that were opened."""
    before = {each.id for each in active(market)}
    work(market, JobKind.BETTER)
    return [each.id for each in active(market) if each.id not in before]


def next_look(market: Market) -> StepRun:
    with market.store.read() as db:
        return active_jobs.find(db, kinds=(JobKind.BETTER,))[0].runs[0]


def searches(market: Market) -> list[JobState]:
    with market.store.read() as db:
        return [way.job.state for way in active_jobs.find(db, kinds=(JobKind.BETTER,), states=tuple(JobState))]


def active(market: Market) -> list[Job]:
    with market.store.read() as db:
        return [way.job for way in active_jobs.find(db)]


def test_what_a_feed_told_while_the_episode_was_on_its_way_is_taken_up_without_a_search(one: Market) -> None:
    with one.store.write() as db:
        offers.keep(db, [(one.show.id, FINE)])
    file_it(one, POOR.title)
    assert look(one) == [active(one)[0].id]
    assert active(one)[0].why == "upgrade"
    assert one.shop.asked == []


def test_an_indexer_without_a_feed_is_searched_at_growing_intervals(one: Market) -> None:
    file_it(one, POOR.title)
    assert look(one) == []
    assert one.shop.asked == [], "it was searched when the episode was fetched"
    one.shop.listed = [FINE]
    assert work(one, JobKind.BETTER, early=False) is not None
    assert one.shop.asked == [], "not yet"
    assert len(look(one)) == 1
    assert len(one.shop.asked) == 1
    assert str(next_look(one).reason) == "Something better is on its way"


def test_the_intervals_grow_between_the_settings(one: Market) -> None:
    timing, begun = one.settings.timing, now() - timedelta(days=3)
    spans = [timedelta(0), timedelta(hours=1), timedelta(hours=8), timedelta(days=3)]
    waits = [upgrade_search.wait(begun, begun + span, timing) for span in spans]
    assert waits == [timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=2), timedelta(hours=6)]


@pytest.mark.parametrize(
    ("have", "ago"),
    [(BEST.title, timedelta(hours=1)), (POOR.title, timedelta(days=4))],
    ids=["the goal is reached", "the window is over"],
)
def test_asks_nobody_any_more(one: Market, have: str, ago: timedelta) -> None:
    file_it(one, have, ago)
    one.shop.listed = [BEST]
    look(one)
    assert look(one) == []
    assert one.shop.asked == []


def test_it_is_over_when_the_window_is(one: Market) -> None:
    file_it(one, POOR.title, timedelta(days=4))
    look(one)
    assert searches(one) == [JobState.ABANDONED]


def test_it_is_over_when_the_file_has_left(one: Market) -> None:
    file_it(one, POOR.title)
    look(one)
    with one.store.write() as db:
        db.exec_driver_sql("UPDATE media_file SET replaced_at = filed_at")
    look(one)
    assert searches(one) == [JobState.ABANDONED]


def test_what_is_on_its_way_is_waited_for(one: Market) -> None:
    look(one)
    assert str(next_look(one).reason) == "It is on its way again already."
    file_it(one, POOR.title)
    with one.store.write() as db:
        offers.keep(db, [(one.show.id, FINE)])
    assert len(look(one)) == 1


def test_an_indexer_that_is_off_ends_nothing_and_nobody_is_asked(one: Market) -> None:
    file_it(one, POOR.title)
    look(one)
    one.shop.fails = BadResponse("fair", "not XML")
    for _ in range(12):
        look(one)
    assert next_look(one).state == "due"
    with one.store.read() as db:
        assert outbox.due(db) == []


def test_a_profile_without_a_window_has_nothing_looked_for(tmp_path: Path) -> None:
    household = Household(profile="small")
    made = market(tmp_path, household=household, profiles={"small": Profile(upgrade_days=0)})
    with made.store.write() as db:
        upgrade_search.look_for(db, made.episodes[0], made.settings, STAGES)
    assert searches(made) == []
    made.store.close()


def test_one_that_stalls_is_given_up_and_the_good_old_file_stays(one: Market) -> None:
    as_upgrade(one)
    file_it(one, POOR.title)
    with one.store.write() as db:
        db.execute(job.update().values(state=JobState.ACTIVE))
    one.shop.listed = [FINE]
    assert one.fetch().release == FINE
    one.reject(0, "it stalled at 0%", timedelta(days=1))
    one.abandon(0)
    assert active(one) == []
    assert look(one) == [], "it is left alone for a day"


def test_an_upgrade_that_only_a_person_could_help_gives_way(one: Market) -> None:
    as_upgrade(one)
    file_it(one, POOR.title)
    with one.store.write() as db:
        db.execute(job.update().values(state=JobState.ACTIVE))
    one.shop.listed = [FINE]
    one.fetch()
    taken = leases.take(one.store, one.run_of(0, "download").id, "test")
    assert taken is not None
    with one.store.write() as db:
        assert optional.is_optional(db, one.jobs[0])
        optional.let_be(db, taken, reason_from("the disk is read-only"), STAGES)
        assert [row.title for row in db.execute(select(block))] == [FINE.title]
    taken = leases.take(one.store, one.run_of(0, "fetch").id, "test")
    assert taken is not None
    with one.store.write() as db:
        optional.let_be(db, taken, reason_from("the indexer refuses the key"), STAGES)
    assert active(one) == []


def test_what_left_the_library_during_the_search_does_not_come_back(one: Market) -> None:
    file_it(one, POOR.title)
    look(one)

    class Slow(Shop):
        """While it is asked, the episode is deleted, since everyone has watched it."""

        def search(self, wanted: Wanted) -> list[Release]:
            with one.store.write() as db:
                db.execute(media_file.update().values(replaced_at=now()))
            return super().search(wanted)

    one.shop = Slow(listed=[FINE])
    assert look(one) == []
    assert one.shop.asked
    assert active(one) == []


def test_a_complaint_goes_before_an_upgrade_that_is_on_its_way(one: Market) -> None:
    file_it(one, POOR.title, path=str(one.settings.library / "x.mp4"))
    with one.store.write() as db:
        runs.open_job(db, one.episodes[0].id, Origin.UPGRADE, STAGES)
    complaints.take_another(one.store, one.episodes[0].id, reason_from("the picture is bad"), STAGES)
    assert [j.id for j in active(one)] == [one.jobs[0].id]


@pytest.mark.parametrize(("why", "state", "told"), [(Origin.UPGRADE, "abandoned", 0), (Origin.AIRED, "active", 1)])
def test_only_what_cannot_be_watched_yet_needs_a_person(one: Market, why: Origin, state: str, told: int) -> None:
    def fetch(job: Job) -> Fetched:
        if attempts:
            raise Stuck("nothing better")
        attempts.append(job.id)
        return Fetched(release=FINE, considered=1, why=NO_REASON)

    def download(fetch: Fetched) -> None:
        raise Stuck("the disk is read-only")

    def file(download: None) -> None: ...

    attempts: list[int] = []
    steps = Step(run=fetch), Step(run=download, after=("fetch",)), Step(run=file, after=("download",))
    file_it(one, POOR.title)
    nothing: Any = None
    parts = Parts(catalogues=(), indexers=(), subtitlers=(), players=(), downloader=nothing, encoder=nothing)
    runner = Runner(steps, parts, one.store, one.settings)
    with one.store.write() as db:
        job_id = runs.open_job(db, one.episodes[0].id, why, runner.stages)
    assert job_id is not None
    for step in ("fetch", "download", "fetch"):
        with one.store.read() as db:
            run_id = runs.runs_of(db, job_id)[step].id
        runner.answer(run_id)
    with one.store.read() as db:
        assert runs.job_by_id(db, job_id).state == state
        assert len([m for m in outbox.due(db) if m.kind == "NeedsYou"]) == told
