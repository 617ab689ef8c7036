"""What the household's screens play, and what must be done to a file so that they play it.

A `Screen` is a table of what one kind of screen plays. `plan` compares a file with it, stream by stream, and says what
has to happen and why. Nothing here touches a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.playback.device_profiles import (
    BUILT_IN,
    DEFAULT,
    DeviceProfile,
    Mode,
    PlaysAudio,
    PlaysVideo,
    called,
    household,
    screen,
    together,
)
from pipeline.subtitles.sidecars import sidecar_suffix

__all__ = [
    "BUILT_IN",
    "DEFAULT",
    "Action",
    "DeviceProfile",
    "Mode",
    "Plan",
    "PlaysAudio",
    "PlaysVideo",
    "StreamPlan",
    "called",
    "holds",
    "household",
    "plan",
    "screen",
    "together",
    "unplayable",
]


class Action(StrEnum):
    COPY = "copy"
    CONVERT = "convert"
    EXTRACT = "extract"  # a subtitle, to a file of its own beside the video
    DROP = "drop"


@dataclass(frozen=True, kw_only=True)
class StreamPlan:
    """What happens to one stream of the source, and why in a few plain words."""

    index: int  # the source stream's
    action: Action
    why: str
    codec: str = ""  # what to convert to: "h264", "aac", "opus"; of an extracted subtitle "srt" or "mks"
    options: tuple[tuple[str, str], ...] = ()  # for the encoder: (("channels", "6"),); see VIDEO_OPTIONS
    kind: StreamKind = StreamKind.VIDEO
    suffix: str = ""  # of an extracted subtitle's file: ".en.forced.srt", put in place of the video's own

    def option(self, name: str) -> str:
        """The value of one option; empty when it is not set."""
        return dict(self.options).get(name, "")


# The options of a converted video stream. Sizes are pixels; `frame_rate` a fraction like 30000/1001, set only when it
# must change; `crop`, `deinterlace` are "1" when wanted; `tonemap` names the HDR kind that becomes SDR.
VIDEO_OPTIONS = ("width", "height", "crop", "frame_rate", "deinterlace", "tonemap", "profile", "level", "pixel_format")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What happens to a file. `container` is ffmpeg's muxer and the suffix: "mp4", "mkv"."""

    container: str
    streams: tuple[StreamPlan, ...]
    why: str  # a sentence or two for a person
    untouched: bool = False  # True: the file is playable as it is; nothing to do
    blocked: str = ""  # why this file cannot be made playable at all: take another release; empty when it can

    def sidecars(self, target: Path) -> list[tuple[StreamPlan, Path]]:
        """The subtitle files that appear beside `target`, each with the stream it comes from.

        One whose stream turns out to hold no text is not written.
        """
        return [(s, target.with_name(target.stem + s.suffix)) for s in self.streams if s.action is Action.EXTRACT]

    @property
    def converts_video(self) -> bool:
        """Whether the picture is encoded anew: what takes long."""
        return any(s.action is Action.CONVERT and s.kind is StreamKind.VIDEO for s in self.streams)


# What ffmpeg can put into a container and players find there again.
_HOLDS: Mapping[str, frozenset[str]] = {
    "mp4": frozenset(
        ("h264", "hevc", "av1", "vp9", "mpeg4", "mpeg2video", "mov_text", "mjpeg", "png", "aac", "ac3", "eac3", "mp3")
    ).union(("mp2", "opus", "flac", "alac", "dts")),
    "mov": frozenset(("h264", "hevc", "mpeg4", "prores", "aac", "ac3", "mp3", "alac", "pcm_s16le", "mov_text")),
    "webm": frozenset(("vp8", "vp9", "av1", "opus", "vorbis", "webvtt")),
}
_WRITABLE = ("mp4", "mkv", "webm")
_MUXERS = {"matroska": "mkv", "mov": "mp4", "mpegts": "ts", "avi": "avi", "webm": "webm"}
TEXT_SUBTITLES = frozenset(
    ("subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text", "microdvd", "mpl2", "subviewer", "sami")
)
PICTURE_SUBTITLES = frozenset(["hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle"])


def container_of(info: MediaInfo) -> str:
    """The file's container as a suffix: "mp4", "mkv", "webm", …"""
    return info.muxer or _MUXERS.get(info.container.split(",")[0], info.container.split(",")[0])


def level_number(codec: str, level: int | None) -> float | None:
    """A level as the standard writes it (4.1), from ffprobe's number for this codec. None when it is not stated."""
    if level is None or level <= 0:
        return None
    if codec == "hevc":  # general_level_idc is thirty times the level (ITU-T H.265, A.4.1)
        return level / 30
    if codec == "av1":  # seq_level_idx counts in fours from 2.0 (AV1 specification, A.3)
        return 2 + level // 4 + level % 4 / 10
    return level / 10


