"""A conversion that is cut off, killed, starved or blocked: it says so, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import BadResponse, Unreachable
from pipeline.model.reasons import NO_REASON, reason_from
from pipeline.playback.limits import unplayable
from pipeline.playback.planning import plan
from pipeline.playback.plans import Action, Plan, StreamPlan
from pipeline.playback.screens import screen
from tests.rigs.clips import Clips, clips
from tests.rigs.disks import disk, make_read_only
from tests.rigs.encoding import (
    children,
    convert,
    encoder,
    left_in,
    run_ffmpeg,
    silent,
    stand_in,
)
from tests.rigs.launcher import ROOT

pytestmark = pytest.mark.needs("ffmpeg")

__all__ = ["clips"]


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
    before = set(children())

    def cancel(share: float, left: float | None) -> None:
        assert all(name.endswith(".part") for name in left_in(tmp_path))  # never under its own name before it is whole
        if share > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        ffmpeg.encode(source, made, tmp_path / "out.mp4", cancel)
    assert left_in(tmp_path) == []
    assert set(children()) <= before


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_ending_ffmpeg_says_so_and_leaves_nothing(clips: Clips, tmp_path: Path, number: signal.Signals) -> None:
    ffmpeg, source = encoder(preset="slower"), clips("big.mkv")
    made = plan(ffmpeg.probe(source), screen("chromecast"))
    before = set(children())

    def kill(share: float, left: float | None) -> None:
        if share > 0:
            for pid in set(children()) - before:
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
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
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


def test_an_encode_that_does_not_move_is_ended(clips: Clips, tmp_path: Path) -> None:
    stuck = stand_in(tmp_path, "exec sleep 600\n")
    ffmpeg, source = encoder(ffmpeg=str(stuck), stall_timeout=1.5), clips("h264-aac.mkv")
    made = plan(ffmpeg.probe(source), screen("chromecast"))
    before = set(children())
    with pytest.raises(Unreachable, match="has not moved"):
        ffmpeg.encode(source, made, tmp_path / "out.mp4", silent)
    assert set(children()) <= before


def test_a_blocked_plan_is_never_carried_out(clips: Clips, tmp_path: Path) -> None:
    step = StreamPlan(index=0, action=Action.COPY, why=NO_REASON)
    blocked = Plan(container="mp4", streams=(step,), why=NO_REASON, blocked=reason_from("It cannot be."))
    with pytest.raises(BadResponse, match="It cannot be"):
        encoder().encode(clips("h264-aac.mkv"), blocked, tmp_path / "out.mp4", silent)
    assert left_in(tmp_path) == []


def test_a_long_gap_in_the_sound_does_not_take_all_memory(
    clips: Clips, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Filled with silence, an hour of it are gigabytes."""
    source = tmp_path / "gap.mkv"
    sound, times = clips("h264-ac3-5.1.mkv"), tmp_path / "list.txt"
    times.write_text(f"file {sound}\nduration 3000\nfile {sound}\n")
    run_ffmpeg(
        *("-i", sound, "-f", "concat", "-safe", "0", "-i", times, "-map", "0:v", "-map", "1:a", "-c", "copy", source)
    )
    ffmpeg = encoder(memory=1)
    planned = plan(ffmpeg.probe(source), screen("chromecast"))
    with caplog.at_level("WARNING"):
        ffmpeg.encode(source, planned, tmp_path / "out.mp4", silent)
    assert "more memory to fill than there is" in caplog.text
    assert (tmp_path / "out.mp4").stat().st_size < 10_000_000
    assert ffmpeg.verify(source, planned, tmp_path / "out.mp4").duration > 3000
