from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from demo.clips import SHORT, Clip, make_clip, make_fake, make_noise

pytestmark = pytest.mark.needs("ffmpeg", "ffprobe")


def probe(path: Path) -> dict[str, Any]:
    command = ["ffprobe", "-v", "error", "-print_format", "json", "-show_format", "-show_streams", str(path)]
    told: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=30).stdout)
    return told


def test_makes_what_is_usually_released(tmp_path: Path) -> None:
    told = probe(make_clip(tmp_path, Clip(title="It's 100 %: a \\ test", seconds=2, subtitles="Hello.")))

    video, audio, text = told["streams"]
    assert (video["codec_name"], video["pix_fmt"], audio["codec_name"]) == ("hevc", "yuv420p10le", "ac3")
    assert (text["codec_name"], text["tags"]["language"]) == ("subrip", "eng")
    assert float(told["format"]["duration"]) == pytest.approx(2, abs=0.3)


def test_makes_what_every_screen_plays(tmp_path: Path) -> None:
    told = probe(make_clip(tmp_path, Clip(seconds=1, video="h264", audio="aac", container="mp4")))

    assert [stream["codec_name"] for stream in told["streams"]] == ["h264", "aac"]


def test_makes_a_clip_once(tmp_path: Path) -> None:
    first = make_clip(tmp_path, SHORT)
    made_at = first.stat().st_mtime_ns

    assert make_clip(tmp_path, SHORT) == first
    assert first.stat().st_mtime_ns == made_at
    assert [path.name for path in tmp_path.iterdir()] == [first.name]


def test_the_same_clip_has_the_same_bytes(tmp_path: Path) -> None:
    """So its torrent has the same info-hash on every run."""
    assert make_clip(tmp_path / "a", SHORT).read_bytes() == make_clip(tmp_path / "b", SHORT).read_bytes()


def test_fakes_hold_no_film(tmp_path: Path) -> None:
    assert {path.suffix for path in make_fake(tmp_path).iterdir()} == {".exe", ".txt", ".url"}
    assert make_noise(tmp_path, 1_500_000).stat().st_size == 1_500_000
