"""Turns what ffprobe says into `MediaInfo`. Names of fields: https://ffmpeg.org/ffprobe.html#Writers (json)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from integrations.ffmpeg.avc import is_never_woven
from integrations.ffmpeg.matroska import AVC, Track, is_linked, tracks
from integrations.ffmpeg.transport_stream import is_transport_stream
from pipeline.languages import language_tag, same_speech, told_by_name
from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.model.media import NO_CROP, Crop
from pipeline.subtitles.track_titles import is_commentary, is_signs

# Containers of films. Without this list a playlist or a concat script in a film's clothes would make ffmpeg open other
# files; `protocol_whitelist` keeps it off the network.
FORMATS = "matroska,webm,mov,mp4,mpegts,avi,asf,flv,mpeg,mpegvideo,ogg,nut,rm,wtv,mxf,dv,ivf,h264,hevc,obu,m4v"
_GUARD = {"protocol_whitelist": "file", "format_whitelist": FORMATS}

_KINDS = {kind.value: kind for kind in StreamKind}
_NO_OTHER_LAYER = 5  # https://professionalsupport.dolby.com/s/article/What-is-Dolby-Vision-Profile
_INTERLACED = ("tt", "bb", "tb", "bt")
# Codecs whose pictures say each for itself whether they are woven from two fields.
_WOVEN = frozenset(("h264", "mpeg2video", "mpeg4", "vc1", "wmv3"))
# HEVC knows no woven pictures: each is a frame or one field, and ffmpeg gives the fields out as pictures of half the
# height (https://trac.ffmpeg.org/ticket/5514), and may say that they are progressive. Others show them squeezed:
# https://github.com/MediaArea/MediaInfoLib/issues/1092
_APART = "hevc"
_FEWEST_FIELDS = 40.0  # a second, and fewer than of any broadcast or disc
_WIDEST = 2.5  # times as wide as high, and wider than films are: the shape of pixels is said for both fields together
# TTML and WebVTT in MP4 (ISO/IEC 14496-30), which ffmpeg has no words for.
_MP4_TEXTS = ("stpp", "wvtt")
_SOME = 24  # pictures: as many as a broadcast has from one to the next that stands for itself
# What covers are drawn in. A film of MJPEG is one only where nothing else is there.
_STILL = frozenset(("mjpeg", "png", "bmp", "gif", "webp", "tiff", "jpeg2000"))
_TRANSFERS = {16: "hdr10", 18: "hlg"}  # ITU-T H.273, table 3
_DESCRIPTION = re.compile(r"audio ?description", re.IGNORECASE)
_CAPTIONS = re.compile(r"\bcc\b|\bclosed[ -]captions?\b", re.IGNORECASE)
# What reading an answer raises that is not as ffprobe writes them.
NOT_AS_DESCRIBED = (AttributeError, LookupError, TypeError, ValueError, OverflowError)
_DEPTH = re.compile(r"(?:p|gray|gbrp)0?(9|10|12|14|16)(?:le|be)$")


def arguments(path: Path, also: Sequence[str] = ()) -> list[str]:
    """What to ask ffprobe about everything in a file, and what else in the same run."""
    ask = ("-show_streams", "-show_format", "-show_chapters", "-show_programs")
    return ["-v", "error", "-of", "json", *ask, *also, *reading(path)]


def frame_arguments(path: Path, told: Mapping[str, Any]) -> list[str]:
    """What to ask ffprobe about pictures: some HDR metadata stands only in the first, and what is woven may be so only
    from some place on, whatever the container says."""
    start, length = (_float(told.get("format", {}).get(name)) or 0.0 for name in ("start_time", "duration"))
    where = ["%+#1", *(f"{start + length * part:.3f}%+#{_SOME}" for part in (1 / 3, 2 / 3) if length)]
    ask = ("-select_streams", "v:0", "-show_frames", "-read_intervals", ",".join(where))
    return ["-v", "error", "-of", "json", *ask, *reading(path)]


def summary(frames: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The first picture, woven where any is."""
    woven = any(frame.get("interlaced_frame") for frame in frames)
    return {**frames[0], "interlaced_frame": woven} if frames else {}


