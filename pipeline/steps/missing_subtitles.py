"""missing_subtitles: look for the languages that an episode's file lacks, until all are there or it is enough.

A search holds nothing; the episode's files are held only while what was found is put beside the video.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.context import StepContext, seconds
from pipeline.errors import Abandon, Later
from pipeline.model import Episode, MediaFile, Show
from pipeline.model.jobs import Job
from pipeline.model.reasons import Reason
from pipeline.ports import Encoder, Player, Subtitler, Synchroniser
from pipeline.services.find_subtitles import find_subtitles
from pipeline.services.missing_subtitles import Missing, note_placed, place, wait
from pipeline.services.subtitle_files import held, query_for
from pipeline.services.telling import tell_players
from pipeline.steps.results import SubtitlesAdded
from pipeline.store import Store, media_files
from pipeline.store.runs import Stage
from pipeline.subtitles.sidecars import full_files, missing_languages


def missing_subtitles(
    job: Job,
    show: Show,
    episode: Episode,
    about: Missing,
    encoder: Encoder,
    subtitlers: Sequence[Subtitler],
    synchronisers: Sequence[Synchroniser],
    players: Sequence[Player],
    store: Store,
    settings: Settings,
    context: StepContext,
    stages: Sequence[Stage],
) -> SubtitlesAdded:
    """Look once, and add what is found; Later as long as some are missing."""
    pause = wait(job.created_at, now())
    file = _file(job, about, store, settings, pause)
    there = full_files(Path(file.path), pictures=settings.household.picture_subtitles)
    missing = missing_languages(about.languages, beside=there)
    query = query_for(store, encoder, show, episode, file, about.video, missing)
    found = find_subtitles(subtitlers, query, file.duration, context.log)
    if found.subtitles:
        with held(store, job, file) as video:
            for subtitle in found.subtitles:
                place(settings, show, episode, video, subtitle, synchronisers, context.log)
        with store.write() as db:
            note_placed(db, settings, show, episode, file, found.subtitles)
            tell_players(db, job, players, [video], stages)
    if found.missing:
        raise Later(Reason("no-subtitles-yet", languages=",".join(found.missing)), pause)
    return SubtitlesAdded(languages=about.languages)


def _file(job: Job, about: Missing, store: Store, settings: Settings, pause: timedelta) -> MediaFile:
    """The file that lacks some. Abandon when it is enough, or when it has given way or left."""
    if now() - job.created_at > seconds(settings.timing.subtitles_late):
        raise Abandon(Reason("looked-long-enough"))
    with store.read() as db:
        file = media_files.filed(db, job.episode_id)
    if file is None or file.id != about.file_id:
        raise Abandon(Reason("file-replaced-or-gone"))
    if not Path(file.path).is_file():  # a vanished mount: next time, perhaps
        raise Later(Reason("file-not-there-now", path=file.path), pause)
    return file
