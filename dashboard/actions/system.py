"""Trying a system now, and having a duty done now."""

from __future__ import annotations

from dashboard.press import Done, Press
from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.services import systems


def try_now(press: Press) -> Done:
    """ "try jellyfin"."""
    context, name = press.context, " ".join(press.words)
    if context.parts is None:
        raise UserError(Reason("no-such-system", name=name))
    return Done(said=systems.try_now(context.store, context.parts, context.stages, name))


def run_chore(press: Press) -> Done:
    """ "run recycle folder"."""
    return Done(said=systems.run_chore(press.context.store, " ".join(press.words)))
