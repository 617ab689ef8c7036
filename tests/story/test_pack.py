"""A season pack of six serves those who still wait: two are there already, four are filed, with one message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from demo.clips import Clip, make_clip
from demo.shows import DemoEpisode, DemoShow
from demo.world import CLIP_SECONDS, World
from pipeline.store.active_jobs import ActiveJob
from pipeline.store.outbox import GoWatch
from pipeline.store.tables import download, download_job, message
from tests.rigs.core import wait_until
from tests.rigs.stage import GO_WATCH, Stage, clips, stage_in

__all__ = ["clips"]  # a fixture

pytestmark = [pytest.mark.thorough, pytest.mark.needs("transmission-daemon", "ffmpeg")]

SHOW = DemoShow(
    title="Six Lanterns",
    year=2026,
    tvmaze_id=9_900_150,
    tvdb_id=99_900_150,
    imdb_id="tt99900150",
    overview="Six nights, six lanterns.",
    network="Wend Valley Television",
    status="Ended",
    episodes=tuple(
        DemoEpisode(season=1, number=n, title=f"Night {n}", airs=timedelta(days=-20 + n)) for n in range(1, 7)
    ),
)


@pytest.fixture
def stage(tmp_path: Path, clips: Path) -> Iterator[Stage]:
    with World(tmp_path, clips=clips, shows=[SHOW]) as world, stage_in(world) as made:
        yield made


def done(stage: Stage) -> list[ActiveJob]:
    return [way for way in stage.ways() if way.job.state == "done"]


def news(stage: Stage) -> int:
    """How many messages told Ada to go and watch."""
    return len([m for m in stage.ada.messages if GO_WATCH in m.words])


def all_told(stage: Stage, episodes: int) -> bool:
    """Whether so many episodes have been told of, each with its message sent."""
    store = stage.world.store()
    with store.read() as db:
        states = db.execute(select(message.c.state).where(message.c.kind == GoWatch.__name__)).scalars().all()
    store.close()
    return states == ["sent"] * episodes


def test_a_pack_fills_the_gaps_and_is_told_of_once(stage: Stage, clips: Path) -> None:
    world = stage.world
    show = world.catalogue.listing.shows[SHOW.tvmaze_id].show
    for number in (1, 2):
        world.release(show, show.episode(1, number))
    stage.ada.says("/subscribe Six Lanterns")
    card = stage.ada.wait_for("Six Lanterns (2026)")
    stage.ada.presses(card, "Follow")
    stage.ada.presses(stage.ada.look(card), "verything")
    wait_until(lambda: len(done(stage)) == 2, 90, lambda: str([w.now_at for w in stage.ways()]))
    assert len(stage.ways()) == 6
    wait_until(lambda: all_told(stage, 2))
    before = news(stage)

    clip = make_clip(clips, Clip(title="Six Lanterns", seconds=CLIP_SECONDS))
    name = "Six.Lanterns.S01.1080p.WEB-DL.HEVC-FAIR"
    files = {f"Six.Lanterns.S01E{n:02}.1080p.WEB-DL.HEVC-FAIR.mkv": clip for n in range(1, 7)}
    pack = world.indexer.offer(name, files, tvdb_id=show.tvdb_id)
    wait_until(lambda: len(done(stage)) == 6, 120, lambda: str([w.now_at for w in stage.ways()]))
    wait_until(lambda: all_told(stage, 6))

    assert [p.name for p in world.filed() if p.suffix == ".mp4"] == [
        f"Six Lanterns (2026) - S01E0{n} - Night {n}.mp4" for n in range(1, 7)
    ]
    store = world.store()
    with store.read() as db:
        serves = (
            select(download_job.c.job_id, download_job.c.file_index)
            .join(download, download.c.id == download_job.c.download_id)
            .where(download.c.info_hash == pack)
        )
        rows = db.execute(serves).all()
        told = db.execute(select(message.c.bundle).where(message.c.kind == GoWatch.__name__)).scalars().all()
        torrents = db.execute(select(download.c.id)).all()
    store.close()
    assert len({row.job_id for row in rows}) == 4, "the pack serves those that wait, and no others"
    assert len({row.file_index for row in rows}) == 4
    assert len(torrents) == 3
    assert len(told) == 6
    assert max(told.count(bundle) for bundle in told) == 4, "one message for the four of the pack"
    assert news(stage) == before + 1
