"""Where each number of the screens' tables is from, and when that was read.

What a maker does not say, or what could not be read, is what Jellyfin's client for the screen asked a real server for,
recorded on the day that stands there (tests/pipeline/playback/screens.csv).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Source(NamedTuple):
    url: str
    read: str  # ISO date, or the month


GROUPS = (
    "containers",
    "video",
    "audio",
    "subtitles",
    "shape",
)  # shape: interlaced pictures, pixels that are not square

_CAST = Source("https://developers.google.com/cast/docs/media", "2026-11")
_CAST_SOUND = Source("https://github.com/streamyfin/streamyfin/issues/1085", "2026-11")
_FIRE = Source("https://developer.amazon.com/docs/fire-tv/4k-ultra-hd.html", "2026-11")
_ROKU = Source("https://developer.roku.com/docs/specs/media/streaming-specifications.md", "2026-11")
_SAMSUNG = Source(
    "https://developer.samsung.com/smarttv/develop/specifications/media-specifications/2018-tv-video-specifications.html",
    "2026-11",
)
_SAFARI = Source("https://webkit.org/blog/14445/webkit-features-in-safari-17-0/", "2026-11")
_KODI = Source("https://kodi.wiki/view/Features_and_supported_formats", "2026-11")
_RECEIVER = Source("https://github.com/jellyfin/jellyfin-chromecast", "2026-11-26")
_WEB = Source("https://github.com/jellyfin/jellyfin-web", "2026-11-26")
_ANDROID = Source("https://github.com/jellyfin/jellyfin-androidtv", "2026-11-26")
_ROKU_CLIENT = Source("https://github.com/jellyfin/jellyfin-roku", "2026-11-26")
_SWIFTFIN = Source("https://github.com/jellyfin/Swiftfin", "2026-11-26")


def _all(*sources: Source, **others: tuple[Source, ...]) -> dict[str, tuple[Source, ...]]:
    """The same sources for each group that has no others."""
    return {group: others.get(group, sources) for group in GROUPS}


SOURCES: Mapping[str, Mapping[str, tuple[Source, ...]]] = {
    "chromecast": _all(_RECEIVER, video=(_CAST, _RECEIVER), audio=(_CAST, _RECEIVER, _CAST_SOUND)),
    "chromecast-4k": _all(_RECEIVER, video=(_CAST, _RECEIVER), audio=(_CAST, _RECEIVER, _CAST_SOUND)),
    "nest-hub": _all(_RECEIVER, video=(_CAST,), audio=(_CAST, _RECEIVER, _CAST_SOUND)),
    "android-tv": _all(_ANDROID),
    "fire-tv": _all(_ANDROID, video=(_FIRE, _ANDROID), audio=(_FIRE, _ANDROID)),
    "apple-tv": _all(_SWIFTFIN),
    "roku": _all(_ROKU_CLIENT, containers=(_ROKU,), video=(_ROKU, _ROKU_CLIENT), audio=(_ROKU, _ROKU_CLIENT)),
    "samsung-tv": _all(_WEB, video=(_SAMSUNG, _WEB), audio=(_SAMSUNG, _WEB)),
    "lg-tv": _all(_WEB),
    "chrome": _all(_WEB),
    "firefox": _all(_WEB),
    "safari": _all(_WEB, audio=(_SAFARI, _WEB)),
    "kodi": _all(_KODI),
}
