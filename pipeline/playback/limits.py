"""What of a file lies beyond what a screen plays, and what fits into which container."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.playback.device_profiles import DeviceProfile, Mode, PlaysAudio, PlaysVideo, called
from pipeline.subtitles.sidecars import PICTURES

# What ffmpeg can put into a container and players find there again.
_HOLDS: Mapping[str, frozenset[str]] = {
    "mp4": frozenset(
        ("h264", "hevc", "av1", "vp9", "mpeg4", "mpeg2video", "mov_text", "mjpeg", "png", "aac", "ac3", "eac3", "mp3")
    ).union(("mp2", "opus", "flac", "alac", "dts")),
    "mov": frozenset(("h264", "hevc", "mpeg4", "prores", "aac", "ac3", "mp3", "alac", "pcm_s16le", "mov_text")),
    "webm": frozenset(("vp8", "vp9", "av1", "opus", "vorbis", "webvtt")),
}
WRITABLE = ("mp4", "mkv", "webm")
_MUXERS = {"matroska": "mkv", "mov": "mp4", "mpegts": "ts", "avi": "avi", "webm": "webm"}
TEXT_SUBTITLES = frozenset(
    ("subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text", "microdvd", "mpl2", "subviewer", "sami")
)
# Jellyfin 12 tolerates so much; 10.11 none, but what Airdate scales is exactly square.
_NEARLY_SQUARE = 0.01
# HDR10+ is HDR10 with hints that other screens pass over.
_FALLBACK = {"hdr10plus": "hdr10"}


def container_of(info: MediaInfo) -> str:
    """The file's container as a suffix: "mp4", "mkv", "webm", …"""
    return info.muxer or _MUXERS.get(info.container.split(",")[0], info.container.split(",")[0])


def holds(container: str, codec: str) -> bool:
    """Whether this container can hold a stream of this codec."""
    return codec in _HOLDS[container] if container in _HOLDS else True


def level_number(codec: str, level: int | None) -> float | None:
    """A level as the standard writes it (4.1), from ffprobe's number for this codec. None when it is not stated."""
    if level is None or level <= 0:
        return None
    if codec == "hevc":  # general_level_idc is thirty times the level (ITU-T H.265, A.4.1)
        return level / 30
    if codec == "av1":  # seq_level_idx counts in fours from 2.0 (AV1 specification, A.3)
        return 2 + level // 4 + level % 4 / 10
    return level / 10


def unplayable(info: MediaInfo, plays: DeviceProfile) -> list[str]:
    """What of a file the screen does not play, each as the end of "… does not play"; empty when it plays it all."""
    if plays.everything:
        return []
    found = []
    container = container_of(info)
    if container not in plays.containers:
        found.append(f"{called(container)} files")
    found += [problem for stream in info.of(StreamKind.VIDEO) if (problem := video_problem(stream, plays, container))]
    found += [problem for stream in info.of(StreamKind.AUDIO) if (problem := audio_problem(stream, plays, container))]
    found += [problem for stream in info.of(StreamKind.SUBTITLE) if (problem := subtitle_problem(stream, plays))]
    if container in ("mp4", "mov") and any(_mislabelled(s, plays) for s in info.of(StreamKind.VIDEO)):
        found.append("HEVC that is not labelled hvc1")
    return found


def video_problem(stream: Stream, plays: DeviceProfile, container: str = "") -> str:
    """What of this video the screen does not play, as the end of "… does not play"; empty when it plays it.

    `container`: the file it is to lie in; empty: whichever the screen likes.
    """
    limits = [limit for limit in plays.video if limit.codec == stream.codec]
    if not limits:
        return f"{called(stream.codec)} video"
    if stream.interlaced and not plays.interlaced:
        return "interlaced video"
    if stream.unordered and container:
        return f"{called(stream.codec)} pictures without times of their own"
    if not plays.anamorphic and not is_square(stream):
        return "pixels that are not square"
    problems = [_misplaced(stream.codec, limit, container) or _video_excess(stream, limit) for limit in limits]
    return "" if "" in problems else problems[0]


def is_square(stream: Stream) -> bool:
    """Whether its pixels are as wide as they are high, or nearly."""
    return abs(stream.sample_aspect - 1) <= _NEARLY_SQUARE


def _misplaced(codec: str, limit: PlaysVideo | PlaysAudio, container: str) -> str:
    if container and limit.containers and container not in limit.containers:
        return f"{called(codec)} in {called(container)}"
    return ""


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
    if limit.modes and not any(fits(stream, mode) for mode in limit.modes):
        rate = f" at {stream.frame_rate:.3g} frames a second" if stream.frame_rate else ""
        return f"{stream.width}x{stream.height}{rate}"
    return ""


def fits(stream: Stream, mode: Mode) -> bool:
    """Whether a picture is no larger, and moves no faster, than a mode."""
    # A tenth of a frame of slack: 30 stands for 30.0 and for rates that round to it.
    return (
        stream.width <= mode.width
        and stream.height <= mode.height
        and (stream.frame_rate or 0) <= mode.frame_rate + 0.1
    )


def audio_problem(stream: Stream, plays: DeviceProfile, container: str = "") -> str:
    """What of this audio the screen does not play, as the end of "… does not play"; empty when it plays it."""
    limits = [limit for limit in plays.audio if limit.codec in (stream.codec, "*")]
    if not limits:
        return f"{called(stream.codec)} audio"
    problems = [_misplaced(stream.codec, limit, container) or _audio_excess(stream, limit) for limit in limits]
    return "" if "" in problems else problems[0]


def _audio_excess(stream: Stream, limit: PlaysAudio) -> str:
    if limit.profiles and stream.profile and stream.profile not in limit.profiles:
        return f"{called(stream.codec)} {stream.profile}"
    if stream.channels > limit.channels:
        return f"{stream.channels} channels of {called(stream.codec)} (only up to {limit.channels})"
    if stream.sample_rate > limit.sample_rate:
        return f"{called(stream.codec)} at {stream.sample_rate} Hz (only up to {limit.sample_rate})"
    return ""


def subtitle_problem(stream: Stream, plays: DeviceProfile) -> str:
    """What a screen cannot show from inside a file: choosing it would have the whole film converted."""
    known = stream.codec in TEXT_SUBTITLES or stream.codec in PICTURES
    if not known or "*" in plays.subtitles or stream.codec in plays.subtitles:
        return ""
    return f"{called(stream.codec)} subtitles inside the file"


def _mislabelled(stream: Stream, plays: DeviceProfile) -> bool:
    limit = next((limit for limit in plays.video if limit.codec == stream.codec), None)
    return bool(limit and limit.tags and stream.tag and stream.tag not in limit.tags)
