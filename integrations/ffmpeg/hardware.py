"""Hardware encoders: which of them really work here, and how each wants its pictures.

Listed encoders say nothing: ffmpeg lists what it was built with. Only an encode tells.
https://trac.ffmpeg.org/wiki/HWAccelIntro
"""

from __future__ import annotations

import logging
import re
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from time import monotonic

from integrations.ffmpeg.process import Tool, run
from pipeline.errors import OutsideError

log = logging.getLogger(__name__)

_TEST_TIMEOUT = 20.0
_PATTERN = ("-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30")
_TRIAL = 120  # pictures
_TRIAL_TIMEOUT = 60.0
_ALIKE = 0.9  # SSIM: far below what any encoder makes of it that works, far above green or shifted pictures


@dataclass(frozen=True, kw_only=True)
class VideoEncoder:
    """A way of making H.264. `upload` is the end of the filter chain; `options` are for the stream."""

    name: str  # what the configuration calls it
    codec: str  # ffmpeg's encoder
    setup: tuple[str, ...] = ()  # global arguments; {device} is replaced
    upload: tuple[str, ...] = ("format=yuv420p",)
    options: Mapping[str, str]
    references: int = 16  # pictures that a later one may refer to, by its preset
    needs: str = ""  # a device that is there on Linux wherever it can work, as a pattern below /dev

    def setup_for(self, device: str) -> list[str]:
        return [argument.format(device=device) for argument in self.setup]


# What x264's presets choose: https://www.videolan.org/developers/x264.html, common/base.c
_REFERENCES = {
    "ultrafast": 1, "superfast": 1, "veryfast": 1, "faster": 2, "fast": 2, "medium": 3, "slow": 5, "slower": 8,
}  # fmt: skip


def software(preset: str, quality: int) -> VideoEncoder:
    return VideoEncoder(
        name="software",
        codec="libx264",
        options={"preset": preset, "crf": str(quality)},
        references=_REFERENCES.get(preset, 3),
    )


HARDWARE: tuple[VideoEncoder, ...] = (
    VideoEncoder(
        name="nvenc",
        codec="h264_nvenc",
        options={"preset": "p5", "rc": "vbr", "cq": "23", "b": "0"},
        needs="[nd][vx][ig]*",  # nvidia0, or dxg in WSL
    ),
    VideoEncoder(
        name="qsv",
        codec="h264_qsv",
        setup=("-init_hw_device", "qsv=hw", "-filter_hw_device", "hw"),
        upload=("format=nv12", "hwupload=extra_hw_frames=64"),
        options={"preset": "medium", "global_quality": "23"},
        needs="dri/render*",
    ),
    VideoEncoder(
        name="vaapi",
        codec="h264_vaapi",
        setup=("-vaapi_device", "{device}"),
        upload=("format=nv12", "hwupload"),
        options={"rc_mode": "CQP", "qp": "23"},
        needs="dri/render*",
    ),
    VideoEncoder(name="videotoolbox", codec="h264_videotoolbox", options={"q": "60"}, needs="no-such-thing"),
    # The Raspberry Pi 4's.
    VideoEncoder(name="v4l2m2m", codec="h264_v4l2m2m", options={"b": "6M"}, needs="video1[0-9]"),
)

_found: dict[tuple[str, str, str], VideoEncoder | None] = {}
_lock = threading.Lock()


def find(tool: Tool, wanted: str, device: str, soft: VideoEncoder) -> VideoEncoder | None:
    """The hardware encoder to use, tried once in this process; None for software.

    `wanted` is "auto" (the quickest, where it is quicker than `soft` and its pictures are right), "off" or the name of
    one, which is taken wherever it works.
    """
    if wanted == "off":
        return None
    key = (tool.program, wanted, device)
    with _lock:
        if key not in _found:
            if wanted == "auto":
                _found[key] = quickest(tool, [e for e in HARDWARE if _may_work(e)], soft, device)
            else:
                _found[key] = next((e for e in HARDWARE if e.name == wanted and works(tool, e, device)), None)
            chosen = _found[key]
            log.info("hardware encoding: %s", chosen.name if chosen else "none that is of use here: software")
        return _found[key]


def quickest(
    tool: Tool, candidates: Sequence[VideoEncoder], soft: VideoEncoder, device: str = ""
) -> VideoEncoder | None:
    """The candidate that is quickest and whose pictures are right; None where none is quicker than software."""
    working = [e for e in candidates if works(tool, e, device)]
    took = {e.name: seconds for e in working if (seconds := trial(tool, e, device)) is not None}
    best = min(working, key=lambda e: took.get(e.name, inf), default=None)
    if best is None or best.name not in took:
        return None
    bar = trial(tool, soft, device)
    return best if bar is None or took[best.name] < bar else None


def trial(tool: Tool, encoder: VideoEncoder, device: str) -> float | None:
    """How many seconds it takes for four seconds of 720p; None when it fails or what comes out looks otherwise."""
    with tempfile.TemporaryDirectory(prefix="airdate-trial-") as folder:
        made = Path(folder) / "trial.mp4"
        begun = monotonic()
        try:
            done = run(tool, [*_encode(encoder, device, _TRIAL), "-y", str(made)], _TRIAL_TIMEOUT)
            took = monotonic() - begun
            compare = ["-hide_banner", "-nostdin", "-v", "info", "-i", str(made), *_PATTERN, "-frames:v", str(_TRIAL)]
            told = run(tool, [*compare, "-lavfi", "[0:v][1:v]ssim", "-f", "null", "-"], _TRIAL_TIMEOUT)
        except OutsideError as error:
            log.info("hardware encoder %s: %s", encoder.name, error.text)
            return None
    alike = re.search(r"SSIM .*All:([\d.]+)", told.err)
    return took if done.code == 0 and alike and float(alike[1]) >= _ALIKE else None


def _may_work(encoder: VideoEncoder) -> bool:
    """Whether a test is worth its time: on Linux, only where the device is."""
    return sys.platform != "linux" or any(Path("/dev").glob(encoder.needs))


def give_up(tool: Tool, wanted: str, device: str) -> None:
    """The encoder that was found failed in earnest: do without for as long as this process lives."""
    with _lock:
        _found[(tool.program, wanted, device)] = None


def works(tool: Tool, encoder: VideoEncoder, device: str) -> bool:
    """Whether it can encode ten pictures."""
    try:
        return run(tool, [*_encode(encoder, device, 10), "-f", "null", "-"], _TEST_TIMEOUT).code == 0
    except OutsideError as error:
        log.info("hardware encoder %s: %s", encoder.name, error.text)
        return False


def _encode(encoder: VideoEncoder, device: str, pictures: int) -> list[str]:
    return [
        *("-hide_banner", "-nostdin", "-v", "error", *encoder.setup_for(device), *_PATTERN),
        *("-frames:v", str(pictures), "-vf", ",".join(encoder.upload), "-c:v", encoder.codec),
        *(part for name, value in encoder.options.items() for part in (f"-{name}:v", value)),
    ]
