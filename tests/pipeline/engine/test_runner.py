from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from pipeline.clock import now
from pipeline.engine import workers
from pipeline.engine.context import StepContext
from pipeline.engine.step import Step, check_line, insert_step
from pipeline.errors import (
    Abandon,
    BadResponse,
    Later,
    LeaseLost,
    Redo,
    Reject,
    Retry,
    Stuck,
    Unauthorized,
    Unreachable,
)
from pipeline.line import LINE
from pipeline.model import Backoff, EpisodeInfo, Release
from pipeline.model.jobs import JobState, Origin
from pipeline.model.reasons import NO_REASON
from pipeline.steps.results import Fetched, Filed
from pipeline.store import key_values, leases, outbox, pausing, presence, runs
from pipeline.store.tables import block, message, step_run
from tests.rigs.core import (
    add_person,
    add_show,
    episode_info,
    line_of,
    new_store,
    nothing_waits,
    show_info,
    wait_until,
)


@dataclass(frozen=True)
class Made:
    """What the tests' steps return."""

    text: str


def first(context: StepContext) -> Made:
    context.log("hello")
    return Made("one")


def left(first: Made) -> Made:
    return Made(first.text + " left")


def right(first: Made) -> Made:
    return Made(first.text + " right")


def last(left: Made, right: Made) -> Made:
    return Made(f"{left.text}, {right.text}")


DIAMOND = (
    Step(run=first),
    Step(run=left, after=("first",), lane="heavy"),
    Step(run=right, after=("first",)),
    Step(run=last, after=("left", "right")),
)


def test_runs_a_line_with_a_fork_and_gives_each_step_what_earlier_ones_returned(tmp_path: Path) -> None:
    with line_of(tmp_path, *DIAMOND) as line, line.runner.at_work(("io", "heavy")):
        job_id = line.open()
        line.finished(job_id)
        with line.store.read() as db:
            assert runs.runs_of(db, job_id)["last"].result == {"text": "one left, one right"}


def test_keeps_each_attempt_s_own_log(tmp_path: Path) -> None:
    with line_of(tmp_path, *DIAMOND) as line:
        job_id = line.open()
        line.run(job_id, "first")
        with line.store.read() as db:
            attempts = runs.attempts_of(db, runs.runs_of(db, job_id)["first"].id)
    assert [(a.number, a.outcome) for a in attempts] == [(1, "done")]
    assert attempts[0].log.endswith("hello")


