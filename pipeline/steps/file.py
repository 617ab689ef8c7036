"""file: put the episode and its subtitles into the library, whole, under the name that media servers expect."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from messages.units import size_text
from pipeline.config import Settings
from pipeline.engine.context import StepContext
from pipeline.engine.files import hold
from pipeline.engine.remedies import AGAIN, CANCEL
from pipeline.errors import BadResponse, Flow, Later, Redo, Reject, Retry, Stuck
from pipeline.languages import same_language
from pipeline.library import recycle, switching_on
from pipeline.library.describing import describe
from pipeline.library.naming import STANDARD, episode_path, pattern_for
from pipeline.library.placing import link_or_copy, move, partial_of
from pipeline.model import Episode, MediaInfo, Show
from pipeline.model.jobs import Job
from pipeline.model.reasons import Reason
from pipeline.ports import Catalogue, Encoder, Player
from pipeline.releases.file_kinds import VIDEO
from pipeline.releases.titles import read_for
from pipeline.services import missing_subtitles, picture_subtitles, show_folder, upgrade_search
from pipeline.services.mounted import check_library
from pipeline.services.show_folder import Folders
from pipeline.services.space import room
from pipeline.services.work_folders import work_folder
from pipeline.steps.results import Downloaded, Filed, Subtitled, SubtitleFile, Transcoded
from pipeline.store import Store, library_mark, media_files, shows
from pipeline.store.runs import Stage
from pipeline.subtitles.sidecars import full_files, sidecars

SAME_LENGTH = 1.0  # seconds that two files of one cut may differ
FULL_OR_GONE = {
    errno.ENOSPC: Reason("library-full"),
    errno.EDQUOT: Reason("library-quota"),
    errno.EROFS: Reason("library-read-only"),
    errno.EEXIST: Reason("library-file-in-the-way"),
    errno.ENOTDIR: Reason("library-file-in-the-way"),
    errno.EACCES: Reason("library-denied"),
    errno.EPERM: Reason("library-denied"),
    errno.EIO: Reason("library-broken"),
    errno.ESTALE: Reason("library-share-gone"),
    errno.ENOTCONN: Reason("library-share-gone"),
}
PASSING = {errno.EROFS, errno.EIO, errno.ESTALE, errno.ENOTCONN}  # a share that comes back; if not, a person is asked


def file(
    job: Job,
    show: Show,
    episode: Episode,
    download: Downloaded,
    transcode: Transcoded,
    subtitles: Subtitled,
    encoder: Encoder,
    store: Store,
    settings: Settings,
    context: StepContext,
    players: Sequence[Player] = (),
    stages: Sequence[Stage] = (),
    catalogues: Sequence[Catalogue] = (),
) -> Filed:
    """Place the video (a hard link when nothing had to change, so that seeding goes on), then what goes beside it."""
    with store.read() as db:
        listed = shows.episodes(db, show.id)
    name = download.name or read_for(download.release.title, show)
    episodes = media_files.held_by(download.path, name, show, episode, listed)
    hold(store, job, [each.id for each in episodes])
    folders = show_folder.found(store, show, listed, settings.library, players, catalogues)
    target = _target(store, show, episodes, Path(transcode.path).suffix.lower(), settings, folders)
    with store.read() as db:
        served = media_files.served_by(db, episode, episodes, target, download.info_hash)
    with _disk_troubles(target):
        check_library(settings.library, store)
        replaced = _keep_replaced(store, served, download, target, transcode, settings)
        linked = _place_video(job, transcode, target, store, settings, context)
        placed = _place_subtitles((*transcode.extracted, *subtitles.files), target)
        placed += picture_subtitles.place(
            download.pictures, download.path, picture_subtitles.home(store, settings, show, episode, target)
        )
        info = _verify_or_undo(encoder, target, transcode, placed, replaced)
        _describe(settings, players, target, show, episodes, listed, context)
        recycle.remove(replaced, target)
        recycle.tidy(replaced, settings.library)
        _remove_misfits(store, served, replaced, placed, target, info)
        switching_on.switch_on(target, settings.household.subtitles)
    languages = _languages_there(target, subtitles, settings)
    missing = _missing(subtitles, languages)
    facts = {"size": info.size, "duration": info.duration, "subtitles": languages}
    with store.write() as db:
        media_files.note(db, served, target, release=download.release.title, info_hash=download.info_hash, **facts)
        missing_subtitles.look_for(db, episode.id, missing, download.path, stages)
        upgrade_search.look_for(db, episode, settings, stages)
        count = library_mark.one_more(db)
    _count_in_library(settings.library, count, context)
    shutil.rmtree(work_folder(settings, job), ignore_errors=True)  # nothing in it is needed any more
    context.log(f"filed as {target}, {size_text(info.size)}")
    return Filed(
        path=str(target),
        size=info.size,
        duration=info.duration,
        subtitles=languages,
        subtitles_missing=missing,
        linked=linked,
        gone=_gone(replaced),
    )


def _count_in_library(library: Path, count: int, context: StepContext) -> None:
    """By this an older database that is put back is told apart; without it the episode is filed all the same."""
    try:
        library_mark.write_count(library, count)
    except OSError as error:
        context.log(f"the library's mark cannot be written: {error.strerror}")


@contextmanager
def _disk_troubles(target: Path) -> Iterator[None]:
    """What a disk says, as what to do next."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Later(Reason("filed-when-room", why=FULL_OR_GONE[errno.ENOSPC]), timedelta(minutes=5)) from error
        if error.errno in FULL_OR_GONE:
            why = Reason("mend-folder", why=FULL_OR_GONE[error.errno], folder=str(_in_the_way(target.parent)))
            raise (Retry(why) if error.errno in PASSING else Stuck(why, (AGAIN, CANCEL))) from error
        raise


