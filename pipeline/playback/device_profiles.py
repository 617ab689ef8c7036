"""What a screen plays, as a table, and what several of them have in common. The built-in ones: `screens`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import UserError
from pipeline.model.reasons import Reason

_NAMES = {
    "h264": "H.264", "hevc": "HEVC", "av1": "AV1", "vp9": "VP9", "vp8": "VP8", "mpeg2video": "MPEG-2",
    "mpeg4": "MPEG-4", "vc1": "VC-1", "theora": "Theora", "aac": "AAC", "ac3": "AC-3", "eac3": "E-AC-3", "dts": "DTS",
    "truehd": "TrueHD", "mp3": "MP3", "mp2": "MP2", "opus": "Opus", "vorbis": "Vorbis", "flac": "FLAC", "alac": "ALAC",
    "hdmv_pgs_subtitle": "PGS", "dvd_subtitle": "VobSub", "dvb_subtitle": "DVB", "subrip": "SRT", "ass": "ASS",
    "stpp": "TTML", "wvtt": "WebVTT", "S_TEXT/WEBVTT": "WebVTT",
    "mp4": "MP4", "mkv": "Matroska", "webm": "WebM", "mov": "QuickTime", "avi": "AVI", "ts": "MPEG-TS",
    "hdr10": "HDR10", "hdr10plus": "HDR10+", "hlg": "HLG", "dolby-vision": "Dolby Vision",
}  # fmt: skip


def called(name: str) -> str:
    """A codec, container or kind of HDR as people write it."""
    return _NAMES.get(name, name.upper() if len(name) <= 4 else name)


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mode(_Table):
    """A picture size and the most frames a second at that size."""

    width: int = Field(gt=0, description="most pixels across")
    height: int = Field(gt=0, description="most pixels down")
    frame_rate: float = Field(60, gt=0, description="most frames a second")


class PlaysVideo(_Table):
    """One video codec that a screen plays, and up to what."""

    codec: str = Field(description="ffprobe's name: h264, hevc, vp9, av1")
    profiles: tuple[str, ...] = Field((), description="ffprobe's profile names; empty: any")
    level: float | None = Field(None, description="highest level as the standard writes it: 4.1")
    bit_depth: int = Field(8, description="most bits a sample")
    modes: tuple[Mode, ...] = Field((), description="sizes and frame rates; empty: any. The first is converted to")
    hdr: tuple[str, ...] = Field((), description="kinds of HDR: hdr10, hdr10plus, hlg, dolby-vision")
    tags: tuple[str, ...] = Field((), description="sample entries in MP4 that are played: hvc1; empty: any")
    containers: tuple[str, ...] = Field((), description="files in which it is played; empty: all of the screen's")


class PlaysAudio(_Table):
    """One audio codec that a screen plays, and up to what."""

    codec: str = Field(description="ffprobe's name: aac, ac3, opus; * for any")
    profiles: tuple[str, ...] = Field((), description="ffprobe's profile names: LC, HE-AAC; empty: any")
    channels: int = Field(8, description="most channels")
    sample_rate: int = Field(96000, description="most samples a second")
    containers: tuple[str, ...] = Field((), description="files in which it is played; empty: all of the screen's")


class DeviceProfile(_Table):
    """What one kind of screen plays. One of your own goes into airdate.toml as [screens.NAME]."""

    title: str = Field(description="setting-screen-title")
    containers: tuple[str, ...] = Field(("mp4",), description="setting-screen-containers")
    video: tuple[PlaysVideo, ...] = Field((), description="setting-screen-video")
    audio: tuple[PlaysAudio, ...] = Field((), description="setting-screen-audio")
    subtitles: tuple[str, ...] = Field(("mov_text",), description="setting-screen-subtitles")
    convert_channels: int = Field(2, description="setting-screen-convert-channels")
    interlaced: bool = Field(False, description="setting-screen-interlaced")
    anamorphic: bool = Field(False, description="setting-screen-anamorphic")
    everything: bool = Field(False, description="setting-screen-everything")


_T = TypeVar("_T")


def together(screens: Sequence[DeviceProfile]) -> DeviceProfile:
    """A screen that plays only what each of these plays."""
    picky = [s for s in screens if not s.everything]
    if not picky:
        return screens[0]
    both = picky[0]
    for other in picky[1:]:
        both = _both(both, other)
    if not any(v.codec == "h264" for v in both.video) or not both.containers:
        raise UserError(Reason("nothing-plays-on-all", screens=tuple(s.title for s in picky)))
    return both


def _both(one: DeviceProfile, two: DeviceProfile) -> DeviceProfile:
    return DeviceProfile(
        title=f"{one.title} + {two.title}",
        containers=_shared(one.containers, two.containers),
        video=_each(_both_video, [(a, b) for a in one.video for b in two.video if a.codec == b.codec]),
        audio=_each(_both_audio, [(a, b) for a in one.audio for b in two.audio if _same_sound(a, b)]),
        subtitles=_overlap(one.subtitles, two.subtitles, "*"),
        convert_channels=min(one.convert_channels, two.convert_channels),
        interlaced=one.interlaced and two.interlaced,
        anamorphic=one.anamorphic and two.anamorphic,
    )


def _shared(one: Sequence[str], two: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in one if each in two)


def _each(both: Callable[[_T, _T], _T | None], pairs: Sequence[tuple[_T, _T]]) -> tuple[_T, ...]:
    return tuple(found for a, b in pairs if (found := both(a, b)) is not None)


def _same_sound(a: PlaysAudio, b: PlaysAudio) -> bool:
    return "*" in (a.codec, b.codec) or a.codec == b.codec


def _overlap(one: tuple[str, ...], two: tuple[str, ...], any_: str) -> tuple[str, ...]:
    if any_ in one:
        return two
    return one if any_ in two else _shared(one, two)


def _narrow(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, ...] | None:
    """What both lists hold, an empty list meaning "any". None: nothing at all."""
    if not one or not two:
        return one or two
    return _shared(one, two) or None


def _both_video(a: PlaysVideo, b: PlaysVideo) -> PlaysVideo | None:
    profiles, tags = _narrow(a.profiles, b.profiles), _narrow(a.tags, b.tags)
    containers = _narrow(a.containers, b.containers)
    if profiles is None or tags is None or containers is None:
        return None
    levels = [level for level in (a.level, b.level) if level is not None]
    return PlaysVideo(
        codec=a.codec,
        profiles=profiles,
        level=min(levels, default=None),
        bit_depth=min(a.bit_depth, b.bit_depth),
        modes=_modes(a.modes, b.modes),
        hdr=_shared(a.hdr, b.hdr),
        tags=tags,
        containers=containers,
    )


def _modes(one: tuple[Mode, ...], two: tuple[Mode, ...]) -> tuple[Mode, ...]:
    return tuple(dict.fromkeys(_smaller(m, n) for m in one for n in two)) or one or two


def _smaller(m: Mode, n: Mode) -> Mode:
    return Mode(width=min(m.width, n.width), height=min(m.height, n.height), frame_rate=min(m.frame_rate, n.frame_rate))


def _both_audio(a: PlaysAudio, b: PlaysAudio) -> PlaysAudio | None:
    profiles, containers = _narrow(a.profiles, b.profiles), _narrow(a.containers, b.containers)
    if profiles is None or containers is None:
        return None
    return PlaysAudio(
        codec=b.codec if a.codec == "*" else a.codec,
        profiles=profiles,
        channels=min(a.channels, b.channels),
        sample_rate=min(a.sample_rate, b.sample_rate),
        containers=containers,
    )