def asks_for_frame(path: Path, told: Mapping[str, Any], *, trusted: bool = False) -> bool:
    """Whether pictures have to tell what the container left open, or says without knowing unless it is `trusted`;
    asking takes as long as all the rest."""
    films = [s for s in told.get("streams", []) if s.get("codec_type") == "video"]
    if any(s.get("field_order") != "progressive" or _may_be_hdr(s) for s in films):
        return True
    return not trusted and any(_may_be_woven(path, told, s) for s in films)


def _may_be_woven(path: Path, told: Mapping[str, Any], raw: Mapping[str, Any]) -> bool:
    """Of H.264 in MP4 ffprobe has the pictures' word, and in Matroska its description rules it out as a rule."""
    if raw.get("codec_name") == _APART:
        return (_rate(raw.get("avg_frame_rate")) or 0.0) > _FEWEST_FIELDS
    if raw.get("codec_name") != "h264":
        return raw.get("codec_name") in _WOVEN
    container = told.get("format", {}).get("format_name", "")
    if "matroska" in container:
        return not all(is_never_woven(track.private) for track in tracks(path) if track.codec == AVC)
    return "mp4" not in container


def _may_be_hdr(raw: Mapping[str, Any]) -> bool:
    transfer = raw.get("color_transfer")
    return transfer == "smpte2084" or (transfer in (None, "unknown") and _bit_depth(raw) > 8)


def address(path: Path) -> str:
    """A file as ffmpeg takes it whatever its name looks like ("-y.mkv", "http:…")."""
    return f"file:{path.absolute()}"


def input_options(path: Path) -> dict[str, str]:
    """How ffmpeg has to open a file. A broadcast may change the numbers of its streams half-way, which are the same
    streams to those who watch: https://ffmpeg.org/ffmpeg-formats.html#mpegts"""
    return _GUARD | ({"merge_pmt_versions": "1"} if is_transport_stream(path) else {})


def reading(path: Path) -> list[str]:
    """The arguments that name a file as the input, of ffmpeg or ffprobe."""
    options = [word for name, value in input_options(path).items() for word in (f"-{name}", value)]
    return [*options, "-i", address(path)]


def media_info(path: Path, told: Mapping[str, Any], frame: Mapping[str, Any]) -> MediaInfo:
    """What is inside `path`, from ffprobe's two answers."""
    form = told.get("format", {})
    raw = told.get("streams", [])
    streams = _streams(raw, frame)
    if "avi" in form.get("format_name", ""):
        streams = tuple(replace(s, unordered=_is_unordered(r)) for s, r in zip(streams, raw, strict=True))
    info = MediaInfo(
        container=form.get("format_name", ""),
        size=path.stat().st_size,
        duration=_duration(form, streams),
        streams=_as_matroska_says(path, form, raw, streams),
        chapters=tuple(map(_chapter, told.get("chapters", []))),
        muxer=_muxer(path, form),
        linked="matroska" in form.get("format_name", "") and is_linked(path),
    )
    foreign = _of_other_programmes(info, told.get("programs", []))
    return replace(info, streams=tuple(replace(s, foreign=s.index in foreign) for s in info.streams))


def _streams(raw: Sequence[Mapping[str, Any]], frame: Mapping[str, Any]) -> tuple[Stream, ...]:
    """All of them; `frame` is the film's first, and tells more of its stream."""
    pictures = _pictures(raw)
    first = next((s["index"] for s in raw if s.get("codec_type") == "video" and s["index"] not in pictures), None)
    streams = (_stream(s, frame if s["index"] == first else {}, picture=s["index"] in pictures) for s in raw)
    return tuple(_joined(s, frame) if s.index == first else s for s in streams)


def _duration(form: Mapping[str, Any], streams: Sequence[Stream]) -> float:
    """What the file says; in MP4 that is also how long its track of chapters lasts, which may be far too long."""
    heard = [s.duration for s in streams if s.kind in (StreamKind.VIDEO, StreamKind.AUDIO) and not s.picture]
    if "mp4" in form.get("format_name", "") and heard and all(heard):
        return max(length for length in heard if length)
    return _float(form.get("duration")) or 0.0


