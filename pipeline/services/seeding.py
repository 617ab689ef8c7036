"""When a finished download leaves the client: its goal is met, and every episode of it is safe in the library."""

from __future__ import annotations

import logging
from pathlib import Path

from pipeline.config import Seeding, Settings
from pipeline.errors import NotFound
from pipeline.model import DownloadState, DownloadStatus, Release
from pipeline.model.jobs import JobState
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.ports import Downloader
from pipeline.services.downloads import remove_served
from pipeline.store import Connection, Store, deletions, downloads, media_files

log = logging.getLogger("airdate.seeding")

DAY = 86400.0


def remove_finished(store: Store, downloader: Downloader, settings: Settings) -> list[str]:
    """Remove, with their data, the downloads that have done all that was asked of them. Their release's names."""
    if not settings.seeding.remove:
        return []
    with store.read() as db:
        ripe = [each for each in downloads.not_removed(db) if _is_filed(db, each.id)]
    removed = []
    for each in ripe:
        try:
            status = downloader.status(each.info_hash)
        except NotFound:  # somebody else removed it
            status = None
        if status is not None and (lacks := still_to_share(each.release, status, settings.seeding)):
            log.debug("%s stays: %s", each.release.title, lacks)
            continue
        if remove_served(store, downloader, each, _is_filed):
            removed.append(each.release.title)
    return removed


def still_to_share(release: Release, status: DownloadStatus, goals: Seeding) -> Reason:
    """What is lacking of a download's goals, the indexer's and the household's; NO_REASON when both are met.

    A goal is met by either its ratio or its time. An indexer that states only one of the two gets that one.
    """
    if status.state in (DownloadState.QUEUED, DownloadState.CHECKING, DownloadState.DOWNLOADING):
        return Reason("not-whole")
    for goal_ratio, goal_time in ((release.min_ratio, release.min_seed_time), (goals.ratio, goals.days * DAY)):
        by_ratio = goal_ratio is not None and status.ratio >= goal_ratio
        by_time = goal_time is not None and status.seeding_seconds >= goal_time
        stated = goal_ratio is not None or goal_time is not None
        if stated and not by_ratio and not by_time:
            return _lacking(status, goal_ratio, goal_time)
    return NO_REASON


def _lacking(status: DownloadStatus, goal_ratio: float | None, goal_time: float | None) -> Reason:
    ratio = {"ratio": f"{status.ratio:.2f}", "goal_ratio": f"{goal_ratio:g}"} if goal_ratio is not None else {}
    time = {"seconds": status.seeding_seconds, "goal": goal_time} if goal_time is not None else {}
    return Reason("seed-on" if ratio and time else "seed-on-ratio" if ratio else "seed-on-time", **ratio, **time)


def owed(release: Release, status: DownloadStatus) -> bool:
    """Whether a whole download that nobody needs any more has to be shared on: its indexer's goal is not met."""
    return status.progress >= 1 and bool(still_to_share(release, status, Seeding(ratio=0, days=0)))


def _is_filed(db: Connection, download_id: int) -> bool:
    """Whether no job needs the download any more, and every episode it served has its file in the library, or left it
    because everyone has watched it."""
    jobs = downloads.served_jobs(db, download_id)
    if not jobs or any(job.state is JobState.ACTIVE for job in jobs):
        return False  # what nobody needs at all is the other sweep's
    done = {job.episode_id for job in jobs if job.state is JobState.DONE}
    wanted = done - deletions.gone(db, done).keys()
    safe = {file.episode_id for file in media_files.files_of(db, wanted) if _is_there(file.path, file.size)}
    return bool(done) and wanted == safe


def _is_there(path: str, size: int) -> bool:
    try:
        return Path(path).stat().st_size == size
    except OSError:  # a vanished mount, too
        return False
