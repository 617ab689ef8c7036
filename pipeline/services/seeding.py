"""When a finished download leaves the client: its goal is met, and every episode of it is safe in the library."""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Connection, select

from pipeline.config import Seeding, Settings
from pipeline.errors import NotFound
from pipeline.model import DownloadState, DownloadStatus, Release
from pipeline.model.jobs import JobState
from pipeline.ports import Downloader
from pipeline.services import deletion, downloads
from pipeline.store import Store, media_files
from pipeline.store.tables import download, download_job, job
from pipeline.units import time_text

log = logging.getLogger("airdate.seeding")

DAY = 86400.0


def remove_finished(store: Store, downloader: Downloader, settings: Settings) -> list[str]:
    """Remove, with their data, the downloads that have done all that was asked of them. Their release's names."""
    if not settings.seeding.remove:
        return []
    with store.read() as db:
        rows = db.execute(
            select(download.c.id, download.c.info_hash, download.c.release).where(download.c.removed_at.is_(None))
        ).all()
        ripe = [row for row in rows if _is_filed(db, row.id)]
    removed = []
    for row in ripe:
        try:
            status = downloader.status(row.info_hash)
        except NotFound:  # somebody else removed it
            status = None
        if status is not None and (lacks := still_to_share(row.release, status, settings.seeding)):
            log.debug("%s stays: %s", row.release.title, lacks)
            continue
        if downloads.remove_served(store, downloader, row.id, row.info_hash, _is_filed):
            removed.append(row.release.title)
    return removed


def still_to_share(release: Release, status: DownloadStatus, wished: Seeding) -> str:
    """What is lacking of a download's goals, the indexer's and the household's; empty when both are met.

    A goal is met by either its ratio or its time. An indexer that states only one of the two gets that one.
    """
    if status.state in (DownloadState.QUEUED, DownloadState.CHECKING, DownloadState.DOWNLOADING):
        return "it is not whole"
    for goal_ratio, goal_time in ((release.min_ratio, release.min_seed_time), (wished.ratio, wished.days * DAY)):
        by_ratio = goal_ratio is not None and status.ratio >= goal_ratio
        by_time = goal_time is not None and status.seeding_seconds >= goal_time
        stated = goal_ratio is not None or goal_time is not None
        if stated and not by_ratio and not by_time:
            ratio = f"ratio {status.ratio:.2f} of {goal_ratio:g}" if goal_ratio is not None else ""
            seconds = f"{time_text(status.seeding_seconds)} of {time_text(goal_time)}" if goal_time is not None else ""
            return ", ".join(part for part in (ratio, seconds) if part)
    return ""


def owed(release: Release, status: DownloadStatus) -> bool:
    """Whether a whole download that nobody needs any more has to be shared on: its indexer's goal is not met."""
    return status.progress >= 1 and bool(still_to_share(release, status, Seeding(ratio=0, days=0)))


def _is_filed(db: Connection, download_id: int) -> bool:
    """Whether no job needs the download any more, and every episode it served has its file in the library, or left it
    because everyone has watched it."""
    rows = db.execute(
        select(job.c.state, job.c.episode_id)
        .join(download_job, download_job.c.job_id == job.c.id)
        .where(download_job.c.download_id == download_id)
    ).all()
    if not rows or any(row.state is JobState.ACTIVE for row in rows):
        return False  # what nobody needs at all is the other sweep's
    done = {row.episode_id for row in rows if row.state is JobState.DONE}
    wanted = done - deletion.gone(db, done).keys()
    safe = {file.episode_id for file in media_files.files_of(db, wanted) if _is_there(file.path, file.size)}
    return bool(done) and wanted == safe


def _is_there(path: str, size: int) -> bool:
    try:
        return Path(path).stat().st_size == size
    except OSError:  # a vanished mount, too
        return False
