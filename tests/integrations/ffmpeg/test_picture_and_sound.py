"""What becomes of picture and sound in a conversion: with the real ffmpeg on small films of every awkward kind."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.errors import BadResponse
from pipeline.model import StreamKind
from pipeline.playback.limits import unplayable
from pipeline.playback.planning import plan
from pipeline.playback.screens import screen
from pipeline.services.convert import first_that_comes_out_right
from tests.rigs.clips import Clips, clips
from tests.rigs.encoding import (
    codes,
    convert,
    encoder,
    left_in,
    only_video,
    run_ffmpeg,
    silent,
)

pytestmark = pytest.mark.needs("ffmpeg")

__all__ = ["clips"]


def test_a_recording_whose_streams_change_their_numbers_is_kept_whole(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("other-numbers.ts"), tmp_path / "film.mp4")
    assert result.duration == pytest.approx(12, abs=0.3)
    assert [stream.kind for stream in result.streams] == [StreamKind.VIDEO, StreamKind.AUDIO]


@pytest.mark.parametrize("name", ["chromecast", "apple-tv"])
def test_a_language_that_comes_late_is_kept(clips: Clips, tmp_path: Path, name: str) -> None:
    source, target = clips("late-language.ts"), tmp_path / "film.mp4"
    made = first_that_comes_out_right(
        source, encoder().probe(source), plan(encoder().probe(source), screen(name)), screen(name), target, encoder(),
        silent, print,
    )  # fmt: skip
    assert made is not None
    assert [stream.language for stream in made[1].of(StreamKind.AUDIO)] == ["en", "de"]


def test_what_matroska_leaves_out_of_a_picture_is_left_out_or_told(clips: Clips, tmp_path: Path) -> None:
    made, result = convert(clips("cropped-hevc.mkv"), tmp_path / "cut.mp4")
    assert (only_video(result).width, only_video(result).height) == (240, 180)
    assert "crop-left-out" not in codes(made)
    kept, result = convert(clips("cropped.mkv"), tmp_path / "kept.mp4")
    assert (only_video(result).width, only_video(result).height) == (320, 180)
    assert "crop-left-out" in codes(kept)


def test_a_film_for_each_eye_stays_one(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("three-d.mkv"), tmp_path / "film.mp4")
    assert only_video(result).stereo


def test_a_remux_changes_no_byte_of_picture_and_sound(clips: Clips, tmp_path: Path) -> None:
    source, target = clips("h264-aac.mkv"), tmp_path / "out.mp4"
    convert(source, target)
    assert _stream_digests(source) == _stream_digests(target)


def _stream_digests(path: Path) -> str:
    """Digests of what the decoder is given, stream by stream; H.264 in the form that both containers share."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:v", "-map", "0:a", "-f", "streamhash", "-"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def test_ten_bits_and_surround_become_what_a_chromecast_plays(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("hevc-10bit-ac3.mkv"), tmp_path / "out.mp4")
    assert unplayable(result, screen("chromecast")) == []
    assert [(s.codec, s.language) for s in result.of(StreamKind.AUDIO)] == [("aac", "en")]
    assert left_in(tmp_path) == ["out.mp4"]


def test_hdr_becomes_ordinary_colours(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("hdr10-eac3.mkv"), tmp_path / "out.mp4")
    assert (only_video(result).hdr, only_video(result).pixel_format) == ("", "yuv420p")


def test_hdr_stays_where_the_screen_shows_it(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("hdr10-eac3.mkv"), tmp_path / "out.mp4", "apple-tv")
    assert (only_video(result).hdr, only_video(result).tag) == ("hdr10", "hvc1")


def test_hdr_that_only_the_container_tells_is_told_by_the_pictures_then(clips: Clips, tmp_path: Path) -> None:
    made, result = convert(clips("hdr-unsaid.mkv"), tmp_path / "out.mp4", "apple-tv")
    assert (made.converts_video, only_video(result).hdr) == (False, "hdr10")
    lost = tmp_path / "lost.mp4"
    run_ffmpeg("-i", clips("hdr-unsaid.mkv"), "-c", "copy", "-tag:v", "hvc1", lost)
    with pytest.raises(BadResponse, match="HDR"):
        encoder().verify(clips("hdr-unsaid.mkv"), made, lost)


def test_sound_whose_packets_all_say_one_time_is_kept_whole(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("one-time.rm"), tmp_path / "out.mp4")
    (sound,) = result.of(StreamKind.AUDIO)
    assert sound.duration == pytest.approx(2, abs=0.2)


