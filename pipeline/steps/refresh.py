"""refresh: have every player look at the new file, and find where it can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.context import StepContext, seconds
from pipeline.errors import Later, OutsideError
from pipeline.model import Episode, PlayerItem, Show
from pipeline.ports import Player
from pipeline.steps.results import Filed, Refreshed


def refresh(
    show: Show,
    episode: Episode,
    file: Filed,
    players: Sequence[Player],
    settings: Settings,
    context: StepContext,
) -> Refreshed:
    """Ask each player once to look, then look until all show it, or until the patience for it is over.

    A player that is off delays only its own part: the others' links go out with the message.
    """
    items: list[PlayerItem] = []
    silent: list[str] = []
    for player in players:
        try:
            for path in (file.path, *file.gone):
                _ask_once(player, Path(path), context)
            items.append(player.find(show, episode, Path(file.path)))
        except OutsideError as error:
            context.log(str(error))
            silent.append(player.name)
    if silent and now() - context.begun_at < seconds(settings.timing.player_wait):
        raise Later(f"Waiting for {' and '.join(silent)} to show it", seconds(settings.timing.player_poll))
    if silent:
        context.log(f"going on without {', '.join(silent)}")
    return Refreshed(items=tuple(items), silent=tuple(silent))


def _ask_once(player: Player, path: Path, context: StepContext) -> None:
    """Asking again would start a media server's own waiting anew."""
    key = f"{player.name}: {path}"
    if key not in context.memo:
        player.refresh(path)
        context.memo[key] = "asked"
