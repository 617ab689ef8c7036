"""What ffprobe 5.1 does not tell of Matroska's tracks."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest

from integrations.ffmpeg import FFmpeg
from integrations.ffmpeg.matroska import tracks
from pipeline.model import StreamKind
from pipeline.model.media import NO_CROP, Crop
from tests.rigs.clips import Clips, clips

__all__ = ["clips"]

pytestmark = pytest.mark.needs("ffmpeg", "mkvmerge")


def test_regional_languages_are_read(clips: Clips) -> None:
    told = [track.language for track in tracks(clips("regional-languages.mkv"))]
    assert [tag for tag in told if "-" in tag] == ["pt-BR", "zh-Hant"]


@pytest.mark.parametrize(
    ("code", "title", "language"),
    [("pt", "Brazilian Portuguese", "pt-BR"), ("zh", "繁體中文", "zh-Hant"), ("zh-Hans", "繁體中文", "zh-Hans")],
)
def test_a_title_that_is_more_exact_than_the_language_holds(
    clips: Clips, tmp_path: Path, code: str, title: str, language: str
) -> None:
    """mkvmerge writes both elements since version 50, also where only three letters were known."""
    text, made = tmp_path / "text.srt", tmp_path / "made.mkv"
    text.write_text("1\n00:00:00,100 --> 00:00:00,900\nX\n")
    told = ["--language", f"0:{code}", "--track-name", f"0:{title}", str(text)]
    subprocess.run(["mkvmerge", "-q", "-o", str(made), str(clips("h264-aac.mp4")), *told], check=True, timeout=60)
    (stream,) = FFmpeg(FFmpeg.Config(), name="ffmpeg").probe(made).of(StreamKind.SUBTITLE)
    assert stream.language == language


def test_what_is_shown_of_a_picture_is_read(clips: Clips) -> None:
    picture, sound = tracks(clips("cropped.mkv"))
    assert picture.crop == Crop(top=20, bottom=20)
    assert sound.crop == NO_CROP


def test_a_codec_is_named_that_ffmpeg_has_no_word_for(clips: Clips) -> None:
    assert tracks(clips("web-captions.mkv"))[-1].codec == "S_TEXT/WEBVTT"


def test_what_is_no_matroska_has_none(clips: Clips, tmp_path: Path) -> None:
    noise = tmp_path / "noise.mkv"
    noise.write_bytes(os.urandom(100_000))
    assert tracks(noise) == []
    assert tracks(clips("h264-aac.mp4")) == []


def test_no_damage_breaks_the_reader(clips: Clips, tmp_path: Path) -> None:
    whole = clips("regional-languages.mkv").read_bytes()[:8192]
    chance = random.Random(1)
    path = tmp_path / "damaged.mkv"
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(20):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged[: chance.randrange(len(damaged))])
        tracks(path)
