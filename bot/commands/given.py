"""A magnet link or a .torrent that somebody sends: which episode is it?

Offered is what its name says, else what is being looked for; what somebody writes along with it, or afterwards, counts
more. Nothing is taken without a press.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from telegram import Document
from telegram.error import TelegramError

from bot.chat.markup import fill, joined, one_line
from bot.chat.paging import page_line, page_of, turn_row
from bot.chat.phrases import told
from bot.chat.request import Request
from bot.chat.view import Reply, Rows, Toast, View, in_rows
from bot.commands import which_show
from bot.commands.episodes import seen_show
from pipeline.clock import now
from pipeline.errors import Unreachable, UserError
from pipeline.model import Episode, Show, Torrent
from pipeline.model.jobs import RunState
from pipeline.model.reasons import Reason
from pipeline.releases.torrents import MAX_MAGNET
from pipeline.services import actions, given_torrents
from pipeline.services.spoken import episode_meant, place_from, read_place, words_of
from pipeline.store import Connection, active_jobs, dialogs, shows
from pipeline.store import given_torrents as kept

ASKED = "given"  # the kind of dialog: {"hash", "name"}
PAGE = 8  # episodes offered at once
NAME_MOST = 100  # characters
_MAGNET = re.compile(r"magnet:/?(?:\?|%3f)\S+", re.IGNORECASE)
_LOOKING = (RunState.WAITING, RunState.DUE, RunState.RUNNING, RunState.STUCK)

Offered = list[tuple[Show, Episode]]


def magnet_in(text: str) -> str:
    """The first magnet link in what somebody wrote; empty when there is none."""
    found = _MAGNET.search(text[:MAX_MAGNET])
    return found.group() if found else ""


def is_torrent(document: Document) -> bool:
    return (document.file_name or "").lower().endswith(".torrent") or document.mime_type == "application/x-bittorrent"


async def magnet(request: Request) -> Reply:
    """Words with a magnet link among them."""
    link = magnet_in(request.text)
    torrent = await request.context.quick(given_torrents.read, link)
    return await _which(request, torrent, request.text.replace(link, " "))


async def file(request: Request, document: Document) -> Reply:
    """A .torrent, with its caption as the request's text."""
    if (document.file_size or 0) > given_torrents.MOST:
        raise UserError(Reason("torrent-too-large", most=given_torrents.MOST))
    try:
        there = await request.bot.get_file(document.file_id)
        data = bytes(await there.download_as_bytearray())
    except TelegramError as error:  # its text may name the address, and the token in it
        raise Unreachable("telegram", Reason("text", text=type(error).__name__)) from None
    torrent = await request.context.quick(given_torrents.read, data)
    return await _which(request, torrent, request.text)


async def _which(request: Request, torrent: Torrent, words: str) -> Reply:
    """Ask which episode it is: the one that is written beside it, else the ones that it may be."""
    context = request.context

    def keep(db: Connection) -> int:
        kept.keep(db, torrent)
        return dialogs.begin(db, request.person.id, ASKED, {"hash": torrent.info_hash, "name": torrent.name})

    dialog_id = await context.write(keep)
    context.topics.gave(request.person.id, dialog_id)
    if names_episode(words):
        return await named(request, dialog_id, words)
    return await _question(request, dialog_id, torrent)


def names_episode(text: str) -> bool:
    return read_place(words_of(text))[1].number is not None


async def page(request: Request) -> Reply:
    """Another page of the episodes that it may be."""
    dialog_id, number = request.numbers
    torrent = await _torrent(request, dialog_id)
    if torrent is None:
        return Toast(request.t.outdated, alert=True)
    return await _question(request, dialog_id, torrent, number)


async def _question(request: Request, dialog_id: int, torrent: Torrent, number: int = 0) -> View:
    t, context = request.t, request.context
    meant = await context.quick(given_torrents.meant, context.store, torrent)
    offered = await context.read(_with_shows, meant) or await context.read(_looked_for)
    shown = page_of(offered, number, PAGE)
    buttons = [
        request.button(f"{show.name} {episode.code} {episode.title}", "given", dialog_id, episode.id)
        for show, episode in shown.shown
    ]
    whole: Rows = ()
    if _is_pack(meant):
        whole = ((request.button(t.b_given_all.format(count=len(meant)), "givenall", dialog_id),),)
    turn = turn_row(request, "givenpg", shown, before=(dialog_id,))
    none = (request.button(t.b_none_of_these, "givenno", dialog_id),)
    lines = [fill(t.given_which, name=one_line(torrent.name or "?", NAME_MOST))]
    lines += [fill(t.given_looked_for)] if offered and not meant else []
    lines += [fill(t.given_or_say), *page_line(request, shown)]
    return View(text=joined(lines), rows=(*whole, *in_rows(buttons, 1), *turn, none))


