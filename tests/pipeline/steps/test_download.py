"""download, with the real Transmission and an indexer whose torrents are real."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from demo.catalogue import CatalogueServer
from integrations.torznab import Torznab
from integrations.transmission import Transmission
from integrations.tvmaze import TVmaze
from pipeline.clock import now
from pipeline.engine.context import StepContext
from pipeline.errors import Later, NotFound, Reject, Stuck
from pipeline.model import DownloadProblem, DownloadState, DownloadStatus, Release, Torrent
from pipeline.model.reasons import NO_REASON, reason_from
from pipeline.ports import Catalogue
from pipeline.services import actions, given_torrents
from pipeline.services.downloads import let_go, remove_unneeded
from pipeline.steps.download import SEEN, download
from pipeline.steps.results import Downloaded, Fetched
from pipeline.store import downloads, leases, verdicts
from pipeline.store import given_torrents as kept
from pipeline.store.pruning import prune
from pipeline.store.tables import download_job, given_torrent, step_run
from tests.rigs.core import wait_until
from tests.rigs.market import STAGES, Market, market
from tests.rigs.transmission import Downloads, random_file
from tests.rigs.transmission import downloads as rig_of_downloads

pytestmark = pytest.mark.needs("transmission-daemon")

KB = 1000


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Downloads]:
    with rig_of_downloads(tmp_path_factory.mktemp("rig")) as made:
        yield made


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Market]:
    made = market(tmp_path, 3)
    yield made
    made.store.close()


def run(
    house: Market,
    rig: Downloads,
    release: Release,
    place: int = 0,
    memo: dict[str, str] | None = None,
    catalogues: Sequence[Catalogue] = (),
    log: list[str] | None = None,
) -> Downloaded:
    indexer = Torznab(Torznab.Config(url=rig.indexer.api_url, api_key=rig.indexer.api_key), name="fair")
    context = StepContext(step="download", begun_at=now(), memo=memo if memo is not None else {})
    context.tell = None if log is None else log.append
    chosen = Fetched(release=release, considered=1, why=NO_REASON)
    args = (house.jobs[place], house.show, house.episodes[place], chosen, [indexer], catalogues, rig.client)
    return download(*args, house.store, house.settings, context)


def finish(house: Market, rig: Downloads, release: Release, place: int = 0) -> Downloaded:
    """Run it until the episode's file is there."""

    def look() -> Downloaded | None:
        try:
            return run(house, rig, release, place)
        except Later:
            return None

    got: Downloaded = wait_until(look, 60)
    return got


def on_offer(rig: Downloads, info_hash: str) -> Release:
    """The release as the indexer lists it."""
    indexer = Torznab(Torznab.Config(url=rig.indexer.api_url, api_key=rig.indexer.api_key), name="fair")
    return next(release for release in indexer.newest() if release.info_hash == info_hash)


def single(rig: Downloads, folder: Path, number: str = "S01E01", **options: object) -> Release:
    name = f"Lantern.Row.{number}.1080p.WEB-DL.H.264-FAIR"
    film = random_file(folder / "film.mkv", 300 * KB)
    return on_offer(rig, rig.indexer.offer(name, film, **options))  # type: ignore[arg-type]


def pack(rig: Downloads, folder: Path, **options: object) -> Release:
    files = {f"Lantern.Row.S01E0{n}.mkv": random_file(folder / f"{n}.mkv", 400 * KB) for n in range(1, 5)}
    return on_offer(rig, rig.indexer.offer("Lantern.Row.S01.1080p.WEB-DL.H.264-FAIR", files, **options))  # type: ignore[arg-type]


def links(house: Market) -> list[tuple[int, int | None]]:
    with house.store.read() as db:
        rows = db.execute(select(download_job.c.job_id, download_job.c.file_index).order_by(download_job.c.job_id))
        return [(row.job_id, row.file_index) for row in rows]


def test_waits_without_a_worker_until_the_file_is_whole(house: Market, rig: Downloads, tmp_path: Path) -> None:
    release = single(rig, tmp_path)
    got = finish(house, rig, release)
    assert got.info_hash == release.info_hash
    assert Path(got.path).read_bytes() == (tmp_path / "film.mkv").read_bytes()


