"""What a conversion costs and how it looks, beside the command that a knowledgeable person would type, in the same run.

Time is of the encode alone, by the clock and by the processors, which what else runs hardly changes; size is of the
file, likeness the mean SSIM of its pictures to the source's (and VMAF where this ffmpeg has libvmaf):
https://ffmpeg.org/ffmpeg-filters.html#ssim
"""

from __future__ import annotations

import re
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from demo.clips import Clip, make_clip
from integrations.ffmpeg import FFmpeg
from messages.units import size_text
from pipeline.playback import planning, screens

SECONDS = 20.0
# What answers to "ffmpeg convert to MP4 for Chromecast" say, with the same preset and quality as Airdate's.
TYPED = {
    "another container": "-c copy -movflags +faststart",
    "another sound": "-c:v copy -c:a aac -ac 2 -b:a 192k -movflags +faststart",
    "another picture and sound": "-c:v libx264 -preset veryfast -crf 20 -pix_fmt yuv420p -c:a aac -ac 2 -b:a 192k "
    "-movflags +faststart",
}
CLIPS = {
    "another container": ("h264", "aac"),
    "another sound": ("h264", "ac3"),
    "another picture and sound": ("hevc10", "ac3"),
}


@dataclass(frozen=True)
class Made:
    seconds: float
    processor: float  # seconds of all processors together
    size: int
    likeness: str


def alike(source: Path, result: Path) -> str:
    """The pictures' likeness to the source's: SSIM, and VMAF where there is one."""
    listed = subprocess.run(["ffmpeg", "-hide_banner", "-filters"], capture_output=True, text=True, check=True).stdout
    filters = ["ssim", *(["libvmaf"] if " libvmaf " in listed else [])]
    found = []
    for name in filters:
        inputs = ["-i", str(result), "-i", str(source), "-lavfi", f"[0:v][1:v]scale2ref[a][b];[a][b]{name}"]
        told = subprocess.run(
            ["ffmpeg", "-hide_banner", "-nostdin", *inputs, "-f", "null", "-"],
            capture_output=True, text=True, check=True,
        ).stderr  # fmt: skip
        score = re.search(r"All:([\d.]+)|VMAF score: ([\d.]+)", told)
        found.append(f"{name.removeprefix('lib').upper()} {float(score[1] or score[2]):.4g}" if score else f"{name} ?")
    return ", ".join(found)


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """How long it takes by the clock, and its programs by the processors; seconds."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    work()
    took, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ours(encoder: FFmpeg, source: Path, folder: Path) -> Made:
    info = encoder.probe(source)
    plan = planning.plan(info, screens.screen("chromecast"))
    target = folder / f"ours.{plan.container}"
    took, processor = measured(lambda: encoder.encode(source, plan, target, lambda share, left: None))
    encoder.verify(source, plan, target)
    return Made(took, processor, target.stat().st_size, alike(source, target))


def typed(words: Sequence[str], source: Path, folder: Path) -> Made:
    target = folder / "typed.mp4"
    command = ["ffmpeg", "-y", "-nostdin", "-i", str(source), *words, str(target)]
    took, processor = measured(lambda: subprocess.run(command, capture_output=True, check=True))
    return Made(took, processor, target.stat().st_size, alike(source, target))


def main(seconds: float = SECONDS) -> None:
    """Print the table."""
    table = Table("A file that needs", "Whose", "Time", "Processor", "Size", "Likeness")
    # What stands back for other programs would be slower than by hand wherever another program runs.
    encoder = FFmpeg(FFmpeg.Config(hardware="off", niceness=0), name="ffmpeg")
    with tempfile.TemporaryDirectory(prefix="airdate-bench-") as name:
        folder = Path(name)
        for case, (video, audio) in CLIPS.items():
            clip = Clip(title=case, seconds=seconds, width=1280, height=720, video=video, audio=audio, container="mkv")
            source = make_clip(folder / "clips", clip)
            for whose, made in (
                ("Airdate", ours(encoder, source, folder)),
                ("by hand", typed(TYPED[case].split(), source, folder)),
            ):
                times = f"{made.seconds:.2f} s", f"{made.processor:.2f} s"
                table.add_row(case, whose, *times, size_text(made.size), made.likeness)
    console = Console()
    console.print(f"{seconds:.0f} s of 720p each, for a Chromecast, in software.")
    console.print(table)
