"""Is the finished file what was meant? Asked before it may take anything's place."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integrations.ffmpeg.length import Span, Spans, complete, keyframes_of, played, spans, spans_of
from integrations.ffmpeg.probe import reading
from integrations.ffmpeg.process import Finished, Tool, run
from pipeline.errors import BadResponse
from pipeline.languages import alpha3, same_speech
from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.model.reasons import Reason
from pipeline.playback.device_profiles import called
from pipeline.playback.limits import container_of
from pipeline.playback.plans import Action, Plan, StreamPlan

_WINDOW = 1.0  # seconds decoded at each point
_POINTS = 4
_SHORT = 6.0  # seconds up to which a file is decoded whole
_SILENT = -70.0  # dB at the loudest: nothing there
_AUDIBLE = -55.0
# Where a stream begins and ends is known to a few pictures or packets only: an encoder adds its own delay and fills its
# last frame (https://wiki.hydrogenaud.io/index.php?title=Gapless), AVI has no times of showing, a recording begins with
# pictures that nothing can show.
_SLACK = 0.5  # seconds
_LIPS = 0.25  # seconds by which sound and picture may have moved against one another
_PAUSE = 0.5  # seconds that may lie between two recordings in one file
MOST_DAMAGE = 0.1  # of what is looked at: up to so much is a glitch, more a film that nobody wants to see

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
class Checked:
    """What a check found of a file that is right."""

    damage: float  # share of what was looked at
    length: float  # seconds


@dataclass(frozen=True, slots=True)
class Verification:
    """Checks one result. `tools` are ffmpeg and ffprobe; `timeout` is for each run of one."""

    system: str
    tools: tuple[Tool, Tool]
    timeout: float
    known: Spans | None = None  # when the source's streams begin and end, where that was measured before

    def check(self, source: Film, plan: Plan, target: Film, told: Mapping[str, Any]) -> Checked:
        """BadResponse with the first thing that is wrong. `told`: ffprobe's answer about the result, with its packets
        (`length.packets_at`)."""
        path, result = target
        if plan.untouched:
            damage = self._decodes(source, target, self._keyframes(path, result), compare=False)
            return Checked(damage, result.duration)
        self._container(plan, result)
        self._streams(source[1], plan, result)
        chapters = source[1].chapters_inside, len(result.chapters)
        if chapters[1] < chapters[0] and plan.container in ("mp4", "mkv"):
            raise self._wrong(Reason("result-chapters", found=chapters[1], meant=chapters[0]))
        length = self._lengths(source, plan, target, told)
        points = _nearest(keyframes_of(told, result), look_at(length))
        return Checked(self._decodes(source, target, points, compare=True), length)

    def _wrong(self, why: Reason, answer: str = "") -> BadResponse:
        return BadResponse(self.system, why, answer)

    # ------------------------------------------------------------------------------------------------------ streams

    def _container(self, plan: Plan, result: MediaInfo) -> None:
        if container_of(result) != plan.container:
            found, meant = called(container_of(result)), called(plan.container)
            raise self._wrong(Reason("result-container", found=found, meant=meant))

    def _streams(self, info: MediaInfo, plan: Plan, result: MediaInfo) -> None:
        sources = {stream.index: stream for stream in info.streams}
        for kind in (StreamKind.VIDEO, StreamKind.AUDIO, StreamKind.SUBTITLE):
            steps = _kept(info, plan, kind)
            found = result.of(kind)
            if len(found) != len(steps):
                raise self._wrong(Reason("result-streams", kind=str(kind), found=len(found), meant=len(steps)))
            for step, stream in zip(steps, found, strict=True):
                self._stream(step, sources[step.index], stream)

    def _stream(self, step: StreamPlan, source: Stream, found: Stream) -> None:
        meant = _copied(source, found) if step.action is Action.COPY else _converted(step, found)
        for what, wanted, is_ in (*meant, *_described(source, found)):
            if wanted != is_:
                told = {"kind": str(found.kind), "what": what, "found": str(is_), "meant": str(wanted)}
                raise self._wrong(Reason("result-differs", **told))
        level = step.option("level")
        if level and found.level and found.level / 10 > float(level) + 0.01:
            raise self._wrong(Reason("result-level", found=f"{found.level / 10:g}", most=level))

    # ------------------------------------------------------------------------------------------------------ lengths

    def _lengths(self, source: Film, plan: Plan, target: Film, told: Mapping[str, Any]) -> float:
        """How long the result is, in seconds."""
        (path, info), (result_path, result) = source, target
        before = self.known or spans(self.tools[1], path, info, self.timeout)
        after = spans_of(told, result)
        if not complete(result, after):
            after = spans(self.tools[1], result_path, result, self.timeout)
        pairs = [(old, new) for old, new in _pairs(info, plan, result) if old.index in before]
        for old, new in pairs:
            if new.index not in after:
                raise self._wrong(Reason("result-empty", kind=str(new.kind)))
            lengths = [before[old.index].length, after[new.index].length]
            # Where the source's clock starts anew nobody knows how long the pause was.
            if abs(lengths[0] - lengths[1]) > _SLACK + before[old.index].jumps * _PAUSE:
                meant, found = (f"{length:.2f}" for length in lengths)
                raise self._wrong(Reason("result-length", kind=str(new.kind), found=found, meant=meant))
        self._in_step(pairs, before, after)
        return played(result, after)

    def _in_step(self, pairs: Sequence[tuple[Stream, Stream]], before: Spans, after: Spans) -> None:
        """Sound and picture begin, or end, as far apart as they did: where a recording begins in the middle, not all
        that has a time can be played."""
        films = [pair for pair in pairs if pair[0].kind is StreamKind.VIDEO]
        for film, sound in ((film, pair) for film in films for pair in pairs if pair[0].kind is StreamKind.AUDIO):
            spans_of: list[Span] = [before[film[0].index], before[sound[0].index]]
            results = [after[film[1].index], after[sound[1].index]]
            starts = (results[1].start - results[0].start) - (spans_of[1].start - spans_of[0].start)
            ends = (results[1].end - results[0].end) - (spans_of[1].end - spans_of[0].end)
            moved = min(starts, ends, key=abs)
            if abs(moved) > _LIPS and not any(span.jumps for span in spans_of):
                raise self._wrong(Reason("result-out-of-step", seconds=f"{moved:+.2f}"))

    # ------------------------------------------------------------------------------------------------------ content

    def _decodes(self, source: Film, target: Film, points: Sequence[float], *, compare: bool) -> float:
        """The share of what is decoded from these points on that is damaged."""
        path, info = target
        told = self._decode(path, info, points, strict=True)
        damage = 0.0
        if told.code != 0:
            damage = self._damage(path, points)
            if damage > MOST_DAMAGE:
                why = Reason("not-decodable", name=path.name, said=_first(told.err))
                raise self._wrong(why, told.err[-2000:])
            told = self._decode(path, info, points, strict=False)
        looks = _looks(told, points, info)
        doubtful = [point for point, look in looks.items() if look.black or look.silent]
        if compare and doubtful:
            originals = _looks(self._decode(*source, doubtful, strict=False), doubtful, source[1])
            for point in doubtful:
                self._compare(originals[point], looks[point], point)
        return damage

    def _damage(self, path: Path, points: Sequence[float]) -> float:
        """The largest share of a stream's packets that gives no picture or sound, of those at these points."""
        where = ",".join(f"{point:.3f}%{point + _WINDOW:.3f}" for point in points)
        # A picture that had to be made up counts as lost.
        ask = ["-err_detect", "explode", "-count_frames", "-count_packets", "-read_intervals", where, "-of", "json"]
        show = ["-show_entries", "stream=codec_type,nb_read_frames,nb_read_packets"]
        told = run(self.tools[1], ["-v", "error", *ask, *show, *reading(path)], self.timeout)
        try:
            streams = json.loads(told.out).get("streams", [])
        except ValueError:
            return 1.0
        return max((_lost(s) for s in streams if s.get("codec_type") in ("video", "audio")), default=1.0)

    def _compare(self, original: Look, seen: Look, point: float) -> None:
        """Black or silent is only wrong where the source was neither."""
        if seen.black and not original.black:
            raise self._wrong(Reason("result-black", at=f"{point:.0f}"))
        if any(original.loudest.get(place, _SILENT) > _AUDIBLE for place in seen.silent):
            raise self._wrong(Reason("result-silent", at=f"{point:.0f}"))

    def _keyframes(self, path: Path, info: MediaInfo) -> Sequence[float]:
        """Where to look: pictures that stand for themselves, so that none before them has to be decoded."""
        points = look_at(info.duration)
        if info.duration <= _SHORT:
            return points
        films = info.of(StreamKind.VIDEO)[:1]
        if not films:
            return points
        intervals = ",".join(f"{point:.3f}%+#1" for point in points)
        ask = ["-select_streams", str(films[0].index), "-read_intervals", intervals]
        show = ["-of", "csv=p=0", "-show_entries", "packet=pts_time"]
        told = run(self.tools[1], ["-v", "error", *ask, *show, *reading(path)], self.timeout)
        found = {float(line.split(",")[0]) for line in told.out.split() if line[0].isdigit()}
        return sorted(found) or points

    def _decode(self, path: Path, info: MediaInfo, points: Sequence[float], *, strict: bool) -> Finished:
        """Decode a stretch of picture and sound at each point, looking for black and measuring loudness on the way.

        All in one run: starting ffmpeg takes as long as a stretch.
        """
        arguments = ["-hide_banner", "-nostdin", "-nostats", "-v", "info", *(["-xerror"] if strict else [])]
        opened = reading(path)
        for point in points:
            arguments += ["-ss", f"{point:.6f}", "-t", f"{_WINDOW}", *opened]
        films, sounds = info.of(StreamKind.VIDEO)[:1], info.of(StreamKind.AUDIO)
        for n in range(len(points)):
            for film in films:
                arguments += ["-map", f"{n}:{film.index}", f"-filter:v:{n}", f"blackframe@{n}=amount=98:threshold=24"]
            for place, sound in enumerate(sounds):
                position = n * len(sounds) + place
                arguments += ["-map", f"{n}:{sound.index}", f"-filter:a:{position}", f"volumedetect@{n}x{place}"]
        return run(self.tools[0], [*arguments, "-f", "null", "-"], self.timeout)


