"""Downloads as the store knows them: which torrent serves which jobs, what they still need, when bytes last came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, func, select, update

from pipeline.clock import now
from pipeline.errors import NotFound
from pipeline.model import DownloadedFile, DownloadStatus, Release
from pipeline.model.jobs import JobState, RunState
from pipeline.ports import Downloader
from pipeline.store import Store, insert
from pipeline.store.tables import block, download, download_job, episode, job, step_run

_RELEASE: TypeAdapter[Release] = TypeAdapter(Release)
_HERE = download.c.removed_at.is_(None)
_NEEDED = job.c.state.in_([JobState.ACTIVE, JobState.DONE])  # a finished job's torrent goes on being shared


def hash_for(store: Store, job_id: int, release: Release) -> str | None:
    """The info-hash of the torrent that this job already has of this release."""
    with store.read() as db:
        rows = db.execute(
            select(download.c.info_hash, download.c.release)
            .join(download_job, download_job.c.download_id == download.c.id)
            .where(download_job.c.job_id == job_id)
        ).all()
    return next(
        (row.info_hash for row in rows if row.release.key == release.key or row.info_hash == release.info_hash), None
    )


def hash_elsewhere(store: Store, release: Release) -> str | None:
    """The info-hash of this release's torrent that another job has on its way already: a pack."""
    query = (
        select(download.c.info_hash, download.c.release)
        .join(download_job, download_job.c.download_id == download.c.id)
        .join(job, job.c.id == download_job.c.job_id)
        .where(_HERE, _NEEDED)
    )
    if release.info_hash:
        query = query.where(download.c.info_hash == release.info_hash)
    with store.read() as db:
        rows = db.execute(query).all()
    return next((row.info_hash for row in rows if release.info_hash or row.release.key == release.key), None)


def note(store: Store, job_id: int, info_hash: str, release: Release, size: int | None) -> None:
    """Write down that this torrent serves this job, before it is added. `size`: bytes that this job needs of it."""
    moment = now()
    with store.write() as db:
        insert(
            db,
            download,
            {
                "info_hash": info_hash,
                "release": release,
                "folder": "",
                "size": size,
                "done": 0,
                "moved_at": moment,
                "added_at": moment,
            },
        )
        row = db.execute(select(download.c.id).where(download.c.info_hash == info_hash)).one()
        # Begun again after it was removed, or for one more episode: the stall clock starts anew.
        db.execute(update(download).where(download.c.id == row.id).values(moved_at=moment, removed_at=None))
        insert(db, download_job, {"download_id": row.id, "job_id": job_id})


def forget(store: Store, job_id: int, info_hash: str) -> None:
    """The client does not have this torrent: the job has it no more, and the next look adds it again."""
    with store.write() as db:
        row = db.execute(select(download.c.id).where(download.c.info_hash == info_hash)).first()
        if row is not None:
            mine = (download_job.c.download_id == row.id, download_job.c.job_id == job_id)
            db.execute(delete(download_job).where(*mine))
            # Nobody else may join in until somebody has added it again.
            db.execute(update(download).where(download.c.id == row.id).values(removed_at=now()))


# --------------------------------------------------------------------------------------------------- what is loaded


def want(store: Store, downloader: Downloader, job_id: int, status: DownloadStatus, chosen: DownloadedFile) -> None:
    """Have the client get just the files that jobs need: a pack fills only the gaps."""
    with store.write() as db:
        row = db.execute(select(download.c.id).where(download.c.info_hash == status.info_hash)).one()
        mine = (download_job.c.download_id == row.id, download_job.c.job_id == job_id)
        db.execute(update(download_job).where(*mine).values(file_index=chosen.index))
        indexes = _indexes(db, row.id)
    if indexes != [file.index for file in status.files if file.wanted]:
        downloader.want(status.info_hash, indexes)


def _indexes(db: Connection, download_id: int) -> list[int]:
    """The files that jobs need of a torrent."""
    rows = db.execute(
        select(download_job.c.file_index)
        .join(job, job.c.id == download_job.c.job_id)
        .where(download_job.c.download_id == download_id, download_job.c.file_index.is_not(None), _NEEDED)
    ).scalars()
    return sorted({index for index in rows if index is not None})


