"""The encoder, with the real ffmpeg on small films of every awkward kind."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from integrations.ffmpeg import FFmpeg, hardware
from integrations.ffmpeg.probe import media_info
from integrations.ffmpeg.process import Tool
from pipeline.errors import BadResponse, NotFound, Unauthorized, Unreachable
from pipeline.model import MediaInfo, Stream, StreamKind
from pipeline.model.reasons import NO_REASON, Reason, reason_from
from pipeline.playback.limits import unplayable
from pipeline.playback.planning import plan
from pipeline.playback.plans import Action, Plan, StreamPlan
from pipeline.playback.screens import screen
from pipeline.ports import Encoder
from pipeline.services.convert import first_that_comes_out_right
from pipeline.subtitles.cues import parse
from tests.rigs.clips import Clips, clips
from tests.rigs.disks import disk, make_read_only

pytestmark = pytest.mark.needs("ffmpeg")

__all__ = ["clips"]

REPOSITORY = Path(__file__).parents[3]


def silent(share: float, left: float | None) -> None:
    """A progress callback that nobody looks at."""


def encoder(**settings: Any) -> FFmpeg:
    return FFmpeg(FFmpeg.Config(**{"hardware": "off", "preset": "ultrafast", **settings}), name="ffmpeg")


def convert(source: Path, target: Path, name: str = "chromecast") -> tuple[Plan, MediaInfo]:
    """Plan, encode and verify; the plan and what came out."""
    ffmpeg = encoder()
    made = plan(ffmpeg.probe(source), screen(name))
    ffmpeg.encode(source, made, target, silent)
    return made, ffmpeg.verify(source, made, target)


def only_video(info: MediaInfo) -> Stream:
    (found,) = info.of(StreamKind.VIDEO)
    return found


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --------------------------------------------------------------------------------------------------------------- probe


def test_it_is_an_encoder_and_says_what_answers() -> None:
    ffmpeg = encoder()
    assert isinstance(ffmpeg, Encoder)
    assert str(ffmpeg.check()).startswith("ffmpeg ")
    assert "software" in str(ffmpeg.check())


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("h264-aac.mp4", {"codec": "h264", "bit_depth": 8, "hdr": "", "interlaced": False, "tag": "avc1"}),
        ("hevc-10bit-ac3.mkv", {"codec": "hevc", "profile": "Main 10", "bit_depth": 10, "frame_rate": 25.0}),
        ("hdr10-eac3.mkv", {"hdr": "hdr10"}),
        ("hlg-aac.mkv", {"hdr": "hlg"}),
        ("interlaced.mkv", {"interlaced": True}),
        ("anamorphic.mkv", {"sample_aspect": 64 / 45, "width": 240}),
        ("odd-size.mkv", {"width": 321, "height": 181}),
    ],
)
def test_says_what_is_inside(clips: Clips, name: str, facts: dict[str, object]) -> None:
    found = only_video(encoder().probe(clips(name)))
    assert {key: getattr(found, key) for key in facts} == facts


def test_says_what_else_a_file_holds(clips: Clips) -> None:
    info = encoder().probe(clips("text-subtitles.mkv"))
    assert [(s.codec, s.language, s.forced) for s in info.of(StreamKind.SUBTITLE)] == [
        ("subrip", "en", False),
        ("ass", "fr", False),
        ("subrip", "en", True),
    ]
    more = encoder().probe(clips("chapters-cover-font.mkv"))
    assert more.chapters == ((0.0, 1.0), (1.0, 2.0))
    assert [s.codec for s in more.streams if s.picture] == ["mjpeg"]
    assert [s.codec for s in more.of(StreamKind.ATTACHMENT)] == ["ttf"]


@pytest.mark.parametrize(
    ("name", "muxer"), [("vp9-opus.webm", "webm"), ("vp9-opus.mkv", "mkv"), ("h264-aac.mov", "mov")]
)
def test_tells_containers_apart_that_ffprobe_does_not(clips: Clips, name: str, muxer: str) -> None:
    assert encoder().probe(clips(name)).muxer == muxer


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mkv")
    with pytest.raises(BadResponse, match="is not a file"):
        encoder().probe(tmp_path / "pipe.mkv")


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="is not there"):
        encoder().probe(tmp_path / "gone.mkv")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"This is a text and no film.\n" * 100,
        os.urandom(200_000),
        b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/secret.ts\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    ],
    ids=["empty", "text", "noise", "playlist", "script"],
)
def test_what_is_no_film_is_nonsense(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "film.mkv"
    path.write_bytes(content)
    with pytest.raises(BadResponse, match=r"film\.mkv is not a film"):
        encoder().probe(path)


@pytest.mark.parametrize("name", ["h264-aac.mkv", "long.mkv", "h264-aac.mp4"])
def test_a_film_that_breaks_off_is_nonsense(clips: Clips, tmp_path: Path, name: str) -> None:
    whole = clips(name).read_bytes()
    path = tmp_path / f"cut-{name}"
    path.write_bytes(whole[: len(whole) // 3])
    with pytest.raises(BadResponse, match="breaks off after"):
        encoder().probe(path)


@pytest.mark.parametrize(
    "name",
    [
        "h264-aac.ts", "theora.ogm", "wmv2.asf", "program-stream.mpg", "dvd.vob", "h264-mp3.avi", "no-duration.mkv",
        "written-to-a-pipe.avi", "written-to-a-pipe.flv",
    ],
)  # fmt: skip
def test_a_film_of_unsaid_length_breaks_off_where_its_last_packet_does(clips: Clips, tmp_path: Path, name: str) -> None:
    whole = clips(name).read_bytes()
    path = tmp_path / f"cut-{name}"
    path.write_bytes(whole[: len(whole) * 2 // 3 // 188 * 188 + 100])
    with pytest.raises(BadResponse, match="breaks off"):
        encoder().probe(path)

    assert encoder().probe(clips(name)).duration == pytest.approx(2 if name == "h264-aac.ts" else 6, abs=0.2)


@pytest.mark.parametrize("suffix", ["mkv", "mp4", "ts", "mpg", "ogv", "webm"])
def test_a_download_of_which_pieces_never_came_is_no_film(clips: Clips, suffix: str) -> None:
    with pytest.raises(BadResponse) as raised:
        encoder().probe(clips(f"hollow.{suffix}"))
    assert raised.value.why.code == "film-has-holes"
    assert 0.3 < float(raised.value.why.params["share"]) < 0.4


def test_what_ends_with_pieces_that_never_came_breaks_off(clips: Clips, tmp_path: Path) -> None:
    path = tmp_path / "preallocated.ts"
    path.write_bytes(clips("h264-aac.ts").read_bytes() + bytes(8192))
    with pytest.raises(BadResponse, match="breaks off"):
        encoder().probe(path)


def test_silence_and_black_are_no_pieces_that_never_came(clips: Clips) -> None:
    assert encoder().probe(clips("silent-pcm.avi")).damage == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("scrambled.ts", "film-is-scrambled"),
        ("encrypted.mp4", "film-is-scrambled"),
        ("bare-stream.h264", "film-without-times"),
    ],
)
def test_what_nobody_here_can_play_is_refused_with_the_reason(clips: Clips, name: str, code: str) -> None:
    with pytest.raises(BadResponse) as raised:
        encoder().probe(clips(name))
    assert raised.value.why.code == code


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


def test_a_picture_of_a_record_is_no_film(clips: Clips) -> None:
    info = encoder().probe(clips("music.mka"))
    assert info.film is None
    assert plan(info, screen("chromecast")).blocked.code == "no-picture"


def test_what_matroska_leaves_out_of_a_picture_is_left_out_or_told(clips: Clips, tmp_path: Path) -> None:
    made, result = convert(clips("cropped-hevc.mkv"), tmp_path / "cut.mp4")
    assert (only_video(result).width, only_video(result).height) == (240, 180)
    assert "crop-left-out" not in codes(made)
    kept, result = convert(clips("cropped.mkv"), tmp_path / "kept.mp4")
    assert (only_video(result).width, only_video(result).height) == (320, 180)
    assert "crop-left-out" in codes(kept)


def codes(made: Plan) -> list[str]:
    """What a plan tells, in codes."""
    steps = made.why.params["steps"]
    assert isinstance(steps, tuple)
    return [step.code for step in steps if isinstance(step, Reason)]


def test_a_film_for_each_eye_stays_one(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("three-d.mkv"), tmp_path / "film.mp4")
    assert only_video(result).stereo


def test_a_recording_that_begins_and_ends_between_packets_is_whole(clips: Clips, tmp_path: Path) -> None:
    """What is no packet at its end tells of no end of the film."""
    path = tmp_path / "recording.ts"
    path.write_bytes(bytes(70) + clips("h264-aac.ts").read_bytes() + b"\0" * 100)
    assert encoder().probe(path).duration == pytest.approx(2, abs=0.2)


def test_a_film_whose_index_is_missing_is_nonsense(clips: Clips, tmp_path: Path) -> None:
    whole = clips("hevc-hvc1-aac.mp4").read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadResponse, match="is not a film, or is damaged"):
        encoder().probe(path)


def test_names_that_look_like_options_are_just_names(clips: Clips, tmp_path: Path) -> None:
    source = tmp_path / "-y concat:a|b's %d [x];.mkv"
    shutil.copy(clips("h264-aac.mkv"), source)
    convert(source, tmp_path / "http:out '%d'.mp4")
    assert left_in(tmp_path) == sorted([source.name, "http:out '%d'.mp4"])


def test_a_file_that_changed_is_looked_at_again(clips: Clips, tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    ffmpeg = encoder()
    shutil.copy(clips("h264-aac.mkv"), path)
    assert only_video(ffmpeg.probe(path)).codec == "h264"
    shutil.copy(clips("vp9-opus.mkv"), path)
    assert only_video(ffmpeg.probe(path)).codec == "vp9"


def test_a_program_that_is_not_there_is_refused_with_the_remedy(clips: Clips) -> None:
    with pytest.raises(Unauthorized, match="Install it"):
        encoder(ffprobe="no-such-ffprobe").probe(clips("h264-aac.mkv"))


def test_a_probe_that_hangs_is_ended(clips: Clips, tmp_path: Path) -> None:
    slow = tmp_path / "ffprobe"
    slow.write_text("#!/bin/sh\nexec sleep 600\n")
    slow.chmod(0o755)
    with pytest.raises(Unreachable, match="did not finish within"):
        encoder(ffprobe=str(slow), probe_timeout=0.2).probe(clips("h264-aac.mkv"))


# -------------------------------------------------------------------------------------------------------------- encode


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


def test_a_dolby_vision_record_is_kept_where_the_screen_shows_it(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("dolby-vision-8.mkv"), tmp_path / "out.mp4", "apple-tv")
    assert (only_video(result).dolby_vision, only_video(result).tag) == (8, "hvc1")
    without = tmp_path / "without.mp4"
    _run_ffmpeg("-i", clips("dolby-vision-8.mkv"), "-c", "copy", "-tag:v", "hvc1", without)
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
    assert _codecs(tmp_path / "out.de.mks") == ["hdmv_pgs_subtitle"]


def _codecs(path: Path) -> list[str]:
    command = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.split()


def test_times_that_jump_back_do_not_lose_the_film(clips: Clips, tmp_path: Path) -> None:
    """Two broadcasts after one another: the clock starts anew in the middle."""
    part = clips("mpeg2-mp2.ts").read_bytes()
    source = tmp_path / "loop.ts"
    source.write_bytes(part + part)
    _, result = convert(source, tmp_path / "out.mp4")
    assert result.duration == pytest.approx(4.0, abs=0.3)
    _run_ffmpeg("-i", tmp_path / "out.mp4", "-t", "2", "-c", "copy", tmp_path / "half.mp4")
    with pytest.raises(BadResponse, match="long where the source's is"):
        encoder().verify(source, plan(encoder().probe(source), screen("chromecast")), tmp_path / "half.mp4")


def test_a_damaged_stretch_is_either_mended_or_refused_in_words(clips: Clips, tmp_path: Path) -> None:
    damaged = bytearray(clips("big.mkv").read_bytes())
    for start in range(len(damaged) // 2, len(damaged) // 2 + 20_000, 200):
        damaged[start : start + 50] = os.urandom(50)
    source = tmp_path / "damaged.mkv"
    source.write_bytes(damaged)
    try:
        _, result = convert(source, tmp_path / "out.mp4")
        assert unplayable(result, screen("chromecast")) == []
    except BadResponse as error:
        assert "cannot be decoded" in error.text or "could not convert" in error.text  # noqa: PT017
    assert left_in(tmp_path) in (["damaged.mkv"], ["damaged.mkv", "out.mp4"])


def test_progress_rises_to_the_end_and_foretells_it(clips: Clips, tmp_path: Path) -> None:
    told: list[tuple[float, float | None]] = []
    ffmpeg, source = encoder(preset="slower"), clips("big.mkv")
    made = plan(ffmpeg.probe(source), screen("chromecast"))
    ffmpeg.encode(source, made, tmp_path / "out.mp4", lambda share, left: told.append((share, left)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert len(shares) > 2
    assert told[-1] == (1.0, 0.0)
    assert all(left is None or left >= 0 for _, left in told)


class Cancelled(Exception):
    """What a progress callback raises."""


def test_cancelling_ends_ffmpeg_and_leaves_nothing(clips: Clips, tmp_path: Path) -> None:
    ffmpeg, source = encoder(preset="slower"), clips("big.mkv")
    made = plan(ffmpeg.probe(source), screen("chromecast"))
    before = set(_children())

    def cancel(share: float, left: float | None) -> None:
        assert all(name.endswith(".part") for name in left_in(tmp_path))  # never under its own name before it is whole
        if share > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        ffmpeg.encode(source, made, tmp_path / "out.mp4", cancel)
    assert left_in(tmp_path) == []
    assert set(_children()) <= before


def _children() -> list[int]:
    """Processes of ours that still run or have not been waited for."""
    return [int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_ending_ffmpeg_says_so_and_leaves_nothing(clips: Clips, tmp_path: Path, number: signal.Signals) -> None:
    ffmpeg, source = encoder(preset="slower"), clips("big.mkv")
    made = plan(ffmpeg.probe(source), screen("chromecast"))
    before = set(_children())

    def kill(share: float, left: float | None) -> None:
        if share > 0:
            for pid in set(_children()) - before:
                os.kill(pid, number)

    with pytest.raises(Unreachable, match="ended from outside"):
        ffmpeg.encode(source, made, tmp_path / "out.mp4", kill)
    assert left_in(tmp_path) == []


def test_ffmpeg_dies_with_us_even_by_kill_9(clips: Clips, tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from integrations.ffmpeg import FFmpeg
        from pipeline.playback.planning import plan
        from pipeline.playback.screens import screen
        ffmpeg = FFmpeg(FFmpeg.Config(hardware="off", preset="slower"), name="ffmpeg")
        source, target = map(Path, sys.argv[1:])
        children = lambda: [p for t in Path("/proc/self/task").iterdir() for p in (t / "children").read_text().split()]
        made = plan(ffmpeg.probe(source), screen("chromecast"))
        ffmpeg.encode(source, made, target, lambda share, left: print(*children(), flush=True) if share > 0 else None)
        """
    )
    command = [sys.executable, "-c", script, str(clips("big.mkv")), str(tmp_path / "out.mp4")]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline().split()[0])
        process.kill()
        assert process.stdout.read() is not None  # at its end: ffmpeg's own pipes are others
    _wait_until(lambda: not _runs(child))
    assert [name.rpartition(".")[2] for name in left_in(tmp_path)] == ["part"]


