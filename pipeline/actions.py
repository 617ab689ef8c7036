"""What a person can choose for a step that is stuck, or any time: the remedies behind buttons."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select, update

from pipeline import board, durable
from pipeline.clock import now
from pipeline.durable import Stage
from pipeline.errors import Mistake, Remedy
from pipeline.jobs import JobState, RunState, StepRun
from pipeline.store import Store, nouns
from pipeline.store.tables import block, job, step_run, verdict

AGAIN = Remedy("again", "Try again")
CANCEL = Remedy("cancel", "Give up on it")
NEXT = Remedy("next", "Take another release")

# What a person's wish leaves in the memo of a job's `fetch`.
TAKE = "take"  # the key of the release that is to be taken, whatever the rules say
LOOK = "look"  # every indexer is to be asked now


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


def again_with(store: Store, system: str, stages: Sequence[Stage]) -> int:
    """Have the steps that wait for an outside system try again now: it is back, or its settings are mended.

    How many."""
    names = step_run.c.reason.contains(f"{system}: ", autoescape=True)
    waits = (step_run.c.state == RunState.STUCK) | ((step_run.c.state == RunState.DUE) & (step_run.c.due_at > now()))
    query = (
        select(step_run).join(job, job.c.id == step_run.c.job_id).where(waits, names, job.c.state == JobState.ACTIVE)
    )
    with store.write() as db:
        runs = nouns(StepRun, db.execute(query.order_by(step_run.c.id)))
        for run in runs:
            if run.state is RunState.STUCK:
                durable.again_from(db, run.job_id, run.step, stages)
            else:
                durable.hurry(db, [run.job_id], run.step)
    return len(runs)


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


def take_anyway(store: Store, verdict_id: int, stages: Sequence[Stage]) -> str:
    """Take a release that the rules, or the blocklist, turned down; says what was done. Mistake when it cannot be."""
    with store.write() as db:
        row = db.execute(select(verdict).where(verdict.c.id == verdict_id)).first()
        if row is None:
            raise Mistake("That release is not known any more.")
        job_id = _way_of(db, row.episode_id)
        if job_id is None:
            job_id = durable.open_job(db, row.episode_id, "asked", stages)
        elif row.chosen and durable.runs_of(db, job_id)["fetch"].state is RunState.DONE:
            raise Mistake("That release is on its way already.")
        elif durable.runs_of(db, job_id)["fetch"].state is not RunState.WAITING:
            durable.again_from(db, job_id, "fetch", stages)
        same = block.c.release_key == row.release_key
        if row.release.info_hash:
            same |= block.c.info_hash == row.release.info_hash
        db.execute(delete(block).where(block.c.episode_id == row.episode_id, same))
        _wish(db, job_id, {TAKE: row.release_key})
    return f"Taking {row.release.title}."


def look_now(store: Store, episode_id: int, stages: Sequence[Stage]) -> str:
    """Ask every indexer for an episode now; says what was done. Mistake when it has been found already."""
    with store.write() as db:
        job_id = _way_of(db, episode_id)
        if job_id is None:
            job_id = durable.open_job(db, episode_id, "asked", stages)
        else:
            runs = durable.runs_of(db, job_id)
            if runs["fetch"].state is RunState.DONE:
                raise Mistake("It has been found already and is on its way.")
            if runs["fetch"].state is RunState.STUCK:
                durable.again_from(db, job_id, "fetch", stages)
            durable.hurry(db, [job_id])
        _wish(db, job_id, {LOOK: "now"})
    return "Looking now."


def _way_of(db: Connection, episode_id: int) -> int | None:
    """The job that has the episode on its way."""
    ways = board.on_its_way(db, episode_id=episode_id)
    return ways[-1].job.id if ways else None


def _wish(db: Connection, job_id: int | None, wish: dict[str, str]) -> None:
    run = durable.runs_of(db, job_id)["fetch"] if job_id is not None else None
    if run is None:
        raise Mistake("It is on its way again already.")
    db.execute(update(step_run).where(step_run.c.id == run.id).values(memo={**run.memo, **wish}))
