"""What every download client does alike, tried on the real ones; and what takes a small disk of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from airdate.testing import DownloaderConformance, OverHttp
from airdate.testing.ports.downloader import ClientRig, random_file
from integrations.qbittorrent import QBittorrent
from integrations.transmission import Transmission
from pipeline.model import DownloadState
from pipeline.ports import Downloader
from tests.rigs.qbittorrent import qbittorrent_downloads
from tests.rigs.transmission import downloads

CLIENTS: dict[str, Callable[[Path], AbstractContextManager[ClientRig]]] = {
    "transmission-daemon": downloads,
    "qbittorrent-nox": qbittorrent_downloads,
}


class Real(DownloaderConformance, OverHttp):
    """On a daemon of its own for each test."""

    program: str
    kind: type[Any]

    @pytest.fixture
    def part(self, tmp_path: Path) -> Iterator[Downloader]:
        with CLIENTS[self.program](tmp_path / "client") as made:
            yield made.client

    def at(self, url: str) -> Any:
        return self.kind(self.kind.Config(url=url, timeout=1), name="mine")


@pytest.mark.needs("transmission-daemon")
class TestTransmission(Real):
    program, kind = "transmission-daemon", Transmission


@pytest.mark.needs("qbittorrent-nox")
class TestQBittorrent(Real):
    program, kind = "qbittorrent-nox", QBittorrent


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.needs(name)) for name in CLIENTS])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ClientRig]:
    with CLIENTS[request.param](tmp_path) as made:
        yield made


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip(f"no disk can be mounted here: {made.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_full_disk_is_waited_for_and_never_taken_for_complete(rig: ClientRig, small_disk: Path) -> None:
    other = random_file(small_disk / "other", 1_000_000)
    film = random_file(rig.folder / "film.mkv", 1_500_000)
    info_hash = rig.indexer.offer("Show.S01E01", film)
    rig.client.add(rig.torrent(), small_disk / "downloads")
    rig.until(info_hash, lambda status: "space" in str(status.error).lower())

    rig.client.resume(info_hash)
    still_full = rig.until(info_hash, lambda status: status.state is DownloadState.STOPPED)
    assert "space" in str(still_full.error).lower()
    other.unlink()
    rig.client.resume(info_hash)

    assert rig.content(rig.until_complete(info_hash)) == film.read_bytes()
