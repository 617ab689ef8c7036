"""subtitles: find what the followers want to read, beside the conversion.

What lies inside the video counts where it is a full text that may be the film's, then what the release brings along.
What is not to be had yet keeps the episode waiting for a settable while, then it goes on without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.context import StepContext, seconds
from pipeline.errors import BadResponse, Later
from pipeline.languages import same_language
from pipeline.model import Episode, MediaInfo, RejectedSubtitle, Show, Stream, Subtitle, SubtitleQuery
from pipeline.model.jobs import Job
from pipeline.model.reasons import Reason
from pipeline.ports import Encoder, Subtitler, Synchroniser
from pipeline.releases.shipped import ShippedSubtitle, describe
from pipeline.services.find_subtitles import find_subtitles, fit, keep_original, wanted_languages
from pipeline.services.subtitle_sync import synced
from pipeline.services.work_folders import work_folder
from pipeline.steps.results import Downloaded, Subtitled, SubtitleFile
from pipeline.store import Store, rejected_subtitles
from pipeline.subtitles.checking import MOST_BYTES, is_whole, language_of, problem
from pipeline.subtitles.cleaning import clean, is_rejected
from pipeline.subtitles.sidecars import PICTURES, Sidecar, full_texts, missing_languages, sidecar_suffix

LOOK_AGAIN = timedelta(minutes=10)
RELEASE = "release"  # the provider of what a release brings along


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
    inside = _inside(source, info, wanted, encoder, settings, context)
    missing = missing_languages(wanted, inside, _shipped_pictures(download, settings))
    with store.read() as db:
        rejected = rejected_subtitles.of(db, episode.id)
    shipped = _shipped(download, missing, rejected, info, context)
    query = SubtitleQuery(
        video=str(source),
        release=download.release.title,
        show=show,
        episode=episode,
        languages=_without(missing, shipped),
        frame_rate=info.frame_rate,
        refused=rejected,
    )
    found = find_subtitles(subtitlers, query, info.duration, context.log)
    context.check()  # the search may have taken long
    files = []
    for subtitle in (*shipped, *found.subtitles):
        with store.write() as db:
            rejected_subtitles.took(db, episode.id, subtitle)
        keep_original(settings, show, episode, subtitle)
        files.append(_save(subtitle, source, work_folder(settings, job), synchronisers, context))
    if found.missing and subtitlers:
        _wait_a_while(found.missing, found.problems, settings, context)
        context.log(f"going on without: {', '.join(found.missing)}")
    embedded = tuple(sorted({stream.language for stream in inside if stream.language}))
    return Subtitled(files=tuple(files), embedded=embedded, missing=found.missing)


def _inside(
    source: Path, info: MediaInfo, wanted: Sequence[str], encoder: Encoder, settings: Settings, context: StepContext
) -> list[Stream]:
    """The subtitles inside the film that are what they say: those in a wanted language are read, and checked as any.
    One that is marked as of the odd foreign line and has them all is whole."""
    full, forced = full_texts(info, pictures=settings.household.picture_subtitles), full_texts(info, forced=True)
    asked = [s.index for s in (*full, *forced) if _may_be_in(s, wanted)]
    texts = dict.fromkeys(asked, b"") | encoder.texts(source, asked)
    full += [s for s in forced if is_whole(texts.get(s.index, b""), info.duration, s.language)]
    told = [_with_language(s, texts.get(s.index, b"")) for s in full]
    return [s for s in told if s.index not in texts or _is_fit(s, texts[s.index], info, context)]


def _may_be_in(stream: Stream, wanted: Sequence[str]) -> bool:
    return not stream.language or any(same_language(stream.language, tag) for tag in wanted)


def _with_language(stream: Stream, text: bytes) -> Stream:
    """One that says no language is of the one that its text is in."""
    return stream if stream.language else replace(stream, language=language_of(text))


def _is_fit(stream: Stream, text: bytes, info: MediaInfo, context: StepContext) -> bool:
    if stream.codec in PICTURES:
        return True
    why = problem(text, info.duration, stream.language)
    if why:
        context.log(f"the {stream.language or 'unnamed'} subtitle inside does not count: {why}")
    return not why


def _shipped(
    download: Downloaded,
    missing: Sequence[str],
    rejected: Sequence[RejectedSubtitle],
    info: MediaInfo,
    context: StepContext,
) -> list[Subtitle]:
    """Of what came with the release, one for each missing language: the full text, without the sounds where there is
    one."""
    offers = [describe(path, download.path) for path in download.subtitles]
    full = [offer for offer in offers if not offer.partial]
    found: list[Subtitle] = []
    for offer in sorted(full, key=lambda each: (each.forced, each.hearing_impaired, each.path)):
        read = _read(offer, _without(missing, found))
        if read is None or is_rejected(read, rejected):
            continue
        subtitle = fit(read, info.duration, info.frame_rate, context.log)
        if offer.forced and not is_whole(subtitle.content, info.duration, subtitle.language):
            continue
        if why := problem(subtitle.content, info.duration, subtitle.language):
            context.log(f"{subtitle.id} is not taken: {why}")
            continue
        found.append(subtitle)
    return found


def _shipped_pictures(download: Downloaded, settings: Settings) -> list[Sidecar]:
    """The subtitles of the release that are pictures, where those count."""
    pictures = download.pictures if settings.household.picture_subtitles else ()
    return [
        Sidecar(
            path=Path(told.path),
            language=told.language,
            forced=told.forced,
            hearing_impaired=told.hearing_impaired,
            partial=told.partial,
            pictures=True,
        )
        for told in (describe(path, download.path) for path in pictures)
    ]


def _read(offer: ShippedSubtitle, missing: Sequence[str]) -> Subtitle | None:
    """A subtitle of the release, in the missing language that it serves; None where it serves none."""
    path = Path(offer.path)
    if not missing or not path.is_file() or path.stat().st_size > MOST_BYTES:
        return None
    content = path.read_bytes()
    spoken = offer.language or language_of(content)
    language = next((tag for tag in missing if same_language(tag, spoken)), "")
    if not language:
        return None
    return Subtitle(
        language=language,
        content=content,
        provider=RELEASE,
        id=path.name,
        hearing_impaired=offer.hearing_impaired,
    )


def _without(languages: Sequence[str], found: Sequence[Subtitle]) -> tuple[str, ...]:
    return tuple(tag for tag in languages if all(tag != each.language for each in found))


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


def _wait_a_while(
    missing: tuple[str, ...], problems: Sequence[Reason], settings: Settings, context: StepContext
) -> None:
    """Later, until the household's patience for subtitles is over."""
    waited = now() - context.begun_at
    patience = seconds(settings.timing.subtitles_wait)
    if waited < patience:
        languages = ",".join(missing)
        why = Reason("no-subtitles-yet", languages=languages)
        if problems:
            why = Reason("no-subtitles-yet-because", languages=languages, why=tuple(problems))
        raise Later(why, min(LOOK_AGAIN, patience - waited))