def _in_the_way(folder: Path) -> Path:
    """What has to be mended: the file that stands where this folder or one above it should be, else the folder."""
    return next((each for each in (folder, *folder.parents) if each.exists() and not each.is_dir()), folder)


def _target(
    store: Store, show: Show, episodes: Sequence[Episode], suffix: str, settings: Settings, folders: Folders
) -> Path:
    """Where it goes: never where another episode's file is."""
    first, also = episodes[0], episodes[1:]
    ids = {each.id for each in episodes}
    pattern = pattern_for(show, first, settings.filing.patterns)
    with store.read() as db:
        for attempt in dict.fromkeys((pattern, settings.filing.naming, STANDARD)):
            path = episode_path(settings.library, show, first, suffix, attempt, also, folders.own, folders.others)
            if media_files.owners(db, path) <= ids:
                return path
    raise Stuck(Reason("path-of-another", path=str(path)), (AGAIN, CANCEL))


def _keep_replaced(
    store: Store,
    episodes: Sequence[Episode],
    download: Downloaded,
    target: Path,
    transcode: Transcoded,
    settings: Settings,
) -> list[recycle.Kept]:
    """What these episodes had before goes to the recycle folder before anything takes its place.

    So does a file that nobody told us of. One that other episodes are in, too, stays where it is.
    """
    by, ids = download.info_hash, {each.id for each in episodes}
    with store.read() as db:
        replaced = media_files.giving_way(db, ids, target, by)
        known = media_files.by_path(media_files.files_of(db, ids))
    if target not in known and _is_another(target, Path(transcode.path)):
        replaced.add(target)
    return [k for path in sorted(replaced) for k in recycle.keep_copy(path, settings.library, settings.recycle, by)]


def _is_another(target: Path, source: Path) -> bool:
    """Whether something stands there that is not what is to be placed."""
    return target.is_file() and source.is_file() and not target.samefile(source)


def _gone(replaced: Sequence[recycle.Kept]) -> tuple[str, ...]:
    """The videos that left the library."""
    return tuple(str(k.path) for k in replaced if k.path.suffix.lower() in VIDEO and not k.path.exists())


def _remove_misfits(
    store: Store,
    episodes: Sequence[Episode],
    replaced: Sequence[recycle.Kept],
    placed: Sequence[Path],
    target: Path,
    info: MediaInfo,
) -> None:
    """Subtitles of the old file that the new one has no better for stay only if both last equally long: another cut
    would have them come too early or too late."""
    with store.read() as db:
        old = [f.duration for f in media_files.files_of(db, [each.id for each in episodes])]
    if all(abs(duration - info.duration) <= SAME_LENGTH for duration in old):
        return
    theirs = {kept.path for kept in replaced} - set(placed)
    for sidecar in sidecars(target):
        if sidecar.path in theirs:
            sidecar.path.unlink()


