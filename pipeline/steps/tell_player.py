"""tell_player: have one player look again at what has come, gone or moved, and lead people to where it is there now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pipeline.clock import now
from pipeline.engine.context import StepContext
from pipeline.errors import Abandon, Later, NotFound, OutsideError, Unreachable
from pipeline.model import MediaFile
from pipeline.model.jobs import Job
from pipeline.model.reasons import Reason
from pipeline.ports import Player
from pipeline.services.telling import Telling, about_job
from pipeline.store import Store, media_files, runs, shows, watch_news

PATIENCE = timedelta(days=7)  # by then a player that was off has looked by itself, or is gone
AGAIN = timedelta(hours=1)  # from one refusal to the next try
SHOWN_WITHIN = timedelta(minutes=15)  # by then a player shows what it was told of, or never will
LOOK_AGAIN = timedelta(minutes=1)
SOON = timedelta(seconds=2)  # most players show a file within two


@dataclass(frozen=True, kw_only=True)
class Shown:
    paths: int


def tell_player(job: Job, about: Telling, players: Sequence[Player], store: Store, context: StepContext) -> Shown:
    """Ask it until it has been told, or for a week: nobody is bothered with a player that stays off.

    What moved is another item to many players, and what came while one was off has no link to it yet: messages that
    announced such an episode get the one that opens it now.
    """
    player = next((each for each in players if each.name == about.player), None)
    if player is None:
        raise Abandon(Reason("player-gone", system=about.player))
    try:
        _tell(player, about.paths, context)
        with store.write() as db:
            runs.player_was_told(db, about_job(job), player.name)
        missing = _renew_links(player, about.paths, store, context)
    except OutsideError as error:
        if now() - context.begun_at > PATIENCE:
            raise Abandon(error.reason) from error
        if isinstance(error, Unreachable):
            raise
        raise Later(error.reason, AGAIN) from error
    if missing is not None:
        _wait(missing, context)
    return Shown(paths=len(about.paths))


def _tell(player: Player, paths: Sequence[Path], context: StepContext) -> None:
    """Once, and again only when it has had a while to show what it was told of."""
    if context.memo.get("looks") == "1":
        return
    for path in paths:
        player.refresh(path)
        context.progress(None)


def _renew_links(player: Player, paths: Sequence[Path], store: Store, context: StepContext) -> NotFound | None:
    """Lead people to the episodes that lie there now; what the player says of one that it does not show yet."""
    missing = None
    for file in _announced(player, paths, store):
        with store.read() as db:
            (episode,) = media_files.episodes_in(db, [file.id])
            show = shows.by_id(db, episode.show_id)
        try:
            item = player.find(show, episode, Path(file.path))
        except NotFound as error:
            missing = error
            continue
        with store.write() as db:
            watch_news.renew_link(db, [episode.id], file.path, player.name, item.url)
        context.progress(None)
    return missing


def _announced(player: Player, paths: Sequence[Path], store: Store) -> list[MediaFile]:
    """What lies there and was announced by another path, or without this player."""
    with store.read() as db:
        there = media_files.under(db, paths)
        return [f for f in there if watch_news.leads_elsewhere(db, f.episode_id, f.path, player.name)]


def _wait(missing: NotFound, context: StepContext) -> None:
    """Raises Later while there is patience left."""
    looks = int(context.memo.get("looks", "0")) + 1
    context.memo["looks"] = str(looks)  # at the second one it is not told again: it had no time yet
    if looks <= SHOWN_WITHIN / LOOK_AGAIN:
        raise Later(missing.reason, SOON if looks == 1 else LOOK_AGAIN)
    context.log(str(missing))
