from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Response

from integrations.transmission import Transmission
from pipeline.errors import OutsideError, Unauthorized, Unreachable
from pipeline.model import DownloadState
from pipeline.ports import Downloader
from tests.rigs.transmission import Downloads, downloads, random_file

pytestmark = pytest.mark.needs("transmission-daemon")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Downloads]:
    with downloads(tmp_path) as made:
        yield made


def test_fits_the_port(rig: Downloads) -> None:
    assert isinstance(rig.client, Downloader)
    assert str(rig.client.check()).startswith("Transmission ")


def test_folders_have_another_name_on_the_daemons_machine(rig: Downloads) -> None:
    folders = {str(rig.folder): "/mnt/nas/dl"}
    client = Transmission(rig.daemon.config.model_copy(update={"folders": folders}), name="nas")
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
    client.add(rig.torrent(), Path("/mnt/nas/dl/shows"))

    assert client.status(info_hash).folder == "/mnt/nas/dl/shows"
    assert rig.client.status(info_hash).folder == str(rig.folder / "shows")
    assert client.free_space(Path("/mnt/nas/dl")) > 0


def test_a_file_that_was_cut_off_on_the_disk_is_not_complete_and_is_mended(rig: Downloads) -> None:
    film = random_file(rig.folder / "film.mkv", 300_000)
    info_hash = rig.indexer.offer("Show.S01E01", film)
    rig.client.add(rig.torrent())
    done = rig.until_complete(info_hash)
    os.truncate(Path(done.folder) / done.files[0].path, 100_000)

    status = rig.client.status(info_hash)

    assert status.state is DownloadState.CHECKING
    assert not status.files[0].complete
    assert rig.content(rig.until_complete(info_hash)) == film.read_bytes()


def test_files_that_vanish_are_not_complete_after_a_look(rig: Downloads) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 300_000))
    rig.client.add(rig.torrent())
    status = rig.until_complete(info_hash)

    (Path(status.folder) / status.files[0].path).unlink()
    rig.daemon.stop()
    rig.daemon.start()

    assert rig.until(info_hash, lambda s: bool(s.error) or s.done == 0).state is not DownloadState.COMPLETE


def test_downloads_go_on_after_the_daemon_was_restarted(rig: Downloads) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 500_000), stalled=True)
    rig.client.add(rig.torrent())
    rig.until(info_hash, lambda status: status.state is DownloadState.DOWNLOADING)
    rig.daemon.stop()
    with pytest.raises(Unreachable):
        rig.client.status(info_hash)
    rig.indexer.stall(info_hash, stalled=False)
    rig.daemon.start()

    assert rig.until_complete(info_hash).done == 500_000


@pytest.mark.parametrize("change", [{"password": SecretStr("wr0ng-pass")}, {"username": "someone"}, {"username": ""}])
def test_a_wrong_password_is_refused_and_never_repeated(rig: Downloads, change: dict[str, object]) -> None:
    client = Transmission(rig.daemon.config.model_copy(update=change), name="transmission")

    with pytest.raises(Unauthorized) as caught:
        client.check()

    assert "wr0ng-pass" not in repr(caught.value)
    assert rig.daemon.config.password.get_secret_value() not in repr(caught.value)
    assert caught.value.__suppress_context__


def test_nothing_there_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="Is it running"):
        Transmission(Transmission.Config(url="http://127.0.0.1:9/"), name="transmission").check()


ANSWERS = {
    "a web page": Response("<html>hello</html>"),
    "not found": Response("", 404),
    "nothing": Response(""),
    "a list": Response("[]"),
    "no arguments": Response('{"result": "success"}'),
    "odd arguments": Response('{"result": "success", "arguments": {"torrents": [{"hashString": 5}]}}'),
    "its refusal": Response('{"result": "no way", "arguments": {}}'),
    "trouble": Response("oops", 500),
    "not utf-8": Response(b"\xff\xfe\xfd"),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_whatever_answers_it_is_one_of_our_errors(httpserver: HTTPServer, answer: Response) -> None:
    httpserver.expect_request("/transmission/rpc").respond_with_response(answer)
    client = Transmission(Transmission.Config(url=httpserver.url_for("/transmission/rpc")), name="transmission")

    for call in (client.check, client.free_space, lambda: client.status("a" * 40), lambda: client.want("a" * 40, [0])):
        with pytest.raises(OutsideError):
            call()


def test_a_server_that_does_not_know_its_name_says_what_to_do(httpserver: HTTPServer) -> None:
    told = "<h1>421: Misdirected Request</h1> … add the hostname to rpc-host-whitelist"
    httpserver.expect_request("/transmission/rpc").respond_with_data(told, status=421)

    with pytest.raises(Unauthorized, match="rpc-host-whitelist"):
        Transmission(Transmission.Config(url=httpserver.url_for("/")), name="transmission").check()


@pytest.mark.parametrize(
    "url", ["127.0.0.1:9091", "ftp://host/", "http://", "http://me:topsecret@host/", "http://host:99999/"]
)
def test_urls_that_cannot_be_are_refused_without_repeating_them(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Transmission.Config(url=url)

    assert "topsecret" not in str(caught.value)
