"""What of a file lies beyond what a screen plays, and what fits into which container."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.model.reasons import NO_REASON, Reason
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
# Texts that ffmpeg has no word for: mkvmerge's WebVTT, and the WebVTT and TTML of MP4.
PACKED_TEXTS = frozenset(("S_TEXT/WEBVTT", "wvtt", "stpp"))
TEXT_SUBTITLES = PACKED_TEXTS.union(
    ("subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text", "microdvd", "mpl2", "subviewer", "sami", "eia_608")
)
# What ffmpeg does not put into Matroska.
_NOT_IN_MATROSKA = PACKED_TEXTS.union(("mov_text", "eia_608", "xsub"))
# Jellyfin 12 tolerates so much; 10.11 none, but what Airdate scales is exactly square.
_NEARLY_SQUARE = 0.01
_SLOWEST_MP3 = 16000  # Hz
# HDR10+ is HDR10 with hints that other screens pass over.
_FALLBACK = {"hdr10plus": "hdr10"}


def container_of(info: MediaInfo) -> str:
    """The file's container as a suffix: "mp4", "mkv", "webm", …"""
    return info.muxer or _MUXERS.get(info.container.split(",")[0], info.container.split(",")[0])


def holds(container: str, codec: str) -> bool:
    """Whether this container can hold a stream of this codec."""
    return codec in _HOLDS[container] if container in _HOLDS else codec not in _NOT_IN_MATROSKA


def holds_rate(container: str, stream: Stream) -> bool:
    """Whether a container has a word for a sound of this rate: MP4 has one for MP3 of MPEG-1 and MPEG-2 (from 16 kHz)
    and none for what goes below both. ISO/IEC 14496-1, objectTypeIndication 0x6B and 0x69: https://mp4ra.org"""
    too_slow = 0 < stream.sample_rate < _SLOWEST_MP3
    return not (stream.codec == "mp3" and container in ("mp4", "mov") and too_slow)


def loses_its_layout(container: str, stream: Stream) -> bool:
    """Whether players could no longer tell where a sound's channels belong: FLAC says in a comment which they are where
    that isn't the common one (2.1 is no 3.0), and MP4 has no place for it. RFC 9639, 8.6.2."""
    return stream.codec == "flac" and container in ("mp4", "mov") and stream.channels not in (1, 2, 6, 8)


def holds_cover(container: str, codec: str) -> bool:
    """Whether a cover that is drawn in this codec can be written into this container: into Matroska ffmpeg writes none
    but as a film of one picture."""
    return container in ("mp4", "mov") and codec in ("mjpeg", "png")


def level_number(codec: str, level: int | None) -> float | None:
    """A level as the standard writes it (4.1), from ffprobe's number for this codec. None when it is not stated."""
    if level is None or level <= 0:
        return None
    if codec == "hevc":  # general_level_idc is thirty times the level (ITU-T H.265, A.4.1)
        return level / 30
    if codec == "av1":  # seq_level_idx counts in fours from 2.0 (AV1 specification, A.3)
        return 2 + level // 4 + level % 4 / 10
    return level / 10


def unplayable(info: MediaInfo, plays: DeviceProfile) -> list[Reason]:
    """What of a file the screen does not play, each as the end of "… does not play"; empty when it plays it all."""
    if plays.everything:
        return []
    container = container_of(info)
    films = info.of(StreamKind.VIDEO)
    found = [] if container in plays.containers else [Reason("container-files", container=called(container))]
    found += [video_problem(stream, plays, container) for stream in films]
    found += [audio_problem(stream, plays, container) for stream in info.of(StreamKind.AUDIO)]
    found += [subtitle_problem(stream, plays) for stream in info.of(StreamKind.SUBTITLE)]
    found += [_label_problem(stream, plays, container) for stream in films]
    return [problem for problem in found if problem]


def video_problem(stream: Stream, plays: DeviceProfile, container: str = "") -> Reason:
    """What of this video the screen does not play, as the end of "… does not play"; nothing when it plays it.

    `container`: the file it is to lie in; empty: whichever the screen likes.
    """
    limits = [limit for limit in plays.video if limit.codec == stream.codec]
    if not limits:
        return Reason("codec-video", codec=called(stream.codec))
    odd = _odd_pictures(stream, plays, container)
    return odd or _least([_misplaced(stream.codec, each, container) or _video_excess(stream, each) for each in limits])


def _odd_pictures(stream: Stream, plays: DeviceProfile, container: str) -> Reason:
    """What no codec's limit tells: how pictures are woven, ordered and shaped."""
    if stream.fields or (stream.interlaced and not plays.interlaced):
        return Reason("interlaced-video")
    if stream.unordered and container:
        return Reason("unordered-pictures", codec=called(stream.codec))
    if not plays.anamorphic and not is_square(stream):
        return Reason("pixels-not-square")
    return NO_REASON


