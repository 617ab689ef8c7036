"""download: get the chosen release, and say which of its files is the episode.

Holds no worker while bytes flow: each look ends in `Later` until the episode's file is whole. A pack serves many jobs:
each has the files it needs loaded, and goes on as soon as its own is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from messages.units import size_text, time_text
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.context import StepContext, seconds
from pipeline.engine.remedies import AGAIN, CANCEL, NEXT
from pipeline.errors import Later, NotFound, Reject, Retry, Stuck
from pipeline.model import DownloadedFile, DownloadState, DownloadStatus, Episode, Release, Show, Torrent
from pipeline.model.jobs import Job
from pipeline.ports import Downloader, Indexer
from pipeline.releases.files import F, pick_file, why_harmful
from pipeline.releases.rules.no_space import SPARE
from pipeline.releases.titles import read_for
from pipeline.services import cases, feeds, space
from pipeline.services.downloads import want
from pipeline.steps.results import Downloaded, Fetched
from pipeline.store import Store, downloads

ALIVE_AGAIN = timedelta(days=1)  # how long a release that stalled is left alone
MENDED = "mended"  # memo: a local error was tried to be got over once


def download(
    job: Job,
    show: Show,
    episode: Episode,
    fetch: Fetched,
    indexers: Sequence[Indexer],
    downloader: Downloader,
    store: Store,
    settings: Settings,
    context: StepContext,
) -> Downloaded:
    """Add the torrent unless it is there, then look how far it is."""
    release = fetch.release
    info_hash = downloads.hash_for(store, job.id, release) or _share(job, release, store, context)
    if info_hash is None:
        torrent = _torrent(release, indexers)
        info_hash = _begin(
            job, release, torrent, _needed(torrent, release, show, episode, store), downloader, store, context
        )
        with store.write() as db:
            feeds.hurry_held(db, show, release)  # a pack: other episodes of it join in
    try:
        status = downloader.status(info_hash)
    except NotFound:
        # Removed behind our back, or power went between our note and the client's: begin again.
        context.log(f"{downloader.name} does not have it: adding it again")
        downloads.forget(store, job.id, info_hash)
        raise Later("The download client had lost it; added again", timedelta(seconds=1)) from None
    if not status.files:
        _check_stall(status, store, settings)
        raise Later("Waiting for the torrent's file list", seconds(settings.timing.download_poll), 0.0)
    chosen = _choose(status, release, show, episode, store)
    want(store, downloader, job.id, status, chosen)
    if chosen.complete:
        return _complete(status, chosen, release, downloader, context)
    _check_local_error(status, downloader, context)
    _check_stall(status, store, settings)
    left = (chosen.size - chosen.done) / status.rate if status.rate else None
    raise Later(
        _how_it_goes(status),
        seconds(settings.timing.download_poll),
        chosen.done / chosen.size if chosen.size else 0.0,
        left,
    )


# ------------------------------------------------------------------------------------------------------------ beginning


def _share(job: Job, release: Release, store: Store, context: StepContext) -> str | None:
    """Join in when another job has this very torrent already."""
    info_hash = downloads.hash_elsewhere(store, release)
    if info_hash is not None:
        downloads.note(store, job.id, info_hash, release, None)
        context.log(f"{release.title} is there or on its way for another episode already")
    return info_hash


def _torrent(release: Release, indexers: Sequence[Indexer]) -> Torrent:
    """The torrent, unless a look inside says that it must not be loaded."""
    by_name = {indexer.name: indexer for indexer in indexers}
    if release.indexer not in by_name:
        raise Retry(f"The indexer {release.indexer} is not configured any more")
    torrent = by_name[release.indexer].torrent(release)
    if torrent.files is not None and (harm := why_harmful([f.path for f in torrent.files])):
        raise Reject(harm)
    return torrent


def _pick(files: Sequence[F], release: Release, show: Show, episode: Episode, store: Store) -> F:
    """The episode's file. Reject when it is not in it."""
    with store.read() as db:
        listing = cases.listing_of(db, show)
    chosen = pick_file(files, show, episode, listing, read_for(release.title, show))
    if chosen is None:
        raise Reject(f"none of its {len(files)} files is {show.title} {episode.code}")
    return chosen