def video_problem(stream: Stream, plays: DeviceProfile) -> str:
    """What of this video the screen does not play, as the end of "… does not play"; empty when it plays it."""
    limits = [limit for limit in plays.video if limit.codec == stream.codec]
    if not limits:
        return f"{called(stream.codec)} video"
    problems = [_video_excess(stream, limit) for limit in limits]
    if stream.interlaced and not plays.interlaced:
        return "interlaced video"
    return "" if "" in problems else problems[0]


# HDR10+ is HDR10 with hints that other screens pass over.
_FALLBACK = {"hdr10plus": "hdr10"}


def _video_excess(stream: Stream, limit: PlaysVideo) -> str:
    """How this video goes beyond a limit; empty when it does not."""
    level = level_number(stream.codec, stream.level)
    if stream.hdr and not {stream.hdr, _FALLBACK.get(stream.hdr, stream.hdr)} & set(limit.hdr):
        return f"{called(stream.hdr)} pictures"
    if stream.bit_depth > limit.bit_depth:
        return f"{stream.bit_depth}-bit {called(stream.codec)}"
    if limit.profiles and stream.profile and stream.profile not in limit.profiles:
        return f"{called(stream.codec)} {stream.profile}"
    if limit.level and level and level > limit.level + 0.01:
        return f"{called(stream.codec)} level {level:g} (only up to {limit.level:g})"
    if limit.modes and not any(_fits(stream, mode) for mode in limit.modes):
        rate = f" at {stream.frame_rate:.3g} frames a second" if stream.frame_rate else ""
        return f"{stream.width}x{stream.height}{rate}"
    return ""


def _fits(stream: Stream, mode: Mode) -> bool:
    # A tenth of a frame of slack: 30 stands for 30.0 and for rates that round to it.
    return (
        stream.width <= mode.width
        and stream.height <= mode.height
        and (stream.frame_rate or 0) <= mode.frame_rate + 0.1
    )


def audio_problem(stream: Stream, plays: DeviceProfile) -> str:
    """What of this audio the screen does not play, as the end of "… does not play"; empty when it plays it."""
    limits = [limit for limit in plays.audio if limit.codec in (stream.codec, "*")]
    if not limits:
        return f"{called(stream.codec)} audio"
    problems = [_audio_excess(stream, limit) for limit in limits]
    return "" if "" in problems else problems[0]


def _audio_excess(stream: Stream, limit: PlaysAudio) -> str:
    if limit.profiles and stream.profile and stream.profile not in limit.profiles:
        return f"{called(stream.codec)} {stream.profile}"
    if stream.channels > limit.channels:
        return f"{stream.channels} channels of {called(stream.codec)} (only up to {limit.channels})"
    if stream.sample_rate > limit.sample_rate:
        return f"{called(stream.codec)} at {stream.sample_rate} Hz (only up to {limit.sample_rate})"
    return ""


def unplayable(info: MediaInfo, plays: DeviceProfile) -> list[str]:
    """What of a file the screen does not play, each as the end of "… does not play"; empty when it plays it all."""
    if plays.everything:
        return []
    found = []
    container = container_of(info)
    if container not in plays.containers:
        found.append(f"{called(container)} files")
    found += [problem for stream in info.of(StreamKind.VIDEO) if (problem := video_problem(stream, plays))]
    found += [problem for stream in info.of(StreamKind.AUDIO) if (problem := audio_problem(stream, plays))]
    if container in ("mp4", "mov") and any(_mislabelled(s, plays) for s in info.of(StreamKind.VIDEO)):
        found.append("HEVC that is not labelled hvc1")
    return found


def _mislabelled(stream: Stream, plays: DeviceProfile) -> bool:
    limit = next((limit for limit in plays.video if limit.codec == stream.codec), None)
    return bool(limit and limit.tags and stream.tag and stream.tag not in limit.tags)


def plan(info: MediaInfo, plays: DeviceProfile) -> Plan:
    """What must happen to this file so that the screen plays it: as little as possible."""
    problems = unplayable(info, plays)
    if not problems:
        kept = tuple(
            StreamPlan(index=s.index, action=Action.COPY, why="plays as it is", kind=s.kind) for s in info.streams
        )
        why = f"{plays.title} plays it as it is: nothing to do."
        return Plan(container=container_of(info), streams=kept, why=why, untouched=True)
    container = min(_writable(plays), key=lambda c: _cost(info, plays, c))
    streams = tuple(_stream_plan(stream, info, plays, container) for stream in info.streams)
    streams = _told_apart(streams)
    return Plan(
        container=container, streams=streams, why=_why(info, plays, container, streams), blocked=_blocked(info, streams)
    )