def _of_other_programmes(info: MediaInfo, programmes: Sequence[Mapping[str, Any]]) -> set[int]:
    """The streams of other programmes than the film's, where a broadcast was recorded with all that was sent in it."""
    held = [{stream["index"] for stream in programme.get("streams", [])} for programme in programmes]
    mine = set().union(*(indexes for indexes in held if info.film and info.film.index in indexes))
    return set().union(*held) - mine if mine else set()


def _chapter(raw: Mapping[str, Any]) -> tuple[float, float]:
    return _float(raw.get("start_time")) or 0.0, _float(raw.get("end_time")) or 0.0


def _muxer(path: Path, form: Mapping[str, Any]) -> str:
    names = form.get("format_name", "").split(",")
    if "matroska" in names:
        with path.open("rb") as file:
            # The EBML header's DocType (0x4282): RFC 8794, section 11.2.4
            return "webm" if re.search(rb"\x42\x82.webm", file.read(64), re.DOTALL) else "mkv"
    if "mp4" in names:
        return "mov" if form.get("tags", {}).get("major_brand", "").strip() == "qt" else "mp4"
    return "ts" if names[0] == "mpegts" else str(names[0])


def _pictures(raw: Sequence[Mapping[str, Any]]) -> set[int]:
    """Which streams are covers: what says so, and still pictures beside a film, whether they say so or not."""
    videos = [stream for stream in raw if stream.get("codec_type") == "video"]
    flagged = {stream["index"] for stream in videos if stream.get("disposition", {}).get("attached_pic")}
    still = {stream["index"] for stream in videos if stream.get("codec_name") in _STILL}
    moving = {stream["index"] for stream in videos} - flagged - still
    return flagged | still if moving else flagged


def _is_unordered(raw: Mapping[str, Any]) -> bool:
    """AVI counts pictures as they are stored. Of H.264 nobody but its decoder can tell when each is shown: copied, it
    would stutter (https://trac.ffmpeg.org/ticket/502; ffmpeg has a filter for that since 6.1, dts2pts)."""
    return raw.get("codec_name") in ("h264", "hevc") and bool(raw.get("has_b_frames"))


def _as_matroska_says(
    path: Path, form: Mapping[str, Any], raw: Sequence[Mapping[str, Any]], streams: tuple[Stream, ...]
) -> tuple[Stream, ...]:
    """With languages as exact as the file says them, and what of a picture is shown: ffprobe before 7 reads only three
    letters of the one and nothing of the other."""
    if "matroska" not in form.get("format_name", ""):
        return streams
    told = {stream.index: track for stream, track in zip(streams, tracks(path), strict=False)}
    pairs = zip(streams, raw, strict=True)
    return tuple(_exact(s, told[s.index], r) if s.index in told else s for s, r in pairs)


def _exact(stream: Stream, track: Track, raw: Mapping[str, Any]) -> Stream:
    language = _more_exact(language_tag(track.language), stream.language)
    named = replace(stream, language=language, codec=stream.codec or track.codec)
    return _coloured(_cropped(named, track.crop, raw), track, raw)


def _coloured(stream: Stream, track: Track, raw: Mapping[str, Any]) -> Stream:
    """HDR of which the pictures say nothing: ffprobe then has no word for it, whatever the container says.

    https://github.com/YouTubeHDR/hdr_metadata/issues/1
    """
    hdr = _TRANSFERS.get(track.transfer, "")
    if not hdr or stream.hdr or raw.get("color_transfer") not in (None, "unknown"):
        return stream
    return replace(stream, hdr=hdr, hdr_unsaid=True)


def _cropped(stream: Stream, crop: Crop, raw: Mapping[str, Any]) -> Stream:
    """The shape of pixels is said for what is shown of a picture, unless the muxer left it at that of the whole."""
    width, height = stream.width - crop.left - crop.right, stream.height - crop.top - crop.bottom
    if crop == NO_CROP or width <= 0 or height <= 0 or stream.rotation:
        return stream
    knows = _has_side_data(raw, "Frame Cropping")  # ffmpeg 7.1
    shape = 1.0 if knows or stream.sample_aspect == 1.0 else stream.width / width * height / stream.height
    return replace(stream, crop=crop, sample_aspect=stream.sample_aspect * shape)


