"""Runs steps: takes a row's lease, gives the function what it asks for, and saves how it ended."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from datetime import timedelta
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine import chores, optional, remedies
from pipeline.engine.chores import Chore, Duty
from pipeline.engine.context import StepContext
from pipeline.engine.guard import guarded
from pipeline.engine.plugins import Parts
from pipeline.engine.queue import Queue
from pipeline.engine.step import Step
from pipeline.errors import (
    BadResponse,
    Flow,
    Later,
    LeaseLost,
    NotFound,
    Reject,
    Remedy,
    Retry,
    Stuck,
    Unauthorized,
    Unreachable,
    UserError,
)
from pipeline.model.jobs import RunState
from pipeline.model.reasons import Reason
from pipeline.store import Store, outbox, people, runs, shows
from pipeline.store.runs import Taken

log = logging.getLogger("airdate.runner")

BEAT = 1.0  # seconds between two looks of the heartbeat: how fresh a progress bar is
RENEW = 10.0  # seconds between renewals of a quiet step's lease


class Runner:
    """The line at work in this process. Any number of them may share one store."""

    def __init__(
        self, line: Sequence[Step], parts: Parts, store: Store, settings: Settings, chores: Sequence[Chore] = ()
    ) -> None:
        self.chores = tuple(chores)
        self.line = {step.name: step for step in line}
        self.stages = tuple(step.stage for step in line)
        self.parts = guarded(parts, store)
        self.store = store
        self.settings = settings
        self.bell = Queue(settings, self.answer)
        self.worker = runs.worker_name()
        self._running: dict[int, tuple[Taken, StepContext]] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    # ---------------------------------------------------------------------------------------------- running one row

    def answer(self, run_id: int) -> None:
        """Run a row if it is due and nobody else does. Never raises: what went wrong is in the row."""
        if self._stopping.is_set():
            return  # the row stays due; somebody rings again
        taken = runs.take(self.store, run_id, self.worker)
        if taken is None:
            return
        step = self.line.get(taken.run.step)
        if step is None:
            self._save(lambda db: runs.stuck(db, taken, Reason("no-such-step", step=taken.run.step), ()))
            return
        context = StepContext(
            step=step.name,
            begun_at=taken.run.begun_at or now(),
            memo=dict(taken.run.memo),
            fraction=taken.run.progress,
            seconds_left=taken.run.seconds_left,
        )
        with self._watched(taken, context):
            ending = self._ending(step, taken, context)
        self._save_log(taken, context)
        with suppress(LeaseLost):  # somebody else has it now: our outcome does not count
            ending()
        self._ring_due()

    def _ending(self, step: Step, taken: Taken, context: StepContext) -> Callable[[], None]:
        """Run the step; what is to be saved of how it ended."""
        try:
            result = step.run(**self.given(step, taken, context))
        except Exception as error:  # noqa: BLE001 - whatever it is, it becomes a state that people can see
            return partial(self._save_failure, step, taken, context, error)
        saved = TypeAdapter(step.result).dump_python(result, mode="json")
        return lambda: self._save(lambda db: runs.done(db, taken, saved, self.stages))

    def given(self, step: Step, taken: Taken, context: StepContext) -> dict[str, Any]:
        """What the step's parameters ask for, by their names."""
        with self.store.read() as db:
            job = runs.job_by_id(db, taken.run.job_id)
            episode = shows.episode_by_id(db, job.episode_id)
            show = shows.by_id(db, episode.show_id)
            earlier = runs.runs_of(db, job.id)
        subjects = {
            "job": job,
            "episode": episode,
            "show": show,
            "context": context,
            "store": self.store,
            "settings": self.settings,
        }
        parts = {f.name: getattr(self.parts, f.name) for f in fields(self.parts)}
        given = {}
        for name in step.needs:
            if name in subjects:
                given[name] = subjects[name]
            elif name in parts:
                given[name] = parts[name]
            else:
                given[name] = TypeAdapter(self.line[name].result).validate_python(earlier[name].result)
        return given

    # ------------------------------------------------------------------------------------------------ how it ended

    def _save_failure(self, step: Step, taken: Taken, context: StepContext, error: Exception) -> None:
        way = self._way_of(step, taken, error)
        if isinstance(way, LeaseLost):
            raise way
        if isinstance(way, Reject):
            self._save(lambda db: runs.reject(db, taken, way.reason, self.stages, way.lasting))
        elif isinstance(way, Later):
            self._save(lambda db: runs.later(db, taken, way, context.memo))
        elif isinstance(way, Stuck):
            self._save_stuck(taken, way.reason, way.remedies or (remedies.AGAIN, remedies.CANCEL))
        elif isinstance(way, Retry):
            self._save(lambda db: runs.retry(db, taken, way.reason, self._delay(step, taken, error)))

    def _way_of(self, step: Step, taken: Taken, error: Exception) -> Flow | LeaseLost:
        """Sort what a step raised by what to do next."""
        begun = taken.run.begun_at or now()
        overdue = step.deadline is not None and now() - begun > step.deadline
        if isinstance(error, (LeaseLost, Reject, Stuck)):
            return error
        if isinstance(error, Later):
            return Stuck(Reason("too-long", why=error.reason)) if overdue else error
        if isinstance(error, Unauthorized):
            return Stuck(Reason("mend-settings", why=error.reason, system=error.system))
        if isinstance(error, Unreachable):  # not the release's fault: as often as it takes
            return Stuck(Reason("too-long", why=error.reason)) if overdue else Retry(error.reason)
        if isinstance(error, (Retry, NotFound, BadResponse)):
            reason = error.reason
        elif isinstance(error, UserError):
            return Stuck(error.reason)
        else:
            log.error("%s, row %s", step.name, taken.run.id, exc_info=error)
            reason = Reason("internal-error", error=f"{type(error).__name__}: {error}")
        tried = taken.run.failures + 1
        last = tried >= step.retry.attempts
        return Stuck(Reason("tried", why=reason, count=tried)) if last or overdue else Retry(reason)

    @staticmethod
    def _delay(step: Step, taken: Taken, error: Exception) -> timedelta:
        delay = step.retry.delay(taken.run.failures + 1)
        asked = error.retry_after if isinstance(error, Unreachable) else None
        return max(delay, timedelta(seconds=min(asked or 0, 6 * 3600)))

    def _save_stuck(self, taken: Taken, reason: Reason, remedies: Sequence[Remedy]) -> None:
        def save(db: Any) -> None:
            job = runs.job_by_id(db, taken.run.job_id)
            if "file" in runs.following(taken.run.step, self.stages) and optional.is_optional(db, job):
                optional.let_be(db, taken, reason, self.stages)
                return
            runs.stuck(db, taken, reason, remedies)
            owner = people.owner(db)
            if owner is None:
                return
            episode = shows.episode_by_id(db, job.episode_id)
            news = outbox.NeedsYou(
                run_id=taken.run.id,
                job_id=job.id,
                show_title=shows.by_id(db, episode.show_id).title,
                code=episode.code,
                step=taken.run.step,
                reason=reason,
            )
            outbox.put(db, f"stuck:{taken.run.id}:{taken.attempt_id}", owner.id, news)

        self._save(save)

    def _save(self, move: Callable[[Any], object]) -> None:
        with self.store.write() as db:
            move(db)

    def _save_log(self, taken: Taken, context: StepContext) -> None:
        with self.store.write() as db:
            runs.save_log(db, taken, context.log_text)

    # --------------------------------------------------------------------------------------------------- heartbeat

    @contextmanager
    def _watched(self, taken: Taken, context: StepContext) -> Any:
        with self._lock:
            self._running[taken.run.id] = (taken, context)
        try:
            yield
        finally:
            with self._lock:
                self._running.pop(taken.run.id, None)

    def _beat(self) -> None:
        """Renew the leases of what runs here and write down how far it is."""
        written: dict[int, tuple[Any, float]] = {}
        while not self._stopping.wait(BEAT):
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
        begun = taken.run.begun_at or now()
        if step.deadline is not None and now() - begun > step.deadline + timedelta(hours=1):
            context.stop()  # it hangs: let the lease run out, so that somebody is asked
            return
        try:
            with self.store.write() as db:
                kept = runs.heartbeat(
                    db, taken, context.log_text, context.fraction, context.seconds_left, context.doing
                )
        except Exception as error:  # noqa: BLE001 - the database may be away for a moment; the lease lasts longer
            log.warning("heartbeat: %s", error)
            return
        if not kept:
            context.stop()

    # -------------------------------------------------------------------------------------------------------- tick

    def _ring_due(self) -> int:
        rung = runs.to_ring(self.store)
        for run_id, lane in rung:
            self.bell.ring(run_id, lane)
        return len(rung)

    def _tick(self) -> None:
        """Ring for what is due or abandoned."""
        while not self._stopping.wait(0.25):
            try:
                self._ring_due()
            except Exception:  # the next tick tries again; a database that is away must not end the ticking
                log.exception("tick")
                self._stopping.wait(5)

    # --------------------------------------------------------------------------------------------- start and stop

    @contextmanager
    def at_work(self, lanes: Sequence[str]) -> Any:
        """Consumers for these lanes, the heartbeat and the tick, until the block ends; then steps finish gracefully."""
        freed = runs.free_the_dead(self.store)
        if freed:
            log.info("taking up %d steps that were cut off", freed)
        workers = {"io": self.settings.workers_io, "heavy": self.settings.workers_heavy}
        consumers = [self.bell.consumer(lane, workers[lane]) for lane in lanes]
        threads = [
            threading.Thread(target=self._beat, name="heartbeat", daemon=True),
            threading.Thread(target=self._tick, name="tick", daemon=True),
        ]
        if "io" in lanes:
            duty = Duty(store=self.store, parts=self.parts, settings=self.settings, stages=self.stages)
            threads += chores.threads(self.chores, duty, self._stopping)
        for part in (*consumers, *threads):
            part.start()
        try:
            yield self
        finally:
            self.let_go()
            self._stopping.set()
            for consumer in consumers:
                consumer.stop(graceful=True)
            for thread in threads:
                thread.join(timeout=10)

    def let_go(self) -> None:
        """Ask what runs here to stop; its rows become due again at once."""
        with self._lock:
            running = list(self._running.values())
        for taken, context in running:
            context.stop()
            with self.store.write() as db, suppress(LeaseLost):
                runs.give_back(db, taken)

    # ----------------------------------------------------------------------------------------------- by hand

    def run_by_hand(self, step_name: str, job_id: int, say: Callable[[str], None]) -> Any:
        """One step of one job, now, in this process, as an operator's test; its result is saved like any other.

        Returns the result, or raises what the step raised.
        """
        step = self.line[step_name]
        with self.store.write() as db:
            run = runs.runs_of(db, job_id)[step_name]
            missing = [n for n in step.after if runs.runs_of(db, job_id)[n].state is not RunState.DONE]
            if missing:
                raise UserError(Reason("comes-after", step=step_name, others=tuple(missing)))
            runs.again_from(db, job_id, step_name, self.stages)
        taken = runs.take(self.store, run.id, self.worker)
        if taken is None:
            raise UserError(Reason("another-worker", step=step_name))
        context = StepContext(step=step_name, begun_at=taken.run.begun_at or now(), tell=say)
        error: Exception | None = None
        try:
            result = step.run(**self.given(step, taken, context))
        except Exception as caught:  # noqa: BLE001 - saved, then raised again
            error = caught
        self._save_log(taken, context)
        if error is not None:
            self._save_failure(step, taken, context, error)
            raise error
        saved = TypeAdapter(step.result).dump_python(result, mode="json")
        self._save(lambda db: runs.done(db, taken, saved, self.stages))
        return asdict(result)