_Facts = list[tuple[str, object, object]]  # what it is about, what was meant, what is there


def _described(source: Stream, found: Stream) -> _Facts:
    """What a track says of itself."""
    facts: _Facts = []
    told = found.kind is not StreamKind.VIDEO and bool(alpha3(source.language))
    if told and not same_speech(source.language, found.language):
        facts.append(("language", source.language, found.language))
    if source.commentary:
        facts.append(("mark", True, found.commentary))
    return facts


def _copied(source: Stream, found: Stream) -> _Facts:
    facts: _Facts = [("codec", source.codec, found.codec)]
    if found.kind is StreamKind.VIDEO:
        facts.append(("rotation", source.rotation, found.rotation))
        facts.append(("stereo", source.stereo, found.stereo))
        facts.append(("hdr", bool(source.hdr), bool(found.hdr)))
    if source.dolby_vision in (5, 8):
        facts.append(("dolby-vision", source.dolby_vision, found.dolby_vision))
    return facts


def _converted(step: StreamPlan, found: Stream) -> _Facts:
    """What a converted stream was to be, and is."""
    if found.kind is not StreamKind.VIDEO:
        return [("codec", step.codec, found.codec), ("channels", step.option("channels"), str(found.channels))]
    return [
        ("codec", step.codec, found.codec),
        ("width", step.option("width"), str(found.width)),
        ("height", step.option("height"), str(found.height)),
        ("pixel-format", step.option("pixel_format"), found.pixel_format.replace("yuvj", "yuv")),
        ("pixel-shape", 1.0, found.sample_aspect),
        ("hdr", "", found.hdr),
    ]


