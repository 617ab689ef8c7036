"""Subtitles that were not to be had when an episode was filed: looked for again for some weeks, and added beside it.

A job does it; see `pipeline.steps.missing_subtitles`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.languages import same_language
from pipeline.library import switching_on
from pipeline.library.placing import write
from pipeline.model import Episode, MediaFile, Show, Subtitle
from pipeline.model.jobs import JobKind, JobState
from pipeline.ports import Synchroniser
from pipeline.services.find_subtitles import keep_original
from pipeline.services.subtitle_sync import synced
from pipeline.store import Connection, active_jobs, leases, media_files, outbox, rejected_subtitles, runs, shows
from pipeline.store.runs import Stage
from pipeline.subtitles.cleaning import clean
from pipeline.subtitles.sidecars import sidecar_path

FIRST, MOST = timedelta(minutes=30), timedelta(days=2)  # between two looks


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What an episode's file lacks."""

    file_id: int
    languages: tuple[str, ...]  # BCP 47
    video: str  # the downloaded original, by which providers know it; may be gone


_MISSING = TypeAdapter(Missing)


def look_for(db: Connection, episode_id: int, languages: Sequence[str], video: str, stages: Sequence[Stage]) -> None:
    """Have these looked for beside what is filed now, and no others any more. In the caller's transaction."""
    for before in active_jobs.find(db, episode_id=episode_id, kinds=(JobKind.MISSING_SUBTITLES,)):
        leases.cancel_job(db, before.job.id, JobState.ABANDONED)
    file = media_files.filed(db, episode_id)
    if file is None or not languages:
        return
    missing = Missing(file_id=file.id, languages=tuple(languages), video=video)
    about, subject = _MISSING.dump_python(missing, mode="json"), str(episode_id)
    kind, due_at = JobKind.MISSING_SUBTITLES, now() + FIRST
    runs.open_job_of(db, kind, episode_id, subject, stages, about=about, due_at=due_at)


def wait(since: datetime, moment: datetime) -> timedelta:
    """Until the next look: a quarter of the time that has passed; often at first, every other day after a week."""
    return min(max((moment - since) / 4, FIRST), MOST)


def place(
    settings: Settings,
    show: Show,
    episode: Episode,
    video: Path,
    subtitle: Subtitle,
    synchronisers: Sequence[Synchroniser],
    log: Callable[[str], None],
) -> None:
    """Put a subtitle beside the video, cleaned and in time with it."""
    keep_original(settings, show, episode, subtitle)
    plain = sidecar_path(video, subtitle.language, forced=subtitle.forced, hearing_impaired=subtitle.hearing_impaired)
    cleaned = clean(subtitle.content, subtitle.language)
    written = synced(cleaned, video, synchronisers, log, forced=subtitle.forced).encode()
    write(switching_on.beside(video, plain.name.removeprefix(video.stem)), written)
    switching_on.switch_on(video, settings.household.subtitles)
    log(f"{subtitle.language} from {subtitle.provider}")


def note_placed(
    db: Connection, settings: Settings, show: Show, episode: Episode, file: MediaFile, subtitles: Sequence[Subtitle]
) -> None:
    """Write down what there is now, and tell those who wanted it."""
    for subtitle in subtitles:
        rejected_subtitles.took(db, episode.id, subtitle)
    languages = list(dict.fromkeys(subtitle.language for subtitle in subtitles))
    media_files.add_subtitles(db, file, languages)
    for person, subscription in shows.followers(db, episode):
        wanted = subscription.languages or settings.household.subtitles
        theirs = [one for one in languages if any(same_language(want, one) for want in wanted)]
        if not theirs or subscription.muted:
            continue
        values = {"show": show.title, "code": episode.code, "languages": ",".join(theirs)}
        news = outbox.Plain(words="late_subtitles", values=values)
        outbox.put(db, f"late:{file.id}:{values['languages']}:{person.id}", person.id, news)