def _runs(pid: int) -> bool:
    stat_file = Path(f"/proc/{pid}/stat")
    try:
        return stat_file.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _wait_until(condition: Callable[[], bool]) -> None:
    """Until pytest-timeout has had enough."""
    pause = threading.Event()
    while not condition():
        pause.wait(0.05)


def test_what_an_earlier_attempt_left_is_no_obstacle(clips: Clips, tmp_path: Path) -> None:
    for name, age in (("out.mp4.0badf00d.part", 7200), ("out.mp4.feedbeef.part", 5)):
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    convert(clips("h264-aac.mkv"), tmp_path / "out.mp4")
    assert left_in(tmp_path) == ["out.mp4", "out.mp4.feedbeef.part"]  # somebody may be writing that one


def test_encoding_again_replaces_the_result(clips: Clips, tmp_path: Path) -> None:
    (tmp_path / "out.mp4").write_bytes(b"old")
    _, result = convert(clips("h264-aac.mkv"), tmp_path / "out.mp4")
    assert result.duration > 1


def test_a_source_that_changes_under_us_is_noticed(clips: Clips, tmp_path: Path) -> None:
    source = tmp_path / "film.mkv"
    shutil.copy(clips("big.mkv"), source)
    ffmpeg = encoder()
    made = plan(ffmpeg.probe(source), screen("chromecast"))
    with pytest.raises(Unreachable, match="changed while it was being read"):
        ffmpeg.encode(source, made, tmp_path / "out.mp4", lambda share, left: os.utime(source))
    assert left_in(tmp_path) == ["film.mkv"]


