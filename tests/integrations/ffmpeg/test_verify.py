"""What of a result is found to be wrong, each by a real result that is."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import BadResponse, Unreachable
from pipeline.playback.planning import plan
from pipeline.playback.plans import Plan
from pipeline.playback.screens import screen
from tests.rigs.clips import Clips, clips
from tests.rigs.encoding import convert, encoder, run_ffmpeg, stand_in

pytestmark = pytest.mark.needs("ffmpeg")

__all__ = ["clips"]


def _copied(clips: Clips, name: str) -> Plan:
    return plan(encoder().probe(clips(name)), screen("chromecast"))


def test_a_result_that_is_too_short_is_caught(clips: Clips, tmp_path: Path) -> None:
    source = clips("long.mkv")
    short = tmp_path / "out.mp4"
    run_ffmpeg("-i", source, "-t", "58", "-c", "copy", short)
    with pytest.raises(BadResponse, match="long where the source's is"):
        encoder().verify(source, _copied(clips, "long.mkv"), short)


def test_sound_that_is_missing_at_the_end_is_caught(clips: Clips, tmp_path: Path) -> None:
    source = clips("long.mkv")
    short = tmp_path / "out.mp4"
    run_ffmpeg("-i", source, "-t", "50", "-i", source, "-map", "0:v", "-map", "1:a", "-c", "copy", short)
    run_ffmpeg("-i", source, "-filter:a", "atrim=end=30", "-c:v", "copy", short)
    with pytest.raises(BadResponse, match="audio is"):
        encoder().verify(source, _copied(clips, "long.mkv"), short)


@pytest.mark.parametrize(
    ("filters", "complaint"),
    [
        (["-vf", "drawbox=color=black:t=fill", "-c:a", "copy"], "is black"),
        (["-c:v", "copy", "-af", "volume=0"], "is silent"),
    ],
)
def test_a_black_or_silent_result_is_caught(clips: Clips, tmp_path: Path, filters: list[str], complaint: str) -> None:
    source, target = clips("long.mkv"), tmp_path / "out.mp4"
    run_ffmpeg("-i", source, *filters, "-preset", "ultrafast", target)
    with pytest.raises(BadResponse, match=complaint):
        encoder().verify(source, _copied(clips, "long.mkv"), target)


@pytest.mark.parametrize("name", ["black.mkv", "silent.mkv"])
def test_black_and_silent_sources_may_stay_so(clips: Clips, tmp_path: Path, name: str) -> None:
    convert(clips(name), tmp_path / "out.mp4")


@pytest.mark.parametrize(
    ("other", "complaint"),
    [
        ("h264-no-audio.mp4", "0 audio streams where 1"),
        ("hevc-hvc1-aac.mp4", "codec hevc where h264 was meant"),
        ("h264-aac.mov", "QuickTime file where MP4 was meant"),
    ],
)
def test_a_result_that_is_not_what_was_meant_is_caught(clips: Clips, other: str, complaint: str) -> None:
    with pytest.raises(BadResponse, match=complaint):
        encoder().verify(clips("h264-aac.mkv"), _copied(clips, "h264-aac.mkv"), clips(other))


def test_a_lost_language_is_caught(clips: Clips, tmp_path: Path) -> None:
    source, target = clips("h264-two-languages.mkv"), tmp_path / "out.mp4"
    made = _copied(clips, "h264-two-languages.mkv")
    run_ffmpeg("-i", source, "-map", "0", "-c:v", "copy", "-ac", "2", "-metadata:s:a:1", "language=und", target)
    with pytest.raises(BadResponse, match="language"):
        encoder().verify(source, made, target)


def test_a_result_that_cannot_be_decoded_is_caught(clips: Clips, tmp_path: Path) -> None:
    source, target = clips("long.mkv"), tmp_path / "out.mp4"
    run_ffmpeg("-i", source, "-c", "copy", target)
    made = _copied(clips, "long.mkv")
    encoder().verify(source, made, target)
    damaged = bytearray(target.read_bytes())
    damaged[len(damaged) // 4 : len(damaged) * 3 // 4] = bytes(len(damaged) * 3 // 4 - len(damaged) // 4)
    target.write_bytes(damaged)
    with pytest.raises(BadResponse, match="cannot be decoded"):
        encoder().verify(source, made, target)


def test_an_untouched_file_is_checked_as_well(clips: Clips, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    shutil.copy(clips("h264-aac.mp4"), path)
    made = plan(encoder().probe(path), screen("chromecast"))
    assert made.untouched
    assert encoder().verify(path, made, path).duration > 1
    content = bytearray(path.read_bytes())
    content[-60_000:] = bytes(60_000)
    path.write_bytes(content)
    with pytest.raises(BadResponse):
        encoder().verify(path, made, path)


def test_a_check_that_was_stopped_is_no_finding_about_the_file(clips: Clips, tmp_path: Path) -> None:
    stopped = stand_in(tmp_path, "exit 255\n")  # how the real one ends on SIGTERM
    source = clips("h264-aac.mkv")
    as_it_is = replace(plan(encoder().probe(source), screen("chromecast")), untouched=True)
    with pytest.raises(Unreachable, match="ended from outside"):
        encoder(ffmpeg=str(stopped)).verify(source, as_it_is, source)
