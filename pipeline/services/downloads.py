"""What the download client is asked to do with torrents: load what jobs need, remove what none needs any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.errors import NotFound
from pipeline.model import DownloadedFile, DownloadStatus, Release
from pipeline.ports import Downloader
from pipeline.releases.shipped import picture_files, subtitle_files
from pipeline.store import Connection, Store, blocks, downloads
from pipeline.store.downloads import Download


def want(store: Store, downloader: Downloader, job_id: int, status: DownloadStatus, chosen: DownloadedFile) -> None:
    """Have the client get just the files that jobs need: a pack fills only the gaps."""
    with store.write() as db:
        needed = downloads.choose_file(db, status.info_hash, job_id, chosen.index)
    # Subtitles are small, and some layouts name no episode: all of them come along.
    along = [*subtitle_files(status.files), *picture_files(status.files)]
    indexes = sorted({*needed, *(file.index for file in along)})
    if indexes != [file.index for file in status.files if file.wanted]:
        downloader.want(status.info_hash, indexes)


def let_go(store: Store, downloader: Downloader, job_id: int, unwanted: Callable[[str, Release], bool]) -> list[str]:
    """End this job's part in the torrents that are `unwanted` (info-hash, release); the names of those removed.

    A torrent that serves other jobs stays and loads only what they need; one that serves nobody goes with its data.
    """
    with store.write() as db:
        gone = [each for each in downloads.of_job(db, job_id) if unwanted(each.info_hash, each.release)]
        shared = _end_part(db, job_id, gone)
    alone = [each for each in gone if each.info_hash not in shared]
    for each in alone:
        _remove(store, downloader, each)
    for info_hash, files in shared.items():
        if files:
            downloader.want(info_hash, files)
    return [each.release.title for each in alone]


def _end_part(db: Connection, job_id: int, gone: Sequence[Download]) -> dict[str, list[int]]:
    """These serve the job no more. Those that serve others go on: their info-hashes with the files that are needed."""
    for each in gone:
        blocks.name_torrent(db, each.release, each.info_hash)
    downloads.end_part(db, job_id, [each.id for each in gone])
    return {each.info_hash: downloads.needed_files(db, each.id) for each in gone if downloads.is_needed(db, each.id)}


def are_there(store: Store) -> bool:
    """Whether the client has anything of ours."""
    with store.read() as db:
        return downloads.any_here(db)


def remove_unneeded(
    store: Store, downloader: Downloader, owed: Callable[[Release, DownloadStatus], bool] = lambda *_: False
) -> int:
    """Remove, with their data, the torrents of jobs that were given up. How many.

    One that is `owed` (its indexer wants it shared for longer) stays for now.
    """
    with store.read() as db:
        unneeded = downloads.needed_by_none(db)
    free = [each for each in unneeded if not _is_owed(downloader, each, owed)]
    for each in free:
        _remove(store, downloader, each)
    return len(free)


def _is_owed(downloader: Downloader, known: Download, owed: Callable[[Release, DownloadStatus], bool]) -> bool:
    try:
        return owed(known.release, downloader.status(known.info_hash))
    except NotFound:  # somebody else removed it
        return False


def _remove(store: Store, downloader: Downloader, known: Download) -> None:
    """From the client first: cut off in between, the sweep comes by again."""
    downloader.remove(known.info_hash, with_data=True)
    with store.write() as db:
        if not downloads.is_needed(db, known.id):  # a job that came meanwhile finds it missing, and adds it again
            downloads.set_removed(db, known.id)


def remove_served(
    store: Store, downloader: Downloader, known: Download, may: Callable[[Connection, int], bool]
) -> bool:
    """Remove a torrent, with its data, that has served its jobs, if `may` still says so. Whether it did."""
    with store.read() as db:
        if not may(db, known.id):
            return False
    downloader.remove(known.info_hash, with_data=True)  # first: cut off in between, this comes by again
    with store.write() as db:
        if may(db, known.id):  # a job that came meanwhile finds it missing, and adds it again
            downloads.set_removed(db, known.id)
    return True
