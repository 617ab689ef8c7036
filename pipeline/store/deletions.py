"""Episodes that everyone who follows them has watched, and what became of them: asked about, kept, or on their way out
of the library and back. See `pipeline.services.retention` and `pipeline.services.deletion`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, update

from pipeline.clock import now
from pipeline.library.recycle import Kept
from pipeline.model import OUT, DeletionState
from pipeline.store import insert, media_files, noun, nouns, shows
from pipeline.store.tables import episode, media_file, watched

BUSY = (DeletionState.GOING, DeletionState.RETURNING)


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One episode that everyone who follows it has watched."""

    id: int
    episode_id: int
    file_id: int
    state: DeletionState
    seen_at: datetime
    changed_at: datetime
    batch: int | None = None  # the episodes of one message
    moved: tuple[Kept, ...] = ()


# ---------------------------------------------------------------------------------------------------------- reading


def of_batch(db: Connection, batch: int) -> list[Watched]:
    """The episodes of one message."""
    return _found(db, watched.c.batch == batch)


def by_ids(db: Connection, ids: Iterable[int]) -> list[Watched]:
    return _found(db, watched.c.id.in_(list(ids)))


def gone(db: Connection, episode_ids: Iterable[int]) -> dict[int, Watched]:
    """Which of these episodes were taken out of the library after everyone had watched them, and are not there."""
    rows = {
        row.episode_id: row for row in _found(db, watched.c.state.in_(OUT), watched.c.episode_id.in_(list(episode_ids)))
    }
    here = shows.in_library(db, list(rows))
    return {episode_id: row for episode_id, row in rows.items() if episode_id not in here}


def moving(db: Connection) -> list[Watched]:
    """What is on its way out of the library, or back."""
    return _found(db, watched.c.state.in_(BUSY))


def is_gone(db: Connection, row: Watched) -> bool:
    """As it stands now, in the batch that this row was read in."""
    return bool(_found(db, watched.c.id == row.id, watched.c.state == DeletionState.GONE, watched.c.batch == row.batch))


def any_seen(db: Connection) -> bool:
    """Whether something has been watched that nothing was decided about yet."""
    query = select(watched.c.id).where(watched.c.state == DeletionState.SEEN).limit(1)
    return db.execute(query).first() is not None


def settled(db: Connection) -> set[int]:
    """The episodes that something was decided about, and that are not gone."""
    undecided = [DeletionState.SEEN, DeletionState.GONE]
    return set(db.execute(select(watched.c.episode_id).where(watched.c.state.not_in(undecided))).scalars())


def seen_until(db: Connection, moment: datetime) -> list[tuple[int, Watched]]:
    """(show, row) of what had been watched by then and nothing was decided about yet, the oldest first."""
    rows = db.execute(
        select(watched, episode.c.show_id)
        .join(episode, episode.c.id == watched.c.episode_id)
        .where(watched.c.state == DeletionState.SEEN, watched.c.seen_at <= moment)
        .order_by(watched.c.seen_at, watched.c.id)
    )
    return [(row.show_id, noun(Watched, row)) for row in rows]


def count_questions(db: Connection, since: datetime) -> int:
    """How many questions were asked since then and have no answer."""
    open_ones = (watched.c.state == DeletionState.ASKED, watched.c.changed_at > since)
    return len(set(db.execute(select(watched.c.batch).where(*open_ones)).scalars()))


# --------------------------------------------------------------------------------------------- what everyone has seen


def note_seen(db: Connection, files: Mapping[int, int]) -> None:
    """Bring the rows up to date: these files (by their episodes) are what everyone has watched of what is there."""
    moment = now()
    db.execute(delete(watched).where(watched.c.state == DeletionState.SEEN, watched.c.episode_id.not_in(list(files))))
    # In the library again after it was deleted: that counts anew.
    here = select(media_file.c.episode_id).where(media_files.HERE)
    db.execute(delete(watched).where(watched.c.state == DeletionState.GONE, watched.c.episode_id.in_(here)))
    for episode_id, file_id in files.items():
        replaced = (watched.c.episode_id == episode_id, watched.c.file_id != file_id)
        db.execute(delete(watched).where(watched.c.state == DeletionState.SEEN, *replaced))
        values = {"state": DeletionState.SEEN, "seen_at": moment, "changed_at": moment, "moved": ()}
        insert(db, watched, {"episode_id": episode_id, "file_id": file_id, **values})


