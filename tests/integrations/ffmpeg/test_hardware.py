"""Encoders of graphics cards: used where they work and are quicker, else software."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.ffmpeg import hardware
from integrations.ffmpeg.process import Tool
from pipeline.playback.planning import plan
from pipeline.playback.screens import screen
from tests.rigs.clips import Clips, clips
from tests.rigs.encoding import (
    encoder,
    only_video,
    silent,
    stand_in,
)

pytestmark = pytest.mark.needs("ffmpeg")

__all__ = ["clips"]


@pytest.mark.parametrize("name", [e.name for e in hardware.HARDWARE])
def test_a_listed_encoder_without_its_hardware_is_not_used(name: str, clips: Clips, tmp_path: Path) -> None:
    ffmpeg, source = encoder(hardware=name), clips("hevc-10bit-ac3.mkv")
    if "software" not in str(ffmpeg.check()):
        pytest.skip(f"this machine has {name}")
    made = plan(ffmpeg.probe(source), screen("chromecast"))
    ffmpeg.encode(source, made, tmp_path / "out.mp4", silent)
    ffmpeg.verify(source, made, tmp_path / "out.mp4")


# A driver as they are: the short test goes well, the real encode does not.
_FLAKY = """
case "$*" in
  *testsrc2*h264_nvenc*) exit 0 ;;
  *h264_nvenc*) echo "[h264_nvenc @ 0x1] OpenEncodeSessionEx failed: out of memory" >&2; exit 1 ;;
esac
exec $REAL "$@"
"""


def test_a_hardware_encoder_that_fails_in_earnest_is_replaced_by_software(clips: Clips, tmp_path: Path) -> None:
    flaky = stand_in(tmp_path, _FLAKY)
    ffmpeg, source = encoder(ffmpeg=str(flaky), hardware="nvenc"), clips("hevc-10bit-ac3.mkv")
    assert "nvenc" in str(ffmpeg.check())
    made = plan(ffmpeg.probe(source), screen("chromecast"))
    ffmpeg.encode(source, made, tmp_path / "out.mp4", silent)
    assert only_video(ffmpeg.verify(source, made, tmp_path / "out.mp4")).codec == "h264"
    assert "software" in str(ffmpeg.check())  # and is not tried again


def test_a_hardware_encoder_that_works_is_used(clips: Clips, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    # A card that encodes: what it is told is kept, and libx264 does its work.
    works = stand_in(
        tmp_path,
        f"""echo "$*" >> {asked}
case "$*" in *testsrc2*h264_nvenc*) exit 0 ;; *h264_nvenc*)
  set -- $(echo "$*" | sed -e 's/h264_nvenc/libx264/; s/-rc:0 vbr//; s/-cq:0 23//; s/-preset:0 p5/-preset:0 ultrafast/')
esac
exec $REAL "$@"
""",
    )
    ffmpeg, source = encoder(ffmpeg=str(works), hardware="nvenc"), clips("hevc-10bit-ac3.mkv")
    made = plan(ffmpeg.probe(source), screen("chromecast"))
    ffmpeg.encode(source, made, tmp_path / "out.mp4", silent)
    assert "-c:0 h264_nvenc" in asked.read_text()


def test_hardware_is_tried_once_for_a_process(tmp_path: Path) -> None:
    count = tmp_path / "count"
    counting = Tool(str(stand_in(tmp_path, f"echo x >> {count}\nexit 1\n")), "ffmpeg")
    soft = hardware.software("veryfast", 20)
    assert [hardware.find(counting, "vaapi", "", soft) for _ in range(3)] == [None] * 3
    assert count.read_text() == "x\n"


def _candidate(name: str, preset: str, *upload: str, codec: str = "libx264") -> hardware.VideoEncoder:
    return hardware.VideoEncoder(
        name=name, codec=codec, options={"preset": preset, "crf": "20"}, upload=(*upload, "format=yuv420p")
    )


def test_the_quickest_whose_pictures_are_right_is_taken_where_software_is_slower() -> None:
    tool, soft = Tool("ffmpeg", "ffmpeg"), hardware.software("medium", 20)
    quick, slow = _candidate("quick", "ultrafast"), _candidate("slow", "medium")
    wrong, broken = _candidate("wrong", "ultrafast", "negate"), _candidate("broken", "fast", codec="h264_no_such")
    assert hardware.quickest(tool, [broken, wrong, quick], soft) is quick
    assert hardware.quickest(tool, [wrong], soft) is None
    assert hardware.quickest(tool, [slow], hardware.software("ultrafast", 20)) is None
    assert hardware.quickest(tool, [], soft) is None
