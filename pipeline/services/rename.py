"""Filed episodes that would be called otherwise today: the catalogue has renumbered or renamed them, or the owner has
changed the pattern. Nothing is moved before the owner has seen old and new names and said yes.

What was said yes to is an order: a job for each show (`pipeline.steps.rename`), so that files whose names depend on
each other are in one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.library.naming import episode_path, pattern_for
from pipeline.library.readback import Reader, read
from pipeline.library.scan import video_files
from pipeline.model import Episode, MediaFile, Person, Show
from pipeline.model.jobs import Job, JobKind, Origin
from pipeline.services import show_folder
from pipeline.services.show_folder import Folders
from pipeline.store import Connection, Store, key_values, media_files, outbox, people, renumbering, runs, shows
from pipeline.store.runs import Stage

_ASKED = "rename-asked:"
_LOOKED = "names-looked"
AT_ONCE = 25  # shows that are read at a time


@dataclass(frozen=True, kw_only=True)
class Rename:
    """A file, what it is called and what it would be called."""

    show: str
    show_id: int
    files: tuple[int, ...]  # ids of its rows: several when it holds several episodes
    episodes: tuple[int, ...]  # theirs
    old: Path
    new: Path

    @property
    def renumbers(self) -> bool:
        """Whether players take it for another episode from now on, and what was seen of that for seen of this."""
        before, after = (read(f"{path.parent.name}/{path.name}", Reader.JELLYFIN_12) for path in (self.old, self.new))
        told = [(each.season, each.number, each.end) for each in (before, after) if each]
        return len(told) < 2 or told[0] != told[1]


@dataclass(frozen=True, kw_only=True)
class Looked:
    """How far names have been looked at: those of the shows until `until`, and of all that were read before `since`."""

    since: str  # ISO 8601
    until: int = 0
    all_seen: bool = False


class Phase(IntEnum):
    ORDERED = 0
    HIDING = 1  # what can be done is settled; see pipeline.library.moving
    SHOWING = 2


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a job is about: the files of one show of what was said yes to."""

    order: str  # the same for all that was said yes to at once
    renames: tuple[Rename, ...]
    phase: Phase = Phase.ORDERED


_ORDERS = TypeAdapter(Order)


# ------------------------------------------------------------------------------------------------- what would change


def proposed(db: Connection, settings: Settings, show_ids: Iterable[int] | None = None) -> list[Rename]:
    """What would be called otherwise, of these shows or of all, by show and name.

    Not what was there before Airdate (`adopt`): those names are the owner's own. Nor what is on its way again.
    """
    ids = shows.all_ids(db) if show_ids is None else sorted(set(show_ids))
    folders = _Folders(db, settings.library)
    renames: dict[Path, Rename] = {}
    for start in range(0, len(ids), AT_ONCE):
        for show, held in _of_shows(db, ids[start : start + AT_ONCE]):
            if rename := _rename_of(db, settings, folders, show, held):
                renames[rename.old] = rename
    taken = media_files.of_them_filed(db, [each.new for each in renames.values()])
    return sorted(_without_clashes(taken, renames), key=lambda rename: (rename.show, rename.old))


def _rename_of(
    db: Connection, settings: Settings, folders: _Folders, show: Show, held: Sequence[tuple[MediaFile, Episode]]
) -> Rename | None:
    """What one file would be called; None when it stays as it is."""
    old = Path(held[0][0].path)
    if not all(file.info_hash for file, _ in held):
        return None
    new = _target(db, settings, folders, show, old, [each for _, each in held])
    if new is None or new == old:
        return None
    files, episodes = (tuple(each.id for each in some) for some in zip(*held, strict=True))
    return Rename(show=show.name, show_id=show.id, files=files, episodes=episodes, old=old, new=new)


def _without_clashes(taken: Iterable[Path], renames: dict[Path, Rename]) -> list[Rename]:
    """Of two files that would have one name, both keep theirs. `taken`: which of the new names files have now."""
    targets = {path: renames[path].new if path in renames else path for path in {*taken, *renames}}
    while clashes := _clashing(renames, targets):
        targets |= {old: old for old in clashes}
        renames = {old: each for old, each in renames.items() if old not in clashes}
    return list(renames.values())


