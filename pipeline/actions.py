"""What a person can choose for a step that is stuck, or any time: the remedies behind buttons."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline import durable
from pipeline.durable import Stage
from pipeline.errors import Mistake, Remedy
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