@pytest.mark.mounts
def test_a_full_disk_is_told_as_one(clips: Clips, tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "300k") as small:
        ffmpeg, source = encoder(), clips("big.mkv")
        made = plan(ffmpeg.probe(source), screen("chromecast"))
        with pytest.raises(Unreachable, match="disk is full"):
            ffmpeg.encode(source, made, small / "out.mp4", silent)
        assert left_in(small) == []


@pytest.mark.mounts
def test_a_read_only_folder_is_refused_with_the_remedy(clips: Clips, tmp_path: Path) -> None:
    with disk(tmp_path / "disk") as locked:
        make_read_only(locked)
        ffmpeg, source = encoder(), clips("h264-aac.mkv")
        made = plan(ffmpeg.probe(source), screen("chromecast"))
        with pytest.raises(Unreachable, match="read-only"):
            ffmpeg.encode(source, made, locked / "season" / "out.mp4", silent)


def _stand_in(folder: Path, script: str) -> Path:
    """A program in ffmpeg's place; `$REAL` in it is the real one."""
    path = folder / "ffmpeg"
    path.write_text("#!/bin/sh\n" + script.replace("$REAL", shutil.which("ffmpeg") or "ffmpeg"))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_an_encode_that_does_not_move_is_ended(clips: Clips, tmp_path: Path) -> None:
    stuck = _stand_in(tmp_path, "exec sleep 600\n")
    ffmpeg, source = encoder(ffmpeg=str(stuck), stall_timeout=1.5), clips("h264-aac.mkv")
    made = plan(ffmpeg.probe(source), screen("chromecast"))
    before = set(_children())
    with pytest.raises(Unreachable, match="has not moved"):
        ffmpeg.encode(source, made, tmp_path / "out.mp4", silent)
    assert set(_children()) <= before