def _lost(stream: Mapping[str, str]) -> float:
    packets, frames = (int(stream.get(name, "0")) for name in ("nb_read_packets", "nb_read_frames"))
    return max(0.0, 1 - frames / packets) if packets else 0.0


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


def look_at(duration: float) -> list[float]:
    """Where to look, from the beginning to shortly before the end; all of a short film; seconds."""
    if duration <= _SHORT:
        return [n * _WINDOW for n in range(max(1, round(duration / _WINDOW)))]
    last = max(0.0, duration - _WINDOW - 0.5)
    return [last * n / (_POINTS - 1) for n in range(_POINTS)]


def _nearest(keyframes: Sequence[float], points: Sequence[float]) -> list[float]:
    """For each point the keyframe before it: what begins there is decoded at once. Of a short film all is looked at."""
    if len(points) != _POINTS or not keyframes:
        return list(points)
    return sorted({max((key for key in keyframes if key <= point), default=keyframes[0]) for point in points})


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


def _first(err: str) -> Reason | str:
    """The first complaint in ffmpeg's log, without its "[h264 @ 0x…]"."""
    complaints = [line for line in err.splitlines() if re.search(r"error|invalid|corrupt|missing", line, re.IGNORECASE)]
    return complaints[0].rpartition("] ")[2].strip()[:200] if complaints else Reason("ends-too-early")
