"""Files that are being written: under names of their own until they are whole."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

from pipeline.model import MediaInfo, Stream
from pipeline.playback.plans import StreamPlan
from pipeline.subtitles.cleaning import clean

_ABANDONED = 3600.0  # seconds without a change after which nobody writes it any more


def part_of(path: Path) -> Path:
    """A name for a file while it is being written: no two attempts at it share one."""
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")


def remove_abandoned(path: Path) -> None:
    """What earlier attempts at this file left when they were killed."""
    for left in path.parent.glob(f"{_escaped(path.name)}.*.part"):
        if time.time() - left.stat().st_mtime > _ABANDONED:
            left.unlink(missing_ok=True)


def _escaped(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def sync(path: Path) -> None:
    """On the disk before the name is: a power cut must not leave an empty file under the final name."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def finish_sidecar(step: StreamPlan, temporary: Path, path: Path, info: MediaInfo) -> None:
    """Gives a subtitle that was taken out its name; none where it holds no text."""
    if not temporary.exists():
        return
    if step.codec == "srt":
        source = next(stream for stream in info.streams if stream.index == step.index)
        if not _as_srt(temporary, source, info):
            return
    sync(temporary)
    temporary.replace(path)


def _as_srt(temporary: Path, source: Stream, info: MediaInfo) -> bool:
    rate = info.film.frame_rate if info.film else None
    # ffmpeg writes UTF-8, whatever the track was.
    text = clean(temporary.read_bytes(), source.language, ads=True, frame_rate=rate)
    temporary.write_text(text, encoding="utf-8")
    return bool(text)
