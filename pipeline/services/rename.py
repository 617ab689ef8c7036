"""Filed episodes that would be called otherwise today: the catalogue has renumbered or renamed them, or the owner has
changed the pattern. Nothing is moved before the owner has seen old and new names and said yes.

What was said yes to is an order: a note that stays until it is carried out, so any worker may take it up again.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.errors import OutsideError
from pipeline.library import moving
from pipeline.library.moving import Names
from pipeline.library.naming import episode_path, pattern_for
from pipeline.library.nfo import SUFFIX, episode_nfo
from pipeline.library.placing import write
from pipeline.model import Episode, MediaFile, Show
from pipeline.model.reasons import reason_from
from pipeline.ports import Player
from pipeline.store import Connection, Store, key_values, media_files, outbox, people, renumbering, shows

log = logging.getLogger("airdate.renaming")

LEASE = timedelta(minutes=10)  # how long an order is left to whoever carries it out
AGAIN = timedelta(minutes=1)  # from one attempt to the next
PATIENCE = timedelta(hours=1)  # how long a player that is off is waited for
_ASKED = "rename-asked:"
_ORDER = "rename-order:"
_LOOKED = "names-looked"


@dataclass(frozen=True, kw_only=True)
class Rename:
    """A file, what it is called and what it would be called."""

    show: str
    files: tuple[int, ...]  # ids of its rows: several when it holds several episodes
    old: Path
    new: Path


class Phase(IntEnum):
    ORDERED = 0
    HIDING = 1  # what can be done is settled; see pipeline.library.moving
    SHOWING = 2
    TELLING = 3  # the store knows the new names


@dataclass(frozen=True, kw_only=True)
class Order:
    renames: tuple[Rename, ...]
    at: datetime
    until: datetime  # nobody else takes it up before
    phase: Phase = Phase.ORDERED
    refresh: tuple[tuple[str, str], ...] = ()  # players that have not looked yet: (name, path)


_ORDERS = TypeAdapter(Order)


# ------------------------------------------------------------------------------------------------- what would change


def proposed(db: Connection, settings: Settings, show_ids: Iterable[int] | None = None) -> list[Rename]:
    """What would be called otherwise, of these shows or of all, by show and name.

    Not what was there before Airdate (`adopt`): those names are the owner's own. Nor what is on its way again.
    """
    by_path: dict[str, list[MediaFile]] = {}
    for file in media_files.all_here(db):
        by_path.setdefault(file.path, []).append(file)
    targets = {Path(path): Path(path) for path in by_path}
    named: dict[Path, Rename] = {}
    for show, held in _of_shows(db, by_path.values(), None if show_ids is None else set(show_ids)):
        old = Path(held[0][0].path)
        new = _target(db, settings, show, old, [each for _, each in held])
        if new is not None and new != old and all(file.info_hash for file, _ in held):
            targets[old] = new
            named[old] = Rename(show=show.name, files=tuple(file.id for file, _ in held), old=old, new=new)
    while clashes := {old for old in named if Counter(targets.values())[targets[old]] > 1}:
        for old in clashes:  # two of one name: both stay
            targets[old] = old
            del named[old]
    return sorted(named.values(), key=lambda rename: (rename.show, rename.old))


def _of_shows(
    db: Connection, groups: Iterable[list[MediaFile]], show_ids: set[int] | None
) -> list[tuple[Show, list[tuple[MediaFile, Episode]]]]:
    """Each file's rows with their episodes, in the episodes' order."""
    known = {each.id: each for each in shows.read_since(db, None)}
    episodes = {each.id: each for each in shows.episodes_of_shows(db, show_ids)}
    found = []
    for group in groups:
        held = [(file, episodes[file.episode_id]) for file in group if file.episode_id in episodes]
        held.sort(key=lambda pair: (pair[1].season, pair[1].number))
        if held:
            found.append((known[held[0][1].show_id], held))
    return found


def _target(db: Connection, settings: Settings, show: Show, old: Path, held: Sequence[Episode]) -> Path | None:
    """What the file would be called; None when it stays as it is."""
    first, also = held[0], held[1:]
    unbroken = [(each.season, each.number) for each in held] == [
        (first.season, first.number + place) for place in range(len(held))
    ]
    mine = old.is_relative_to(settings.library)
    if not mine or not unbroken or first.number >= renumbering.ASIDE or shows.on_the_way(db, [e.id for e in held]):
        return None
    pattern = pattern_for(show, first, settings.filing.patterns)
    folder = media_files.folder_before(db, show.id, settings.library)
    return episode_path(settings.library, show, first, old.suffix, pattern, also, folder)


# ------------------------------------------------------------------------------------------------------------ asking


def look_again(store: Store, settings: Settings) -> None:
    """Ask about what was read anew since the last look; the first time about all."""
    with store.read() as db:
        said = key_values.get(db, _LOOKED)
    looked = look(store, settings, datetime.fromisoformat(said) if said else None)
    if looked is not None:
        with store.write() as db:
            key_values.put(db, _LOOKED, looked.isoformat())


def look(store: Store, settings: Settings, since: datetime | None) -> datetime | None:
    """Ask the owner about the shows that were read since then (None: about all); from when on to look the next time.

    The same new name is asked about once: no answer, or no, stays one.
    """
    moment = now()
    with store.read() as db:
        ids = [show.id for show in shows.read_since(db, since)]
        news = [each for each in proposed(db, settings, ids) if not _asked(db, each)] if ids else []
        boss = people.owner(db)
    if boss is None:
        return since
    if news:
        with store.write() as db:
            for each in news:
                for file in each.files:
                    key_values.put(db, f"{_ASKED}{file}", str(each.new))
            files = ",".join(str(file) for each in news for file in each.files)
            key = hashlib.sha256("\n".join(f"{r.files} {r.new}" for r in news).encode()).hexdigest()
            outbox.put(db, f"rename:{key}", boss.id, outbox.Plain(words="rename_asked", values={"files": files}))
    return moment


def _asked(db: Connection, rename: Rename) -> bool:
    return all(key_values.get(db, f"{_ASKED}{file}") == str(rename.new) for file in rename.files)


def asked_about(db: Connection, settings: Settings, files: str) -> list[Rename]:
    """What a question was about, as far as it still stands: those renames whose new name has not changed since."""
    ids = {int(file) for file in files.split(",")}
    show_ids = {each.show_id for each in media_files.episodes_in(db, ids)}
    return [each for each in proposed(db, settings, show_ids) if ids.issuperset(each.files) and _asked(db, each)]


# ------------------------------------------------------------------------------------------------------- carrying out


def order(db: Connection, renames: Sequence[Rename]) -> int:
    """Have these carried out, in the caller's transaction. How many had not been ordered before."""
    moment = now()
    ordered = {each.old for _, other in _orders(db) if other.phase is not Phase.TELLING for each in other.renames}
    new = tuple(each for each in renames if each.old not in ordered)
    if new:
        _put(db, f"{_ORDER}{moment:%Y%m%d%H%M%S%f}", Order(renames=new, at=moment, until=moment))
    return len(new)