def _clashing(renames: Iterable[Path], targets: Mapping[Path, Path]) -> set[Path]:
    wanted = Counter(targets.values())
    return {old for old in renames if wanted[targets[old]] > 1}


def _of_shows(db: Connection, show_ids: Sequence[int]) -> list[tuple[Show, list[tuple[MediaFile, Episode]]]]:
    """Each file's rows with their episodes, in the episodes' order."""
    known = {show_id: shows.by_id(db, show_id) for show_id in show_ids}
    episodes = {each.id: each for each in shows.episodes_of_shows(db, show_ids)}
    found = []
    for group in media_files.by_path(media_files.all_here(db, show_ids)).values():
        held = [(file, episodes[file.episode_id]) for file in group if file.episode_id in episodes]
        held.sort(key=lambda pair: (pair[1].season, pair[1].number))
        if held:
            found.append((known[held[0][1].show_id], held))
    return found


def _target(
    db: Connection, settings: Settings, folders: _Folders, show: Show, old: Path, held: Sequence[Episode]
) -> Path | None:
    """What the file would be called; None when it stays as it is."""
    first, also = held[0], held[1:]
    unbroken = [(each.season, each.number) for each in held] == [
        (first.season, first.number + place) for place in range(len(held))
    ]
    mine = old.is_relative_to(settings.library)
    if not mine or not unbroken or first.number >= renumbering.ASIDE or shows.on_the_way(db, [e.id for e in held]):
        return None
    pattern = pattern_for(show, first, settings.filing.patterns)
    known = folders.of(show)
    return episode_path(settings.library, show, first, old.suffix, pattern, also, known.own, known.others)


class _Folders:
    """Which folders of the library are which show's; read once for each of them."""

    def __init__(self, db: Connection, library: Path) -> None:
        self._db = db
        self._library = library
        self._known: dict[int, Folders] = {}

    def of(self, show: Show) -> Folders:
        """The folder that the show keeps, as something in it is not ours; and other shows' folders."""
        if show.id not in self._known:
            known = show_folder.kept(self._db, show, self._library)
            before = media_files.folder_before(self._db, show.id, self._library)
            stays = known.own if before or self._is_shared(known.own) else ""
            self._known[show.id] = Folders(stays, known.others)
        return self._known[show.id]

    def _is_shared(self, folder: str) -> bool:
        there = set(video_files(self._library / folder)) if folder else set()
        return len(media_files.of_them_filed(self._db, there)) < len(there)


# ------------------------------------------------------------------------------------------------------------ asking


def ask_about_new(store: Store, settings: Settings) -> None:
    """Ask about what was read anew since the last look; at first about all, some shows at each look."""
    moment = now()
    with store.read() as db:
        said, owner = key_values.get(db, _LOOKED), people.owner(db)
        looked = _looked(said, moment)
        ids = _to_look_at(db, looked)
    if owner is None or (not ids and looked.all_seen):
        return
    ask_about(store, settings, owner, ids)
    if looked.all_seen:
        looked = Looked(since=moment.isoformat(), all_seen=True)
    else:
        looked = replace(looked, until=max(ids, default=0), all_seen=not ids)
    with store.write() as db:
        key_values.put(db, _LOOKED, asdict(looked))


def _looked(said: Any, moment: datetime) -> Looked:
    """A text alone is what earlier versions wrote, who had looked at all."""
    if isinstance(said, dict):
        return Looked(**said)
    return Looked(since=said or moment.isoformat(), all_seen=bool(said))


def _to_look_at(db: Connection, looked: Looked) -> list[int]:
    """The shows whose names are looked at now."""
    if looked.all_seen:
        return shows.read_since(db, datetime.fromisoformat(looked.since))
    return shows.filed_by_us(db, after=looked.until, limit=AT_ONCE)


