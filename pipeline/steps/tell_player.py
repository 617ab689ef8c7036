"""tell_player: have one player look again at what has come, gone or moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipeline.clock import now
from pipeline.engine.context import StepContext
from pipeline.errors import Abandon, Later, OutsideError, Unreachable
from pipeline.model.reasons import Reason
from pipeline.ports import Player
from pipeline.services.telling import Telling

PATIENCE = timedelta(days=7)  # by then a player that was off has looked by itself, or is gone
AGAIN = timedelta(hours=1)  # from one refusal to the next try


@dataclass(frozen=True, kw_only=True)
class Shown:
    paths: int


def tell_player(about: Telling, players: Sequence[Player], context: StepContext) -> Shown:
    """Ask it until it has been told, or for a week: nobody is bothered with a player that stays off."""
    player = next((each for each in players if each.name == about.player), None)
    if player is None:
        raise Abandon(Reason("player-gone", system=about.player))
    try:
        for path in about.paths:
            player.refresh(path)
            context.progress(None)
    except OutsideError as error:
        if now() - context.begun_at > PATIENCE:
            raise Abandon(error.reason) from error
        if isinstance(error, Unreachable):
            raise
        raise Later(error.reason, AGAIN) from error
    return Shown(paths=len(about.paths))