def moved(store: Store, status: DownloadStatus) -> datetime:
    """When this download's bytes last grew, given how it stands now."""
    same = download.c.info_hash == status.info_hash
    with store.read() as db:
        row = db.execute(
            select(download.c.done, download.c.size, download.c.moved_at, download.c.folder).where(same)
        ).first()
    if row is None:
        return now()
    grew = status.done > row.done
    moment: datetime = now() if grew else row.moved_at
    if grew or row.size != status.size or row.folder != status.folder:
        values = {"done": status.done, "size": status.size, "moved_at": moment, "folder": status.folder}
        with store.write() as db:
            db.execute(update(download).where(same).values(**values))
    return moment


def stood_by(store: Store, info_hash: str) -> None:
    """The client has not begun with it: no time of this counts as a stall."""
    with store.write() as db:
        db.execute(update(download).where(download.c.info_hash == info_hash).values(moved_at=now()))


def promised(db: Connection) -> int:
    """Bytes that running downloads will still need."""
    return sum(promised_by_folder(db).values())


def promised_by_folder(db: Connection) -> dict[str, int]:
    """The same, by the folder they are loaded to, as this machine knows it; empty while that is not known."""
    running = (
        select(download_job.c.download_id)
        .join(job, job.c.id == download_job.c.job_id)
        .where(job.c.state == JobState.ACTIVE)
    )
    query = select(download.c.folder, download.c.size, download.c.done).where(_HERE, download.c.id.in_(running))
    found: dict[str, int] = {}
    for row in db.execute(query):
        found[row.folder] = found.get(row.folder, 0) + max(0, (row.size or 0) - row.done)
    return found


def on_the_way(db: Connection, show_id: int) -> dict[str, Release]:
    """What is there or on its way for a show, by key and by info-hash: a pack may serve one more episode.

    What a job has chosen and not begun with counts, too: those that choose after it join in.
    """
    of_show = (episode.c.show_id == show_id, episode.c.id == job.c.episode_id)
    begun = db.execute(
        select(download.c.id, download.c.info_hash, download.c.release)
        .join(download_job, download_job.c.download_id == download.c.id)
        .join(job, job.c.id == download_job.c.job_id)
        .where(_HERE, _NEEDED, *of_show)
    )
    found = {key: row.release for row in begun for key in (row.info_hash, row.release.key)}
    fetched = (step_run.c.step == "fetch", step_run.c.state == RunState.DONE, step_run.c.job_id == job.c.id)
    results = db.execute(select(step_run.c.result).where(*fetched, job.c.state == JobState.ACTIVE, *of_show)).scalars()
    chosen = [_RELEASE.validate_python(result["release"]) for result in results if result]
    return {key: release for release in chosen for key in (release.key, release.info_hash) if key} | found


# ------------------------------------------------------------------------------------------------------ letting go


def let_go(store: Store, downloader: Downloader, job_id: int, unwanted: Callable[[str, Release], bool]) -> list[str]:
    """End this job's part in the torrents that are `unwanted` (info-hash, release); the names of those removed.

    A torrent that serves other jobs stays and loads only what they need; one that serves nobody goes with its data.
    """
    with store.write() as db:
        rows = db.execute(
            select(download.c.id, download.c.info_hash, download.c.release)
            .join(download_job, download_job.c.download_id == download.c.id)
            .where(download_job.c.job_id == job_id)
        ).all()
        gone = [row for row in rows if unwanted(row.info_hash, row.release)]
        ids = [row.id for row in gone]
        for row in gone:
            # What an indexer did not tell is known by now: the same torrent elsewhere is as bad.
            nameless = (block.c.release_key == row.release.key, block.c.info_hash == "")
            db.execute(update(block).where(*nameless).values(info_hash=row.info_hash))
        db.execute(delete(download_job).where(download_job.c.job_id == job_id, download_job.c.download_id.in_(ids)))
        left = {row.id: _indexes(db, row.id) for row in gone}
        alone = {row.id for row in gone if not _serves(db, row.id)}
    for row in gone:
        if row.id in alone:
            _remove(store, downloader, row.id, row.info_hash)
        elif left[row.id]:
            downloader.want(row.info_hash, left[row.id])
    return [row.release.title for row in gone if row.id in alone]


