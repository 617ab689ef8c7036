"""What is qBittorrent's own; what every client does alike stands in test_downloaders."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Response

from airdate.testing.trouble import silent_server
from integrations.qbittorrent import QBittorrent
from integrations.qbittorrent.rows import last_file_error
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import DownloadProblem, DownloadState
from pipeline.model import Torrent as Source
from pipeline.releases.torrents import read_torrent
from tests.rigs.qbittorrent import PASSWORD, qbittorrent, qbittorrent_downloads
from tests.rigs.transmission import ClientRig, random_file

pytestmark = pytest.mark.needs("qbittorrent-nox")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[ClientRig]:
    with qbittorrent_downloads(tmp_path) as made:
        yield made


def test_a_folder_that_cannot_be_written_is_said_in_its_log_s_words(rig: ClientRig) -> None:
    (rig.folder / "in-the-way").write_text("x")
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 300_000))
    rig.client.add(rig.torrent(), rig.folder / "in-the-way" / "deep")
    status = rig.until(info_hash, lambda status: bool(status.error))
    assert (str(status.error), status.problem) == ("Not a directory", DownloadProblem.OTHER)


def test_downloads_go_on_after_a_restart_and_lost_files_are_missing(tmp_path: Path) -> None:
    with qbittorrent_downloads(tmp_path) as rig:
        info_hash = rig.indexer.offer("Show.S01E01", random_file(tmp_path / "film.mkv", 200_000))
        rig.client.add(rig.torrent())
        done = rig.until_complete(info_hash)
    (Path(done.folder) / done.files[0].path).unlink()
    with qbittorrent(tmp_path / "client") as config:
        again = ClientRig(QBittorrent(config, name="qbittorrent"), rig.indexer, tmp_path)
        status = again.until(info_hash, lambda status: status.problem is not None)
    assert (status.problem, status.state) == (DownloadProblem.MISSING_DATA, DownloadState.STOPPED)


def hybrid(content: bytes) -> Source:
    """A torrent of both versions, of one file of 16 KiB: https://www.bittorrent.org/beps/bep_0052.html."""
    root, name = hashlib.sha256(content).digest(), b"film.mkv"
    file = b"d6:lengthi16384e11:pieces root32:" + root + b"e"
    info = b"d9:file treed8:" + name + b"d0:" + file + b"ee6:lengthi16384e12:meta versioni2e4:name8:" + name
    info += b"12:piece lengthi16384e6:pieces20:" + hashlib.sha1(content, usedforsecurity=False).digest() + b"e"
    return read_torrent(b"d4:info" + info + b"12:piece layersdee")


def test_a_torrent_of_both_versions_is_known_by_its_first_hash(rig: ClientRig) -> None:
    """It calls it by the second one's beginning, and knows nothing by the first."""
    torrent = hybrid(b"x" * 16384)
    rig.client.add(torrent)
    rig.client.add(torrent)
    assert rig.client.status(torrent.info_hash).name == "film.mkv"
    rig.client.want(torrent.info_hash, [0])
    rig.client.remove(torrent.info_hash, with_data=True)
    with pytest.raises(NotFound):
        rig.client.status(torrent.info_hash)


@pytest.mark.parametrize("change", [{"password": SecretStr("wr0ng-pass")}, {"username": "someone"}, {"username": ""}])
def test_a_wrong_password_is_refused_and_never_repeated(rig: ClientRig, change: dict[str, object]) -> None:
    assert isinstance(rig.client, QBittorrent)
    client = QBittorrent(rig.client.config.model_copy(update=change), name="qbittorrent")
    with pytest.raises(Unauthorized) as caught:
        client.check()
    assert "wr0ng-pass" not in repr(caught.value)
    assert PASSWORD not in repr(caught.value)
    assert caught.value.__suppress_context__


def test_nothing_there_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="Is it running"):
        QBittorrent(QBittorrent.Config(url="http://127.0.0.1:9/"), name="qbittorrent").check()


