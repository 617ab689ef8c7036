"""A release that cannot be had gives way to the next best, after one fetch of it, and asks no person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from demo.indexer import Indexer as DemoIndexer
from demo.indexer import Spoilt
from demo.torrents import make_torrent
from integrations.torznab import Torznab
from pipeline.clock import now
from pipeline.engine.context import StepContext
from pipeline.engine.guard import guard
from pipeline.errors import BadResponse, Later, NotFound, OutsideError, Reject
from pipeline.model import DownloadState, DownloadStatus, Release, Torrent
from pipeline.model.reasons import NO_REASON
from pipeline.ports import Downloader, Indexer
from pipeline.releases.torrents import read_torrent
from pipeline.steps.download import ALIVE_AGAIN, download
from pipeline.steps.fetch import fetch
from pipeline.steps.results import Fetched
from pipeline.store import blocks, health
from tests.rigs import proxies
from tests.rigs.market import Client, Market, market
from tests.rigs.proxy import JACKETT, PROWLARR, Kind, Proxy
from tests.rigs.transmission import random_file

GOOD, FINE = "Lantern.Row.S01E01.1080p.WEB-DL.H.264-GOOD", "Lantern.Row.S01E01.720p.WEB-DL.H.264-FINE"


@dataclass
class Loading(Client):
    """A client that loads what it is given, and never comes to an end."""

    added: list[str] = field(default_factory=list)
    refuses: dict[str, OutsideError] = field(default_factory=dict)

    def add(self, torrent: Torrent, folder: Path | None = None) -> None:
        if torrent.info_hash in self.refuses:
            raise self.refuses[torrent.info_hash]
        self.added.append(torrent.info_hash)

    def status(self, info_hash: str) -> DownloadStatus:
        if info_hash not in self.added:
            raise NotFound(self.name, "it does not have it")
        return DownloadStatus(
            info_hash=info_hash, name="x", state=DownloadState.DOWNLOADING, folder="/x", size=0, done=0
        )

    def remove(self, info_hash: str, *, with_data: bool) -> None:
        self.added = [each for each in self.added if each != info_hash]


@dataclass
class Story:
    """An episode that waits, the indexers that are asked for it, and the client."""

    house: Market
    indexers: Sequence[Indexer]
    client: Loading
    waits: list[Later] = field(default_factory=list)

    def fetch(self) -> Release:
        work = self.house.context()
        args = (self.house.jobs[0], self.house.show, self.house.episodes[0], self.indexers, self._client())
        chosen = fetch(*args, self.house.store, self.house.settings, work)
        self.house.run_step(0, "fetch", chosen)
        return chosen.release

    def download(self, release: Release, memo: dict[str, str]) -> None:
        """One look at it; what it ends in is raised."""
        args = (self.house.jobs[0], self.house.show, self.house.episodes[0])
        work = StepContext(step="download", begun_at=now(), memo=memo)
        got = Fetched(release=release, considered=1, why=NO_REASON)
        download(*args, got, self.indexers, (), self._client(), self.house.store, self.house.settings, work)

    def go_on(self, looks: int = 20) -> list[str]:
        """Fetch and download until something is being loaded; the reasons for which releases gave way."""
        reasons: list[str] = []
        release, memo = self.fetch(), dict[str, str]()
        for _ in range(looks):
            try:
                self.download(release, memo)
            except Reject as rejected:
                reasons.append(str(rejected.reason))
                self.house.reject(0, str(rejected.reason), rejected.lasting)
                release, memo = self.fetch(), {}
            except Later as later:
                self.waits.append(later)
                if self.client.added:
                    return reasons
        raise AssertionError(f"nothing is loaded after {looks} looks: {reasons}")

    def _client(self) -> Downloader:
        return guard("downloader", self.client, self.house.store)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Market]:
    made = market(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoIndexer]:
    with DemoIndexer(tmp_path / "one") as server:
        yield server


def asking(house: Market, server: DemoIndexer, name: str = "fair") -> Indexer:
    torznab = Torznab(Torznab.Config.model_validate({"url": server.api_url, "api_key": server.api_key}), name=name)
    return guard("indexers", torznab, house.store)


def offer(server: DemoIndexer, title: str, folder: Path, size: int = 1_500_000_000, **options: object) -> str:
    film = random_file(folder / f"{title[-4:]}.mkv", 1000)
    when = now() - timedelta(hours=4)
    return server.offer(title, film, size=size, seeders=20, published_at=when, tvdb_id=1, **options)  # type: ignore[arg-type]


BEHIND = [(PROWLARR, what) for what in proxies.PROWLARR] + [(JACKETT, what) for what in proxies.JACKETT]


@pytest.mark.parametrize(("kind", "what"), BEHIND, ids=[f"{kind.title}: {what}" for kind, what in BEHIND])
def test_behind_a_proxy_the_next_best_is_loaded_after_one_fetch_of_what_cannot_be_had(
    house: Market, tmp_path: Path, kind: Kind, what: str
) -> None:
    torrents = {title: make_torrent(random_file(tmp_path / f"{title}.mkv", 1000)) for title in (GOOD, FINE)}
    with Proxy(kind) as proxy, Proxy(kind) as another:
        for title in (GOOD, FINE):
            proxy.offer(title, torrent=torrents[title])
        another.offer(FINE, torrent=torrents[FINE])
        proxy.spoilt[GOOD] = {**proxies.PROWLARR, **proxies.JACKETT}[what]
        indexers = [guard("indexers", each.client(name), house.store) for each, name in ((proxy, "a"), (another, "b"))]
        story = Story(house, indexers, Loading())

        reasons = story.go_on()

    assert story.client.added == [read_torrent(torrents[FINE]).info_hash]
    assert proxy.fetched.count(GOOD) == 1
    assert "PASSKEY" not in "".join(reasons)
    assert len(proxy.searches) + len(another.searches) <= 6, "what gives way is no reason to search anew"


OTHERS = [what for what in proxies.ALL if what.startswith("site: ")]


@pytest.mark.parametrize("answer", [proxies.ALL[what] for what in OTHERS], ids=OTHERS)
def test_the_next_best_is_loaded_after_one_fetch_of_what_cannot_be_had(
    house: Market, demo: DemoIndexer, tmp_path: Path, answer: Spoilt
) -> None:
    bad, fine = offer(demo, GOOD, tmp_path), offer(demo, FINE, tmp_path)
    with DemoIndexer(tmp_path / "two") as other:
        elsewhere = offer(other, FINE, tmp_path)
        demo.spoil(bad, answer)
        story = Story(house, [asking(house, demo), asking(house, other, "other")], Loading())

        reasons = story.go_on()

    assert len(reasons) >= 1
    assert story.client.added in ([fine], [elsewhere])
    assert "PASSKEY" not in "".join(reasons)
    assert len([e for e in demo.requests_for("/dl/1") if e.path == "/dl/1"]) == 1
    with house.store.read() as db:
        first = blocks.of_episode(db, house.episodes[0].id)[0]
    assert first.title == GOOD
    assert first.until is not None
    assert first.until < now() + timedelta(hours=25)
    assert len(demo.requests_for("/api")) <= 4, "what gives way is no reason to search anew"


def test_what_cannot_be_had_is_tried_again_in_an_hour_and_then_in_a_day(
    house: Market, demo: DemoIndexer, tmp_path: Path
) -> None:
    """A challenge's web page comes for every torrent of a site, and passes."""
    good, story = offer(demo, GOOD, tmp_path), Story(house, [asking(house, demo)], Loading())
    demo.spoil(good, Spoilt(200, b"<html>Just a moment...</html>"))
    lasting = []
    for _ in range(2):
        with pytest.raises(Reject, match="A web page came instead of a torrent file") as caught:
            story.download(story.fetch(), {})
        lasting.append(caught.value.lasting)
        house.reject(0, str(caught.value.reason), timedelta(seconds=-1))  # over by now

    assert lasting == [timedelta(hours=1), timedelta(days=1)]


