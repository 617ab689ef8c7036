"""/library: what can be watched; open it, play it on a screen, mark it as watched.

Shows and episodes are the household's own list; where an episode opens and whether it was watched, the player says.
"""

from __future__ import annotations

from pathlib import Path

from bot.chat import phrases
from bot.chat.markup import Html, escape, fill, joined
from bot.chat.phrases import told
from bot.chat.request import Request
from bot.chat.view import Reply, Row, Toast, View, in_rows, link_button
from bot.commands.shows import page_row
from pipeline.errors import NotFound, OutsideError, UserError
from pipeline.model import Episode, MediaFile, PlayerItem, Show
from pipeline.model.reasons import Reason
from pipeline.ports import Player
from pipeline.services import show_lookup
from pipeline.store import listing, media_files, shows

PAGE = 10
SEASONS = 20  # on a page
UNWATCHED_MOST = 200  # of what came last, this much is asked about


async def library(request: Request) -> Reply:
    """/library [WORDS], and its pages."""
    page = request.numbers[0] if request.numbers else 0
    there = await request.context.read(listing.in_library)
    t = request.t
    if not there:
        return View(text=escape(t.library_empty))
    if request.text:
        chosen = {show.id for show in show_lookup.like(request.text, [show for show, _ in there])}
        there = [(show, count) for show, count in there if show.id in chosen]
        if not there:
            return View(text=fill(t.library_nothing, text=request.text))
        head = fill(t.library_found, text=request.text)
    else:
        head = Html(t.library_head)
    pages = (len(there) + PAGE - 1) // PAGE
    page = min(page, pages - 1)
    on_page = there[page * PAGE : (page + 1) * PAGE]
    buttons = [request.button(f"{show.name} · {count}", "lib", show.id, page) for show, count in on_page]
    more: list[Row] = [(request.button(t.b_new, "libnew"),)]
    if request.context.players and request.person.player_user:
        more[0] += (request.button(t.b_unwatched, "libun"),)
    return View(text=head, rows=(*in_rows(buttons, 1), *page_row(request, "library", page, pages), *more))


async def seasons(request: Request) -> Reply:
    """A show's seasons; the pages count from the one of the library that they are gone back to."""
    show_id, page, at = (*request.numbers, 0, 0)[:3]
    show = await request.context.read(shows.find_by_id, show_id)
    episodes = await request.context.read(listing.episodes_in_library, show_id)
    if show is None or not episodes:
        return Toast(request.t.outdated, alert=True)
    numbers = sorted({e.season for e in episodes})
    pages = (len(numbers) + SEASONS - 1) // SEASONS
    at = min(at, pages - 1)
    on_page = numbers[at * SEASONS : (at + 1) * SEASONS]
    buttons = [request.button(_season(request, n), "libseas", show.id, n) for n in on_page]
    text = phrases.count(request.t.library_show, len(episodes), show=show.name)
    turn = page_row(request, "lib", at, pages, before=(show.id, page))
    rows = (*in_rows(buttons, 2), *turn, (request.button(request.t.b_back, "library", page),))
    return View(text=text, rows=rows, picture=show.poster_url)


def _season(request: Request, number: int) -> str:
    return fill(request.t.season_name, season=number) if number else request.t.specials


async def season(request: Request) -> Reply:
    """A season's episodes."""
    show_id, number, page = (*request.numbers, 0)[:3]
    show = await request.context.read(shows.find_by_id, show_id)
    there = await request.context.read(listing.episodes_in_library, show_id)
    episodes = [e for e in there if e.season == number]
    if show is None or not episodes:
        return Toast(request.t.outdated, alert=True)
    pages = (len(episodes) + PAGE - 1) // PAGE
    page = min(page, pages - 1)
    on_page = episodes[page * PAGE : (page + 1) * PAGE]
    buttons = [request.button(f"{e.code} {e.title}".strip(), "libep", e.id) for e in on_page]
    at = sorted({e.season for e in there}).index(number) // SEASONS
    turn = page_row(request, "libseas", page, pages, before=(show_id, number))
    rows = (*in_rows(buttons, 1), *turn, (request.button(request.t.b_back, "lib", show_id, 0, at),))
    text = fill(request.t.library_season, show=show.name, season=_season(request, number))
    return View(text=text, rows=rows, picture=show.poster_url)


# ----------------------------------------------------------------------------------------------------- new, unwatched


