"""What ffprobe says of a film, however odd: read, or told apart from what can be read. Real films: test_reported.py."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.ffmpeg import probe
from pipeline.model import MediaInfo, StreamKind
from tests.rigs.mangling import mangled, texts

VIDEO = {
    "index": 0, "codec_name": "hevc", "codec_type": "video", "profile": "Main 10", "codec_tag_string": "[0][0][0][0]",
    "width": 1920, "height": 1080, "sample_aspect_ratio": "1:1", "pix_fmt": "yuv420p10le", "level": 120,
    "color_transfer": "smpte2084", "field_order": "progressive", "r_frame_rate": "24000/1001",
    "avg_frame_rate": "24000/1001", "bits_per_raw_sample": "10", "disposition": {"default": 1, "attached_pic": 0},
    "tags": {"DURATION": "00:42:00.002000000", "NUMBER_OF_FRAMES": "60420", "language": "eng", "rotate": "0"},
    "side_data_list": [{"side_data_type": "DOVI configuration record", "dv_profile": 8, "rotation": -90}],
}  # fmt: skip
SOUND = {
    "index": 1, "codec_name": "eac3", "codec_type": "audio", "sample_rate": "48000", "channels": 6,
    "bit_rate": "640000", "duration": "2520.0", "nb_frames": "78750", "disposition": {"default": 1, "forced": 0},
    "tags": {"language": "spa", "title": "Español (comentario)", "handler_name": "SoundHandler"},
}  # fmt: skip
WORDS = {"index": 2, "codec_name": "subrip", "codec_type": "subtitle", "tags": {"language": "por", "title": "Brazil"}}
TOLD: dict[str, Any] = {
    "programs": [{"program_id": 1, "streams": [{"index": 0}, {"index": 1}]}],
    "streams": [VIDEO, SOUND, WORDS],
    "chapters": [{"id": 0, "start_time": "0.0", "end_time": "60.0", "tags": {"title": "Chapter 1"}}],
    "format": {
        "format_name": "matroska,webm", "start_time": "0.0", "duration": "2520.0", "size": "9", "bit_rate": "1",
        "tags": {"title": "Harbour", "major_brand": "isom"},
    },
}  # fmt: skip
FRAME = {"interlaced_frame": 0, "color_transfer": "smpte2084", "side_data_list": [{"side_data_type": "SMPTE2094-40"}]}
CONTAINERS = ("matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2", "mpegts", "avi")


def read(path: Path, told: Any, frames: Any = ()) -> MediaInfo:
    probe.asks_for_frame(path, told)
    probe.frame_arguments(path, told)
    return probe.media_info(path, told, probe.summary(frames))


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mkv"
    path.write_bytes(b"no film")
    return path


def test_an_honest_answer_is_read(film: Path) -> None:
    info = read(film, TOLD, [FRAME])

    assert [stream.kind for stream in info.streams] == [StreamKind.VIDEO, StreamKind.AUDIO, StreamKind.SUBTITLE]
    assert (info.duration, info.streams[0].bit_depth, info.streams[0].hdr) == (2520.0, 10, "hdr10plus")


@pytest.mark.parametrize(
    ("written", "read_as"), [("English", "en"), ("german", "de"), ("pt-BR", "pt-BR"), ("Stereo", "")]
)
def test_a_language_may_be_said_in_a_word(film: Path, written: str, read_as: str) -> None:
    told = {**TOLD, "streams": [VIDEO, {**SOUND, "tags": {"language": written}}]}
    assert read(film, told, [FRAME]).streams[1].language == read_as


@pytest.mark.parametrize(("shape", "read_as"), [("1:1", 1.0), ("1:2", 1.0), ("4:3", 4 / 3), ("2:3", 4 / 3)])
def test_pictures_that_are_one_field_each_are_told_as_whole_frames(film: Path, shape: str, read_as: float) -> None:
    """Whether the shape of pixels was said for the frame or, by who did not know better, for the field."""
    width = 1920 if read_as == 1.0 else 1440
    field = {**VIDEO, "width": width, "height": 540, "sample_aspect_ratio": shape, "avg_frame_rate": "50/1"}
    told = {**TOLD, "streams": [field]}

    assert probe.asks_for_frame(film, {**TOLD, "streams": [{**field, "color_transfer": "bt709"}]})
    (read_stream,) = read(film, told, [{"interlaced_frame": 1, "top_field_first": 0}]).streams
    assert (read_stream.height, read_stream.frame_rate, read_stream.fields) == (1080, 25.0, "bottom")
    assert read_stream.sample_aspect == pytest.approx(read_as)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mangled(TOLD), mangled([FRAME]))
def test_any_answer_is_read_or_is_none_as_described(film: Path, told: Any, frames: Any) -> None:
    with contextlib.suppress(*probe.NOT_AS_DESCRIBED):
        assert isinstance(read(film, told, frames), MediaInfo)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(CONTAINERS),
    st.lists(mangled({**VIDEO["tags"], **SOUND["tags"]}, values=texts), min_size=4, max_size=4).filter(  # type: ignore[dict-item]
        lambda all_tags: all(isinstance(tags, dict) for tags in all_tags)
    ),
)
def test_what_people_wrote_into_a_film_never_makes_it_unreadable(film: Path, container: str, tags: list[Any]) -> None:
    streams = [{**stream, "tags": words} for stream, words in zip(TOLD["streams"], tags, strict=False)]
    told = {**TOLD, "streams": streams, "format": {**TOLD["format"], "format_name": container, "tags": tags[3]}}

    assert len(read(film, told, [FRAME]).streams) == 3
