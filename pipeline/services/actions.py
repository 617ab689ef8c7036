"""What a person can choose for a step that is stuck, or any time: the remedies behind buttons."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.engine.remedies import AGAIN, CANCEL, LOOK, NEXT, TAKE
from pipeline.errors import UserError
from pipeline.model.jobs import Origin, RunState, StepRun
from pipeline.model.reasons import Reason
from pipeline.store import Connection, Store, active_jobs, blocks, leases, runs, verdicts
from pipeline.store.runs import Stage


def apply(store: Store, run_id: int, action: str, stages: Sequence[Stage]) -> Reason:
    """Carry out a remedy for a step run; says what was done. UserError when it no longer applies."""
    with store.write() as db:
        run = runs.run_by_id(db, run_id)
        if run is None:
            raise UserError(Reason("not-on-its-way"))
        if action in (AGAIN.action, NEXT.action):
            _check_can_go(db, run, stages)
        if action == AGAIN.action:
            runs.again_from(db, run.job_id, run.step, stages)
            return Reason("trying-again", step=run.step)
        if action == CANCEL.action:
            leases.cancel_job(db, run.job_id)
            return Reason("given-up-now")
        if action == NEXT.action:
            runs.block_release(db, run.job_id, Reason("person-asked-for-another"))
            runs.again_from(db, run.job_id, "fetch", stages)
            return Reason("looking-for-another")
    raise UserError(Reason("no-such-remedy", name=action))


def again_with(store: Store, system: str, stages: Sequence[Stage]) -> int:
    """Have the steps that wait for an outside system try again now: it is back, or its settings are mended.

    How many."""
    with store.write() as db:
        waiting = active_jobs.waiting_for_system(db, system)
        for run in waiting:
            if run.state is RunState.STUCK:
                runs.again_from(db, run.job_id, run.step, stages)
            else:
                runs.hurry(db, [run.job_id], run.step)
    return len(waiting)


def _check_can_go(db: Connection, run: StepRun, stages: Sequence[Stage]) -> None:
    """UserError when a step cannot be run again: what it needs is not there, or another job has taken over."""
    steps = runs.runs_of(db, run.job_id)
    after = next((stage.after for stage in stages if stage.name == run.step), ())
    missing = [name for name in after if name in steps and steps[name].state is not RunState.DONE]
    if missing:
        raise UserError(Reason("comes-after", step=run.step, others=tuple(missing)))
    episode_id = runs.job_by_id(db, run.job_id).episode_id
    if any(way.job.id != run.job_id for way in active_jobs.find(db, episode_id=episode_id)):
        raise UserError(Reason("newer-attempt"))


def take_anyway(store: Store, verdict_id: int, stages: Sequence[Stage]) -> Reason:
    """Take a release that the rules, or the blocklist, turned down; says what was done. UserError when it cannot be."""
    with store.write() as db:
        known = verdicts.by_id(db, verdict_id)
        if known is None:
            raise UserError(Reason("release-not-known"))
        job_id = _way_of(db, known.episode_id)
        if job_id is None:
            job_id = runs.open_job(db, known.episode_id, Origin.ASKED, stages)
        elif known.chosen and runs.runs_of(db, job_id)["fetch"].state is RunState.DONE:
            raise UserError(Reason("release-on-its-way"))
        elif runs.runs_of(db, job_id)["fetch"].state is not RunState.WAITING:
            runs.again_from(db, job_id, "fetch", stages)
        blocks.lift(db, known.episode_id, known.release)
        _wish(db, job_id, {TAKE: known.release_key})
    return Reason("taking", release=known.release.title)


def look_now(store: Store, episode_id: int, stages: Sequence[Stage]) -> Reason:
    """Ask every indexer for an episode now; says what was done. UserError when it has been found already."""
    with store.write() as db:
        job_id = _way_of(db, episode_id)
        if job_id is None:
            job_id = runs.open_job(db, episode_id, Origin.ASKED, stages)
        else:
            steps = runs.runs_of(db, job_id)
            if steps["fetch"].state is RunState.DONE:
                raise UserError(Reason("found-already"))
            if steps["fetch"].state is RunState.STUCK:
                runs.again_from(db, job_id, "fetch", stages)
            runs.hurry(db, [job_id])
        _wish(db, job_id, {LOOK: "now"})
    return Reason("looking-now")


def _way_of(db: Connection, episode_id: int) -> int | None:
    """The job that has the episode on its way."""
    ways = active_jobs.find(db, episode_id=episode_id)
    return ways[-1].job.id if ways else None


def _wish(db: Connection, job_id: int | None, wish: dict[str, str]) -> None:
    run = runs.runs_of(db, job_id)["fetch"] if job_id is not None else None
    if run is None:
        raise UserError(Reason("on-its-way-again"))
    runs.add_to_memo(db, run, wish)