async def newest(request: Request) -> Reply:
    """What came last."""
    page = request.numbers[0] if request.numbers else 0
    found, count = await request.context.read(listing.arrived, None, PAGE, page * PAGE)
    if not found:
        return Toast(request.t.library_empty, alert=True)
    buttons = [request.button(f"{one.show.title} {one.episode.code}", "libep", one.episode.id) for one in found]
    turn = page_row(request, "libnew", page, (count + PAGE - 1) // PAGE)
    rows = (*in_rows(buttons, 1), *turn, (request.button(request.t.b_back, "library", 0),))
    return View(text=Html(request.t.library_new), rows=rows)


async def unwatched(request: Request) -> Reply:
    """What came last and this person has not watched, by their own mark on the players."""
    found, _ = await request.context.read(listing.arrived, None, UNWATCHED_MOST, 0)
    open_ones = await request.context.outside(_unwatched, request, [(one.show, one.episode) for one in found])
    if not open_ones:
        return Toast(request.t.nothing_unwatched, alert=True)
    pages = (len(open_ones) + PAGE - 1) // PAGE
    page = min(request.numbers[0] if request.numbers else 0, pages - 1)
    on_page = open_ones[page * PAGE : (page + 1) * PAGE]
    buttons = [request.button(f"{show.title} {e.code}", "libep", e.id) for show, e in on_page]
    rows = (
        *in_rows(buttons, 1),
        *page_row(request, "libun", page, pages),
        (request.button(request.t.b_back, "library", 0),),
    )
    return View(text=fill(request.t.library_unwatched, name=request.person.player_user), rows=rows)


def _unwatched(request: Request, found: list[tuple[Show, Episode]]) -> list[tuple[Show, Episode]]:
    with request.context.store.read() as db:
        paths = {file.episode_id: Path(file.path) for file in media_files.files_of(db, [e.id for _, e in found])}
    watched: set[Path] = set()
    for player in request.context.players:
        watched |= player.watched_among(dict.fromkeys(paths.values()), request.person.player_user)
    return [(show, e) for show, e in found if e.id in paths and paths[e.id] not in watched]


# ---------------------------------------------------------------------------------------------------------- an episode


def _find(request: Request, episode_id: int) -> tuple[Show, Episode, MediaFile, Player | None, PlayerItem | None, str]:
    """An episode, and where it opens: the first player that shows it; the words say why none does."""
    with request.context.store.read() as db:
        episode = shows.episode_by_id(db, episode_id)
        show = shows.by_id(db, episode.show_id)
        file = media_files.filed(db, episode_id)
    if file is None:
        raise UserError(Reason("not-in-library"))
    why = request.t.no_player
    for player in request.context.players:
        try:
            return show, episode, file, player, player.find(show, episode, Path(file.path)), ""
        except NotFound:
            why = fill(request.t.not_shown_yet, player=phrases.player_name(player.name))
        except OutsideError as error:
            why = told(request.person, error.reason)
    return show, episode, file, None, None, why


async def episode(request: Request) -> Reply:
    return await _episode(request, request.numbers[0])


async def _episode(request: Request, episode_id: int, toast: str = "") -> View:
    show, wanted, _, player, item, why = await request.context.outside(_find, request, episode_id)
    t = request.t
    lines = [phrases.episode_name(t, show, wanted)]
    rows: list[Row] = []
    if player is not None and item is not None:
        seen = await request.context.outside(_watched, player, item, request.person.player_user)
        if seen is not None:
            lines.append(escape(t.watched_mark if seen else t.not_watched_mark))
        button = link_button(t.b_watch.format(player=phrases.player_name(item.player)), item.url) if item.url else None
        rows += [(button,)] if button else []
        if item.url and button is None:
            lines.append(fill(t.open_at, url=item.url))
        label = t.b_mark_unwatched if seen else t.b_mark_watched
        marks = () if seen is None else (request.button(label, "libmark", wanted.id, 0 if seen else 1),)
        rows.append((request.button(t.b_play, "libplay", wanted.id), *marks))
    else:
        lines.append(escape(why))
    mates = await request.context.read(listing.episodes_in_library, show.id)
    before = sum(e.season == wanted.season and e.number < wanted.number for e in mates)
    rows.append((request.button(t.b_back, "libseas", show.id, wanted.season, before // PAGE),))
    picture = wanted.image_url or show.poster_url
    return View(text=joined(lines), rows=tuple(rows), picture=picture, toast=toast)


def _watched(player: Player, item: PlayerItem, user: str) -> bool | None:
    """The person's mark; None when the player keeps marks for users and nobody has said who this person is there."""
    try:
        return player.watched(item.id, user)
    except OutsideError:
        return None


async def mark(request: Request) -> Reply:
    """Watched, or not."""
    episode_id, watched = request.numbers
    *_, player, item, why = await request.context.outside(_find, request, episode_id)
    if player is None or item is None:
        return Toast(why, alert=True)

    def set_mark() -> None:
        player.mark_watched(item.id, watched=bool(watched), user=request.person.player_user)

    await request.context.outside(set_mark)
    return await _episode(
        request, episode_id, toast=request.t.marked_watched if watched else request.t.marked_unwatched
    )
