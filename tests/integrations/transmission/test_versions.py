"""What differs from one Transmission to the next: 3.00, which distributions have, and 4.1."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from integrations.transmission import Transmission
from pipeline.errors import BadResponse, OutsideError, Unauthorized, Unreachable
from pipeline.model import DownloadProblem, DownloadState, Torrent
from pipeline.releases.torrents import read_magnet, read_torrent
from tests.pipeline.releases.test_torrents import bencode
from tests.rigs.pretend_transmission import BETA, RELEASED, Pretend, transmission_4_1
from tests.rigs.transmission import downloads

FILM = b"film" * 10_000


def torrent(*, hybrid: bool) -> Torrent:
    """Of one file; as a hybrid it tells it twice (https://www.bittorrent.org/beps/bep_0052.html)."""
    pieces = b"".join(hashlib.sha1(FILM[at : at + 16384]).digest() for at in range(0, len(FILM), 16384))
    info = {"length": len(FILM), "name": "film.mkv", "piece length": 16384, "pieces": pieces}
    tree = {"film.mkv": {"": {"length": len(FILM), "pieces root": b"r" * 32}}}
    second = {"file tree": tree, "meta version": 2} if hybrid else {}
    return read_torrent(bencode({"announce": "http://127.0.0.1:9/", "info": dict(sorted({**info, **second}.items()))}))


@pytest.fixture(params=[BETA, RELEASED])
def newer(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Pretend]:
    (tmp_path / "film.mkv").write_bytes(FILM)
    with transmission_4_1(tmp_path, request.param) as made:
        yield made


def test_4_1_is_spoken_to_and_takes_hybrids(newer: Pretend, tmp_path: Path) -> None:
    client, hybrid = newer.client(), torrent(hybrid=True)
    assert str(client.check()) == f"Transmission {newer.version}, 1.0 TB free"

    client.add(hybrid)
    client.add(hybrid)

    status = client.status(hybrid.info_hash)
    assert (status.state, status.files[0].complete) == (DownloadState.COMPLETE, True)
    assert newer.asked.count("torrent-add") == 1
    assert client.free_space(tmp_path / "still" / "to be made") == 10**12


def test_a_torrent_that_it_cannot_read_is_the_release_s_fault(newer: Pretend) -> None:
    with pytest.raises(BadResponse, match="unrecognized info"):
        newer.client().add(replace(torrent(hybrid=False), data=b"d4:spam4:eggse", info_hash="c" * 40))


@pytest.mark.parametrize(
    ("adding", "kind", "said"),
    [
        (413, BadResponse, "client_max_body_size"),
        (502, Unreachable, "HTTP 502"),
        ("Couldn't create directory: No space left on device", Unreachable, "No space left on device"),
        ("Couldn't create directory: Permission denied", Unauthorized, "Permission denied"),
    ],
)
def test_whose_fault_it_is_that_one_cannot_be_added(
    newer: Pretend, adding: str | int, kind: type[OutsideError], said: str
) -> None:
    newer.adding = adding
    with pytest.raises(kind, match=said):
        newer.client().add(torrent(hybrid=False))


def test_what_a_check_does_not_find_is_downloaded_again(newer: Pretend, tmp_path: Path) -> None:
    client, film = newer.client(), torrent(hybrid=False)
    client.add(film)
    (tmp_path / "film.mkv").write_bytes(FILM[:1000])

    looks = [client.status(film.info_hash) for _ in range(3)]

    assert [look.state for look in looks] == [DownloadState.CHECKING, *[DownloadState.DOWNLOADING] * 2]
    assert newer.asked.count("torrent-verify") == 1


def test_a_file_that_is_too_short_ends_in_a_reason_after_one_check(newer: Pretend, tmp_path: Path) -> None:
    client, film = newer.client(), torrent(hybrid=False)
    newer.looks = False
    client.add(film)
    (tmp_path / "film.mkv").write_bytes(FILM[:1000])

    looks = [client.status(film.info_hash) for _ in range(4)]

    assert looks[0].state is DownloadState.CHECKING
    assert {look.state for look in looks[1:]} == {DownloadState.STOPPED}
    assert looks[1].problem is DownloadProblem.MISSING_DATA
    assert "shorter on the disk" in str(looks[1].error)
    assert newer.asked.count("torrent-verify") == 1

    (tmp_path / "film.mkv").write_bytes(FILM)
    assert client.status(film.info_hash).state is DownloadState.COMPLETE


@pytest.mark.needs("transmission-daemon")
def test_3_00_is_offered_no_hybrids(tmp_path: Path) -> None:
    """It calls them damaged: https://github.com/transmission/transmission/issues/3386"""
    magnet = read_magnet(f"magnet:?xt=urn:btih:{'a' * 40}&xt=urn:btmh:1220{'b' * 64}")
    with downloads(tmp_path) as rig:
        if not str(rig.client.check()).startswith("Transmission 3."):
            return  # a newer distribution's takes them
        for hybrid in (torrent(hybrid=True), magnet):
            with pytest.raises(BadResponse, match="version 1 and 2"):
                rig.client.add(hybrid)
        rig.client.add(torrent(hybrid=False))


def test_who_speaks_json_rpc_alone_is_quoted(httpserver: HTTPServer) -> None:
    error = {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "Invalid Request"}}
    httpserver.expect_request("/transmission/rpc").respond_with_json(error)

    with pytest.raises(BadResponse, match="Transmission says: Invalid Request"):
        Transmission(Transmission.Config(url=httpserver.url_for("/transmission/rpc")), name="transmission").check()