def _place_video(
    job: Job, transcode: Transcoded, target: Path, store: Store, settings: Settings, context: StepContext
) -> bool:
    """Link it, or else copy or move it. True if linked."""
    source = Path(transcode.path)
    if not source.is_file():
        if target.is_file():  # an earlier attempt moved it and was cut off before it could say so
            context.log("it is in its place already")
            return False
        raise _source_gone(transcode, source)
    size = source.stat().st_size
    if source.stat().st_dev == settings.library.stat().st_dev:
        return _place(source, target, linked=transcode.untouched)
    target.parent.mkdir(parents=True, exist_ok=True)
    with room(store, (job.id, context.step), settings.library, size, Reason("the-episode"), grows=partial_of(target)):
        return _place(source, target, linked=transcode.untouched)


def _source_gone(transcode: Transcoded, source: Path) -> Flow:
    """What to do without it: a converted file is made again; without its download, the release is no use."""
    if not transcode.untouched:
        return Redo("transcode", Reason("converted-file-gone", folder=str(source.parent)))
    if not source.parent.is_dir():
        return Stuck(Reason("folder-gone", folder=str(source.parent)), (AGAIN, CANCEL))
    return Reject(Reason("file-gone-from", folder=str(source.parent)))


def _place(source: Path, target: Path, *, linked: bool) -> bool:
    if linked:
        return link_or_copy(source, target)
    move(source, target)
    return False


def _place_subtitles(files: tuple[SubtitleFile, ...], target: Path) -> list[Path]:
    placed = []
    for subtitle in files:
        path = switching_on.beside(target, subtitle.suffix)
        if Path(subtitle.path).is_file():
            link_or_copy(Path(subtitle.path), path)
        if path.is_file():
            placed.append(path)
    return placed


def _verify(encoder: Encoder, target: Path, transcode: Transcoded) -> MediaInfo:
    """Read what now stands in the library: the one thing that people will see."""
    try:
        info = encoder.probe(target)
    except BadResponse as error:
        target.unlink(missing_ok=True)
        raise Reject(Reason("copy-unreadable", why=error.why)) from error
    if abs(info.duration - transcode.duration) > SAME_LENGTH:
        target.unlink(missing_ok=True)
        raise Reject(Reason("copy-lasts", length=f"{info.duration:.1f}", wanted=f"{transcode.duration:.1f}"))
    return info


def _verify_or_undo(
    encoder: Encoder, target: Path, transcode: Transcoded, placed: Sequence[Path], replaced: Sequence[recycle.Kept]
) -> MediaInfo:
    """What is wrong does not stay: what was there before comes back."""
    try:
        return _verify(encoder, target, transcode)
    except Reject:
        for each in placed:
            each.unlink(missing_ok=True)
        recycle.put_back(replaced)
        raise


def _describe(
    settings: Settings,
    players: Sequence[Player],
    target: Path,
    show: Show,
    episodes: Sequence[Episode],
    listed: Sequence[Episode],
    context: StepContext,
) -> None:
    """Lay NFO files and pictures beside it, where a player reads them."""
    if _described(settings, players):
        for problem in describe(settings.library, target, show, episodes, listed):
            context.log(problem)


def _described(settings: Settings, players: Sequence[Player]) -> bool:
    if settings.filing.nfo == "auto":
        return any(getattr(player, "reads_nfo", False) for player in players)
    return settings.filing.nfo == "yes"


def _missing(subtitles: Subtitled, there: Sequence[str]) -> tuple[str, ...]:
    """The wanted languages that are not there: they were not found, or what was found is gone."""
    wanted = dict.fromkeys((*subtitles.missing, *(each.language for each in subtitles.files)))
    return tuple(tag for tag in wanted if not any(same_language(tag, one) for one in there))


def _languages_there(target: Path, subtitles: Subtitled, settings: Settings) -> tuple[str, ...]:
    """The languages of the full subtitles beside it and in it."""
    pictures = settings.household.picture_subtitles
    beside = {s.language for s in full_files(target, pictures=pictures) if s.language}
    return tuple(sorted(beside | set(subtitles.embedded)))
