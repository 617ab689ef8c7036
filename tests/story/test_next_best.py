"""The first choice stalls, the second is a fake, the third arrives; and `why` tells that story."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from demo.clips import Clip, make_clip
from demo.world import World, release_name
from pipeline.services import why
from pipeline.store import shows
from pipeline.store.tables import download
from tests.rigs.core import wait_until
from tests.rigs.stage import EPISODE, Stage, clips, stage_in

__all__ = ["clips"]  # a fixture

pytestmark = [pytest.mark.thorough, pytest.mark.needs("transmission-daemon", "ffmpeg")]

MB = 10**6


@pytest.fixture
def stage(tmp_path: Path, clips: Path) -> Iterator[Stage]:
    world = World(tmp_path, clips=clips)
    world.settings["timing"] = {"stall": 8}  # long enough for the good one to begin on a busy machine
    with world, stage_in(world) as made:
        yield made


def funnel(stage: Stage) -> why.Funnel:
    store = stage.world.store()
    try:
        with store.read() as db:
            (show,) = shows.all_followed(db)
            episode = shows.episode_by_code(db, show.id, EPISODE.season, EPISODE.number)
        assert episode is not None
        return why.why(store, show, episode)
    finally:
        store.close()


def test_the_next_best_goes_on_until_one_is_right(stage: Stage, clips: Path) -> None:
    world, show = stage.world, stage.show
    stage.subscribe()
    short = make_clip(clips, Clip(title="a fake", seconds=5))
    stalls = world.release(
        show, EPISODE, title=release_name(show, EPISODE, "1080p.WEB-DL.H.264"), stalled=True, seeders=90
    )
    fake = world.indexer.offer(
        release_name(show, EPISODE, "1080p.HDTV.H.264"), short, tvdb_id=show.tvdb_id, size=2 * MB
    )
    good = world.release(show, EPISODE, title=release_name(show, EPISODE, "720p.WEB-DL.HEVC"))
    world.release(show, EPISODE, title=release_name(show, EPISODE, "2160p.WEB-DL.HEVC"))
    world.release(show, EPISODE, title=release_name(show, EPISODE, "480p.WEB-DL.HEVC"), seeders=0)
    stage.air()
    stage.go_watch(150)

    told = wait_until(lambda: f if (f := funnel(stage)).file else None)
    assert [t.title for t in told.tried] == [
        release_name(show, EPISODE, "1080p.WEB-DL.H.264"),
        release_name(show, EPISODE, "1080p.HDTV.H.264"),
    ]
    assert "stalled" in str(told.tried[0].reason)
    assert "a sample or a fake" in str(told.tried[1].reason)
    assert told.file is not None
    assert told.file.info_hash == good
    assert {r.rule: r.count for r in told.refused} == {"blocked": 2, "resolution": 1, "no_seeders": 1}
    assert told.found == 5

    said = subprocess.run(
        [sys.executable, "-m", "airdate", "why", "the tin orchard S02E06", "-c", str(world.config)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    assert "it stalled at 0%: nothing came for" in said
    assert "a sample or a fake" in said
    assert "• 1 chosen: The.Tin.Orchard.S02E06.720p.WEB-DL.HEVC-FAIR at fairground" in said
    assert "In the library since" in said

    store = world.store()
    with store.read() as db:
        gone = set(db.execute(select(download.c.info_hash).where(download.c.removed_at.is_not(None))).scalars())
    store.close()
    assert gone == {stalls, fake}
    left = [p.name for p in (world.folder / "data").rglob("*.mkv")]
    assert left == ["The.Tin.Orchard.S02E06.720p.WEB-DL.HEVC-FAIR.mkv"], "the data of what was rejected went, too"
