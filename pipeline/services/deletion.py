"""Watched episodes on their way out of the library, and back: each time a job, which holds their files.

See `pipeline.steps.deletion` for how they are moved. For the rest of the pipeline an episode is gone from the moment
that it is going, so nothing replaces it meanwhile; and it is there again only when all of it is back.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from pipeline.config import Settings
from pipeline.errors import UserError
from pipeline.library import recycle
from pipeline.library.recycle import Kept
from pipeline.model import DeletionState
from pipeline.model.jobs import Job, JobKind, Origin
from pipeline.model.reasons import Reason
from pipeline.releases.file_kinds import VIDEO
from pipeline.store import Connection, Store, deletions, media_files, outbox, people, runs, shows
from pipeline.store.deletions import Watched
from pipeline.store.runs import Stage

_BY_HAND = 1 << 50  # in the number of a batch
UNDECIDED = (DeletionState.SEEN, DeletionState.ASKED)


@dataclass(frozen=True, kw_only=True)
class Moving:
    """What a deletion or its undo is about."""

    batch: int
    rows: tuple[int, ...]
    undone: DeletionState  # what the episodes are again when nothing of it can be done


def new_batch() -> int:
    """A number for the episodes of one message; none is used twice, so an old button never means other episodes."""
    return secrets.randbits(50)


def delete_by_hand(db: Connection, files: Mapping[int, int], stages: Sequence[Stage]) -> int | None:
    """Have these files (by their episodes) deleted at somebody's word: the job. None: nothing is left to move."""
    batch = new_batch() | _BY_HAND
    return delete(db, batch, stages) if deletions.mark(db, files, batch) else None


def delete_episodes(db: Connection, episode_ids: Sequence[int], stages: Sequence[Stage]) -> list[int]:
    """Have what is in the library of these episodes deleted at somebody's word; which those are. UserError: nothing."""
    files = {file.episode_id: file.id for file in media_files.files_of(db, episode_ids)}
    if not files or delete_by_hand(db, files, stages) is None:
        raise UserError(Reason("nothing-of-it-here"))
    return sorted(files)


def gone_with(db: Connection, episode_id: int) -> list[Watched]:
    """An episode that is in the recycle folder, and what is in the same file."""
    row = deletions.gone(db, [episode_id]).get(episode_id)
    if row is None or row.batch is None:
        return []
    return [mate for mate in deletions.of_batch(db, row.batch) if set(mate.moved) & set(row.moved)]


def bring_back_episodes(
    db: Connection, settings: Settings, episode_ids: Sequence[int], stages: Sequence[Stage]
) -> list[int]:
    """Have these episodes, and what is in the same files, moved back; the jobs. UserError when that cannot be."""
    batches: dict[int | None, dict[int, Watched]] = {}
    for episode_id in episode_ids:
        for row in gone_with(db, episode_id):
            batches.setdefault(row.batch, {})[row.id] = row
    if not batches:
        raise UserError(Reason("not-in-recycle-folder"))
    return [bring_back(db, settings, list(rows.values()), stages) for rows in batches.values()]


def by_hand(batch: int) -> bool:
    """Whether somebody said so, and not that everyone had watched them."""
    return bool(batch & _BY_HAND)


def delete(db: Connection, batch: int, stages: Sequence[Stage]) -> int | None:
    """Have a batch's episodes moved into the recycle folder: the job. None: nothing is left to move, or it is on its
    way there."""
    rows = [row for row in deletions.of_batch(db, batch) if row.state in UNDECIDED]
    return _open(db, JobKind.DELETE, batch, rows, stages, rows[0].state) if rows else None


def is_going(db: Connection, batch: int) -> bool:
    """Whether a batch is to be deleted by a job that has not come to its end."""
    return runs.active_job(db, JobKind.DELETE, str(batch)) is not None


def moving(db: Connection, batch: int, rows: Sequence[Watched]) -> Job | None:
    """The job that deletes these episodes of a batch, or brings them back, until it has come to its end."""
    kinds = (JobKind.DELETE, JobKind.RESTORE)
    return next(filter(None, (runs.active_job(db, kind, _subject(kind, batch, rows)) for kind in kinds)), None)


def _subject(kind: JobKind, batch: int, rows: Sequence[Watched]) -> str:
    return str(batch) if kind is JobKind.DELETE else f"{batch}:{rows[0].id}"


def bring_back(db: Connection, settings: Settings, rows: Sequence[Watched], stages: Sequence[Stage]) -> int:
    """Undo: have each file moved to exactly where it was; the job. UserError when that cannot be (any more)."""
    rows = [row for row in rows if deletions.is_gone(db, row)]
    if not media_files.is_mounted(db, settings.library):
        raise UserError(Reason("library-not-mounted", folder=str(settings.library)))
    if problem := cannot_return(db, rows):
        raise UserError(problem)
    assert rows[0].batch is not None
    job_id = _open(db, JobKind.RESTORE, rows[0].batch, rows, stages, DeletionState.GONE)
    if job_id is None:
        raise UserError(Reason("on-their-way-back"))
    return job_id


def cannot_return(db: Connection, rows: Sequence[Watched]) -> Reason | None:
    """What keeps episodes that are gone from coming back."""
    ids = [row.episode_id for row in rows]
    if shows.in_library(db, ids) | shows.on_the_way(db, ids):
        return Reason("in-library-again")
    if not rows or not all(each.copy.is_file() for each in files_of(rows) if is_video(each)):
        return Reason("not-in-recycle-folder")
    return None


def _open(
    db: Connection,
    kind: JobKind,
    batch: int,
    rows: Sequence[Watched],
    stages: Sequence[Stage],
    undone: DeletionState,
) -> int | None:
    about = Moving(batch=batch, rows=tuple(row.id for row in rows), undone=undone)
    why = Origin.LINE if undone is DeletionState.SEEN else Origin.ASKED
    facts = TypeAdapter(Moving).dump_python(about, mode="json")
    return runs.open_job_of(db, kind, rows[0].episode_id, _subject(kind, batch, rows), stages, why=why, about=facts)


def announce(db: Connection, batch: int) -> None:
    """One message to the owner for each batch: it asks, or says what was done, as it stands when it is read."""
    owner = people.owner(db)
    if owner is not None:
        outbox.put(db, f"watched:{batch}", owner.id, outbox.Watched(batch=batch))


def empty_recycle_folder(store: Store, settings: Settings) -> None:
    """Delete what has lain there long enough; not while something is to come back from there."""
    with store.read() as db:
        busy = deletions.moving(db) or runs.any_active(db, JobKind.RESTORE)
    if not busy:
        recycle.empty(settings.recycle, settings.recycle_days)


def files_of(rows: Iterable[Watched]) -> list[Kept]:
    """What is moved for these episodes, each once: several of them may be in one video."""
    return list(dict.fromkeys(each for row in rows for each in row.moved))


def is_video(each: Kept) -> bool:
    return each.path.suffix.lower() in VIDEO
