"""file: put the episode and its subtitles into the library, whole, under the name that media servers expect."""

from __future__ import annotations

import errno
import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from pipeline.actions import AGAIN, CANCEL
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.errors import Later, Nonsense, Reject, Stuck
from pipeline.jobs import Job
from pipeline.library import recycle
from pipeline.library.naming import episode_path
from pipeline.library.placing import link_or_copy, move
from pipeline.model import Episode, MediaInfo, Show
from pipeline.ports import Encoder
from pipeline.results import Downloaded, Filed, Subtitled, SubtitleFile, Transcoded
from pipeline.space import wait_for_space
from pipeline.steps.transcode import work_folder
from pipeline.store import Store
from pipeline.store.tables import media_file
from pipeline.words import size_text
from pipeline.work import Work

FULL_OR_GONE = {
    errno.ENOSPC: "The disk of the library is full",
    errno.EDQUOT: "The library's disk quota is used up",
    errno.EROFS: "The library is read-only",
    errno.EACCES: "Airdate may not write into the library",
    errno.EPERM: "Airdate may not write into the library",
    errno.EIO: "The disk of the library gives errors",
    errno.ESTALE: "The library's network share is gone",
    errno.ENOTCONN: "The library's network share is gone",
}


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
    work: Work,
) -> Filed:
    """Place the video (a hard link when nothing had to change, so that seeding goes on), then its subtitles."""
    target = episode_path(settings.library, show, episode, Path(transcode.path).suffix.lower())
    try:
        replaced = _keep_replaced(store, episode, download, settings)
        linked = _place_video(transcode, target, settings, work)
        sidecars = _place_subtitles((*subtitles.files, *transcode.extracted), target)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Later(
                f"{FULL_OR_GONE[errno.ENOSPC]}; it is filed when there is room", timedelta(minutes=5)
            ) from error
        if error.errno in FULL_OR_GONE:
            raise Stuck(
                f"{FULL_OR_GONE[error.errno]} ({target.parent}). Mend that, then try again.", (AGAIN, CANCEL)
            ) from error
        raise
    try:
        info = _verify(encoder, target, transcode)
    except Reject:
        recycle.put_back(replaced)
        raise
    recycle.remove(replaced, target)
    languages = tuple(sorted({s.language for s in sidecars if s.language} | set(subtitles.embedded)))
    _note(store, episode, target, info, download, languages)
    shutil.rmtree(work_folder(settings, job), ignore_errors=True)  # nothing in it is needed any more
    work.say(f"filed as {target}, {size_text(info.size)}")
    return Filed(
        path=str(target),
        size=info.size,
        duration=info.duration,
        subtitles=languages,
        subtitles_missing=tuple(m for m in subtitles.missing if m not in languages),
        linked=linked,
    )


def _keep_replaced(store: Store, episode: Episode, download: Downloaded, settings: Settings) -> list[recycle.Kept]:
    """What another release had filed goes to the recycle folder before anything takes its place."""
    with store.read() as db:
        rows = db.execute(
            select(media_file.c.path).where(
                media_file.c.episode_id == episode.id,
                media_file.c.replaced_at.is_(None),
                media_file.c.info_hash != download.info_hash,
            )
        ).scalars()
        paths = [Path(path) for path in rows]
    return [kept for path in paths for kept in recycle.keep_copy(path, settings.library, settings.recycle)]


def _place_video(transcode: Transcoded, target: Path, settings: Settings, work: Work) -> bool:
    source = Path(transcode.path)
    if not source.is_file():
        if target.is_file():  # an earlier attempt moved it and was cut off before it could say so
            work.say("it is in its place already")
            return False
        raise Reject(f"the file is gone from {source.parent}")
    if not settings.library.is_dir():
        _make_library(settings.library)
    if transcode.untouched:
        if source.stat().st_dev != settings.library.stat().st_dev:
            wait_for_space(settings.library, source.stat().st_size, "the episode")
        return link_or_copy(source, target)
    move(source, target)
    return False


def _make_library(library: Path) -> None:
    """Only when the folder it belongs in is there: a vanished mount must not be filled up underneath."""
    if not library.parent.is_dir():
        raise Stuck(
            f"The library {library} is not there, nor the folder it is in. Is its disk mounted?", (AGAIN, CANCEL)
        )
    library.mkdir()


def _place_subtitles(files: tuple[SubtitleFile, ...], target: Path) -> list[SubtitleFile]:
    placed = []
    for subtitle in files:
        beside = target.with_name(target.stem + subtitle.suffix)
        if Path(subtitle.path).is_file():
            link_or_copy(Path(subtitle.path), beside)
        if beside.is_file():
            placed.append(subtitle)
    return placed


def _verify(encoder: Encoder, target: Path, transcode: Transcoded) -> MediaInfo:
    """Read what now stands in the library: the one thing that people will see."""
    try:
        info = encoder.probe(target)
    except Nonsense as error:
        target.unlink(missing_ok=True)
        raise Reject(f"the filed copy could not be read: {error.text}") from error
    if abs(info.duration - transcode.duration) > 1:
        target.unlink(missing_ok=True)
        raise Reject(f"the filed copy lasts {info.duration:.1f} s instead of {transcode.duration:.1f} s")
    return info


def _note(
    store: Store, episode: Episode, target: Path, info: MediaInfo, download: Downloaded, languages: tuple[str, ...]
) -> None:
    values = {
        "size": info.size,
        "duration": info.duration,
        "release": download.release.title,
        "info_hash": download.info_hash,
        "subtitles": languages,
        "filed_at": now(),
    }
    with store.write() as db:
        db.execute(
            media_file.update()
            .where(
                media_file.c.episode_id == episode.id,
                media_file.c.replaced_at.is_(None),
                media_file.c.info_hash != download.info_hash,
            )
            .values(replaced_at=now())
        )
        same = (
            media_file.c.episode_id == episode.id,
            media_file.c.path == str(target),
            media_file.c.replaced_at.is_(None),
        )
        if db.execute(select(media_file.c.id).where(*same)).first():
            db.execute(media_file.update().where(*same).values(**values))
        else:
            db.execute(media_file.insert().values(episode_id=episode.id, path=str(target), **values))
