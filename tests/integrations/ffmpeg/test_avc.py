"""What H.264 says of its pictures, by files of a real encoder."""

from __future__ import annotations

import random

import pytest

from integrations.ffmpeg.avc import is_never_woven
from integrations.ffmpeg.matroska import AVC, tracks
from tests.rigs.clips import Clips, clips

__all__ = ["clips"]

pytestmark = pytest.mark.needs("ffmpeg", "mkvmerge")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("h264-aac.mkv", True), ("open-gop.mkv", True), ("interlaced.mkv", False), ("said-to-be-progressive.mkv", False)],
)
def test_h264_tells_whether_its_pictures_may_be_woven(clips: Clips, name: str, expected: bool) -> None:
    (record,) = (track.private for track in tracks(clips(name)) if track.codec == AVC)
    assert is_never_woven(record) is expected


def test_no_damage_breaks_the_reader(clips: Clips) -> None:
    (record,) = (track.private for track in tracks(clips("h264-aac.mkv")) if track.codec == AVC)
    chance = random.Random(1)
    for _ in range(500):
        damaged = bytearray(record)
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        is_never_woven(bytes(damaged[: chance.randrange(len(damaged) + 1)]))
    assert not is_never_woven(b"")
