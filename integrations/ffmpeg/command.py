"""The ffmpeg command for a plan. Options: https://ffmpeg.org/ffmpeg.html and https://ffmpeg.org/ffmpeg-filters.html."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import ffmpeg

from integrations.ffmpeg.hardware import VideoEncoder
from integrations.ffmpeg.probe import address, input_options, reading
from pipeline.languages import alpha3
from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.playback.limits import holds
from pipeline.playback.plans import Action, Plan, StreamPlan

_FORMATS = {"mkv": "matroska", "mks": "matroska", "mp4": "mp4", "webm": "webm", "mov": "mov"}
# A text is taken out as it is where ffmpeg can write it: what it would make of ASS holds drawings as if they were text.
_TEXTS = {"ass": ("ass", "copy"), "ssa": ("ass", "ass"), "webvtt": ("webvtt", "copy"), "subrip": ("srt", "copy")}
_AS_SRT = ("srt", "srt")
_MOST_PIXELS = 60_000_000  # of a picture that is made small
# Linear light, the bt709 primaries, a filmic curve, then bt709 again: https://trac.ffmpeg.org/wiki/Colorspace
_TONEMAP = (
    "zscale=t=linear:npl=100",
    "format=gbrpf32le",
    "zscale=p=bt709",
    "tonemap=tonemap=hable:desat=0",
    "zscale=t=bt709:m=bt709:r=tv",
)
_TRANSFERS = {"hlg": "arib-std-b67"}
# H.264, table A-1: macroblocks that the decoded picture buffer holds, by level.
_BUFFERED = {
    3.0: 8100, 3.1: 18000, 3.2: 20480, 4.0: 32768, 4.1: 32768, 4.2: 34816, 5.0: 110400, 5.1: 184320, 5.2: 184320,
    6.0: 696320, 6.1: 696320, 6.2: 696320,
}  # fmt: skip
# Mbit/s at the most, High profile, same table: 1.25 times what stands there for Main.
_BIT_RATES = {3.0: 12, 3.1: 17, 3.2: 25, 4.0: 25}
_MOST_REFERENCES = 16
_FRONT = ("-hide_banner", "-nostdin", "-nostats", "-v", "warning", "-progress", "pipe:1", "-stats_period", "0.5")
# Fills gaps in the source's times, so that sound and picture stay together; or counts what was decoded.
_FILLED, _COUNTED = "aresample=async=1", "asetpts=N/SR/TB"
_SOUND_RATES = range(32000, 48001)  # Hz


def encode_command(
    source: Path,
    info: MediaInfo,
    plan: Plan,
    files: tuple[Path, Sequence[tuple[StreamPlan, Path]]],
    encoder: VideoEncoder,
    *,
    device: str = "",
    threads: int = 0,
    fill_gaps: bool = True,
    joined: bool = False,
    strays: bool = False,
    miscounted: Collection[int] = (),
) -> list[str]:
    """Arguments (without the program) that carry out a plan; `files` are the video and the subtitle files to write.

    `fill_gaps`: with silence where a converted sound has none, all of which has to fit into memory. `joined`: the
    source's clock starts anew within it, and sound and picture do so one after the other. `strays`: its last packets
    have times that are not believed. `miscounted`: sounds of which no time is.
    """
    target, sidecars = files
    streams = {stream.index: stream for stream in info.streams}
    entry = ffmpeg.input(
        address(source),
        fflags="+genpts",
        threads=str(threads),
        dts_delta_threshold="1" if joined else "10",
        **input_options(source),
    )
    kept = [step for step in plan.streams if step.action in (Action.COPY, Action.CONVERT)]
    options, described = _file_options(info, plan, threads, strays=strays), []
    usual, counted = _FILLED if fill_gaps else "anull", dict.fromkeys(miscounted, _COUNTED)
    for position, step in enumerate(kept):
        times = counted.get(step.index, usual)
        options |= _stream_options(position, step, streams[step.index], plan, encoder, times)
        described += _description(position, step, streams[step.index])
    mapped = [entry[str(step.index)] for step in kept]
    outputs = [ffmpeg.output(*mapped, address(target), format=_FORMATS[plan.container], **options)]
    outputs += [_sidecar(entry, step, streams[step.index], path) for step, path in sidecars]
    front = [*_FRONT, *(encoder.setup_for(device) if plan.converts_video else ())]
    compiled: list[str] = ffmpeg.compile(ffmpeg.merge_outputs(*outputs), cmd=["ffmpeg", *front], overwrite_output=True)
    # ffmpeg-python says nothing twice: what is told of each track goes in before the name of the file.
    at = compiled.index(address(target))
    return [*compiled[1:at], *described, *compiled[at:]]


def extract_command(source: Path, wanted: Sequence[tuple[Stream, Path]]) -> list[str]:
    """Arguments that take text subtitles out of a film, each into a file of its own."""
    arguments = ["-hide_banner", "-nostdin", "-nostats", "-v", "error", "-progress", "pipe:1", "-stats_period", "0.5"]
    arguments += ["-y", *reading(source)]
    for stream, path in wanted:
        form, codec = _TEXTS.get(stream.codec, _AS_SRT)
        arguments += ["-map", f"0:{stream.index}", "-c", codec, "-map_chapters", "-1", "-f", form, address(path)]
    return arguments


def picture_command(picture: Path, target: Path, width: int) -> list[str]:
    """Arguments that make a JPEG picture, at most so many pixels wide, of a JPEG or PNG one."""
    form = "png_pipe" if picture.suffix == ".png" else "jpeg_pipe"
    arguments = ["-hide_banner", "-nostdin", "-v", "error", "-y", "-max_pixels", str(_MOST_PIXELS)]
    arguments += ["-protocol_whitelist", "file", "-format_whitelist", form, "-f", form, "-i", address(picture)]
    small = ["-frames:v", "1", "-vf", f"scale='min({width},iw)':-2", "-pix_fmt", "yuvj420p", "-q:v", "5"]
    return [*arguments, *small, "-map_metadata", "-1", "-f", "mjpeg", address(target)]


def _sidecar(entry: Any, step: StreamPlan, stream: Stream, path: Path) -> Any:
    form, codec = _sidecar_format(step, stream)
    return ffmpeg.output(entry[str(step.index)], address(path), format=form, c=codec, map_chapters="-1")


def _sidecar_format(step: StreamPlan, stream: Stream) -> tuple[str, str]:
    if step.codec != "mks":
        return _TEXTS.get(stream.codec, _AS_SRT)
    return _FORMATS["mks"], "copy" if holds("mkv", stream.codec) else "dvdsub"


def _file_options(info: MediaInfo, plan: Plan, threads: int, *, strays: bool) -> dict[str, Any]:
    taken = {step.index for step in plan.streams if step.action is Action.COPY}
    copied = [stream for stream in info.streams if stream.index in taken]
    options = {
        "map_metadata": "0",
        "map_chapters": "0",
        **_until(info, strays=strays),
        "max_muxing_queue_size": "4096",  # a late first subtitle must not end the encode
        "threads": str(threads),
    }
    if plan.container in ("mp4", "mov"):
        options["movflags"] = "+faststart"  # the index at the front: playing starts before the end is there
        options |= _strictness(info, copied)
    return options


def _strictness(info: MediaInfo, copied: Sequence[Stream]) -> dict[str, str]:
    """How far beyond the standard of MP4 ffmpeg may go."""
    if any(stream.codec == "flac" for stream in copied):
        return {"strict": "experimental"}  # ffmpeg's word for it until 6.0; players have read it for years
    # A Dolby Vision record, and which eye sees what, are written only when one asks for what is beyond the standard;
    # dual-layer profiles have no record that players of MP4 know.
    if any(stream.dolby_vision in (5, 8) for stream in copied) or any(stream.stereo for stream in info.streams):
        return {"strict": "unofficial"}
    return {}


def _until(info: MediaInfo, *, strays: bool) -> dict[str, str]:
    """A chapter beyond the end would make an MP4 as long as that, and so would a packet with a wrong time, whose gap
    would be filled besides."""
    last = max((end for _, end in info.chapters), default=0.0)
    if info.duration and (strays or last > info.duration + 1):
        return {"t": f"{info.duration + (0.1 if strays else 1):.3f}"}
    return {}


def _stream_options(
    position: int, step: StreamPlan, stream: Stream, plan: Plan, encoder: VideoEncoder, times: str
) -> dict[str, str]:
    """Options for one stream of the result, each with the stream's place: "c:0"."""
    if step.action is Action.COPY:
        options = {"c": "copy"} | _label(stream, plan) | _colours(stream)
    elif step.kind is StreamKind.VIDEO:
        options = _video_options(step, encoder)
    else:
        options = _audio_options(step, stream, times)
    return {f"{name}:{position}": value for name, value in options.items()}


