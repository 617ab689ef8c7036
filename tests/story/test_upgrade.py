"""An episode comes in a poor quality and can be watched; a better release takes its place in silence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.clips import Clip, make_clip
from demo.world import CLIP_SECONDS, World, release_name
from pipeline.config import WORK
from tests.rigs.core import wait_until
from tests.rigs.stage import EPISODE, GO_WATCH, Stage, clips, slow_to_write, stage_in

__all__ = ["clips"]  # a fixture

pytestmark = [pytest.mark.thorough, pytest.mark.needs("transmission-daemon", "ffmpeg")]

STEM = "The Tin Orchard (2025) - S02E06 - The Copper Bough"
POOR, FINE, BEST = "480p.HDTV.HEVC.AC3", "720p.WEB-DL.HEVC.AC3", "1080p.WEB-DL.HEVC.AC3"


@pytest.fixture
def stage(tmp_path: Path, clips: Path) -> Iterator[Stage]:
    world = World(tmp_path, clips=clips)
    world.settings["timing"] = {"feed": 1, "stall": 4}
    with world, stage_in(world) as made:
        yield made


def arrives_poor(stage: Stage, clips: Path) -> bytes:
    """The episode comes from television, in a picture of its own; what was filed."""
    stage.subscribe()
    episode = stage.air()
    poor = make_clip(clips, Clip(title="recorded from television", seconds=CLIP_SECONDS))
    stage.world.subtitles.add(
        "en", "1\n00:00:01,000 --> 00:00:02,000\nTin.\n", series=stage.show.title, season=2, episode=6
    )
    stage.world.indexer.offer(release_name(stage.show, episode, POOR), poor, tvdb_id=stage.show.tvdb_id)
    stage.go_watch()
    wait_until(lambda: stage.ways()[-1].job.state == "done")
    return video(stage).read_bytes()


def video(stage: Stage) -> Path:
    """The film that players see: what is still on its way there lies in a hidden folder."""
    hidden = stage.world.library / WORK
    (only,) = [p for p in stage.world.filed() if p.suffix == ".mp4" and hidden not in p.parents]
    return only


def replaced(stage: Stage, old: bytes) -> None:
    """The library holds the better file alone, the old one lies in the recycle folder, the household heard once."""
    ways = wait_until(lambda: found if (found := stage.ways())[-1].job.state == "done" and len(found) > 1 else None, 90)
    assert ways[-1].job.why == "upgrade"
    assert [p.name for p in stage.world.filed() if p.suffix in (".mp4", ".srt")] == [
        f"{STEM}.en.default.srt",
        f"{STEM}.mp4",
    ]
    assert video(stage).read_bytes() != old
    kept = [p for p in (stage.world.folder / "recycle").rglob("*") if p.is_file()]
    assert sorted(p.name for p in kept if p.suffix in (".mp4", ".srt")) == [f"{STEM}.en.default.srt", f"{STEM}.mp4"]
    assert [p.read_bytes() for p in kept if p.suffix == ".mp4"] == [old]
    shown = [item for item in stage.world.media.items() if item.path.name.startswith("The Tin Orchard (2025) - S02E06")]
    assert [item.path for item in shown] == [video(stage)], "the media server shows one item"
    assert len([m for m in stage.ada.messages if GO_WATCH in m.words]) == 1


def why(stage: Stage) -> str:
    command = [sys.executable, "-m", "airdate", "why", "the tin orchard S02E06", "-c", str(stage.world.config)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def test_a_better_release_takes_the_place_of_a_poor_one_in_silence(stage: Stage, clips: Path) -> None:
    old = arrives_poor(stage, clips)
    heard = len(stage.ada.messages)

    stage.world.release(stage.show, EPISODE, title=release_name(stage.show, EPISODE, BEST), stalled=True)
    ways = wait_until(lambda: w if len(w := stage.ways()) == 2 and w[-1].job.state != "active" else None, 60)
    assert ways[-1].job.state == "abandoned", "what stalls is given up"
    assert video(stage).read_bytes() == old, "and what is there stays"
    assert "it stalled at 0%" in why(stage)

    stage.world.release(stage.show, EPISODE, title=release_name(stage.show, EPISODE, FINE))
    replaced(stage, old)
    assert len(stage.ada.messages) == heard, "nobody was bothered"
    poor, fine = release_name(stage.show, EPISODE, POOR), release_name(stage.show, EPISODE, FINE)
    last = why(stage).splitlines()[-1]
    assert f"it is from {fine}; before, it was from {poor}." in last
    assert last in stage.ada.asks("/why The Tin Orchard S02E06").words
    assert "in place of an earlier copy" in stage.ada.asks("/history").words


def test_a_power_cut_in_the_middle_of_a_replacement_loses_neither_file(stage: Stage, clips: Path) -> None:
    old = arrives_poor(stage, clips)
    with slow_to_write(stage.world, "media_file"):
        stage.world.release(stage.show, EPISODE, title=release_name(stage.show, EPISODE, BEST))
        stage.running("file")
        wait_until(lambda: video(stage).read_bytes() != old)
        stage.airdate.kill()
    stage.airdate.start()
    replaced(stage, old)
