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

from pipeline import (
    actions,
    downloads,
    durable,
    feeds,
    health,
    late,
    other_subtitles,
    outbox,
    people,
    renaming,
    second_looks,
    seeding,
    shows,
    upgrades,
    watched,
)
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.durable import Taken
from pipeline.errors import (
    Flow,
    Later,
    LeaseLost,
    Missing,
    Mistake,
    Nonsense,
    OutsideError,
    Refused,
    Reject,
    Remedy,
    Retry,
    Stuck,
    Unreachable,
)
from pipeline.jobs import RunState
from pipeline.library import recycle
from pipeline.line import Step
from pipeline.plugins import Parts
from pipeline.queue import Bell
from pipeline.steps.check import survey
from pipeline.store import Store
from pipeline.work import Work

log = logging.getLogger("airdate.runner")

BEAT = 1.0  # seconds between two looks of the heartbeat: how fresh a progress bar is
RENEW = 10.0  # seconds between renewals of a quiet step's lease
SURVEY = 60.0  # seconds between two looks whether a show's time has come, at the longest
FEEDS = 2.0  # seconds between two looks whether a feed's time has come
SWEEP = 60.0  # seconds between two looks for torrents that nobody needs any more


class Runner:
    """The line at work in this process. Any number of them may share one store."""

    def __init__(self, line: Sequence[Step], parts: Parts, store: Store, settings: Settings) -> None:
        self.line = {step.name: step for step in line}
        self.stages = tuple(step.stage for step in line)
        self.parts = parts
        self.store = store
        self.settings = settings
        self.bell = Bell(settings, self.answer)
        self.worker = durable.worker_name()
        self._running: dict[int, tuple[Taken, Work]] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    # ---------------------------------------------------------------------------------------------- running one row

    def answer(self, run_id: int) -> None:
        """Run a row if it is due and nobody else does. Never raises: what went wrong is in the row."""
        if self._stopping.is_set():
            return  # the row stays due; somebody rings again
        taken = durable.take(self.store, run_id, self.worker)
        if taken is None:
            return
        step = self.line.get(taken.run.step)
        if step is None:
            self._save(lambda db: durable.stuck(db, taken, f"There is no step {taken.run.step!r} here", ()))
            return
        work = Work(
            step=step.name,
            begun_at=taken.run.begun_at or now(),
            memo=dict(taken.run.memo),
            share=taken.run.progress,
            seconds_left=taken.run.seconds_left,
        )
        with self._watched(taken, work):
            ending = self._ending(step, taken, work)
        self._save_log(taken, work)
        with suppress(LeaseLost):  # somebody else has it now: our outcome does not count
            ending()
        self._ring_due()

    def _ending(self, step: Step, taken: Taken, work: Work) -> Callable[[], None]:
        """Run the step; what is to be saved of how it ended."""
        try:
            result = step.run(**self.given(step, taken, work))
        except Exception as error:  # noqa: BLE001 - whatever it is, it becomes a state that people can see
            return partial(self._save_failure, step, taken, work, error)
        saved = TypeAdapter(step.result).dump_python(result, mode="json")
        return lambda: self._save(lambda db: durable.done(db, taken, saved, self.stages))

    def given(self, step: Step, taken: Taken, work: Work) -> dict[str, Any]:
        """What the step's parameters ask for, by their names."""
        with self.store.read() as db:
            job = durable.job_by_id(db, taken.run.job_id)
            episode = shows.episode_by_id(db, job.episode_id)
            show = shows.by_id(db, episode.show_id)
            runs = durable.runs_of(db, job.id)
        subjects = {
            "job": job,
            "episode": episode,
            "show": show,
            "work": work,
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
                given[name] = TypeAdapter(self.line[name].result).validate_python(runs[name].result)
        return given

    # ------------------------------------------------------------------------------------------------ how it ended

    def _save_failure(self, step: Step, taken: Taken, work: Work, error: Exception) -> None:
        way = self._way_of(step, taken, error)
        if isinstance(way, LeaseLost):
            raise way
        if isinstance(way, Reject):
            self._save(lambda db: durable.reject(db, taken, way.reason, self.stages, way.lasting))
        elif isinstance(way, Later):
            self._save(lambda db: durable.later(db, taken, way, work.memo))
        elif isinstance(way, Stuck):
            self._save_stuck(taken, way.reason, way.remedies or (actions.AGAIN, actions.CANCEL))
        elif isinstance(way, Retry):
            self._save(lambda db: durable.retry(db, taken, way.reason, self._delay(step, taken, error)))

    def _way_of(self, step: Step, taken: Taken, error: Exception) -> Flow | LeaseLost:
        """Sort what a step raised by what to do next."""
        if isinstance(error, OutsideError):
            health.ill(self.store, error)
        begun = taken.run.begun_at or now()
        overdue = step.deadline is not None and now() - begun > step.deadline
        if isinstance(error, (LeaseLost, Reject, Stuck)):
            return error
        if isinstance(error, Later):
            return Stuck(f"{error.reason}; it has been so for too long") if overdue else error
        if isinstance(error, Refused):
            return Stuck(f"{error}. Mend the settings of {error.system}, then try again.")
        if isinstance(error, Unreachable):  # not the release's fault: as often as it takes
            return Stuck(f"{error}; it has been so for too long") if overdue else Retry(str(error))
        if isinstance(error, (Retry, Missing, Nonsense)):
            reason = error.reason if isinstance(error, Retry) else str(error)
        elif isinstance(error, Mistake):
            return Stuck(str(error))
        else:
            log.error("%s, row %s", step.name, taken.run.id, exc_info=error)
            reason = f"An error inside Airdate: {type(error).__name__}: {error}"
        last = taken.run.failures + 1 >= step.retry.attempts
        return Stuck(f"{reason} (tried {taken.run.failures + 1} times)") if last or overdue else Retry(reason)

    @staticmethod
    def _delay(step: Step, taken: Taken, error: Exception) -> timedelta:
        delay = step.retry.delay(taken.run.failures + 1)
        asked = error.retry_after if isinstance(error, Unreachable) else None
        return max(delay, timedelta(seconds=min(asked or 0, 6 * 3600)))

    def _save_stuck(self, taken: Taken, reason: str, remedies: Sequence[Remedy]) -> None:
        def save(db: Any) -> None:
            job = durable.job_by_id(db, taken.run.job_id)
            if "file" in durable.following(taken.run.step, self.stages) and upgrades.is_optional(db, job):
                upgrades.let_be(db, taken, reason, self.stages)
                return
            durable.stuck(db, taken, reason, remedies)
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

    def _save_log(self, taken: Taken, work: Work) -> None:
        with self.store.write() as db:
            durable.save_log(db, taken, work.log)

    # --------------------------------------------------------------------------------------------------- heartbeat

    @contextmanager
    def _watched(self, taken: Taken, work: Work) -> Any:
        with self._lock:
            self._running[taken.run.id] = (taken, work)
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
            for run_id, (taken, work) in running.items():
                seen = (work.share, work.doing, len(work.log))
                before, at = written.get(run_id, (None, 0.0))
                if seen == before and time.monotonic() - at < RENEW:
                    continue
                written[run_id] = (seen, time.monotonic())
                self._renew(taken, work)
            written = {k: v for k, v in written.items() if k in running}

    def _renew(self, taken: Taken, work: Work) -> None:
        step = self.line[taken.run.step]
        begun = taken.run.begun_at or now()
        if step.deadline is not None and now() - begun > step.deadline + timedelta(hours=1):
            work.stop()  # it hangs: let the lease run out, so that somebody is asked
            return
        try:
            with self.store.write() as db:
                kept = durable.heartbeat(db, taken, work.log, work.share, work.seconds_left, work.doing)
        except Exception as error:  # noqa: BLE001 - the database may be away for a moment; the lease lasts longer
            log.warning("heartbeat: %s", error)
            return
        if not kept:
            work.stop()

    # -------------------------------------------------------------------------------------------------------- tick

    def _ring_due(self) -> int:
        rung = durable.to_ring(self.store)
        for run_id, lane in rung:
            self.bell.ring(run_id, lane)
        return len(rung)

    def _tick(self) -> None:
        """Ring for what is due or abandoned, and look at shows whose time has come."""
        next_survey = 0.0
        while not self._stopping.wait(0.25):
            try:
                if time.monotonic() >= next_survey:
                    next_survey = time.monotonic() + min(SURVEY, self.settings.timing.catalogue_soon)
                    survey(self.store, self.parts.catalogues, self.settings, self.stages)
                self._ring_due()
            except Exception:  # the next tick tries again; a database that is away must not end the ticking
                log.exception("tick")
                self._stopping.wait(5)

    def _read_feeds(self) -> None:
        """Read the indexers' newest releases. A thread of its own: they may take a minute to answer."""
        next_sweep = 0.0
        looked = None  # when the shows were last looked through for new names; the first time all of them are
        while not self._stopping.wait(FEEDS):
            try:
                renaming.carry_out(self.store, self.parts.players, self.settings)
                if feeds.poll(self.store, self.parts.indexers, self.settings, self.stages):
                    self._ring_due()
                other_subtitles.look(self.store, self.parts.subtitlers, self.parts.players, self.settings)
                if time.monotonic() >= next_sweep:
                    next_sweep = time.monotonic() + SWEEP
                    looked = renaming.look(self.store, self.settings, looked)
                    late.look(
                        self.store,
                        self.parts.subtitlers,
                        self.parts.players,
                        self.settings,
                        self.parts.synchronisers,
                    )
                    second_looks.look(self.store, self.parts.indexers, self.settings, self.stages)
                    watched.look(self.store, self.parts.players, self.settings)
                    # After that: an undo that was cut off long ago is through now.
                    recycle.empty(self.settings.recycle, self.settings.recycle_days)
                    downloads.sweep(self.store, self.parts.downloader, seeding.owed)
                    seeding.remove_finished(self.store, self.parts.downloader, self.settings)
            except OutsideError as error:
                health.ill(self.store, error)
            except Exception:  # as in the tick: the next round tries again
                log.exception("feeds")
                self._stopping.wait(5)

    # --------------------------------------------------------------------------------------------- start and stop

    @contextmanager
    def at_work(self, lanes: Sequence[str]) -> Any:
        """Consumers for these lanes, the heartbeat and the tick, until the block ends; then steps finish gracefully."""
        freed = durable.free_the_dead(self.store)
        if freed:
            log.info("taking up %d steps that were cut off", freed)
        workers = {"io": self.settings.workers_io, "heavy": self.settings.workers_heavy}
        consumers = [self.bell.consumer(lane, workers[lane]) for lane in lanes]
        threads = [
            threading.Thread(target=self._beat, name="heartbeat", daemon=True),
            threading.Thread(target=self._tick, name="tick", daemon=True),
        ]
        if "io" in lanes:
            threads.append(threading.Thread(target=self._read_feeds, name="feeds", daemon=True))
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
        for taken, work in running:
            work.stop()
            with self.store.write() as db, suppress(LeaseLost):
                durable.give_back(db, taken)

    # ----------------------------------------------------------------------------------------------- by hand

    def run_by_hand(self, step_name: str, job_id: int, say: Callable[[str], None]) -> Any:
        """One step of one job, now, in this process, as an operator's test; its result is saved like any other.

        Returns the result, or raises what the step raised.
        """
        step = self.line[step_name]
        with self.store.write() as db:
            run = durable.runs_of(db, job_id)[step_name]
            missing = [n for n in step.after if durable.runs_of(db, job_id)[n].state is not RunState.DONE]
            if missing:
                raise Mistake(f"{step_name} comes after {', '.join(missing)}, which is not done yet.")
            durable.again_from(db, job_id, step_name, self.stages)
        taken = durable.take(self.store, run.id, self.worker)
        if taken is None:
            raise Mistake(f"Another worker was quicker and runs {step_name} now.")
        work = Work(step=step_name, begun_at=taken.run.begun_at or now(), tell=say)
        error: Exception | None = None
        try:
            result = step.run(**self.given(step, taken, work))
        except Exception as caught:  # noqa: BLE001 - saved, then raised again
            error = caught
        self._save_log(taken, work)
        if error is not None:
            self._save_failure(step, taken, work, error)
            raise error
        saved = TypeAdapter(step.result).dump_python(result, mode="json")
        self._save(lambda db: durable.done(db, taken, saved, self.stages))
        return asdict(result)
