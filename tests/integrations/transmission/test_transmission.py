from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Response

from integrations.transmission import Transmission
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import DownloadState, Torrent
from pipeline.model.reasons import NO_REASON
from pipeline.ports import Downloader
from pipeline.releases.torrents import read_magnet
from tests.rigs.transmission import Downloads, downloads, random_file, until

pytestmark = pytest.mark.needs("transmission-daemon")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Downloads]:
    with downloads(tmp_path) as made:
        yield made


def test_fits_the_port(rig: Downloads) -> None:
    assert isinstance(rig.client, Downloader)
    assert rig.client.check().startswith("Transmission ")


def test_downloads_a_film_to_the_last_byte(rig: Downloads) -> None:
    film = random_file(rig.folder / "film.mkv", 1_000_003)
    info_hash = rig.indexer.offer("Show.S01E01", film)
    rig.client.add(rig.torrent())

    status = rig.until_complete(info_hash)

    assert rig.content(status) == film.read_bytes()
    assert (status.size, status.done, status.progress, status.seconds_left) == (1_000_003, 1_000_003, 1.0, 0.0)
    assert [(f.path, f.size, f.done, f.wanted) for f in status.files] == [
        ("Show.S01E01.mkv", 1_000_003, 1_000_003, True)
    ]
    assert (status.error, status.warning) == (NO_REASON, "")


def test_adding_twice_is_adding_once(rig: Downloads) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
    torrent = rig.torrent()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(rig.client.add, [torrent] * 4))
    rig.client.add(torrent)

    rig.until_complete(info_hash)
    rig.client.add(torrent)
    assert rig.client.status(info_hash).state is DownloadState.COMPLETE


def test_takes_an_info_hash_in_capitals(rig: Downloads) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
    rig.client.add(rig.torrent())

    assert rig.client.status(info_hash.upper()).info_hash == info_hash


def test_downloads_into_the_folder_it_is_told(rig: Downloads) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
    rig.client.add(rig.torrent(), rig.folder / "elsewhere" / "deep")

    status = rig.until_complete(info_hash)

    assert status.folder == str(rig.folder / "elsewhere" / "deep")
    assert (rig.folder / "elsewhere" / "deep" / "Show.S01E01.mkv").stat().st_size == 50_000


def test_folders_have_another_name_on_the_daemons_machine(rig: Downloads) -> None:
    folders = {str(rig.folder): "/mnt/nas/dl"}
    client = Transmission(rig.daemon.config.model_copy(update={"folders": folders}), name="nas")
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
    client.add(rig.torrent(), Path("/mnt/nas/dl/shows"))

    assert client.status(info_hash).folder == "/mnt/nas/dl/shows"
    assert rig.client.status(info_hash).folder == str(rig.folder / "shows")
    assert client.free_space(Path("/mnt/nas/dl")) > 0


def test_a_file_of_a_pack_is_usable_as_soon_as_it_says_so(rig: Downloads) -> None:
    """The second file never comes: the first must be whole on the disk all the same."""
    films = {f"E0{n}.mkv": random_file(rig.folder / f"{n}.mkv", 600_000 + n) for n in (1, 2)}
    info_hash = rig.indexer.offer("Show.S01", films, rate=400_000)
    rig.client.add(rig.torrent())

    status = rig.until(info_hash, lambda status: any(file.complete for file in status.files))

    rig.indexer.stall(info_hash)
    for file in status.files:
        if file.complete:
            name = file.path.partition("/")[2]
            assert rig.content(status, file.index) == films[name].read_bytes()


def test_downloads_only_the_wanted_files(rig: Downloads) -> None:
    films = {f"E0{n}.mkv": random_file(rig.folder / f"{n}.mkv", 400_000) for n in (1, 2, 3)}
    info_hash = rig.indexer.offer("Show.S01", films)
    rig.indexer.stall(info_hash)
    rig.client.add(rig.torrent())
    rig.until(info_hash, lambda status: status.state is DownloadState.DOWNLOADING)

    rig.client.want(info_hash, [1])
    rig.indexer.stall(info_hash, stalled=False)
    status = rig.until_complete(info_hash)

    assert [file.wanted for file in status.files] == [False, True, False]
    assert status.files[1].complete
    assert not status.files[2].complete
    assert status.progress == 1.0
    assert rig.content(status, 1) == films["E02.mkv"].read_bytes()


def test_wants_another_file_of_a_pack_later(rig: Downloads) -> None:
    films = {f"E0{n}.mkv": random_file(rig.folder / f"{n}.mkv", 100_000) for n in (1, 2)}
    info_hash = rig.indexer.offer("Show.S01", films)
    rig.client.add(rig.torrent())
    rig.client.want(info_hash, [0])
    rig.until_complete(info_hash)

    rig.client.want(info_hash, [0, 1])
    status = rig.until(info_hash, lambda s: s.state is DownloadState.COMPLETE and all(f.complete for f in s.files))

    assert rig.content(status, 1) == films["E02.mkv"].read_bytes()


def test_wanting_no_file_downloads_nothing(rig: Downloads) -> None:
    """An empty list means "all of them" to Transmission."""
    info_hash = rig.indexer.offer("Show.S01", {"E01.mkv": random_file(rig.folder / "1.mkv", 100_000)})
    rig.indexer.stall(info_hash)
    rig.client.add(rig.torrent())
    rig.client.want(info_hash, [])

    status = rig.until(info_hash, lambda status: not any(file.wanted for file in status.files))

    assert status.state is not DownloadState.COMPLETE


