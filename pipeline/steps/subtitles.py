"""subtitles: find what the followers want to read, beside the conversion.

What lies inside the video counts (a forced track does not: it is not the whole text). What is not to be had yet keeps
the episode waiting for a settable while, then it goes on without.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.context import StepContext, seconds
from pipeline.errors import BadResponse, Later
from pipeline.model import Episode, MediaInfo, Show, StreamKind, Subtitle, SubtitleQuery
from pipeline.model.jobs import Job
from pipeline.ports import Encoder, Subtitler, Synchroniser
from pipeline.services.find_subtitles import find_subtitles, keep_original, wanted_languages
from pipeline.services.subtitle_sync import synced
from pipeline.steps.results import Downloaded, Subtitled, SubtitleFile
from pipeline.steps.transcode import work_folder
from pipeline.store import Store, rejected_subtitles
from pipeline.subtitles.cleaning import clean
from pipeline.subtitles.sidecars import missing_languages, sidecar_suffix

LOOK_AGAIN = timedelta(minutes=5)


def subtitles(
    job: Job,
    show: Show,
    episode: Episode,
    download: Downloaded,
    encoder: Encoder,
    subtitlers: Sequence[Subtitler],
    store: Store,
    settings: Settings,
    context: StepContext,
    synchronisers: Sequence[Synchroniser] = (),
) -> Subtitled:
    """Ask the subtitlers for what is wanted and not there; save it cleaned in the working folder."""
    source = Path(download.path)
    wanted = wanted_languages(store, episode, settings)
    try:
        info = encoder.probe(source)
    except BadResponse as error:  # `transcode` judges the file; there is nothing to subtitle here
        context.log(str(error))
        return Subtitled(files=(), missing=wanted)
    needed = missing_languages(wanted, info)
    with store.read() as db:
        rejected = rejected_subtitles.of(db, episode.id)
    query = SubtitleQuery(
        video=str(source),
        release=download.release.title,
        show=show,
        episode=episode,
        languages=needed,
        refused=rejected,
    )
    found = find_subtitles(subtitlers, query, info.duration, context.log)
    files = []
    for subtitle in found.subtitles:
        with store.write() as db:
            rejected_subtitles.took(db, episode.id, subtitle)
        keep_original(settings, show, episode, subtitle)
        files.append(_save(subtitle, source, work_folder(settings, job), synchronisers, context))
    if found.missing and subtitlers:
        _wait_a_while(found.missing, found.problems, settings, context)
        context.log(f"going on without: {', '.join(found.missing)}")
    return Subtitled(files=tuple(files), embedded=_embedded(info), missing=found.missing)


def _embedded(info: MediaInfo) -> tuple[str, ...]:
    return tuple(sorted({s.language for s in info.of(StreamKind.SUBTITLE) if s.language and not s.forced}))


def _save(
    subtitle: Subtitle, video: Path, folder: Path, synchronisers: Sequence[Synchroniser], context: StepContext
) -> SubtitleFile:
    folder.mkdir(parents=True, exist_ok=True)
    suffix = sidecar_suffix(subtitle.language, forced=subtitle.forced, hearing_impaired=subtitle.hearing_impaired)
    path = folder / f"found{suffix}"
    context.log(f"{subtitle.language} from {subtitle.provider}, score {subtitle.score}")
    cleaned = clean(subtitle.content, subtitle.language)
    path.write_text(synced(cleaned, video, synchronisers, context.log, forced=subtitle.forced), encoding="utf-8")
    return SubtitleFile(path=str(path), suffix=suffix, language=subtitle.language, provider=subtitle.provider)


def _wait_a_while(missing: tuple[str, ...], problems: Sequence[str], settings: Settings, context: StepContext) -> None:
    """Later, until the household's patience for subtitles is over."""
    waited = now() - context.begun_at
    patience = seconds(settings.timing.subtitles_wait)
    if waited < patience:
        why = f" ({'; '.join(problems)})" if problems else ""
        raise Later(f"No subtitles in {', '.join(missing)} yet{why}", min(LOOK_AGAIN, patience - waited))
