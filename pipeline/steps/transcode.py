"""transcode: make the file playable on the household's screens, doing only what must be done.

What fails its check is tried another way, then the download itself is taken if one of the screens plays it, then the
next best release: a person is asked for nothing here.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from messages.units import time_text
from pipeline.config import Settings
from pipeline.engine.context import StepContext
from pipeline.errors import BadResponse, Reject
from pipeline.library.switching_on import own_suffix
from pipeline.model import Episode, MediaInfo, Show
from pipeline.model.jobs import Job
from pipeline.model.reasons import Reason
from pipeline.playback import planning, screens
from pipeline.playback.limits import unplayable
from pipeline.playback.plans import Plan
from pipeline.ports import Encoder
from pipeline.releases.files import why_fake
from pipeline.releases.titles import read_for
from pipeline.services import household_screens, picture_subtitles
from pipeline.services.cases import profile_for
from pipeline.services.convert import first_that_comes_out_right
from pipeline.services.mounted import check_library
from pipeline.services.space import room
from pipeline.services.work_folders import work_folder
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
    wished, claimed = _languages(show, episode, download, store, settings)
    if fake := why_fake(info, episode.runtime or show.runtime, wished or claimed):
        raise Reject(fake)
    with store.read() as db:
        household = household_screens.plays(db, settings)
    plan = planning.plan(info, household, wished or _original(show))
    context.log(str(plan.why))
    if plan.blocked:
        raise Reject(plan.blocked)
    if plan.untouched:
        _check_source(source, plan, encoder, context)
        return _as_it_is(source, plan, info)
    check_library(settings.library, store)  # the work folder is in it, as a rule
    target = work_folder(settings, job) / f"video.{plan.container}"
    target.parent.mkdir(parents=True, exist_ok=True)
    needed = info.size * (2 if plan.converts_video else 1)  # HEVC becomes larger as H.264
    with room(store, (job.id, context.step), target.parent, needed, Reason("the-converted-file"), grows=target.parent):
        made = first_that_comes_out_right(
            source,
            info,
            plan,
            household,
            target,
            encoder,
            lambda share, left: context.progress(share, left, plan.why),
            lambda error: context.log(f"not right: {error} {error.answer}".strip()),
        )
    if made is None:
        return _otherwise(source, info, plan, encoder, store, settings, context)
    plan, result = made
    context.log(f"verified: {time_text(result.duration)}, {len(result.streams)} streams{_damage(result)}")
    _keep_pictures(plan, target, show, episode, settings, context)
    return Transcoded(
        path=str(target),
        source=str(source),
        container=plan.container,
        untouched=False,
        why=plan.why,
        duration=result.duration,
        extracted=_extracted(plan, target, info),
    )


def _probe(source: Path, encoder: Encoder) -> MediaInfo:
    try:
        return encoder.probe(source)
    except BadResponse as error:
        raise Reject(Reason("video-damaged", why=error.why)) from error


def _check_source(source: Path, plan: Plan, encoder: Encoder, context: StepContext) -> None:
    """Decode it at several points: what is damaged inside looks whole from outside."""
    try:
        seen = encoder.verify(source, replace(plan, untouched=True), source)
    except BadResponse as error:
        raise Reject(Reason("video-damaged", why=error.why)) from error
    if seen.damage:
        context.log(f"checked{_damage(seen)}")


def _damage(seen: MediaInfo) -> str:
    return f"; {seen.damage:.0%} of what was looked at is damaged" if seen.damage else ""


def _as_it_is(source: Path, plan: Plan, info: MediaInfo) -> Transcoded:
    return Transcoded(
        path=str(source),
        source=str(source),
        container=plan.container,
        untouched=True,
        why=plan.why,
        duration=info.duration,
    )


def _otherwise(
    source: Path,
    info: MediaInfo,
    plan: Plan,
    encoder: Encoder,
    store: Store,
    settings: Settings,
    context: StepContext,
) -> Transcoded:
    """No conversion came out right: the download itself where a screen plays it, else the next best release."""
    _check_source(source, plan, encoder, context)
    with store.read() as db:
        names = household_screens.ticked(db, settings)
    playing = [screen.title for name in names if not unplayable(info, screen := screens.screen(name, settings.screens))]
    if not playing:
        raise Reject(Reason("no-conversion"))
    why = Reason("no-conversion-but-plays", screens=tuple(playing))
    context.log(str(why))
    return _as_it_is(source, replace(plan, why=why, container=source.suffix.lstrip(".").lower()), info)


# -------------------------------------------------------------------------------------------------------------- details


def _languages(
    show: Show, episode: Episode, download: Downloaded, store: Store, settings: Settings
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The languages that its followers want to hear, and else those that the release claims or the show's own; of
    these one must be spoken."""
    with store.read() as db:
        wished = profile_for(db, episode, settings).languages
    if "*" in wished:
        return (), ()
    name = download.name or read_for(download.release.title, show)
    return wished, name.languages or _original(show)


def _original(show: Show) -> tuple[str, ...]:
    return (show.language,) if show.language else ()


def _extracted(plan: Plan, target: Path, info: MediaInfo) -> tuple[SubtitleFile, ...]:
    language = {stream.index: stream.language for stream in info.streams}
    return tuple(
        SubtitleFile(path=str(path), suffix=own_suffix(stream), language=language.get(stream.index, ""), provider="")
        for stream, path in plan.sidecars(target)
        if stream.codec == "srt" and path.is_file()
    )


def _keep_pictures(
    plan: Plan, target: Path, show: Show, episode: Episode, settings: Settings, context: StepContext
) -> None:
    """What was taken out of the film because a screen does not show it."""
    stem = picture_subtitles.apart(settings, show, episode)
    for step, path in plan.sidecars(target):
        if step.codec == "mks" and path.is_file():
            stem.parent.mkdir(parents=True, exist_ok=True)
            kept = stem.with_name(f"{stem.name}{step.suffix}")
            shutil.move(path, kept)
            context.log(f"picture subtitles are kept as {kept}")