# ------------------------------------------------------------------------------------------------------------ hardware


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
    flaky = _stand_in(tmp_path, _FLAKY)
    ffmpeg, source = encoder(ffmpeg=str(flaky), hardware="nvenc"), clips("hevc-10bit-ac3.mkv")
    assert "nvenc" in str(ffmpeg.check())
    made = plan(ffmpeg.probe(source), screen("chromecast"))
    ffmpeg.encode(source, made, tmp_path / "out.mp4", silent)
    assert only_video(ffmpeg.verify(source, made, tmp_path / "out.mp4")).codec == "h264"
    assert "software" in str(ffmpeg.check())  # and is not tried again


def test_a_hardware_encoder_that_works_is_used(clips: Clips, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    # A card that encodes: what it is told is kept, and libx264 does its work.
    works = _stand_in(
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
    counting = Tool(str(_stand_in(tmp_path, f"echo x >> {count}\nexit 1\n")), "ffmpeg")
    soft = hardware.software("veryfast", 20)
    assert [hardware.find(counting, "vaapi", "", soft) for _ in range(3)] == [None] * 3
    assert count.read_text() == "x\n"


def _candidate(name: str, preset: str, *upload: str, codec: str = "libx264") -> hardware.VideoEncoder:
    return hardware.VideoEncoder(
        name=name, codec=codec, options={"preset": preset, "crf": "20"}, upload=(*upload, "format=yuv420p")
    )


def test_the_quickest_whose_pictures_are_right_is_taken_where_software_is_slower() -> None:
    tool, soft = Tool("ffmpeg", "ffmpeg"), hardware.software("medium", 20)
    quick, slow = _candidate("quick", "ultrafast"), _candidate("slow", "slower")
    wrong, broken = _candidate("wrong", "ultrafast", "negate"), _candidate("broken", "fast", codec="h264_no_such")
    assert hardware.quickest(tool, [broken, wrong, quick], soft) is quick
    assert hardware.quickest(tool, [broken, wrong], soft) is None
    assert hardware.quickest(tool, [slow], hardware.software("ultrafast", 20)) is None
    assert hardware.quickest(tool, [], soft) is None


# -------------------------------------------------------------------------------------------------------------- verify


def _copied(clips: Clips, name: str) -> Plan:
    return plan(encoder().probe(clips(name)), screen("chromecast"))


def test_a_result_that_is_too_short_is_caught(clips: Clips, tmp_path: Path) -> None:
    source = clips("long.mkv")
    short = tmp_path / "out.mp4"
    _run_ffmpeg("-i", source, "-t", "58", "-c", "copy", short)
    with pytest.raises(BadResponse, match="long where the source's is"):
        encoder().verify(source, _copied(clips, "long.mkv"), short)


def test_sound_that_is_missing_at_the_end_is_caught(clips: Clips, tmp_path: Path) -> None:
    source = clips("long.mkv")
    short = tmp_path / "out.mp4"
    _run_ffmpeg("-i", source, "-t", "50", "-i", source, "-map", "0:v", "-map", "1:a", "-c", "copy", short)
    _run_ffmpeg("-i", source, "-filter:a", "atrim=end=30", "-c:v", "copy", short)
    with pytest.raises(BadResponse, match="audio is"):
        encoder().verify(source, _copied(clips, "long.mkv"), short)


def _run_ffmpeg(*arguments: object) -> None:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    subprocess.run(command, timeout=120, check=True)


@pytest.mark.parametrize(
    ("filters", "complaint"),
    [
        (["-vf", "drawbox=color=black:t=fill", "-c:a", "copy"], "is black"),
        (["-c:v", "copy", "-af", "volume=0"], "is silent"),
    ],
)
def test_a_black_or_silent_result_is_caught(clips: Clips, tmp_path: Path, filters: list[str], complaint: str) -> None:
    source, target = clips("long.mkv"), tmp_path / "out.mp4"
    _run_ffmpeg("-i", source, *filters, "-preset", "ultrafast", target)
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
    _run_ffmpeg("-i", source, "-map", "0", "-c:v", "copy", "-ac", "2", "-metadata:s:a:1", "language=und", target)
    with pytest.raises(BadResponse, match="language"):
        encoder().verify(source, made, target)


def test_a_result_that_cannot_be_decoded_is_caught(clips: Clips, tmp_path: Path) -> None:
    source, target = clips("long.mkv"), tmp_path / "out.mp4"
    _run_ffmpeg("-i", source, "-c", "copy", target)
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


def test_a_blocked_plan_is_never_carried_out(clips: Clips, tmp_path: Path) -> None:
    step = StreamPlan(index=0, action=Action.COPY, why=NO_REASON)
    blocked = Plan(container="mp4", streams=(step,), why=NO_REASON, blocked=reason_from("It cannot be."))
    with pytest.raises(BadResponse, match="It cannot be"):
        encoder().encode(clips("h264-aac.mkv"), blocked, tmp_path / "out.mp4", silent)
    assert left_in(tmp_path) == []


# -------------------------------------------------------------------------------------------------------------- bounds


def test_a_long_gap_in_the_sound_does_not_take_all_memory(
    clips: Clips, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Filled with silence, three hours of it are gigabytes."""
    source = tmp_path / "gap.mkv"
    sound, times = clips("h264-ac3-5.1.mkv"), tmp_path / "list.txt"
    times.write_text(f"file {sound}\nduration 10000\nfile {sound}\n")
    _run_ffmpeg(
        *("-i", sound, "-f", "concat", "-safe", "0", "-i", times, "-map", "0:v", "-map", "1:a", "-c", "copy", source)
    )
    ffmpeg = encoder(memory=1)
    planned = plan(ffmpeg.probe(source), screen("chromecast"))
    with caplog.at_level("WARNING"):
        ffmpeg.encode(source, planned, tmp_path / "out.mp4", silent)
    assert "more memory to fill than there is" in caplog.text
    assert (tmp_path / "out.mp4").stat().st_size < 10_000_000
    assert ffmpeg.verify(source, planned, tmp_path / "out.mp4").duration > 10_000


def test_what_says_too_much_is_ended(clips: Clips, tmp_path: Path) -> None:
    endless = tmp_path / "ffprobe"
    endless.write_text("#!/bin/sh\nexec head -c 300000000 /dev/zero\n")
    endless.chmod(0o755)
    with pytest.raises(BadResponse, match="does not come to an end"):
        encoder(ffprobe=str(endless)).probe(clips("h264-aac.mkv"))


def test_a_killed_probe_is_no_finding_about_the_file(clips: Clips, tmp_path: Path) -> None:
    killed = tmp_path / "ffprobe"
    killed.write_text("#!/bin/sh\nkill -9 $$\n")
    killed.chmod(0o755)
    with pytest.raises(Unreachable, match="ended from outside"):
        encoder(ffprobe=str(killed)).probe(clips("h264-aac.mkv"))


def test_a_check_that_was_stopped_is_no_finding_about_the_file(clips: Clips, tmp_path: Path) -> None:
    stopped = tmp_path / "ffmpeg"
    stopped.write_text("#!/bin/sh\nexit 255\n")  # how the real one ends on SIGTERM, see above
    stopped.chmod(0o755)
    source = clips("h264-aac.mkv")
    as_it_is = replace(plan(encoder().probe(source), screen("chromecast")), untouched=True)
    with pytest.raises(Unreachable, match="ended from outside"):
        encoder(ffmpeg=str(stopped)).verify(source, as_it_is, source)


@pytest.mark.parametrize("preset", ["slow", "slower"])
def test_a_slow_preset_keeps_within_the_level(tmp_path: Path, preset: str) -> None:
    source = tmp_path / "hevc.mkv"
    made = (
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=1920x1080:rate=25:duration=0.4",  # the level is one of size and preset, not of length
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
    )
    _run_ffmpeg(*made, source)
    ffmpeg = encoder(preset=preset)
    planned = plan(ffmpeg.probe(source), screen("chromecast"))
    ffmpeg.encode(source, planned, tmp_path / "out.mp4", silent)
    assert only_video(ffmpeg.verify(source, planned, tmp_path / "out.mp4")).level == 41


def test_a_cover_becomes_no_second_film_in_matroska(clips: Clips, tmp_path: Path) -> None:
    made, _ = convert(clips("chapters-cover-font.mkv"), tmp_path / "out.mkv", "android-tv")
    assert (made.container, _codecs(tmp_path / "out.mkv")) == ("mkv", ["h264", "aac", "ttf"])


def test_parts_that_lie_in_other_files_are_told(clips: Clips) -> None:
    assert "parts-lie-elsewhere" in codes(plan(encoder().probe(clips("linked.mkv")), screen("apple-tv")))
    assert not encoder().probe(clips("chapters-cover-font.mkv")).linked


def test_texts_inside_are_read_as_they_lie_there(clips: Clips) -> None:
    found = encoder().texts(clips("text-subtitles.mkv"), [2, 3, 4])
    assert [b"Good evening." in found[2], b"[Script Info]" in found[3]] == [True, True]
    assert encoder().texts(clips("picture-subtitles.mkv"), [2]) == {}


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


@pytest.mark.parametrize(("title", "deaf"), [("English (CC)", True), ("Closed captions", True), ("Accents", False)])
def test_a_title_tells_for_whom_a_subtitle_is(tmp_path: Path, title: str, deaf: bool) -> None:
    raw = {"index": 0, "codec_type": "subtitle", "codec_name": "subrip", "tags": {"title": title}}
    film = tmp_path / "film.ts"
    film.touch()
    (stream,) = media_info(film, {"streams": [raw]}, {}).streams
    assert stream.hearing_impaired is deaf


def test_subtitles_of_divx_are_kept_as_those_of_dvds(clips: Clips, tmp_path: Path) -> None:
    convert(clips("divx-pictures.avi"), tmp_path / "out.mp4")
    assert _codecs(tmp_path / "out.mks") == ["dvd_subtitle"]


def test_sound_with_wrong_times_is_counted(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("dts.avi"), tmp_path / "out.mp4")
    assert result.duration == pytest.approx(2, abs=0.2)


def test_what_mp4_cannot_say_of_a_sound_is_told(clips: Clips, tmp_path: Path) -> None:
    made, result = convert(clips("original-and-dub.mkv"), tmp_path / "out.mp4")
    assert [(s.language, s.dubbed) for s in result.of(StreamKind.AUDIO)] == [("en", True), ("ja", False)]
    assert "original-left-out" in codes(made)


def test_another_programme_that_was_recorded_along_is_left_out_and_that_is_said(clips: Clips, tmp_path: Path) -> None:
    made, result = convert(clips("two-programmes.ts"), tmp_path / "out.mp4")
    assert [(s.width, s.height) for s in result.of(StreamKind.VIDEO)] == [(320, 180)]
    assert len(result.of(StreamKind.AUDIO)) == 1
    assert "2 tracks of other programmes in the recording are left out" in str(made.why)


def test_captions_that_are_a_track_become_a_text_beside_the_film(clips: Clips, tmp_path: Path) -> None:
    convert(clips("captions.mov"), tmp_path / "out.mp4")
    assert "Hello world" in (tmp_path / "out.srt").read_text()


def test_a_chapter_beyond_the_end_makes_no_mp4_longer(clips: Clips, tmp_path: Path) -> None:
    _, result = convert(clips("chapter-beyond-the-end.mp4"), tmp_path / "out.mp4")
    assert result.duration == pytest.approx(6, abs=0.1)
    assert len(result.chapters) == 1