def test_a_subtitle_that_is_too_large_for_a_text_is_told(house: Market, rig: Downloads, tmp_path: Path) -> None:
    files = {"Lantern.Row.S01E01.mkv": 300 * KB, "Lantern.Row.S01E01.en.ass": 5100 * KB}
    made = {name: random_file(tmp_path / name, size) for name, size in files.items()}
    release = on_offer(rig, rig.indexer.offer("Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR", made))
    finish(house, rig, release)
    log: list[str] = []
    assert run(house, rig, release, log=log).subtitles == ()
    assert any("S01E01.en.ass is left out: with 5.1 MB" in line for line in log), log


def test_a_magnet_s_files_are_waited_for(house: Market, rig: Downloads, tmp_path: Path) -> None:
    release = single(rig, tmp_path, as_magnet=True, webseed=False)
    with pytest.raises(Later, match="file list"):
        run(house, rig, release)


def test_a_pack_serves_several_jobs_as_one_torrent_and_loads_only_what_they_need(
    house: Market, rig: Downloads, tmp_path: Path
) -> None:
    release = pack(rig, tmp_path, rate=200 * KB)
    for place in (0, 1):
        with pytest.raises(Later):
            run(house, rig, release, place)
    assert [file_index for _, file_index in links(house)] == [0, 1]
    wanted = [file.wanted for file in rig.client.status(release.info_hash).files]
    assert wanted == [True, True, False, False]
    for place in (0, 1):
        assert Path(finish(house, rig, release, place).path).name == f"Lantern.Row.S01E0{place + 1}.mkv"


def test_a_pack_that_begins_calls_the_episodes_that_still_wait_for_a_release(
    house: Market, rig: Downloads, tmp_path: Path
) -> None:
    later = now() + timedelta(hours=3)
    for place in (1, 2):
        with house.store.write() as db:
            db.execute(update(step_run).where(step_run.c.id == house.run_of(place, "fetch").id).values(due_at=later))
    with pytest.raises(Later):
        run(house, rig, pack(rig, tmp_path, rate=200 * KB))
    for place in (1, 2):
        assert house.run_of(place, "fetch").due_at <= now()  # type: ignore[operator]
        joined = house.fetch(place)
        with pytest.raises(Later):
            run(house, rig, joined.release, place)
    assert house.shop.asked == [], "and they join in without a search"
    assert [file_index for _, file_index in links(house)] == [0, 1, 2]


def test_one_more_episode_of_a_finished_pack_is_loaded_later(house: Market, rig: Downloads, tmp_path: Path) -> None:
    release = pack(rig, tmp_path)
    finish(house, rig, release, 0)
    rig.until_complete(release.info_hash)
    assert Path(finish(house, rig, release, 2).path).name == "Lantern.Row.S01E03.mkv"


def test_ending_one_job_s_part_in_a_pack_leaves_the_others(house: Market, rig: Downloads, tmp_path: Path) -> None:
    release = pack(rig, tmp_path, stalled=True)
    for place in (0, 1):
        with pytest.raises(Later):
            run(house, rig, release, place)
    assert let_go(house.store, rig.client, house.jobs[0].id, lambda *_: True) == []
    assert [file.wanted for file in rig.client.status(release.info_hash).files] == [False, True, False, False]
    assert let_go(house.store, rig.client, house.jobs[1].id, lambda *_: True) == [release.title]
    with pytest.raises(NotFound):
        rig.client.status(release.info_hash)


def test_what_the_client_lost_is_added_again(house: Market, rig: Downloads, tmp_path: Path) -> None:
    release = pack(rig, tmp_path, stalled=True)
    for place in (0, 1):
        with pytest.raises(Later):
            run(house, rig, release, place)
    rig.client.remove(release.info_hash, with_data=True)
    rig.indexer.stall(release.info_hash, stalled=False)
    for place in (0, 1):
        finish(house, rig, release, place)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["Lantern.Row.S01E01.mkv", "codec.exe"], "a program"),
        (["Lantern.Row.S01E01.rar"], "packed"),
        (["readme.txt"], "no video"),
        (["Lantern.Row.S01E02.mkv"], "none of its 1 files"),
        (["BDMV/STREAM/00000.m2ts", "BDMV/STREAM/00001.m2ts"], "a whole disc"),
    ],
)
def test_a_torrent_with_the_wrong_things_in_it_is_rejected_before_a_byte_is_loaded(
    house: Market, rig: Downloads, tmp_path: Path, files: list[str], said: str
) -> None:
    named = {name: random_file(tmp_path / name, 20 * KB) for name in files}
    release = on_offer(rig, rig.indexer.offer("Lantern.Row.S01E01.1080p.WEB-DL-FAIR", named))
    with pytest.raises(Reject, match=said):
        run(house, rig, release)
    with pytest.raises(NotFound):
        rig.client.status(release.info_hash)


