"""transcode: make the file playable on the household's screens, doing only what must be done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from messages.units import time_text
from pipeline.config import Settings
from pipeline.engine.context import StepContext
from pipeline.engine.remedies import AGAIN, CANCEL, NEXT
from pipeline.errors import BadResponse, NotFound, Reject, Stuck
from pipeline.model import Episode, MediaInfo, Show
from pipeline.model.jobs import Job
from pipeline.playback import planning
from pipeline.ports import Encoder
from pipeline.releases.files import why_fake
from pipeline.releases.parsing.names import read
from pipeline.services.cases import profile_for
from pipeline.services.space import room
from pipeline.steps.results import Downloaded, SubtitleFile, Transcoded
from pipeline.store import Store


def transcode(
    job: Job,
    show: Show,
    episode: Episode,
    download: Downloaded,
    encoder: Encoder,
    store: Store,
    settings: Settings,
    context: StepContext,
) -> Transcoded:
    """Probe, plan, encode if anything must be, verify. A damaged or fake source sends the job back to fetch."""
    source = Path(download.path)
    info = _probe(source, encoder)
    if fake := why_fake(info, episode.runtime or show.runtime, _languages(show, episode, download, store, settings)):
        raise Reject(fake)
    household = planning.household(settings.household.screens, settings.screens)
    plan = planning.plan(info, household)
    context.log(plan.why)
    if plan.blocked:
        raise Reject(plan.blocked)
    if plan.untouched:
        _check_source(source, plan, encoder)
        return Transcoded(
            path=str(source),
            source=str(source),
            container=plan.container,
            untouched=True,
            why=plan.why,
            duration=info.duration,
        )
    target = work_folder(settings, job) / f"video.{plan.container}"
    target.parent.mkdir(parents=True, exist_ok=True)
    made = _already_made(encoder, source, plan, target)
    if made is None:
        needed = info.size * (2 if plan.converts_video else 1)  # HEVC becomes larger as H.264
        with room(store, (job.id, context.step), target.parent, needed, "the converted file", grows=target.parent):
            made = _convert(source, plan, target, encoder, context)
    context.log(f"verified: {time_text(made.duration)}, {len(made.streams)} streams")
    return Transcoded(
        path=str(target),
        source=str(source),
        container=plan.container,
        untouched=False,
        why=plan.why,
        duration=made.duration,
        extracted=_extracted(plan, target, info),
    )


def _probe(source: Path, encoder: Encoder) -> MediaInfo:
    try:
        info = encoder.probe(source)
    except BadResponse as error:
        raise Reject(f"the video is damaged: {error.text}") from error
    return info


def _check_source(source: Path, plan: planning.Plan, encoder: Encoder) -> None:
    """Decode it at several points: what is damaged inside looks whole from outside."""
    try:
        encoder.verify(source, replace(plan, untouched=True), source)
    except BadResponse as error:
        raise Reject(f"the video is damaged: {error.text}") from error


def _convert(source: Path, plan: planning.Plan, target: Path, encoder: Encoder, context: StepContext) -> MediaInfo:
    """Encode and verify. What fails the check is not used; the source stays, and if it is to blame, it is rejected."""
    try:
        encoder.encode(source, plan, target, lambda share, left: context.progress(share, left, plan.why))
        return encoder.verify(source, plan, target)
    except BadResponse as error:
        target.unlink(missing_ok=True)
        context.log(f"{error} {error.answer}".strip())
        _check_source(source, plan, encoder)
        raise Stuck(
            f"The conversion failed its check: {error.text} The download is whole and is kept.", (AGAIN, NEXT, CANCEL)
        ) from error


def _languages(show: Show, episode: Episode, download: Downloaded, store: Store, settings: Settings) -> tuple[str, ...]:
    """The languages of which one must be spoken: those that its followers want, what the release claims, or the
    show's own."""
    with store.read() as db:
        wished = profile_for(db, episode, settings).languages
    if "*" in wished:
        return ()
    claimed = read(download.release.title, (show.title, *show.aliases)).languages
    return wished or claimed or ((show.language,) if show.language else ())


def _already_made(encoder: Encoder, source: Path, plan: planning.Plan, target: Path) -> MediaInfo | None:
    """What an earlier attempt finished before it was cut off is used, once it is verified."""
    if not target.is_file():
        return None
    try:
        return encoder.verify(source, plan, target)
    except (NotFound, BadResponse):
        target.unlink(missing_ok=True)
        return None


def _extracted(plan: planning.Plan, target: Path, info: MediaInfo) -> tuple[SubtitleFile, ...]:
    language = {stream.index: stream.language for stream in info.streams}
    return tuple(
        SubtitleFile(path=str(path), suffix=stream.suffix, language=language.get(stream.index, ""), provider="")
        for stream, path in plan.sidecars(target)
        if path.is_file()
    )


def work_folder(settings: Settings, job: Job) -> Path:
    """Where a job's unfinished files are; gone once the episode is filed."""
    return settings.data / "work" / f"job-{job.id}"