def test_a_dolby_vision_record_is_kept_where_the_screen_shows_it(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("dolby-vision-8.mkv"), tmp_path / "out.mp4", "apple-tv")
    assert (only_video(result).dolby_vision, only_video(result).tag) == (8, "hvc1")
    without = tmp_path / "without.mp4"
    run_ffmpeg("-i", clips("dolby-vision-8.mkv"), "-c", "copy", "-tag:v", "hvc1", without)
    source = clips("dolby-vision-8.mkv")
    planned = plan(encoder().probe(source), screen("apple-tv"))
    with pytest.raises(BadResponse, match="Dolby Vision profile None where 8"):
        encoder().verify(source, planned, without)


def test_dolby_vision_without_another_layer_is_left_as_it_is_or_refused(clips: Clips) -> None:
    info = encoder().probe(clips("dolby-vision-5.mp4"))
    assert plan(info, screen("apple-tv")).untouched
    assert plan(info, screen("chromecast")).blocked


def test_an_interlaced_picture_becomes_progressive(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("interlaced.mkv"), tmp_path / "out.mp4")
    assert (only_video(result).interlaced, only_video(result).frame_rate) == (False, 50.0)


def test_an_anamorphic_picture_keeps_its_shape(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("anamorphic.mkv"), tmp_path / "out.mp4")
    assert only_video(result).sample_aspect == 1.0
    assert (only_video(result).width, only_video(result).height) == (340, 180)


def test_an_odd_size_loses_one_line_and_nothing_else(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("odd-size.mkv"), tmp_path / "out.mp4")
    assert (only_video(result).width, only_video(result).height) == (320, 180)


def test_a_variable_frame_rate_keeps_its_pictures_and_its_time(clips: Clips, tmp_path: Path) -> None:
    source, target = clips("variable-rate.mkv"), tmp_path / "out.mp4"
    convert(source, target)
    assert _frame_times(target) == pytest.approx(_frame_times(source), abs=0.003)


def _frame_times(path: Path) -> list[float]:
    command = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0"]
    told = subprocess.run([*command, str(path)], capture_output=True, text=True, timeout=60, check=True).stdout
    times = sorted(float(line.strip(",")) for line in told.split())
    return [time - times[0] for time in times]


def test_a_film_without_sound_stays_one(clips: Clips, tmp_path: Path) -> None:
    source = tmp_path / "mute.mkv"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(clips("h264-no-audio.mp4")), "-c", "copy", str(source)],
        timeout=60,
        check=True,
    )
    _, result = convert(source, tmp_path / "out.mp4")
    assert [s.kind for s in result.streams] == [StreamKind.VIDEO]


def test_every_language_is_kept(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("h264-two-languages.mkv"), tmp_path / "out.mp4")
    assert [(s.codec, s.language) for s in result.of(StreamKind.AUDIO)] == [("aac", "en"), ("aac", "es")]


def test_times_that_jump_back_do_not_lose_the_film(clips: Clips, tmp_path: Path) -> None:
    """Two broadcasts after one another: the clock starts anew in the middle."""
    part = clips("mpeg2-mp2.ts").read_bytes()
    source = tmp_path / "loop.ts"
    source.write_bytes(part + part)
    _, result = convert(source, tmp_path / "out.mp4")
    assert result.duration == pytest.approx(4.0, abs=0.3)
    run_ffmpeg("-i", tmp_path / "out.mp4", "-t", "2", "-c", "copy", tmp_path / "half.mp4")
    with pytest.raises(BadResponse, match="long where the source's is"):
        encoder().verify(source, plan(encoder().probe(source), screen("chromecast")), tmp_path / "half.mp4")


def test_a_slow_preset_keeps_within_the_level(tmp_path: Path) -> None:
    source = tmp_path / "hevc.mkv"
    size = "testsrc2=size=1920x1080:rate=25:duration=0.2"  # the level is one of size and preset, not of length
    run_ffmpeg("-f", "lavfi", "-i", size, "-c:v", "libx265", "-preset", "ultrafast", source)
    ffmpeg = encoder(preset="slower")
    planned = plan(ffmpeg.probe(source), screen("chromecast"))
    ffmpeg.encode(source, planned, tmp_path / "out.mp4", silent)
    assert only_video(ffmpeg.verify(source, planned, tmp_path / "out.mp4")).level == 41


def test_sound_with_wrong_times_is_counted(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("dts.avi"), tmp_path / "out.mp4")
    assert result.duration == pytest.approx(2, abs=0.2)


def test_another_programme_that_was_recorded_along_is_left_out_and_that_is_said(clips: Clips, tmp_path: Path) -> None:
    made, result = convert(clips("two-programmes.ts"), tmp_path / "out.mp4")
    assert [(s.width, s.height) for s in result.of(StreamKind.VIDEO)] == [(320, 180)]
    assert len(result.of(StreamKind.AUDIO)) == 1
    assert "2 tracks of other programmes in the recording are left out" in str(made.why)
