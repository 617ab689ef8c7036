"""download: get the chosen release, and say which of its files is the episode.

Holds no worker while bytes flow: each look ends in `Later` until the episode's file is whole. A pack serves many jobs:
each has the files it needs loaded, and goes on as soon as its own is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from messages.units import size_text
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.context import StepContext, seconds
from pipeline.engine.remedies import AGAIN, CANCEL, NEXT
from pipeline.errors import BadResponse, Flow, Later, NotFound, OutsideError, Reject, Stuck, Unauthorized, Unreachable
from pipeline.model import (
    DownloadedFile,
    DownloadProblem,
    DownloadState,
    DownloadStatus,
    Episode,
    Release,
    Show,
    Torrent,
)
from pipeline.model.jobs import Job
from pipeline.model.reasons import Reason
from pipeline.ports import Catalogue, Downloader, Indexer
from pipeline.releases.discs import is_of_disc
from pipeline.releases.file_kinds import F, why_harmful
from pipeline.releases.files import only_video, pick_file
from pipeline.releases.parsing.names import ReleaseName
from pipeline.releases.rules.no_space import SPARE
from pipeline.releases.shipped import belonging, picture_files, subtitle_files, too_large
from pipeline.releases.titles import read_for
from pipeline.services import cases, feeds, space
from pipeline.services.downloads import want
from pipeline.steps.results import Downloaded, Fetched
from pipeline.store import Store, blocks, downloads, given_torrents

ALIVE_AGAIN = timedelta(days=1)  # how long a release that stalled is left alone
SET_ASIDE = timedelta(days=1)  # a release that cannot be had today
SHORTLY = timedelta(hours=1)  # one whose indexer does not answer, or turns us away
SHORT_WAIT = timedelta(minutes=2)  # what an indexer asks for and is waited for
ROOM_AGAIN = timedelta(seconds=30)  # between two looks whether a full disk has room
TRIES = 3  # to reach the indexer, before the next best has its turn
MENDED = "mended"  # memo: a local error was tried to be got over once
LOOKS, MOST_LOOKS = "looks for subtitles", 5  # memo: while the episode itself is whole already
TRIED = "tried"  # memo: how often the indexer could not be reached
SEEN = "seen"  # memo: when it was looked at last, the bytes that were there, the seconds without any
LOOKED_ON, LOOKS_LATE = timedelta(minutes=5), 10  # two looks that are this far apart, or so many polls, are one look on
LEARNED = "learned"  # memo: the release's key and the info-hash of its torrent, which its indexer did not tell


def download(
    job: Job,
    show: Show,
    episode: Episode,
    fetch: Fetched,
    indexers: Sequence[Indexer],
    catalogues: Sequence[Catalogue],
    downloader: Downloader,
    store: Store,
    settings: Settings,
    context: StepContext,
) -> Downloaded:
    """Add the torrent unless it is there, then look how far it is."""
    release, name = fetch.release, fetch.name or read_for(fetch.release.title, show)
    info_hash = _known_hash(job, release, store, context) or _share(job, release, store, context)
    if info_hash is None:
        torrent = _given(release, store) if release.by_hand else _torrent(release, episode, indexers, store, context)
        _check_harmless(torrent)
        _check_same(torrent, episode, store)
        info_hash = _begin(
            job, release, torrent, _needed(torrent, release, name, show, episode, store), downloader, store, context
        )
        with store.write() as db:
            feeds.hurry_held(db, show, release)  # a pack: other episodes of it join in
    status = _status(job, info_hash, downloader, store, context)
    _cut_given(release, info_hash, store)
    downloads.progressed(store, status)
    if not status.files:
        _check_stall(status, catalogues, settings, context)
        raise Later(Reason("waiting-for-file-list"), seconds(settings.timing.download_poll), 0.0)
    chosen = _choose(status, release, name, show, episode, store)
    want(store, downloader, job.id, status, chosen)
    shipped = [
        belonging(chosen.path, along(status.files), status.files, show, episode)
        for along in (subtitle_files, picture_files)
    ]
    if chosen.complete and (_all_there(shipped) or not _may_wait(context)):
        _tell_left_out(belonging(chosen.path, too_large(status.files), status.files, show, episode), context)
        return replace(_complete(status, chosen, shipped, release, downloader, context), name=name)
    _check_local_error(status, downloader, context)
    _check_stall(status, catalogues, settings, context)
    raise _goes_on(status, chosen, seconds(settings.timing.download_poll))


def _tell_left_out(drawn: Iterable[DownloadedFile], context: StepContext) -> None:
    for file in drawn:
        context.log(f"{file.path} is left out: with {size_text(file.size)} it is no subtitle's text")


# ------------------------------------------------------------------------------------------------------------ beginning


def _share(job: Job, release: Release, store: Store, context: StepContext) -> str | None:
    """Join in when another job has this very torrent already."""
    info_hash = downloads.hash_elsewhere(store, release)
    if info_hash is not None:
        downloads.note(store, job.id, info_hash, release, None)
        context.log(f"{release.title} is there or on its way for another episode already")
    return info_hash


def _known_hash(job: Job, release: Release, store: Store, context: StepContext) -> str | None:
    """The info-hash of this job's torrent, where it is known already."""
    key, _, learned = context.memo.get(LEARNED, "").rpartition(" ")
    return learned if learned and key == release.key else downloads.hash_for(store, job.id, release)