def test_the_last_two_steps_ending_at_once_make_the_next_one_due_exactly_once(tmp_path: Path) -> None:
    with line_of(tmp_path, *DIAMOND) as line:
        job_id = line.open()
        line.run(job_id, "first")
        threads = [threading.Thread(target=line.run, args=(job_id, step)) for step in ("left", "right")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert line.state(job_id)["last"] == "due"


def test_only_one_of_many_takes_a_row(tmp_path: Path) -> None:
    with line_of(tmp_path, *DIAMOND) as line:
        job_id = line.open()
        with line.store.read() as db:
            run_id = runs.runs_of(db, job_id)["first"].id
        taken: list[leases.Taken | None] = []
        threads = [
            threading.Thread(target=lambda n=n: taken.append(leases.take(line.store, run_id, f"w{n}")))
            for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(t is not None for t in taken) == 1


def test_only_one_active_job_exists_for_an_episode(tmp_path: Path) -> None:
    with line_of(tmp_path, *DIAMOND) as line:
        line.open()
        with line.store.write() as db:
            assert runs.open_job(db, line.episode.id, Origin.AIRED, line.runner.stages) is None


def waits(context: StepContext) -> Made:
    context.memo["looks"] = str(int(context.memo.get("looks", "0")) + 1)
    if context.memo["looks"] != "3":
        raise Later("not yet", timedelta(milliseconds=1), progress=0.43, seconds_left=7)
    return Made("there")


def test_later_holds_no_worker_and_remembers_between_looks(tmp_path: Path) -> None:
    with line_of(tmp_path, Step(run=waits)) as line:
        job_id = line.open()
        line.run(job_id, "waits")
        with line.store.read() as db:
            run = runs.runs_of(db, job_id)["waits"]
        assert (run.state, str(run.reason), run.progress, run.seconds_left) == ("due", "not yet", 0.43, 7)

        def look_again() -> bool:
            line.run(job_id, "waits")
            return line.job(job_id).state is JobState.DONE

        wait_until(look_again)
        with line.store.read() as db:
            outcomes = [a.outcome for a in runs.attempts_of(db, run.id)]
    assert outcomes == ["later", "done"], "looks that only say 'not yet' are folded into one"


def failing(error: Callable[[], Exception]) -> Step:
    def fails() -> Made:
        raise error()

    return Step(run=fails, retry=Backoff(attempts=2, first=timedelta(0)))


@pytest.mark.parametrize(
    ("error", "first_state", "second_state"),
    [
        (lambda: Retry("the disk hiccuped"), "due", "stuck"),
        (lambda: BadResponse("indexer", "not XML"), "due", "stuck"),
        (lambda: ZeroDivisionError("a bug"), "due", "stuck"),
        (lambda: Unreachable("indexer", "no answer"), "due", "due"),
        (lambda: Stuck("choose"), "stuck", "stuck"),
        (lambda: Unauthorized("transmission", "wrong password"), "stuck", "stuck"),
    ],
)
def test_sorts_what_a_step_raises_by_what_to_do_next(
    tmp_path: Path, error: Callable[[], Exception], first_state: str, second_state: str
) -> None:
    with line_of(tmp_path, failing(error)) as line:
        job_id = line.open()
        line.run(job_id, "fails")
        assert line.state(job_id)["fails"] == first_state
        line.run(job_id, "fails")
        assert line.state(job_id)["fails"] == second_state


def test_a_step_ends_a_job_that_has_no_purpose_any_more_and_bothers_nobody(tmp_path: Path) -> None:
    with line_of(tmp_path, failing(lambda: Abandon("nothing better")), Step(run=after_all, after=("fails",))) as line:
        add_person(line.store)
        job_id = line.open()
        line.run(job_id, "fails")
        assert line.state(job_id) == {"fails": "cancelled", "after_all": "cancelled"}
        assert line.job(job_id).state is JobState.ABANDONED
        with line.store.read() as db:
            (tried,) = runs.attempts_of(db, runs.runs_of(db, job_id)["fails"].id)
            assert (tried.outcome, str(tried.reason)) == ("abandoned", "nothing better")
            assert db.execute(select(message.c.id)).all() == []


def after_all(fails: Made) -> Made:
    return fails


def test_steps_that_failed_together_do_not_come_again_together(tmp_path: Path) -> None:
    def fails() -> Made:
        raise Unreachable("indexer", "no answer")

    first = timedelta(hours=1)
    with line_of(tmp_path, Step(run=fails, retry=Backoff(first=first, most=first))) as line:
        _, episodes = add_show(line.store, show_info(title="Twelve", tvmaze_id=9), *map(_numbered, range(1, 13)))
        with line.store.write() as db:
            jobs = [runs.open_job(db, each.id, Origin.AIRED, line.runner.stages) for each in episodes]
        begun = now()
        for job_id in jobs:
            line.run(job_id or 0, "fails")
        with line.store.read() as db:
            due = [runs.runs_of(db, job_id or 0)["fails"].due_at or begun for job_id in jobs]
    assert min(due) >= begun + first
    assert max(due) < now() + 1.3 * first
    assert max(due) - min(due) > timedelta(minutes=1)


def _numbered(number: int) -> EpisodeInfo:
    return episode_info(number=number)


def test_a_stuck_step_asks_the_owner_once(tmp_path: Path) -> None:
    with line_of(tmp_path, failing(lambda: Stuck("there are two shows of that name"))) as line:
        owner = add_person(line.store)
        job_id = line.open()
        line.run(job_id, "fails")
        with line.store.read() as db:
            messages = outbox.due(db)
    assert [m.person_id for m in messages] == [owner.id]
    assert isinstance(messages[0].news, outbox.NeedsYou)
    assert str(messages[0].news.reason) == "there are two shows of that name"


def fetch() -> Fetched:
    return Fetched(release=Release(title="Fake", indexer="x", guid="7"), considered=1, why=NO_REASON)


def download(fetch: Fetched) -> Made:
    raise Reject("there is no video in it")


def test_reject_puts_the_release_on_the_blocklist_and_goes_back_to_fetch(tmp_path: Path) -> None:
    with line_of(tmp_path, Step(run=fetch), Step(run=download, after=("fetch",))) as line:
        job_id = line.open()
        line.run(job_id, "fetch")
        line.run(job_id, "download")
        assert line.state(job_id) == {"fetch": "due", "download": "waiting"}
        with line.store.read() as db:
            row = db.execute(select(block.c.title, block.c.reason)).one()
    assert (row.title, str(row.reason)) == ("Fake", "there is no video in it")


@pytest.mark.parametrize(("looked_ago", "state"), [(timedelta(days=2), "due"), (timedelta(seconds=20), "stuck")])
def test_a_deadline_is_judged_by_time_in_which_somebody_was_there(
    tmp_path: Path, looked_ago: timedelta, state: str
) -> None:
    def waits_long() -> Made:
        raise Later("not yet", timedelta(minutes=1))

    with line_of(tmp_path, Step(run=waits_long, deadline=timedelta(days=1))) as line:
        job_id = line.open()
        host = presence.host_of(line.runner.worker)
        with line.store.write() as db:  # the clock was set on, or the machine slept, and nothing has noticed it yet
            db.execute(update(step_run).values(begun_at=now() - timedelta(days=2, minutes=1)))
            key_values.put(db, f"clock:{host}", (now() - looked_ago).isoformat())
        line.run(job_id, "waits_long")
        assert line.state(job_id)["waits_long"] == state


def test_what_an_earlier_step_made_is_made_again_until_it_vanishes_too_often(tmp_path: Path) -> None:
    def uses(first: Made) -> Made:
        raise Redo("first", "what it made is gone")

    with line_of(tmp_path, Step(run=first), Step(run=uses, after=("first",))) as line:
        job_id = line.open()
        for _ in range(3):
            line.run(job_id, "first")
            line.run(job_id, "uses")
            assert line.state(job_id) == {"first": "due", "uses": "waiting"}
        line.run(job_id, "first")
        line.run(job_id, "uses")
        assert line.state(job_id)["uses"] == "stuck", "a person has to find out why"
        with line.store.read() as db:
            assert db.execute(select(block.c.title)).all() == []


def test_what_a_superseded_attempt_returns_is_dropped(tmp_path: Path) -> None:
    with line_of(tmp_path, *DIAMOND) as line:
        job_id = line.open()
        with line.store.read() as db:
            run_id = runs.runs_of(db, job_id)["first"].id
        taken = leases.take(line.store, run_id, "slow worker")
        assert taken is not None
        with line.store.write() as db:
            runs.again_from(db, job_id, "first", line.runner.stages)
        with pytest.raises(LeaseLost), line.store.write() as db:
            leases.done(db, taken, {"text": "too late"}, line.runner.stages)
        assert line.state(job_id)["first"] == "due"


def test_cancelling_stops_what_runs(tmp_path: Path) -> None:
    begun = threading.Event()
    ended: list[str] = []

    def endless(context: StepContext) -> Made:
        begun.set()
        try:
            while True:
                context.progress(0.5)
                threading.Event().wait(0.02)
        except LeaseLost:
            ended.append("stopped")
            raise

    with line_of(tmp_path, Step(run=endless)) as line, line.runner.at_work(("io",)):
        job_id = line.open()
        assert begun.wait(10)
        with line.store.write() as db:
            leases.cancel_job(db, job_id)
        wait_until(lambda: ended)
        assert line.state(job_id) == {"endless": "cancelled"}


def test_an_expired_lease_is_taken_over_and_the_first_attempt_is_called_lost(tmp_path: Path) -> None:
    with line_of(tmp_path, *DIAMOND) as line:
        job_id = line.open()
        with line.store.read() as db:
            run_id = runs.runs_of(db, job_id)["first"].id
        leases.take(line.store, run_id, "elsewhere:1:1")
        with line.store.write() as db:
            db.execute(update(step_run).values(lease_until=now() - timedelta(seconds=1)))
        line.run(job_id, "first")
        with line.store.read() as db:
            assert [a.outcome for a in runs.attempts_of(db, run_id)] == ["lost", "done"]


TAKE_AND_HANG = """
import signal, sys
from pathlib import Path
from pipeline.engine.workers import worker_name
from pipeline.store import leases
from tests.rigs.core import new_store
leases.take(new_store(Path(sys.argv[1])), int(sys.argv[2]), worker_name())
signal.pause()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_worker_killed_on_this_machine_gives_its_lease_back_at_once(tmp_path: Path) -> None:
    with line_of(tmp_path, *DIAMOND) as line:
        job_id = line.open()
        with line.store.read() as db:
            run_id = runs.runs_of(db, job_id)["first"].id
        process = subprocess.Popen([sys.executable, "-c", TAKE_AND_HANG, str(tmp_path), str(run_id)])
        wait_until(lambda: line.state(job_id)["first"] == "running")
        assert workers.free_the_dead(line.store) == 0, "it is alive"
        process.kill()
        process.wait()
        assert workers.free_the_dead(line.store) == 1
        line.run(job_id, "first")
        assert line.state(job_id)["first"] == "done"


def test_stopping_gives_back_what_runs(tmp_path: Path) -> None:
    begun = threading.Event()

    def slow(context: StepContext) -> Made:
        begun.set()
        while True:
            context.progress(None)
            threading.Event().wait(0.02)

    with line_of(tmp_path, Step(run=slow)) as line:
        with line.runner.at_work(("io",)):
            job_id = line.open()
            assert begun.wait(10)
        assert line.state(job_id) == {"slow": "due"}


def test_the_bell_is_not_rung_again_for_a_row_that_was_just_rung(tmp_path: Path) -> None:
    with line_of(tmp_path, *DIAMOND) as line:
        line.open()
        assert len(leases.to_enqueue(line.store, nothing_waits)) == 1
        assert leases.to_enqueue(line.store, nothing_waits) == []


def test_the_queue_is_told_again_only_of_what_it_has_lost(tmp_path: Path) -> None:
    with line_of(tmp_path, *DIAMOND) as line:
        line.open()
        assert len(leases.to_enqueue(line.store, nothing_waits)) == 1
        with line.store.write() as db:
            db.execute(update(step_run).values(enqueued_at=now() - timedelta(minutes=1)))
        assert leases.to_enqueue(line.store, lambda lane: 1) == [], "nobody serves the lane: its message waits there"
        with line.store.write() as db:
            db.execute(update(step_run).values(enqueued_at=now() - timedelta(minutes=1)))
        assert len(leases.to_enqueue(line.store, nothing_waits)) == 1, "the queue was emptied"


def test_on_hold_nothing_is_begun_and_going_on_takes_up_what_waited(tmp_path: Path) -> None:
    with line_of(tmp_path, *DIAMOND) as line:
        job_id = line.open()
        with line.store.write() as db:
            pausing.pause(db)
        assert leases.to_enqueue(line.store, nothing_waits) == []
        line.run(job_id, "first")
        assert line.state(job_id)["first"] == "due"
        with line.store.write() as db:
            pausing.resume(db)
        assert len(leases.to_enqueue(line.store, nothing_waits)) == 1


def test_again_from_a_step_clears_it_and_what_follows_only(tmp_path: Path) -> None:
    with line_of(tmp_path, *DIAMOND) as line:
        job_id = line.open()
        for step in ("first", "left", "right", "last"):
            line.run(job_id, step)
        assert line.job(job_id).state is JobState.DONE
        with line.store.write() as db:
            runs.again_from(db, job_id, "left", line.runner.stages)
        assert line.state(job_id) == {"first": "done", "left": "due", "right": "done", "last": "waiting"}
        assert line.job(job_id).state is JobState.ACTIVE


def test_the_built_in_line_gives_every_step_what_it_asks_for() -> None:
    check_line(LINE)


def test_a_plugin_s_step_goes_in_between() -> None:
    def checksum(file: Filed) -> Filed:
        return file

    line = insert_step(LINE, Step(run=checksum, after=("file",), before=("refresh",)))
    check_line(line)
    assert [s.name for s in line][5:8] == ["file", "checksum", "refresh"]
    assert "checksum" in next(s for s in line if s.name == "refresh").after


def test_no_message_is_queued_twice(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    person = add_person(store)
    news = outbox.Plain(words="hello", values={})
    with store.write() as db:
        assert outbox.put(db, "k", person.id, news) is not None
        assert outbox.put(db, "k", person.id, news) is None
        assert len(db.execute(select(message.c.id)).all()) == 1
    store.close()
