"""What becomes of all that comes with picture and sound: texts, marks, chapters, covers, names."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.model import StreamKind
from pipeline.subtitles.cues import parse
from tests.rigs.clips import Clips, clips
from tests.rigs.encoding import (
    codecs,
    codes,
    convert,
    encoder,
    left_in,
)

pytestmark = pytest.mark.needs("ffmpeg")

__all__ = ["clips"]


def test_names_that_look_like_options_are_just_names(clips: Clips, tmp_path: Path) -> None:
    source = tmp_path / "-y concat:a|b's %d [x];.mkv"
    shutil.copy(clips("h264-aac.mkv"), source)
    convert(source, tmp_path / "http:out '%d'.mp4")
    assert left_in(tmp_path) == sorted([source.name, "http:out '%d'.mp4"])


def test_chapters_and_cover_are_kept(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("chapters-cover-font.mkv"), tmp_path / "out.mp4")
    assert len(result.chapters) == 2
    assert [s.codec for s in result.streams if s.picture] == ["mjpeg"]


def test_text_subtitles_come_out_clean(clips: Clips, tmp_path: Path) -> None:
    convert(clips("text-subtitles.mkv"), tmp_path / "out.mp4")
    assert left_in(tmp_path) == ["out.en.forced.srt", "out.en.srt", "out.fr.srt", "out.mp4"]
    assert [cue.text for cue in parse((tmp_path / "out.en.srt").read_text())] == ["Good evening.", "Étrange…"]
    assert [cue.text for cue in parse((tmp_path / "out.fr.srt").read_text())] == ["<i>Up here</i>\nand below"]


def test_picture_subtitles_are_kept_beside_the_file(clips: Clips, tmp_path: Path) -> None:
    convert(clips("picture-subtitles.mkv"), tmp_path / "out.mp4")
    assert codecs(tmp_path / "out.de.mks") == ["hdmv_pgs_subtitle"]


def test_a_cover_becomes_no_second_film_in_matroska(clips: Clips, tmp_path: Path) -> None:
    made, _ = convert(clips("chapters-cover-font.mkv"), tmp_path / "out.mkv", "android-tv")
    assert (made.container, codecs(tmp_path / "out.mkv")) == ("mkv", ["h264", "aac", "ttf"])


@pytest.mark.parametrize("name", ["web-captions.mkv", "web-captions.mp4", "ttml.mp4"])
def test_texts_that_ffmpeg_has_no_decoder_for_go_beside_the_film(clips: Clips, tmp_path: Path, name: str) -> None:
    (text,) = encoder().texts(clips(name), [2]).values()
    assert b"Good evening." in text
    convert(clips(name), tmp_path / "out.mp4")
    assert "00:00:00,200 --> 00:00:00,900\nGood evening." in (tmp_path / "out.en.srt").read_text()


def test_a_text_that_matroska_cannot_hold_goes_beside_the_film(clips: Clips, tmp_path: Path) -> None:
    made, _ = convert(clips("text-for-matroska.mp4"), tmp_path / "out.mkv", "android-tv")
    assert made.container == "mkv"
    assert "Good evening." in (tmp_path / "out.en.srt").read_text()


def test_subtitles_of_divx_are_kept_as_those_of_dvds(clips: Clips, tmp_path: Path) -> None:
    convert(clips("divx-pictures.avi"), tmp_path / "out.mp4")
    assert codecs(tmp_path / "out.mks") == ["dvd_subtitle"]


def test_what_mp4_cannot_say_of_a_sound_is_told(clips: Clips, tmp_path: Path) -> None:
    made, result = convert(clips("original-and-dub.mkv"), tmp_path / "out.mp4")
    assert [(s.language, s.dubbed) for s in result.of(StreamKind.AUDIO)] == [("en", True), ("ja", False)]
    assert "original-left-out" in codes(made)


def test_captions_that_are_a_track_become_a_text_beside_the_film(clips: Clips, tmp_path: Path) -> None:
    convert(clips("captions.mov"), tmp_path / "out.mp4")
    assert "Hello world" in (tmp_path / "out.srt").read_text()


def test_a_chapter_beyond_the_end_makes_no_mp4_longer(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("chapter-beyond-the-end.mp4"), tmp_path / "out.mp4")
    assert result.duration == pytest.approx(6, abs=0.1)
    assert len(result.chapters) == 1
