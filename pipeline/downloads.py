"""Downloads as the store knows them: which torrent serves which jobs, and when bytes last came."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from pipeline.clock import now
from pipeline.model import Release
from pipeline.ports import Downloader
from pipeline.store import Store, insert
from pipeline.store.tables import download, download_job


def hash_for(store: Store, job_id: int, release: Release) -> str | None:
    """The info-hash of the torrent that this job already has of this release."""
    with store.read() as db:
        rows = db.execute(
            select(download.c.info_hash, download.c.release)
            .join(download_job, download_job.c.download_id == download.c.id)
            .where(download_job.c.job_id == job_id)
        ).all()
    return next((row.info_hash for row in rows if row.release.key == release.key), None)


def note(store: Store, job_id: int, info_hash: str, release: Release, size: int | None) -> None:
    """Write down that this torrent serves this job, before it is added."""
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
        # Begun again after it was removed: the stall clock starts anew.
        db.execute(update(download).where(download.c.id == row.id).values(moved_at=moment, removed_at=None))
        insert(db, download_job, {"download_id": row.id, "job_id": job_id})


def forget(store: Store, job_id: int) -> None:
    """This job has no torrent any more."""
    with store.write() as db:
        db.execute(delete(download_job).where(download_job.c.job_id == job_id))


def want(store: Store, downloader: Downloader, job_id: int, info_hash: str, index: int) -> None:
    """Have the client get just the files that jobs need: a pack fills only the gaps."""
    with store.write() as db:
        mine = db.execute(
            update(download_job)
            .where(
                download_job.c.job_id == job_id,
                download_job.c.download_id.in_(select(download.c.id).where(download.c.info_hash == info_hash)),
                download_job.c.file_index.is_(None),
            )
            .values(file_index=index)
        )
        if not mine.rowcount:
            return
        wanted = db.execute(
            select(download_job.c.file_index)
            .join(download, download.c.id == download_job.c.download_id)
            .where(download.c.info_hash == info_hash, download_job.c.file_index.is_not(None))
        ).scalars()
        indexes = sorted({i for i in wanted if i is not None})
    downloader.want(info_hash, indexes)


def moved(store: Store, info_hash: str, done: int) -> datetime:
    """When this download's bytes last grew, given how many there are now."""
    with store.read() as db:
        row = db.execute(select(download.c.done, download.c.moved_at).where(download.c.info_hash == info_hash)).first()
    if (row is not None and row.done >= done > 0) or (row is not None and row.done == done):
        moment: datetime = row.moved_at
        return moment
    moment = now()
    with store.write() as db:
        db.execute(update(download).where(download.c.info_hash == info_hash).values(done=done, moved_at=moment))
    return moment


def served_by(store: Store, info_hash: str) -> list[int]:
    """The jobs that this torrent serves."""
    with store.read() as db:
        return list(
            db.execute(
                select(download_job.c.job_id)
                .join(download, download.c.id == download_job.c.download_id)
                .where(download.c.info_hash == info_hash)
            ).scalars()
        )
