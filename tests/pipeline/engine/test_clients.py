"""Two real download clients at once: a torrent goes where its indexer's section says, and is found where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from demo.indexer import Indexer
from integrations.qbittorrent import QBittorrent
from integrations.transmission import Transmission
from integrations.transmission.daemon import TransmissionDaemon
from pipeline.config import Settings
from pipeline.engine.clients import Clients
from pipeline.engine.guard import guarded
from pipeline.engine.plugins import assemble
from pipeline.errors import NotFound, Unreachable, UserError
from pipeline.model import Torrent
from tests.rigs.core import new_store
from tests.rigs.qbittorrent import qbittorrent
from tests.rigs.transmission import ClientRig, random_file

pytestmark = pytest.mark.needs("transmission-daemon", "qbittorrent-nox")


@dataclass
class Two:
    daemon: TransmissionDaemon
    mine: Transmission
    box: QBittorrent
    rig: ClientRig
    both: Clients

    def torrent(self, number: int, indexer: str = "") -> tuple[str, Torrent]:
        info_hash = self.rig.indexer.offer(
            f"Show.S01E0{number}", random_file(self.rig.folder / f"{number}.mkv", 50_000)
        )
        return info_hash, replace(self.rig.torrent(number), indexer=indexer)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    with (
        Indexer(tmp_path / "indexer") as indexer,
        TransmissionDaemon(tmp_path / "daemon", private=True) as daemon,
        qbittorrent(tmp_path / "box") as config,
    ):
        mine, box = Transmission(daemon.config, name="mine"), QBittorrent(config, name="box")
        both = Clients([mine, box], {"tracker": "box"})
        yield Two(daemon, mine, box, ClientRig(both, indexer, tmp_path), both)


def test_each_goes_where_its_indexer_says_and_is_found_there(two: Two) -> None:
    first, elsewhere = two.torrent(1), two.torrent(2, "tracker")
    for info_hash, torrent in (first, elsewhere):
        two.both.add(torrent)
        two.rig.until_complete(info_hash)
    again = Clients(two.both.clients, {})  # as after a restart: nobody knows where they are
    again.add(elsewhere[1])
    assert two.mine.status(first[0]).done == two.box.status(elsewhere[0]).done == 50_000
    for client, stranger in ((two.mine, elsewhere[0]), (two.box, first[0])):
        with pytest.raises(NotFound):
            client.status(stranger)
    again.want(elsewhere[0], [0])
    again.remove(elsewhere[0], with_data=True)
    with pytest.raises(NotFound):
        again.status(elsewhere[0])
    assert again.status(first[0]).done == 50_000


def test_what_cannot_be_asked_may_have_it(two: Two) -> None:
    info_hash, torrent = two.torrent(1)
    two.both.add(torrent)
    two.rig.until_complete(info_hash)
    two.daemon.stop()
    with pytest.raises(Unreachable):
        Clients(two.both.clients, {}).status(info_hash)
    assert two.both.free_space() > 0


def test_each_is_guarded_by_its_own_name(two: Two, tmp_path: Path) -> None:
    sections = {
        "mine": {"plugin": "transmission", "url": two.daemon.config.url, "username": two.daemon.config.username}
        | {"password": two.daemon.config.password.get_secret_value()},
        "box": {"plugin": "qbittorrent", "url": two.box.config.url},
    }
    feeds = {"tracker": {"plugin": "rss", "url": "http://127.0.0.1:9/", "downloader": "box"}}
    settings = Settings(data=tmp_path, downloaders=sections, indexers=feeds)
    store = new_store(tmp_path)
    parts = guarded(assemble(settings, tmp_path / "airdate.toml"), store)
    store.close()
    assert [part.name for port, part in parts.all() if port == "downloader"] == ["mine", "box"]
    feeds["tracker"]["downloader"] = "bux"
    with pytest.raises(UserError, match="bux"):
        assemble(Settings(data=tmp_path, downloaders=sections, indexers=feeds), tmp_path / "airdate.toml")
