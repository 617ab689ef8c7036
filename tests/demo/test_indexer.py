from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
import torf

from demo.indexer import Indexer
from pipeline.releases.torrents import read_torrent
from tests.rigs.transmission import random_file


@pytest.fixture
def indexer(tmp_path: Path) -> Iterator[Indexer]:
    with Indexer(tmp_path / "indexer", api_key="key") as server:
        yield server


def ask(indexer: Indexer, **parameters: object) -> str:
    asked = {"apikey": "key", **{name: str(value) for name, value in parameters.items()}}
    return requests.get(indexer.api_url, params=asked, timeout=10).text


def test_its_torrents_are_sound(indexer: Indexer, tmp_path: Path) -> None:
    """Read by another program than ours."""
    files = {"E01.mkv": random_file(tmp_path / "1.mkv", 70_000), "Sub/E01.srt": random_file(tmp_path / "1.srt", 100)}
    info_hash = indexer.offer("Show.S01", files)

    answer = requests.get(f"{indexer.url}/dl/1?apikey=key", timeout=10)
    theirs = torf.Torrent.read_stream(io.BytesIO(answer.content))

    assert theirs.infohash == info_hash == read_torrent(answer.content).info_hash
    assert sorted(str(path) for path in theirs.files) == ["Show.S01/E01.mkv", "Show.S01/Sub/E01.srt"]
    assert [str(seed) for seed in theirs.webseeds] == [f"{indexer.url}/files/1/"]


def test_serves_any_part_of_a_file(indexer: Indexer, tmp_path: Path) -> None:
    film = random_file(tmp_path / "film.mkv", 50_000)
    indexer.offer("Show.S01E01", film)
    url = f"{indexer.url}/files/1/Show.S01E01.mkv"

    assert requests.get(url, timeout=10).content == film.read_bytes()
    for asked, start, end in (
        ("0-0", 0, 1),
        ("100-40099", 100, 40_100),
        ("49999-", 49_999, 50_000),
        ("-5", 49_995, 50_000),
    ):
        answer = requests.get(url, headers={"Range": f"bytes={asked}"}, timeout=10)
        assert answer.status_code == 206
        assert answer.content == film.read_bytes()[start:end]
        assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/50000"
    assert requests.get(url, headers={"Range": "bytes=50000-"}, timeout=10).status_code == 416
    assert requests.head(url, timeout=10).headers["Content-Length"] == "50000"
    for outside in ("../../../etc/passwd", "%2e%2e/%2e%2e/secret", "nothing.mkv"):
        assert requests.get(f"{indexer.url}/files/1/{outside}", timeout=10).status_code == 404


def test_finds_by_id_number_date_and_words(indexer: Indexer, tmp_path: Path) -> None:
    film = random_file(tmp_path / "film.mkv", 100)
    indexer.offer("The.Show.S01E02.720p", film, tvdb_id=7)
    indexer.offer("The.Show.S01.720p", {"a.mkv": film}, tvdb_id=7)
    indexer.offer("The.Show.S02E02.720p", film, tvdb_id=7)
    indexer.offer("Daily.2026.11.22.720p", film, tvdb_id=8)

    by_id = ask(indexer, t="tvsearch", tvdbid=7, season=1, ep=2)
    assert "The.Show.S01E02" in by_id
    assert "The.Show.S01.720p" in by_id
    assert "S02E02" not in by_id
    assert ask(indexer, t="tvsearch", tvdbid=8, season=2026, ep="11/22").count("<item>") == 1
    assert ask(indexer, t="tvsearch", tvdbid=8, season=2026, ep="11/23").count("<item>") == 0
    assert ask(indexer, t="search", q="show s02e02").count("<item>") == 1
    assert ask(indexer, t="search", cat=5070).count("<item>") == 0


def test_lists_the_newest_first_in_pages(indexer: Indexer, tmp_path: Path) -> None:
    film = random_file(tmp_path / "film.mkv", 100)
    for age in (2, 0, 1):
        indexer.offer(f"Age.{age}", film, published_at=datetime(2026, 11, 22, tzinfo=UTC) - timedelta(days=age))

    assert [ask(indexer, t="search", limit=1, offset=n).partition("<item><title>")[2][:5] for n in range(4)] == [
        "Age.0",
        "Age.1",
        "Age.2",
        "",
    ]


def test_claims_and_attributes_are_what_the_offer_says(indexer: Indexer, tmp_path: Path) -> None:
    film = random_file(tmp_path / "film.mkv", 100)
    indexer.offer("Liar", film, size=5_000_000_000, seeders=3, peers=4, attributes={"minimumratio": "1.5"})

    told = ask(indexer, t="search")

    assert '<torznab:attr name="size" value="5000000000"/>' in told
    assert '<torznab:attr name="seeders" value="3"/>' in told
    assert '<torznab:attr name="minimumratio" value="1.5"/>' in told


def test_wants_its_key(indexer: Indexer) -> None:
    assert 'error code="100"' in ask(indexer, t="search", apikey="wrong")
    assert "<caps>" in ask(indexer, t="caps", apikey="")
    assert 'error code="202"' in ask(indexer, t="music")
    assert 'error code="200"' in ask(indexer)


def test_fails_as_it_is_told_and_recovers(indexer: Indexer) -> None:
    indexer.fail_next_with_error(500, "Request limit reached")
    indexer.fail_next(503, path_prefix="/api")

    assert 'code="500"' in ask(indexer, t="search")
    assert requests.get(indexer.api_url, timeout=10).status_code == 503
    assert "<channel>" in ask(indexer, t="search")
    with indexer.outage(), pytest.raises(requests.ConnectionError):
        ask(indexer, t="search")
    assert "<channel>" in ask(indexer, t="search")


def test_a_magnet_offer_redirects_there(indexer: Indexer, tmp_path: Path) -> None:
    info_hash = indexer.offer("Show.S01E01", random_file(tmp_path / "film.mkv", 100), as_magnet=True)

    answer = requests.get(f"{indexer.url}/dl/1?apikey=key", timeout=10, allow_redirects=False)

    assert answer.headers["Location"].startswith(f"magnet:?xt=urn:btih:{info_hash}")


def test_withdrawn_releases_are_gone(indexer: Indexer, tmp_path: Path) -> None:
    info_hash = indexer.offer("Show.S01E01", random_file(tmp_path / "film.mkv", 100))
    indexer.withdraw(info_hash)

    assert "<item>" not in ask(indexer, t="search")
    assert requests.get(f"{indexer.url}/dl/1?apikey=key", timeout=10).status_code == 404


def test_slow_and_stalled_files_come_later(indexer: Indexer, tmp_path: Path) -> None:
    info_hash = indexer.offer("Show.S01E01", random_file(tmp_path / "film.mkv", 30_000), stalled=True)
    url = f"{indexer.url}/files/1/Show.S01E01.mkv"
    with pytest.raises(requests.RequestException):
        requests.get(url, timeout=0.3)

    indexer.stall(info_hash, stalled=False)
    indexer.throttle(info_hash, 100_000)
    assert len(requests.get(url, timeout=10).content) == 30_000
