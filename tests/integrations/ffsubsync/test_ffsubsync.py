"""ffsubsync itself, on sound whose speech is known to the tenth of a second."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from airdate.testing.trouble import error_of
from integrations.ffsubsync import FFsubsync
from pipeline.errors import BadResponse, Unreachable
from pipeline.ports import Synchroniser
from pipeline.services.subtitle_sync import synced
from pipeline.subtitles.cues import Cue, compose, parse

pytestmark = pytest.mark.needs("ffmpeg")

SECONDS = 120
# Overtones of a voice, in four syllables a second: what speech detectors listen for.
VOICE = "(0.5+0.5*sin(2*PI*4*t))*(0.3*sin(2*PI*140*t)+0.25*sin(2*PI*280*t)+0.2*sin(2*PI*560*t)+0.15*sin(2*PI*840*t))"


def spoken(seed: int) -> list[Cue]:
    """Lines of some seconds with pauses between them."""
    dice = random.Random(seed)
    cues: list[Cue] = []
    at = 2.0
    while at < SECONDS - 10:
        end = at + dice.uniform(0.8, 4.0)
        cues.append(Cue(at, end, f"Line {len(cues) + 1}"))
        at = end + dice.uniform(0.4, 4.5)
    return cues


LINES = spoken(4)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mka"
    times = "+".join(f"between(t,{cue.start:.2f},{cue.end:.2f})" for cue in LINES)
    source = f"aevalsrc='({times})*{VOICE}':s=16000:d={SECONDS}"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-c:a", "flac", str(path)]
    subprocess.run(command, check=True, timeout=60)
    return path


def make(**settings: object) -> FFsubsync:
    return FFsubsync(FFsubsync.Config.model_validate(settings), name="ffsubsync")


def timed(change: Callable[[float], float], cues: list[Cue] = LINES) -> str:
    return compose(Cue(change(cue.start), change(cue.end), cue.text) for cue in cues)


def test_it_is_there() -> None:
    assert isinstance(make(), Synchroniser)
    assert str(make().check()).startswith("ffsubsync 0.")


@pytest.mark.parametrize(
    "change", [lambda t: t + 7.5, lambda t: max(t - 1.5, 0), lambda t: t * 24 / 25, lambda t: t * 25 / 24 + 3]
)
def test_what_is_off_is_moved_to_where_it_is_spoken(video: Path, change: Callable[[float], float]) -> None:
    said: list[str] = []
    moved = parse(synced(timed(change), video, [make()], said.append))
    assert len(moved) == len(LINES)
    assert max(abs(cue.start - line.start) for cue, line in zip(moved, LINES, strict=True)) < 0.25
    assert "to fit the sound" in said[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (timed(lambda t: t), "as it is"),
        (timed(lambda t: t, spoken(9)), "agree with the sound"),
        (timed(lambda t: t + 75), "agree with the sound"),
    ],
)
def test_what_fits_or_cannot_be_made_to_fit_stays_untouched(video: Path, text: str, says: str) -> None:
    said: list[str] = []
    assert synced(text, video, [make()], said.append) == text
    assert says in said[0]


def test_a_video_without_sound_is_said_to_be_none(tmp_path: Path) -> None:
    silent = tmp_path / "silent.mkv"
    source = ["-f", "lavfi", "-i", "testsrc2=d=2:s=64x36:r=5"]
    subprocess.run(["ffmpeg", "-v", "error", *source, str(silent)], check=True, timeout=60)
    assert isinstance(error_of(lambda: make().fit(silent, timed(lambda t: t))), BadResponse)


def test_one_that_takes_too_long_is_ended(video: Path) -> None:
    assert isinstance(error_of(lambda: make(timeout=0.01).fit(video, timed(lambda t: t))), Unreachable)