def test_a_dead_download_gives_way_for_a_day(house: Market, rig: Downloads, tmp_path: Path) -> None:
    release = single(rig, tmp_path, stalled=True)
    with pytest.raises(Later):
        run(house, rig, release)
    rig.until(release.info_hash, lambda status: status.state is DownloadState.DOWNLOADING)
    with pytest.raises(Reject, match=r"it stalled at 0%: nothing came for 3\d min") as caught:
        look_on(house, rig, release, minutes=60)
    assert caught.value.lasting == timedelta(days=1)


def look_on(
    house: Market,
    rig: Downloads,
    release: Release,
    minutes: int,
    memo: dict[str, str] | None = None,
    catalogues: Sequence[Catalogue] = (),
) -> dict[str, str]:
    """Look once a minute for so long; what the step remembers then."""
    memo = memo if memo is not None else {}
    for _ in range(minutes):
        with suppress(Later):
            run(house, rig, release, memo=memo, catalogues=catalogues)
        pass_by(memo, timedelta(minutes=1))
    return memo


def pass_by(memo: dict[str, str], time: timedelta) -> None:
    """The clock says so much more than at the last look."""
    if SEEN in memo:
        at, rest = memo[SEEN].split(" ", 1)
        memo[SEEN] = f"{(datetime.fromisoformat(at) - time).isoformat()} {rest}"


@pytest.mark.parametrize("jump", [timedelta(days=2), timedelta(hours=9), timedelta(hours=-1)])
def test_time_in_which_nobody_looked_is_no_stall(
    house: Market, rig: Downloads, tmp_path: Path, jump: timedelta
) -> None:
    """After a power cut, a suspend, a client that was away, or a jump of the clock, it begins anew."""
    release = single(rig, tmp_path, stalled=True)
    memo = look_on(house, rig, release, minutes=25)
    pass_by(memo, jump)
    look_on(house, rig, release, minutes=25, memo=memo)


def test_without_the_internet_no_release_is_blamed(house: Market, rig: Downloads, tmp_path: Path) -> None:
    release = single(rig, tmp_path, stalled=True)
    nowhere = TVmaze(TVmaze.Config(url="http://127.0.0.1:9", timeout=5), name="tvmaze")
    memo = look_on(house, rig, release, minutes=120, catalogues=[nowhere])
    with CatalogueServer() as back:
        there = TVmaze(TVmaze.Config(url=back.tvmaze_url), name="tvmaze")
        look_on(house, rig, release, minutes=10, memo=memo, catalogues=[there])
        with pytest.raises(Reject, match="it stalled"):
            look_on(house, rig, release, minutes=120, memo=memo, catalogues=[there])  # a peer seen has it wait longer


def test_waits_when_it_does_not_fit_beside_what_is_on_its_way(house: Market, rig: Downloads, tmp_path: Path) -> None:
    downloads.note(house.store, house.jobs[1].id, "cd" * 20, Release(title="Big", indexer="fair"), 10**15)
    with pytest.raises(Later, match=r"Waiting for disk space: .* promised to other downloads"):
        run(house, rig, single(rig, tmp_path))


def test_an_indexer_that_is_not_configured_any_more_is_named(house: Market, rig: Downloads, tmp_path: Path) -> None:
    gone = replace(single(rig, tmp_path), indexer="gone")
    with pytest.raises(Reject, match="gone is not configured"):
        run(house, rig, gone)


def test_a_file_that_vanished_is_a_person_s_matter(house: Market, rig: Downloads, tmp_path: Path) -> None:
    release = single(rig, tmp_path)
    Path(finish(house, rig, release).path).unlink()
    with pytest.raises(Stuck, match="path mapping"):
        run(house, rig, release)


class Ailing(Transmission):
    """The real one, whose torrents report what no test can bring a disk to do."""

    error = ""
    problem: DownloadProblem | None = None
    state = DownloadState.STOPPED

    def status(self, info_hash: str) -> DownloadStatus:
        return replace(super().status(info_hash), error=reason_from(self.error), problem=self.problem, state=self.state)


