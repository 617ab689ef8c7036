"""The screens that Airdate knows: what their makers say they play, and what Jellyfin's client for them asks for.
The sources of the numbers, each with the day that it was read: `screen_sources`.

No table says more than its source; where the sources leave something open or differ, the careful answer stands. The
pages of Cast, Roku and Samsung were read in November 2026, and Fire TV's in its Japanese copy. What stands under LG,
Android TV, Apple TV, Safari and the other browsers is what Jellyfin's clients for them ask for; the makers' pages named
there are where to check it. Where a number comes from the device profile that a Jellyfin client sends, it is
from the client's own source: https://github.com/jellyfin/jellyfin-chromecast (Cast), https://github.com/jellyfin/jellyfin-web
(browsers, Tizen, webOS), https://github.com/jellyfin/jellyfin-androidtv, https://github.com/jellyfin/jellyfin-roku,
https://github.com/jellyfin/Swiftfin; a real Jellyfin was asked what it makes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.errors import UserError
from pipeline.model.reasons import Reason
from pipeline.playback.device_profiles import DeviceProfile, Mode, PlaysAudio, PlaysVideo, together

_H264 = ("Baseline", "Constrained Baseline", "Main", "High", "Constrained High", "Progressive High")
_HEVC = ("Main", "Main 10")
_VP9 = ("Profile 0", "Profile 2")
_AAC = ("LC", "HE-AAC", "HE-AACv2")
_HD30 = (Mode(width=1920, height=1080, frame_rate=30), Mode(width=1280, height=720, frame_rate=60))
_HD60 = (Mode(width=1920, height=1080, frame_rate=60),)
_UHD60 = (Mode(width=4096, height=2160, frame_rate=60),)
_UHD30 = (Mode(width=4096, height=2160, frame_rate=30), Mode(width=1920, height=1080, frame_rate=60))
_WEBM = ("webm",)
_MP4 = ("mp4", "mov")


def _aac(channels: int = 2, containers: tuple[str, ...] = ()) -> PlaysAudio:
    return PlaysAudio(codec="aac", profiles=_AAC, channels=channels, containers=containers)


# https://developer.mozilla.org/en-US/docs/Web/Media/Guides/Formats/Video_codecs and …/Audio_codecs, and the
# table at https://jellyfin.org/docs/general/clients/codec-support/. HEVC needs hardware in Chrome; AV1 is
# decoded by all of Chrome's and Firefox's. Matroska with VP8, VP9 or AV1 and Opus or Vorbis is WebM by
# another name.
def _browser(title: str, channels: int) -> DeviceProfile:
    """Chrome and Firefox: they differ in how many channels of sound are played."""
    return DeviceProfile(
        title=title,
        containers=("mp4", "webm", "mkv", "mov"),
        video=(
            PlaysVideo(codec="h264", profiles=_H264, level=5.2, modes=_UHD60, containers=_MP4),
            PlaysVideo(codec="vp9", profiles=_VP9, bit_depth=10, modes=_UHD60, containers=("mp4", "webm", "mkv")),
            PlaysVideo(codec="vp8", modes=_HD60, containers=("webm", "mkv")),
            PlaysVideo(codec="av1", profiles=("Main",), bit_depth=10, modes=_UHD60, containers=("mp4", "webm", "mkv")),
        ),
        audio=(
            _aac(channels, _MP4),
            PlaysAudio(codec="mp3", channels=2, containers=("mp4",)),
            PlaysAudio(codec="opus", channels=channels),
            PlaysAudio(codec="vorbis", channels=channels, containers=("webm", "mkv")),
            PlaysAudio(codec="flac", channels=channels, containers=("mp4",)),
        ),
        convert_channels=channels,
    )


# https://developers.google.com/cast/docs/media. Of sound the page names AAC, MP3, Opus, Vorbis and FLAC (up to 96 kHz)
# without saying in which files; the receiver asks for FLAC on its own only, and for AAC in two channels unless the
# television says otherwise: https://github.com/streamyfin/streamyfin/issues/1085. AC-3 depends on what hangs behind
# the HDMI plug. MP2T plays inside HLS only.
_CAST_SOUND = (
    _aac(2, _MP4),
    PlaysAudio(codec="mp3", channels=2, containers=("mp4",)),
    PlaysAudio(codec="opus", channels=6),
    PlaysAudio(codec="vorbis", channels=6, containers=("webm", "mkv")),
)
_VP8 = PlaysVideo(codec="vp8", modes=_HD30, containers=("webm", "mkv"))

BUILT_IN: Mapping[str, DeviceProfile] = {
    # "Chromecast 1st and 2nd Gen.": H.264 High up to 4.1 at 720p60 or 1080p30, VP8. The third plays 4.2 at 1080p60;
    # Jellyfin's receiver asks all three for 4.1.
    "chromecast": DeviceProfile(
        title="Chromecast",
        containers=("mp4", "webm", "mov", "mkv"),
        video=(PlaysVideo(codec="h264", profiles=_H264, level=4.1, modes=_HD30, containers=_MP4), _VP8),
        audio=_CAST_SOUND,
    ),
    # What Chromecast Ultra (H.264 up to 4.2 at 1080p60), Chromecast with Google TV and Google TV Streamer have in
    # common: HEVC Main and Main 10 up to 5.1, VP9, 2160p60; VP8 is said of Ultra alone. AV1 is the Streamer's alone.
    # Of HDR the page names HDR10 and Dolby Vision, and those for Ultra. VP9 is asked for in WebM.
    "chromecast-4k": DeviceProfile(
        title="Chromecast 4K",
        containers=("mp4", "webm", "mov", "mkv"),
        video=(
            PlaysVideo(codec="h264", profiles=_H264, level=4.2, modes=_HD60, containers=_MP4),
            PlaysVideo(
                codec="hevc", profiles=_HEVC, level=5.1, bit_depth=10, modes=_UHD60, hdr=("hdr10",), containers=("mp4",)
            ),
            PlaysVideo(
                codec="vp9",
                profiles=_VP9,
                level=5.1,
                bit_depth=10,
                modes=_UHD60,
                hdr=("hdr10",),
                containers=("webm", "mkv"),
            ),
        ),
        audio=_CAST_SOUND,
    ),
    # "Google Nest Hub" and "Hub Max", same page: H.264 High up to 4.1 and VP9 up to 4.0, both at 720p60.
    "nest-hub": DeviceProfile(
        title="Nest Hub",
        containers=("mp4", "webm", "mov", "mkv"),
        video=(
            PlaysVideo(codec="h264", profiles=_H264, level=4.1, modes=(Mode(width=1280, height=720),), containers=_MP4),
            PlaysVideo(
                codec="vp9",
                profiles=("Profile 0",),
                level=4.0,
                modes=(Mode(width=1280, height=720),),
                containers=_WEBM,
            ),
        ),
        audio=_CAST_SOUND,
    ),
    # What every Android TV must decode: https://source.android.com/docs/compatibility/14/android-14-cdd, 5.3 ("Video
    # decoding": H.264 High 4.2 at 1080p60, HEVC Main 4.1, VP9 profile 0, VP8 1080p60; MPEG-2 is not among them). The
    # player under Jellyfin's app reads Matroska with its text and picture subtitles; FLAC and Opus in MP4 it is not
    # asked for.
    "android-tv": DeviceProfile(
        title="Android TV",
        containers=("mkv", "mp4", "webm", "mov"),
        video=(
            PlaysVideo(codec="h264", profiles=_H264, level=4.2, modes=_HD60),
            PlaysVideo(codec="hevc", profiles=("Main",), level=4.1, modes=_HD60, containers=("mkv", "mp4")),
            PlaysVideo(codec="vp9", profiles=("Profile 0",), level=4.1, modes=_HD60, containers=("mkv", "webm")),
            PlaysVideo(codec="vp8", modes=_HD60, containers=("mkv", "webm")),
        ),
        audio=(
            _aac(6),
            PlaysAudio(codec="mp3", channels=2),
            PlaysAudio(codec="opus", channels=6, containers=("mkv", "webm")),
            PlaysAudio(codec="vorbis", channels=2, containers=("mkv", "webm")),
            PlaysAudio(codec="flac", channels=2, containers=("mkv",)),
        ),
        subtitles=("subrip", "mov_text", "ass", "ssa", "hdmv_pgs_subtitle", "dvd_subtitle"),
        convert_channels=6,
        anamorphic=True,
    ),
    # What the 4K devices have in common: https://developer.amazon.com/docs/fire-tv/4k-ultra-hd.html (HEVC 2160p60,
    # H.264 2160p30), Dolby Digital Plus through their own decoder; the rest as Android TV, which they are.
    "fire-tv": DeviceProfile(
        title="Fire TV 4K",
        containers=("mkv", "mp4", "webm", "mov"),
        video=(
            PlaysVideo(codec="h264", profiles=_H264, level=5.1, modes=_UHD30),
            PlaysVideo(
                codec="hevc",
                profiles=_HEVC,
                level=5.1,
                bit_depth=10,
                modes=_UHD60,
                hdr=("hdr10",),
                containers=("mkv", "mp4"),
            ),
            PlaysVideo(codec="vp8", modes=_HD60, containers=("mkv", "webm")),
        ),
        audio=(
            _aac(6),
            PlaysAudio(codec="ac3", channels=6),
            PlaysAudio(codec="eac3", channels=6),
            PlaysAudio(codec="mp3", channels=2),
            PlaysAudio(codec="opus", channels=6, containers=("mkv", "webm")),
            PlaysAudio(codec="vorbis", channels=2, containers=("mkv", "webm")),
            PlaysAudio(codec="flac", channels=2, containers=("mkv",)),
        ),
        subtitles=("subrip", "mov_text", "ass", "ssa", "hdmv_pgs_subtitle", "dvd_subtitle"),
        convert_channels=6,
        anamorphic=True,
    ),
    # Apple TV 4K, "Video formats" and "Audio formats" of its technical specifications:
    # https://support.apple.com/en-us/111839. HEVC in MP4 must be labelled hvc1:
    # https://developer.apple.com/documentation/http-live-streaming/hls-authoring-specification-for-apple-devices
    # HDR10+ is the third generation's; earlier ones play it as HDR10. It decodes neither VP9, AV1, DTS nor TrueHD.
    # Its player shows no text from inside a file that Jellyfin serves as it is: it would be burnt in.
    "apple-tv": DeviceProfile(
        title="Apple TV",
        containers=_MP4,
        video=(
            PlaysVideo(codec="h264", profiles=_H264, level=5.2, modes=_UHD60),
            PlaysVideo(
                codec="hevc",
                profiles=_HEVC,
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
            PlaysAudio(codec="mp3", channels=2, containers=("mp4",)),
            PlaysAudio(codec="flac"),
        ),
        subtitles=(),
        convert_channels=6,
    ),
    # https://developer.roku.com/docs/specs/media/streaming-specifications.md: in MP4 H.264 and HEVC with AAC, MP3,
    # ALAC, PCM; in Matroska VP9 too, with FLAC, Opus, Vorbis. H.264 up to 1080p60, HEVC and VP9 on its 4K models
    # alone, so neither stands here. AC-3 and E-AC-3 are only passed on to what hangs behind the HDMI plug.
    "roku": DeviceProfile(
        title="Roku",
        containers=("mp4", "mkv", "mov"),
        video=(PlaysVideo(codec="h264", profiles=_H264, level=4.2, modes=_HD60),),
        audio=(
            _aac(),
            PlaysAudio(codec="mp3", channels=2),
            PlaysAudio(codec="opus", channels=2, containers=("mkv",)),
            PlaysAudio(codec="vorbis", channels=2, containers=("mkv",)),
            PlaysAudio(codec="flac", channels=2, containers=("mkv",)),
        ),
        subtitles=(),
        anamorphic=True,
    ),
    # Samsung's of 2018 and later:
    # https://developer.samsung.com/smarttv/develop/specifications/media-specifications/2018-tv-video-specifications.html
    # (H.264 up to 5.1 on UHD models at 2160p30, HEVC Main 10 2160p60, VP9 in WebM; AAC, AC-3, DD+, MP3, Opus; no DTS).
    "samsung-tv": DeviceProfile(
        title="Samsung TV",
        containers=("mp4", "mkv", "webm", "ts", "mov"),
        video=(
            PlaysVideo(codec="h264", profiles=_H264, level=5.1, modes=_UHD30),
            PlaysVideo(codec="hevc", profiles=_HEVC, level=5.1, bit_depth=10, modes=_UHD60, hdr=("hdr10",)),
            PlaysVideo(codec="vp9", profiles=_VP9, level=5.1, bit_depth=10, modes=_UHD60, containers=_WEBM),
            PlaysVideo(codec="vp8", modes=_HD60, containers=_WEBM),
            PlaysVideo(codec="mpeg2video", modes=_HD60, containers=("ts", "mkv")),
        ),
        audio=(
            _aac(6),
            PlaysAudio(codec="ac3", channels=6),
            PlaysAudio(codec="eac3", channels=6),
            PlaysAudio(codec="mp3", channels=2),
            PlaysAudio(codec="opus", channels=2),
            PlaysAudio(codec="vorbis", channels=2, containers=_WEBM),
        ),
        subtitles=("subrip", "mov_text"),
        convert_channels=6,
        interlaced=True,
    ),
    # LG's of 2018 and later: https://webostv.developer.lge.com/develop/specifications/video-audio-40 (H.264 up to 5.1,
    # HEVC Main 10 up to 5.1 at 2160p60, VP9; AAC, AC-3, E-AC-3; MP3 only outside of MP4, as Jellyfin's client says; DTS
    # came and went). Text from inside a file is burnt in for it.
    "lg-tv": DeviceProfile(
        title="LG TV",
        containers=("mp4", "mkv", "ts", "webm", "mov"),
        video=(
            PlaysVideo(codec="h264", profiles=_H264, level=5.1, modes=_UHD30),
            PlaysVideo(codec="hevc", profiles=_HEVC, level=5.1, bit_depth=10, modes=_UHD60, hdr=("hdr10", "hlg")),
            PlaysVideo(codec="vp9", profiles=_VP9, level=5.1, bit_depth=10, modes=_UHD60, containers=("webm", "mkv")),
            PlaysVideo(codec="vp8", modes=_HD60, containers=("webm", "mkv")),
            PlaysVideo(codec="mpeg2video", modes=_HD60, containers=("ts", "mkv")),
        ),
        audio=(
            _aac(6),
            PlaysAudio(codec="ac3", channels=6),
            PlaysAudio(codec="eac3", channels=6),
            PlaysAudio(codec="mp3", channels=2, containers=("mkv", "ts")),
            PlaysAudio(codec="opus", channels=2, containers=("webm", "mkv")),
            PlaysAudio(codec="vorbis", channels=2, containers=_WEBM),
        ),
        subtitles=(),
        convert_channels=6,
        interlaced=True,
    ),
    "chrome": _browser("Chrome", 6),
    "firefox": _browser("Firefox", 2),  # as many as Jellyfin asks it for
    # Their pages, and https://webkit.org/blog/14445/webkit-features-in-safari-17-0/ (Opus in MP4 and WebM). VP9
    # it takes in MP4, MP3 not.
    "safari": DeviceProfile(
        title="Safari",
        containers=("mp4", "webm", "mkv", "mov"),
        video=(
            PlaysVideo(codec="h264", profiles=_H264, level=5.2, modes=_UHD60, containers=_MP4),
            PlaysVideo(codec="vp9", profiles=("Profile 0",), modes=_UHD60, containers=("mp4",)),
            PlaysVideo(codec="vp8", modes=_HD60, containers=("webm", "mkv")),
        ),
        audio=(
            _aac(6, _MP4),
            PlaysAudio(codec="ac3", channels=2, containers=_MP4),
            PlaysAudio(codec="opus", channels=6),
            PlaysAudio(codec="vorbis", channels=6, containers=("webm", "mkv")),
            PlaysAudio(codec="flac", channels=6, containers=("mp4",)),
            PlaysAudio(codec="alac", channels=6, containers=_MP4),
        ),
        convert_channels=6,
    ),
    # Kodi and Jellyfin's desktop player decode everything that ffmpeg does: https://kodi.wiki/view/Features_and_supported_formats
    "kodi": DeviceProfile(title="Kodi", containers=("mkv", "mp4", "webm"), everything=True, subtitles=("*",)),
    "anything": DeviceProfile(title="Anything", containers=("mkv", "mp4", "webm"), everything=True, subtitles=("*",)),
}
_ANY_BROWSER = together([BUILT_IN[name] for name in ("chrome", "firefox", "safari")])
BUILT_IN = {**BUILT_IN, "browser": _ANY_BROWSER.model_copy(update={"title": "Browser"})}

DEFAULT = "chromecast"


def screen(name: str, own: Mapping[str, DeviceProfile] | None = None) -> DeviceProfile:
    """The screen of this name: one of the owner's, else a built-in one."""
    found = (own or {}).get(name) or BUILT_IN.get(name)
    if found is None:
        raise UserError(Reason("no-such-screen", name=name, known=tuple(sorted({*BUILT_IN, *(own or {})}))))
    return found


def household(names: Iterable[str], own: Mapping[str, DeviceProfile] | None = None) -> DeviceProfile:
    """What all the screens of these names play: what a file must be to be playable on each of them."""
    return together([screen(name, own) for name in names] or [BUILT_IN[DEFAULT]])
