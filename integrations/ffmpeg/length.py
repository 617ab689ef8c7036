"""How long a film really is: from its packets, not from what it says. A source and a result are measured alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from integrations.ffmpeg.probe import reading
from integrations.ffmpeg.process import Tool, run
from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.playback.limits import container_of

_Seen = tuple[float, float | None]  # when a packet begins and how long it lasts, if it says that


@dataclass(slots=True)
class Span:
    """From when to when a stream can be played; seconds. A picture can be from its first keyframe on.

    `jumps`: how often its clock starts anew, as in recordings put one after the other; `end` counts on through them.
    `furthest`: the latest that any packet says, also one that stands alone elsewhere and is not believed.
    """

    start: float
    end: float
    jumps: int = 0
    offset: float = 0.0
    begin: float = 0.0  # of the recording that was seen last
    last: float = 0.0  # when the packet before begins
    furthest: float = 0.0
    doubted: list[_Seen] = field(default_factory=list)  # the last packets, where they lie elsewhere than all before
    strays: int = 0  # packets that were not believed, or lie a little back
    lasted: float = 0.0  # of all packets together
    miscounted: bool = False  # its times are no times: AVI reckons them from sizes, RealMedia may say one for all

    @property
    def length(self) -> float:
        return self.end - self.start

    def see(self, time: float, lasting: float | None, *, restarts: bool) -> None:
        """Takes the next packet. `lasting` None: as long as it comes after the one before (WavPack, some AVI).
        `restarts`: whether the clock of such a file may start anew.

        Packets elsewhere are believed only once they have gone on there for a while: a damaged time is no hours of
        film, and what ffmpeg had kept back of a stream that ended long ago comes at the end.
        """
        self.furthest = max(self.furthest, time)
        if not self._is_elsewhere(time + self.offset):
            self._disbelieve()
            self.strays += time + self.offset < self.end - _JUMP
            self.take(time + self.offset, lasting)
            return
        if self.doubted and not -_JUMP <= time - self.doubted[-1][0] <= _APART:
            self._disbelieve()
        self.doubted.append((time, lasting))
        if time - self.doubted[0][0] >= _A_WHILE:
            self._go_there(restarts=restarts)

    def settle(self, *, restarts: bool) -> None:
        """After the last packet: what goes on elsewhere until the end is believed, however short it is."""
        if len(self.doubted) > 1:
            self._go_there(restarts=restarts)
        self._disbelieve()

    def _disbelieve(self) -> None:
        self.strays += len(self.doubted)
        self.doubted = []

    def _go_there(self, *, restarts: bool) -> None:
        there, self.doubted = self.doubted, []
        if restarts:
            self.jumps += 1
            self.offset = self.end - there[0][0]
            self.begin = self.last = self.end
        for time, lasting in there:
            self.take(time + self.offset, lasting)

    def take(self, time: float, lasting: float | None) -> None:
        """Counts a packet as it is."""
        if lasting is None:
            lasting = min(max(0.0, time - self.last), _LONGEST_UNSAID)
        self.start, self.end, self.last = min(self.start, time), max(self.end, time + lasting), time
        self.lasted += lasting
        self.furthest = max(self.furthest, self.end)

    def _is_elsewhere(self, time: float) -> bool:
        """Back by more than half of what there is of this recording, or ahead by more than a pause: what ffmpeg takes
        for a new beginning (its dts_delta_threshold)."""
        return time < min(self.end - _JUMP, (self.begin + self.end) / 2) or time > self.end + _AHEAD

    def counted(self, *, gapless: bool) -> Span:
        """By how long its packets last together, where more of them lie at one time than can be heard; and of `gapless`
        sound, where their times lie apart."""
        crowded, apart = self.lasted > 2 * self.length + _JUMP, gapless and self.lasted <= self.length / 2
        if not (crowded or apart):
            return self
        end = self.start + self.lasted
        return replace(self, end=end, furthest=end, jumps=0, offset=0.0, miscounted=True)


Spans = dict[int, Span]  # by stream

_FIELDS = ("stream_index", "pts_time", "dts_time", "duration_time", "flags")
_ELSEWHERE = 2.0  # seconds from one picture to the next that is read
_FEW = 12  # packets, among which is the picture that was looked for
_END = 10  # seconds at either end of a file in which its first and last packets are looked for
_JUMP = 1.0  # seconds back: more than the order of decoding ever makes
_AHEAD = 10.0  # seconds without a packet
_A_WHILE = 0.5  # seconds after which a clock that goes on elsewhere is believed
_APART = 60.0  # seconds between two packets elsewhere, at the most, of which one goes on from the other
_LONGEST_UNSAID = 2.0  # seconds that a packet may last that does not say it
_STILL = 1.0  # seconds: what lasts less than this is no film beside one that lasts
_LONGEST = 30.0  # seconds that a packet of picture or sound may say that it lasts
_AVI_CHUNK = 8  # bytes before each picture
_STATES_LENGTH = ("mkv", "mp4", "mov", "webm", "flv", "mxf")  # containers that say how long they should be


def ends(ffprobe: Tool, path: Path, info: MediaInfo, timeout: float) -> Spans:
    """What there is at both ends of a file that says how long it is; of all of one that does not say it, or leaves its
    end open."""
    streams = [*info.of(StreamKind.VIDEO), *info.of(StreamKind.AUDIO)]
    film = info.film or next(iter(streams), None)

    def reached(found: Spans) -> bool:
        there = film is not None and all(stream.index in found for stream in streams)
        return there and film is not None and found[film.index].end > info.duration - _END

    return _look(ffprobe, path, info, timeout, reached)


def states_length(info: MediaInfo) -> bool:
    """Whether the file says how long it should be, so that one can see whether it is all there."""
    return info.duration > 0 and container_of(info) in _STATES_LENGTH


def stated(info: MediaInfo) -> float:
    """How long a file should be by what it says; 0: it does not say. AVI's header counts the pictures, unless it was
    written before they were counted: then it says more than there is room for."""
    film = info.film
    if container_of(info) == "avi" and film is not None and film.frames and film.frame_rate:
        return film.frames / film.frame_rate if film.frames * _AVI_CHUNK < info.size else 0.0
    return info.duration if states_length(info) else 0.0


def breaks_off(info: MediaInfo, found: Spans) -> tuple[float, float] | None:
    """Where a file ends that is not all there (a download that broke off keeps its stated length), and how long it
    should be; None when it is whole.

    A subtitle may last longer than the film and be the stated length.
    """
    meant = stated(info)
    last = max((span.furthest for span in found.values()), default=0.0)
    return None if last >= meant - max(1.0, meant * 0.005) else (played(info, found), meant)


def played(info: MediaInfo, found: Spans) -> float:
    """How long picture and sound last together, in seconds."""
    seen = [found[s.index] for s in (*info.of(StreamKind.VIDEO), *info.of(StreamKind.AUDIO)) if s.index in found]
    return max((s.end for s in seen), default=0.0) - min((s.start for s in seen), default=0.0)


def covers(info: MediaInfo, found: Spans) -> set[int]:
    """What is no film: pictures that say so or are drawn as covers are, and what lasts a moment of a long film, however
    it is coded. What lasts is no cover where nothing else is a film."""
    pictures = [stream for stream in info.streams if stream.kind is StreamKind.VIDEO]
    moments = _moments(pictures, found)
    drawn = {stream.index for stream in pictures if stream.picture}
    if any(stream.index not in moments | drawn and not stream.empty for stream in pictures):
        return moments | drawn
    return moments | (drawn - found.keys())


def _moments(pictures: Sequence[Stream], found: Spans) -> set[int]:
    longest = max((span.length for span in found.values()), default=0.0)
    short = min(_STILL, longest / 10)
    return {stream.index for stream in pictures if stream.index in found and found[stream.index].length < short}


def packets_at(duration: float, points: Sequence[float]) -> list[str]:
    """What to ask ffprobe for beside all else in a file of about this length (seconds): the packets at both ends, and
    the first ones from each point on; of a short one all. `spans_of` and `keyframes_of` read the answer."""
    where = [f"%+{_END}", *(f"{point:.3f}%+#{_FEW}" for point in points), f"{duration - _END:.3f}%"]
    intervals = ["-read_intervals", ",".join(where)] if duration > 4 * _END else []
    return [*intervals, "-show_entries", f"packet={','.join(_FIELDS)}"]


def spans_of(told: Mapping[str, Any], info: MediaInfo) -> Spans:
    """From when to when each stream can be played, from ffprobe's answer about a file that states its length."""
    return _seen(filter(None, (_packet([str(p.get(f, "")) for f in _FIELDS]) for p in _packets(told))), info)