def test_an_indexer_that_is_away_for_a_moment_is_waited_for(house: Market, demo: DemoIndexer, tmp_path: Path) -> None:
    good = offer(demo, GOOD, tmp_path)
    torznab = Torznab(Torznab.Config.model_validate({"url": demo.api_url, "api_key": demo.api_key}), name="fair")
    story = Story(house, [torznab], Loading())
    demo.fail_next(503, times=2, path_prefix="/dl")

    assert story.go_on() == []
    assert story.client.added == [good]


def test_an_indexer_that_stays_away_gives_way_to_another_s_release(
    house: Market, demo: DemoIndexer, tmp_path: Path
) -> None:
    offer(demo, GOOD, tmp_path)
    with DemoIndexer(tmp_path / "two") as other:
        fine = offer(other, FINE, tmp_path)
        torznab = Torznab(Torznab.Config.model_validate({"url": demo.api_url, "api_key": demo.api_key}), name="fair")
        story = Story(house, [torznab, asking(house, other, "other")], Loading())
        demo.fail_next(503, times=20, path_prefix="/dl")
        story.go_on()

    assert story.client.added == [fine]
    assert len(demo.requests_for("/dl")) == 3


@pytest.mark.parametrize("status", [502, 504, 520])
def test_a_link_that_stays_out_of_reach_gives_way_to_the_next_of_its_own_indexer(
    house: Market, demo: DemoIndexer, tmp_path: Path, status: int
) -> None:
    bad, fine = offer(demo, GOOD, tmp_path), offer(demo, FINE, tmp_path)
    demo.spoil(bad, Spoilt(status))
    story = Story(house, [asking(house, demo)], Loading())

    assert len(story.go_on()) == 1
    assert story.client.added == [fine]
    assert len(demo.requests_for("/dl/1")) == 3


