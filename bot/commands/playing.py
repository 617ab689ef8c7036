"""Play an episode on a screen that is on: from the library, or from under "go watch"."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.chat import phrases
from bot.chat.markup import escape, fill, joined
from bot.chat.phrases import told
from bot.chat.request import Request
from bot.chat.view import Reply, Toast, View, in_rows
from bot.commands.episodes import seen_show
from pipeline.clock import now
from pipeline.errors import NotFound, OutsideError
from pipeline.model import Episode, Show
from pipeline.model.reasons import Reason
from pipeline.services.spoken import episode_meant, place_from
from pipeline.store import dialogs, listing, media_files, shows

SCREENS = "screens"  # the kind of dialog: {"screens": [[player, item, session, name]]}
MOST = 20  # screens that are offered


@dataclass(frozen=True)
class _Where:
    """The screens that an episode can be played on now; the words say why there are none."""

    show: Show
    episode: Episode
    screens: list[list[str]]  # player's name, item's id, session's id, the screen's name
    why: str


def _where(request: Request, episode_id: int) -> _Where:
    """Asks every player that shows the episode: a household may have Jellyfin and a Kodi."""
    t, context = request.t, request.context
    with context.store.read() as db:
        episode = shows.episode_by_id(db, episode_id)
        show = shows.by_id(db, episode.show_id)
        file = media_files.filed(db, episode_id)
    if file is None:
        return _Where(show, episode, [], told(request.person, Reason("not-in-library")))
    screens: list[list[str]] = []
    why: str = t.no_sessions if context.players else t.no_player
    for player in context.players:
        try:
            item = player.find(show, episode, Path(file.path))
            screens += [[player.name, item.id, s.id, s.name] for s in player.sessions()]
        except NotFound:
            why = fill(t.not_shown_yet, player=phrases.player_name(player.name))
        except OutsideError as error:
            why = told(request.person, error.reason)
    return _Where(show, episode, screens[:MOST], why)


async def play(request: Request) -> Reply:
    """On which screen? Those that are on now."""
    where = await request.context.outside(_where, request, request.numbers[0])
    return await _offer(request, where) if where.screens else Toast(where.why, alert=True)


async def of_show(request: Request) -> Reply:
    """ "Play …": a show and a place; the newest that is in the library where none is said."""
    show_id, place = request.numbers[0], place_from(request.numbers[1:])
    show = await request.context.read(seen_show, request, show_id)
    there = await request.context.read(listing.episodes_in_library, show_id)
    if show is None:
        return Toast(request.t.outdated, alert=True)
    wanted = episode_meant(show, there, place, now())
    if wanted is None:
        return View(text=fill(request.t.no_such_episode, show=show.title, code=place.code))
    where = await request.context.outside(_where, request, wanted.id)
    if not where.screens:
        head = phrases.episode_name(request.t, show, wanted)
        open_it = request.button(request.t.b_episodes, "libep", wanted.id)
        return View(text=joined([head, escape(where.why)]), rows=((open_it,),))
    return await _offer(request, where)


async def play_here(request: Request) -> Reply:
    """From under "go watch", which stays as it is. Asks also where there is one screen: somebody may be watching."""
    where = await request.context.outside(_where, request, request.numbers[0])
    if not where.screens:
        return Toast(where.why, alert=True)
    return await _offer(request, where, fresh=True)


async def _offer(request: Request, where: _Where, *, fresh: bool = False) -> View:
    dialog_id = await request.context.write(dialogs.begin, request.person.id, SCREENS, {"screens": where.screens})
    buttons = [request.button(name, "libon", dialog_id, at) for at, (*_, name) in enumerate(where.screens)]
    rows = (*in_rows(buttons, 1), (request.button(request.t.b_back, "libep", where.episode.id),))
    lines = [phrases.episode_name(request.t, where.show, where.episode), escape(request.t.play_where)]
    picture = where.episode.image_url or where.show.poster_url
    return View(text=joined(lines), rows=rows, picture=picture, fresh=fresh)


async def play_on(request: Request) -> Reply:
    """On that one."""
    dialog_id, at = request.numbers
    value = await request.context.read(dialogs.get, dialog_id, request.person.id, SCREENS)
    if not value or at >= len(value.get("screens", [])):
        return Toast(request.t.outdated, alert=True)
    return await _start(request, value["screens"][at])


async def _start(request: Request, screen: list[str]) -> Reply:
    player_name, item, session, name = screen
    player = next((p for p in request.context.players if p.name == player_name), None)
    if player is None:
        return Toast(request.t.outdated, alert=True)
    try:
        await request.context.outside(player.play, item, session)
    except OutsideError as error:
        return Toast(told(request.person, error.reason), alert=True)
    return Toast(request.t.playing.format(screen=name))