def ask_about(store: Store, settings: Settings, owner: Person, show_ids: Sequence[int]) -> None:
    """Ask the owner about the names of these shows. The same new name is asked about once: no answer, or no, stays
    one.
    """
    with store.read() as db:
        news = [each for each in proposed(db, settings, show_ids) if not _asked(db, each)]
    if news:
        with store.write() as db:
            _ask(db, owner, news, now())


def _ask(db: Connection, owner: Person, renames: Sequence[Rename], moment: datetime) -> None:
    new_names = {file: str(each.new) for each in renames for file in each.files}
    for file, name in new_names.items():
        key_values.put(db, f"{_ASKED}{file}", name)
    question = outbox.Plain(words="rename_asked", values={"files": ",".join(map(str, new_names))})
    outbox.put(db, f"rename:{moment.isoformat()}", owner.id, question)


def _asked(db: Connection, rename: Rename) -> bool:
    return all(key_values.get(db, f"{_ASKED}{file}") == str(rename.new) for file in rename.files)


def asked_about(db: Connection, settings: Settings, files: str) -> list[Rename]:
    """What a question was about, as far as it still stands: those renames whose new name has not changed since."""
    ids = {int(file) for file in files.split(",")}
    show_ids = {each.show_id for each in media_files.episodes_in(db, ids)}
    return [each for each in proposed(db, settings, show_ids) if ids.issuperset(each.files) and _asked(db, each)]


# ----------------------------------------------------------------------------------------------------------- ordering


def order(db: Connection, renames: Sequence[Rename], stages: Sequence[Stage]) -> list[int]:
    """Have these carried out, in the caller's transaction: the jobs that this opened.

    While a show's earlier order is carried out it takes no other: about what is new the owner is asked again.
    """
    token = f"{now():%Y%m%d%H%M%S%f}"
    of_shows: dict[int, list[Rename]] = {}
    for each in renames:
        of_shows.setdefault(each.show_id, []).append(each)
    opened = []
    for show_id, mine in of_shows.items():
        about = _ORDERS.dump_python(Order(order=token, renames=tuple(mine)), mode="json")
        first, subject = mine[0].episodes[0], str(show_id)
        job_id = runs.open_job_of(db, JobKind.RENAME, first, subject, stages, why=Origin.ASKED, about=about)
        if job_id is not None:
            opened.append(job_id)
        elif earlier := runs.active_job(db, JobKind.RENAME, subject):
            ask_again(db, set(mine).difference(order_of(earlier).renames))
    return opened


def order_of(job: Job) -> Order:
    return _ORDERS.validate_python(job.about)


def go_on(db: Connection, job: Job, order: Order) -> None:
    """Write down how far an order is."""
    runs.set_about(db, job.id, _ORDERS.dump_python(order, mode="json"))


def renamed(db: Connection, job_ids: Iterable[int]) -> int:
    """How many files these jobs have given their new names."""
    results = [runs.runs_of(db, job_id)["rename"].result for job_id in job_ids]
    return sum(result["count"] for result in results if result)


def ask_again(db: Connection, renames: Iterable[Rename]) -> None:
    """These were not done: if their names still differ at the next look, the owner is asked about them."""
    key_values.drop_all(db, [f"{_ASKED}{file}" for each in renames for file in each.files])


def still_free(db: Connection, renames: Iterable[Rename]) -> tuple[Rename, ...]:
    """Those whose files are still what they were: not replaced, deleted, or on their way again."""
    wanted = list(renames)
    free = _free_files(db, {file for each in wanted for file in each.files})
    return tuple(each for each in wanted if free.issuperset((file, str(each.old)) for file in each.files))


def _free_files(db: Connection, ids: Iterable[int]) -> set[tuple[int, str]]:
    """(id, path) of those that are in the library and not on their way again."""
    files = [file for file in media_files.by_ids(db, ids) if file.replaced_at is None]
    busy = shows.on_the_way(db, [file.episode_id for file in files])
    return {(file.id, file.path) for file in files if file.episode_id not in busy}
