"""The ffmpeg command for a plan. Options: https://ffmpeg.org/ffmpeg.html and https://ffmpeg.org/ffmpeg-filters.html."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ffmpeg

from integrations.ffmpeg.hardware import VideoEncoder
from integrations.ffmpeg.probe import FORMATS, address
from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.playback.planning import Action, Plan, StreamPlan

_FORMATS = {"mkv": "matroska", "mks": "matroska", "mp4": "mp4", "webm": "webm", "mov": "mov", "srt": "srt"}
# Linear light, the bt709 primaries, a filmic curve, then bt709 again: https://trac.ffmpeg.org/wiki/Colorspace
_TONEMAP = (
    "zscale=t=linear:npl=100",
    "format=gbrpf32le",
    "zscale=p=bt709",
    "tonemap=tonemap=hable:desat=0",
    "zscale=t=bt709:m=bt709:r=tv",
)
_TRANSFERS = {"hlg": "arib-std-b67"}


def encode_command(
    source: Path,
    info: MediaInfo,
    plan: Plan,
    files: tuple[Path, Sequence[tuple[StreamPlan, Path]]],
    encoder: VideoEncoder,
    *,
    device: str = "",
    threads: int = 0,
) -> list[str]:
    """Arguments (without the program) that carry out a plan; `files` are the video and the subtitle files to write."""
    target, sidecars = files
    streams = {stream.index: stream for stream in info.streams}
    entry = ffmpeg.input(
        address(source), fflags="+genpts", protocol_whitelist="file", format_whitelist=FORMATS, threads=str(threads)
    )
    kept = [step for step in plan.streams if step.action in (Action.COPY, Action.CONVERT)]
    options = _file_options(plan, [streams[step.index].codec for step in kept if step.action is Action.COPY], threads)
    for position, step in enumerate(kept):
        options |= _stream_options(position, step, streams[step.index], plan, encoder)
    outputs = [
        ffmpeg.output(*(entry[str(s.index)] for s in kept), address(target), format=_FORMATS[plan.container], **options)
    ]
    outputs += [
        ffmpeg.output(
            entry[str(step.index)],
            address(path),
            format=_FORMATS[step.codec],
            c="copy" if step.codec == "mks" else step.codec,
            map_chapters="-1",
        )
        for step, path in sidecars
    ]
    front = ["-hide_banner", "-nostdin", "-nostats", "-v", "warning", "-progress", "pipe:1", "-stats_period", "0.5"]
    if plan.converts_video:
        front += encoder.setup_for(device)
    compiled: list[str] = ffmpeg.compile(ffmpeg.merge_outputs(*outputs), cmd=["ffmpeg", *front], overwrite_output=True)
    return compiled[1:]


def _file_options(plan: Plan, copied: Sequence[str], threads: int) -> dict[str, Any]:
    options = {
        "map_metadata": "0",
        "map_chapters": "0",
        "max_muxing_queue_size": "4096",  # a late first subtitle must not end the encode
        "threads": str(threads),
    }
    if plan.container in ("mp4", "mov"):
        options["movflags"] = "+faststart"  # the index at the front: playing starts before the end is there
        if "flac" in copied:
            options["strict"] = "experimental"  # ffmpeg's word for it until 6.0; players have read it for years
    return options


def _stream_options(
    position: int, step: StreamPlan, stream: Stream, plan: Plan, encoder: VideoEncoder
) -> dict[str, str]:
    """Options for one stream of the result, each with the stream's place: "c:0"."""
    if step.action is Action.COPY:
        options = {"c": "copy"} | _label(stream, plan)
    elif step.kind is StreamKind.VIDEO:
        options = _video_options(step, encoder)
    else:
        options = _audio_options(step, stream)
    return {f"{name}:{position}": value for name, value in options.items()}


def _label(stream: Stream, plan: Plan) -> dict[str, str]:
    """Apple's players want HEVC labelled hvc1, which all others play as well."""
    if stream.codec != "hevc" or plan.container not in ("mp4", "mov"):
        return {}
    if stream.hdr == "dolby-vision":
        return {"tag": "dvh1", "strict": "unofficial"}
    return {"tag": "hvc1"}


def _audio_options(step: StreamPlan, stream: Stream) -> dict[str, str]:
    options = {
        "c": {"opus": "libopus"}.get(step.codec, step.codec),
        "ac": step.option("channels"),
        "b": step.option("bit_rate"),
        "filter": "aresample=async=1",  # fills gaps in the source's times, so that sound and picture stay together
    }
    if step.codec == "opus" or stream.sample_rate > 48000:
        options["ar"] = "48000"
    return options


def _video_options(step: StreamPlan, encoder: VideoEncoder) -> dict[str, str]:
    height = int(step.option("height") or 1080)
    most = 20 if height <= 1088 else 60  # Mbit/s: what goes through a living room's Wi-Fi, and within level 4.1
    options = {
        "c": encoder.codec,
        "filter": ",".join([*_filters(step), *encoder.upload]),
        "fps_mode": "vfr",  # pictures that the source leaves out are not made up
        "profile": step.option("profile") or "high",
        "maxrate": f"{most}M",
        "bufsize": f"{most * 2}M",
        **encoder.options,
    }
    if encoder.name in ("vaapi",):  # constant quality there takes no ceiling
        del options["maxrate"], options["bufsize"]
    return options


def _filters(step: StreamPlan) -> list[str]:
    width, height = step.option("width"), step.option("height")
    chain = []
    if step.option("deinterlace"):
        chain.append("bwdif=mode=send_frame:deint=interlaced")
    if rate := step.option("frame_rate"):
        chain.append(f"fps={rate}")
    if step.option("crop"):
        chain.append(f"crop={width}:{height}:0:0")
    elif width and height:
        chain.append(f"scale={width}:{height}:flags=lanczos")
    if kind := step.option("tonemap"):
        transfer = _TRANSFERS.get(kind, "smpte2084")
        chain.append(f"setparams=color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc")
        chain += _TONEMAP
    return chain
