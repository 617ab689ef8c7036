"""What jobs do that change the subtitles beside a filed video: ask for them, and hold the video's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from pipeline.engine.files import hold
from pipeline.errors import Later, OutsideError
from pipeline.model import Episode, MediaFile, Show, SubtitleQuery
from pipeline.model.jobs import Job
from pipeline.model.reasons import Reason
from pipeline.ports import Encoder
from pipeline.store import Store, media_files, rejected_subtitles

SOON = timedelta(seconds=10)  # until it is looked for anew, when the file got another name meanwhile
MENDED = timedelta(minutes=30)  # in which somebody may have made room on a disk, or mounted it


def query_for(
    store: Store,
    encoder: Encoder,
    show: Show,
    episode: Episode,
    file: MediaFile,
    original: str,
    languages: Sequence[str],
) -> SubtitleQuery:
    """What is asked for: by the downloaded original while that is there, by which providers know it."""
    with store.read() as db:
        rejected = rejected_subtitles.of(db, episode.id)
    return SubtitleQuery(
        video=original if original and Path(original).is_file() else file.path,
        release=file.release,
        show=show,
        episode=episode,
        languages=tuple(languages),
        frame_rate=_frame_rate(encoder, Path(file.path)),
        refused=rejected,
    )


def _frame_rate(encoder: Encoder, video: Path) -> float | None:
    try:
        return encoder.probe(video).frame_rate
    except OutsideError:  # it is found all the same, at the pace that it has
        return None


@contextmanager
def held(store: Store, job: Job, file: MediaFile) -> Iterator[Path]:
    """The video, whose files this job holds from now until its step ends. Later when another job holds them, when it
    is not what was searched for any more, or when it cannot be written beside it."""
    hold(store, job)
    with store.read() as db:
        if not media_files.is_still(db, file):
            raise Later(Reason("file-changed-meanwhile"), SOON)
    try:
        yield Path(file.path)
    except OSError as error:
        raise Later(Reason("cannot-write-beside", path=file.path, why=error.strerror or str(error)), MENDED) from error
