"""loudness: bring the first sound track to one loudness, where it is too far from it (EBU R 128).

Measured and changed by ffmpeg's loudnorm, in two passes: https://ffmpeg.org/ffmpeg-filters.html#loudnorm
Settings, all of them optional:

    [steps.loudness]
    target = -23.0
    tolerance = 2.0
"""

from __future__ import annotations

import json
import math
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from pipeline.config import Settings
from pipeline.engine.context import StepContext
from pipeline.engine.step import Step
from pipeline.errors import BadResponse
from pipeline.model import Backoff, MediaInfo, Stream, StreamKind
from pipeline.model.jobs import Job
from pipeline.model.reasons import Reason
from pipeline.ports import Encoder
from pipeline.services.space import room
from pipeline.services.work_folders import work_folder
from pipeline.steps.results import Transcoded
from pipeline.store import Store

TRUE_PEAK = -1.5  # dBTP: what lossy coding adds stays below full scale
LONGEST = 6 * 3600.0  # seconds that one run of ffmpeg may take
ENCODERS = {"aac": "aac", "ac3": "ac3", "eac3": "eac3", "flac": "flac", "mp3": "libmp3lame", "opus": "libopus"}
"""By the codec that a track has and keeps: the screens play it."""


class Config(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    target: float = Field(-23.0, ge=-70, le=-5, description="LUFS, over the whole episode")
    tolerance: float = Field(2.0, ge=0, description="LU by which it may be off")


def loudness(
    transcode: Transcoded,
    config: Config,
    job: Job,
    encoder: Encoder,
    store: Store,
    settings: Settings,
    context: StepContext,
) -> Transcoded:
    """The same file when it is loud enough, or cannot be changed; else one in the job's work folder."""
    source = Path(transcode.path)
    target = work_folder(settings, job) / f"loudness{source.suffix}"
    try:
        info = encoder.probe(source)
        found = _to_change(source, info, config, context)
        if found is None:
            return transcode
        target.parent.mkdir(parents=True, exist_ok=True)
        size, what = source.stat().st_size, Reason("the-converted-file")
        with room(store, (job.id, context.step), target.parent, size, what, grows=target.parent):
            made = _normalise(source, target, info, *found, config, encoder, context)
    except BadResponse as error:  # a quiet episode is better than none
        context.log(f"left alone: {error} {error.answer}".strip())
        return transcode
    return replace(transcode, path=str(target), untouched=False, duration=made.duration)


def _to_change(
    source: Path, info: MediaInfo, config: Config, context: StepContext
) -> tuple[Stream, dict[str, float]] | None:
    """The track and what was measured of it; None when it is right, or cannot be changed."""
    track = next(iter(info.of(StreamKind.AUDIO)), None)
    if track is None or track.codec not in ENCODERS:
        context.log(f"left alone: {track.codec if track else 'no'} sound")
        return None
    measured = _measure(source, info, config, context)
    context.log(f"it has {measured['input_i']:.1f} LUFS, {config.target:.1f} are wanted")
    silent = math.isinf(measured["input_i"])
    return None if silent or abs(measured["input_i"] - config.target) <= config.tolerance else (track, measured)


def _measure(source: Path, info: MediaInfo, config: Config, context: StepContext) -> dict[str, float]:
    """What loudnorm measures of the first track: input_i (LUFS), input_tp, input_lra, input_thresh, target_offset."""
    filters = f"loudnorm=I={config.target}:TP={TRUE_PEAK}:print_format=json"
    said = _ffmpeg(["-i", str(source), "-map", "0:a:0", "-af", filters, "-f", "null", "-"], info, context)
    try:
        told = json.loads(said[said.rindex("{") : said.rindex("}") + 1])
        return {name: float(value) for name, value in told.items() if name != "normalization_type"}
    except ValueError as error:
        raise BadResponse("ffmpeg", "it did not measure the loudness", said[-2000:]) from error


def _normalise(
    source: Path,
    target: Path,
    info: MediaInfo,
    track: Stream,
    measured: dict[str, float],
    config: Config,
    encoder: Encoder,
    context: StepContext,
) -> MediaInfo:
    """Write the whole file beside its place, check it, and put it there."""
    partial = target.with_name(f"partial-{target.name}")
    names = {"input_i": "I", "input_tp": "TP", "input_lra": "LRA", "input_thresh": "thresh"}
    known = ":".join(f"measured_{short}={measured[name]}" for name, short in names.items())
    spread = min(50.0, max(11.0, measured["input_lra"]))  # no narrower than it is: quiet scenes stay quiet
    wanted = f"loudnorm=I={config.target}:TP={TRUE_PEAK}:LRA={spread}:{known}:offset={measured['target_offset']}"
    streams = ["-map", "0", "-map", "-0:d", "-c", "copy", "-c:a:0", ENCODERS[track.codec]]
    rate = ["-b:a:0", str(track.bit_rate)] if track.bit_rate and track.codec != "flac" else []
    sound = ["-filter:a:0", f"{wanted}:linear=true", "-ar:a:0", "48000"]  # loudnorm itself gives 192 kHz
    try:
        _ffmpeg(["-y", "-i", str(source), *streams, *rate, *sound, str(partial)], info, context)
        made = encoder.probe(partial)
        there, before = len(made.of(StreamKind.VIDEO)), len(info.of(StreamKind.VIDEO))
        if abs(made.duration - info.duration) > 1.0 or there != before:
            raise BadResponse("ffmpeg", f"{made.duration:.1f} s of {info.duration:.1f} s came out")
        partial.replace(target)
        return made
    finally:
        partial.unlink(missing_ok=True)


def _ffmpeg(arguments: Sequence[str], info: MediaInfo, context: StepContext) -> str:
    """What it said at its end. BadResponse when it fails or takes too long; LeaseLost when the step is not ours any
    more."""
    command = ["ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-progress", "pipe:1", *arguments]
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True) as process:
            limit = threading.Timer(LONGEST, process.kill)
            limit.start()
            try:
                for line in process.stdout or ():
                    name, _, value = line.strip().partition("=")
                    if name == "out_time_us" and value.isdigit() and info.duration:
                        context.progress(min(1.0, int(value) / 1e6 / info.duration))
            except BaseException:
                process.kill()
                raise
            finally:
                limit.cancel()
        said.seek(0)
        text = said.read()
    if process.returncode:
        raise BadResponse("ffmpeg", f"it ended with {process.returncode}", text[-2000:])
    return text


STEP = Step(
    run=loudness,
    after=("transcode",),
    before=("file",),
    lane="heavy",
    retry=Backoff(attempts=3),
    deadline=timedelta(days=1),
    config=Config,
)
