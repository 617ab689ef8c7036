"""Turns what ffprobe says into `MediaInfo`. Names of fields: https://ffmpeg.org/ffprobe.html#Writers (json)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from pipeline.languages import language_tag
from pipeline.model import MediaInfo, Stream, StreamKind

# Containers of films. Without this list a playlist or a concat script in a film's clothes would make ffmpeg open other
# files; `protocol_whitelist` keeps it off the network.
FORMATS = "matroska,webm,mov,mp4,mpegts,avi,asf,flv,mpeg,mpegvideo,ogg,nut,rm,wtv,mxf"
GUARD = ("-protocol_whitelist", "file", "-format_whitelist", FORMATS)

_KINDS = {kind.value: kind for kind in StreamKind}
_INTERLACED = ("tt", "bb", "tb", "bt")
_DEPTH = re.compile(r"(?:p|gray|gbrp)0?(9|10|12|14|16)(?:le|be)$")


def arguments(path: Path) -> list[str]:
    """What to ask ffprobe about everything in a file."""
    ask = ("-show_streams", "-show_format", "-show_chapters")
    return ["-v", "error", *GUARD, "-of", "json", *ask, "-i", address(path)]


def frame_arguments(path: Path) -> list[str]:
    """What to ask ffprobe about the first picture: some HDR metadata and interlacing stand only there."""
    ask = ("-select_streams", "v:0", "-show_frames", "-read_intervals", "%+#1")
    return ["-v", "error", *GUARD, "-of", "json", *ask, "-i", address(path)]


def address(path: Path) -> str:
    """A file as ffmpeg takes it whatever its name looks like ("-y.mkv", "http:…")."""
    return f"file:{path.absolute()}"


def media_info(path: Path, told: Mapping[str, Any], frame: Mapping[str, Any]) -> MediaInfo:
    """What is inside `path`, from ffprobe's two answers."""
    form = told.get("format", {})
    raw = told.get("streams", [])
    first = next((s["index"] for s in raw if s.get("codec_type") == "video" and not _is_picture(s)), None)
    return MediaInfo(
        container=form.get("format_name", ""),
        size=path.stat().st_size,
        duration=_float(form.get("duration")) or 0.0,
        streams=tuple(_stream(s, frame if s["index"] == first else {}) for s in raw),
        chapters=len(told.get("chapters", [])),
        muxer=_muxer(path, form),
    )


def _muxer(path: Path, form: Mapping[str, Any]) -> str:
    names = form.get("format_name", "").split(",")
    if "matroska" in names:
        with path.open("rb") as file:
            # The EBML header's DocType (0x4282): RFC 8794, section 11.2.4
            return "webm" if re.search(rb"\x42\x82.webm", file.read(64), re.DOTALL) else "mkv"
    if "mp4" in names:
        return "mov" if form.get("tags", {}).get("major_brand", "").strip() == "qt" else "mp4"
    return "ts" if names[0] == "mpegts" else str(names[0])


def _stream(raw: Mapping[str, Any], frame: Mapping[str, Any]) -> Stream:
    tags = {name.lower(): value for name, value in raw.get("tags", {}).items()}
    flags = raw.get("disposition", {})
    level = raw.get("level", 0)
    return Stream(
        index=raw["index"],
        kind=_KINDS.get(raw.get("codec_type", ""), StreamKind.DATA),
        codec=raw.get("codec_name", ""),
        profile=str(raw.get("profile", "")).replace("unknown", ""),
        level=level if level > 0 else None,
        language=language_tag(tags.get("language", "")),
        title=tags.get("title", ""),
        default=bool(flags.get("default")),
        forced=bool(flags.get("forced")),
        hearing_impaired=bool(flags.get("hearing_impaired") or flags.get("captions")),
        duration=_float(raw.get("duration")) or _clock(tags.get("duration", "")),
        bit_rate=int(raw["bit_rate"]) if str(raw.get("bit_rate", "")).isdigit() else None,
        width=raw.get("width", 0),
        height=raw.get("height", 0),
        pixel_format=raw.get("pix_fmt", ""),
        bit_depth=_bit_depth(raw),
        frame_rate=_rate(raw.get("avg_frame_rate")) or _rate(raw.get("r_frame_rate")),
        interlaced=raw.get("field_order") in _INTERLACED or bool(frame.get("interlaced_frame")),
        hdr=_hdr(raw, frame),
        sample_aspect=_ratio(raw.get("sample_aspect_ratio")),
        picture=_is_picture(raw),
        tag=_tag(raw.get("codec_tag_string", "")),
        channels=raw.get("channels", 0),
        sample_rate=int(raw.get("sample_rate", 0)),
    )


def _is_picture(raw: Mapping[str, Any]) -> bool:
    return bool(raw.get("disposition", {}).get("attached_pic"))


def _tag(text: str) -> str:
    return "" if "[" in text else text


def _bit_depth(raw: Mapping[str, Any]) -> int:
    if found := _DEPTH.search(raw.get("pix_fmt", "")):
        return int(found[1])
    return int(raw.get("bits_per_raw_sample") or 8) if raw.get("codec_type") == "video" else 8


def _hdr(raw: Mapping[str, Any], frame: Mapping[str, Any]) -> str:
    """The kind of HDR; Dolby Vision only where no other layer stands below it.

    Transfer functions: ITU-T H.273, table 3 (smpte2084 is 16, arib-std-b67 is 18).
    """
    dolby = next((d for d in raw.get("side_data_list", []) if "dv_profile" in d), None)
    if dolby and dolby.get("dv_bl_signal_compatibility_id") == 0:
        return "dolby-vision"
    transfer = raw.get("color_transfer") or frame.get("color_transfer")
    if transfer == "arib-std-b67":
        return "hlg"
    if transfer != "smpte2084":
        return ""
    kinds = [d.get("side_data_type", "") for d in frame.get("side_data_list", [])]
    return "hdr10plus" if any("2094-40" in kind for kind in kinds) else "hdr10"


def _rate(text: str | None) -> float | None:
    """Frames a second from "24000/1001"; None for "0/0"."""
    above, _, below = (text or "").partition("/")
    if not above.isdigit() or not (below or "1").isdigit() or int(below or 1) == 0 or int(above) == 0:
        return None
    return float(Fraction(int(above), int(below or 1)))


def _ratio(text: str | None) -> float:
    above, _, below = (text or "").partition(":")
    return int(above) / int(below) if above.isdigit() and below.isdigit() and int(above) and int(below) else 1.0


def _float(text: object) -> float | None:
    try:
        return float(str(text))
    except ValueError:
        return None


def _clock(text: str) -> float | None:
    """Seconds from Matroska's DURATION tag: 00:00:02.006000000."""
    parts = text.split(":")
    if len(parts) != 3:
        return None
    values = [_float(part) for part in parts]
    hours, minutes, seconds = values
    return None if hours is None or minutes is None or seconds is None else hours * 3600 + minutes * 60 + seconds
