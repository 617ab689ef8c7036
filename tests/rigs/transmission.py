"""A download client, and an indexer whose torrents it can download: the real transmission-daemon, on loopback."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from airdate.testing.ports.downloader import ClientRig, random_file
from airdate.testing.waiting import until
from demo.indexer import Indexer
from integrations.transmission import Transmission
from integrations.transmission.daemon import TransmissionDaemon

__all__ = ["ClientRig", "Downloads", "alive", "downloads", "random_file", "until"]


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


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended counts as gone also when nobody has asked for its result yet."""
    shown = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(shown.strip()) and not shown.strip().startswith("Z")
