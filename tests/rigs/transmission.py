"""A download client, and an indexer whose torrents it can download: the real transmission-daemon, on loopback."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import requests

from demo.indexer import Indexer
from integrations.transmission import Transmission
from integrations.transmission.daemon import TransmissionDaemon
from pipeline.model import DownloadState, DownloadStatus, Torrent
from pipeline.ports import Downloader
from pipeline.releases.torrents import read_torrent

T = TypeVar("T")


@dataclass(frozen=True)
class ClientRig:
    """A download client, and where its torrents come from."""

    client: Downloader
    indexer: Indexer
    folder: Path

    def torrent(self, number: int = 1) -> Torrent:
        """The torrent of the indexer's offer number `number`, as anybody would fetch it."""
        answer = requests.get(f"{self.indexer.url}/dl/{number}?apikey={self.indexer.api_key}", timeout=10)
        return read_torrent(answer.content)

    def until(self, info_hash: str, good: Callable[[DownloadStatus], bool]) -> DownloadStatus:
        """The status, once it is as wanted."""
        return until(lambda: status if good(status := self.client.status(info_hash)) else None)

    def until_complete(self, info_hash: str) -> DownloadStatus:
        return self.until(info_hash, lambda status: status.state is DownloadState.COMPLETE)

    def content(self, status: DownloadStatus, index: int = 0) -> bytes:
        return (Path(status.folder) / status.files[index].path).read_bytes()


@dataclass(frozen=True)
class Downloads(ClientRig):
    """The daemon with our client of it."""

    client: Transmission
    daemon: TransmissionDaemon


@contextmanager
def downloads(folder: Path) -> Iterator[Downloads]:
    with Indexer(folder / "indexer") as indexer, TransmissionDaemon(folder / "daemon", private=True) as daemon:
        client = Transmission(daemon.config, name="transmission")
        yield Downloads(client=client, indexer=indexer, folder=folder, daemon=daemon)


def until(look: Callable[[], T | None], seconds: float = 90.0) -> T:
    """What `look` gives, once it gives something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come about in time")


def random_file(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(size))
    return path


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended counts as gone also when nobody has asked for its result yet."""
    shown = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(shown.strip()) and not shown.strip().startswith("Z")