def sweep(
    store: Store, downloader: Downloader, owed: Callable[[Release, DownloadStatus], bool] = lambda *_: False
) -> int:
    """Remove, with their data, the torrents of jobs that were given up. How many.

    One that is `owed` (its indexer wants it shared for longer) stays for now.
    """
    needed = select(download_job.c.download_id).join(job, job.c.id == download_job.c.job_id).where(_NEEDED)
    with store.read() as db:
        columns = (download.c.id, download.c.info_hash, download.c.release)
        rows = db.execute(select(*columns).where(_HERE, download.c.id.not_in(needed))).all()
    free = [row for row in rows if not _is_owed(downloader, row.info_hash, row.release, owed)]
    for row in free:
        _remove(store, downloader, row.id, row.info_hash)
    return len(free)


def _is_owed(
    downloader: Downloader, info_hash: str, release: Release, owed: Callable[[Release, DownloadStatus], bool]
) -> bool:
    try:
        return owed(release, downloader.status(info_hash))
    except NotFound:  # somebody else removed it
        return False


def _serves(db: Connection, download_id: int) -> int:
    """How many jobs need a torrent."""
    query = (
        select(func.count())
        .select_from(download_job.join(job, job.c.id == download_job.c.job_id))
        .where(download_job.c.download_id == download_id, _NEEDED)
    )
    return db.execute(query).scalar_one()


def _remove(store: Store, downloader: Downloader, download_id: int, info_hash: str) -> None:
    """From the client first: cut off in between, the sweep comes by again."""
    downloader.remove(info_hash, with_data=True)
    with store.write() as db:
        if not _serves(db, download_id):  # a job that came meanwhile finds it missing, and adds it again
            db.execute(update(download).where(download.c.id == download_id).values(removed_at=now()))


def remove_served(
    store: Store, downloader: Downloader, download_id: int, info_hash: str, may: Callable[[Connection, int], bool]
) -> bool:
    """Remove a torrent, with its data, that has served its jobs, if `may` still says so. Whether it did."""
    with store.read() as db:
        if not may(db, download_id):
            return False
    downloader.remove(info_hash, with_data=True)  # first: cut off in between, this comes by again
    with store.write() as db:
        if may(db, download_id):  # a job that came meanwhile finds it missing, and adds it again
            db.execute(update(download).where(download.c.id == download_id).values(removed_at=now()))
    return True


def siblings(db: Connection, job_id: int) -> dict[int, bool]:
    """The other jobs that a job's pack serves, each with whether its episode is still on its way.

    One that waits for a person is not counted on. Holds their torrents' rows until the transaction ends: of two that
    come to their end at once, the second sees what the first has queued (PostgreSQL; SQLite has one writer anyway).
    """
    mine = select(download_job.c.download_id).where(download_job.c.job_id == job_id)
    shared = list(db.execute(select(download.c.id).where(_HERE, download.c.id.in_(mine)).with_for_update()).scalars())
    stuck = select(step_run.c.job_id).where(step_run.c.state == RunState.STUCK)
    query = (
        select(job.c.id, step_run.c.state)
        .join(download_job, download_job.c.job_id == job.c.id)
        .join(step_run, step_run.c.job_id == job.c.id)
        .where(download_job.c.download_id.in_(shared), _NEEDED, step_run.c.step == "notify", job.c.id != job_id)
    )
    waiting = set(db.execute(stuck).scalars())
    return {row.id: row.state is not RunState.DONE and row.id not in waiting for row in db.execute(query)}


def served_by(store: Store, info_hash: str) -> list[int]:
    """The jobs that this torrent serves."""
    with store.read() as db:
        return jobs_of(db, info_hash)


def jobs_of(db: Connection, info_hash: str) -> list[int]:
    return list(
        db.execute(
            select(download_job.c.job_id)
            .join(download, download.c.id == download_job.c.download_id)
            .where(download.c.info_hash == info_hash)
        ).scalars()
    )
