"""Watched episodes on their way out of the library, and back.

They go into the recycle folder with all that lies beside them. What is to be moved is written down first, and every
move can be repeated: a process that dies in the middle leaves rows that say `going` or `returning`, and the next look
finishes them. For the rest of the pipeline an episode is gone from the moment that it is going, so nothing replaces it
meanwhile; and it is there again only when all of it is back.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine import workers
from pipeline.errors import OutsideError, UserError
from pipeline.library import recycle
from pipeline.library.recycle import Kept
from pipeline.model import DeletionState
from pipeline.model.reasons import Reason
from pipeline.ports import Player
from pipeline.releases.files import VIDEO
from pipeline.store import Connection, Store, deletions, leases, media_files, outbox, people, shows
from pipeline.store.deletions import Watched

log = logging.getLogger("airdate.clearing")

ABANDONED = timedelta(hours=1)  # another machine's move that takes longer has been cut off
AGAIN = timedelta(minutes=1)  # from a move that failed to the next try
TELL_FIRST, TELL_MOST = timedelta(minutes=1), timedelta(days=1)  # players that could not be told are told again


def new_batch() -> int:
    """A number for the episodes of one message; none is used twice, so an old button never means other episodes."""
    return secrets.randbits(50)


# ------------------------------------------------------------------------------------------------------------ going


def send_away(store: Store, players: Sequence[Player], settings: Settings, batch: int) -> bool:
    """Move a batch's episodes into the recycle folder; the owner is told. False: there is nothing (left) to move.

    UserError when the disk does not let it; all is as it was then, or the next look goes on.
    """
    with store.read() as db:
        rows = [row for row in deletions.of_batch(db, batch) if row.state in (DeletionState.SEEN, DeletionState.ASKED)]
    plans = _plans(store, settings, rows)
    with store.write() as db:
        going = _begin(db, rows, plans)
    if going:
        _move_out(store, players, settings, going, rows[0].state)
    return bool(going)


def _plans(store: Store, settings: Settings, rows: Sequence[Watched]) -> dict[int, tuple[int, list[Kept]]]:
    """(file's id, what is to be moved) by episode, where the file that was watched is there; all episodes of a video,
    or none."""
    watched_files = {row.file_id for row in rows}
    ids = {row.episode_id for row in rows}
    with store.read() as db:
        files = [file for file in media_files.files_of(db, ids) if file.id in watched_files]
        alone = {file.path for file in files if media_files.owners(db, Path(file.path)) <= ids}
    there = {path: Path(path) for path in alone if Path(path).is_file()}
    plans = {path: recycle.plan(video, settings.library, settings.recycle) for path, video in there.items()}
    return {file.episode_id: (file.id, plans[file.path]) for file in files if file.path in plans}


def _begin(db: Connection, rows: Sequence[Watched], plans: dict[int, tuple[int, list[Kept]]]) -> list[Watched]:
    """Have them go; nothing is moved yet. What is not there, is on its way again or another job has, is forgotten."""
    ids = [row.episode_id for row in rows]
    busy = shows.on_the_way(db, ids) | leases.held(db, ids)
    stay = {each for id_ in busy if id_ in plans for each in plans[id_][1]}
    here = {file.id for file in media_files.files_of(db, plans)}
    begun = []
    for row in rows:
        file_id, plan = plans.get(row.episode_id, (0, []))
        if not plan or stay.intersection(plan) or file_id not in here:
            deletions.forget(db, row)
        elif (going := deletions.send(db, row, file_id, plan, workers.worker_name())) is not None:
            begun.append(going)
    return begun


def _move_out(
    store: Store, players: Sequence[Player], settings: Settings, rows: Sequence[Watched], undone: DeletionState
) -> None:
    """Copies first, so that nothing is lost at any moment. `undone`: what they are again when nothing can be moved."""
    moved = _files(rows)
    try:
        recycle.copy(moved)
    except OSError as error:
        if any(not each.path.exists() for each in moved):  # begun before, and cut off
            _try_later(store, rows)
        else:
            _settle(store, rows, undone, here=True)
        raise UserError(Reason("recycle-folder-refuses", why=_reason(error))) from error
    try:
        recycle.take_out(moved, settings.library)
    except OSError as error:
        _try_later(store, rows)
        raise UserError(Reason("not-taken-out", why=_reason(error))) from error
    _settle(store, rows, DeletionState.GONE)
    _tell(store, players, rows)


# -------------------------------------------------------------------------------------------------------- coming back


def bring_back(store: Store, players: Sequence[Player], settings: Settings, rows: Sequence[Watched]) -> None:
    """Undo: each file to exactly where it was. UserError when that cannot be (any more)."""
    with store.read() as db:
        mounted = media_files.is_mounted(db, settings.library)
        rows = [row for row in rows if deletions.is_gone(db, row)]
        episodes = [row.episode_id for row in rows]
        again = shows.in_library(db, episodes) | shows.on_the_way(db, episodes)
        in_use = leases.held(db, episodes)
    if not mounted:
        raise UserError(Reason("library-not-mounted", folder=str(settings.library)))
    if in_use:
        raise UserError(Reason("files-busy-try-again"))
    if again:
        raise UserError(Reason("in-library-again"))
    if not rows or not all(each.copy.is_file() for each in _files(rows) if _is_video(each)):
        raise UserError(Reason("not-in-recycle-folder"))
    with store.write() as db:
        if not deletions.fetch_back(db, rows, workers.worker_name()):
            raise UserError(Reason("on-their-way-back"))
    _move_back(store, players, rows)


def _move_back(store: Store, players: Sequence[Player], rows: Sequence[Watched]) -> None:
    moved = sorted(_files(rows), key=_is_video)  # the video last: a player that sees it sees all of it
    videos = [each for each in moved if _is_video(each)]
    taken = [each.path for each in videos if each.path.exists() and not recycle.same(each.path, each.copy)]
    if taken:
        _settle(store, rows, DeletionState.GONE)
        raise UserError(Reason("name-is-taken", name=taken[0].name))
    new = [each.path for each in moved if not each.path.exists()]
    try:
        recycle.restore(moved)
    except OSError as error:
        if not any(each.path.exists() for each in videos):
            for path in new:
                path.unlink(missing_ok=True)
            _settle(store, rows, DeletionState.GONE)
        else:
            _try_later(store, rows)
        raise UserError(Reason("not-put-back", why=_reason(error))) from error
    _settle(store, rows, DeletionState.KEPT, here=True)
    recycle.drop_copies(moved)
    _tell(store, players, rows)


def empty_recycle_folder(store: Store, settings: Settings) -> None:
    """Delete what has lain there long enough; not while something is on its way back from there."""
    with store.read() as db:
        busy = deletions.moving(db)
    if not busy:
        recycle.empty(settings.recycle, settings.recycle_days)


# -------------------------------------------------------------------------------------------------- what was cut off


def finish(store: Store, players: Sequence[Player], settings: Settings) -> None:
    """Go on with what was cut off, and tell the players that could not be told."""
    moment = now()
    with store.read() as db:
        rows = deletions.moving(db)
        untold = deletions.untold(db, moment)
        if not media_files.is_mounted(db, settings.library):  # after a restart its disk may come later
            rows = []
    for batch in dict.fromkeys(row.batch for row in rows):
        claimed = _claim(store, [row for row in rows if row.batch == batch], moment)
        try:
            if claimed and claimed[0].state is DeletionState.GOING:
                _move_out(store, players, settings, claimed, DeletionState.SEEN)
            elif claimed:
                _move_back(store, players, claimed)
        except UserError as error:
            log.warning("%s", error)
    if untold:
        _tell(store, players, untold)


def _claim(store: Store, rows: Sequence[Watched], moment: datetime) -> list[Watched]:
    """The rows that nobody moves any more, taken over; several workers never take the same."""
    free = [row for row in rows if _is_free(row, moment)]
    if not free:
        return []
    with store.write() as db:
        return [row for row in free if deletions.take_over(db, row, workers.worker_name(), moment)]


def _is_free(row: Watched, moment: datetime) -> bool:
    if not row.worker:
        return moment - row.changed_at > AGAIN
    return workers.is_dead(row.worker) or moment - row.changed_at > ABANDONED


# ------------------------------------------------------------------------------------------------------------- inside


def _settle(store: Store, rows: Sequence[Watched], state: DeletionState, *, here: bool = False) -> None:
    """The move is over: what the episodes are now, and whether they are in the library again. Deletions are told."""
    moved = state in (DeletionState.GONE, DeletionState.KEPT)
    with store.write() as db:
        deletions.settle(db, rows, state, now() if moved else None)
        if here:
            media_files.set_returned(db, [row.file_id for row in rows])
        if state is DeletionState.GONE and rows[0].batch is not None:
            announce(db, rows[0].batch)


def announce(db: Connection, batch: int) -> None:
    """One message to the owner for each batch: it asks, or says what was done, as it stands when it is read."""
    owner = people.owner(db)
    if owner is not None:
        outbox.put(db, f"watched:{batch}", owner.id, outbox.Watched(batch=batch))


def _try_later(store: Store, rows: Sequence[Watched]) -> None:
    with store.write() as db:
        deletions.let_rest(db, rows)


def _tell(store: Store, players: Sequence[Player], rows: Sequence[Watched]) -> None:
    """Have the players look again where files went or came; those that cannot be asked are asked later."""
    told = True
    for player in players:
        try:
            for each in _files(rows):
                if _is_video(each):
                    player.refresh(each.path)
        except OutsideError:
            told = False
    moment = now()
    with store.write() as db:
        for row in rows:
            waited = moment - row.changed_at
            again = None if told or waited > TELL_MOST else moment + max(TELL_FIRST, waited / 2)
            deletions.tell_again(db, row, again)


def _files(rows: Iterable[Watched]) -> list[Kept]:
    """What is moved for these episodes, each once: several of them may be in one video."""
    return list(dict.fromkeys(each for row in rows for each in row.moved))


def _is_video(each: Kept) -> bool:
    return each.path.suffix.lower() in VIDEO


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