def keyframes_of(told: Mapping[str, Any], info: MediaInfo) -> list[float]:
    """When pictures are shown that stand for themselves, of those that ffprobe was asked for: those that say so, and
    where it went to from elsewhere, for a damaged picture says nothing."""
    film = info.film
    pictures = [p for p in _packets(told) if film and p.get("stream_index") == film.index and "pts_time" in p]
    found, before = set(), -_ELSEWHERE
    for picture in pictures:
        time = float(picture["pts_time"])
        if "K" in picture.get("flags", "") or abs(time - before) >= _ELSEWHERE:
            found.add(time)
        before = time
    return sorted(found)


def _packets(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Chapters and streams are told beside them; with frames they would be told as `packets_and_frames`."""
    return list(told.get("packets", ()))


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
    if info.duration > 4 * _END and container_of(info) in _STATES_LENGTH:
        found = _times(ffprobe, path, info, timeout, f"%+{_END},{info.duration - _END:.3f}%")
        if enough(found):
            return found
    return _times(ffprobe, path, info, timeout)


def _times(ffprobe: Tool, path: Path, info: MediaInfo, timeout: float, intervals: str = "") -> Spans:
    where = ["-read_intervals", intervals] if intervals else []
    entries = ["-of", "csv=p=0", "-show_entries", f"packet={','.join(_FIELDS)}"]
    told = run(ffprobe, ["-v", "error", *entries, *where, *reading(path)], timeout)
    return _seen(filter(None, (_packet(line.split(",")) for line in told.out.splitlines())), info)


def _seen(packets: Iterable[_Packet], info: MediaInfo) -> Spans:
    kinds = {stream.index: stream.kind for stream in info.streams}
    restarts = container_of(info) not in _STATES_LENGTH
    found: Spans = {}
    for packet in _shown(packets, kinds):
        _note(found, packet, kinds.get(packet.stream, StreamKind.DATA), restarts=restarts)
    for span in found.values():
        span.settle(restarts=restarts)
    sounds = {stream.index for stream in info.of(StreamKind.AUDIO)}
    gapless = container_of(info) == "avi"
    return {index: span.counted(gapless=gapless) if index in sounds else span for index, span in found.items()}


def _shown(packets: Iterable[_Packet], kinds: Mapping[int, StreamKind]) -> Iterator[_Packet]:
    """Without those before the first picture that stands for itself: nothing can be shown before it."""
    begun: set[int] = set()
    for packet in packets:
        if packet.is_key or kinds.get(packet.stream) is not StreamKind.VIDEO:
            begun.add(packet.stream)
        if packet.stream in begun and packet.is_shown:
            yield packet


class _Packet(NamedTuple):
    stream: int
    time: float
    lasting: float | None
    is_key: bool
    is_shown: bool  # an edit list may take it out: it is decoded for others only


def _packet(fields: Sequence[str]) -> _Packet | None:
    """One of ffprobe's packets by `_FIELDS`; None for one without a time."""
    index, pts, dts, lasting, flags, *_ = (*fields, "", "", "", "")
    time = _seconds(pts)
    time = _seconds(dts) if time is None else time  # AVI and some others have no pts
    if not index.isdigit() or time is None:
        return None
    return _Packet(int(index), time, _seconds(lasting), is_key="K" in flags, is_shown="D" not in flags)


def _note(found: Spans, packet: _Packet, kind: StreamKind, *, restarts: bool) -> None:
    index, time, lasting = packet.stream, packet.time, packet.lasting
    if index not in found:
        found[index] = Span(time, time, begin=time, last=time, furthest=time)
    if kind not in (StreamKind.VIDEO, StreamKind.AUDIO):
        found[index].take(time, lasting or 0.0)
    else:
        found[index].see(time, lasting if lasting is None else min(lasting, _LONGEST), restarts=restarts)


def _seconds(text: str) -> float | None:
    return float(text) if text and text[0] in "-0123456789" else None
