"""The benchmarks run, and measure what they say; what they say is no matter here."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.clips import Clip, make_clip
from integrations.ffmpeg import FFmpeg
from tests.bench import encode, overhead

pytestmark = pytest.mark.needs("ffmpeg")


def test_the_time_from_the_download_to_go_watch_stands_beside_the_bare_command_s(tmp_path: Path) -> None:
    cases = overhead.CASES[:2]

    timed = overhead.measure(tmp_path, seconds=2, rounds=1, cases=cases)

    assert [one.case for one in timed] == list(cases)
    assert all(0 < one.bare < one.ours for one in timed)


def test_what_a_conversion_makes_stands_beside_what_the_typed_command_makes(tmp_path: Path) -> None:
    clip = Clip(title="Low Tide", seconds=2, width=320, height=180, video="h264", audio="ac3", container="mkv")
    source = make_clip(tmp_path / "clips", clip)

    ours = encode.ours(FFmpeg(FFmpeg.Config(hardware="off"), name="ffmpeg"), source, tmp_path)
    typed = encode.typed(encode.TYPED["another sound"].split(), source, tmp_path)

    assert min(ours.seconds, typed.seconds) > 0
    assert abs(ours.size - typed.size) < typed.size / 4
    assert {made.likeness.split(",")[0] for made in (ours, typed)} == {"SSIM 1"}  # the picture is a copy