def test_what_the_client_refuses_gives_way(house: Market, demo: DemoIndexer, tmp_path: Path) -> None:
    """A hybrid torrent, say, which Transmission 3.00 calls corrupt."""
    good, fine = offer(demo, GOOD, tmp_path), offer(demo, FINE, tmp_path)
    refusal = BadResponse("client", "Transmission says: invalid or corrupt torrent file.")
    story = Story(house, [asking(house, demo)], Loading(refuses={good: refusal}))

    assert "corrupt" in story.go_on()[0]
    assert story.client.added == [fine]


def test_the_same_torrent_of_another_indexer_is_the_same_torrent(
    house: Market, demo: DemoIndexer, tmp_path: Path
) -> None:
    """Its indexers do not tell the info-hash: it is learned, and the torrent is not fetched at each look."""
    good, fine = offer(demo, GOOD, tmp_path, tell_hash=False), offer(demo, FINE, tmp_path, tell_hash=False)
    with DemoIndexer(tmp_path / "two") as other:
        again = GOOD.replace("1080p.WEB-DL", "1080p.WEB-DL.DDP5.1")
        assert other.offer_again(demo, good, again) == good
        story = Story(house, [asking(house, demo), asking(house, other, "other")], Loading())
        story.go_on()
        assert story.client.added == [good]
        house.reject(0, "it stalled at 3 %", ALIVE_AGAIN)

        reasons = story.go_on()

        assert len(other.requests_for("/dl")) == 1
    assert ["same torrent" in reason for reason in reasons] == [True]
    assert story.client.added == [fine]


def test_a_torrent_that_is_being_loaded_is_not_fetched_again(house: Market, demo: DemoIndexer, tmp_path: Path) -> None:
    offer(demo, GOOD, tmp_path, tell_hash=False)
    story = Story(house, [asking(house, demo)], Loading())
    release, memo = story.fetch(), dict[str, str]()
    for _ in range(5):
        with pytest.raises(Later):
            story.download(release, memo)

    assert len(demo.requests_for("/dl")) == 1


def test_when_nothing_can_be_had_it_is_the_system_s_trouble_and_not_the_whole_list_is_tried(
    house: Market, demo: DemoIndexer, tmp_path: Path
) -> None:
    for n in range(12):
        demo.spoil(offer(demo, f"Lantern.Row.S01E01.1080p.WEB-DL.H.264-G{n:03}", tmp_path), Spoilt(404))
    story = Story(house, [asking(house, demo)], Loading())

    with pytest.raises(Later, match="none suitable"):
        story.go_on(40)
    assert len(demo.requests_for("/dl")) == 5
    with house.store.read() as db:
        (known,) = [each for each in health.all_systems(db) if each.system == "fair"]
    assert "none of the last 5 releases" in str(known.text)
