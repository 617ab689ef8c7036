"""subtitles: find what the followers want to read, beside the conversion.

What lies inside the video counts (a forced track does not: it is not the whole text). What is not to be had yet keeps
the episode waiting for a settable while, then it goes on without.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from pipeline import health, refused, shows
from pipeline import subtitles as text
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.errors import Later, Nonsense, OutsideError
from pipeline.fitting import fitted
from pipeline.jobs import Job
from pipeline.library.naming import safe_name
from pipeline.library.placing import write
from pipeline.model import Episode, MediaInfo, Show, StreamKind, Subtitle, SubtitleQuery
from pipeline.ports import Encoder, Subtitler, Synchroniser
from pipeline.results import Downloaded, Subtitled, SubtitleFile
from pipeline.steps.transcode import work_folder
from pipeline.store import Store
from pipeline.work import Work, seconds

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
    work: Work,
    synchronisers: Sequence[Synchroniser] = (),
) -> Subtitled:
    """Ask the subtitlers for what is wanted and not there; save it cleaned in the working folder."""
    source = Path(download.path)
    wanted = wanted_languages(store, episode, settings)
    try:
        info = encoder.probe(source)
    except Nonsense as error:  # `transcode` judges the file; there is nothing to subtitle here
        work.say(str(error))
        return Subtitled(files=(), missing=wanted)
    needed = text.missing_languages(wanted, info)
    with store.read() as db:
        unwanted = refused.of(db, episode.id)
    found: list[SubtitleFile] = []
    problems: list[str] = []
    for subtitler in subtitlers:
        missing = tuple(language for language in needed if language not in {f.language for f in found})
        if not missing:
            break
        query = SubtitleQuery(
            video=str(source),
            release=download.release.title,
            show=show,
            episode=episode,
            languages=missing,
            refused=unwanted,
        )
        try:
            for subtitle in (s for s in subtitler.find(query) if not text.is_refused(s, unwanted)):
                with store.write() as db:
                    refused.took(db, episode.id, subtitle)
                keep_original(settings, show, episode, subtitle)
                found.append(_save(subtitle, source, work_folder(settings, job), synchronisers, work))
            health.well(store, subtitler.name)
        except OutsideError as error:
            health.ill(store, error)
            problems.append(str(error))
            work.say(str(error))
    missing = tuple(language for language in needed if language not in {f.language for f in found})
    if missing and subtitlers:
        _wait_a_while(missing, problems, settings, work)
        work.say(f"going on without: {', '.join(missing)}")
    return Subtitled(files=tuple(found), embedded=_embedded(info), missing=missing)


def wanted_languages(store: Store, episode: Episode, settings: Settings) -> tuple[str, ...]:
    """Every follower's languages, the household's where they have none of their own; in order, each once."""
    with store.read() as db:
        followers = shows.followers(db, episode)
    lists = [sub.languages or settings.household.subtitles for _, sub in followers] or [settings.household.subtitles]
    return tuple(dict.fromkeys(language for languages in lists for language in languages))


def _embedded(info: MediaInfo) -> tuple[str, ...]:
    return tuple(sorted({s.language for s in info.of(StreamKind.SUBTITLE) if s.language and not s.forced}))


def _save(
    subtitle: Subtitle, video: Path, folder: Path, synchronisers: Sequence[Synchroniser], work: Work
) -> SubtitleFile:
    folder.mkdir(parents=True, exist_ok=True)
    suffix = text.sidecar_suffix(subtitle.language, forced=subtitle.forced, hearing_impaired=subtitle.hearing_impaired)
    path = folder / f"found{suffix}"
    work.say(f"{subtitle.language} from {subtitle.provider}, score {subtitle.score}")
    cleaned = text.clean(subtitle.content, subtitle.language)
    path.write_text(fitted(cleaned, video, synchronisers, work.say, forced=subtitle.forced), encoding="utf-8")
    return SubtitleFile(path=str(path), suffix=suffix, language=subtitle.language, provider=subtitle.provider)


def keep_original(settings: Settings, show: Show, episode: Episode, subtitle: Subtitle) -> None:
    """The provider's bytes stay in the data folder, untouched: cleaning may be wrong."""
    folder = settings.data / "subtitles" / safe_name(show.name, "Unnamed show")
    folder.mkdir(parents=True, exist_ok=True)
    suffix = text.sidecar_suffix(subtitle.language, forced=subtitle.forced, hearing_impaired=subtitle.hearing_impaired)
    write(folder / f"{episode.code}{suffix}.original", subtitle.content)


def _wait_a_while(missing: tuple[str, ...], problems: list[str], settings: Settings, work: Work) -> None:
    """Later, until the household's patience for subtitles is over."""
    waited = now() - work.begun_at
    patience = seconds(settings.timing.subtitles_wait)
    if waited < patience:
        why = f" ({'; '.join(problems)})" if problems else ""
        raise Later(f"No subtitles in {', '.join(missing)} yet{why}", min(LOOK_AGAIN, patience - waited))