def _description(position: int, step: StreamPlan, stream: Stream) -> list[str]:
    """What a track says of itself. MP4 has three letters for a language and no more: a region goes into the title."""
    flags = {
        "default": step.default, "forced": stream.forced, "comment": stream.commentary,
        "hearing_impaired": stream.hearing_impaired, "visual_impaired": stream.described, "lyrics": stream.lyrics,
        "original": stream.original, "dub": stream.dubbed,
    }  # fmt: skip
    # Beside another mark ffmpeg takes a cover for a film, and MP4's players with it.
    marks = ["attached_pic"] if stream.picture else [name for name, is_set in flags.items() if is_set]
    told = {"language": alpha3(stream.language)}
    title = stream.title or (stream.language if "-" in stream.language else "")
    told |= {"title": title, "handler_name": title}
    arguments = [f"-disposition:{position}", "+".join(marks) or "0"]
    for name, value in told.items():
        arguments += [f"-metadata:s:{position}", f"{name}={value}"] if value else []
    return arguments


def _label(stream: Stream, plan: Plan) -> dict[str, str]:
    """Apple's players want HEVC labelled hvc1, which all others play as well."""
    if stream.codec != "hevc" or plan.container not in ("mp4", "mov"):
        return {}
    return {"tag": "dvh1" if stream.hdr == "dolby-vision" else "hvc1"}