def _orders(db: Connection) -> list[tuple[str, Order]]:
    """All that wait or are under way, oldest first, held until the transaction ends."""
    values = key_values.starting_with(db, _ORDER, held=True)
    return [(key, _ORDERS.validate_python(value)) for key, value in values.items()]


def under_way(db: Connection, paths: Iterable[Path]) -> bool:
    """Whether files are getting or giving up one of these names just now: nothing else is to touch them."""
    moving_now = [order for _, order in _orders(db) if order.phase in (Phase.HIDING, Phase.SHOWING)]
    names = {name for order in moving_now for each in order.renames for name in (each.old, each.new)}
    return not names.isdisjoint(paths)


def carry_out(store: Store, players: Sequence[Player], settings: Settings) -> int:
    """Carry out what was ordered, one order after the other; how many files have new names."""
    renamed = 0
    while (taken := _claim(store)) is not None:
        key, mine = taken
        try:
            renamed += _carry_out(store, players, settings, key, mine)
        except OSError as error:
            log.warning("renaming: %s", error)
            _tell_trouble(store, key, error)
            return renamed
    return renamed


def _claim(store: Store) -> tuple[str, Order] | None:
    """The oldest order, while nobody else carries out any: what one frees another may take."""
    moment = now()
    with store.read() as db:
        if not key_values.starting_with(db, _ORDER):
            return None
    with store.write() as db:
        orders = _orders(db)
        busy = any(each.until > moment and each.phase is not Phase.TELLING for _, each in orders)
        due = [(key, each) for key, each in orders if each.until <= moment]
        if busy or not due:
            return None
        key, first = due[0]
        mine = replace(first, until=moment + LEASE)
        _put(db, key, mine)
        return key, mine


