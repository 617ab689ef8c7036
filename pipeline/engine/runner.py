"""Runs steps: takes a row's lease, gives the function what it asks for, and saves how it ended."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from datetime import timedelta
from typing import Any

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine import chores, optional, presence, workers
from pipeline.engine.chores import Chore, Duty
from pipeline.engine.context import StepContext
from pipeline.engine.endings import LOST_MOST, way_of
from pipeline.engine.guard import guarded
from pipeline.engine.lanes import Lanes
from pipeline.engine.plugins import Parts, step_config
from pipeline.engine.queue import Queue
from pipeline.engine.remedies import AGAIN, CANCEL
from pipeline.engine.running import RUNNING, RunningAttempt
from pipeline.engine.step import GIVEN, Step, adapter, giver
from pipeline.errors import Abandon, Later, LeaseLost, OutsideError, Redo, Reject, Retry, Stuck, Unreachable, UserError
from pipeline.model.jobs import Job, RunState
from pipeline.model.reasons import Reason
from pipeline.store import Connection, Store, clock_now, leases, outbox, people, runs, shows, turned_clock
from pipeline.store.changes import CHORES, RUNS
from pipeline.store.leases import Taken
from pipeline.store.presence import host_of
from pipeline.store.subjects import subjects

log = logging.getLogger("airdate.runner")

BEAT = 1.0  # seconds between two looks of the heartbeat: how fresh a progress bar is
RENEW = 10.0  # seconds between renewals of a quiet step's lease
OURS = leases.LEASE.total_seconds() - 5.0  # seconds after a renewal that a step goes on without another
TICK, TICK_MOST = 0.25, 60.0  # seconds between two ticks, at least and at most
REDO_MOST = 3  # times that an earlier step runs again because what it made is gone
JITTER = 0.2  # of a back-off: those who failed together do not come again together
ASKED_MOST = 6 * 3600  # seconds that an outside system can have us wait


class Runner:
    """The lines at work in this process. Any number of them may share one store."""

    def __init__(
        self, line: Sequence[Step], parts: Parts, store: Store, settings: Settings, chores: Sequence[Chore] = ()
    ) -> None:
        self.chores = tuple(chores)
        self.steps = tuple(line)
        self.line = {step.name: step for step in line}
        self.stages = tuple(step.stage for step in line)
        self.holding = frozenset(step.name for step in line if step.holds_files)
        self.parts = guarded(parts, store)
        self.store = store
        self.settings = settings
        self.queue = Queue(settings, self.answer)
        self.worker = workers.worker_name()
        self._running: dict[int, tuple[Taken, StepContext]] = {}
        self._busy = threading.Event()  # something runs, or all is to end
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    # ---------------------------------------------------------------------------------------------- running one row

    def answer(self, run_id: int) -> None:
        """Run a row if it is due and nobody else does. Never raises: what went wrong is in the row."""
        if self._stopping.is_set() or run_id in self._running:
            return  # the row stays due, and the queue is told again; or it runs here, whatever a clock that jumped says
        taken = leases.take(self.store, run_id, self.worker, self.holding)
        if taken is not None:
            self._run(taken)

    def _run(self, taken: Taken, tell: Callable[[str], None] | None = None) -> Any:
        """Run a step that we hold the lease of, and save how it ended; its result, or what it raised."""
        step = self.line.get(taken.run.step)
        if step is None:
            self._save(lambda db: leases.stuck(db, taken, Reason("no-such-step", step=taken.run.step), ()))
            return None
        context = StepContext(
            step=step.name,
            begun_at=taken.run.begun_at or now(),
            memo=dict(taken.run.memo),
            fraction=taken.run.progress,
            seconds_left=taken.run.seconds_left,
            tell=tell,
        )
        context.ours_for(OURS)
        outcome = self._outcome(step, taken, context)
        try:
            if isinstance(outcome, Exception):
                self._save_failure(step, taken, context, outcome)
            else:
                self._save_result(step, taken, context, outcome)
        except LeaseLost:  # somebody else has it now: our outcome does not count
            self._save(lambda db: leases.save_log(db, taken, context.log_text))
        return outcome

    def _outcome(self, step: Step, taken: Taken, context: StepContext) -> Any:
        """What the step returns, or what it raised."""
        if taken.run.losses >= LOST_MOST:
            return Stuck(Reason("ends-its-process", count=taken.run.losses))
        with self._watched(taken, context), _told_of(taken):
            try:
                return step.run(**self.given(step, taken, context))
            except Exception as error:  # noqa: BLE001 - whatever it is, it becomes a state that people can see
                return error

    def given(self, step: Step, taken: Taken, context: StepContext) -> dict[str, Any]:
        """What the step's parameters ask for: by their names, the results of earlier steps by their types."""
        known = {"context": context, "stages": self.stages, "store": self.store, "settings": self.settings}
        known |= {f.name: getattr(self.parts, f.name) for f in fields(self.parts)}
        known["config"] = step_config(self.settings, step.name, step.config)
        earlier = {name: kind for name, kind in step.needs.items() if name not in GIVEN}
        if earlier or step.needs.keys() & {"job", "episode", "show", "about"}:
            known |= self._read(step, taken, earlier)
        return {name: known[name] for name in step.needs}

    def _read(self, step: Step, taken: Taken, earlier: Mapping[str, Any]) -> dict[str, Any]:
        """What it is about, and for these parameters what earlier steps gave."""
        may_give = [each.name for each in self.steps if each.result in earlier.values()]
        with self.store.read() as db:
            found = subjects(db, taken.run.job_id, step.name, may_give)
        known: dict[str, Any] = {"job": found.job, "episode": found.episode, "show": found.show}
        if "about" in step.needs:
            known["about"] = adapter(step.needs["about"]).validate_python(found.job.about)
        for name, kind in earlier.items():
            by = giver(self.steps, step, name, found.results)
            known[name] = adapter(kind).validate_python(found.results[by.name] if by else None)
        return known

    # ------------------------------------------------------------------------------------------------ how it ended

    def _save_result(self, step: Step, taken: Taken, context: StepContext, result: Any) -> None:
        saved, log_text = adapter(step.result).dump_python(result, mode="json"), context.log_text
        with self.store.write() as db:
            ready = leases.done(db, taken, saved, self.stages, log=log_text, may_hold=step.may_hold)
        for run_id, lane in ready:
            self.queue.enqueue(run_id, lane)

    def _save_failure(self, step: Step, taken: Taken, context: StepContext, error: Exception) -> None:
        system = error.system if isinstance(error, OutsideError) else ""
        way = way_of(step, taken.run, error, overdue=self._overdue(step, taken, context))
        with self.store.write() as db:
            leases.save_log(db, taken, context.log_text)
            match way:
                case LeaseLost():
                    raise way
                case Reject():
                    leases.reject(db, taken, way.reason, self.stages, way.lasting)
                case Redo():
                    self._redo(db, taken, way)
                case Later():
                    leases.later(db, taken, way, context.memo)
                case Abandon():
                    leases.abandon(db, taken, way)
                case Stuck():
                    self._ask(db, taken, way, system)
                case Retry():
                    leases.retry(db, taken, way.reason, self._delay(step, taken, error), system)

    @staticmethod
    def _delay(step: Step, taken: Taken, error: Exception) -> timedelta:
        delay = step.retry.delay(taken.run.failures + 1) * random.uniform(1, 1 + JITTER)  # noqa: S311 - no secret
        asked = error.retry_after if isinstance(error, Unreachable) else None
        return max(delay, timedelta(seconds=min(asked or 0, ASKED_MOST)))

    def _overdue(self, step: Step, taken: Taken, context: StepContext) -> bool:
        """Whether the deadline has passed, of time in which somebody was there: a clock that was just set on, or a
        machine that just woke, is noticed before that is judged."""
        if step.deadline is None or context.since_due <= step.deadline:
            return False
        turned_clock.heed(self.store, host_of(self.worker))
        with self.store.read() as db:
            run, at = runs.run_by_id(db, taken.run.id), clock_now(db)
        return run is None or run.begun_at is None or at - run.begun_at > step.deadline

    def _redo(self, db: Connection, taken: Taken, way: Redo) -> None:
        """What vanishes again and again has a reason that a person has to find."""
        if leases.count_ended(db, taken, leases.REDO) < REDO_MOST:
            leases.redo(db, taken, way, self.stages)
        else:
            self._ask(db, taken, Stuck(way.reason), "")

    def _ask(self, db: Connection, taken: Taken, way: Stuck, system: str) -> None:
        """A person must choose: the owner is told. For what is only to be better, nobody is bothered."""
        job = runs.job_by_id(db, taken.run.job_id)
        if "file" in runs.following(taken.run.step, self.stages) and optional.is_optional(db, job):
            optional.let_be(db, taken, way.reason, self.stages)
            return
        leases.stuck(db, taken, way.reason, way.remedies or (AGAIN, CANCEL), system)
        owner = people.owner(db)
        if owner is not None:
            key, patience = f"stuck:{taken.run.id}:{taken.attempt_id}", self.settings.timing.stuck_together
            outbox.ask(db, key, owner.id, _needs_you(db, job, taken, way), timedelta(seconds=patience))

    def _save(self, move: Callable[[Connection], object]) -> None:
        with self.store.write() as db:
            move(db)

    # --------------------------------------------------------------------------------------------------- heartbeat

    @contextmanager
    def _watched(self, taken: Taken, context: StepContext) -> Iterator[None]:
        with self._lock:
            self._running[taken.run.id] = (taken, context)
            self._busy.set()
        try:
            yield
        finally:
            with self._lock:
                self._running.pop(taken.run.id, None)
                if not self._running and not self._stopping.is_set():
                    self._busy.clear()

    def _beat(self, stopping: threading.Event) -> None:
        """Renew the leases of what runs here and write down how far it is."""
        written: dict[int, tuple[Any, float]] = {}
        while self._busy.wait() and not stopping.wait(BEAT):
            with self._lock:
                running = dict(self._running)
            for run_id, (taken, context) in running.items():
                seen = (context.fraction, context.doing, len(context.log_text))
                before, at = written.get(run_id, (None, 0.0))
                if seen == before and time.monotonic() - at < RENEW:
                    continue
                written[run_id] = (seen, time.monotonic())
                self._renew(taken, context)
            written = {k: v for k, v in written.items() if k in running}

    def _renew(self, taken: Taken, context: StepContext) -> None:
        step = self.line[taken.run.step]
        if step.deadline is not None and context.running > step.deadline + timedelta(hours=1):
            context.stop()  # it hangs: let the lease run out, so that somebody is asked
            return
        told = (context.log_text, context.fraction, context.seconds_left, context.doing)
        try:
            with self.store.write() as db:
                kept = leases.heartbeat(db, taken, *told)
        except Exception as error:  # noqa: BLE001 - the database may be away for a moment; the lease lasts longer
            log.warning("heartbeat: %s", error)
            return
        if kept:
            context.ours_for(OURS)
        else:
            context.stop()

    # -------------------------------------------------------------------------------------------------------- tick

    def _enqueue_due(self) -> float:
        """Hand out what is due or abandoned; seconds until something will be."""
        due = leases.to_enqueue(self.store, self.queue.pending)
        for run_id, lane in due:
            self.queue.enqueue(run_id, lane)
        with self.store.read() as db:
            return leases.seconds_to_next(db, TICK_MOST)

    def _tick(self, stopping: threading.Event) -> None:
        """Nothing that asks the outside stands between a row that is due and a worker."""
        written = threading.Event()
        with self.store.changes.waking(written.set, RUNS):
            while not stopping.wait(TICK):
                written.clear()
                try:
                    wait = self._enqueue_due()
                except Exception:  # the next tick tries again; a database that is away must not end the ticking
                    log.exception("tick")
                    stopping.wait(5)
                else:
                    written.wait(wait)

    # --------------------------------------------------------------------------------------------- start and stop

    @contextmanager
    def at_work(self, lanes: Sequence[str], leave: Callable[[], None] = presence.end_this_process) -> Iterator[Runner]:
        """Consumers for these lanes, the heartbeat and the tick, until the block ends; then steps finish gracefully.

        `leave` is called when a newer version is to begin.
        """
        self._save(lambda db: runs.settle_steps(db, self.stages))
        freed = workers.free_the_dead(self.store)
        if freed:
            log.info("taking up %d steps that were cut off", freed)
        hands = Lanes(self.queue, lanes, self.parts, self.store, self.settings)
        threads = [self._thread(self._beat, "heartbeat"), self._thread(self._tick, "tick")]
        if "io" in lanes and self.chores:
            duty = Duty(store=self.store, parts=self.parts, settings=self.settings, stages=self.stages)
            threads.append(self._thread(lambda stopping: chores.run(self.chores, duty, stopping), "chores"))
        for thread in threads:
            thread.start()
        try:
            with presence.present(self.store, self.worker, lanes, hands.adjust, leave, self.settings.alive_file):
                yield self
        finally:
            self.let_go()
            self._stopping.set()
            self._busy.set()
            self.store.changes.note((*RUNS, *CHORES))  # whoever waits for something looks, and sees that it is over
            hands.stop()
            for thread in threads:
                thread.join(timeout=10)

    def _thread(self, run: Callable[[threading.Event], None], name: str) -> threading.Thread:
        return threading.Thread(target=run, args=(self._stopping,), name=name, daemon=True)

    def let_go(self) -> None:
        """Ask what runs here to stop; its rows become due again at once."""
        with self._lock:
            running = list(self._running.values())
        for taken, context in running:
            context.stop()
            with suppress(LeaseLost):
                self._save(lambda db, taken=taken: leases.give_back(db, taken))  # type: ignore[misc]

    # ----------------------------------------------------------------------------------------------------- by hand

    def carry_out(self, job_ids: Sequence[int]) -> None:
        """Run what these jobs have to do, now, in this process; what has to wait, or another worker does, is left."""
        tried: set[int] = set()
        with self._beating():
            while ready := [run_id for run_id in self._ready_of(job_ids) if run_id not in tried]:
                for run_id in ready:
                    self.answer(run_id)
                tried.update(ready)

    def _ready_of(self, job_ids: Sequence[int]) -> list[int]:
        with self.store.read() as db:
            return leases.ready_of(db, job_ids)

    def run_by_hand(self, step_name: str, job_id: int, say: Callable[[str], None]) -> Any:
        """One step of one job, now, in this process, as an operator's test; it is run and saved like any other.

        Returns the result, or raises what the step raised.
        """
        taken = self._take_by_hand(step_name, job_id)
        with self._beating():
            outcome = self._run(taken, say)
        if isinstance(outcome, Exception):
            raise outcome
        return asdict(outcome)

    def _take_by_hand(self, step_name: str, job_id: int) -> Taken:
        with self.store.write() as db:
            there = runs.runs_of(db, job_id)
            missing = tuple(n for n in self.line[step_name].after if there[n].state is not RunState.DONE)
            if missing:
                raise UserError(Reason("comes-after", step=step_name, others=missing))
            runs.again_from(db, job_id, step_name, self.stages)
        taken = leases.take(self.store, there[step_name].id, self.worker, self.holding)
        if taken is None:
            raise UserError(Reason("another-worker", step=step_name))
        return taken

    @contextmanager
    def _beating(self) -> Iterator[None]:
        stopping = threading.Event()
        thread = threading.Thread(target=self._beat, args=(stopping,), name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stopping.set()
            self._busy.set()
            thread.join()
            if not self._running:
                self._busy.clear()


@contextmanager
def _told_of(taken: Taken) -> Iterator[None]:
    """Each line that is logged meanwhile names the attempt."""
    known = RUNNING.set(RunningAttempt(job=taken.run.job_id, attempt=taken.attempt_id, step=taken.run.step))
    try:
        yield
    finally:
        RUNNING.reset(known)


def _needs_you(db: Connection, job: Job, taken: Taken, way: Stuck) -> outbox.NeedsYou:
    episode = shows.episode_by_id(db, job.episode_id)
    return outbox.NeedsYou(
        run_id=taken.run.id,
        job_id=job.id,
        show_title=shows.by_id(db, episode.show_id).title,
        code=episode.code,
        step=taken.run.step,
        reason=way.reason,
    )