def _torrent(
    release: Release, episode: Episode, indexers: Sequence[Indexer], store: Store, context: StepContext
) -> Torrent:
    """The torrent, from its indexer. Reject when it cannot be had."""
    indexer = next((each for each in indexers if each.name == release.indexer), None)
    if indexer is None:
        raise Reject(Reason("indexer-gone", system=release.indexer), SET_ASIDE)
    try:
        torrent = replace(indexer.torrent(release), indexer=release.indexer)
    except (NotFound, BadResponse) as error:  # about this release alone, as far as can be told
        raise Reject(error.reason, _aside(release, episode, store)) from error
    except Unauthorized as error:  # the owner is told by the system's health; another indexer may have one as good
        raise Reject(error.reason, SHORTLY) from error
    except Unreachable as error:
        raise _give_way(error, context) from error
    return torrent


def _aside(release: Release, episode: Episode, store: Store) -> timedelta:
    """An hour at first: a challenge or half an answer is its site's trouble. A day for what was set aside before."""
    with store.read() as db:
        before = any(block.release_key == release.short_key for block in blocks.of_episode(db, episode.id))
    return SET_ASIDE if before else SHORTLY


def _given(release: Release, store: Store) -> Torrent:
    """What a person gave. Reject when it is not kept any more."""
    with store.read() as db:
        torrent = given_torrents.find(db, release.info_hash)
    if torrent is None:
        raise Reject(Reason("not-kept-any-more"))
    return torrent


def _cut_given(release: Release, info_hash: str, store: Store) -> None:
    """The download client has what a person gave, and with it the passkeys of its trackers."""
    if not release.by_hand:
        return
    with store.read() as db:
        to_cut = given_torrents.tells_more(db, info_hash)
    if to_cut:
        with store.write() as db:
            given_torrents.cut(db, info_hash)


def _check_harmless(torrent: Torrent) -> None:
    """Reject when a look inside says that it must not be loaded."""
    if torrent.files is not None and (harm := why_harmful([f.path for f in torrent.files])):
        raise Reject(harm)


def _give_way(error: Unreachable, context: StepContext) -> Flow:
    """A short trouble is waited for, a few times; then the next best has its turn. A day's limit is not waited for."""
    asked = timedelta(seconds=error.retry_after or 0)
    if asked > SHORT_WAIT:
        return Reject(error.reason, min(asked, SET_ASIDE))
    tried = int(context.memo.get(TRIED, "0")) + 1
    if tried >= TRIES:
        return Reject(error.reason, SHORTLY)
    context.memo[TRIED] = str(tried)
    return Later(error.reason, max(asked, timedelta(minutes=1)))


