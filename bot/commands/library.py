"""/library: what can be watched; open it, play it on a screen, mark it as watched.

Shows and episodes are the household's own list; where an episode opens and whether it was watched, the player says.
"""

from __future__ import annotations

from pathlib import Path

from bot.chat import phrases
from bot.chat.markup import Html, escape, fill, joined
from bot.chat.paging import Page, page_of, pages_for, turn_row
from bot.chat.phrases import told
from bot.chat.request import Request
from bot.chat.view import Reply, Row, Toast, View, in_rows, link_button
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
    there = await request.context.read(listing.in_library)
    t = request.t
    if not there:
        return View(text=escape(t.library_empty))
    if not request.text:
        return _library(request, Html(t.library_head), there)
    chosen = {show.id for show in show_lookup.like(request.text, [show for show, _ in there])}
    found = [(show, count) for show, count in there if show.id in chosen]
    if not found:
        return View(text=fill(t.library_nothing, text=request.text))
    return _library(request, fill(t.library_found, text=request.text), found)


def _library(request: Request, head: Html, there: list[tuple[Show, int]]) -> View:
    page = page_of(there, request.page, PAGE)
    buttons = [request.button(f"{show.name} · {count}", "lib", show.id, page.number) for show, count in page.shown]
    more: Row = (request.button(request.t.b_new, "libnew"),)
    if request.context.players and request.person.player_user:
        more += (request.button(request.t.b_unwatched, "libun"),)
    return View(text=head, rows=(*in_rows(buttons, 1), *turn_row(request, "library", page), more))


async def seasons(request: Request) -> Reply:
    """A show's seasons: which show, the page of the library to go back to, and the page of the seasons."""
    show_id, library_page, at = (*request.numbers, 0, 0)[:3]
    show = await request.context.read(shows.find_by_id, show_id)
    episodes = await request.context.read(listing.episodes_in_library, show_id)
    if show is None or not episodes:
        return Toast(request.t.outdated, alert=True)
    page = page_of(sorted({e.season for e in episodes}), at, SEASONS)
    buttons = [request.button(_season(request, n), "libseas", show.id, n) for n in page.shown]
    text = phrases.count(request.t.library_show, len(episodes), show=show.name)
    turn = turn_row(request, "lib", page, before=(show.id, library_page))
    rows = (*in_rows(buttons, 2), *turn, (request.button(request.t.b_back, "library", library_page),))
    return View(text=text, rows=rows, picture=show.poster_url)


def _season(request: Request, number: int) -> str:
    return fill(request.t.season_name, season=number) if number else request.t.specials


async def season(request: Request) -> Reply:
    """A season's episodes."""
    show_id, number, at = (*request.numbers, 0)[:3]
    show = await request.context.read(shows.find_by_id, show_id)
    there = await request.context.read(listing.episodes_in_library, show_id)
    episodes = [e for e in there if e.season == number]
    if show is None or not episodes:
        return Toast(request.t.outdated, alert=True)
    page = page_of(episodes, at, PAGE)
    buttons = [request.button(f"{e.code} {e.title}".strip(), "libep", e.id) for e in page.shown]
    seasons_page = sorted({e.season for e in there}).index(number) // SEASONS
    turn = turn_row(request, "libseas", page, before=(show_id, number))
    rows = (*in_rows(buttons, 1), *turn, (request.button(request.t.b_back, "lib", show_id, 0, seasons_page),))
    text = fill(request.t.library_season, show=show.name, season=_season(request, number))
    return View(text=text, rows=rows, picture=show.poster_url)


# ----------------------------------------------------------------------------------------------------- new, unwatched


async def newest(request: Request) -> Reply:
    """What came last."""
    found, count = await request.context.read(listing.arrived, None, PAGE, request.page * PAGE)
    if not found:
        return Toast(request.t.library_empty, alert=True)
    buttons = [request.button(f"{one.show.title} {one.episode.code}", "libep", one.episode.id) for one in found]
    turn = turn_row(request, "libnew", Page(found, request.page, pages_for(count, PAGE)))
    rows = (*in_rows(buttons, 1), *turn, (request.button(request.t.b_back, "library", 0),))
    return View(text=Html(request.t.library_new), rows=rows)


async def unwatched(request: Request) -> Reply:
    """What came last and this person has not watched, by their own mark on the players."""
    found, _ = await request.context.read(listing.arrived, None, UNWATCHED_MOST, 0)
    open_ones = await request.context.outside(_unwatched, request, [(one.show, one.episode) for one in found])
    if not open_ones:
        return Toast(request.t.nothing_unwatched, alert=True)
    page = page_of(open_ones, request.page, PAGE)
    buttons = [request.button(f"{show.title} {e.code}", "libep", e.id) for show, e in page.shown]
    back = request.button(request.t.b_back, "library", 0)
    rows = (*in_rows(buttons, 1), *turn_row(request, "libun", page), (back,))
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
    why: str = request.t.no_player
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
    lines: list[Html] = [escape(why)]
    rows: list[Row] = []
    if player is not None and item is not None:
        seen = await request.context.outside(_watched, player, item, request.person.player_user)
        lines, rows = _where_to_watch(request, wanted, item, seen)
    mates = await request.context.read(listing.episodes_in_library, show.id)
    before = sum(e.season == wanted.season and e.number < wanted.number for e in mates)
    back = request.button(request.t.b_back, "libseas", show.id, wanted.season, before // PAGE)
    text = joined([phrases.episode_name(request.t, show, wanted), *lines])
    return View(text=text, rows=(*rows, (back,)), picture=wanted.image_url or show.poster_url, toast=toast)


def _where_to_watch(
    request: Request, episode: Episode, item: PlayerItem, seen: bool | None
) -> tuple[list[Html], list[Row]]:
    """Whether it was watched, and where it opens: a button where Telegram takes the address for one."""
    t = request.t
    lines = [] if seen is None else [escape(t.watched_mark if seen else t.not_watched_mark)]
    button = link_button(t.b_watch.format(player=phrases.player_name(item.player)), item.url) if item.url else None
    if item.url and button is None:
        lines.append(fill(t.open_at, url=item.url))
    label = t.b_mark_unwatched if seen else t.b_mark_watched
    marks = () if seen is None else (request.button(label, "libmark", episode.id, 0 if seen else 1),)
    play: Row = (request.button(t.b_play, "libplay", episode.id), *marks)
    return lines, [(button,), play] if button else [play]


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
