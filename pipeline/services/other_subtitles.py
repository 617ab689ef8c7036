"""Another subtitle instead of the one that an episode has: what a person asks for with a button.

The one they have is never taken again for that episode, but stays where it is until another is found. A job looks for
it; see `pipeline.steps.other_subtitles`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.config import Settings
from pipeline.errors import UserError
from pipeline.languages import same_language
from pipeline.library import recycle, switching_on
from pipeline.library.placing import link_or_copy, write
from pipeline.model import MediaFile, Subtitle
from pipeline.model.jobs import JobKind, JobState, Origin
from pipeline.model.reasons import Reason
from pipeline.store import Connection, Store, active_jobs, media_files, rejected_subtitles, runs
from pipeline.store.runs import Stage
from pipeline.subtitles.cleaning import clean, fingerprint
from pipeline.subtitles.sidecars import Sidecar, sidecar_path, sidecars

_TEXT = (".srt", ".vtt", ".ass", ".ssa")


@dataclass(frozen=True, kw_only=True)
class Other:
    """What is not right: an episode's subtitles in this language."""

    language: str  # BCP 47


_OTHER = TypeAdapter(Other)


def languages_there(db: Connection, episode_id: int, wanted: Sequence[str]) -> list[str]:
    """Those of the wanted languages that have a subtitle file beside the episode; all of them when none has."""
    file = media_files.filed(db, episode_id)
    there = [s.language for s in sidecars(Path(file.path)) if not s.forced] if file else []
    having = [tag for tag in wanted if any(same_language(tag, one) for one in there)]
    return having or list(wanted)


def ask(store: Store, stages: Sequence[Stage], episode_id: int, language: str) -> int:
    """Refuse what an episode has in a language and have another looked for; the job that does it."""
    with store.read() as db:
        file = media_files.filed(db, episode_id)
    if file is None:
        raise UserError(Reason("not-in-library"))
    there = beside(Path(file.path), language)
    marks = tuple(fingerprint(s.path.read_bytes(), s.language) for s in there if s.path.suffix.lower() == ".srt")
    about, subject = _OTHER.dump_python(Other(language=language), mode="json"), f"{episode_id}:{language}"
    with store.write() as db:
        kind, why = JobKind.OTHER_SUBTITLES, Origin.ASKED
        job_id = runs.open_job_of(db, kind, episode_id, subject, stages, why=why, about=about)
        if job_id is None:
            raise UserError(Reason("looked-for-already"))
        rejected_subtitles.refuse(db, episode_id, language, marks)
    return job_id


def original(db: Connection, episode_id: int) -> str:
    """Where the file lies, or lay, that was downloaded for an episode; empty when none was."""
    ways = active_jobs.find(db, episode_id=episode_id, states=[JobState.DONE])
    got = runs.runs_of(db, ways[-1].job.id).get("download") if ways else None
    return str(got.result.get("path", "")) if got and got.result else ""


def beside(video: Path, language: str) -> list[Sidecar]:
    """The text subtitles in a language that lie beside a video, without those of the odd foreign line."""
    return [
        s
        for s in sidecars(video)
        if not s.forced and s.path.suffix.lower() in _TEXT and same_language(s.language, language)
    ]


def replace(settings: Settings, file: MediaFile, subtitle: Subtitle) -> None:
    """Put it beside the video; what was there in its language goes to the recycle folder."""
    video = Path(file.path)
    plain = sidecar_path(video, subtitle.language, hearing_impaired=subtitle.hearing_impaired)
    target = switching_on.beside(video, plain.name.removeprefix(video.stem))
    old = [sidecar.path for sidecar in beside(video, subtitle.language)]
    plan = {kept.path: kept.copy for kept in recycle.plan(video, settings.library, settings.recycle)}
    for path in old:
        link_or_copy(path, plan[path])
    write(target, clean(subtitle.content, subtitle.language).encode())
    for path in old:
        if path != target:
            path.unlink(missing_ok=True)
    switching_on.switch_on(video, settings.household.subtitles)


def note_replaced(db: Connection, file: MediaFile, subtitle: Subtitle) -> None:
    """Write down what there is now."""
    media_files.add_subtitles(db, file, [subtitle.language])
    rejected_subtitles.took(db, file.episode_id, subtitle)
