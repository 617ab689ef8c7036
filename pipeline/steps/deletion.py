"""delete: move watched episodes into the recycle folder with all that lies beside them; restore: move them back.

What is to be moved is written down first, and every move can be repeated, so a step that is cut off goes on where it
was. At each moment every file lies in the library or in the recycle folder, or in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.context import StepContext
from pipeline.engine.files import hold
from pipeline.errors import Abandon, Later
from pipeline.library import recycle
from pipeline.library.recycle import Kept
from pipeline.model import DeletionState
from pipeline.model.jobs import Job
from pipeline.model.reasons import Reason
from pipeline.ports import Player
from pipeline.services import deletion
from pipeline.services.deletion import UNDECIDED, Moving, files_of, is_video
from pipeline.services.telling import tell_players
from pipeline.store import Store, deletions, media_files, outbox, people, shows
from pipeline.store.deletions import Watched
from pipeline.store.runs import Stage

AGAIN = timedelta(minutes=1)  # from a move that failed to the next try


@dataclass(frozen=True, kw_only=True)
class Moved:
    files: int


def delete(
    job: Job,
    about: Moving,
    players: Sequence[Player],
    store: Store,
    settings: Settings,
    stages: Sequence[Stage],
    context: StepContext,
) -> Moved:
    """Copies first; then they leave the library, the owner is told, and the players are to look."""
    rows = _held(store, job, about)
    if all(row.state in UNDECIDED for row in rows):
        rows = _begin(store, rows, _plans(store, settings, rows))
    else:  # it was cut off
        rows = [row for row in rows if row.state in (DeletionState.GOING, DeletionState.GONE)]
        _wait_for_mount(store, settings)
    if not rows:
        raise Abandon(Reason("nothing-to-delete"))
    moved = files_of(rows)
    _copy(store, settings, about, rows)
    try:
        recycle.take_out(moved, settings.library)
    except OSError as error:
        why = Reason("not-taken-out", why=_said(error))
        _tell_trouble(store, settings, about, why)
        raise Later(why, AGAIN) from error
    with store.write() as db:
        deletions.settle(db, rows, DeletionState.GONE)
        deletion.announce(db, about.batch)
        tell_players(db, job, players, _videos(moved), stages)
    context.log(f"{len(moved)} files are in the recycle folder")
    return Moved(files=len(moved))


def _held(store: Store, job: Job, about: Moving) -> list[Watched]:
    """The rows as they are while their files are held. Raises Abandon when something else was decided meanwhile."""
    with store.read() as db:
        rows = deletions.by_ids(db, about.rows)
    hold(store, job, [row.episode_id for row in rows])
    with store.read() as db:
        rows = [row for row in deletions.by_ids(db, about.rows) if row.batch == about.batch]
    if not rows:
        raise Abandon(Reason("nothing-to-delete"))
    return rows


def _plans(store: Store, settings: Settings, rows: Sequence[Watched]) -> dict[int, tuple[int, list[Kept]]]:
    """(file's id, what is to be moved) by episode, where the file that was watched is there; all episodes of a video,
    or none."""
    watched_files = {row.file_id for row in rows}
    ids = {row.episode_id for row in rows}
    with store.read() as db:
        here = media_files.by_path(f for f in media_files.files_of(db, ids) if f.id in watched_files)
        whole = {video: files for video, files in here.items() if media_files.owners(db, video) <= ids}
    found: dict[int, tuple[int, list[Kept]]] = {}
    for video, files in whole.items():
        if video.is_file():
            plan = recycle.plan(video, settings.library, settings.recycle)
            found |= {file.episode_id: (file.id, plan) for file in files}
    return found


def _begin(store: Store, rows: Sequence[Watched], plans: dict[int, tuple[int, list[Kept]]]) -> list[Watched]:
    """Have them go; nothing is moved yet. What is not there, or is on its way again, is forgotten."""
    begun = []
    with store.write() as db:
        busy = shows.on_the_way(db, [row.episode_id for row in rows])
        stay = {each for id_ in busy if id_ in plans for each in plans[id_][1]}
        for row in rows:
            file_id, plan = plans.get(row.episode_id, (0, []))
            if not plan or stay.intersection(plan):
                deletions.forget(db, row)
            elif (going := deletions.send(db, row, file_id, plan)) is not None:
                begun.append(going)
    return begun


def _copy(store: Store, settings: Settings, about: Moving, rows: Sequence[Watched]) -> None:
    """Have them in the recycle folder, too. When that cannot be, all is as it was: Abandon."""
    try:
        recycle.copy(files_of(rows))
    except OSError as error:
        why = Reason("recycle-folder-refuses", why=_said(error))
        _tell_trouble(store, settings, about, why)
        if any(not each.path.exists() for each in files_of(rows)):  # begun before, and cut off
            raise Later(why, AGAIN) from error
        with store.write() as db:
            deletions.settle(db, rows, about.undone)
            media_files.set_returned(db, [row.file_id for row in rows])
        raise Abandon(why) from error


def _tell_trouble(store: Store, settings: Settings, about: Moving, why: Reason) -> None:
    """Whoever pressed a button is told there; of what goes by itself the owner hears, once a day at most."""
    with store.write() as db:
        owner = people.owner(db)
        if owner is not None and about.undone is DeletionState.SEEN:
            trouble = outbox.Trouble(system=settings.recycle.name, text=why)
            outbox.put(db, f"watched.disk:{now():%Y-%m-%d}", owner.id, trouble)


# -------------------------------------------------------------------------------------------------------- coming back


def restore(
    job: Job,
    about: Moving,
    players: Sequence[Player],
    store: Store,
    settings: Settings,
    stages: Sequence[Stage],
    context: StepContext,
) -> Moved:
    """Each file to exactly where it was, never over another; the players are to look."""
    rows = _held(store, job, about)
    _wait_for_mount(store, settings)
    if not all(row.state in (DeletionState.RETURNING, DeletionState.KEPT) for row in rows):
        rows = _begin_return(store, rows)
    moved = sorted(files_of(rows), key=is_video)  # the video last: a player that sees it sees all of it
    _put_back(store, rows, moved)
    recycle.restore_descriptions(moved, settings.library)
    with store.write() as db:
        deletions.settle(db, rows, DeletionState.KEPT)
        media_files.set_returned(db, [row.file_id for row in rows])
        tell_players(db, job, players, _videos(moved), stages)
    recycle.drop_copies(moved)
    context.log(f"{len(moved)} files are back")
    return Moved(files=len(moved))


def _begin_return(store: Store, rows: list[Watched]) -> list[Watched]:
    with store.write() as db:
        problem = deletion.cannot_return(db, rows)
        if problem or not deletions.fetch_back(db, rows):
            raise Abandon(problem or Reason("not-in-recycle-folder"))
    return rows


def _put_back(store: Store, rows: Sequence[Watched], moved: Sequence[Kept]) -> None:
    """Raises Abandon when it cannot be: what had not begun to come back stays in the recycle folder."""
    videos = [each for each in moved if is_video(each)]
    taken = next((each.path for each in videos if _is_taken(each)), None)
    if taken is not None:
        raise _stay(store, rows, Reason("name-is-taken", name=taken.name))
    _restore_or_undo(store, rows, moved, videos)
    if not all(each.path.exists() for each in videos):
        raise _stay(store, rows, Reason("not-in-recycle-folder"))


def _restore_or_undo(store: Store, rows: Sequence[Watched], moved: Sequence[Kept], videos: Sequence[Kept]) -> None:
    new = [each.path for each in moved if not each.path.exists()]
    try:
        recycle.restore(moved)
    except OSError as error:
        why = Reason("not-put-back", why=_said(error))
        if any(each.path.exists() for each in videos):
            raise Later(why, AGAIN) from error
        for path in new:
            path.unlink(missing_ok=True)
        raise _stay(store, rows, why) from error


def _is_taken(each: Kept) -> bool:
    """Whether another file has its place now."""
    return each.path.exists() and each.copy.exists() and not recycle.same(each.path, each.copy)


def _stay(store: Store, rows: Sequence[Watched], why: Reason) -> Abandon:
    """They are in the recycle folder, as before: how the step ends."""
    with store.write() as db:
        deletions.settle(db, rows, DeletionState.GONE)
    return Abandon(why)


# ------------------------------------------------------------------------------------------------------------- inside


def _wait_for_mount(store: Store, settings: Settings) -> None:
    with store.read() as db:
        mounted = media_files.is_mounted(db, settings.library)
    if not mounted:  # after a restart its disk may come later
        raise Later(Reason("library-not-mounted", folder=str(settings.library)), AGAIN)


def _videos(moved: Sequence[Kept]) -> list[Path]:
    return [each.path for each in moved if is_video(each)]


def _said(error: OSError) -> str:
    return error.strerror or type(error).__name__
