"""Downloads: which torrent serves which jobs, what they still need, when bytes last came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, select, update

from pipeline.clock import now
from pipeline.model import DownloadStatus, Release
from pipeline.model.jobs import Job, JobState, RunState
from pipeline.store import Store, insert, nouns
from pipeline.store.tables import download, download_job, episode, job, step_run

_RELEASE: TypeAdapter[Release] = TypeAdapter(Release)
_HERE = download.c.removed_at.is_(None)
_NEEDED = job.c.state.in_([JobState.ACTIVE, JobState.DONE])  # a finished job's torrent goes on being shared


@dataclass(frozen=True, kw_only=True)
class Download:
    """One torrent. Sizes in bytes; `size`: what its jobs need of it, when that is known."""

    id: int
    info_hash: str
    release: Release
    folder: str  # as this machine knows it; empty: not known yet
    size: int | None
    done: int


def any_here(db: Connection) -> bool:
    """Whether there is a torrent that was not removed."""
    return db.execute(select(download.c.id).where(_HERE).limit(1)).first() is not None


def hash_for(store: Store, job_id: int, release: Release) -> str | None:
    """The info-hash of the torrent that this job already has of this release."""
    with store.read() as db:
        mine = of_job(db, job_id)
    same = (one for one in mine if one.release.key == release.key or one.info_hash == release.info_hash)
    return next((one.info_hash for one in same), None)


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
                "added_at": moment,
            },
        )
        row = db.execute(select(download.c.id, download.c.removed_at).where(download.c.info_hash == info_hash)).one()
        mine = (download_job.c.download_id == row.id, download_job.c.job_id == job_id)
        if row.removed_at is None and db.execute(select(download_job.c.job_id).where(*mine)).first() is not None:
            return  # the same torrent by another name
        db.execute(update(download).where(download.c.id == row.id).values(removed_at=None))
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


def choose_file(db: Connection, info_hash: str, job_id: int, index: int) -> list[int]:
    """Note which of a torrent's files is a job's; the files that jobs need of it, in order."""
    row = db.execute(select(download.c.id).where(download.c.info_hash == info_hash)).one()
    mine = (download_job.c.download_id == row.id, download_job.c.job_id == job_id)
    db.execute(update(download_job).where(*mine).values(file_index=index))
    return needed_files(db, row.id)


def needed_files(db: Connection, download_id: int) -> list[int]:
    """The files, by index and in order, that jobs need of a torrent."""
    rows = db.execute(
        select(download_job.c.file_index)
        .join(job, job.c.id == download_job.c.job_id)
        .where(download_job.c.download_id == download_id, download_job.c.file_index.is_not(None), _NEEDED)
    ).scalars()
    return sorted({index for index in rows if index is not None})


def progressed(store: Store, status: DownloadStatus) -> None:
    """Write down how far it is: what is still to come needs its room."""
    same = download.c.info_hash == status.info_hash
    seen = {"done": status.done, "size": status.size, "folder": status.folder}
    with store.read() as db:
        known = db.execute(select(download.c.done, download.c.size, download.c.folder).where(same)).first()
    if known is not None and known._asdict() != seen:
        with store.write() as db:
            db.execute(update(download).where(same).values(**seen))


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


def last_folder(db: Connection) -> str:
    """The folder of the newest download of which it is known; else empty."""
    query = select(download.c.folder).where(download.c.folder != "").order_by(download.c.id.desc()).limit(1)
    return db.execute(query).scalar() or ""


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


def of_job(db: Connection, job_id: int) -> list[Download]:
    """The torrents that serve a job."""
    query = select(download).join(download_job, download_job.c.download_id == download.c.id)
    return nouns(Download, db.execute(query.where(download_job.c.job_id == job_id)))


def hashes(db: Connection) -> list[str]:
    """The info-hashes of all that was ever downloaded."""
    return list(db.execute(select(download.c.info_hash)).scalars())


def not_removed(db: Connection) -> list[Download]:
    return nouns(Download, db.execute(select(download).where(_HERE)))


def needed_by_none(db: Connection) -> list[Download]:
    """The torrents of jobs that were given up."""
    needed = select(download_job.c.download_id).join(job, job.c.id == download_job.c.job_id).where(_NEEDED)
    return nouns(Download, db.execute(select(download).where(_HERE, download.c.id.not_in(needed))))


def is_needed(db: Connection, download_id: int) -> bool:
    """Whether a job needs a torrent."""
    query = select(job.c.id).join(download_job, download_job.c.job_id == job.c.id)
    return db.execute(query.where(download_job.c.download_id == download_id, _NEEDED).limit(1)).first() is not None


def end_part(db: Connection, job_id: int, download_ids: Iterable[int]) -> None:
    """These torrents serve this job no more."""
    mine = (download_job.c.job_id == job_id, download_job.c.download_id.in_(list(download_ids)))
    db.execute(delete(download_job).where(*mine))


def set_removed(db: Connection, download_id: int) -> None:
    """The client has it no more."""
    db.execute(update(download).where(download.c.id == download_id).values(removed_at=now()))


def served_jobs(db: Connection, download_id: int) -> list[Job]:
    """The jobs that a torrent serves."""
    query = select(job).join(download_job, download_job.c.job_id == job.c.id)
    return nouns(Job, db.execute(query.where(download_job.c.download_id == download_id)))


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
