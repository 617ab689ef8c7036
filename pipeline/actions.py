"""What a person can choose for a step that is stuck, or any time: the remedies behind buttons."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from pipeline import board, durable
from pipeline.durable import Stage
from pipeline.errors import Mistake, Remedy
from pipeline.jobs import RunState, StepRun
from pipeline.store import Store

AGAIN = Remedy("again", "Try again")
CANCEL = Remedy("cancel", "Give up on it")
NEXT = Remedy("next", "Take another release")


def apply(store: Store, run_id: int, action: str, stages: Sequence[Stage]) -> str:
    """Carry out a remedy for a step run; says what was done. Mistake when it no longer applies."""
    with store.write() as db:
        run = durable.run_by_id(db, run_id)
        if run is None:
            raise Mistake("That is not on its way any more.")
        if action in (AGAIN.action, NEXT.action):
            _check_can_go(db, run, stages)
        if action == AGAIN.action:
            durable.again_from(db, run.job_id, run.step, stages)
            return f"Trying {run.step} again."
        if action == CANCEL.action:
            durable.cancel_job(db, run.job_id)
            return "Given up. It stays out of the library."
        if action == NEXT.action:
            durable.block_release(db, run.job_id, "a person asked for another")
            durable.again_from(db, run.job_id, "fetch", stages)
            return "Looking for another release."
    raise Mistake(f"There is no remedy called {action!r}.")


def _check_can_go(db: Connection, run: StepRun, stages: Sequence[Stage]) -> None:
    """Mistake when a step cannot be run again: what it needs is not there, or another job has taken over."""
    runs = durable.runs_of(db, run.job_id)
    after = next((stage.after for stage in stages if stage.name == run.step), ())
    missing = [name for name in after if name in runs and runs[name].state is not RunState.DONE]
    if missing:
        raise Mistake(f"{run.step} comes after {', '.join(missing)}, which is not done yet.")
    episode_id = durable.job_by_id(db, run.job_id).episode_id
    if any(way.job.id != run.job_id for way in board.on_its_way(db, episode_id=episode_id)):
        raise Mistake("It is on its way again already, in a newer attempt.")
