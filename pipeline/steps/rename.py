"""rename: give filed files the names that the owner has said yes to; tell_owner: say how many have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from pipeline.config import Settings
from pipeline.engine.context import StepContext
from pipeline.engine.files import hold
from pipeline.errors import Later
from pipeline.library import moving
from pipeline.library.moving import Names
from pipeline.library.naming import title_of
from pipeline.library.nfo import SUFFIX, episode_nfo
from pipeline.library.placing import write
from pipeline.model.jobs import Job, JobKind, RunState
from pipeline.model.reasons import Reason
from pipeline.ports import Player
from pipeline.services import rename as orders
from pipeline.services.rename import Order, Phase, Rename
from pipeline.services.telling import tell_players
from pipeline.store import Connection, Store, media_files, outbox, people, runs, shows, watch_news
from pipeline.store.runs import Stage

TOGETHER = timedelta(minutes=5)  # at most between the openings of the jobs of one order
AGAIN = timedelta(minutes=1)  # from one attempt to the next, while a disk does not let it


@dataclass(frozen=True, kw_only=True)
class Renamed:
    count: int


@dataclass(frozen=True, kw_only=True)
class Told:
    people: tuple[int, ...]


def rename(
    job: Job,
    about: Order,
    players: Sequence[Player],
    store: Store,
    settings: Settings,
    stages: Sequence[Stage],
    context: StepContext,
) -> Renamed:
    """Move the files, with all that lies beside them. Cut off anywhere, it goes on where it was.

    It waits while the library is not there or a disk does not let it; the owner hears of that once.
    """
    if not settings.library.is_dir() or not any(settings.library.iterdir()):
        raise _waits(store, about, Reason("library-away", path=settings.library))
    hold(store, job, _touched(store, about))
    try:
        done = _carry_out(job, about, store, settings)
    except OSError as error:
        why = Reason("disk-says", why=error.strerror or str(error), path=error.filename or settings.library)
        raise _waits(store, about, why) from error
    with store.write() as db:
        for each in done:
            media_files.set_path(db, each.files, each.new, renumbered=each.renumbers)
            watch_news.renew_names(db, each.episodes, str(each.new))
        paths = dict.fromkeys(path for each in done for path in _to_look_at(settings.library, each))
        tell_players(db, job, players, list(paths), stages)
    context.log(f"{len(done)} of {len(about.renames)} have their new names")
    return Renamed(count=len(done))


def _touched(store: Store, about: Order) -> set[int]:
    """The episodes whose files move, and those of the show that may be filed just now under one of the names."""
    with store.read() as db:
        show_ids = {each.show_id for each in about.renames}
        coming = shows.on_the_way(db, [each.id for each in shows.episodes_of_shows(db, show_ids)])
    return coming | {episode for each in about.renames for episode in each.episodes}


def _waits(store: Store, about: Order, why: Reason) -> Later:
    with store.write() as db:
        owner = people.owner(db)
        if owner is not None:
            trouble = outbox.Trouble(system="renaming", text=why)
            outbox.put(db, f"renaming:{about.order}:trouble", owner.id, trouble)
    return Later(why, AGAIN)


def _carry_out(job: Job, about: Order, store: Store, settings: Settings) -> tuple[Rename, ...]:
    """In the phases of `pipeline.library.moving`; which of them it is in is written down, for when it is cut off."""
    if about.phase is Phase.ORDERED:
        about = _settle(job, about, store)
    names = [Names(each.old, each.new) for each in about.renames]
    if about.phase is Phase.HIDING:
        moving.hide(names)
        about = replace(about, phase=Phase.SHOWING)
        with store.write() as db:
            orders.go_on(db, job, about)
    moving.show(names)
    moving.follow_shows(settings.library, names, _describe(store, settings, about.renames))
    return about.renames


def _settle(job: Job, about: Order, store: Store) -> Order:
    """What of it can be done; about the rest the owner is asked again."""
    with store.write() as db:
        free = orders.still_free(db, about.renames)
        names = set(moving.possible([Names(each.old, each.new) for each in free]))
        doable = tuple(each for each in free if Names(each.old, each.new) in names)
        orders.ask_again(db, set(about.renames).difference(free))
        begun = replace(about, renames=doable, phase=Phase.HIDING)
        orders.go_on(db, job, begun)
    return begun


def _describe(store: Store, settings: Settings, renames: Iterable[Rename]) -> dict[Path, str]:
    """Write the descriptions beside the files anew; how the shows are called now, by their new folders."""
    titles: dict[Path, str] = {}
    for each in renames:
        with store.read() as db:
            held = media_files.episodes_in(db, each.files)
            show = shows.by_id(db, held[0].show_id) if held else None
        if show is None:
            continue
        folder = each.new.relative_to(settings.library).parts[0]
        titles[settings.library / folder] = title_of(settings.library, show, folder)
        description = each.new.with_suffix(SUFFIX)
        if description.is_file():
            write(description, episode_nfo(show, *held))
    return titles


def _to_look_at(library: Path, rename: Rename) -> list[Path]:
    """What a player is to look at again: what is gone, and the show's folder."""
    inside = rename.new.relative_to(library).parts
    return [rename.old, library / inside[0] if len(inside) > 1 else rename.new]


def tell_owner(job: Job, about: Order, store: Store, context: StepContext) -> Told:
    """One message for all that was said yes to at once, when the last of it is done."""
    with store.write() as db:
        counts = _counts(db, job, about)
        owner = people.owner(db)
        if None in counts or owner is None:
            context.log(f"{counts.count(None)} other shows of the same order are still to come")
            return Told(people=())
        news = outbox.Plain(words="renamed", values={"count": str(sum(filter(None, counts)))})
        outbox.put(db, f"renaming:{about.order}:done", owner.id, news)
    return Told(people=(owner.id,))


def _counts(db: Connection, job: Job, about: Order) -> list[int | None]:
    """How many files each job of an order has renamed; None: it has yet to. What is stuck is left out."""
    counts: list[int | None] = []
    for mate in runs.opened_since(db, JobKind.RENAME, job.created_at - TOGETHER):
        run = runs.runs_of(db, mate.id).get("rename")
        if run is None or orders.order_of(mate).order != about.order:
            continue
        if run.state is RunState.DONE:
            counts.append(run.result["count"])
        elif run.state in (RunState.WAITING, RunState.DUE, RunState.RUNNING):
            counts.append(None)
    return counts
