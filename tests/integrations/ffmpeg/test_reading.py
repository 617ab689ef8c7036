"""What is said of a film, and what is refused as none: with the real ffprobe on small films of every awkward kind."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from integrations.ffmpeg.probe import media_info
from pipeline.errors import BadResponse, NotFound, Unauthorized, Unreachable
from pipeline.model import StreamKind
from pipeline.playback.planning import plan
from pipeline.playback.screens import screen
from pipeline.ports import Encoder
from tests.rigs.clips import Clips, clips
from tests.rigs.encoding import codes, encoder, only_video, stand_in

pytestmark = pytest.mark.needs("ffmpeg")

__all__ = ["clips"]


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


def test_a_picture_of_a_record_is_no_film(clips: Clips) -> None:
    info = encoder().probe(clips("music.mka"))
    assert info.film is None
    assert plan(info, screen("chromecast")).blocked.code == "no-picture"


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
    slow = stand_in(tmp_path, "exec sleep 600\n", "ffprobe")
    with pytest.raises(Unreachable, match="did not finish within"):
        encoder(ffprobe=str(slow), probe_timeout=0.2).probe(clips("h264-aac.mkv"))


def test_what_says_too_much_is_ended(clips: Clips, tmp_path: Path) -> None:
    endless = stand_in(tmp_path, "exec head -c 300000000 /dev/zero\n", "ffprobe")
    with pytest.raises(BadResponse, match="does not come to an end"):
        encoder(ffprobe=str(endless)).probe(clips("h264-aac.mkv"))


def test_a_killed_probe_is_no_finding_about_the_file(clips: Clips, tmp_path: Path) -> None:
    killed = stand_in(tmp_path, "kill -9 $$\n", "ffprobe")
    with pytest.raises(Unreachable, match="ended from outside"):
        encoder(ffprobe=str(killed)).probe(clips("h264-aac.mkv"))


def test_parts_that_lie_in_other_files_are_told(clips: Clips) -> None:
    assert "parts-lie-elsewhere" in codes(plan(encoder().probe(clips("linked.mkv")), screen("apple-tv")))
    assert not encoder().probe(clips("chapters-cover-font.mkv")).linked


def test_texts_inside_are_read_as_they_lie_there(clips: Clips) -> None:
    found = encoder().texts(clips("text-subtitles.mkv"), [2, 3, 4])
    assert [b"Good evening." in found[2], b"[Script Info]" in found[3]] == [True, True]
    assert encoder().texts(clips("picture-subtitles.mkv"), [2]) == {}


@pytest.mark.parametrize(("title", "deaf"), [("English (CC)", True), ("Closed captions", True), ("Accents", False)])
def test_a_title_tells_for_whom_a_subtitle_is(tmp_path: Path, title: str, deaf: bool) -> None:
    raw = {"index": 0, "codec_type": "subtitle", "codec_name": "subrip", "tags": {"title": title}}
    film = tmp_path / "film.ts"
    film.touch()
    (stream,) = media_info(film, {"streams": [raw]}, {}).streams
    assert stream.hearing_impaired is deaf
