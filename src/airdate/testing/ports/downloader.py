"""Download clients, with torrents whose bytes come over HTTP from loopback (webseeds): nobody else takes part."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
import requests

from airdate.testing.common import Conformance
from airdate.testing.trouble import error_of
from airdate.testing.waiting import at_once, until
from demo.indexer import Indexer
from pipeline.errors import BadResponse, NotFound
from pipeline.model import DownloadState, DownloadStatus, Torrent
from pipeline.model.reasons import NO_REASON
from pipeline.ports import Downloader
from pipeline.releases.torrents import read_magnet, read_torrent


@dataclass(frozen=True)
class ClientRig:
    """A download client, where its torrents come from, and a folder on this machine that both can write to."""

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


def random_file(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(size))
    return path


class DownloaderConformance(Conformance):
    """`part` downloads on this machine, or sees this machine's folders by the same names."""

    port: ClassVar[type[Any]] = Downloader

    @pytest.fixture
    def rig(self, part: Downloader, tmp_path: Path) -> Iterator[ClientRig]:
        folder = tmp_path / "rig"
        with Indexer(folder / "indexer") as indexer:
            yield ClientRig(part, indexer, folder)

    def ask(self, part: Any) -> object:
        return part.status("a" * 40)

    def test_answers_several_threads_at_once(self, rig: ClientRig) -> None:
        info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
        rig.client.add(rig.torrent())
        assert set(at_once(lambda: rig.client.status(info_hash).name)) == {"Show.S01E01.mkv"}

    def test_what_it_does_not_have_is_not_found(self, rig: ClientRig) -> None:
        unknown = "a" * 40
        for call in (rig.client.status, rig.client.resume, lambda info_hash: rig.client.want(info_hash, [0])):
            assert type(error_of(lambda call=call: call(unknown))) is NotFound  # type: ignore[misc]
        rig.client.remove(unknown, with_data=True)

    def test_is_known_from_the_moment_it_was_added(self, rig: ClientRig) -> None:
        info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000), stalled=True)
        rig.client.add(rig.torrent())
        status = rig.client.status(info_hash)
        assert status.info_hash == info_hash
        assert status.state is not DownloadState.COMPLETE

    def test_downloads_a_film_to_the_last_byte(self, rig: ClientRig) -> None:
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

    def test_adding_twice_is_adding_once(self, rig: ClientRig) -> None:
        info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
        torrent = rig.torrent()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(rig.client.add, [torrent] * 4))
        rig.client.add(torrent)

        rig.until_complete(info_hash)
        rig.client.add(torrent)
        assert rig.client.status(info_hash).state is DownloadState.COMPLETE

    def test_takes_an_info_hash_in_capitals(self, rig: ClientRig) -> None:
        info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
        rig.client.add(rig.torrent())

        assert rig.client.status(info_hash.upper()).info_hash == info_hash

    def test_downloads_into_the_folder_it_is_told(self, rig: ClientRig) -> None:
        info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
        rig.client.add(rig.torrent(), rig.folder / "elsewhere" / "deep")

        status = rig.until_complete(info_hash)

        assert status.folder == str(rig.folder / "elsewhere" / "deep")
        assert (rig.folder / "elsewhere" / "deep" / "Show.S01E01.mkv").stat().st_size == 50_000

    def test_a_file_of_a_pack_is_usable_as_soon_as_it_says_so(self, rig: ClientRig) -> None:
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

    def test_downloads_only_the_wanted_files(self, rig: ClientRig) -> None:
        films = {
            f"E0{n}.mkv": random_file(rig.folder / f"{n}.mkv", 400_000 if n < 3 else 20_000_000) for n in (1, 2, 3)
        }
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

    def test_wants_another_file_of_a_pack_later(self, rig: ClientRig) -> None:
        films = {f"E0{n}.mkv": random_file(rig.folder / f"{n}.mkv", 100_000) for n in (1, 2)}
        info_hash = rig.indexer.offer("Show.S01", films)
        rig.client.add(rig.torrent())
        rig.client.want(info_hash, [0])
        rig.until_complete(info_hash)

        rig.client.want(info_hash, [0, 1])
        status = rig.until(info_hash, lambda s: s.state is DownloadState.COMPLETE and all(f.complete for f in s.files))

        assert rig.content(status, 1) == films["E02.mkv"].read_bytes()

    def test_wanting_no_file_downloads_nothing(self, rig: ClientRig) -> None:
        """An empty list means "all of them" to Transmission."""
        info_hash = rig.indexer.offer("Show.S01", {"E01.mkv": random_file(rig.folder / "1.mkv", 100_000)})
        rig.indexer.stall(info_hash)
        rig.client.add(rig.torrent())
        rig.client.want(info_hash, [])

        status = rig.until(info_hash, lambda status: not any(file.wanted for file in status.files))

        assert status.state is not DownloadState.COMPLETE

    def test_there_is_no_file_beyond_the_last(self, rig: ClientRig) -> None:
        info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000))
        rig.client.add(rig.torrent())

        with pytest.raises(NotFound):
            rig.client.want(info_hash, [0, 1])

    def test_a_stalled_download_is_no_error_and_has_no_end_in_sight(self, rig: ClientRig) -> None:
        info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 300_000), stalled=True)
        rig.client.add(rig.torrent())

        status = rig.until(info_hash, lambda status: status.state is DownloadState.DOWNLOADING)

        assert (status.done, status.seconds_left, status.error) == (0, None, NO_REASON)

    def test_says_how_long_it_will_take(self, rig: ClientRig) -> None:
        info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 20_000_000), rate=200_000)
        rig.client.add(rig.torrent())

        status = rig.until(info_hash, lambda status: status.rate > 0 and status.done > 0)

        assert status.seconds_left is not None
        assert 0 < status.seconds_left < float("inf")
        assert status.done < status.size

    def test_a_magnet_without_metadata_has_no_files_and_is_not_complete(self, rig: ClientRig) -> None:
        magnet = read_magnet("magnet:?xt=urn:btih:" + "c" * 40 + "&dn=Show.S01E01")
        rig.client.add(magnet)
        rig.client.add(magnet)

        status = rig.until("c" * 40, lambda status: status.state is DownloadState.DOWNLOADING)

        assert (status.size, status.done, status.progress, status.files) == (0, 0, 0.0, ())
        assert (status.error, status.seconds_left) == (NO_REASON, None)
        with pytest.raises(NotFound):
            rig.client.want("c" * 40, [0])

    def test_a_disk_that_takes_nothing_is_a_fatal_error(self, rig: ClientRig) -> None:
        random_file(rig.folder / "not-a-folder", 1)  # in the way
        info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 300_000))
        rig.client.add(rig.torrent(), rig.folder / "not-a-folder" / "downloads")

        status = rig.until(info_hash, lambda status: bool(status.error))

        assert status.state is not DownloadState.COMPLETE
        assert status.warning == ""

    def test_goes_on_once_the_disk_takes_something_again(self, rig: ClientRig) -> None:
        obstacle = random_file(rig.folder / "here" / "Show.S01" / "E02.mkv" / "in the way", 1)
        films = {f"E0{n}.mkv": random_file(rig.folder / f"{n}.mkv", 300_000) for n in (1, 2)}
        info_hash = rig.indexer.offer("Show.S01", films)
        rig.client.add(rig.torrent(), rig.folder / "here")
        failed = rig.until(info_hash, lambda status: bool(status.error))
        assert not failed.files[1].complete
        assert not failed.files[0].complete or rig.content(failed, 0) == films["E01.mkv"].read_bytes()

        obstacle.unlink()
        obstacle.parent.rmdir()
        rig.client.resume(info_hash)
        status = rig.until_complete(info_hash)

        assert [rig.content(status, n) for n in (0, 1)] == [path.read_bytes() for path in films.values()]

    def test_going_on_with_one_that_runs_does_no_harm(self, rig: ClientRig) -> None:
        info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 300_000))
        rig.client.add(rig.torrent())
        rig.client.resume(info_hash)
        rig.until_complete(info_hash)
        rig.client.resume(info_hash)

        assert rig.client.status(info_hash).state is DownloadState.COMPLETE
        with pytest.raises(NotFound):
            rig.client.resume("a" * 40)

    @pytest.mark.parametrize("with_data", [True, False])
    def test_removes_with_or_without_its_files(self, rig: ClientRig, with_data: bool) -> None:
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

    def test_free_space_of_a_folder_still_to_be_made_is_that_of_its_parent(self, rig: ClientRig) -> None:
        assert rig.client.free_space(rig.folder / "not" / "there" / "yet") > 0
        assert rig.client.free_space() > 0

    def test_damaged_torrents_are_nonsense(self, rig: ClientRig) -> None:
        with pytest.raises(BadResponse):
            rig.client.add(Torrent(info_hash="d" * 40, data=b"d4:infodee"))

    def test_a_torrent_that_is_another_than_it_says_is_not_kept(self, rig: ClientRig) -> None:
        info_hash = rig.indexer.offer("Show.S01E01", random_file(rig.folder / "film.mkv", 50_000), stalled=True)

        with pytest.raises(BadResponse, match=info_hash):
            rig.client.add(replace(rig.torrent(), info_hash="e" * 40))

        with pytest.raises(NotFound):
            rig.client.status(info_hash)
