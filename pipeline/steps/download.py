"""download: get the chosen release, and say which of its files is the episode.

Holds no worker while bytes flow: each look ends in `Later` until the episode's file is whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from pipeline import downloads
from pipeline.actions import AGAIN, CANCEL, NEXT
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.errors import Later, Missing, Reject, Retry, Stuck
from pipeline.jobs import Job
from pipeline.model import DownloadedFile, DownloadStatus, Episode, Release, Show, Torrent
from pipeline.ports import Downloader, Indexer
from pipeline.releases.files import pick_file, why_harmful
from pipeline.results import Downloaded, Fetched
from pipeline.store import Store
from pipeline.words import size_text
from pipeline.work import Work, seconds

SPARE = 512 * 1024**2  # bytes that always stay free


def download(
    job: Job,
    show: Show,
    episode: Episode,
    fetch: Fetched,
    indexers: Sequence[Indexer],
    downloader: Downloader,
    store: Store,
    settings: Settings,
    work: Work,
) -> Downloaded:
    """Add the torrent unless it is there, then look how far it is."""
    release = fetch.release
    info_hash = downloads.hash_for(store, job.id, release) or _begin(job, release, indexers, downloader, store, work)
    try:
        status = downloader.status(info_hash)
    except Missing:
        # Removed behind our back, or power went between our note and the client's: begin again.
        work.say(f"{downloader.name} does not have it: adding it again")
        downloads.forget(store, job.id)
        raise Later("The download client had lost it; added again", timedelta(seconds=1)) from None
    if not status.files:
        _check_stall(status, info_hash, store, settings)
        raise Later("Waiting for the torrent's file list", seconds(settings.timing.download_poll), 0.0)
    chosen = _choose(status, show, episode)
    downloads.want(store, downloader, job.id, info_hash, chosen.index)
    if chosen.complete:
        path = inside(Path(status.folder), chosen.path)
        if not path.is_file():
            raise Stuck(
                f"{downloader.name} says that {chosen.path} is complete, but it is not at {path}. If the download "
                f"client runs elsewhere, set its path mapping in airdate.toml.",
                (AGAIN, CANCEL),
            )
        work.say(f"complete: {path.name}, {size_text(chosen.size)}")
        return Downloaded(info_hash=info_hash, path=str(path), release=release)
    _check_local_error(status, downloader, info_hash)
    _check_stall(status, info_hash, store, settings)
    left = (chosen.size - chosen.done) / status.rate if status.rate else None
    raise Later(
        _how_it_goes(status),
        seconds(settings.timing.download_poll),
        chosen.done / chosen.size if chosen.size else 0.0,
        left,
    )


def _begin(
    job: Job, release: Release, indexers: Sequence[Indexer], downloader: Downloader, store: Store, work: Work
) -> str:
    """Fetch the torrent, look inside, make sure that it fits, note it, add it. Its info-hash."""
    by_name = {indexer.name: indexer for indexer in indexers}
    if release.indexer not in by_name:
        raise Retry(f"The indexer {release.indexer} is not configured any more")
    torrent: Torrent = by_name[release.indexer].torrent(release)
    if torrent.files is not None and (harm := why_harmful([f.path for f in torrent.files])):
        raise Reject(harm)
    size = sum(f.size for f in torrent.files) if torrent.files else release.size or 0
    free = downloader.free_space()
    if size + SPARE > free:
        raise Later(
            f"Waiting for disk space: it needs {size_text(size + SPARE)}, {size_text(free)} are free",
            timedelta(minutes=5),
        )
    # Noted first: after a power cut between the two, the note leads to adding it again, never to a second one.
    downloads.note(store, job.id, torrent.info_hash, release, size)
    downloader.add(torrent)
    work.say(f"added {release.title} ({torrent.info_hash}), {size_text(size)}")
    return torrent.info_hash


def _choose(status: DownloadStatus, show: Show, episode: Episode) -> DownloadedFile:
    if harm := why_harmful([f.path for f in status.files]):
        raise Reject(harm)
    chosen = pick_file(status.files, show, episode)
    if chosen is None:
        raise Reject(f"none of its {len(status.files)} files is {show.title} {episode.code}")
    return chosen


def _check_local_error(status: DownloadStatus, downloader: Downloader, info_hash: str) -> None:
    if not status.error:
        return
    if "space" in status.error.lower():
        downloader.resume(info_hash)
        raise Later(
            f"The disk is full ({size_text(downloader.free_space())} free); it goes on when there is room",
            timedelta(minutes=2),
            status.progress,
        )
    raise Stuck(f"{downloader.name} cannot go on: {status.error}", (AGAIN, NEXT, CANCEL))


def _check_stall(status: DownloadStatus, info_hash: str, store: Store, settings: Settings) -> None:
    """A dead download gives way. Bigger ones and those with peers get more time."""
    still = now() - downloads.moved(store, info_hash, status.done)
    gigabytes = status.size / 1024**3
    patience = seconds(settings.timing.stall * (1 + min(gigabytes, 20) / 4) * (3 if status.peers else 1))
    if still > patience:
        minutes = still.total_seconds() / 60
        raise Reject(f"no bytes for {minutes:.0f} minutes, {status.peers} peers, {status.progress:.0%} done")


def _how_it_goes(status: DownloadStatus) -> str:
    if status.warning:
        return f"Downloading; the tracker says: {status.warning}"
    if status.rate:
        return f"Downloading at {size_text(status.rate)}/s"
    return "Downloading" if status.peers else "Looking for peers"


def inside(folder: Path, name: str) -> Path:
    """`folder`/`name`, refusing a name that would lead out of the folder. Reject if so."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise Reject("a file in it has a name that leads out of the download folder")
    return path
