"""Encoders. Their films are made by ffmpeg."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any, ClassVar

import pytest

from airdate.testing.common import Conformance
from airdate.testing.trouble import error_of
from airdate.testing.waiting import at_once
from pipeline.errors import BadResponse, NotFound
from pipeline.model import StreamKind
from pipeline.playback.limits import unplayable
from pipeline.playback.planning import plan
from pipeline.playback.screens import screen
from pipeline.ports import Encoder

SECONDS = 4
SCREEN = "chromecast"  # plays H.264 in 8 bits with AAC, and no Matroska: all of the film has to change
LINES = "1\n00:00:01,000 --> 00:00:02,000\nGood evening.\n"


class _Cancelled(Exception):
    """What a person's "stop" raises in the midst of a conversion."""


class EncoderConformance(Conformance):
    port: ClassVar[type[Any]] = Encoder

    @pytest.fixture(scope="class")
    def film(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        """Some seconds of HEVC in 10 bits, with AC-3 and a text subtitle."""
        return make_film(tmp_path_factory.mktemp("film"))

    def test_says_what_is_inside(self, part: Any, film: Path) -> None:
        info = part.probe(film)
        assert info.duration == pytest.approx(SECONDS, abs=0.5), "seconds are meant"
        assert info.size == film.stat().st_size
        assert [(stream.kind, stream.codec) for stream in info.streams] == [
            (StreamKind.VIDEO, "hevc"),
            (StreamKind.AUDIO, "ac3"),
            (StreamKind.SUBTITLE, "subrip"),
        ]
        assert (info.film.width, info.film.height, info.film.bit_depth) == (320, 180, 10)
        assert [stream.language for stream in info.streams[1:]] == ["en", "en"], "BCP 47 is meant"

    def test_what_is_no_film_is_a_bad_response(self, part: Any, tmp_path: Path) -> None:
        text = tmp_path / "text.mkv"
        text.write_text("This is no film.\n" * 100)
        assert type(error_of(lambda: part.probe(text))) is BadResponse
        assert type(error_of(lambda: part.probe(tmp_path / "gone.mkv"))) is NotFound

    def test_reads_the_texts_inside(self, part: Any, film: Path) -> None:
        (index,) = [stream.index for stream in part.probe(film).of(StreamKind.SUBTITLE)]
        assert b"Good evening." in part.texts(film, [index])[index]
        assert part.texts(film, []) == {}

    def test_carries_out_a_plan_and_says_how_far_it_is(self, part: Any, film: Path, tmp_path: Path) -> None:
        made, before, target = plan(part.probe(film), screen(SCREEN)), film.read_bytes(), tmp_path / "out.mp4"
        shares: list[float] = []
        for _ in range(2):  # a worker that is killed does it again
            part.encode(film, made, target, lambda share, left: shares.append(share))
            result = part.verify(film, made, target)
        assert unplayable(result, screen(SCREEN)) == []
        assert result.duration == pytest.approx(SECONDS, abs=0.5)
        assert shares
        assert all(0 <= share <= 1 for share in shares)
        assert film.read_bytes() == before
        assert {path.name for path in tmp_path.iterdir()} == {"out.mp4", "out.en.srt"}

    def test_a_conversion_that_is_stopped_leaves_nothing(self, part: Any, film: Path, tmp_path: Path) -> None:
        def stop(share: float, left: float | None) -> None:
            raise _Cancelled

        made, target = plan(part.probe(film), screen(SCREEN)), tmp_path / "out.mp4"
        with pytest.raises(_Cancelled):
            part.encode(film, made, target, stop)
        assert not target.exists()

    def test_what_was_cut_off_does_not_pass(self, part: Any, film: Path, tmp_path: Path) -> None:
        made, target = plan(part.probe(film), screen(SCREEN)), tmp_path / "out.mp4"
        part.encode(film, made, target, lambda share, left: None)
        whole = target.read_bytes()
        target.write_bytes(whole[: len(whole) // 2])
        assert type(error_of(lambda: part.verify(film, made, target))) is BadResponse

    def test_answers_several_threads_at_once(self, part: Any, film: Path) -> None:  # type: ignore[override]
        first, *others = at_once(lambda: part.probe(film), threads=4)
        assert all(other == first for other in others)


def make_film(folder: Path) -> Path:
    """A film that hardly any screen plays as it is."""
    lines, film = folder / "lines.srt", folder / "film.mkv"
    lines.write_text(LINES)
    sources = ["-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=25:duration={SECONDS}"]
    sources += ["-f", "lavfi", "-i", f"sine=frequency=440:duration={SECONDS}", "-i", str(lines)]
    picture = ["-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=error"]
    rest = ["-c:a", "ac3", "-ac", "2", "-c:s", "srt"]
    names = ["-metadata:s:a:0", "language=eng", "-metadata:s:s:0", "language=eng"]
    command = ["ffmpeg", "-v", "error", "-y", *sources, *picture, *rest, *names, str(film)]
    subprocess.run(command, check=True, timeout=120)
    return film
