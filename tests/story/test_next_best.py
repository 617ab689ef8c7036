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


def remuxed(clip: Path, target: Path, *options: str) -> Path:
    command = ["ffmpeg", "-v", "error", "-i", str(clip), "-map", "0:v", "-map", "0:a", *options, str(target)]
    subprocess.run(command, check=True, timeout=60)
    return target


def test_of_whole_discs_the_one_with_a_single_film_is_taken(stage: Stage, clips: Path, tmp_path: Path) -> None:
    """Which title of the others is the episode stands in no name, and a DVD's is cut into parts."""
    world, show = stage.world, stage.show
    stage.subscribe()
    film = make_clip(clips, Clip(title="a disc", seconds=60))
    stream = remuxed(film, tmp_path / "film.m2ts", "-c:v", "copy", "-c:a", "ac3", "-mpegts_m2ts_mode", "1")
    extra = remuxed(film, tmp_path / "extra.m2ts", "-c:v", "copy", "-c:a", "ac3", "-t", "2")
    part = remuxed(film, tmp_path / "part.vob", "-t", "5", "-target", "pal-dvd")
    discs = {
        "1080p.BluRay.H.264": {"BDMV/STREAM/00000.m2ts": stream, "BDMV/STREAM/00001.m2ts": stream},
        "1080p.DVD.H.264": {"VIDEO_TS/VTS_01_1.VOB": part, "VIDEO_TS/VTS_01_2.VOB": part},
        "720p.BluRay.H.264": {"BDMV/STREAM/00000.m2ts": extra, "BDMV/STREAM/00001.m2ts": stream},
    }
    named = [(release_name(show, EPISODE, quality), files) for quality, files in discs.items()]
    good = [world.indexer.offer(title, files, tvdb_id=show.tvdb_id) for title, files in named][-1]
    stage.air()
    stage.go_watch(150)

    told = wait_until(lambda: f if (f := funnel(stage)).file else None)
    assert {t.title for t in told.tried} == {title for title, _ in named[:2]}
    assert all("a whole disc" in str(t.reason) for t in told.tried)
    assert told.file is not None
    assert told.file.info_hash == good
    assert Path(told.file.path).suffix == ".mp4"