def _check_same(torrent: Torrent, episode: Episode, store: Store) -> None:
    """The same torrent from another indexer is not another torrent. Reject when it turned out wrong before."""
    with store.read() as db:
        blocked = next((b for b in blocks.in_force(db, episode.id, now()) if b.info_hash == torrent.info_hash), None)
    if blocked is not None:
        lasting = blocked.until - now() if blocked.until else None
        raise Reject(Reason("same-torrent", title=blocked.title, why=blocked.reason), lasting)


def _pick(files: Sequence[F], release: Release, name: ReleaseName, show: Show, episode: Episode, store: Store) -> F:
    """The episode's file. Reject when it is not in it."""
    with store.read() as db:
        listing, others = cases.listing_of(db, show), cases.others_known(db, show)
    chosen = pick_file(files, show, episode, listing, name, others)
    if chosen is None and release.by_hand:  # a person says what it is
        chosen = only_video(files)
    if chosen is None and any(is_of_disc(file.path) for file in files):
        raise Reject(Reason("whole-disc"))
    if chosen is None:
        raise Reject(Reason("not-in-torrent", count=len(files), show=show.title, code=episode.code))
    return chosen


def _needed(torrent: Torrent, release: Release, name: ReleaseName, show: Show, episode: Episode, store: Store) -> int:
    """Bytes that this episode needs of it: of a pack, just its own file."""
    if torrent.files is None:
        return release.size or 0
    return _pick(torrent.files, release, name, show, episode, store).size


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
        code = "waiting-for-promised-space" if promised else "waiting-for-space"
        raise Later(Reason(code, needed=needed + SPARE, free=max(free, 0), promised=promised), timedelta(minutes=5))
    # Noted first: after a power cut between the two, the note leads to adding it again, never to a second one.
    downloads.note(store, job.id, torrent.info_hash, release, needed)
    try:
        downloader.add(torrent)
    except (NotFound, BadResponse) as error:  # the client refuses this one: damaged, or newer than it
        raise Reject(error.reason, SET_ASIDE) from error
    context.memo[LEARNED] = f"{release.key} {torrent.info_hash}"
    context.log(f"added {release.title} ({torrent.info_hash}), {size_text(needed)}")
    return torrent.info_hash


# -------------------------------------------------------------------------------------------------------------- looking


def _status(job: Job, info_hash: str, downloader: Downloader, store: Store, context: StepContext) -> DownloadStatus:
    try:
        return downloader.status(info_hash)
    except NotFound:
        # Removed behind our back, or power went between our note and the client's: begin again.
        context.log(f"{downloader.name} does not have it: adding it again")
        downloads.forget(store, job.id, info_hash)
        context.memo.pop(LEARNED, None)
        raise Later(Reason("download-was-lost"), timedelta(seconds=1)) from None


def _choose(
    status: DownloadStatus, release: Release, name: ReleaseName, show: Show, episode: Episode, store: Store
) -> DownloadedFile:
    if harm := why_harmful([f.path for f in status.files]):
        raise Reject(harm)
    return _pick(status.files, release, name, show, episode, store)


def _may_wait(context: StepContext) -> bool:
    """Its subtitles are given some looks more than the episode itself."""
    context.memo[LOOKS] = str(int(context.memo.get(LOOKS, "0")) + 1)
    return int(context.memo[LOOKS]) <= MOST_LOOKS


def _complete(
    status: DownloadStatus,
    chosen: DownloadedFile,
    shipped: Sequence[Sequence[DownloadedFile]],
    release: Release,
    downloader: Downloader,
    context: StepContext,
) -> Downloaded:
    path = inside(Path(status.folder), chosen.path)
    if not path.is_file():
        where = Reason("complete-elsewhere", system=downloader.name, name=chosen.path, path=str(path))
        raise Stuck(where, (AGAIN, CANCEL))
    context.log(f"complete: {path.name}, {size_text(chosen.size)}")
    texts, pictures = (_there(status, files) for files in shipped)
    return Downloaded(info_hash=status.info_hash, path=str(path), release=release, subtitles=texts, pictures=pictures)


def _all_there(shipped: Sequence[Sequence[DownloadedFile]]) -> bool:
    return all(file.complete for files in shipped for file in files)


def _there(status: DownloadStatus, files: Sequence[DownloadedFile]) -> tuple[str, ...]:
    paths = [inside(Path(status.folder), file.path) for file in files if file.complete]
    return tuple(str(path) for path in paths if path.is_file())


