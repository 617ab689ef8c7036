"""refresh: have every player look at the new file, and find where it can be opened."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.context import StepContext, seconds
from pipeline.errors import Later, NotFound, OutsideError
from pipeline.model import Episode, PlayerItem, Show
from pipeline.model.reasons import Reason
from pipeline.ports import Player
from pipeline.steps.results import Filed, Refreshed

OFF = timedelta(minutes=2)  # how long one that cannot be reached is waited for
AT_ONCE = 3.0  # seconds that the first look may take: most players show a file within two
AGAIN = (10.0, 60.0, 300.0)  # seconds after which a player that does not show it is asked again; the last for all more


def refresh(
    show: Show,
    episode: Episode,
    file: Filed,
    players: Sequence[Player],
    settings: Settings,
    context: StepContext,
) -> Refreshed:
    """Ask each player to look, then look until all show it, or until the patience for it is over.

    A player that is off is not waited for longer than a restart takes: the others' links go out with the message, and
    `tell_player` has it look when it is back.
    """
    items: list[PlayerItem] = []
    silent: list[str] = []
    waits = timedelta(0)
    for player in players:
        try:
            asked = [_ask(player, Path(path), context) for path in (file.path, *file.gone)]
            patience = min(AT_ONCE, settings.timing.player_poll) if any(asked) else 0.0
            items.append(_look(player, show, episode, Path(file.path), patience))
        except OutsideError as error:
            if not isinstance(error, NotFound):
                _forget(player, context)
            context.log(str(error))
            silent.append(player.name)
            most = seconds(settings.timing.player_wait)
            waits = max(waits, most if isinstance(error, NotFound) else min(OFF, most))
    waited = now() - context.begun_at
    if waited < waits:
        # Looked at less and less often: files of a whole season may wait for one player.
        again = max(seconds(settings.timing.player_poll), waited / 6)
        raise Later(Reason("waits-for-players", players=tuple(silent)), again)
    if silent:
        context.log(f"going on without {', '.join(silent)}")
    return Refreshed(items=tuple(items), silent=tuple(silent))


def _ask(player: Player, path: Path, context: StepContext) -> bool:
    """Whether it was asked now: at first, and again after a while; more often would start a player's waiting anew."""
    key = f"{player.name}: {path}"
    times, _, last = context.memo.get(key, "0 ").partition(" ")
    if last and now() - datetime.fromisoformat(last) < seconds(AGAIN[min(int(times), len(AGAIN)) - 1]):
        return False
    player.refresh(path)
    context.memo[key] = f"{int(times) + 1} {now().isoformat()}"
    return True


def _forget(player: Player, context: StepContext) -> None:
    """It is away: what it was asked may be lost."""
    for key in [key for key in context.memo if key.startswith(f"{player.name}: ")]:
        del context.memo[key]


def _look(player: Player, show: Show, episode: Episode, path: Path, patience: float) -> PlayerItem:
    end, wait = time.monotonic() + patience, 0.2
    while True:
        try:
            return player.find(show, episode, path)
        except NotFound:
            left = end - time.monotonic()
            if left <= 0:
                raise
            time.sleep(min(wait, left))
            wait *= 1.5