@pytest.mark.parametrize(
    ("problem", "error", "first", "second"),
    [
        (DownloadProblem.FULL, "Kein Platz auf dem Datenträger", Later, Later),
        (DownloadProblem.FULL, "disk full", Later, Later),  # another client's words
        (DownloadProblem.DENIED, "EACCES", Stuck, Stuck),
        (DownloadProblem.READ_ONLY, "", Stuck, Stuck),
        (DownloadProblem.BROKEN, "", Stuck, Stuck),
        (DownloadProblem.MISSING_DATA, "", Stuck, Stuck),
        (DownloadProblem.OTHER, "Piece #3 is corrupt", Later, Reject),
        (None, "a client that does not sort its errors", Later, Reject),
    ],
)
def test_local_errors_are_sorted_by_what_can_be_done(
    house: Market,
    rig: Downloads,
    tmp_path: Path,
    problem: DownloadProblem | None,
    error: str,
    first: type[Exception],
    second: type[Exception],
) -> None:
    release = single(rig, tmp_path, stalled=True)
    ailing = Ailing(rig.daemon.config, name="transmission")
    ailing.error, ailing.problem = error, problem
    ill, memo = replace(rig, client=ailing), dict[str, str]()
    for expected in (first, second):
        with pytest.raises(expected):
            run(house, ill, release, memo=memo)


def test_time_in_the_client_s_queue_is_no_stall(house: Market, rig: Downloads, tmp_path: Path) -> None:
    release = single(rig, tmp_path, stalled=True)
    queued = Ailing(rig.daemon.config, name="transmission")
    queued.state = DownloadState.QUEUED
    rig = replace(rig, client=queued)
    look_on(house, rig, release, minutes=60)


def test_torrents_of_jobs_that_were_given_up_are_swept_away(house: Market, rig: Downloads, tmp_path: Path) -> None:
    release = single(rig, tmp_path, stalled=True)
    with pytest.raises(Later):
        run(house, rig, release)
    with house.store.write() as db:
        leases.cancel_job(db, house.jobs[0].id)
    assert remove_unneeded(house.store, rig.client) == 1
    with pytest.raises(NotFound):
        rig.client.status(release.info_hash)


def given(house: Market, rig: Downloads, info_hash: str) -> Release:
    """The release that `fetch` takes once a person has given this .torrent."""
    torrent = given_torrents.read(rig.indexer.torrent_of(info_hash))
    actions.take_given(house.store, house.episodes[0].id, torrent, STAGES)
    with house.store.read() as db:
        return next(each.release for each in verdicts.of_episode(db, house.episodes[0].id) if each.release.by_hand)


def test_what_a_person_gave_is_loaded_whatever_it_is_called(house: Market, rig: Downloads, tmp_path: Path) -> None:
    info_hash = rig.indexer.offer("holiday", random_file(tmp_path / "film.mkv", 300 * KB))
    assert Path(finish(house, rig, given(house, rig, info_hash)).path).name == "holiday.mkv"


def test_of_what_a_person_gave_no_passkey_is_kept_once_the_client_has_it(
    house: Market, rig: Downloads, tmp_path: Path
) -> None:
    release = given(house, rig, rig.indexer.offer("holiday", random_file(tmp_path / "film.mkv", 300 * KB)))
    with house.store.read() as db:
        assert kept.tells_more(db, release.info_hash or "")

    finish(house, rig, release)

    with house.store.read() as db:
        torrent = kept.find(db, release.info_hash or "")
    assert torrent == Torrent(info_hash=release.info_hash or "", magnet=f"magnet:?xt=urn:btih:{release.info_hash}")


def test_of_several_videos_that_a_person_gave_none_is_guessed(house: Market, rig: Downloads, tmp_path: Path) -> None:
    files = {f"{n}.mkv": random_file(tmp_path / f"{n}.mkv", 100 * KB) for n in ("sea", "hills")}
    release = given(house, rig, rig.indexer.offer("both", files))
    with pytest.raises(Reject, match="none of its 2 files"):
        run(house, rig, release)


def test_what_a_person_gave_long_ago_is_not_kept(house: Market, rig: Downloads, tmp_path: Path) -> None:
    release = given(house, rig, rig.indexer.offer("old", random_file(tmp_path / "film.mkv", 100 * KB)))
    with house.store.write() as db:
        db.execute(update(given_torrent).values(given_at=now() - timedelta(days=15)))
    prune(house.store)
    with pytest.raises(Reject, match="not kept any more"):
        run(house, rig, release)