def _writable(plays: DeviceProfile) -> list[str]:
    return [c for c in plays.containers if c in _WRITABLE] or ["mp4"]


def holds(container: str, codec: str) -> bool:
    """Whether this container can hold a stream of this codec."""
    return codec in _HOLDS[container] if container in _HOLDS else True


def _cost(info: MediaInfo, plays: DeviceProfile, container: str) -> tuple[int, int]:
    """How much has to be converted for this container: pictures first, then sound."""
    video = [s for s in info.of(StreamKind.VIDEO) if video_problem(s, plays) or not holds(container, s.codec)]
    audio = [s for s in info.of(StreamKind.AUDIO) if audio_problem(s, plays) or not holds(container, s.codec)]
    # Nothing here encodes VP8 or VP9: WebM is only for what is VP8 or VP9 already.
    return (len(video) * (100 if container == "webm" else 1), len(audio))


def _stream_plan(stream: Stream, info: MediaInfo, plays: DeviceProfile, container: str) -> StreamPlan:
    if stream.picture:
        return _attachment(stream, container, "the cover picture")
    if stream.kind is StreamKind.VIDEO:
        return _video_plan(stream, info, plays, container)
    if stream.kind is StreamKind.AUDIO:
        return _audio_plan(stream, plays, container)
    if stream.kind is StreamKind.SUBTITLE:
        return _subtitle_plan(stream, plays, container)
    if stream.kind is StreamKind.ATTACHMENT:
        return _attachment(stream, container, "an attachment")
    return StreamPlan(index=stream.index, action=Action.DROP, why="data that no player shows", kind=stream.kind)


def _attachment(stream: Stream, container: str, what: str) -> StreamPlan:
    keep = container == "mkv" or (stream.picture and holds(container, stream.codec))
    why = f"keeps {what}" if keep else f"{called(container)} cannot hold {what}"
    return StreamPlan(index=stream.index, action=Action.COPY if keep else Action.DROP, why=why, kind=stream.kind)


def _video_plan(stream: Stream, info: MediaInfo, plays: DeviceProfile, container: str) -> StreamPlan:
    films = info.of(StreamKind.VIDEO)
    if stream != (next((s for s in films if s.default), None) or films[0]):
        return StreamPlan(index=stream.index, action=Action.DROP, why="only the main picture is kept", kind=stream.kind)
    problem = video_problem(stream, plays)
    if not problem and not holds(container, stream.codec):
        problem = f"{called(stream.codec)} in {called(container)}"
    if not problem:
        return StreamPlan(index=stream.index, action=Action.COPY, why="plays as it is", kind=stream.kind)
    limit = next((limit for limit in plays.video if limit.codec == "h264"), PlaysVideo(codec="h264"))
    return StreamPlan(
        index=stream.index,
        action=Action.CONVERT,
        why=f"{plays.title} does not play {problem}",
        codec="h264",
        options=_video_options(stream, plays, limit),
        kind=stream.kind,
    )


