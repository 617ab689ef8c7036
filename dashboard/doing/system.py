"""Trying a system now, and having a duty done now."""

from __future__ import annotations

from dashboard.press import Done, Press
from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.services import systems


def try_now(press: Press) -> Done:
    """ "try jellyfin"."""
    house, name = press.house, " ".join(press.words)
    if house.parts is None:
        raise UserError(Reason("no-such-system", name=name))
    return Done(said=systems.try_now(house.store, house.parts, house.stages, name))


def run_chore(press: Press) -> Done:
    """ "run recycle folder"."""
    return Done(said=systems.run_chore(press.house.store, " ".join(press.words)))
