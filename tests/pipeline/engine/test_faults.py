"""What goes wrong around steps, and what it must not take with it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from integrations.tvmaze import TVmaze
from pipeline.chores import CHORES
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.chores import Chore, Duty
from pipeline.engine.context import StepContext
from pipeline.engine.endings import LOST_MOST
from pipeline.engine.plugins import Parts
from pipeline.engine.runner import Runner
from pipeline.engine.step import Step
from pipeline.errors import Later, Retry
from pipeline.model import Backoff
from pipeline.model.jobs import JobKind, Origin
from pipeline.store import Store, chores, leases, runs, shows
from pipeline.store.shows import Start
from tests.rigs.core import add_person, add_show, line_of, new_store, wait_until
from tests.rigs.market import kept_in
from tests.rigs.postgres import postgres, postgres_server

__all__ = ["kept_in", "postgres", "postgres_server"]  # fixtures


@dataclass(frozen=True)
class Made:
    text: str


# ------------------------------------------------------------------------------------------------------------- chores


@dataclass
class Silent:
    """A server that accepts connections and never answers."""

    url: str
    calls: list[socket.socket] = field(default_factory=list)

    def hang_up(self) -> None:
        for call in self.calls:
            call.close()


@contextmanager
def silent() -> Iterator[Silent]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = Silent(f"http://127.0.0.1:{server.getsockname()[1]}")

        def accept() -> None:
            while True:
                try:
                    made.calls.append(server.accept()[0])
                except OSError:  # it is over
                    return

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown(socket.SHUT_RDWR)
            made.hang_up()
    thread.join()


def runner_of(store: Store, folder: Path, *steps: Step, chores: tuple[Chore, ...] = (), **parts: Any) -> Runner:
    nothing: Any = None
    others: dict[str, Any] = dict.fromkeys(("catalogues", "indexers", "subtitlers", "players"), ())
    made = Parts(**{**others, "downloader": nothing, "encoder": nothing, **parts})
    return Runner(steps, made, store, Settings(data=folder, library=folder / "library"), chores)


def test_a_catalogue_that_never_answers_keeps_no_step_waiting(tmp_path: Path) -> None:
    def works() -> Made:
        return Made("done")

    store = new_store(tmp_path)
    show, (episode,) = add_show(store)
    ada = add_person(store)
    with store.write() as db:
        shows.subscribe(db, ada.id, show.id, Start.EVERYTHING)
    with silent() as site:
        catalogue = TVmaze(TVmaze.Config(url=site.url, timeout=60), name="tvmaze")
        surveys = tuple(each for each in CHORES if each.name == "survey")
        runner = runner_of(store, tmp_path, Step(run=works), chores=surveys, catalogues=(catalogue,))
        with ExitStack() as stack:
            stack.enter_context(runner.at_work(("io",)))
            stack.callback(site.hang_up)
            wait_until(lambda: site.calls)
            with store.write() as db:
                job_id = runs.open_job(db, episode.id, Origin.AIRED, runner.stages)
            assert job_id is not None
            wait_until(lambda: _state(store, job_id, "works") == "done", 15)
            with store.read() as db:
                (survey,) = chores.everything(db)
            assert survey.finished_at is None, "it still waits for an answer"
    store.close()


def _state(store: Store, job_id: int, step: str) -> str:
    with store.read() as db:
        return str(runs.runs_of(db, job_id)[step].state)


def always(_: Settings) -> float:
    return 0.0


def test_a_chore_that_fails_and_one_that_hangs_starve_no_other(tmp_path: Path) -> None:
    let_go, looked = threading.Event(), threading.Event()

    def fails(_: Duty) -> None:
        raise ZeroDivisionError("a bug")

    made = (
        Chore(name="fails", every=always, run=fails),
        Chore(name="hangs", every=always, run=lambda _: let_go.wait(60)),
        Chore(name="works", every=always, run=lambda _: looked.set()),
    )
    store = new_store(tmp_path)
    with runner_of(store, tmp_path, chores=made).at_work(("io",)):
        assert looked.wait(30)
        wait_until(lambda: (_chore(store, "fails") or no_chore).failures)
        assert "ZeroDivisionError" in str((_chore(store, "fails") or no_chore).reason)
        assert (_chore(store, "works") or no_chore).failures == 0
        let_go.set()
    store.close()


no_chore = chores.ChoreRun(name="", due_at=now())


def _chore(store: Store, name: str) -> chores.ChoreRun | None:
    with store.read() as db:
        return next((each for each in chores.everything(db) if each.name == name), None)


def test_of_two_runners_one_does_a_chore(tmp_path: Path) -> None:
    lock, at_once, most, rounds = threading.Lock(), 0, 0, 0

    def counts(_: Duty) -> None:
        nonlocal at_once, most, rounds
        with lock:
            at_once, rounds = at_once + 1, rounds + 1
            most = max(most, at_once)
        threading.Event().wait(1.5)  # longer than it takes both to look
        with lock:
            at_once -= 1

    store = new_store(tmp_path)
    made = (Chore(name="counts", every=always, run=counts),)
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(runner_of(store, tmp_path, chores=made).at_work(("io",)))
        wait_until(lambda: rounds >= 3)
        assert most == 1
    wait_until(lambda: at_once == 0)
    store.close()


# --------------------------------------------------------------------------------------------------------------- steps


def test_by_hand_a_slow_step_keeps_its_lease_and_no_worker_takes_it(tmp_path: Path) -> None:
    begun, let_go, ran = threading.Event(), threading.Event(), []

    def slow(context: StepContext) -> Made:
        ran.append(1)
        context.progress(0.5)
        begun.set()
        assert let_go.wait(60)
        return Made("slow")

    with line_of(tmp_path, Step(run=slow)) as line:
        job_id = line.open()
        told: list[Any] = []
        hand = threading.Thread(target=lambda: told.append(line.runner.run_by_hand("slow", job_id, lambda _: None)))
        hand.start()
        assert begun.wait(30)
        with line.store.read() as db:
            first = runs.runs_of(db, job_id)["slow"]
        assert first.lease_until is not None

        def renewed() -> bool:
            with line.store.read() as db:
                until = runs.runs_of(db, job_id)["slow"].lease_until
            return until is not None and first.lease_until is not None and until > first.lease_until

        wait_until(renewed)
        line.run(job_id, "slow")
        assert ran == [1], "a worker took it, too"
        let_go.set()
        hand.join(30)
        assert told == [{"text": "slow"}]
        assert line.state(job_id) == {"slow": "done"}


def test_a_clock_that_jumps_has_no_step_run_twice_in_one_process(tmp_path: Path) -> None:
    begun, let_go, ran = threading.Event(), threading.Event(), []

    def slow() -> Made:
        ran.append(1)
        begun.set()
        assert let_go.wait(60)
        return Made("slow")

    with line_of(tmp_path, Step(run=slow)) as line:
        job_id = line.open()
        worker = threading.Thread(target=line.run, args=(job_id, "slow"))
        worker.start()
        assert begun.wait(30)
        with line.store.write() as db:
            leases.end(db, [runs.runs_of(db, job_id)["slow"].id])  # its lease is over, by the clock
        again = threading.Thread(target=line.run, args=(job_id, "slow"))
        again.start()
        again.join(5)
        let_go.set()
        worker.join(30)
        again.join(30)
        assert ran == [1]
        assert line.state(job_id) == {"slow": "done"}


def test_a_look_that_succeeds_resets_the_count_of_failures(tmp_path: Path) -> None:
    ends = [Retry("once"), Later("not yet", timedelta(0)), Retry("again")]

    def moody() -> Made:
        raise ends.pop(0)

    with line_of(tmp_path, Step(run=moody, retry=Backoff(attempts=2, first=timedelta(0)))) as line:
        job_id = line.open()
        while ends:
            with line.store.write() as db:
                runs.hurry(db, [job_id])
            line.run(job_id, "moody")
        with line.store.read() as db:
            run = runs.runs_of(db, job_id)["moody"]
    assert (run.state, run.failures) == ("due", 1)


def test_a_step_that_ends_its_process_each_time_ends_in_a_reason(tmp_path: Path) -> None:
    ran = []

    def kills() -> Made:
        ran.append(1)
        return Made("never")

    with line_of(tmp_path, Step(run=kills)) as line:
        job_id = line.open()
        with line.store.read() as db:
            run_id = runs.runs_of(db, job_id)["kills"].id
        for _ in range(LOST_MOST):
            assert leases.take(line.store, run_id, "elsewhere:1:1"), "a worker that is killed in the middle"
            with line.store.write() as db:
                leases.end(db, [run_id])
        line.run(job_id, "kills")
        with line.store.read() as db:
            run = runs.runs_of(db, job_id)["kills"]
    assert ran == []
    assert run.state == "stuck"
    assert str(run.reason).startswith(f"Its process has ended in the middle {LOST_MOST} times")


# --------------------------------------------------------------------------------------------------------------- files


def test_two_jobs_never_hold_one_episodes_files(kept_in: Store) -> None:
    stage = runs.Stage(name="touches", lane="io", kind=JobKind.RENAME)
    _, (episode,) = add_show(kept_in)
    with kept_in.write() as db:
        jobs = [runs.open_job_of(db, JobKind.RENAME, episode.id, str(n), [stage]) for n in range(6)]
        rows = [runs.runs_of(db, job_id)["touches"].id for job_id in jobs if job_id is not None]
    finished = 0
    while rows:
        taken: list[leases.Taken] = []
        together = threading.Barrier(len(rows))

        def take(row: int, together: threading.Barrier = together, taken: list[leases.Taken] = taken) -> None:
            together.wait(30)
            if (mine := leases.take(kept_in, row, f"w{row}", {"touches"})) is not None:
                taken.append(mine)

        threads = [threading.Thread(target=take, args=(row,)) for row in rows]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(taken) == 1, "all the others are put off"
        with kept_in.write() as db:
            leases.done(db, taken[0], None, [stage])
            runs.hurry(db, [job_id for job_id in jobs if job_id is not None])
        rows.remove(taken[0].run.id)
        finished += 1
    assert finished == 6
