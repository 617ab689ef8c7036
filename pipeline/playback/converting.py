"""The smallest change that brings a picture or a sound within what a screen plays."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pipeline.model import Stream
from pipeline.playback.device_profiles import DeviceProfile, Mode, PlaysVideo
from pipeline.playback.limits import fits, is_square, shown_size

Options = tuple[tuple[str, str], ...]

_SLOWEST_FIELDS, _FASTEST_FIELDS = 24.0, 30.0  # frames a second of interlaced pictures that hold two moments each
_BOTH_FIELDS, _EACH_FIELD = "1", "2"  # what one picture is made of


def video_options(stream: Stream, plays: DeviceProfile) -> Options:
    """How to encode a picture as H.264 for a screen; see `plans.VIDEO_OPTIONS`."""
    limit = next((limit for limit in plays.video if limit.codec == "h264"), PlaysVideo(codec="h264"))
    shown, woven = _as_shown(stream), _deinterlaced(stream, plays, limit)
    if woven.get("deinterlace") == _EACH_FIELD:
        shown = replace(shown, frame_rate=(shown.frame_rate or 0) * 2)
    mode = _mode(shown, limit)
    options = _cut(stream) | _size(shown, mode, cropped=is_square(stream)) | _rate(shown, mode) | woven
    options |= {"tonemap": stream.hdr} if stream.hdr else {}
    return tuple((options | _within(limit)).items())


def _mode(shown: Stream, limit: PlaysVideo) -> Mode | None:
    """The size that it is brought within: one that it fits, else the first."""
    return next((mode for mode in limit.modes if fits(shown, mode)), limit.modes[0] if limit.modes else None)


def _deinterlaced(stream: Stream, plays: DeviceProfile, limit: PlaysVideo) -> dict[str, str]:
    if not stream.fields and (not stream.interlaced or plays.interlaced):
        return {}
    joined = {"join": stream.fields} if stream.fields else {}
    return joined | {"deinterlace": _EACH_FIELD if _plays_each_field(_as_shown(stream), limit) else _BOTH_FIELDS}


def _within(limit: PlaysVideo) -> dict[str, str]:
    profile = "high" if not limit.profiles or "High" in limit.profiles else "main"
    level = {"level": f"{limit.level:g}"} if limit.level else {}
    return {"profile": profile, **level, "pixel_format": "yuv420p"}


def _as_shown(stream: Stream) -> Stream:
    """The size at which it is to be seen: turned as players turn it, with square pixels, and none of them lost."""
    (width, height), aspect = shown_size(stream), stream.sample_aspect
    if stream.rotation in (90, 270):
        width, height, aspect = height, width, 1 / aspect
    if not is_square(stream):
        width, height = (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))
    return replace(stream, width=width, height=height, sample_aspect=1.0)


def _cut(stream: Stream) -> dict[str, str]:
    width, height = shown_size(stream)
    is_whole = (width, height) == (stream.width, stream.height)
    return {} if is_whole else {"cut": f"{width}:{height}:{stream.crop.left}:{stream.crop.top}"}


def _plays_each_field(shown: Stream, limit: PlaysVideo) -> bool:
    """Whether a screen plays an interlaced picture's every moment: 50 or 60 frames a second."""
    rate = shown.frame_rate or 0.0
    twice = replace(shown, frame_rate=rate * 2)
    return _SLOWEST_FIELDS < rate <= _FASTEST_FIELDS and any(fits(twice, mode) for mode in limit.modes)


def _size(shown: Stream, mode: Mode | None, *, cropped: bool) -> dict[str, str]:
    scale = min(1.0, mode.width / shown.width, mode.height / shown.height) if mode else 1.0
    width, height = (max(2, int(side * scale) // 2 * 2) for side in (shown.width, shown.height))
    options = {"width": str(width), "height": str(height)}
    if cropped and scale == 1.0 and (width, height) != (shown.width, shown.height):
        options["crop"] = "1"  # H.264 in 4:2:0 has even sides: one row or column goes, nothing is resampled
    return options


def _rate(shown: Stream, mode: Mode | None) -> dict[str, str]:
    rate = shown.frame_rate or 0.0
    if mode is None or rate <= mode.frame_rate + 0.1:
        return {}
    while rate > mode.frame_rate + 0.1:
        rate /= 2  # every second frame: even motion, no blending
    exact = Fraction(rate).limit_denominator(1001)
    return {"frame_rate": f"{exact.numerator}/{exact.denominator}"}


def audio_options(stream: Stream, plays: DeviceProfile, codec: str) -> Options:
    """How to encode a sound: its channels and bits a second."""
    most = max((limit.channels for limit in plays.audio if limit.codec in (codec, "*")), default=2)
    channels = min(stream.channels or 2, plays.convert_channels, most)
    if channels not in (1, 2, 6):  # 3 to 5 and 7 channels have no layout that every decoder agrees on
        channels = 6 if channels > 6 else 2
    return (("channels", str(channels)), ("bit_rate", str({1: 96, 2: 192}.get(channels, 384) * 1000)))
