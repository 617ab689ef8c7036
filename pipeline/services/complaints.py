"""What a person can say about an episode that has arrived: wrong, bad, late subtitles. Each does what it says.

Files are moved before the database says so, and every move is safe to repeat.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from pipeline.config import Settings
from pipeline.errors import UserError
from pipeline.library import recycle
from pipeline.model.jobs import Job, JobState, Origin
from pipeline.model.reasons import Reason
from pipeline.ports import Player
from pipeline.services.telling import tell_players
from pipeline.store import Connection, Store, active_jobs, leases, media_files, runs
from pipeline.store.runs import Stage
from pipeline.subtitles.cues import compose, parse, shift
from pipeline.subtitles.encodings import decode
from pipeline.subtitles.sidecars import sidecars

MOVED_BY = timedelta(minutes=10)  # a process that dies in the middle holds the files no longer
QUARANTINE = "quarantine"  # a folder in the data folder


def wrong_episode(
    store: Store, settings: Settings, episode_id: int, stages: Sequence[Stage], players: Sequence[Player] = ()
) -> int:
    """It is another episode, or no episode at all: out of the library with it, and look for another release.

    The players hear of it: what they show is not there any more.

    A video that holds other episodes, too, stays for those. UserError when the files cannot be got at.
    The job that is on its way again. What was taken out lies in quarantine until somebody deletes it.
    """
    with store.read() as db:
        job = _finished_job(db, episode_id)
        if not media_files.is_mounted(db, settings.library):
            raise UserError(Reason("library-not-mounted", folder=str(settings.library)))
    with _holding(store, job):
        with store.read() as db:
            files = media_files.files_of(db, [episode_id])
            alone = [file for file in files if media_files.owners(db, Path(file.path)) == {episode_id}]
        for file in alone:
            _quarantine(Path(file.path), settings.data / QUARANTINE / str(file.id))
        with store.write() as db:
            media_files.set_replaced(db, [file.id for file in files])
            tell_players(db, job, players, (Path(file.path) for file in alone), stages)
    _another(store, job.id, Reason("person-says-wrong"), stages)
    return job.id


@contextmanager
def _holding(store: Store, job: Job) -> Iterator[None]:
    """No job touches the episode's files meanwhile. UserError while one does."""
    with store.write() as db:
        if not leases.hold(db, job.id, [job.episode_id], MOVED_BY):
            raise UserError(Reason("files-busy-try-again"))
    try:
        yield
    finally:
        with store.write() as db:
            leases.let_go_of_files(db, job.id)


def take_another(store: Store, episode_id: int, why: Reason, stages: Sequence[Stage]) -> int:
    """Look for another release; what is in the library stays until it is there. The job that is on its way again."""
    with store.read() as db:
        job = _finished_job(db, episode_id)
    _another(store, job.id, why, stages)
    return job.id


def shift_subtitles(store: Store, episode_id: int, seconds: float) -> int:
    """Have the text subtitles beside an episode come later by so many seconds (negative: earlier). How many files."""
    with store.read() as db:
        files = media_files.files_of(db, [episode_id])
    moved = 0
    for file in files:
        for sidecar in sidecars(Path(file.path)):
            if sidecar.path.suffix.lower() == ".srt":
                _shift(sidecar.path, sidecar.language, seconds)
                moved += 1
    if not moved:
        raise UserError(Reason("no-subtitle-files"))
    return moved


def _shift(path: Path, language: str, seconds: float) -> None:
    cues = shift(parse(decode(path.read_bytes(), language)), seconds)
    beside = path.with_name(f".{path.name}.shifting")
    beside.write_text(compose(cues), encoding="utf-8")
    os.replace(beside, path)  # noqa: PTH105 - a new file: the bytes may be shared with a hard link elsewhere


def _finished_job(db: Connection, episode_id: int) -> Job:
    """The job that brought the episode. UserError when it is on its way again, or Airdate did not bring it."""
    ways = active_jobs.find(db, episode_id=episode_id, states=tuple(JobState))
    if any(way.job.state is JobState.ACTIVE and way.job.why is not Origin.UPGRADE for way in ways):
        raise UserError(Reason("on-its-way-again"))
    done = [way.job for way in ways if way.job.state is JobState.DONE]
    if not done or not media_files.files_of(db, [episode_id]):
        raise UserError(Reason("not-in-library"))
    return done[-1]


def _another(store: Store, job_id: int, why: Reason, stages: Sequence[Stage]) -> None:
    with store.write() as db:
        job = runs.job_by_id(db, job_id)
        if job.state is not JobState.DONE:
            raise UserError(Reason("on-its-way-again"))
        _stop_upgrade(db, job.episode_id)
        runs.block_release(db, job_id, why)
        runs.again_from(db, job_id, "fetch", stages)


def _stop_upgrade(db: Connection, episode_id: int) -> None:
    """What a person asks for goes before a better copy that nobody asked for."""
    for way in active_jobs.find(db, episode_id=episode_id):
        if way.job.why is Origin.UPGRADE:
            leases.cancel_job(db, way.job.id)


def _quarantine(video: Path, folder: Path) -> None:
    """Move a video and what lies beside it out of the library; what is gone already is no trouble."""
    beside = recycle.beside(video) if video.parent.is_dir() else []
    for path in (video, *beside):
        if path.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.move(path, folder / path.name)  # the data folder may be on another disk
