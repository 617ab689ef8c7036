"""What screens play: a table for each kind of screen, and what several of them have in common.

The tables say no more than what their makers promise; where those leave something open, the careful answer stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import UserError

_NAMES = {
    "h264": "H.264", "hevc": "HEVC", "av1": "AV1", "vp9": "VP9", "vp8": "VP8", "mpeg2video": "MPEG-2",
    "mpeg4": "MPEG-4", "vc1": "VC-1", "theora": "Theora", "aac": "AAC", "ac3": "AC-3", "eac3": "E-AC-3", "dts": "DTS",
    "truehd": "TrueHD", "mp3": "MP3", "mp2": "MP2", "opus": "Opus", "vorbis": "Vorbis", "flac": "FLAC", "alac": "ALAC",
    "hdmv_pgs_subtitle": "PGS", "dvd_subtitle": "VobSub", "dvb_subtitle": "DVB", "subrip": "SRT", "ass": "ASS",
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


class PlaysAudio(_Table):
    """One audio codec that a screen plays, and up to what."""

    codec: str = Field(description="ffprobe's name: aac, ac3, opus; * for any")
    profiles: tuple[str, ...] = Field((), description="ffprobe's profile names: LC, HE-AAC; empty: any")
    channels: int = Field(8, description="most channels")
    sample_rate: int = Field(96000, description="most samples a second")


class DeviceProfile(_Table):
    """What one kind of screen plays. One of your own goes into airdate.toml as [screens.NAME]."""

    title: str = Field(description="what people call it")
    containers: tuple[str, ...] = Field(("mp4",), description="files it opens, the preferred one first: mp4, mkv, webm")
    video: tuple[PlaysVideo, ...] = Field((), description="video codecs; must hold h264, which is converted to")
    audio: tuple[PlaysAudio, ...] = Field(
        (), description="audio codecs; must hold aac (for mp4), which is converted to"
    )
    subtitles: tuple[str, ...] = Field(("mov_text",), description="subtitle codecs inside the file; * for any")
    convert_channels: int = Field(2, description="channels of converted audio, where the source has as many")
    interlaced: bool = Field(False, description="whether interlaced pictures are played well")
    everything: bool = Field(False, description="plays whatever it is given: nothing is ever changed")


_H264_PROFILES = ("Baseline", "Constrained Baseline", "Main", "High", "Constrained High", "Progressive High")
_AAC_PROFILES = ("LC", "HE-AAC", "HE-AACv2")
_HD30 = (Mode(width=1920, height=1080, frame_rate=30), Mode(width=1280, height=720, frame_rate=60))
_HD60 = (Mode(width=1920, height=1080, frame_rate=60),)
_UHD60 = (Mode(width=4096, height=2160, frame_rate=60),)

BUILT_IN: Mapping[str, DeviceProfile] = {
    # What every generation plays, from https://developers.google.com/cast/docs/media ("Chromecast 1st and 2nd Gen.":
    # H.264 High up to 4.1 at 720p60 or 1080p30; FLAC up to 96 kHz). VP8 stands there up to Chromecast Ultra, but not
    # for those with Google TV. MP2T is on that list too, but only inside HLS. AC-3 is not: it depends on what hangs
    # behind the HDMI plug.
    "chromecast": DeviceProfile(
        title="Chromecast",
        containers=("mp4",),
        video=(PlaysVideo(codec="h264", profiles=_H264_PROFILES, level=4.1, modes=_HD30),),
        audio=(
            PlaysAudio(codec="aac", profiles=_AAC_PROFILES, channels=6),
            PlaysAudio(codec="mp3", channels=2),
            PlaysAudio(codec="opus", channels=6),
            PlaysAudio(codec="vorbis", channels=6),
            PlaysAudio(codec="flac", channels=6),
        ),
    ),
    # Same page: what Chromecast Ultra (H.264 up to 4.2 at 1080p60), Chromecast with Google TV and Google TV Streamer
    # have in common: HEVC Main and Main 10 up to 5.1, VP9, 2160p60. AV1 is the Streamer's alone. Of HDR the page names
    # HDR10 and Dolby Vision, and those for Ultra.
    "chromecast-4k": DeviceProfile(
        title="Chromecast 4K",
        containers=("mp4", "webm"),
        video=(
            PlaysVideo(codec="h264", profiles=_H264_PROFILES, level=4.2, modes=_HD60),
            PlaysVideo(
                codec="hevc", profiles=("Main", "Main 10"), level=5.1, bit_depth=10, modes=_UHD60, hdr=("hdr10",)
            ),
            PlaysVideo(
                codec="vp9", profiles=("Profile 0", "Profile 2"), level=5.1, bit_depth=10, modes=_UHD60, hdr=("hdr10",)
            ),
        ),
        audio=(
            PlaysAudio(codec="aac", profiles=_AAC_PROFILES, channels=6),
            PlaysAudio(codec="mp3", channels=2),
            PlaysAudio(codec="opus", channels=6),
            PlaysAudio(codec="vorbis", channels=6),
            PlaysAudio(codec="flac", channels=6),
        ),
        convert_channels=6,
    ),
    # What Chrome, Edge, Firefox and Safari all play without special hardware:
    # https://developer.mozilla.org/en-US/docs/Web/Media/Guides/Formats/Video_codecs and …/Audio_codecs, and the table
    # at https://jellyfin.org/docs/general/clients/codec-support/ (H.264 in 10 bits, HEVC and AV1 are each lacking
    # somewhere). Safari has Opus in MP4 and WebM since 17; Vorbis came later.
    "browser": DeviceProfile(
        title="A browser",
        containers=("mp4", "webm"),
        video=(
            PlaysVideo(codec="h264", profiles=_H264_PROFILES, level=5.2, modes=_UHD60),
            PlaysVideo(codec="vp9", profiles=("Profile 0",), modes=_UHD60),
            PlaysVideo(codec="vp8", modes=_HD60),
        ),
        audio=(
            PlaysAudio(codec="aac", profiles=_AAC_PROFILES, channels=6),
            PlaysAudio(codec="mp3", channels=2),
            PlaysAudio(codec="opus", channels=6),
            PlaysAudio(codec="flac", channels=6),
        ),
    ),
    # Apple TV 4K, "Video formats" and "Audio formats" of its technical specifications:
    # https://support.apple.com/en-us/111839. HEVC in MP4 must be labelled hvc1:
    # https://developer.apple.com/documentation/http-live-streaming/hls-authoring-specification-for-apple-devices
    # HDR10+ is the third generation's; earlier ones play it as HDR10. It decodes neither VP9, AV1, DTS nor TrueHD.
    "apple-tv": DeviceProfile(
        title="Apple TV",
        containers=("mp4", "mov"),
        video=(
            PlaysVideo(codec="h264", profiles=_H264_PROFILES, level=5.2, modes=_UHD60),
            PlaysVideo(
                codec="hevc",
                profiles=("Main", "Main 10"),
                level=5.2,
                bit_depth=10,
                modes=_UHD60,
                hdr=("hdr10", "hdr10plus", "hlg", "dolby-vision"),
                tags=("hvc1", "dvh1"),
            ),
        ),
        audio=(
            PlaysAudio(codec="aac", profiles=("LC", "HE-AAC"), channels=6),
            PlaysAudio(codec="ac3", channels=6),
            PlaysAudio(codec="eac3", channels=8),
            PlaysAudio(codec="alac"),
            PlaysAudio(codec="mp3", channels=2),
            PlaysAudio(codec="flac"),
        ),
        convert_channels=6,
    ),
    "anything": DeviceProfile(title="Anything", containers=("mkv", "mp4", "webm"), everything=True, subtitles=("*",)),
}

DEFAULT = "chromecast"


def screen(name: str, own: Mapping[str, DeviceProfile] | None = None) -> DeviceProfile:
    """The screen of this name: one of the owner's, else a built-in one."""
    found = (own or {}).get(name) or BUILT_IN.get(name)
    if found is None:
        raise UserError(f"There is no screen called “{name}”. Known: {', '.join(sorted({*BUILT_IN, *(own or {})}))}.")
    return found