def _least(problems: Sequence[Reason]) -> Reason:
    """Nothing, where one of several limits allows it."""
    return problems[0] if all(problems) else NO_REASON


def is_square(stream: Stream) -> bool:
    """Whether its pixels are as wide as they are high, or nearly."""
    return abs(stream.sample_aspect - 1) <= _NEARLY_SQUARE


def shown_size(stream: Stream) -> tuple[int, int]:
    """How wide and high what is shown of a stored picture is, in its own pixels."""
    crop = stream.crop
    return stream.width - crop.left - crop.right, stream.height - crop.top - crop.bottom


def _misplaced(codec: str, limit: PlaysVideo | PlaysAudio, container: str) -> Reason:
    if container and limit.containers and container not in limit.containers:
        return codec_in(codec, container)
    return NO_REASON


def codec_in(codec: str, container: str) -> Reason:
    """A codec in a container that is not played, or cannot be."""
    return Reason("codec-in-container", codec=called(codec), container=called(container))


def _video_excess(stream: Stream, limit: PlaysVideo) -> Reason:
    """How this video goes beyond a limit; nothing when it does not."""
    codec = called(stream.codec)
    if not _shows_hdr(stream.hdr, limit):
        return Reason("hdr-pictures", hdr=called(stream.hdr))
    if stream.bit_depth > limit.bit_depth:
        return Reason("codec-bit-depth", bits=stream.bit_depth, codec=codec)
    if _other_profile(stream, limit):
        return Reason("codec-profile", codec=codec, profile=stream.profile)
    level = level_number(stream.codec, stream.level)
    if limit.level and level and level > limit.level + 0.01:
        return Reason("codec-level", codec=codec, level=f"{level:g}", most=f"{limit.level:g}")
    if limit.modes and not any(fits(stream, mode) for mode in limit.modes):
        return _size(stream)
    return NO_REASON


def _shows_hdr(kind: str, limit: PlaysVideo) -> bool:
    return not kind or kind in limit.hdr or _FALLBACK.get(kind) in limit.hdr


def _other_profile(stream: Stream, limit: PlaysVideo | PlaysAudio) -> bool:
    return bool(limit.profiles and stream.profile) and stream.profile not in limit.profiles


def _size(stream: Stream) -> Reason:
    size = f"{stream.width}x{stream.height}"
    if not stream.frame_rate:
        return Reason("text", text=size)
    return Reason("size-at-rate", size=size, rate=f"{stream.frame_rate:.3g}")


def fits(stream: Stream, mode: Mode) -> bool:
    """Whether a picture is no larger, and moves no faster, than a mode."""
    # A tenth of a frame of slack: 30 stands for 30.0 and for rates that round to it.
    return (
        stream.width <= mode.width
        and stream.height <= mode.height
        and (stream.frame_rate or 0) <= mode.frame_rate + 0.1
    )


def audio_problem(stream: Stream, plays: DeviceProfile, container: str = "") -> Reason:
    """What of this audio the screen does not play, as the end of "… does not play"; nothing when it plays it."""
    limits = [limit for limit in plays.audio if limit.codec in (stream.codec, "*")]
    if not limits:
        return Reason("codec-audio", codec=called(stream.codec))
    return _least([_misplaced(stream.codec, each, container) or _audio_excess(stream, each) for each in limits])


def _audio_excess(stream: Stream, limit: PlaysAudio) -> Reason:
    codec = called(stream.codec)
    if _other_profile(stream, limit):
        return Reason("codec-profile", codec=codec, profile=stream.profile)
    if stream.channels > limit.channels:
        return Reason("codec-channels", count=stream.channels, codec=codec, most=limit.channels)
    if stream.sample_rate > limit.sample_rate:
        return Reason("codec-rate", codec=codec, rate=f"{stream.sample_rate}", most=f"{limit.sample_rate}")
    return NO_REASON


def subtitle_problem(stream: Stream, plays: DeviceProfile) -> Reason:
    """What a screen cannot show from inside a file: choosing it would have the whole film converted."""
    known = stream.codec in TEXT_SUBTITLES or stream.codec in PICTURES
    if not known or "*" in plays.subtitles or stream.codec in plays.subtitles:
        return NO_REASON
    return Reason("subtitles-inside", codec=called(stream.codec))


def _label_problem(stream: Stream, plays: DeviceProfile, container: str) -> Reason:
    """HEVC in MP4 under a label that the screen does not take."""
    limit = next((limit for limit in plays.video if limit.codec == stream.codec), None)
    tags = limit.tags if limit and container in ("mp4", "mov") else ()
    return Reason("hevc-not-hvc1") if tags and stream.tag and stream.tag not in tags else NO_REASON
