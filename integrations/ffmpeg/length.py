"""How long a film really is: from its packets, not from what it says. A source and a result are measured alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from integrations.ffmpeg.probe import GUARD, address
from integrations.ffmpeg.process import Tool, run
from pipeline.model import MediaInfo, StreamKind
from pipeline.playback.limits import container_of


@dataclass(slots=True)
class Span:
    """From when to when a stream can be played; seconds. A picture can be from its first keyframe on.

    `jumps`: how often its clock starts anew, as in recordings put one after the other; `end` counts on through them.
    """

    start: float
    end: float
    jumps: int = 0
    offset: float = 0.0

    @property
    def length(self) -> float:
        return self.end - self.start

    def see(self, time: float, lasting: float) -> None:
        """Takes the time of the next packet. Back by more than half of what there is: a new beginning."""
        if time + self.offset < self.end - _JUMP and time + self.offset < self.start + self.length / 2:
            self.jumps += 1
            self.offset = self.end - time
        self.start = min(self.start, time + self.offset)
        self.end = max(self.end, time + self.offset + lasting)


Spans = dict[int, Span]  # by stream

_END = 10  # seconds at either end of a file in which its first and last packets are looked for
_JUMP = 1.0  # seconds back: more than the order of decoding ever makes
_LONGEST = 30.0  # seconds that a packet of picture or sound may say that it lasts
_STATES_LENGTH = ("mkv", "mp4", "mov", "webm")  # containers that say how long they should be


def ends(ffprobe: Tool, path: Path, info: MediaInfo, timeout: float) -> Spans:
    """What there is at both ends of a file that says how long it is; of all of it where that leaves its end open."""
    streams = [*info.of(StreamKind.VIDEO), *info.of(StreamKind.AUDIO)]
    film = info.film or next(iter(streams), None)

    def reached(found: Spans) -> bool:
        there = film is not None and all(stream.index in found for stream in streams)
        return there and film is not None and found[film.index].end > info.duration - _END

    return _look(ffprobe, path, info, timeout, reached)


def states_length(info: MediaInfo) -> bool:
    """Whether the file says how long it should be, so that one can see whether it is all there."""
    return info.duration > 0 and container_of(info) in _STATES_LENGTH


def breaks_off(info: MediaInfo, found: Spans) -> float | None:
    """Where a file ends that is not all there (a download that broke off keeps its stated length); None when it is.

    A subtitle may last longer than the film and be the stated length.
    """
    last = max((span.end for span in found.values()), default=0.0)
    return None if last >= info.duration - max(1.0, info.duration * 0.005) else played(info, found)


def played(info: MediaInfo, found: Spans) -> float:
    """How long picture and sound last together, in seconds."""
    seen = [found[s.index] for s in (*info.of(StreamKind.VIDEO), *info.of(StreamKind.AUDIO)) if s.index in found]
    return max((s.end for s in seen), default=0.0) - min((s.start for s in seen), default=0.0)


def spans(ffprobe: Tool, path: Path, info: MediaInfo, timeout: float) -> Spans:
    """From when to when each stream can be played."""
    return _look(ffprobe, path, info, timeout, lambda found: complete(info, found))


def complete(info: MediaInfo, found: Spans) -> bool:
    """Whether what was seen tells of all streams: a sound that ends long before the picture has no packet near the end
    of the file."""
    streams = (*info.of(StreamKind.VIDEO), *info.of(StreamKind.AUDIO))
    return all(s.index in found and found[s.index].end > info.duration - _END for s in streams)


def _look(ffprobe: Tool, path: Path, info: MediaInfo, timeout: float, enough: Callable[[Spans], bool]) -> Spans:
    """Both ends of a long file, and only where that is not enough all of it."""
    pictures = {stream.index for stream in info.of(StreamKind.VIDEO)}
    texts = {stream.index for stream in info.of(StreamKind.SUBTITLE)}
    if info.duration > 4 * _END and container_of(info) in _STATES_LENGTH:
        found = _times(ffprobe, path, timeout, (pictures, texts), f"%+{_END},{info.duration - _END:.3f}%")
        if enough(found):
            return found
    return _times(ffprobe, path, timeout, (pictures, texts))


def _times(ffprobe: Tool, path: Path, timeout: float, kinds: tuple[set[int], set[int]], intervals: str = "") -> Spans:
    where = ["-read_intervals", intervals] if intervals else []
    entries = ["-of", "csv=p=0", "-show_entries", "packet=stream_index,pts_time,dts_time,duration_time,flags"]
    told = run(ffprobe, ["-v", "error", *GUARD, *entries, *where, "-i", address(path)], timeout)
    found: Spans = {}
    for packet in filter(None, map(_packet, told.out.splitlines())):
        _note(found, packet, *kinds)
    return found


class _Packet(NamedTuple):
    stream: int
    time: float
    lasting: float
    is_key: bool


def _packet(line: str) -> _Packet | None:
    """One of ffprobe's lines; None for a packet without a time."""
    index, pts, dts, lasting, flags, *_ = (*line.split(","), "", "", "", "")
    time = _seconds(pts)
    time = _seconds(dts) if time is None else time  # AVI and some others have no pts
    if not index.isdigit() or time is None:
        return None
    return _Packet(int(index), time, _seconds(lasting) or 0.0, "K" in flags)


def _note(found: Spans, packet: _Packet, pictures: set[int], texts: set[int]) -> None:
    if packet.stream not in found:
        if packet.stream in pictures and not packet.is_key:
            return  # nothing can be shown before the first picture that stands for itself
        found[packet.stream] = Span(packet.time, packet.time)
    lasting = packet.lasting if packet.stream in texts else min(packet.lasting, _LONGEST)
    found[packet.stream].see(packet.time, lasting)


def _seconds(text: str) -> float | None:
    return float(text) if text and text[0] in "-0123456789" else None