def _is_pack(meant: Sequence[Episode]) -> bool:
    """Several episodes of one show: not one of two shows that are called alike."""
    return len(meant) > 1 and len({episode.show_id for episode in meant}) == 1


def _with_shows(db: Connection, episodes: Sequence[Episode]) -> Offered:
    known = {show_id: shows.by_id(db, show_id) for show_id in {each.show_id for each in episodes}}
    return [(known[each.show_id], each) for each in episodes]


def _looked_for(db: Connection) -> Offered:
    """What waits for a release, the newest first."""
    followed = [show.id for show in shows.all_followed(db)]
    waiting = [episode for _, episode in active_jobs.at_fetch(db, followed, _LOOKING)]
    return _with_shows(db, sorted(waiting, key=lambda each: each.airs_at or now(), reverse=True))


async def named(request: Request, dialog_id: int, words: str) -> Reply:
    """It is the episode that these words name."""

    async def chosen(found: Request) -> Reply:
        return await of_show(replace(found, numbers=(dialog_id, *found.numbers)))

    return await which_show.go_on_with(replace(request, text=words), chosen, "givenof", before=(dialog_id,))


async def of_show(request: Request) -> Reply:
    """The same for a show and a place in it: asks once more, with the episode's name."""
    dialog_id, show_id, *place = request.numbers
    context, t = request.context, request.t
    value = await _value(request, dialog_id)
    show = await context.read(seen_show, request, show_id)
    if show is None or value is None:
        return Toast(t.outdated, alert=True)
    listed = await context.read(shows.episodes, show.id)
    wanted = episode_meant(show, listed, place_from(tuple(place)), now())
    if wanted is None:
        return View(text=fill(t.no_such_episode, show=show.title, code=place_from(tuple(place)).code))
    rows: Rows = (
        (request.button(t.b_yes, "given", dialog_id, wanted.id), request.button(t.b_no, "givenno", dialog_id)),
    )
    episode = f"{show.name} {wanted.code}"
    name = one_line(value["name"] or "?", NAME_MOST)
    return View(text=fill(t.given_sure, name=name, episode=episode), rows=rows, asks=True)


async def _value(request: Request, dialog_id: int) -> Any:
    return await request.context.read(dialogs.get, dialog_id, request.person.id, ASKED)


async def _torrent(request: Request, dialog_id: int) -> Torrent | None:
    value = await _value(request, dialog_id)
    return await request.context.read(kept.find, value["hash"]) if value else None


async def take(request: Request) -> Reply:
    """The button: it is that episode."""
    dialog_id, episode_id = request.numbers
    context = request.context
    torrent = await _torrent(request, dialog_id)
    if torrent is None or not await _settled(request, dialog_id):
        return Toast(request.t.outdated, alert=True)
    given = (torrent, context.stages, request.person.id)
    said = await context.quick(actions.take_given, context.store, episode_id, *given)
    return View(text=fill("{said}", said=told(request.person, said)), rows=_story(request, episode_id))


async def take_all(request: Request) -> Reply:
    """The button: a pack, for every episode that its name speaks of."""
    dialog_id, context = request.numbers[0], request.context
    torrent = await _torrent(request, dialog_id)
    meant = await context.quick(given_torrents.meant, context.store, torrent) if torrent else []
    if torrent is None or not _is_pack(meant) or not await _settled(request, dialog_id):
        return Toast(request.t.outdated, alert=True)
    given = (torrent, context.stages, request.person.id)
    said = [await context.quick(actions.take_given, context.store, episode.id, *given) for episode in meant]
    return View(text=fill("{said}", said=told(request.person, said[0])), rows=_story(request, meant[0].id))


async def _settled(request: Request, dialog_id: int) -> bool:
    request.context.topics.gave(request.person.id, None)
    return bool(await request.context.write(dialogs.end, dialog_id))


def _story(request: Request, episode_id: int) -> Rows:
    return ((request.button(request.t.b_story, "ep", episode_id),),)


async def leave(request: Request) -> Reply:
    """The button: it is none of them, or not wanted."""
    value = await _value(request, request.numbers[0])
    if value:
        await request.context.write(kept.cut, value["hash"])
    await request.context.write(dialogs.end, request.numbers[0])
    request.context.topics.gave(request.person.id, None)
    return View(text=fill(request.t.given_not))
