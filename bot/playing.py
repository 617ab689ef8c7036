"""Play an episode on a screen that is on: from the library, or from under "go watch"."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot import dialogs, said
from bot.markup import escape, fill, joined
from bot.screen import Reply, Screen, Toast, in_rows
from bot.tongue import retold
from bot.visit import Visit
from pipeline import complaints, shows
from pipeline.errors import Missing, OutsideError
from pipeline.model import Episode, Show

SCREENS = "screens"  # the kind of dialog: {"screens": [[player, item, session, name]]}
MOST = 20  # screens that are offered


@dataclass(frozen=True)
class _Where:
    """The screens that an episode can be played on now; the words say why there are none."""

    show: Show
    episode: Episode
    screens: list[list[str]]  # player's name, item's id, session's id, the screen's name
    why: str


def _where(visit: Visit, episode_id: int) -> _Where:
    """Asks every player that shows the episode: a household may have Jellyfin and a Kodi."""
    t, house = visit.t, visit.house
    with house.store.read() as db:
        episode = shows.episode_by_id(db, episode_id)
        show = shows.by_id(db, episode.show_id)
        file = complaints.current_file(db, episode_id)
    if file is None:
        return _Where(show, episode, [], t.complaint_nothing_filed)
    screens: list[list[str]] = []
    why = t.no_sessions if house.players else t.no_player
    for player in house.players:
        try:
            item = player.find(show, episode, Path(file.path))
            screens += [[player.name, item.id, s.id, s.name] for s in player.sessions()]
        except Missing:
            why = fill(t.not_shown_yet, player=said.player_name(player.name))
        except OutsideError as error:
            why = retold(t, visit.person, str(error))
    return _Where(show, episode, screens[:MOST], why)


async def play(visit: Visit) -> Reply:
    """On which screen? Those that are on now."""
    where = await visit.house.outside(_where, visit, visit.numbers[0])
    return await _offer(visit, where) if where.screens else Toast(where.why, alert=True)


async def play_here(visit: Visit) -> Reply:
    """From under "go watch", which stays as it is: at once where there is one screen."""
    where = await visit.house.outside(_where, visit, visit.numbers[0])
    if not where.screens:
        return Toast(where.why, alert=True)
    if len(where.screens) == 1:
        return await _start(visit, where.screens[0])
    return await _offer(visit, where, fresh=True)


async def _offer(visit: Visit, where: _Where, *, fresh: bool = False) -> Screen:
    dialog_id = await visit.house.write(dialogs.begin, visit.person.id, SCREENS, {"screens": where.screens})
    buttons = [visit.button(name, "libon", dialog_id, at) for at, (*_, name) in enumerate(where.screens)]
    rows = (*in_rows(buttons, 1), (visit.button(visit.t.b_back, "libep", where.episode.id),))
    lines = [said.episode_name(visit.t, where.show, where.episode), escape(visit.t.play_where)]
    picture = where.episode.image_url or where.show.poster_url
    return Screen(text=joined(lines), rows=rows, picture=picture, fresh=fresh)


async def play_on(visit: Visit) -> Reply:
    """On that one."""
    dialog_id, at = visit.numbers
    value = await visit.house.read(dialogs.get, dialog_id, visit.person.id, SCREENS)
    if not value or at >= len(value.get("screens", [])):
        return Toast(visit.t.outdated, alert=True)
    return await _start(visit, value["screens"][at])


async def _start(visit: Visit, screen: list[str]) -> Reply:
    player_name, item, session, name = screen
    player = next((p for p in visit.house.players if p.name == player_name), None)
    if player is None:
        return Toast(visit.t.outdated, alert=True)
    try:
        await visit.house.outside(player.play, item, session)
    except OutsideError as error:
        return Toast(retold(visit.t, visit.person, str(error)), alert=True)
    return Toast(visit.t.playing.format(screen=name))
