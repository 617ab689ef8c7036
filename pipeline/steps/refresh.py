"""refresh: have every player look at the new file, and find where it can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline import health
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.errors import Later, Missing, OutsideError
from pipeline.model import Episode, PlayerItem, Show
from pipeline.ports import Player
from pipeline.results import Filed, Refreshed
from pipeline.store import Store
from pipeline.work import Work, seconds


def refresh(
    show: Show,
    episode: Episode,
    file: Filed,
    players: Sequence[Player],
    store: Store,
    settings: Settings,
    work: Work,
) -> Refreshed:
    """Ask each player once to look, then look until all show it, or until the patience for it is over.

    A player that is off delays only its own part: the others' links go out with the message.
    """
    items: list[PlayerItem] = []
    silent: list[str] = []
    for player in players:
        try:
            for path in (file.path, *file.gone):
                _ask_once(player, Path(path), work)
            items.append(player.find(show, episode, Path(file.path)))
            health.well(store, player.name)
        except Missing as error:
            work.say(str(error))
            silent.append(player.name)
        except OutsideError as error:
            health.ill(store, error)
            work.say(str(error))
            silent.append(player.name)
    if silent and now() - work.begun_at < seconds(settings.timing.player_wait):
        raise Later(f"Waiting for {' and '.join(silent)} to show it", seconds(settings.timing.player_poll))
    if silent:
        work.say(f"going on without {', '.join(silent)}")
    return Refreshed(items=tuple(items), silent=tuple(silent))


def _ask_once(player: Player, path: Path, work: Work) -> None:
    """Asking again would start a media server's own waiting anew."""
    key = f"{player.name}: {path}"
    if key not in work.memo:
        player.refresh(path)
        work.memo[key] = "asked"
