"""/library: what can be watched; open it, play it on a screen, mark it as watched.

Shows and episodes are the household's own list; where an episode opens and whether it was watched, the player says.
"""

from __future__ import annotations

from pathlib import Path

from rapidfuzz import fuzz, process, utils

from bot import said
from bot.markup import Html, escape, fill, joined
from bot.myshows import page_row
from bot.screen import Reply, Row, Screen, Toast, in_rows, link_button
from bot.tongue import retold
from bot.visit import Visit
from pipeline import complaints, listing, shows
from pipeline.errors import Missing, OutsideError
from pipeline.library import shelf
from pipeline.model import Episode, MediaFile, PlayerItem, Show
from pipeline.ports import Player

PAGE = 10
SEASONS = 20  # on a page
UNWATCHED_MOST = 200  # of what came last, this much is asked about


async def library(visit: Visit) -> Reply:
    """/library [WORDS], and its pages."""
    page = visit.numbers[0] if visit.numbers else 0
    there = await visit.house.read(listing.in_library)
    t = visit.t
    if not there:
        return Screen(text=escape(t.library_empty))
    if visit.text:
        names = {show.id: show.title for show, _ in there}
        best = process.extract(
            visit.text, names, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=70, limit=PAGE
        )
        chosen = {match[2] for match in best}
        there = [(show, count) for show, count in there if show.id in chosen]
        if not there:
            return Screen(text=fill(t.library_nothing, text=visit.text))
        head = fill(t.library_found, text=visit.text)
    else:
        head = Html(t.library_head)
    pages = (len(there) + PAGE - 1) // PAGE
    page = min(page, pages - 1)
    on_page = there[page * PAGE : (page + 1) * PAGE]
    buttons = [visit.button(f"{show.name} · {count}", "lib", show.id, page) for show, count in on_page]
    more: list[Row] = [(visit.button(t.b_new, "libnew"),)]
    if visit.house.players and visit.person.player_user:
        more[0] += (visit.button(t.b_unwatched, "libun"),)
    return Screen(text=head, rows=(*in_rows(buttons, 1), *page_row(visit, "library", page, pages), *more))


async def seasons(visit: Visit) -> Reply:
    """A show's seasons; the pages count from the one of the library that they are gone back to."""
    show_id, page, at = (*visit.numbers, 0, 0)[:3]
    show = await visit.house.read(shows.find_by_id, show_id)
    episodes = await visit.house.read(listing.episodes_in_library, show_id)
    if show is None or not episodes:
        return Toast(visit.t.outdated, alert=True)
    numbers = sorted({e.season for e in episodes})
    pages = (len(numbers) + SEASONS - 1) // SEASONS
    at = min(at, pages - 1)
    on_page = numbers[at * SEASONS : (at + 1) * SEASONS]
    buttons = [visit.button(_season(visit, n), "libseas", show.id, n) for n in on_page]
    text = said.count(visit.t.library_show, len(episodes), show=show.name)
    turn = page_row(visit, "lib", at, pages, before=(show.id, page))
    rows = (*in_rows(buttons, 2), *turn, (visit.button(visit.t.b_back, "library", page),))
    return Screen(text=text, rows=rows, picture=show.poster_url)


def _season(visit: Visit, number: int) -> str:
    return fill(visit.t.season_name, season=number) if number else visit.t.specials


async def season(visit: Visit) -> Reply:
    """A season's episodes."""
    show_id, number, page = (*visit.numbers, 0)[:3]
    show = await visit.house.read(shows.find_by_id, show_id)
    there = await visit.house.read(listing.episodes_in_library, show_id)
    episodes = [e for e in there if e.season == number]
    if show is None or not episodes:
        return Toast(visit.t.outdated, alert=True)
    pages = (len(episodes) + PAGE - 1) // PAGE
    page = min(page, pages - 1)
    on_page = episodes[page * PAGE : (page + 1) * PAGE]
    buttons = [visit.button(f"{e.code} {e.title}".strip(), "libep", e.id) for e in on_page]
    at = sorted({e.season for e in there}).index(number) // SEASONS
    turn = page_row(visit, "libseas", page, pages, before=(show_id, number))
    rows = (*in_rows(buttons, 1), *turn, (visit.button(visit.t.b_back, "lib", show_id, 0, at),))
    text = fill(visit.t.library_season, show=show.name, season=_season(visit, number))
    return Screen(text=text, rows=rows, picture=show.poster_url)


# ----------------------------------------------------------------------------------------------------- new, unwatched


