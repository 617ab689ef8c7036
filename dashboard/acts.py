"""What the buttons do. A button says a verb and what it is about: "now 12", "remedy 40 next"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.services import actions
from pipeline.store import Store
from pipeline.store.runs import Stage

ID_MOST = 2**31 - 1  # what the databases hold
Act = Callable[..., Reason]  # of the store, the line's stages, and the numbers that the button carries

ACTS: dict[tuple[str, int], Act] = {
    # (verb, how many numbers)
    ("get", 1): lambda store, stages, episode: actions.get_it(store, episode, stages),
    ("now", 1): lambda store, stages, job: actions.hurry(store, job, stages),
    ("take", 1): lambda store, stages, verdict: actions.take_anyway(store, verdict, stages),
    ("cancel", 1): lambda store, _, job: actions.give_up(store, job),
    ("pause", 0): lambda store, _: actions.pause(store),
    ("resume", 0): lambda store, _: actions.resume(store),
}


def act(store: Store, stages: Sequence[Stage], said: str) -> Reason:
    """Do what a button says; what was done. UserError when it cannot be, any more or at all."""
    verb, *rest = said.split() or [""]
    if verb == "remedy" and len(rest) == 2:
        return actions.apply(store, number(rest[0]), rest[1], stages)
    doing = ACTS.get((verb, len(rest)))
    if doing is None:
        raise UserError(Reason("no-such-button"))
    return doing(store, stages, *map(number, rest))


def number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > ID_MOST:
        raise UserError(Reason("no-such-number"))
    return int(text)
