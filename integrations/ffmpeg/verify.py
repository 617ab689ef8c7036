"""Is the finished file what was meant? Asked before it may take anything's place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from integrations.ffmpeg.length import spans
from integrations.ffmpeg.probe import GUARD, address
from integrations.ffmpeg.process import Finished, Tool, run
from pipeline.errors import BadResponse
from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.playback.planning import Action, Plan, StreamPlan, called, container_of

_WINDOW = 1.0  # seconds decoded at each point
_POINTS = 4
_SHORT = 6.0  # seconds up to which a file is decoded whole
_SILENT = -70.0  # dB at the loudest: nothing there
_AUDIBLE = -55.0
# An encoder may add its own delay at the front and fill its last frame: two AAC frames and one of the source's (E-AC-3
# and AC-3 hold 1536 samples), at the lowest rate in use (32 kHz). https://wiki.hydrogenaud.io/index.php?title=Gapless
_AUDIO_PADDING = (2 * 1024 + 1536) / 32000
_PAUSE = 0.5  # seconds that may lie between two recordings in one file

Film = tuple[Path, MediaInfo]


@dataclass(frozen=True, slots=True)
class Look:
    """What a stretch of a file shows: whether it is all black, how loud each sound is at most (dB, by place)."""

    black: bool
    loudest: Mapping[int, float]

    @property
    def silent(self) -> list[int]:
        """The places of the sounds that hold nothing."""
        return [place for place, level in self.loudest.items() if level < _SILENT]


@dataclass(frozen=True, slots=True)
class Verification:
    """Checks one result. `tools` are ffmpeg and ffprobe; `timeout` is for each run of one."""

    system: str
    tools: tuple[Tool, Tool]
    timeout: float

    def check(self, source: Film, plan: Plan, target: Film) -> None:
        """BadResponse with the first thing that is wrong."""
        if not plan.untouched:
            self._container(plan, target[1])
            self._streams(source[1], plan, target[1])
            self._lengths(source, plan, target)
        self._decodes(source, target, compare=not plan.untouched)

    def _wrong(self, text: str, answer: str = "") -> BadResponse:
        return BadResponse(self.system, text, answer)

    # ------------------------------------------------------------------------------------------------------ streams

    def _container(self, plan: Plan, result: MediaInfo) -> None:
        if container_of(result) != plan.container:
            found, wanted = called(container_of(result)), called(plan.container)
            raise self._wrong(f"The result is a {found} file where {wanted} was meant.")

    def _streams(self, info: MediaInfo, plan: Plan, result: MediaInfo) -> None:
        sources = {stream.index: stream for stream in info.streams}
        for kind in (StreamKind.VIDEO, StreamKind.AUDIO, StreamKind.SUBTITLE):
            steps = _kept(info, plan, kind)
            found = result.of(kind)
            if len(found) != len(steps):
                raise self._wrong(f"The result has {len(found)} {kind} streams where {len(steps)} were meant.")
            for step, stream in zip(steps, found, strict=True):
                self._stream(step, sources[step.index], stream)

    def _stream(self, step: StreamPlan, source: Stream, found: Stream) -> None:
        codec = step.codec if step.action is Action.CONVERT else source.codec
        wanted: list[tuple[str, object, object]] = [("codec", codec, found.codec)]
        if source.language and found.kind is not StreamKind.VIDEO:
            wanted.append(("language", source.language, found.language))
        if step.action is Action.CONVERT and found.kind is StreamKind.VIDEO:
            wanted.append(("width", step.option("width"), str(found.width)))
            wanted.append(("height", step.option("height"), str(found.height)))
            wanted.append(("pixel format", step.option("pixel_format"), found.pixel_format.replace("yuvj", "yuv")))
            wanted.append(("HDR", "", found.hdr))
        elif step.action is Action.CONVERT:
            wanted.append(("number of channels", step.option("channels"), str(found.channels)))
        for what, meant, is_ in wanted:
            if meant != is_:
                raise self._wrong(f"The result's {found.kind} has {what} {is_} where {meant} was meant.")
        level = step.option("level")
        if level and found.level and found.level / 10 > float(level) + 0.01:
            raise self._wrong(f"The result is H.264 level {found.level / 10:g}, above {level}.")

    # ------------------------------------------------------------------------------------------------------ lengths

    def _lengths(self, source: Film, plan: Plan, target: Film) -> None:
        (path, info), (result_path, result) = source, target
        before = spans(self.tools[1], path, info, self.timeout)
        after = spans(self.tools[1], result_path, result, self.timeout)
        for old, new in _pairs(info, plan, result):
            if old.index not in before or new.index not in after:
                raise self._wrong(f"The result's {new.kind} is empty.")
            lengths = [span.length for span in (before[old.index], after[new.index])]
            rates = [rate for rate in (old.frame_rate, new.frame_rate) if rate]
            # Milliseconds are all that Matroska's clock tells.
            slack = 1 / min(rates, default=24.0) + 0.002 if new.kind is StreamKind.VIDEO else _AUDIO_PADDING
            # Where the source's clock starts anew nobody knows how long the pause was.
            if abs(lengths[0] - lengths[1]) > slack + before[old.index].jumps * _PAUSE:
                raise self._wrong(
                    f"The result's {new.kind} is {lengths[1]:.2f} seconds long where the source's is {lengths[0]:.2f}."
                )

    # ------------------------------------------------------------------------------------------------------ content

    def _decodes(self, source: Film, target: Film, *, compare: bool) -> None:
        path, info = target
        points = self._keyframes(path, info)
        told = self._decode(path, info, points, strict=True)
        if told.code != 0:
            raise self._wrong(f"{path.name} cannot be decoded: {_first(told.err)}", told.err[-2000:])
        looks = _looks(told, points, info)
        doubtful = [point for point, look in looks.items() if look.black or look.silent]
        if compare and doubtful:
            originals = _looks(self._decode(*source, doubtful, strict=False), doubtful, source[1])
            for point in doubtful:
                self._compare(originals[point], looks[point], point)

    def _compare(self, original: Look, seen: Look, point: float) -> None:
        """Black or silent is only wrong where the source was neither."""
        if seen.black and not original.black:
            raise self._wrong(f"The result is black at {point:.0f} seconds where the source shows a picture.")
        if any(original.loudest.get(place, _SILENT) > _AUDIBLE for place in seen.silent):
            raise self._wrong(f"The result is silent at {point:.0f} seconds where the source has sound.")

    def _keyframes(self, path: Path, info: MediaInfo) -> Sequence[float]:
        """Where to look: pictures that stand for themselves, so that none before them has to be decoded."""
        if info.duration <= _SHORT:  # all of it
            return [n * _WINDOW for n in range(max(1, round(info.duration / _WINDOW)))]
        points = _points(info.duration)
        films = info.of(StreamKind.VIDEO)[:1]
        if not films:
            return points
        intervals = ",".join(f"{point:.3f}%+#1" for point in points)
        ask = ["-select_streams", str(films[0].index), "-read_intervals", intervals]
        show = ["-of", "csv=p=0", "-show_entries", "packet=pts_time"]
        told = run(self.tools[1], ["-v", "error", *GUARD, *ask, *show, "-i", address(path)], self.timeout)
        found = {float(line.split(",")[0]) for line in told.out.split() if line[0].isdigit()}
        return sorted(found) or points

    def _decode(self, path: Path, info: MediaInfo, points: Sequence[float], *, strict: bool) -> Finished:
        """Decode a stretch of picture and sound at each point, looking for black and measuring loudness on the way.

        All in one run: starting ffmpeg takes as long as a stretch.
        """
        arguments = ["-hide_banner", "-nostdin", "-nostats", "-v", "info", *(["-xerror"] if strict else [])]
        for point in points:
            arguments += [*GUARD, "-ss", f"{point:.6f}", "-t", f"{_WINDOW}", "-i", address(path)]
        films, sounds = info.of(StreamKind.VIDEO)[:1], info.of(StreamKind.AUDIO)
        for n in range(len(points)):
            for film in films:
                arguments += ["-map", f"{n}:{film.index}", f"-filter:v:{n}", f"blackframe@{n}=amount=98:threshold=24"]
            for place, sound in enumerate(sounds):
                position = n * len(sounds) + place
                arguments += ["-map", f"{n}:{sound.index}", f"-filter:a:{position}", f"volumedetect@{n}x{place}"]
        return run(self.tools[0], [*arguments, "-f", "null", "-"], self.timeout)


def _pairs(info: MediaInfo, plan: Plan, result: MediaInfo) -> list[tuple[Stream, Stream]]:
    """Each kept picture and sound of the source with what became of it."""
    sources = {stream.index: stream for stream in info.streams}
    pairs: list[tuple[Stream, Stream]] = []
    for kind in (StreamKind.VIDEO, StreamKind.AUDIO):
        kept = [sources[step.index] for step in _kept(info, plan, kind)]
        pairs += zip(kept, result.of(kind), strict=True)
    return pairs


def _kept(info: MediaInfo, plan: Plan, kind: StreamKind) -> list[StreamPlan]:
    pictures = {stream.index for stream in info.streams if stream.picture}
    kept = (Action.COPY, Action.CONVERT)
    return [s for s in plan.streams if s.action in kept and s.kind is kind and s.index not in pictures]


def _points(duration: float) -> Sequence[float]:
    """Where to look, from the beginning to shortly before the end; seconds."""
    last = max(0.0, duration - _WINDOW - 0.5)
    return tuple(last * n / (_POINTS - 1) for n in range(_POINTS))


def _looks(told: Finished, points: Sequence[float], info: MediaInfo) -> dict[float, Look]:
    """What each stretch showed, from ffmpeg's log: each filter's lines carry the name it was given."""
    black = Counter(int(n) for n in re.findall(r"blackframe@(\d+) @[^\n]*pblack:", told.err))
    rate = next((film.frame_rate for film in info.of(StreamKind.VIDEO) if film.frame_rate), 24.0)
    loudest: dict[int, dict[int, float]] = {}
    for n, place, level in re.findall(r"volumedetect@(\d+)x(\d+)[^\n]*max_volume:\s*(-?[\d.]+|-inf) dB", told.err):
        loudest.setdefault(int(n), {})[int(place)] = float(level)
    return {
        point: Look(
            black=black[n] > 0 and black[n] >= 0.8 * rate * min(_WINDOW, info.duration - point),
            loudest=loudest.get(n, {}),
        )
        for n, point in enumerate(points)
    }


def _first(err: str) -> str:
    """The first complaint in ffmpeg's log, without its "[h264 @ 0x…]"."""
    complaints = [line for line in err.splitlines() if re.search(r"error|invalid|corrupt|missing", line, re.IGNORECASE)]
    return complaints[0].rpartition("] ")[2].strip()[:200] if complaints else "it ends too early"