def _check_local_error(status: DownloadStatus, downloader: Downloader, context: StepContext) -> None:
    """A full disk is waited for; a disk that cannot be written to is a person's; else once more, then the next best."""
    if status.problem is None and not status.error:
        return
    why = Reason("client-cannot-go-on", system=downloader.name, why=status.error)
    if status.problem is DownloadProblem.FULL:
        downloader.resume(status.info_hash)
        raise Later(Reason("disk-full", free=downloader.free_space()), ROOM_AGAIN, status.progress)
    if status.problem not in (DownloadProblem.OTHER, None):
        raise Stuck(why, (AGAIN, NEXT, CANCEL))
    if context.memo.get(MENDED):
        raise Reject(why)
    context.log(f"{why}; trying once more")
    context.memo[MENDED] = "yes"
    downloader.resume(status.info_hash)
    raise Later(Reason("trying-again-after", why=status.error), timedelta(seconds=30), status.progress)


def _check_stall(
    status: DownloadStatus, catalogues: Sequence[Catalogue], settings: Settings, context: StepContext
) -> None:
    """A dead download gives way. Bigger ones and those with peers get more time.

    A stall is time in which we looked and nothing came. Without the internet nothing can come: before a release is
    blamed, and once half-way, somebody out there must have answered.
    """
    if status.state in (DownloadState.QUEUED, DownloadState.CHECKING):  # the client has not begun with it
        context.memo.pop(SEEN, None)
        return
    still, before = _still(status, settings.timing.download_poll, context)
    gigabytes = status.size / 1024**3
    patience = seconds(settings.timing.stall * (1 + min(gigabytes, 20) / 4) * (3 if status.peers else 1))
    if (still > patience or before <= patience / 2 < still) and not _is_internet_there(catalogues):
        context.memo.pop(SEEN, None)
    elif still > patience:
        seen = {"progress": status.progress, "still": still.total_seconds(), "peers": status.peers}
        raise Reject(Reason("stalled", **seen), lasting=ALIVE_AGAIN)


def _still(status: DownloadStatus, poll: float, context: StepContext) -> tuple[timedelta, timedelta]:
    """For how long nothing has come, as far as we looked, and what that was at the look before.

    What lies between two looks counts only while they come as often as is meant: not a power cut, a suspend, a client
    that was away, a clock that jumped. It begins anew then.
    """
    moment, nothing = now(), timedelta()
    at, done, counted = (context.memo.get(SEEN) or f"{moment.isoformat()} {status.done} 0").split()
    gap, before = moment - datetime.fromisoformat(at), timedelta(seconds=float(counted))
    looked_on = nothing <= gap <= max(LOOKED_ON, seconds(LOOKS_LATE * poll))
    still = before + gap if looked_on and status.done <= int(done) else nothing
    context.memo[SEEN] = f"{moment.isoformat()} {status.done} {still.total_seconds()}"
    return still, before


def _is_internet_there(catalogues: Sequence[Catalogue]) -> bool:
    """Whether one of the catalogues can be reached at all: they are out there, as the peers are."""
    for catalogue in catalogues:
        try:
            catalogue.check()
        except Unreachable:
            continue
        except OutsideError:  # it answers
            return True
        else:
            return True
    return not catalogues


def _goes_on(status: DownloadStatus, chosen: DownloadedFile, wait: timedelta) -> Later:
    left = (chosen.size - chosen.done) / status.rate if status.rate else None
    return Later(_how_it_goes(status), wait, chosen.done / chosen.size if chosen.size else 0.0, left)


def _how_it_goes(status: DownloadStatus) -> Reason:
    if status.warning:  # the tracker's: no reason to give up
        return Reason("downloading-with-warning", why=status.warning)
    if status.rate:
        return Reason("downloading-at", rate=int(status.rate))
    return Reason("downloading" if status.peers else "looking-for-peers")


def inside(folder: Path, name: str) -> Path:
    """`folder`/`name`, refusing a name that would lead out of the folder. Reject if so."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise Reject(Reason("leads-out-of-folder"))
    return path
