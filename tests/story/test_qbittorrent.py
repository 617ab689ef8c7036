"""The same story with another download client: subscribe, an episode airs, go watch."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.world import World
from tests.rigs.qbittorrent import PASSWORD, USER, qbittorrent
from tests.rigs.stage import arrives, clips

__all__ = ["clips"]  # a fixture

pytestmark = [pytest.mark.thorough, pytest.mark.needs("qbittorrent-nox", "ffmpeg")]


def test_an_episode_arrives_by_qbittorrent(tmp_path: Path, clips: Path) -> None:
    world = World(tmp_path / "world", clips=clips)
    with qbittorrent(tmp_path / "client") as config:
        client = {"url": config.url, "username": USER, "password": PASSWORD}
        world.settings["downloaders.qbittorrent"] = client
        arrives(world)
    assert list((tmp_path / "client" / "downloads").rglob("*.mkv")), "it is still shared"
