"""How long a file really is: from its packets, not from what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from integrations.ffmpeg.probe import GUARD, address
from integrations.ffmpeg.process import Tool, run
from pipeline.model import MediaInfo, StreamKind
from pipeline.playback.planning import container_of


@dataclass(slots=True)
class Span:
    """When a stream's first and last packets are shown; seconds.

    `jumps`: how often its clock starts anew, as in recordings put one after the other; `end` counts on through them.
    """

    start: float
    end: float
    jumps: int = 0
    offset: float = 0.0

    @property
    def length(self) -> float:
        return self.end - self.start

    def see(self, time: float) -> None:
        """Takes the time of the next packet. Back by more than half of what there is: a new beginning."""
        if time + self.offset < self.end - _JUMP and time + self.offset < self.start + self.length / 2:
            self.jumps += 1
            self.offset = self.end - time
        self.start, self.end = min(self.start, time + self.offset), max(self.end, time + self.offset)


Spans = dict[int, Span]  # by stream

_END = 10  # seconds at either end of a file in which its first and last packets are looked for
_JUMP = 1.0  # seconds back: more than the order of decoding ever makes
_STATES_LENGTH = ("mkv", "mp4", "mov", "webm")  # containers that say how long they should be


def breaks_off(ffprobe: Tool, path: Path, info: MediaInfo, timeout: float) -> float | None:
    """Where a file ends that is not all there (a download that broke off keeps its stated length); None when it is."""
    if info.duration <= 0 or container_of(info) not in _STATES_LENGTH:
        return None

    def reaches(found: Spans) -> bool:
        return _last(found) >= info.duration - max(1.0, info.duration * 0.005)

    found = _look(ffprobe, path, info, timeout, reaches)
    return None if reaches(found) else _last(found)


def spans(ffprobe: Tool, path: Path, info: MediaInfo, timeout: float) -> Spans:
    """When each stream's first and last packets are shown."""
    streams = [*info.of(StreamKind.VIDEO), *info.of(StreamKind.AUDIO)]

    def complete(found: Spans) -> bool:
        """A sound that ends long before the picture has no packet near the end."""
        return all(s.index in found and found[s.index].end > info.duration - _END for s in streams)

    return _look(ffprobe, path, info, timeout, complete)


def _look(ffprobe: Tool, path: Path, info: MediaInfo, timeout: float, enough: Callable[[Spans], bool]) -> Spans:
    """Both ends of a long file, and only where that is not enough all of it."""
    if info.duration > 4 * _END and container_of(info) in _STATES_LENGTH:
        found = _times(ffprobe, path, timeout, f"%+{_END},{info.duration - _END:.3f}%")
        if enough(found):
            return found
    return _times(ffprobe, path, timeout)


def _last(found: Spans) -> float:
    return max((span.end for span in found.values()), default=0.0)


def _times(ffprobe: Tool, path: Path, timeout: float, intervals: str = "") -> Spans:
    where = ["-read_intervals", intervals] if intervals else []
    entries = ["-of", "csv=p=0", "-show_entries", "packet=stream_index,pts_time"]
    told = run(ffprobe, ["-v", "error", *GUARD, *entries, *where, "-i", address(path)], timeout)
    found: Spans = {}
    for line in told.out.splitlines():
        index, time, *_ = (*line.split(","), "")
        if index.isdigit() and time and time[0] in "-0123456789":
            found.setdefault(int(index), Span(float(time), float(time))).see(float(time))
    return found
