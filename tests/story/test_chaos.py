"""kill -9 in the middle of each step in turn: it costs one repeated attempt and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from demo.server import Hold
from demo.world import World
from pipeline.store.tables import download
from tests.rigs.core import wait_until
from tests.rigs.stage import GO_WATCH, Stage, clips, slow_to_write, stage_in

__all__ = ["clips"]  # a fixture

pytestmark = [pytest.mark.needs("transmission-daemon", "ffmpeg")]


@contextmanager
def held(stage: Stage, step: str) -> Iterator[Callable[[], object]]:
    """Whatever the step touches waits inside the block. What is given returns when the step has come to it, so that it
    is surely in the middle of its work.
    """
    world = stage.world
    holds: dict[str, Callable[[], Hold]] = {
        "fetch": lambda: world.indexer.hold("/api"),
        "download": lambda: world.indexer.hold("/dl/"),
        "subtitles": lambda: world.subtitles.hold("/search"),
        "refresh": lambda: world.media.hold("/Items"),
    }
    if step in holds:
        with holds[step]() as hold:
            yield hold.wait_until_held
    elif step in ("check", "transcode"):  # it cannot end: a chore may have asked the catalogue, a film may be short
        with slow_to_write(world, "step_run", f"NEW.step = '{step}' AND NEW.state = 'done'", "UPDATE"):
            yield lambda: stage.running(step)
    elif step == "file":
        with slow_to_write(world, "media_file"):
            yield lambda: stage.running(step)
    else:
        with slow_to_write(world, "message", "NEW.kind = 'GoWatch'"):
            yield lambda: stage.running(step)


@pytest.fixture
def stage(tmp_path: Path, clips: Path) -> Iterator[Stage]:
    with World(tmp_path, clips=clips) as world, stage_in(world) as made:
        yield made


def check_the_end(stage: Stage, info_hash: str) -> None:
    """Exactly one file with one subtitle, one torrent, one "go watch"."""
    stage.go_watch()
    wait_until(lambda: stage.ways()[-1].job.state == "done")
    names = [p.name for p in stage.world.filed() if p.suffix in (".mp4", ".srt")]
    stem = "The Tin Orchard (2025) - S02E06 - The Copper Bough"
    assert names == [f"{stem}.en.default.srt", f"{stem}.mp4"]
    assert len([m for m in stage.ada.messages if GO_WATCH in m.words]) == 1
    store = stage.world.store()
    with store.read() as db:
        assert list(db.execute(select(download.c.info_hash)).scalars()) == [info_hash]
    store.close()
    assert not list((stage.world.library / ".airdate-work").glob("*")), "no working file is left"


@pytest.mark.parametrize(
    "step",
    [
        "download",
        "file",
        "notify",
        *(
            pytest.param(step, marks=pytest.mark.thorough)
            for step in ("check", "fetch", "transcode", "subtitles", "refresh")
        ),
    ],
)
def test_a_kill_in_the_middle_of_a_step_costs_one_repeated_attempt(stage: Stage, step: str) -> None:
    with held(stage, step) as in_the_middle:
        # Announced before: it is on its way already, and `check` waits for the hour.
        episode = stage.air(in_seconds=6)
        stage.subscribe()
        info_hash = stage.world.release(stage.show, episode)
        in_the_middle()
        stage.running(step)
        stage.airdate.kill()
    stage.airdate.start()
    check_the_end(stage, info_hash)
    assert "lost" in stage.attempts(step)


@pytest.mark.thorough
def test_a_kill_while_bytes_flow_goes_on_where_it_was(stage: Stage) -> None:
    stage.subscribe()
    info_hash = stage.world.release(stage.show, stage.air(), rate=300_000)
    wait_until(lambda: (run := stage.run_of("download")) is not None and (run.progress or 0) > 0)
    stage.airdate.kill()
    stage.airdate.start()
    check_the_end(stage, info_hash)


@pytest.mark.thorough
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_while_telegram_is_told_loses_and_repeats_nothing(stage: Stage, when: str) -> None:
    stage.subscribe()

    def is_the_news(params: dict[str, object]) -> bool:
        return GO_WATCH in str(params.get("caption", "")) + str(params.get("text", ""))

    held_photo = stage.world.telegram.hold("sendPhoto", when, is_the_news)  # type: ignore[arg-type]
    info_hash = stage.world.release(stage.show, stage.air())
    wait_until(lambda: held_photo.arrived, 60)
    stage.airdate.kill()
    held_photo.release()
    stage.airdate.start()
    check_the_end(stage, info_hash)