def _video_options(stream: Stream, plays: DeviceProfile, limit: PlaysVideo) -> tuple[tuple[str, str], ...]:
    """The smallest change that brings a picture within a limit."""
    mode = next((m for m in limit.modes if _fits(stream, m)), limit.modes[0] if limit.modes else None)
    scale = min(1.0, mode.width / stream.width, mode.height / stream.height) if mode else 1.0
    width, height = (max(2, int(side * scale) // 2 * 2) for side in (stream.width, stream.height))
    options = {"width": str(width), "height": str(height)}
    if scale == 1.0 and (width, height) != (stream.width, stream.height):
        options["crop"] = "1"  # H.264 in 4:2:0 has even sides: one row or column goes, nothing is resampled
    rate = stream.frame_rate or 0.0
    if mode and rate > mode.frame_rate + 0.1:
        while rate > mode.frame_rate + 0.1:
            rate /= 2  # every second frame: even motion, no blending
        exact = Fraction(rate).limit_denominator(1001)
        options["frame_rate"] = f"{exact.numerator}/{exact.denominator}"
    if stream.interlaced and not plays.interlaced:
        options["deinterlace"] = "1"
    if stream.hdr:
        options["tonemap"] = stream.hdr
    options["profile"] = "high" if not limit.profiles or "High" in limit.profiles else "main"
    if limit.level:
        options["level"] = f"{limit.level:g}"
    options["pixel_format"] = "yuv420p"
    return tuple(options.items())


def _audio_plan(stream: Stream, plays: DeviceProfile, container: str) -> StreamPlan:
    problem = audio_problem(stream, plays)
    if not problem and not holds(container, stream.codec):
        problem = f"{called(stream.codec)} in {called(container)}"
    if not problem:
        return StreamPlan(index=stream.index, action=Action.COPY, why="plays as it is", kind=stream.kind)
    channels = min(stream.channels or 2, plays.convert_channels)
    if channels not in (1, 2, 6):  # 3 to 5 and 7 channels have no layout that every decoder agrees on
        channels = 6 if channels > 6 else 2
    return StreamPlan(
        index=stream.index,
        action=Action.CONVERT,
        why=f"{plays.title} does not play {problem}",
        codec="opus" if container == "webm" else "aac",
        options=(("channels", str(channels)), ("bit_rate", str({1: 96, 2: 192}.get(channels, 384) * 1000))),
        kind=stream.kind,
    )


def _subtitle_plan(stream: Stream, plays: DeviceProfile, container: str) -> StreamPlan:
    inside = "*" in plays.subtitles or stream.codec in plays.subtitles
    if inside and holds(container, stream.codec):
        return StreamPlan(index=stream.index, action=Action.COPY, why="plays as it is", kind=stream.kind)
    if stream.codec in TEXT_SUBTITLES:
        codec, why = "srt", "text that every player shows from a file beside the video"
    elif stream.codec in PICTURE_SUBTITLES:
        codec, why = "mks", f"{called(container)} cannot hold these pictures: kept in a file beside the video"
    else:
        why = f"{called(stream.codec)} subtitles can be neither kept nor converted"
        return StreamPlan(index=stream.index, action=Action.DROP, why=why, kind=stream.kind)
    suffix = sidecar_suffix(
        stream.language, forced=stream.forced, hearing_impaired=stream.hearing_impaired, extension=codec
    )
    return StreamPlan(index=stream.index, action=Action.EXTRACT, why=why, codec=codec, kind=stream.kind, suffix=suffix)


def _told_apart(streams: tuple[StreamPlan, ...]) -> tuple[StreamPlan, ...]:
    """Gives a second subtitle of the same language and kind a file name of its own: ".2.en.srt"."""
    seen: dict[str, int] = {}
    result = []
    for stream in streams:
        if stream.action is Action.EXTRACT:
            count = seen[stream.suffix] = seen.get(stream.suffix, 0) + 1
            if count > 1:
                result.append(replace(stream, suffix=f".{count}{stream.suffix}"))
                continue
        result.append(stream)
    return tuple(result)


def _blocked(info: MediaInfo, streams: tuple[StreamPlan, ...]) -> str:
    """Dolby Vision without an HDR10 layer has colours that only a Dolby decoder reads: anything else shows green."""
    if any(s.option("tonemap") == "dolby-vision" for s in streams):
        return "Its picture is Dolby Vision without an HDR10 layer, which nothing here can turn into ordinary colours."
    if not info.of(StreamKind.VIDEO):
        return "It holds no video."
    return ""


def _why(info: MediaInfo, plays: DeviceProfile, container: str, streams: tuple[StreamPlan, ...]) -> str:
    by_index = {stream.index: stream for stream in info.streams}
    converted = [step for step in streams if step.action is Action.CONVERT]
    parts = []
    if container_of(info) != container:
        parts.append(f"{called(container_of(info))} becomes {called(container)}.")
    elif not converted:
        parts.append(f"{plays.title} does not play {unplayable(info, plays)[0]}: that is mended.")
    parts += [
        f"Video is converted to {called(step.codec)}{_changes(step)}: {step.why}."
        for step in converted
        if step.kind is StreamKind.VIDEO
    ]
    parts += [
        f"Audio{_language(by_index[step.index])} becomes {_sound(step)}: {step.why}."
        for step in converted
        if step.kind is StreamKind.AUDIO
    ]
    if not converted:
        parts.append("Picture and sound are copied unchanged.")
    texts = sum(step.codec == "srt" for step in streams)
    pictures = sum(step.codec == "mks" for step in streams)
    if texts:
        parts.append(f"{texts} text subtitle{'s go' if texts > 1 else ' goes'} into SRT files beside it.")
    if pictures:
        parts.append(f"{pictures} picture subtitle{'s are' if pictures > 1 else ' is'} kept in a file beside it.")
    return " ".join(parts)


def _changes(step: StreamPlan) -> str:
    changes = []
    if step.option("tonemap"):
        changes.append(f"{called(step.option('tonemap'))} to SDR")
    if step.option("deinterlace"):
        changes.append("deinterlaced")
    if step.option("frame_rate"):
        changes.append(f"{float(Fraction(step.option('frame_rate'))):.4g} frames a second")
    return f" ({', '.join(changes)})" if changes else ""


def _sound(step: StreamPlan) -> str:
    channels = {"1": "mono", "2": "stereo", "6": "5.1"}.get(step.option("channels"), "")
    return f"{called(step.codec)} {channels}".strip()


def _language(stream: Stream) -> str:
    return f" ({stream.language})" if stream.language else ""