def _stream(raw: Mapping[str, Any], frame: Mapping[str, Any], *, picture: bool) -> Stream:
    tags = {name.lower(): value for name, value in raw.get("tags", {}).items()}
    level = raw.get("level", 0)
    title = tags.get("title", "") or _handler(tags)
    named = told_by_name(title) if title else {}
    kind, codec = _sort(raw)
    return Stream(
        index=raw["index"],
        kind=kind,
        codec=codec,
        profile=str(raw.get("profile", "")).replace("unknown", ""),
        level=level if level > 0 else None,
        language=_language(tags.get("language", ""), named),
        title=title,
        **_marks(raw.get("disposition", {}), title, named),
        empty=_is_empty(raw, tags),
        frames=_frames(raw, tags),
        duration=_float(raw.get("duration")) or _clock(tags.get("duration", "")),
        bit_rate=_count(raw.get("bit_rate")),
        width=raw.get("width", 0),
        height=raw.get("height", 0),
        pixel_format=raw.get("pix_fmt", ""),
        bit_depth=_bit_depth(raw),
        frame_rate=_rate(raw.get("avg_frame_rate")) or _rate(raw.get("r_frame_rate")),
        interlaced=raw.get("field_order") in _INTERLACED or bool(frame.get("interlaced_frame")),
        hdr=_hdr(raw, frame),
        sample_aspect=_ratio(raw.get("sample_aspect_ratio")),
        dolby_vision=_dolby_vision(raw).get("dv_profile"),
        stereo=_has_side_data(raw, "Stereo 3D"),
        rotation=_rotation(raw, tags),
        picture=picture,
        tag=_tag(raw.get("codec_tag_string", "")),
        channels=raw.get("channels", 0),
        sample_rate=int(raw.get("sample_rate", 0)),
    )


def _joined(stream: Stream, frame: Mapping[str, Any]) -> Stream:
    """With size, shape and rate of whole frames, where each coded picture is one field."""
    if stream.codec != _APART or not frame.get("interlaced_frame") or not stream.height:
        return stream
    shape = stream.sample_aspect
    if stream.width / stream.height * shape <= _WIDEST:
        shape *= 2
    first = "top" if frame.get("top_field_first") else "bottom"
    rate = stream.frame_rate and stream.frame_rate / 2
    return replace(stream, fields=first, height=stream.height * 2, frame_rate=rate, sample_aspect=shape)


def _sort(raw: Mapping[str, Any]) -> tuple[StreamKind, str]:
    """What kind of stream it is, and its codec; empty where ffprobe has no word for that."""
    tag = raw.get("codec_tag_string", "")
    if tag in _MP4_TEXTS:
        return StreamKind.SUBTITLE, tag
    return _KINDS.get(raw.get("codec_type", ""), StreamKind.DATA), raw.get("codec_name", "")


def _marks(flags: Mapping[str, int], title: str, named: Mapping[str, Any]) -> dict[str, Any]:
    """What a track is for: by its flags, or by its title where they say nothing."""
    return {
        "default": _any(flags, "default"),
        "forced": _any(flags, "forced") or bool(named.get("forced")),
        "hearing_impaired": _any(flags, "hearing_impaired", "captions") or _for_the_deaf(title, named),
        "commentary": _any(flags, "comment") or is_commentary(title) or bool(_DESCRIPTION.search(title)),
        "described": _any(flags, "visual_impaired", "descriptions"),
        "original": _any(flags, "original"),
        "dubbed": _any(flags, "dub"),
        "lyrics": _any(flags, "lyrics", "karaoke") or is_signs(title),
    }


def _for_the_deaf(title: str, named: Mapping[str, Any]) -> bool:
    return bool(named.get("hearing_impaired") or _CAPTIONS.search(title))


