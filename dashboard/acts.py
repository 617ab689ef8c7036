"""What the buttons do. A button says a verb and what it is about: "now 12", "remedy 40 next"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Concatenate

from pipeline.engine import remedies
from pipeline.errors import UserError
from pipeline.model.jobs import Origin, RunState
from pipeline.model.reasons import Reason
from pipeline.services import actions
from pipeline.store import Connection, Store, active_jobs, leases, pausing, runs, shows
from pipeline.store.active_jobs import ActiveJob
from pipeline.store.runs import Stage

ID_MOST = 2**31 - 1  # what the databases hold
Change = Callable[Concatenate[Connection, ...], Reason]


def act(store: Store, stages: Sequence[Stage], said: str) -> Reason:
    """Do what a button says; what was done, as a sentence. UserError when it cannot be, any more or at all."""
    verb, *rest = said.split() or [""]
    if verb == "remedy" and len(rest) == 2:
        return _remedy(store, stages, number(rest[0]), rest[1])
    if len(rest) == 1 and verb in WITH_STAGES:
        return WITH_STAGES[verb](store, stages, number(rest[0]))
    change: Change | None = CHANGES.get((verb, len(rest)))
    if change is None:
        raise UserError("There is no such button.")
    with store.write() as db:
        return change(db, *map(number, rest))


def number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > ID_MOST:
        raise UserError("That is not a number of anything here.")
    return int(text)


def _remedy(store: Store, stages: Sequence[Stage], run_id: int, action: str) -> Reason:
    """Trying again is always possible; anything else only while a stuck step offers it."""
    with store.read() as db:
        run = runs.run_by_id(db, run_id)
    if run is None:
        raise UserError(Reason("not-on-its-way"))
    offered = run.remedies if run.state is RunState.STUCK else ()
    if action != remedies.AGAIN.action and action not in {remedy.action for remedy in offered}:
        raise UserError(Reason("not-asked-any-more"))
    return actions.apply(store, run_id, action, stages)


def _get(store: Store, stages: Sequence[Stage], episode_id: int) -> Reason:
    with store.write() as db:
        wanted = shows.episode_by_id(db, episode_id)
        if runs.open_job(db, wanted.id, Origin.ASKED, stages) is None:
            raise UserError(Reason("episode-on-its-way-already", code=wanted.code))
    return Reason("episode-on-its-way", code=wanted.code)


def _look_now(store: Store, stages: Sequence[Stage], job_id: int) -> Reason:
    """While it is being looked for, every indexer is asked; later on, whatever waits is due at once."""
    with store.write() as db:
        way = _active(db, job_id)
        if not any(run.step == "fetch" and run.state is not RunState.DONE for run in way.runs):
            runs.hurry(db, [job_id])
            return Reason("looking-now")
    return actions.look_now(store, way.episode.id, stages)


def _give_up(db: Connection, job_id: int) -> Reason:
    _active(db, job_id)
    leases.cancel_job(db, job_id)
    return Reason("given-up-now")


def _active(db: Connection, job_id: int) -> ActiveJob:
    for way in active_jobs.find(db, job_ids=[job_id]):
        return way
    raise UserError(Reason("not-on-its-way"))


def _pause(db: Connection) -> Reason:
    pausing.pause(db)
    return Reason("on-hold")


def _resume(db: Connection) -> Reason:
    pausing.resume(db)
    return Reason("going-on")


WITH_STAGES: dict[str, Callable[[Store, Sequence[Stage], int], Reason]] = {
    "get": _get,
    "now": _look_now,
    "take": lambda store, stages, verdict_id: actions.take_anyway(store, verdict_id, stages),
}
CHANGES: dict[tuple[str, int], Change] = {
    ("cancel", 1): _give_up,
    ("pause", 0): _pause,
    ("resume", 0): _resume,
}
