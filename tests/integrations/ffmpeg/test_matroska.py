"""Languages of Matroska's tracks, which ffprobe 5.1 does not tell."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from integrations.ffmpeg.matroska import track_languages
from tests.rigs.clips import Clips, clips

__all__ = ["clips"]

pytestmark = pytest.mark.needs("ffmpeg", "mkvmerge")


def test_regional_languages_are_read(clips: Clips) -> None:
    assert [tag for tag in track_languages(clips("regional-languages.mkv")) if "-" in tag] == ["pt-BR", "zh-Hant"]


def test_what_is_no_matroska_has_none(clips: Clips, tmp_path: Path) -> None:
    noise = tmp_path / "noise.mkv"
    noise.write_bytes(os.urandom(100_000))
    assert track_languages(noise) == []
    assert track_languages(clips("h264-aac.mp4")) == []


def test_no_damage_breaks_the_reader(clips: Clips, tmp_path: Path) -> None:
    whole = clips("regional-languages.mkv").read_bytes()[:8192]
    chance = random.Random(1)
    path = tmp_path / "damaged.mkv"
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(20):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged[: chance.randrange(len(damaged))])
        track_languages(path)
