"""What Airdate makes of a film for a screen is what Jellyfin's client for that screen plays as it is.

`screens.csv` holds what a real Jellyfin 12.0 said of 86 films, with the device profiles that its clients send
(https://github.com/jellyfin/jellyfin-web, …/jellyfin-chromecast, …/jellyfin-androidtv, …/jellyfin-roku, …/Swiftfin),
measured on 2026-11-26: "yes" for direct play, else what was in the way; and for some clients which of the films played
when all of their streams, or their pictures, had been copied into MP4. What a plan leads to must consist of parts
each of which stood in a film that played.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.playback.device_profiles import DeviceProfile
from pipeline.playback.limits import container_of
from pipeline.playback.planning import plan
from pipeline.playback.plans import Action, Plan
from pipeline.playback.screen_sources import GROUPS, SOURCES
from pipeline.playback.screens import BUILT_IN, screen

CLIENTS = {
    "chromecast": ("Cast-gen1-3",),
    "chromecast-4k": ("Cast-Ultra",),
    "chrome": ("Chrome",),
    "firefox": ("Firefox",),
    "safari": ("SafariNext",),
    "browser": ("Chrome", "Firefox", "SafariNext"),
    "apple-tv": ("Swiftfin-native",),
    "android-tv": ("AndroidTVExoPlayer",),
    "fire-tv": ("AndroidTVExoPlayer",),
    "samsung-tv": ("Tizen3-stereo", "Tizen4-4K-5.1"),
    "lg-tv": ("WebOS-23",),
    "roku": ("RokuSSPlusNext",),
}
# Of the test film's own making: seconds of test pattern take more bits than any film.
NOT_THE_KIND = "VideoBitrate"

with Path(__file__).with_name("screens.csv").open(encoding="utf-8", newline="") as _file:
    VERDICTS = {row.pop("file"): row for row in csv.DictReader(_file)}

_VIDEO = {
    "mpeg2": "mpeg2video", "wmv2": "wmv2", "mjpeg": "mjpeg", "prores": "prores", "theora": "theora", "mpeg4": "mpeg4",
    "h264": "h264", "hevc": "hevc", "av1": "av1", "vp9": "vp9", "vp8": "vp8",
}  # fmt: skip
_SOUND = {
    "aac": "aac", "ac3": "ac3", "eac3": "eac3", "dts": "dts", "truehd": "truehd", "mp3": "mp3", "mp2": "mp2",
    "opus": "opus", "vorbis": "vorbis", "flac": "flac", "alac": "alac", "pcm": "pcm_s16le", "wma": "wmav2",
}  # fmt: skip
# Films whose names leave open what they are.
_NAMED = {
    "interlaced.mkv": "h264-interlaced-aac.mkv", "anamorphic.mkv": "mpeg2-anamorphic-aac.mkv",
    "variable-rate.mkv": "hevc-aac.mkv", "odd-size.mkv": "vp9-opus.mkv", "text-subtitles.mkv": "h264-aac-srt-ass.mkv",
    "text-subtitles.mp4": "h264-aac-movtext.mp4", "picture-subtitles.mkv": "h264-aac-pgs.mkv",
    "chapters-cover-font.mkv": "h264-ac3.mkv", "hdr10-eac3.mkv": "hevc-10bit-hdr10-eac3.mkv",
    "hlg-aac.mkv": "hevc-10bit-hlg-aac.mkv", "h264-two-languages.mkv": "h264-ac3-ac3.mkv",
    "h264-two-aac.mp4": "h264-aac-aac.mp4", "av1-10bit.mkv": "av1-10bit-opus.mkv",
    "vp9-10bit.webm": "vp9-10bit-opus.webm",
}  # fmt: skip


_LINES = {"4k": 2160, "4k30": 2160, "1080p60": 1080, "1080p30": 1080, "720p60": 720}


def film(name: str) -> MediaInfo:
    """What a film of this name holds."""
    stem, _, suffix = _NAMED.get(name, name).rpartition(".")
    words = stem.split("-")
    streams = [_picture(words, suffix)]
    for word in [w for w in words if w in _SOUND] or ([] if "no" in words else ["aac"]):
        channels = 8 if "7.1" in words else 6 if "5.1" in words else 1 if "mono" in words else 2
        rate = 96000 if "96k" in words else 48000
        streams.append(_stream(len(streams), StreamKind.AUDIO, _SOUND[word], channels=channels, sample_rate=rate))
    for word, codec in {"srt": "subrip", "ass": "ass", "movtext": "mov_text", "pgs": "hdmv_pgs_subtitle"}.items():
        if word in words:
            streams.append(_stream(len(streams), StreamKind.SUBTITLE, codec, language="en"))
    muxer = {"ogv": "ogg", "wmv": "asf"}.get(suffix, suffix)
    return MediaInfo(container=muxer, size=1, duration=60.0, streams=tuple(streams), muxer=muxer)


def _stream(index: int, kind: StreamKind, codec: str, **facts: object) -> Stream:
    return Stream(index=index, kind=kind, codec=codec, **facts)  # type: ignore[arg-type]


def _picture(words: list[str], suffix: str) -> Stream:
    codec = next(_VIDEO[word] for word in words if word in _VIDEO)
    ten, chroma = "10bit" in words, next((w for w in words if w in ("422", "444")), "")
    profiles = {"h264": "High 10" if ten else "High", "hevc": "Main 10" if ten else "Main", "av1": "Main"}
    profile = profiles.get(codec, f"Profile {2 if ten else 0}" if codec == "vp9" else "")
    if chroma:
        profile = {"h264": f"High 4:{chroma[1]}:{chroma[2]}", "hevc": "Rext"}[codec]
    if "baseline" in words or "main" in words:
        profile = "Constrained Baseline" if "baseline" in words else "Main"
    height = next((lines for word, lines in _LINES.items() if word in words), 180)
    level = next((float(w) for w in words if re.fullmatch(r"[456]\.[12]", w) and "level" in words), 4.0)
    level = {"1080p60": 4.2, "4k30": 5.1}.get(next((w for w in words if w in ("1080p60", "4k30")), ""), level)
    return _stream(
        0,
        StreamKind.VIDEO,
        codec,
        profile=profile,
        level={"h264": int(level * 10 + 0.5), "hevc": 153 if "4k" in words else 120}.get(codec),
        width=height * 16 // 9,
        height=height,
        frame_rate=60.0 if any(w.endswith("p60") for w in words) else 30.0 if "4k30" in words else 25.0,
        bit_depth=10 if ten else 8,
        interlaced="interlaced" in words,
        sample_aspect=64 / 45 if "anamorphic" in words else 1.0,
        hdr=next((w for w in words if w in ("hdr10", "hlg")), ""),
        tag="hvc1" if "hvc1" in words else "hev1" if codec == "hevc" and suffix in ("mp4", "mov") else "",
    )


def carried_out(made: Plan, source: MediaInfo) -> MediaInfo:
    """What a plan leads to."""
    streams = {stream.index: stream for stream in source.streams}
    kept = [s for s in made.streams if s.action in (Action.COPY, Action.CONVERT)]
    results = []
    for step in kept:
        stream = streams[step.index]
        if step.action is Action.CONVERT and step.kind is StreamKind.VIDEO:
            width, height = int(step.option("width")), int(step.option("height"))
            level = int(float(step.option("level") or 4.0) * 10 + 0.5)
            stream = replace(stream, codec="h264", profile="High", bit_depth=8, hdr="", tag="avc1", level=level)
            stream = replace(stream, width=width, height=height, interlaced=False, sample_aspect=1.0)
        elif step.action is Action.CONVERT:
            stream = replace(stream, codec=step.codec, channels=int(step.option("channels")))
        elif stream.codec == "hevc" and made.container == "mp4":
            stream = replace(stream, tag="hvc1")
        results.append(stream)
    return replace(source, streams=tuple(results), muxer=made.container)


@dataclass(frozen=True)
class Part:
    """One thing about a file that a client may refuse."""

    what: str
    container: str
    detail: tuple[object, ...]


def parts(info: MediaInfo) -> Iterator[Part]:
    container = container_of(info)
    for stream in info.of(StreamKind.VIDEO):
        depth = (stream.codec, stream.bit_depth, stream.hdr)
        yield Part("picture", container, depth)
        yield Part("scan", "", ("interlaced",) if stream.interlaced else ())
        yield Part("shape", "", () if stream.sample_aspect == 1 else ("not square",))
    for stream in info.of(StreamKind.AUDIO):
        yield Part("sound", container, (stream.codec, "surround" if stream.channels > 2 else "stereo"))
    for stream in info.of(StreamKind.SUBTITLE):
        yield Part("subtitle", container, (stream.codec,))


def played(client: str) -> set[Part]:
    """All parts of all films that this client plays as they are, or as they were copied into MP4."""
    found = {part for name, row in VERDICTS.items() if row[client] == "yes" for part in parts(film(name))}
    for name, row in VERDICTS.items():
        copied = row.get(f"copied into MP4: {client}", "")
        mine = parts(replace(film(name), muxer="mp4")) if copied else ()
        found |= {part for part in mine if part.what == "picture" or (part.what == "sound" and copied == "all")}
    return found


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("source", VERDICTS)
def test_what_is_made_for_a_screen_is_played_by_its_client(source: str, name: str) -> None:
    info = film(source)
    made = plan(info, screen(name))
    for client in CLIENTS[name]:
        verdict = VERDICTS[source][client]
        if made.untouched:
            assert verdict in ("yes", NOT_THE_KIND)
        else:
            assert set(parts(carried_out(made, info))) <= played(client)


def test_a_film_that_plays_everywhere_is_left_alone_everywhere() -> None:
    clients = {client for names in CLIENTS.values() for client in names}
    everywhere = [name for name, row in VERDICTS.items() if {row[client] for client in clients} == {"yes"}]
    assert len(everywhere) == 10
    assert [(n, s) for n in everywhere for s in CLIENTS if not plan(film(n), screen(s)).untouched] == []


UNMEASURED = {"browser", "anything"}  # what three browsers have in common, and no screen at all


@pytest.mark.parametrize("name", sorted(BUILT_IN.keys() - UNMEASURED))
@pytest.mark.parametrize("group", GROUPS)
def test_every_number_says_where_it_is_from_and_when_that_was_read(name: str, group: str) -> None:
    sources = SOURCES[name][group]

    assert sources
    for source in sources:
        assert re.fullmatch(r"https://[a-z0-9.-]+/\S+", source.url)
        assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])(-[0-3]\d)?", source.read)


def test_no_number_stands_outside_the_groups_that_have_sources() -> None:
    shape = {"interlaced", "anamorphic"}
    elsewhere = {"title", "everything", "convert_channels"}  # a name, no limit at all, and what we make ourselves
    assert set(DeviceProfile.model_fields) == set(GROUPS) - {"shape"} | shape | elsewhere