async def newest(visit: Visit) -> Reply:
    """What came last."""
    page = visit.numbers[0] if visit.numbers else 0
    found, count = await visit.house.read(listing.arrived, None, PAGE, page * PAGE)
    if not found:
        return Toast(visit.t.library_empty, alert=True)
    buttons = [visit.button(f"{one.show.title} {one.episode.code}", "libep", one.episode.id) for one in found]
    turn = page_row(visit, "libnew", page, (count + PAGE - 1) // PAGE)
    rows = (*in_rows(buttons, 1), *turn, (visit.button(visit.t.b_back, "library", 0),))
    return Screen(text=Html(visit.t.library_new), rows=rows)


async def unwatched(visit: Visit) -> Reply:
    """What came last and this person has not watched, by their own mark on the players."""
    found, _ = await visit.house.read(listing.arrived, None, UNWATCHED_MOST, 0)
    open_ones = await visit.house.outside(_unwatched, visit, [(one.show, one.episode) for one in found])
    if not open_ones:
        return Toast(visit.t.nothing_unwatched, alert=True)
    pages = (len(open_ones) + PAGE - 1) // PAGE
    page = min(visit.numbers[0] if visit.numbers else 0, pages - 1)
    on_page = open_ones[page * PAGE : (page + 1) * PAGE]
    buttons = [visit.button(f"{show.title} {e.code}", "libep", e.id) for show, e in on_page]
    rows = (*in_rows(buttons, 1), *page_row(visit, "libun", page, pages), (visit.button(visit.t.b_back, "library", 0),))
    return Screen(text=fill(visit.t.library_unwatched, name=visit.person.player_user), rows=rows)


def _unwatched(visit: Visit, found: list[tuple[Show, Episode]]) -> list[tuple[Show, Episode]]:
    with visit.house.store.read() as db:
        paths = {file.episode_id: Path(file.path) for file in shelf.files_of(db, [e.id for _, e in found])}
    watched: set[Path] = set()
    for player in visit.house.players:
        watched |= player.watched_among(list(paths.values()), visit.person.player_user)
    return [(show, e) for show, e in found if e.id in paths and paths[e.id] not in watched]


# ---------------------------------------------------------------------------------------------------------- an episode


def _find(visit: Visit, episode_id: int) -> tuple[Show, Episode, MediaFile, Player | None, PlayerItem | None, str]:
    """An episode, and where it opens: the first player that shows it; the words say why none does."""
    with visit.house.store.read() as db:
        episode = shows.episode_by_id(db, episode_id)
        show = shows.by_id(db, episode.show_id)
        file = complaints.current_file(db, episode_id)
    if file is None:
        raise Missing("library", visit.t.complaint_nothing_filed)
    why = visit.t.no_player
    for player in visit.house.players:
        try:
            return show, episode, file, player, player.find(show, episode, Path(file.path)), ""
        except Missing:
            why = fill(visit.t.not_shown_yet, player=said.player_name(player.name))
        except OutsideError as error:
            why = retold(visit.t, visit.person, str(error))
    return show, episode, file, None, None, why


async def episode(visit: Visit) -> Reply:
    return await _episode(visit, visit.numbers[0])


async def _episode(visit: Visit, episode_id: int, toast: str = "") -> Screen:
    show, wanted, _, player, item, why = await visit.house.outside(_find, visit, episode_id)
    t = visit.t
    lines = [said.episode_name(t, show, wanted)]
    rows: list[Row] = []
    if player is not None and item is not None:
        seen = await visit.house.outside(_watched, player, item, visit.person.player_user)
        if seen is not None:
            lines.append(escape(t.watched_mark if seen else t.not_watched_mark))
        button = link_button(t.b_watch.format(player=said.player_name(item.player)), item.url) if item.url else None
        rows += [(button,)] if button else []
        if item.url and button is None:
            lines.append(fill(t.open_at, url=item.url))
        label = t.b_mark_unwatched if seen else t.b_mark_watched
        marks = () if seen is None else (visit.button(label, "libmark", wanted.id, 0 if seen else 1),)
        rows.append((visit.button(t.b_play, "libplay", wanted.id), *marks))
    else:
        lines.append(escape(why))
    mates = await visit.house.read(listing.episodes_in_library, show.id)
    before = sum(e.season == wanted.season and e.number < wanted.number for e in mates)
    rows.append((visit.button(t.b_back, "libseas", show.id, wanted.season, before // PAGE),))
    picture = wanted.image_url or show.poster_url
    return Screen(text=joined(lines), rows=tuple(rows), picture=picture, toast=toast)


def _watched(player: Player, item: PlayerItem, user: str) -> bool | None:
    """The person's mark; None when the player keeps marks for users and nobody has said who this person is there."""
    try:
        return player.watched(item.id, user)
    except OutsideError:
        return None


async def mark(visit: Visit) -> Reply:
    """Watched, or not."""
    episode_id, watched = visit.numbers
    *_, player, item, why = await visit.house.outside(_find, visit, episode_id)
    if player is None or item is None:
        return Toast(why, alert=True)

    def set_mark() -> None:
        player.mark_watched(item.id, watched=bool(watched), user=visit.person.player_user)

    await visit.house.outside(set_mark)
    return await _episode(visit, episode_id, toast=visit.t.marked_watched if watched else visit.t.marked_unwatched)