def _needed(torrent: Torrent, release: Release, show: Show, episode: Episode, store: Store) -> int:
    """Bytes that this episode needs of it: of a pack, just its own file."""
    if torrent.files is None:
        return release.size or 0
    return _pick(torrent.files, release, show, episode, store).size


def _begin(
    job: Job,
    release: Release,
    torrent: Torrent,
    needed: int,
    downloader: Downloader,
    store: Store,
    context: StepContext,
) -> str:
    """Make sure that it fits, note it, add it. Its info-hash."""
    with store.read() as db:
        promised = space.promised(db)
    free = downloader.free_space() - promised
    if needed + SPARE > free:
        also = f", {size_text(promised)} more are promised to other downloads and steps" if promised else ""
        raise Later(
            f"Waiting for disk space: it needs {size_text(needed + SPARE)}, {size_text(max(free, 0))} are free{also}",
            timedelta(minutes=5),
        )
    # Noted first: after a power cut between the two, the note leads to adding it again, never to a second one.
    downloads.note(store, job.id, torrent.info_hash, release, needed)
    downloader.add(torrent)
    context.log(f"added {release.title} ({torrent.info_hash}), {size_text(needed)}")
    return torrent.info_hash


# -------------------------------------------------------------------------------------------------------------- looking


def _choose(status: DownloadStatus, release: Release, show: Show, episode: Episode, store: Store) -> DownloadedFile:
    if harm := why_harmful([f.path for f in status.files]):
        raise Reject(harm)
    return _pick(status.files, release, show, episode, store)


def _complete(
    status: DownloadStatus, chosen: DownloadedFile, release: Release, downloader: Downloader, context: StepContext
) -> Downloaded:
    path = inside(Path(status.folder), chosen.path)
    if not path.is_file():
        raise Stuck(
            f"{downloader.name} says that {chosen.path} is complete, but it is not at {path}. If the download "
            f"client runs elsewhere, set its path mapping in airdate.toml.",
            (AGAIN, CANCEL),
        )
    context.log(f"complete: {path.name}, {size_text(chosen.size)}")
    return Downloaded(info_hash=status.info_hash, path=str(path), release=release)


def _check_local_error(status: DownloadStatus, downloader: Downloader, context: StepContext) -> None:
    """A full disk is waited for; a disk that cannot be written to is a person's; else once more, then the next best."""
    if not status.error:
        return
    said = status.error.lower()
    if "space" in said:
        downloader.resume(status.info_hash)
        raise Later(
            f"The disk is full ({size_text(downloader.free_space())} free); it goes on when there is room",
            timedelta(minutes=2),
            status.progress,
        )
    if any(word in said for word in ("permission", "read-only", "input/output", "drives are connected", "too many")):
        raise Stuck(f"{downloader.name} cannot go on: {status.error}", (AGAIN, NEXT, CANCEL))
    if context.memo.get(MENDED):
        raise Reject(f"{downloader.name} cannot go on with it: {status.error}")
    context.log(f"{downloader.name} says: {status.error}; trying once more")
    context.memo[MENDED] = "yes"
    downloader.resume(status.info_hash)
    raise Later(f"Trying again after: {status.error}", timedelta(seconds=30), status.progress)


def _check_stall(status: DownloadStatus, store: Store, settings: Settings) -> None:
    """A dead download gives way. Bigger ones and those with peers get more time."""
    if status.state in (DownloadState.QUEUED, DownloadState.CHECKING):
        downloads.stood_by(store, status.info_hash)
        return
    still = now() - downloads.moved(store, status)
    gigabytes = status.size / 1024**3
    patience = seconds(settings.timing.stall * (1 + min(gigabytes, 20) / 4) * (3 if status.peers else 1))
    if still > patience:
        peers = f"though {status.peers} connected" if status.peers else "nobody shares it"
        raise Reject(
            f"it stalled at {status.progress:.0%}: nothing came for {time_text(still.total_seconds())}, {peers}",
            lasting=ALIVE_AGAIN,
        )


def _how_it_goes(status: DownloadStatus) -> str:
    if status.warning:  # the tracker's: no reason to give up
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
