"""What the owner does about the outside systems and the periodic duties: try one now."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.engine.plugins import Parts
from pipeline.errors import OutsideError, UserError
from pipeline.model.reasons import Reason
from pipeline.services import actions
from pipeline.store import Store, chores, health
from pipeline.store import pace as pacing
from pipeline.store.runs import Stage


def try_now(store: Store, parts: Parts, stages: Sequence[Stage], name: str) -> Reason:
    """Ask a system for real; when it answers, what waits for it goes on. UserError says what is wrong with it.

    Takes as long as the system does.
    """
    part = next((part for _, part in parts.all() if part.name == name), None)
    if part is None:
        raise UserError(Reason("no-such-system", name=name))
    try:
        answer = part.check()
    except OutsideError as error:
        if error.system == name:
            health.record_failure(store, error)
        raise UserError(error.reason) from error
    health.record_success(store, name)
    for rest in (name, f"{name} downloads"):
        pacing.end_rest(store, rest)
    count = actions.again_with(store, name, stages)
    return Reason("system-answers", system=name, answer=answer, count=count)


def run_chore(store: Store, name: str) -> Reason:
    """Have a duty done now. UserError when it is being done, or there is none."""
    with store.write() as db:
        if not chores.hurry(db, name):
            raise UserError(Reason("under-way-already"))
    return Reason("due-now", chore=chores.duty(name))
