"""The real ffmpeg, as tests of conversions use it."""

from __future__ import annotations

import shutil
import stat
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from integrations.ffmpeg import FFmpeg
from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.model.reasons import Reason
from pipeline.playback.planning import plan
from pipeline.playback.plans import Plan
from pipeline.playback.screens import screen


def silent(share: float, left: float | None) -> None:
    """A progress callback that nobody looks at."""


@cache
def encoder(**settings: Any) -> FFmpeg:
    """One for all tests that set the same: it remembers what it has looked into."""
    return FFmpeg(FFmpeg.Config(**{"hardware": "off", "preset": "ultrafast", **settings}), name="ffmpeg")


def convert(source: Path, target: Path, name: str = "chromecast") -> tuple[Plan, MediaInfo]:
    """Plan, encode and verify; the plan and what came out."""
    ffmpeg = encoder()
    made = plan(ffmpeg.probe(source), screen(name))
    ffmpeg.encode(source, made, target, silent)
    return made, ffmpeg.verify(source, made, target)


def only_video(info: MediaInfo) -> Stream:
    (found,) = info.of(StreamKind.VIDEO)
    return found


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def codes(made: Plan) -> list[str]:
    """What a plan tells, in codes."""
    steps = made.why.params["steps"]
    assert isinstance(steps, tuple)
    return [step.code for step in steps if isinstance(step, Reason)]


def children() -> list[int]:
    """Processes of ours that still run or have not been waited for."""
    return [int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()]


def stand_in(folder: Path, script: str, program: str = "ffmpeg") -> Path:
    """A program in ffmpeg's or ffprobe's place; `$REAL` in it is the real one."""
    path = folder / program
    path.write_text("#!/bin/sh\n" + script.replace("$REAL", shutil.which(program) or program))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def run_ffmpeg(*arguments: object) -> None:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    subprocess.run(command, timeout=120, check=True)


def codecs(path: Path) -> list[str]:
    command = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.split()
