"""Synchronisers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest

from airdate.testing.common import Conformance
from airdate.testing.trouble import error_of
from pipeline.errors import BadResponse, NotFound
from pipeline.ports import Synchroniser
from pipeline.subtitles.cues import Cue, compose, parse

NEAR = 0.5  # seconds by which a subtitle may be off and still be read with what is said


class SynchroniserConformance(Conformance):
    """Besides `part` the fixtures `video`, a file in which somebody speaks, and `srt`, a subtitle that fits it."""

    port: ClassVar[type[Any]] = Synchroniser

    @pytest.fixture
    def video(self) -> Path:
        raise NotImplementedError("give a fixture `video`: a file in which somebody speaks")

    @pytest.fixture
    def srt(self) -> str:
        raise NotImplementedError("give a fixture `srt`: a subtitle whose times fit the video")

    @pytest.mark.parametrize("late", [0.0, 3.0])
    def test_says_how_a_subtitle_comes_to_fit(self, part: Any, video: Path, srt: str, late: float) -> None:
        lines = parse(srt)
        result = part.fit(video, shifted(srt, late))
        for cue in lines:
            assert (cue.start + late) * result.factor + result.offset == pytest.approx(cue.start, abs=NEAR)

    def test_what_has_nothing_to_go_by_is_a_bad_response(self, part: Any, video: Path) -> None:
        assert type(error_of(lambda: part.fit(video, ""))) is BadResponse

    def test_a_video_that_is_none_is_told_so(self, part: Any, srt: str, tmp_path: Path) -> None:
        noise = tmp_path / "noise.mkv"
        noise.write_bytes(b"this is no film\n" * 1000)
        assert type(error_of(lambda: part.fit(noise, srt))) is BadResponse
        assert type(error_of(lambda: part.fit(tmp_path / "gone.mkv", srt))) in (BadResponse, NotFound)

    def test_changes_nothing(self, part: Any, video: Path, srt: str) -> None:
        before, beside = video.read_bytes(), sorted(video.parent.iterdir())
        part.fit(video, srt)
        assert video.read_bytes() == before
        assert sorted(video.parent.iterdir()) == beside


def shifted(srt: str, seconds: float) -> str:
    """The same subtitle, so much later."""
    return compose(Cue(cue.start + seconds, cue.end + seconds, cue.text) for cue in parse(srt))