def forget_seen(db: Connection) -> None:
    """Forget what nothing was decided about: it counts anew."""
    db.execute(delete(watched).where(watched.c.state == DeletionState.SEEN))


def put_in_batch(db: Connection, rows: Sequence[Watched], batch: int, state: DeletionState) -> int:
    """Make one message's episodes of these, as far as nothing was decided about them yet; how many those are."""
    mine = (_are(rows), watched.c.state == DeletionState.SEEN)
    return db.execute(update(watched).where(*mine).values(state=state, batch=batch, changed_at=now())).rowcount


def mark(db: Connection, files: Mapping[int, int], batch: int) -> list[Watched]:
    """Make a batch of these files (by their episodes) at somebody's word, whoever has watched them; those of them that
    are not on their way out or back."""
    moment = now()
    busy = {row.episode_id for row in _found(db, watched.c.state.in_(BUSY), watched.c.episode_id.in_(list(files)))}
    free = {episode_id: file_id for episode_id, file_id in files.items() if episode_id not in busy}
    db.execute(delete(watched).where(watched.c.episode_id.in_(list(free))))
    values = {"state": DeletionState.ASKED, "seen_at": moment, "changed_at": moment, "batch": batch, "moved": ()}
    for episode_id, file_id in free.items():
        insert(db, watched, {"episode_id": episode_id, "file_id": file_id, **values})
    return of_batch(db, batch)


def gone_last(db: Connection) -> list[Watched]:
    """The batch that was deleted last and has not come back."""
    newest = select(watched.c.batch).where(watched.c.state == DeletionState.GONE, watched.c.batch.is_not(None))
    batch = db.execute(newest.order_by(watched.c.changed_at.desc(), watched.c.id.desc()).limit(1)).scalar()
    return _found(db, watched.c.batch == batch, watched.c.state == DeletionState.GONE) if batch is not None else []


def keep(db: Connection, batch: int) -> bool:
    """The owner wants to keep them, and is not asked again; False when that was decided already."""
    asked = (watched.c.batch == batch, watched.c.state == DeletionState.ASKED)
    return db.execute(update(watched).where(*asked).values(state=DeletionState.KEPT, changed_at=now())).rowcount > 0


# ---------------------------------------------------------------------------------------------------- out, and back


def send(db: Connection, row: Watched, file_id: int, moved: Sequence[Kept]) -> Watched | None:
    """Have an episode go: from now on its file is not the library's; None when its row has changed meanwhile."""
    values = {"state": DeletionState.GOING, "file_id": file_id, "moved": tuple(moved)}
    same = (*_unchanged(row), watched.c.batch == row.batch)
    if not db.execute(update(watched).where(*same).values(changed_at=now(), **values)).rowcount:
        return None
    media_files.set_replaced(db, [file_id])
    return _found(db, watched.c.id == row.id)[0]


def forget(db: Connection, row: Watched) -> None:
    """Nothing is to be done about it, unless it has changed meanwhile."""
    db.execute(delete(watched).where(*_unchanged(row), watched.c.batch == row.batch))


def fetch_back(db: Connection, rows: Sequence[Watched]) -> bool:
    """Have episodes that are gone come back; False when that is not so of all of them (any more)."""
    values = {"state": DeletionState.RETURNING, "changed_at": now()}
    mine = (_are(rows), watched.c.state == DeletionState.GONE)
    return db.execute(update(watched).where(*mine).values(**values)).rowcount == len(rows)


def settle(db: Connection, rows: Sequence[Watched], state: DeletionState) -> None:
    """A move is over: what the episodes are now."""
    db.execute(update(watched).where(_are(rows)).values(state=state, changed_at=now()))


def _found(db: Connection, *where: ColumnElement[bool]) -> list[Watched]:
    return nouns(Watched, db.execute(select(watched).where(*where).order_by(watched.c.id)))


def _are(rows: Iterable[Watched]) -> ColumnElement[bool]:
    return watched.c.id.in_([row.id for row in rows])


def _unchanged(row: Watched) -> tuple[Any, ...]:
    return watched.c.id == row.id, watched.c.state == row.state