def _carry_out(store: Store, players: Sequence[Player], settings: Settings, key: str, mine: Order) -> int:
    if mine.phase is not Phase.TELLING and (not settings.library.is_dir() or not any(settings.library.iterdir())):
        raise OSError(f"The library {settings.library} is empty or not there. Is its disk mounted?")
    if mine.phase is Phase.ORDERED:
        mine = _begin(store, key, mine)
    names = [Names(each.old, each.new) for each in mine.renames]
    if mine.phase is Phase.HIDING:
        moving.hide(names)
        mine = _go_on(store, key, replace(mine, phase=Phase.SHOWING))
    renamed = 0
    if mine.phase is Phase.SHOWING:
        moving.show(names)
        titles = _describe(store, settings, mine.renames)
        moving.follow_shows(settings.library, names, titles)
        paths = dict.fromkeys(str(path) for each in mine.renames for path in _to_look_at(settings.library, each))
        asks = tuple((player.name, path) for player in players for path in paths)
        mine = replace(mine, phase=Phase.TELLING, refresh=asks)
        renamed = len(mine.renames)
        with store.write() as db:
            for each in mine.renames:
                media_files.set_path(db, each.files, each.new)
            _tell(db, key, renamed)
            _put(db, key, mine)
    _refresh(store, players, key, mine)
    return renamed


def _begin(store: Store, key: str, mine: Order) -> Order:
    """Settle what can be done; from here on everybody else leaves these files alone (see `under_way`)."""
    while True:
        with store.read() as db:
            free = _free(db, mine.renames)
        names = moving.possible([Names(each.old, each.new) for each in free])
        doable = tuple(each for each in free if Names(each.old, each.new) in names)
        with store.write() as db:
            _orders(db)  # held: whoever asks whether they are under way waits for the answer
            if _free(db, doable) != doable:
                continue
            for file in {file for each in mine.renames if each not in free for file in each.files}:
                key_values.drop(db, f"{_ASKED}{file}")  # about these the owner is asked again
            begun = replace(mine, renames=doable, phase=Phase.HIDING, until=now() + LEASE)
            _put(db, key, begun)
            return begun


def _free(db: Connection, renames: Iterable[Rename]) -> tuple[Rename, ...]:
    """Those whose files are still what they were: not replaced, deleted, or on their way again."""
    all_of = list(renames)
    ids = {file for each in all_of for file in each.files}
    files = [file for file in media_files.by_ids(db, ids) if file.replaced_at is None]
    busy = shows.on_the_way(db, [file.episode_id for file in files])
    free = {(file.id, file.path) for file in files if file.episode_id not in busy}
    return tuple(each for each in all_of if free.issuperset((file, str(each.old)) for file in each.files))


def _describe(store: Store, settings: Settings, renames: Iterable[Rename]) -> dict[Path, str]:
    """Write the descriptions beside the files anew; how the shows are called now, by their new folders."""
    titles: dict[Path, str] = {}
    for each in renames:
        with store.read() as db:
            held = media_files.episodes_in(db, each.files)
            show = shows.by_id(db, held[0].show_id) if held else None
        if show is None:
            continue
        titles[settings.library / each.new.relative_to(settings.library).parts[0]] = show.title
        description = each.new.with_suffix(SUFFIX)
        if description.is_file():
            write(description, episode_nfo(show, *held))
    return titles


def _tell(db: Connection, key: str, count: int) -> None:
    boss = people.owner(db)
    if boss is not None:
        news = outbox.Plain(words="renamed", values={"count": str(count)})
        outbox.put(db, f"{key}:done", boss.id, news)


def _tell_trouble(store: Store, key: str, error: OSError) -> None:
    """The owner hears once why an order waits; it is tried again."""
    text = f"{error.strerror or error} {f'({error.filename})' if error.filename else ''}".strip()
    with store.write() as db:
        boss = people.owner(db)
        value = key_values.get(db, key)
        if value is not None:
            _put(db, key, replace(_ORDERS.validate_python(value), until=now() + AGAIN))
        if boss is not None:
            outbox.put(db, f"{key}:trouble", boss.id, outbox.Trouble(system="renaming", text=reason_from(text)))


def _to_look_at(library: Path, rename: Rename) -> list[Path]:
    """What a player is to look at again: what is gone, and the show's folder."""
    inside = rename.new.relative_to(library).parts
    return [rename.old, library / inside[0] if len(inside) > 1 else rename.new]


def _refresh(store: Store, players: Sequence[Player], key: str, mine: Order) -> None:
    """Have the players look; one that is off is asked again for a while."""
    left = []
    for name, path in mine.refresh:
        for player in players:
            if player.name != name:
                continue
            try:
                player.refresh(Path(path))
            except OutsideError:
                left.append((name, path))
    with store.write() as db:
        if left and now() - mine.at < PATIENCE:
            _put(db, key, replace(mine, refresh=tuple(left), until=now() + AGAIN))
        else:
            key_values.drop(db, key)


def _go_on(store: Store, key: str, mine: Order) -> Order:
    later = replace(mine, until=now() + LEASE)
    with store.write() as db:
        _put(db, key, later)
    return later


def _put(db: Connection, key: str, value: Order) -> None:
    key_values.put(db, key, _ORDERS.dump_python(value, mode="json"))
