"""A household behind Prowlarr or Jackett, as these answer: https://github.com/Prowlarr/Prowlarr, …/Jackett/Jackett."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.errors import Unauthorized
from pipeline.model import ShowInfo, Wanted
from tests.rigs.proxy import JACKETT, KEY, PROWLARR, Kind, Proxy

SHOW = ShowInfo(title="Our Show", tvdb_id=1234)


@pytest.fixture(params=[PROWLARR, JACKETT], ids=lambda kind: kind.title)
def proxy(request: pytest.FixtureRequest) -> Iterator[Proxy]:
    kind: Kind = request.param
    with Proxy(kind) as made:
        yield made


def test_an_episode_is_found_read_and_had(proxy: Proxy) -> None:
    proxy.offer("Our.Show.S01E01.720p.WEB.h264-DEMO", "Our.Show.S01E02.1080p.WEB.h264-DEMO")
    torznab = proxy.client()
    assert f"{proxy.kind.title} answers; it searches TV by" in str(torznab.check())

    [release] = torznab.search(Wanted(show=SHOW, season=1, number=2))

    assert (release.title, release.size, release.seeders) == (proxy.listed[1].title, 1_500_000_000, 10)
    assert release.page_url == "http://tracker.example/details/2"
    assert KEY not in repr(release)
    assert torznab.torrent(release).info_hash == f"{2:040}"


@pytest.mark.parametrize("count", [99, 100, 250])
def test_all_that_it_lists_is_read(proxy: Proxy, count: int) -> None:
    proxy.offer(*[f"Our.Show.S01E01.v{n}" for n in range(count)])
    torznab = proxy.client()

    assert len(torznab.search(Wanted(show=SHOW, season=1, number=1))) == count
    pages = [torznab.newest(page) for page in range(4)]
    assert len({release.key for page in pages for release in page}) == count


def test_a_special_is_found_though_its_number_is_lost_on_the_way(proxy: Proxy) -> None:
    proxy.offer("Our.Show.S01E01.720p", "Our.Show.S02E01.720p", "Our.Show.S00E01.720p")

    found = proxy.client().search(Wanted(show=SHOW, season=0, number=1))

    assert [release.title for release in found] == ["Our.Show.S00E01.720p"]


@pytest.mark.parametrize("key", ["wrong", ""])
def test_a_wrong_key_is_told_and_asked_about_once(proxy: Proxy, key: str) -> None:
    with pytest.raises(Unauthorized, match="api_key"):
        proxy.client(key=key).newest()
    assert len(proxy.searches) == 1
