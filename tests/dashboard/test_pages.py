"""What the pages tell and what the buttons do, over the wire; the pipeline's own parts do the work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.graph import GAP_X, HIGH, WIDE, draw
from dashboard.pages.shows import SHOWS
from pipeline.clock import now
from pipeline.engine import remedies
from pipeline.engine.context import StepContext
from pipeline.engine.step import Step
from pipeline.errors import Later, Stuck, Unauthorized, UserError
from pipeline.line import LINE
from pipeline.model import Release, Role
from pipeline.model.jobs import JobKind, JobState, Origin, RunState, StepRun
from pipeline.model.reasons import Reason
from pipeline.store import chores, health, history, insert, leases, overview, pausing, people, runs, shows
from pipeline.store.runs import Stage
from pipeline.store.tables import media_file, verdict
from tests.rigs.core import Line, add_person, add_show, episode_info, line_of, show_info
from tests.rigs.dashboard import Named, Visitor, dashboard_of, parts_of


@dataclass(frozen=True)
class Made:
    why: str


def first(context: StepContext) -> Made:
    context.log("<i>hello</i>")
    return Made("it was time & all")


def left(first: Made) -> Made:
    raise Later("Looking for peers", timedelta(hours=1), 0.25, 90.0)


def right(first: Made) -> Made:
    raise Stuck("The disk & all is gone", (remedies.AGAIN, remedies.CANCEL))


def last(left: Made, right: Made) -> Made:
    return Made("done")


FORK = (
    Step(run=first),
    Step(run=left, after=("first",)),
    Step(run=right, after=("first",)),
    Step(run=last, after=("left", "right")),
)


@dataclass(frozen=True)
class House:
    line: Line
    ada: Visitor

    def runs(self, job_id: int) -> dict[str, StepRun]:
        with self.line.store.read() as db:
            return runs.runs_of(db, job_id)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with line_of(tmp_path, *FORK) as line:
        add_person(line.store)
        stages = line.runner.stages
        with dashboard_of(
            line.store, line.runner.settings, stages, parts_of(Named("tvmaze"), Named("fairground"))
        ) as url:
            yield House(line, Visitor(url))


@pytest.fixture
def job_id(house: House) -> int:
    """Stuck at `right` while `left` is at 25 %."""
    job_id = house.line.open()
    for step in ("first", "left", "right"):
        house.line.run(job_id, step)
    return job_id


# -- What is shown ---------------------------------------------------------------------------------------------------


def test_the_first_page_says_where_each_episode_stands(house: House, job_id: int) -> None:
    page = house.ada.get("/").text

    for words in (show_info().title, "S01E01", "25 %", "1 min 30 s left", "The disk &amp; all is gone"):
        assert words in page
    assert f'value="remedy {house.runs(job_id)["right"].id} again"' in page


def test_moments_in_reasons_are_said_by_the_household_s_clock(tmp_path: Path) -> None:
    airs = datetime(2020, 7, 1, 21, 40, tzinfo=UTC)

    def waits() -> Made:
        raise Later(Reason("airs-at", at=airs), timedelta(hours=1))

    with line_of(tmp_path, Step(run=waits)) as line:
        add_person(line.store)
        line.run(line.open(), "waits")
        there = line.runner.settings.household.model_copy(update={"time_zone": "Asia/Tokyo"})
        settings = line.runner.settings.model_copy(update={"household": there})
        with dashboard_of(line.store, settings, line.runner.stages) as url:
            page = Visitor(url).get("/").text

    assert "2 Jul 2020, 06:40" in page
    assert "21:40" not in page


def test_the_first_page_invites_when_nobody_follows_anything(house: House) -> None:
    page = house.ada.get("/").text
    assert "/subscribe" in page
    assert 'href="/add"' in page


def test_what_is_nowhere_leads_to_all_that_is_somewhere(house: House) -> None:
    answer = house.ada.get("/nowhere")
    assert answer.status_code == 404
    for path in ("/shows", "/calendar", "/history", "/health"):
        assert f'<a href="{path}"' in answer.text


def test_an_episode_s_page_tells_its_story(house: House, job_id: int) -> None:
    store, episode = house.line.store, house.line.episode
    release = Release(title="Harbour.Lights.S01E01.2160p<b>", indexer="fairground", size=9_100_000_000, seeders=3)
    row = {"release_key": "k", "release": release, "rule": "size", "reason": "bigger than 4 GB", "score": (1,)}
    seen = {"chosen": False, "first_seen_at": now(), "seen_at": now()}
    with store.write() as db:
        insert(db, verdict, {"episode_id": episode.id, **row, **seen})
    page = house.ada.get(f"/job/{job_id}").text

    for words in ("it was time &amp; all", "2160p&lt;b&gt;", "9.1 GB", "bigger than 4 GB", 'id="step-last"', "stuck"):
        assert words in page
    assert page.count('class="node') == len(FORK)
    assert house.ada.get(f"/episode/{episode.id}").text.count('class="node') == len(FORK)


def test_runs_are_a_grid_by_state_and_by_time(house: House, job_id: int) -> None:
    page, timed = house.ada.get("/runs").text, house.ada.get("/runs?by=time").text

    for step in ("first", "left", "right", "last"):
        assert f'href="/job/{job_id}#step-{step}"' in page
    assert f'<a class="stuck" href="/job/{job_id}#step-right"' in page
    assert f'<a class="running" href="/job/{job_id}#step-first"' in timed
    assert "fill-opacity" in timed


def test_attempts_stand_on_one_time_axis(house: House, job_id: int) -> None:
    page = house.ada.get(f"/job/{job_id}").text
    gantt = page.partition('class="gantt"')[2].partition("</table>")[0]

    assert gantt.count('<rect class="done"') == 1
    assert gantt.count('<rect class="stuck"') == 1
    assert gantt.count("<time ") == 5


def test_a_log_is_given_as_text(house: House, job_id: int) -> None:
    with house.line.store.read() as db:
        (tried,) = history.tries(db, job_id)[runs.runs_of(db, job_id)["first"].id]
    answer = house.ada.get(f"/log/{tried.attempt.id}")

    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.endswith("<i>hello</i>")
    assert len(answer.text) == tried.log_size


@pytest.mark.parametrize("path", ["/job/77", "/episode/77", "/log/77", "/job/99999999999999999999", "/job/x", "/job/²"])
def test_what_is_not_there_is_said(house: House, path: str) -> None:
    assert house.ada.get(path).status_code == 404


def test_shows_say_of_each_episode_where_it_is(house: House) -> None:
    store, day = house.line.store, timedelta(days=1)
    airs = {1: -9 * day, 2: -3 * day, 3: -2 * day, 4: -day, 5: 7 * day}
    listed = [episode_info(season=2, number=n, airs_at=now() + delta) for n, delta in airs.items()]
    show, episodes = add_show(store, None, *listed)
    with store.write() as db:
        ben = people.add(db, 2, "Ben", Role.MEMBER)
        shows.subscribe(db, ben.id, show.id, shows.Start.EVERYTHING, from_season=2, from_number=2)
        runs.open_job(db, episodes[2].id, Origin.AIRED, house.line.runner.stages)
        file = {"path": "x.mp4", "size": 5, "duration": 60.0, "release": "r", "info_hash": "", "subtitles": ()}
        insert(db, media_file, {"episode_id": episodes[1].id, "filed_at": now(), **file})
    page = house.ada.get(f"/show/{show.id}").text

    kinds = dict(zip((e.id for e in episodes), ("unasked", "done", "running", "missing", "coming"), strict=True))
    for episode_id, kind in kinds.items():
        assert f'class="spot {kind}" href="/episode/{episode_id}"' in page
    assert '<span class="person">Ben</span>' in page
    assert "x.mp4" in house.ada.get(f"/episode/{episodes[1].id}").text


def test_many_shows_are_found_page_by_page_and_by_their_words(house: House) -> None:
    store = house.line.store
    soon = episode_info(number=9, airs_at=now() + timedelta(days=1))
    for number in range(SHOWS + 5):
        info = show_info(title=f"Épée {number:03}" if number else "Zebra Crossing", tvmaze_id=1000 + number)
        show, _ = add_show(store, info, episode_info(), *([soon] if number == 0 else []))
        with store.write() as db:
            shows.subscribe(db, 1, show.id, shows.Start.EVERYTHING)
    first, second = (house.ada.get(f"/shows?page={page}").text for page in (1, 2))
    assert first.count('<li id="show-') == SHOWS
    assert "Page 2 of 2" in second
    assert "Zebra Crossing" in second
    assert "Zebra Crossing" not in first
    assert house.ada.get("/shows?q=epee+007").text.count('<li id="show-') == 1
    assert "called so" in house.ada.get("/shows?q=nothing+of+it").text
    ordered = house.ada.get("/shows?by=next&page=x").text
    assert ordered.index("Zebra Crossing") < ordered.index("Épée 001")
    assert len(first) < 300_000


def test_a_list_counts_as_the_show_s_own_page_does(house: House) -> None:
    store, day = house.line.store, timedelta(days=1)
    listed = [episode_info(season=2, number=n, airs_at=now() - (9 - n) * day) for n in range(1, 6)]
    show, episodes = add_show(store, show_info(title="Counted", tvmaze_id=77), *listed)
    with store.write() as db:
        ben = people.add(db, 2, "Ben", Role.MEMBER)
        until = {"until_season": 2, "until_number": 4}
        shows.subscribe(db, ben.id, show.id, shows.Start.EVERYTHING, from_season=2, from_number=2, **until)
        runs.open_job(db, episodes[2].id, Origin.AIRED, house.line.runner.stages)
        file = {"path": "x.mp4", "size": 5, "duration": 60.0, "release": "r", "info_hash": "", "subtitles": ()}
        insert(db, media_file, {"episode_id": episodes[1].id, "filed_at": now(), **file})
    with store.read() as db:
        (glance,) = overview.glances(db, [show.id], now())
    assert (glance.here, glance.going, glance.stuck, glance.missing, glance.followers) == (1, 1, 0, 1, ("Ben",))
    assert "1 in the library · 1 on the way · 1 missing" in house.ada.get("/shows?q=counted").text


def test_the_calendar_has_what_somebody_wants_day_by_day(house: House) -> None:
    soon, late = episode_info(number=7, title="Soon", airs_at=now() + timedelta(hours=30)), timedelta(days=90)
    far = episode_info(number=8, title="Far away", airs_at=now() + late)
    show, _ = add_show(house.line.store, show_info(title="Announced", tvmaze_id=78), soon, far)
    with house.line.store.write() as db:
        shows.subscribe(db, 1, show.id, shows.Start.EVERYTHING)
    page = house.ada.get("/calendar").text
    assert "Soon" in page
    assert "Far away" not in page


def test_health_names_every_system_the_ill_ones_first(house: House) -> None:
    health.record_success(house.line.store, "fairground")
    health.record_failure(house.line.store, Unauthorized("jellyfin", "the key is not <valid>"))
    page = house.ada.get("/health").text

    assert page.index("system-jellyfin") < page.index("system-fairground") < page.index("system-tvmaze")
    for words in ("the key is not &lt;valid&gt;", "no news yet", " free of "):
        assert words in page


def test_health_tells_how_each_chore_went(house: House) -> None:
    store = house.line.store
    chores.claim_due(store, {"survey": "a", "seeding": "b"}, "attic:1")
    chores.finish(store, "survey", "a", timedelta(minutes=1))
    chores.finish(store, "seeding", "b", timedelta(minutes=1), Reason("text", text="no <space>"))
    page = house.ada.get("/health").text

    assert "asking the catalogues what airs" in page
    assert "failed 1 ×: no &lt;space&gt;" in page


def test_jobs_of_every_kind_are_shown_with_their_remedies(house: House) -> None:
    stages = (Stage(name="give_names", lane="io", kind=JobKind.RENAME),)
    with house.line.store.write() as db:
        job_id = runs.open_job_of(db, JobKind.RENAME, house.line.episode.id, "show 1", stages)
        assert job_id is not None
        (run,) = runs.runs_of(db, job_id).values()
    taken = leases.take(house.line.store, run.id, "attic:1")
    assert taken is not None
    with house.line.store.write() as db:
        leases.stuck(db, taken, Reason("text", text="it is read-only"), (remedies.AGAIN,))

    for path in ("/", f"/job/{job_id}"):
        page = house.ada.get(path).text
        for words in ("new names for its files", "it is read-only", f"remedy {run.id} again"):
            assert words in page
    house.ada.press(f"remedy {run.id} again")
    assert house.runs(job_id)["give_names"].state is RunState.DUE


def test_a_page_that_is_open_is_told_of_changes(house: House, job_id: int) -> None:
    stream = house.ada.stream("/")
    before = next(stream)
    with house.line.store.write() as db:
        leases.cancel_job(db, job_id)
    after = next(stream)

    assert "needs you" in before
    assert "needs you" not in after
    assert "given up" in after
    assert "form_key" not in after, "a stream holds no keys"


# -- What buttons do -------------------------------------------------------------------------------------------------


def test_giving_up_and_beginning_again_from_a_step_brings_the_whole_line_back(house: House, job_id: int) -> None:
    assert "Given up" in house.ada.press(f"cancel {job_id}").text
    assert house.line.job(job_id).state is JobState.CANCELLED
    assert "not on its way any more" in house.ada.press(f"cancel {job_id}").text

    run = house.runs(job_id)["right"]
    assert "Trying right again." in house.ada.press(f"remedy {run.id} again", f"/job/{job_id}").text
    assert house.line.state(job_id) == {"first": "done", "left": "due", "right": "due", "last": "waiting"}
    assert house.line.job(job_id).state is JobState.ACTIVE


def test_looking_now_makes_what_waits_due(house: House, job_id: int) -> None:
    house.ada.press(f"now {job_id}")

    due = house.runs(job_id)["left"].due_at
    assert due is not None
    assert due <= now()


def test_an_episode_is_put_on_its_way_once(house: House) -> None:
    episode = house.line.episode
    assert "S01E01 is on its way." in house.ada.press(f"get {episode.id}").text
    assert "on its way already" in house.ada.press(f"get {episode.id}").text


def test_everything_is_held_and_goes_on(house: House) -> None:
    house.ada.press("pause", "/health")
    assert "Everything is on hold" in house.ada.get("/").text
    house.ada.press("resume")

    with house.line.store.read() as db:
        assert not pausing.paused(db)


def test_only_remedies_that_are_offered_are_applied(house: House, job_id: int) -> None:
    runs = house.runs(job_id)
    for does in (f"remedy {runs['right'].id} next", f"remedy {runs['left'].id} cancel"):
        assert "not asked any more" in house.ada.press(does).text

    assert house.line.state(job_id) == {"first": "done", "left": "due", "right": "stuck", "last": "waiting"}


def test_a_step_is_not_begun_before_what_it_needs(house: House, job_id: int) -> None:
    answer = house.ada.press(f"remedy {house.runs(job_id)['last'].id} again")

    assert "comes after left and right" in answer.text
    assert house.line.state(job_id)["last"] == "waiting"


def test_an_old_job_does_not_begin_again_beside_a_new_one(house: House, job_id: int) -> None:
    house.ada.press(f"cancel {job_id}")
    house.ada.press(f"get {house.line.episode.id}")
    answer = house.ada.press(f"remedy {house.runs(job_id)['first'].id} again")

    assert "already" in answer.text
    assert house.line.job(job_id).state is JobState.CANCELLED


@pytest.mark.parametrize("does", ["", "cancel", "cancel x", "cancel -1", "cancel 99999999999999", "drop 1", "pause 1"])
def test_a_button_that_is_not_ours_does_nothing(house: House, job_id: int, does: str) -> None:
    assert house.ada.press(does).status_code == 200
    assert house.line.job(job_id).state is JobState.ACTIVE


def test_what_was_done_is_said_once(house: House, job_id: int) -> None:
    assert "Looking now." in house.ada.press(f"now {job_id}").text
    assert "Looking now." not in house.ada.get("/").text


# -- The drawing -----------------------------------------------------------------------------------------------------


def test_the_line_is_drawn_from_left_to_right() -> None:
    stages = [step.stage for step in LINE]
    spots = {spot.step: spot for spot in draw(stages).spots}

    for stage in stages:
        for before in stage.after:
            assert spots[stage.name].x >= spots[before].x + WIDE + GAP_X
    assert spots["transcode"].x == spots["subtitles"].x
    assert abs(spots["transcode"].y - spots["subtitles"].y) >= HIGH


def test_no_line_is_drawn_too() -> None:
    assert draw([]).spots == ()


def test_a_step_that_is_not_in_the_line_any_more_is_still_drawn(house: House, job_id: int) -> None:
    known = [stage for stage in house.line.runner.stages if stage.name != "last"]
    stages = (*known, Stage(name="new", lane="io"))
    with dashboard_of(house.line.store, house.line.runner.settings, stages) as url:
        page = Visitor(url).get(f"/job/{job_id}").text

    assert 'data-step="last"' in page
    assert 'data-step="new"' not in page


def test_a_log_that_is_gone_is_a_mistake(house: House) -> None:
    with house.line.store.read() as db, pytest.raises(UserError):
        history.log_of(db, 77)


# -- With the real line ------------------------------------------------------------------------------------------------


@pytest.fixture
def real(tmp_path: Path) -> Iterator[House]:
    """The line's own steps; none of them is run."""
    with line_of(tmp_path, *LINE) as line, dashboard_of(line.store, line.runner.settings) as url:
        add_person(line.store)
        yield House(line, Visitor(url))


def test_looking_now_asks_every_indexer_while_it_is_looked_for(real: House) -> None:
    job_id = real.line.open()

    assert "Looking now." in real.ada.press(f"now {job_id}").text
    assert remedies.LOOK in real.runs(job_id)["fetch"].memo


def test_a_release_that_the_rules_refused_is_taken_at_a_person_s_wish(real: House) -> None:
    job_id, episode = real.line.open(), real.line.episode
    release = Release(title="Lantern.Row.S01E01.720p", indexer="fairground", info_hash="a" * 40)
    row = {"release_key": release.key, "release": release, "rule": "size", "reason": "too big", "score": (1,)}
    with real.line.store.write() as db:
        verdict_id = insert(
            db,
            verdict,
            {"episode_id": episode.id, **row, "chosen": False, "first_seen_at": now(), "seen_at": now()},
        )
    page = real.ada.get(f"/episode/{episode.id}").text

    assert f'value="take {verdict_id}"' in page
    assert "Taking Lantern.Row" in real.ada.press(f"take {verdict_id}").text
    assert real.runs(job_id)["fetch"].memo[remedies.TAKE] == release.key
    assert "not known any more" in real.ada.press("take 77").text