def _colours(stream: Stream) -> dict[str, str]:
    """Tells the pictures what only their container said: that of the result might not be asked."""
    writer = {"hevc": "hevc_metadata", "av1": "av1_metadata"}.get(stream.codec)
    if not stream.hdr_unsaid or not writer:
        return {}
    primaries = {"hevc": "colour_primaries"}.get(stream.codec, "color_primaries")
    number = {"hlg": 18}.get(stream.hdr, 16)
    return {"bsf": f"{writer}={primaries}=9:transfer_characteristics={number}:matrix_coefficients=9"}


def _audio_options(step: StreamPlan, stream: Stream, times: str) -> dict[str, str]:
    options = {
        "c": {"opus": "libopus"}.get(step.codec, step.codec),
        "ac": step.option("channels"),
        "b": step.option("bit_rate"),
        "filter": times,
    }
    if step.codec == "opus" or stream.sample_rate not in _SOUND_RATES:
        options["ar"] = "48000"
    return options


def _video_options(step: StreamPlan, encoder: VideoEncoder) -> dict[str, str]:
    height = int(step.option("height") or 1080)
    level = float(step.option("level") or 6.2)
    # Mbit/s: what goes through a living room's Wi-Fi, and within the level.
    most = min(20 if height <= 1088 else 60, _BIT_RATES.get(level, 60))
    options = {
        "c": encoder.codec,
        "filter": ",".join([*_filters(step), *encoder.upload]),
        "fps_mode": "vfr",  # pictures that the source leaves out are not made up
        "profile": step.option("profile") or "high",
        "maxrate": f"{most}M",
        "bufsize": f"{most * 2}M",
        **encoder.options,
    }
    if step.option("level") and encoder.codec == "libx264":
        options |= {"level": f"{level:g}", "refs": str(min(_references(step, level), encoder.references))}
    if encoder.name in ("vaapi",):  # constant quality there takes no ceiling
        del options["maxrate"], options["bufsize"]
    return options


def _references(step: StreamPlan, level: float) -> int:
    """How many pictures a decoder of this level can keep at this size."""
    blocks = -(-int(step.option("width")) // 16) * -(-int(step.option("height")) // 16)
    return max(1, min(_MOST_REFERENCES, _BUFFERED.get(level, _BUFFERED[6.2]) // blocks))


def _filters(step: StreamPlan) -> list[str]:
    width, height = step.option("width"), step.option("height")
    chain = []
    if first := step.option("join"):
        chain.append(f"weave=first_field={first}")
    if step.option("deinterlace"):
        mode = "send_field" if step.option("deinterlace") == "2" else "send_frame"
        chain.append(f"bwdif=mode={mode}:deint=interlaced")
    if shown := step.option("cut"):
        chain.append(_cut(shown))
    if rate := step.option("frame_rate"):
        chain.append(f"fps={rate}")
    if step.option("crop"):
        chain.append(f"crop={width}:{height}:0:0")
    elif width and height:
        chain.append(f"scale={width}:{height}:flags=lanczos")
    chain.append("setsar=1")
    if kind := step.option("tonemap"):
        transfer = _TRANSFERS.get(kind, "smpte2084")
        chain.append(f"setparams=color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc")
        chain += _TONEMAP
    return chain


def _cut(shown: str) -> str:
    """Leaves nothing out where ffmpeg did so already, as it does from 7.1 on."""
    width, height, left, top = shown.split(":")
    place = f"x='if(gt(iw,{width}),{left},0)':y='if(gt(ih,{height}),{top},0)'"
    return f"crop=w='min(iw,{width})':h='min(ih,{height})':{place}"
