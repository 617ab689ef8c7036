"""docs/first-episode.md, done as it says: from an empty folder to a public-domain episode in the library."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from demo.clips import Clip, make_clip
from demo.indexer import Indexer
from demo.shows import DemoEpisode, DemoShow
from demo.telegram.person import ChatMessage, Person
from demo.world import CLIP_SECONDS, World
from tests.integrations.test_archive import Library, listed
from tests.rigs.launcher import ROOT
from tests.rigs.stage import clips

__all__ = ["clips"]  # a fixture

pytestmark = [pytest.mark.thorough, pytest.mark.needs("ffmpeg", "transmission-daemon")]

PAGE = (ROOT / "docs" / "first-episode.md").read_text(encoding="utf-8")
EPISODE = DemoEpisode(
    season=1, number=1, title="The Bride Possessed", airs=None, airs_at=datetime(1959, 1, 21, 2, tzinfo=UTC)
)
SERIES = DemoShow(
    title="One Step Beyond",
    year=1959,
    tvmaze_id=9_900_301,
    tvdb_id=77_028,
    imdb_id="tt9900301",
    overview="Stories of what nobody can explain.",
    network="ABC",
    country="US",
    time_zone="America/New_York",
    status="Ended",
    episodes=(EPISODE,),
)


@pytest.fixture
def archive(tmp_path: Path, clips: Path, httpserver: HTTPServer) -> Iterator[str]:
    """The Archive with this one film: its address."""
    film = make_clip(clips, Clip(title="One Step Beyond S01E01", seconds=CLIP_SECONDS))
    with Indexer(tmp_path / "archive") as servers:
        info_hash = servers.offer("one-step-beyond", film)
        item = listed("osb", "One Step Beyond S01E01", btih=info_hash, item_size=film.stat().st_size)
        library = Library(httpserver, [item], {"osb": ["one-step-beyond.mkv"]})
        library.open()
        torrent = servers.torrent_of(info_hash)
        httpserver.expect_request("/download/osb/osb_archive.torrent").respond_with_data(torrent)
        yield httpserver.url_for("").rstrip("/")


def test_the_page_leads_to_a_filed_episode(tmp_path: Path, clips: Path, archive: str) -> None:
    world = World(tmp_path / "home", clips=clips, shows=(SERIES,))
    world.settings["indexers.archive"] = {"url": archive}
    with world:
        world.write_config()
        told = subprocess.run(
            [sys.executable, "-P", "-m", "airdate", "doctor"],
            cwd=world.folder, capture_output=True, text=True, timeout=120, check=False,
        ).stdout  # fmt: skip
        assert "✓ indexer archive" in told
        with world.airdate() as airdate:
            ada = world.telegram.person("Ada")
            follow_the_page(ada, airdate.claim_code())
            ada.wait_for("Go watch", timeout=120)
        (film,) = world.library.rglob("*S01E01*.mp4")
    assert f"library/{film.relative_to(world.library)}\n" in PAGE


def follow_the_page(person: Person, code: str) -> None:
    """Say what it says in `…` and press what it says in **…**, in its order."""
    steps = re.findall(r"^\d\. (.*)$", PAGE, re.MULTILINE)
    assert len(steps) == 4
    card: ChatMessage | None = None
    for step in steps:
        if said := re.match(r"say `([^`]+)`", step):
            card = person.asks(said[1].replace("CODE", code), timeout=30)
        for button in re.findall(r"\*\*([^*]+)\*\*", step.partition(".")[0]):
            assert card is not None
            card = person.look(card)
            person.presses(card, button)


def test_the_commands_are_those_of_a_clone(tmp_path: Path) -> None:
    """`git clone` is done for real; what comes after is known to the command line of the clone."""
    (block,) = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    commands = [line.partition("#")[0].strip() for line in block.splitlines()]
    clone, enter, *rest = commands
    subprocess.run(
        clone.replace("ADDRESS", str(ROOT)).split(), cwd=tmp_path, check=True, capture_output=True, timeout=60
    )
    there = tmp_path / enter.removeprefix("cd ")
    shutil.rmtree(there / ".git")
    helped = subprocess.run(
        [str(there / "airdate"), "--help"], capture_output=True, text=True, timeout=60, check=True
    ).stdout
    assert [each.removeprefix("./airdate ") for each in rest] == ["init", "doctor", "up"]
    assert all(re.search(rf"^\W*{each.removeprefix('./airdate ')}\b", helped, re.MULTILINE) for each in rest)