def household(names: Iterable[str], own: Mapping[str, DeviceProfile] | None = None) -> DeviceProfile:
    """What all the screens of these names play: what a file must be to be playable on each of them."""
    return together([screen(name, own) for name in names] or [BUILT_IN[DEFAULT]])


def together(screens: Sequence[DeviceProfile]) -> DeviceProfile:
    """A screen that plays only what each of these plays."""
    picky = [s for s in screens if not s.everything]
    if not picky:
        return screens[0]
    both = picky[0]
    for other in picky[1:]:
        both = _both(both, other)
    if not any(v.codec == "h264" for v in both.video) or not both.containers:
        titles = ", ".join(s.title for s in picky)
        raise UserError(f"No file plays on all of these screens: {titles}. Take one of them off the list.")
    return both


def _both(one: DeviceProfile, two: DeviceProfile) -> DeviceProfile:
    video = [_both_video(a, b) for a in one.video for b in two.video if a.codec == b.codec]
    audio = [_both_audio(a, b) for a in one.audio for b in two.audio if "*" in (a.codec, b.codec) or a.codec == b.codec]
    return DeviceProfile(
        title=f"{one.title} and {two.title}",
        containers=tuple(c for c in one.containers if c in two.containers),
        video=tuple(v for v in video if v is not None),
        audio=tuple(a for a in audio if a is not None),
        subtitles=_overlap(one.subtitles, two.subtitles, "*"),
        convert_channels=min(one.convert_channels, two.convert_channels),
        interlaced=one.interlaced and two.interlaced,
    )


def _overlap(one: tuple[str, ...], two: tuple[str, ...], any_: str) -> tuple[str, ...]:
    if any_ in one:
        return two
    return one if any_ in two else tuple(x for x in one if x in two)


def _narrow(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, ...] | None:
    """What both lists hold, an empty list meaning "any". None: nothing at all."""
    if not one or not two:
        return one or two
    return tuple(x for x in one if x in two) or None


def _both_video(a: PlaysVideo, b: PlaysVideo) -> PlaysVideo | None:
    profiles, tags = _narrow(a.profiles, b.profiles), _narrow(a.tags, b.tags)
    if profiles is None or tags is None:
        return None
    levels = [level for level in (a.level, b.level) if level is not None]
    modes = [
        Mode(width=min(m.width, n.width), height=min(m.height, n.height), frame_rate=min(m.frame_rate, n.frame_rate))
        for m in a.modes
        for n in b.modes
    ]
    return PlaysVideo(
        codec=a.codec,
        profiles=profiles,
        level=min(levels, default=None),
        bit_depth=min(a.bit_depth, b.bit_depth),
        modes=tuple(dict.fromkeys(modes)) or a.modes or b.modes,
        hdr=tuple(kind for kind in a.hdr if kind in b.hdr),
        tags=tags,
    )


def _both_audio(a: PlaysAudio, b: PlaysAudio) -> PlaysAudio | None:
    profiles = _narrow(a.profiles, b.profiles)
    if profiles is None:
        return None
    return PlaysAudio(
        codec=b.codec if a.codec == "*" else a.codec,
        profiles=profiles,
        channels=min(a.channels, b.channels),
        sample_rate=min(a.sample_rate, b.sample_rate),
    )