ANSWERS = {
    "a web page": Response("<html>hello</html>"),
    "not found": Response("", 404),
    "nothing": Response(""),
    "a list": Response("[]"),
    "odd rows": Response('[{"hash": 5}]'),
    "null": Response("null"),
    "trouble": Response("oops", 500),
    "not utf-8": Response(b"\xff\xfe\xfd"),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_whatever_answers_it_is_one_of_our_errors(httpserver: HTTPServer, answer: Response) -> None:
    httpserver.expect_request("/").respond_with_data("")
    httpserver.expect_request("/api/v2/auth/login").respond_with_data("Ok.")
    httpserver.expect_request("/api/v2/app/webapiVersion").respond_with_data("2.8.19")
    for path in ("torrents/info", "sync/maindata", "log/main", "torrents/files"):
        httpserver.expect_request(f"/api/v2/{path}").respond_with_response(answer)
    client = QBittorrent(QBittorrent.Config(url=httpserver.url_for("/"), timeout=2), name="qbittorrent")
    for call in (client.free_space, lambda: client.status("a" * 40), lambda: client.want("a" * 40, [0])):
        with pytest.raises(OutsideError):
            call()


MAGNET = Source(info_hash="a" * 40, magnet=f"magnet:?xt=urn:btih:{'a' * 40}")
COUNTED = '{{"added_torrent_ids": [], "failure_count": {}, "pending_count": {}, "success_count": {}}}'


@pytest.mark.parametrize(
    ("answer", "there", "refused"),
    [
        (Response("Ok."), True, ""),
        (Response("Fails."), True, ""),  # it was there already
        (Response("Fails."), False, "does not take this torrent"),
        (Response(COUNTED.format(0, 0, 1), content_type="application/json"), True, ""),  # 5.2
        (Response(COUNTED.format(0, 1, 0), 202, content_type="application/json"), True, ""),
        (Response(COUNTED.format(1, 0, 0), content_type="application/json"), False, "does not take this torrent"),
        (Response("Conflict", 409), True, ""),
        (Response("Conflict", 409), False, "does not take this torrent"),
        (Response("Torrent file is not valid", 415), False, "does not take this torrent"),
        (Response("<html>", 413), False, "no torrent file this large"),
    ],
)
def test_what_is_added_is_what_it_lists_then(
    httpserver: HTTPServer, answer: Response, there: bool, refused: str
) -> None:
    """What it says has changed with its versions, and it refuses what it has:
    https://github.com/qbittorrent/qBittorrent/blob/master/WebAPI_Changelog.md"""
    row = {"hash": "a" * 40, "state": "metaDL"}
    httpserver.expect_request("/api/v2/app/webapiVersion").respond_with_data("2.14.0")
    httpserver.expect_oneshot_request("/api/v2/torrents/info").respond_with_json([])
    httpserver.expect_request("/api/v2/torrents/info").respond_with_json([None, row] if there else [])
    httpserver.expect_request("/api/v2/torrents/add").respond_with_response(answer)
    client = QBittorrent(QBittorrent.Config(url=httpserver.url_for("/"), timeout=2), name="qbittorrent")
    if refused:
        with pytest.raises(BadResponse, match=refused):
            client.add(MAGNET)
    else:
        client.add(MAGNET)


@pytest.mark.parametrize(
    ("status", "body", "kind", "told"),
    [
        (401, "Unauthorized", Unauthorized, "host header validation"),
        (403, "Your IP address has been banned", Unauthorized, "name or password, or this machine"),
        (403, "<html>Forbidden</html>", Unauthorized, "a proxy before it"),
        (403, "<title>Just a moment...</title>", Unreachable, "only a browser passes"),
    ],
)
def test_who_is_turned_away_is_told_by_what(
    httpserver: HTTPServer, status: int, body: str, kind: type[OutsideError], told: str
) -> None:
    """401 comes before anybody signs in: of its host header validation, or of a proxy."""
    httpserver.expect_request(re.compile(".*")).respond_with_data(body, status)
    with pytest.raises(kind, match=told):
        QBittorrent(QBittorrent.Config(url=httpserver.url_for("/"), timeout=2), name="qbittorrent").check()


def test_a_field_that_is_null_is_one_that_was_left_out(httpserver: HTTPServer) -> None:
    row = {"hash": "a" * 40, "state": "downloading", "total_size": 9, "size": 9, "num_seeds": -1, "num_leechs": 2}
    row |= dict.fromkeys(("infohash_v1", "infohash_v2", "name", "dlspeed", "eta", "save_path", "ratio"))
    file = {"name": "film.mkv", "size": 9, "progress": 0.5, "piece_range": None, "priority": None}
    httpserver.expect_request("/api/v2/app/webapiVersion").respond_with_data("2.11.4")
    httpserver.expect_request("/api/v2/torrents/info").respond_with_json([row])
    httpserver.expect_request("/api/v2/torrents/files").respond_with_json([file])
    status = QBittorrent(QBittorrent.Config(url=httpserver.url_for("/")), name="qbittorrent").status("a" * 40)
    assert (status.state, status.peers, len(status.files)) == (DownloadState.DOWNLOADING, 2, 1)


def test_one_that_keeps_silent_is_there() -> None:
    with silent_server() as server, pytest.raises(Unreachable, match=r"did not answer within 0.3 s"):
        QBittorrent(QBittorrent.Config(url=server.url, timeout=0.3), name="qbittorrent").check()


def test_the_log_s_last_word_on_a_torrent_counts() -> None:
    line = 'File error alert. Torrent: "{}". File: "/d/x". Reason: "x file_write (/d/x) error: {}"'
    log = [
        {"message": line.format(*each)}
        for each in (("A", "Read-only file system"), ("A", "No space left on device"), ("B", "x"))
    ]
    assert last_file_error(log, "A") == "No space left on device"
    assert last_file_error([{}], "A") == ""


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ftp://host/", "http://me:topsecret@host/"])
def test_urls_that_cannot_be_are_refused_without_repeating_them(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        QBittorrent.Config(url=url)
    assert "topsecret" not in str(caught.value)
