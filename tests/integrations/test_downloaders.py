"""What every download client does alike, tried on the real ones."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import BadResponse, NotFound
from pipeline.model import DownloadState, Torrent
from pipeline.model.reasons import NO_REASON
from pipeline.ports import Downloader
from pipeline.releases.torrents import read_magnet
from tests.rigs.qbittorrent import qbittorrent_downloads
from tests.rigs.transmission import ClientRig, downloads, random_file, until

CLIENTS: dict[str, Callable[[Path], AbstractContextManager[ClientRig]]] = {
    "transmission-daemon": downloads,
    "qbittorrent-nox": qbittorrent_downloads,
}


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.needs(name)) for name in CLIENTS])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ClientRig]:
    with CLIENTS[request.param](tmp_path) as made:
        yield made


def test_fits_the_port(rig: ClientRig) -> None:
    assert isinstance(rig.client, Downloader)
    assert "GB free" in rig.client.check()


def test_downloads_a_film_to_the_last_byte(rig: ClientRig) -> None:
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


def test_adding_twice_is_adding_once(rig: ClientRig) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
    torrent = rig.torrent()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(rig.client.add, [torrent] * 4))
    rig.client.add(torrent)

    rig.until_complete(info_hash)
    rig.client.add(torrent)
    assert rig.client.status(info_hash).state is DownloadState.COMPLETE


def test_takes_an_info_hash_in_capitals(rig: ClientRig) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
    rig.client.add(rig.torrent())

    assert rig.client.status(info_hash.upper()).info_hash == info_hash


def test_downloads_into_the_folder_it_is_told(rig: ClientRig) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
    rig.client.add(rig.torrent(), rig.folder / "elsewhere" / "deep")

    status = rig.until_complete(info_hash)

    assert status.folder == str(rig.folder / "elsewhere" / "deep")
    assert (rig.folder / "elsewhere" / "deep" / "Show.S01E01.mkv").stat().st_size == 50_000


def test_a_file_of_a_pack_is_usable_as_soon_as_it_says_so(rig: ClientRig) -> None:
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


def test_downloads_only_the_wanted_files(rig: ClientRig) -> None:
    films = {f"E0{n}.mkv": random_file(rig.folder / f"{n}.mkv", 400_000 if n < 3 else 20_000_000) for n in (1, 2, 3)}
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


def test_wants_another_file_of_a_pack_later(rig: ClientRig) -> None:
    films = {f"E0{n}.mkv": random_file(rig.folder / f"{n}.mkv", 100_000) for n in (1, 2)}
    info_hash = rig.indexer.offer("Show.S01", films)
    rig.client.add(rig.torrent())
    rig.client.want(info_hash, [0])
    rig.until_complete(info_hash)

    rig.client.want(info_hash, [0, 1])
    status = rig.until(info_hash, lambda s: s.state is DownloadState.COMPLETE and all(f.complete for f in s.files))

    assert rig.content(status, 1) == films["E02.mkv"].read_bytes()


def test_wanting_no_file_downloads_nothing(rig: ClientRig) -> None:
    """An empty list means "all of them" to Transmission."""
    info_hash = rig.indexer.offer("Show.S01", {"E01.mkv": random_file(rig.folder / "1.mkv", 100_000)})
    rig.indexer.stall(info_hash)
    rig.client.add(rig.torrent())
    rig.client.want(info_hash, [])

    status = rig.until(info_hash, lambda status: not any(file.wanted for file in status.files))

    assert status.state is not DownloadState.COMPLETE


def test_there_is_no_file_beyond_the_last(rig: ClientRig) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
    rig.client.add(rig.torrent())

    with pytest.raises(NotFound):
        rig.client.want(info_hash, [0, 1])


def test_a_stalled_download_is_no_error_and_has_no_end_in_sight(rig: ClientRig) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 300_000), stalled=True)
    rig.client.add(rig.torrent())

    status = rig.until(info_hash, lambda status: status.state is DownloadState.DOWNLOADING)

    assert (status.done, status.seconds_left, status.error) == (0, None, NO_REASON)


def test_says_how_long_it_will_take(rig: ClientRig) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 20_000_000), rate=200_000)
    rig.client.add(rig.torrent())

    status = rig.until(info_hash, lambda status: status.rate > 0 and status.done > 0)

    assert status.seconds_left is not None
    assert 0 < status.seconds_left < float("inf")
    assert status.done < status.size


def test_a_magnet_without_metadata_has_no_files_and_is_not_complete(rig: ClientRig) -> None:
    magnet = read_magnet("magnet:?xt=urn:btih:" + "c" * 40 + "&dn=Show.S01E01")
    rig.client.add(magnet)
    rig.client.add(magnet)

    status = rig.until("c" * 40, lambda status: status.state is DownloadState.DOWNLOADING)

    assert (status.size, status.done, status.progress, status.files) == (0, 0, 0.0, ())
    assert (status.error, status.seconds_left) == (NO_REASON, None)
    with pytest.raises(NotFound, match="not known yet"):
        rig.client.want("c" * 40, [0])


def test_a_disk_that_takes_nothing_is_a_fatal_error(rig: ClientRig) -> None:
    (rig.folder / "not-a-folder").write_text("in the way")
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 300_000))
    rig.client.add(rig.torrent(), rig.folder / "not-a-folder" / "downloads")

    status = rig.until(info_hash, lambda status: bool(status.error))

    assert status.state is not DownloadState.COMPLETE
    assert status.warning == ""


def test_goes_on_once_the_disk_takes_something_again(rig: ClientRig) -> None:
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


def test_going_on_with_one_that_runs_does_no_harm(rig: ClientRig) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 300_000))
    rig.client.add(rig.torrent())
    rig.client.resume(info_hash)
    rig.until_complete(info_hash)
    rig.client.resume(info_hash)

    assert rig.client.status(info_hash).state is DownloadState.COMPLETE
    with pytest.raises(NotFound):
        rig.client.resume("a" * 40)


@pytest.mark.parametrize("with_data", [True, False])
def test_removes_with_or_without_its_files(rig: ClientRig, with_data: bool) -> None:
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


def test_serves_several_threads_at_once(rig: ClientRig) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
    rig.client.add(rig.torrent())
    together = threading.Barrier(8)

    def ask(_: int) -> str:
        together.wait()
        return rig.client.status(info_hash).name

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"Show.S01E01.mkv"}


def test_free_space_of_a_folder_still_to_be_made_is_that_of_its_parent(rig: ClientRig) -> None:
    assert rig.client.free_space(rig.folder / "not" / "there" / "yet") > 0
    assert rig.client.free_space() > 0


def test_damaged_torrents_are_nonsense(rig: ClientRig) -> None:
    with pytest.raises(BadResponse):
        rig.client.add(Torrent(info_hash="d" * 40, data=b"d4:infodee"))


def test_a_torrent_that_is_another_than_it_says_is_not_kept(rig: ClientRig) -> None:
    info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000), stalled=True)

    with pytest.raises(BadResponse, match=info_hash):
        rig.client.add(replace(rig.torrent(), info_hash="e" * 40))

    with pytest.raises(NotFound):
        rig.client.status(info_hash)