def _any(flags: Mapping[str, int], *names: str) -> bool:
    return any(flags.get(name) for name in names)


def _handler(tags: Mapping[str, str]) -> str:
    """MP4's name of a track, where a person gave it one: muxers write their own into the same place."""
    name = tags.get("handler_name", "")
    return "" if re.search(r"handler|gpac|l-smash|mainconcept|^\W|^(?:video|sound|subtitle)s?$", name, re.I) else name


def _language(code: str, named: Mapping[str, Any]) -> str:
    """What the track says, by a code or in a word ("English", as some muxers write), or what its title says where that
    is more exact: "Portuguese (Brazil)"."""
    tag = language_tag(code) or (_named_language(told_by_name(code)) if len(code) > 3 else "")
    return _more_exact(tag, _named_language(named))


def _more_exact(tag: str, by_name: str) -> str:
    if not tag or (same_speech(tag, by_name) and "-" not in tag):
        return by_name or tag
    return tag


def _named_language(named: Mapping[str, Any]) -> str:
    return language_tag(str(named.get("language", "")))


def _is_empty(raw: Mapping[str, Any], tags: Mapping[str, str]) -> bool:
    """A track of which ffprobe saw nothing: it knows neither its size nor its channels, or its muxer counted none."""
    if _frames(raw, tags) == 0:
        return True
    kind = raw.get("codec_type")
    return (kind == "audio" and not raw.get("channels")) or (kind == "video" and not raw.get("width"))


def _frames(raw: Mapping[str, Any], tags: Mapping[str, str]) -> int | None:
    """How many packets a track has, as its container or mkvmerge's statistics count them."""
    counted = [raw.get("nb_frames"), *(value for name, value in tags.items() if name.startswith("number_of_frames"))]
    return next((number for count in counted if (number := _count(count)) is not None), None)


def _rotation(raw: Mapping[str, Any], tags: Mapping[str, str]) -> int:
    matrix = next((d["rotation"] for d in raw.get("side_data_list", []) if "rotation" in d), None)
    turned = -matrix if isinstance(matrix, int | float) else _float(tags.get("rotate")) or 0
    return round(turned / 90) * 90 % 360


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
    dolby = _dolby_vision(raw)
    if dolby and dolby.get("dv_bl_signal_compatibility_id") == 0 and dolby.get("dv_profile") == _NO_OTHER_LAYER:
        return "dolby-vision"
    transfer = raw.get("color_transfer") or frame.get("color_transfer")
    if transfer == "arib-std-b67":
        return "hlg"
    if transfer != "smpte2084":
        return ""
    kinds = [d.get("side_data_type", "") for d in frame.get("side_data_list", [])]
    return "hdr10plus" if any("2094-40" in kind for kind in kinds) else "hdr10"


def _dolby_vision(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    return next((d for d in raw.get("side_data_list", []) if "dv_profile" in d), {})


def _has_side_data(raw: Mapping[str, Any], kind: str) -> bool:
    return any(each.get("side_data_type") == kind for each in raw.get("side_data_list", []))


def _rate(text: str | None) -> float | None:
    """Frames a second from "24000/1001"; None for "0/0"."""
    above, _, below = (text or "").partition("/")
    if not above.isdigit() or not (below or "1").isdigit() or int(below or 1) == 0 or int(above) == 0:
        return None
    return float(Fraction(int(above), int(below or 1)))


def _ratio(text: str | None) -> float:
    above, _, below = (text or "").partition(":")
    return int(above) / int(below) if above.isdigit() and below.isdigit() and int(above) and int(below) else 1.0


def _count(text: object) -> int | None:
    """A whole number; people may write whatever they like into a film's tags."""
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None


def _float(text: object) -> float | None:
    try:
        number = float(str(text))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _clock(text: str) -> float | None:
    """Seconds from Matroska's DURATION tag: 00:00:02.006000000."""
    parts = text.split(":")
    if len(parts) != 3:
        return None
    values = [_float(part) for part in parts]
    hours, minutes, seconds = values
    return None if hours is None or minutes is None or seconds is None else hours * 3600 + minutes * 60 + seconds