def test_there_is_no_file_beyond_the_last(rig: Downloads) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
    rig.client.add(rig.torrent())

    with pytest.raises(NotFound):
        rig.client.want(info_hash, [0, 1])


def test_a_stalled_download_is_no_error_and_has_no_end_in_sight(rig: Downloads) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 300_000), stalled=True)
    rig.client.add(rig.torrent())

    status = rig.until(info_hash, lambda status: status.state is DownloadState.DOWNLOADING)

    assert (status.done, status.seconds_left, status.error) == (0, None, NO_REASON)


def test_says_how_long_it_will_take(rig: Downloads) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 20_000_000), rate=200_000)
    rig.client.add(rig.torrent())

    status = rig.until(info_hash, lambda status: status.rate > 0 and status.done > 0)

    assert status.seconds_left is not None
    assert 0 < status.seconds_left < float("inf")
    assert status.done < status.size


def test_a_magnet_without_metadata_has_no_files_and_is_not_complete(rig: Downloads) -> None:
    magnet = read_magnet("magnet:?xt=urn:btih:" + "c" * 40 + "&dn=Show.S01E01")
    rig.client.add(magnet)
    rig.client.add(magnet)

    status = rig.client.status("c" * 40)

    assert status.state is DownloadState.DOWNLOADING
    assert (status.size, status.done, status.progress, status.files) == (0, 0, 0.0, ())
    assert (status.error, status.seconds_left) == (NO_REASON, None)
    with pytest.raises(NotFound, match="not known yet"):
        rig.client.want("c" * 40, [0])


def test_a_disk_that_takes_nothing_is_a_fatal_error(rig: Downloads) -> None:
    (rig.folder / "not-a-folder").write_text("in the way")
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 300_000))
    rig.client.add(rig.torrent(), rig.folder / "not-a-folder" / "downloads")

    status = rig.until(info_hash, lambda status: bool(status.error))

    assert status.state is not DownloadState.COMPLETE
    assert status.warning == ""


def test_goes_on_once_the_disk_takes_something_again(rig: Downloads) -> None:
    obstacle = random_file(rig.folder / "here" / "Show.S01" / "E02.mkv" / "in the way", 1)
    films = {f"E0{n}.mkv": random_file(rig.folder / f"{n}.mkv", 300_000) for n in (1, 2)}
    info_hash = rig.indexer.offer("Show.S01", films)
    rig.client.add(rig.torrent(), rig.folder / "here")
    failed = rig.until(info_hash, lambda status: bool(status.error))
    assert not any(file.complete for file in failed.files)

    obstacle.unlink()
    obstacle.parent.rmdir()
    rig.client.resume(info_hash)
    status = rig.until_complete(info_hash)

    assert [rig.content(status, n) for n in (0, 1)] == [path.read_bytes() for path in films.values()]


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


def test_a_full_disk_is_waited_for_and_never_taken_for_complete(rig: Downloads, small_disk: Path) -> None:
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


def test_going_on_with_one_that_runs_does_no_harm(rig: Downloads) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 300_000))
    rig.client.add(rig.torrent())
    rig.client.resume(info_hash)
    rig.until_complete(info_hash)
    rig.client.resume(info_hash)

    assert rig.client.status(info_hash).state is DownloadState.COMPLETE
    with pytest.raises(NotFound):
        rig.client.resume("a" * 40)


def test_files_that_vanish_are_not_complete_after_a_look(rig: Downloads) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 300_000))
    rig.client.add(rig.torrent())
    status = rig.until_complete(info_hash)

    (Path(status.folder) / status.files[0].path).unlink()
    rig.daemon.stop()
    rig.daemon.start()

    assert rig.until(info_hash, lambda s: bool(s.error) or s.done == 0).state is not DownloadState.COMPLETE


@pytest.mark.parametrize("with_data", [True, False])
def test_removes_with_or_without_its_files(rig: Downloads, with_data: bool) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
    rig.client.add(rig.torrent())
    status = rig.until_complete(info_hash)
    film = Path(status.folder) / status.files[0].path

    rig.client.remove(info_hash, with_data=with_data)
    rig.client.remove(info_hash, with_data=with_data)

    with pytest.raises(NotFound):
        rig.client.status(info_hash)
    if with_data:
        until(lambda: True if not film.exists() else None)
    else:
        assert film.stat().st_size == 50_000


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


def test_serves_several_threads_at_once(rig: Downloads) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
    rig.client.add(rig.torrent())
    together = threading.Barrier(8)

    def ask(_: int) -> str:
        together.wait()
        return rig.client.status(info_hash).name

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"Show.S01E01.mkv"}


def test_free_space_of_a_folder_still_to_be_made_is_that_of_its_parent(rig: Downloads) -> None:
    assert rig.client.free_space(rig.folder / "not" / "there" / "yet") > 0
    assert rig.client.free_space() > 0


def test_damaged_torrents_are_nonsense(rig: Downloads) -> None:
    with pytest.raises(BadResponse):
        rig.client.add(Torrent(info_hash="d" * 40, data=b"d4:infodee"))


def test_a_torrent_that_is_another_than_it_says_is_not_kept(rig: Downloads) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000), stalled=True)

    with pytest.raises(BadResponse, match=info_hash):
        rig.client.add(replace(rig.torrent(), info_hash="e" * 40))

    with pytest.raises(NotFound):
        rig.client.status(info_hash)


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
