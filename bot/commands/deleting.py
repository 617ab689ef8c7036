"""Delete an episode, a season or a show with its files, at the owner's word; and undo it.

Everything goes to the recycle folder by the same job as what everyone has watched, and comes back by the same button.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat import phrases
from bot.chat.markup import Html, escape, fill, joined, one_line
from bot.chat.request import Request
from bot.chat.view import Reply, Rows, Toast, View
from bot.commands import retention, which_show
from bot.commands.episodes import seen_show
from messages.units import size_text
from pipeline.clock import now
from pipeline.model import Episode, MediaFile, Show
from pipeline.services import deletion, follow, keep_last
from pipeline.services.spoken import Place, Which, episode_meant, place_from
from pipeline.store import Connection, deletions, dialogs, media_files, shows

ASKED = "delete"  # the kind of dialog: {"show", "files": [[episode, file]]}
FILES, AND_LEAVE = 1, 2  # as buttons say it


@dataclass(frozen=True)
class _Chosen:
    """What is in the library of what somebody wants deleted."""

    show: Show
    episodes: list[Episode]
    files: list[MediaFile]

    @property
    def size(self) -> int:
        return sum({file.path: file.size for file in self.files}.values())


def _choose(db: Connection, request: Request, show_id: int, place: Place) -> _Chosen | None:
    show = seen_show(db, request, show_id)
    if show is None:
        return None
    listed = shows.episodes(db, show.id)
    wanted = {e.id: e for e in _of_place(show, listed, place)}
    files = media_files.files_of(db, wanted)
    there = {file.episode_id for file in files}
    return _Chosen(show, [e for e in wanted.values() if e.id in there], files)


def _of_place(show: Show, listed: Sequence[Episode], place: Place) -> list[Episode]:
    """One episode, a season, or all of it."""
    if place.number is not None or place.which in (Which.LATEST, Which.NEXT):
        one = episode_meant(show, listed, place, now())
        return [one] if one else []
    return [e for e in listed if place.season in (None, e.season)]


async def delete(request: Request) -> Reply:
    """/delete NAME [S01 or S01E02]."""
    if not request.text:
        return View(text=Html(request.t.delete_what))
    return await which_show.go_on_with(request, of_show, "delof")


async def of_show(request: Request) -> Reply:
    """ "Delete …": says what would go, and asks."""
    show_id, place = request.numbers[0], place_from(request.numbers[1:])
    chosen = await request.context.read(_choose, request, show_id, place)
    if chosen is None:
        return Toast(request.t.outdated, alert=True)
    t = request.t
    if not chosen.files:
        name = f"{chosen.show.name} {place.code}".rstrip()
        return View(text=fill(t.delete_nothing, name=name), rows=_leave(request, show_id))
    value = {"show": show_id, "files": [[file.episode_id, file.id] for file in chosen.files]}
    dialog_id = await request.context.write(dialogs.begin, request.person.id, ASKED, value)
    rows: Rows = ((request.button(t.b_delete, "del", dialog_id, FILES), request.button(t.b_no, "delno", dialog_id)),)
    mine = await request.context.read(shows.subscription_of, request.person.id, show_id)
    if mine is not None and place.season is None and len(chosen.episodes) > 1:
        rows = (*rows, (request.button(t.b_delete_and_leave, "del", dialog_id, AND_LEAVE),))
    codes = one_line(retention.codes(chosen.episodes), retention.CODES_MOST)
    text = fill(t.delete_sure, show=chosen.show.name, codes=codes, size=size_text(chosen.size))
    return View(text=text, rows=rows, asks=True)


def _leave(request: Request, show_id: int) -> Rows:
    return ((request.button(request.t.b_unsubscribe, "leave", show_id),),)


async def yes(request: Request) -> Reply:
    """The files that were named when it was asked; with AND_LEAVE, nothing new of it either."""
    dialog_id, choice = request.numbers
    context = request.context
    value = await context.read(dialogs.get, dialog_id, request.person.id, ASKED)

    def begin(db: Connection) -> int | None:
        if not dialogs.end(db, dialog_id):
            return None
        return deletion.delete_by_hand(db, dict(value["files"]), context.stages)

    job_id = await context.write(begin) if value else None
    if job_id is None:
        return Toast(request.t.outdated, alert=True)
    if choice == AND_LEAVE:
        await context.quick(follow.leave, context.store, request.person.id, value["show"])
    await retention.outcome(context, job_id)
    return View(text=escape(request.t.delete_going))


async def no(request: Request) -> Reply:
    await request.context.write(dialogs.end, request.numbers[0])
    return View(text=escape(request.t.delete_not))


async def undo_last(request: Request) -> Reply:
    """Bring back what was deleted last."""
    context = request.context
    rows = await context.read(deletions.gone_last)
    if not rows:
        return View(text=escape(request.t.nothing_to_undo))
    await retention.bring_back(context, rows)
    episodes = await context.read(shows.episodes_by_id, [row.episode_id for row in rows])
    show = await context.read(shows.by_id, episodes[0].show_id)
    codes = one_line(retention.codes(episodes), retention.CODES_MOST)
    return View(text=phrases.count(request.t.watched_returning, len(episodes), show=show.title, codes=codes))


# ------------------------------------------------------------------------------------------------------- keep the last


async def keep_of_show(request: Request) -> Reply:
    """ "Keep the last 5": asks, with what would go now."""
    show_id, place = request.numbers[0], place_from(request.numbers[1:])
    show = await request.context.read(seen_show, request, show_id)
    if show is None:
        return Toast(request.t.outdated, alert=True)
    t, count = request.t, place.count
    if not count:
        now_kept = await request.context.read(keep_last.of_show, show_id)
        words = phrases.count(t.keep_now, now_kept, show=show.name) if now_kept else fill(t.keep_all, show=show.name)
        return View(text=joined([words, Html(t.keep_how)]))
    going = await request.context.read(keep_last.beyond, show_id, count)
    episodes = await request.context.read(shows.episodes_by_id, [file.episode_id for file in going])
    lines = [phrases.count(t.keep_sure, count, show=show.name)]
    if episodes:
        lines.append(fill(t.keep_goes, codes=one_line(retention.codes(episodes), retention.CODES_MOST)))
    rows = ((request.button(t.b_yes, "keepyes", show_id, count), request.button(t.b_no, "show", show_id)),)
    return View(text=joined(lines), rows=rows, asks=True)


async def keep_yes(request: Request) -> Reply:
    """So many from now on; 0: all."""
    show_id, count = request.numbers
    context = request.context
    show = await context.read(seen_show, request, show_id)
    if show is None:
        return Toast(request.t.outdated, alert=True)

    def keep(db: Connection) -> None:
        keep_last.set_for(db, show_id, count)
        keep_last.apply_to(db, show_id, context.stages)

    await context.write(keep)
    t = request.t
    if not count:
        return View(text=fill(t.keep_all, show=show.name))
    rows = ((request.button(t.b_keep_all, "keepyes", show_id, 0),),)
    return View(text=phrases.count(t.keep_now, count, show=show.name), rows=rows)
