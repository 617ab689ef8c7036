from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, quote_plus
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from demo.indexer import Indexer as DemoIndexer
from integrations.torznab import Torznab
from integrations.torznab.capabilities import Caps
from integrations.torznab.questions import questions, search_words
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import Release, SceneRange, ShowInfo, ShowKind, Wanted
from pipeline.ports import Indexer
from tests.rigs import proxies
from tests.rigs.transmission import random_file

SECRET = "k3y-of-ours/+ 1"
CAPS = '<caps><limits max="100"/><searching><search available="yes"/></searching></caps>'
SHOW = ShowInfo(title="The Tin Orchard", tvdb_id=7, tvmaze_id=8, imdb_id="tt0000009", aliases=("Tin Orchard",))


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoIndexer]:
    with DemoIndexer(tmp_path / "indexer", api_key=SECRET) as server:
        yield server


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return random_file(tmp_path / "film.mkv", 1000)


def client(url: str, key: str = SECRET, **changes: object) -> Torznab:
    return Torznab(
        Torznab.Config.model_validate({"url": url, "api_key": key, "timeout": 10, **changes}), name="torznab"
    )


def feed(*items: str) -> str:
    spaces = 'xmlns:torznab="http://torznab.com/schemas/2015/feed" xmlns:newznab="http://newznab.com/x"'
    return f'<?xml version="1.0"?><rss {spaces}><channel>{"".join(items)}</channel></rss>'


def item(title: str = "Show.S01E01", link: str = "http://127.0.0.1:9/t", inner: str = "", **attributes: str) -> str:
    attrs = "".join(f"<torznab:attr name={quoteattr(k)} value={quoteattr(v)}/>" for k, v in attributes.items())
    return f"<item><title>{title}</title><enclosure url={quoteattr(link)} length='0'/>{inner}{attrs}</item>"


def answering(server: HTTPServer, document: str | bytes, status: int = 200, **headers: str) -> Torznab:
    """A client of a server that answers every search like this."""
    server.clear()
    server.expect_request("/api", query_string={"t": "caps", "apikey": SECRET}).respond_with_data(CAPS)
    server.expect_request("/api").respond_with_data(document, status=status, headers=headers)
    return client(server.url_for("/api"))


def one(server: HTTPServer, made: str) -> Release:
    [release] = answering(server, feed(made)).newest()
    return release


# Against the pretend indexer.


@pytest.mark.parametrize(("value", "means"), [("0", ""), ("1", "password"), ("2", "archive"), ("-1", "")])
def test_tells_what_is_locked_with_a_password(demo: DemoIndexer, film: Path, value: str, means: str) -> None:
    demo.offer("Show.S02E04.720p", film, tvdb_id=7, attributes={"password": value})
    [release] = client(demo.api_url).search(Wanted(show=SHOW, season=2, number=4))
    assert release.locked == means


def test_finds_an_episode_by_the_shows_id(demo: DemoIndexer, film: Path) -> None:
    info_hash = demo.offer("Renamed.S02E04.720p", film, tvdb_id=7, seeders=5, peers=9)
    demo.offer("Other.S02E04.720p", film, tvdb_id=70)
    torznab = client(demo.api_url)
    assert isinstance(torznab, Indexer)

    [release] = torznab.search(Wanted(show=SHOW, season=2, number=4))

    assert (release.title, release.info_hash, release.tvdb_id) == ("Renamed.S02E04.720p", info_hash, 7)
    assert (release.size, release.seeders, release.peers, release.indexer) == (1000, 5, 9, "torznab")


def test_asks_by_title_and_alias_when_the_id_finds_nothing(demo: DemoIndexer, film: Path) -> None:
    demo.offer("Tin.Orchard.S02E04.720p", film)

    assert len(client(demo.api_url).search(Wanted(show=SHOW, season=2, number=4))) == 1


def test_finds_a_season_a_daily_and_an_absolute_number(demo: DemoIndexer, film: Path) -> None:
    demo.offer("The.Tin.Orchard.S02.720p", {"a.mkv": film}, tvdb_id=7)
    demo.offer("Evening.2026.11.22.720p", film, tvdb_id=20)
    demo.offer("[Group] Robots - 027 [1080p]", film, category=5070)
    demo.offer("[Group] Robots - 27 [1080p]", film, category=5070)
    torznab = client(demo.api_url)
    daily = ShowInfo(title="Evening", tvdb_id=20, kind=ShowKind.DAILY)
    anime = ShowInfo(title="Robots", kind=ShowKind.ANIME)

    assert [r.title for r in torznab.search(Wanted(show=SHOW, season=2))] == ["The.Tin.Orchard.S02.720p"]
    evening = torznab.search(Wanted(show=daily, season=9, number=200, air_date=date(2026, 11, 22)))
    assert [r.title for r in evening] == ["Evening.2026.11.22.720p"]
    robots = torznab.search(Wanted(show=anime, season=2, number=1, absolute=27))
    assert [r.title for r in robots] == ["[Group] Robots - 27 [1080p]"]


def test_finds_a_season_of_anime_by_its_own_title(demo: DemoIndexer, film: Path) -> None:
    demo.offer("[Group] Robots Glory Line - 02 [1080p]", film, category=5070)
    demo.offer("[Group] Robots Glory Line - 03 [1080p]", film, category=5070)
    glory = SceneRange(title="Robots: Glory Line", season=2, number=1, count=12)
    anime = ShowInfo(title="Robots", kind=ShowKind.ANIME, scene=(glory,))
    found = client(demo.api_url).search(Wanted(show=anime, season=2, number=2, absolute=27))
    assert [r.title for r in found] == ["[Group] Robots Glory Line - 02 [1080p]"]


def test_reads_all_pages_of_a_search(demo: DemoIndexer, film: Path) -> None:
    demo.page_size = 2
    for n in range(5):
        demo.offer(f"Show.S02E04.v{n}", film, tvdb_id=7)

    assert len(client(demo.api_url, page_size=2).search(Wanted(show=SHOW, season=2, number=4))) == 5
    assert len(client(demo.api_url, max_pages=2).search(Wanted(show=SHOW, season=2, number=4))) == 4


def test_the_newest_come_in_pages_until_there_are_no_more(demo: DemoIndexer, film: Path) -> None:
    demo.page_size = 2
    start = datetime(2026, 11, 22, tzinfo=UTC)
    for n in range(3):
        demo.offer(f"Show.E{n}", film, published_at=start - timedelta(days=n))
    torznab = client(demo.api_url)

    pages = [[release.title for release in torznab.newest(page)] for page in range(3)]

    assert pages == [["Show.E0", "Show.E1"], ["Show.E2"], []]
    assert torznab.newest()[0].published_at == start


def test_fetches_the_torrent_with_the_key_put_back(demo: DemoIndexer, film: Path) -> None:
    info_hash = demo.offer("Show.S01E01", film)
    torznab = client(demo.api_url)
    [release] = torznab.newest()

    torrent = torznab.torrent(release)

    assert torrent.info_hash == info_hash
    assert [(file.path, file.size) for file in torrent.files or ()] == [("Show.S01E01.mkv", 1000)]
    for form in (SECRET, quote(SECRET), quote(SECRET, safe=""), quote_plus(SECRET)):
        assert form not in repr(release)


def test_takes_magnets_directly_and_behind_a_redirect(demo: DemoIndexer, film: Path) -> None:
    info_hash = demo.offer("Show.S01E01", film, as_magnet=True)
    torznab = client(demo.api_url)
    [release] = torznab.newest()
    behind = Release(title="x", indexer="torznab", link=f"{demo.url}/dl/1?apikey={{api_key}}")

    assert release.link.startswith("magnet:")
    for found in (release, behind):
        torrent = torznab.torrent(found)
        assert (torrent.info_hash, torrent.data) == (info_hash, None)


def test_a_torrent_that_is_gone_is_missing(demo: DemoIndexer, film: Path) -> None:
    info_hash = demo.offer("Show.S01E01", film)
    torznab = client(demo.api_url)
    [release] = torznab.newest()
    demo.withdraw(info_hash)

    with pytest.raises(NotFound):
        torznab.torrent(release)


@pytest.mark.parametrize("key", ["wrong", ""])
def test_a_wrong_key_is_refused(demo: DemoIndexer, key: str) -> None:
    with pytest.raises(Unauthorized, match="api_key"):
        client(demo.api_url, key).check()


def test_says_what_it_can_search_by(demo: DemoIndexer) -> None:
    assert "tvdbid" in str(client(demo.api_url).check())


def test_asks_for_the_capabilities_once(demo: DemoIndexer) -> None:
    torznab = client(demo.api_url)
    for _ in range(3):
        torznab.search(Wanted(show=SHOW, season=1, number=1))

    assert len([e for e in demo.requests_for("/api") if "t=caps" in e.query]) == 1


def test_an_outage_is_unreachable_and_passes(demo: DemoIndexer) -> None:
    torznab = client(demo.api_url)
    with demo.outage(), pytest.raises(Unreachable) as caught:
        torznab.newest()

    assert SECRET not in repr(caught.value)
    assert torznab.newest() == []


def test_searches_by_words_where_there_are_no_capabilities(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api", query_string={"t": "caps", "apikey": SECRET}).respond_with_data("", status=404)
    httpserver.expect_request("/api").respond_with_data(feed(item("The.Tin.Orchard.S01E02")))

    assert client(httpserver.url_for("/api")).search(Wanted(show=SHOW, season=1, number=2))
    asked = [parse_qs(request.query_string.decode()) for request, _ in httpserver.log]
    assert [query["q"] for query in asked if query["t"] == ["search"]] == [["The Tin Orchard S01E02"]]


# What it asks.

ALL = Caps(tv=frozenset({"q", "season", "ep", "tvdbid", "imdbid", "tvmazeid"}))


def asked(wanted: Wanted, caps: Caps) -> list[dict[str, str]]:
    return questions(wanted, caps, [words for words in [search_words(wanted.show.title)] if words])


def test_takes_the_first_id_that_the_indexer_knows() -> None:
    wanted = Wanted(show=SHOW, season=1, number=2)
    by_maze = Caps(tv=frozenset({"season", "ep", "tvmazeid", "imdbid"}))

    assert asked(wanted, ALL)[0] == {"t": "tvsearch", "tvdbid": "7", "season": "1", "ep": "2"}
    assert asked(wanted, by_maze)[0] == {"t": "tvsearch", "tvmazeid": "8", "season": "1", "ep": "2"}
    assert asked(wanted, Caps())[0] == {"t": "search", "q": "The Tin Orchard S01E02"}
    assert asked(Wanted(show=SHOW, season=3), Caps())[0] == {"t": "search", "q": "The Tin Orchard S03"}


def test_specials_are_searched_by_their_title_too() -> None:
    wanted = Wanted(show=SHOW, season=0, number=3, episode_title="The Making Of")

    assert {"t": "search", "q": "The Tin Orchard The Making Of"} in asked(wanted, ALL)


def test_titles_are_asked_as_they_are_released() -> None:
    assert search_words("Don't Panic: A & B (2020)!") == "Dont Panic A and B 2020"


@given(st.text(), st.integers(0, 3000), st.none() | st.integers(0, 3000), st.sampled_from(ShowKind))
def test_any_show_can_be_asked_for(title: str, season: int, number: int | None, kind: ShowKind) -> None:
    show = ShowInfo(title=title, tvdb_id=7, kind=kind)
    for question in asked(
        Wanted(show=show, season=season, number=number, absolute=number, air_date=date(999, 1, 2)), ALL
    ):
        assert question["t"] in ("search", "tvsearch")
        assert all(value for value in question.values())


# What it reads.


def test_reads_every_attribute(httpserver: HTTPServer) -> None:
    release = one(
        httpserver,
        item(
            inner="<guid>g1</guid><comments>http://x/1#comments</comments>"
            "<pubDate>Sun, 22 Nov 2026 10:00:00 +0100</pubDate>",
            size="123456",
            seeders="3",
            leechers="4",
            infohash="A" * 40,
            tvdbid="7",
            imdb="42",
            tvmazeid="9",
            minimumratio="1.5",
            minimumseedtime="172800",
            downloadvolumefactor="0",
        ),
    )

    assert release == Release(
        title="Show.S01E01",
        indexer="torznab",
        link="http://127.0.0.1:9/t",
        info_hash="a" * 40,
        guid="g1",
        size=123456,
        seeders=3,
        peers=7,
        published_at=datetime(2026, 11, 22, 9, tzinfo=UTC),
        page_url="http://x/1",
        tvdb_id=7,
        tvmaze_id=9,
        imdb_id="tt0000042",
        min_ratio=1.5,
        min_seed_time=172800.0,
        download_factor=0.0,
    )


def test_takes_the_size_from_wherever_it_stands(httpserver: HTTPServer) -> None:
    enclosed = "<item><title>a</title><enclosure url='http://x/t' length='77000000'/></item>"

    assert one(httpserver, enclosed).size == 77_000_000
    assert one(httpserver, item(inner="<size>88</size>")).size == 88
    assert one(httpserver, item(inner="<size>88</size>", size="99")).size == 99
    assert one(httpserver, item(size="-5")).size is None


def test_prefers_the_torrent_file_to_the_magnet(httpserver: HTTPServer) -> None:
    magnet = f"magnet:?xt=urn:btih:{'b' * 40}"

    assert one(httpserver, item(magneturl=magnet)).link == "http://127.0.0.1:9/t"
    only_magnet = one(httpserver, item(link="", magneturl=magnet))
    assert (only_magnet.link, only_magnet.info_hash) == (magnet, "b" * 40)


def test_the_page_of_a_result_is_no_torrent_where_a_magnet_is_there(httpserver: HTTPServer) -> None:
    magnet, page = f"magnet:?xt=urn:btih:{'b' * 40}", "<comments>http://x/1</comments>"
    made = item(link="", inner=f"<link>http://x/1</link>{page}", magneturl=magnet)
    assert one(httpserver, made).link == magnet
    assert one(httpserver, item(link="http://x/1", inner=page)).link == "http://x/1"


def test_an_info_hash_of_zeros_is_none(httpserver: HTTPServer) -> None:
    assert one(httpserver, item(infohash="0" * 40)).info_hash == ""


def test_results_without_link_or_title_are_dropped_with_the_reason(
    httpserver: HTTPServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    document = feed(item(link=""), item(title=""), item(link="file:///etc/passwd"), item("Good"))

    assert [release.title for release in answering(httpserver, document).newest()] == ["Good"]
    assert "dropped 'Show.S01E01': it has no usable link" in caplog.text


def test_a_link_that_asks_for_our_key_is_dropped(httpserver: HTTPServer) -> None:
    document = feed(item(link="http://evil/?k={api_key}"), item("Good"))

    assert [release.title for release in answering(httpserver, document).newest()] == ["Good"]


@pytest.mark.parametrize(
    "form", [SECRET, quote(SECRET), quote(SECRET, safe=""), quote_plus(SECRET), quote(SECRET, safe="").lower()]
)
def test_the_key_is_taken_out_however_it_is_written(httpserver: HTTPServer, form: str) -> None:
    link = f"http://127.0.0.1:9/dl?jackett_apikey={form}&path=1"
    release = one(httpserver, item(link=link, inner=f"<guid>{link.replace('&', '&amp;')}</guid>"))

    assert "{api_key}" in release.link
    assert form not in repr(release)


def test_a_key_that_cannot_be_taken_out_takes_the_result_with_it(httpserver: HTTPServer) -> None:
    twice = quote(quote(SECRET, safe=""), safe="")

    assert answering(httpserver, feed(item(link=f"http://x/?u={twice}"))).newest() == []


def test_an_indexer_that_repeats_its_first_page_ends(httpserver: HTTPServer) -> None:
    torznab = answering(httpserver, feed(*[item(f"E{n}", f"http://x/{n}") for n in range(100)]))

    assert len(torznab.newest(0)) == 100
    assert torznab.newest(1) == []
    assert len(torznab.newest(0)) == 100
    assert len(torznab.search(Wanted(show=SHOW, season=1, number=1))) == 100


JACKETT = '<caps><server title="Jackett"/><limits default="1000" max="1000"/><searching>{}</searching></caps>'.format(
    '<search available="yes" supportedParams="q"/><tv-search available="yes" supportedParams="q,season,ep"/>'
)
SEARCH_BY_ALL = (
    '<caps><searching><search available="yes" supportedParams="q"/>'
    '<tv-search available="yes" supportedParams="q,season,ep,tvdbid"/></searching></caps>'
)

Answers = Callable[[dict[str, str]], str]


def serving(server: HTTPServer, caps: str, answers: Answers) -> tuple[Torznab, list[dict[str, str]]]:
    """A client of a server with these caps, which answers searches so; and the searches that it got."""
    asked: list[dict[str, str]] = []

    def answer(request: Request) -> Response:
        query = request.args.to_dict()
        if query["t"] == "caps":
            return Response(caps)
        asked.append({name: value for name, value in query.items() if name not in ("apikey", "cat", "extended")})
        return Response(answers(query))

    server.clear()
    server.expect_request("/api").respond_with_handler(answer)
    return client(server.url_for("/api")), asked


def numbered(count: int, start: int = 0) -> list[str]:
    return [item(f"E{n}", f"http://x/{n}.torrent") for n in range(start, start + count)]


def test_jackett_gives_all_in_one_answer_and_is_asked_anew(httpserver: HTTPServer) -> None:
    def answers(query: dict[str, str]) -> str:
        listed = [] if query.get("offset", "0") != "0" else numbered(600)[: int(query.get("limit", "600"))]
        return feed(*listed)

    torznab, asked = serving(httpserver, JACKETT, answers)

    assert len(torznab.newest()) == 600
    assert torznab.newest(1) == []
    assert len(torznab.search(Wanted(show=SHOW, season=1, number=1))) == 600
    assert all(question["cache"] == "false" and "limit" not in question for question in asked)


def test_one_result_without_a_link_does_not_end_the_pages(httpserver: HTTPServer) -> None:
    def answers(query: dict[str, str]) -> str:
        start = int(query["offset"])
        listed = numbered(240)[start : start + 100]
        return feed(*([item("No link", "")] if start == 0 else []), *listed[1 if start == 0 else 0 :])

    torznab, _ = serving(httpserver, CAPS, answers)

    assert len(torznab.search(Wanted(show=ShowInfo(title="E1"), season=1, number=1))) == 239


@pytest.mark.parametrize("code", [200, 201, 202, 203])
def test_ids_that_are_refused_give_way_to_titles_and_are_not_tried_again(httpserver: HTTPServer, code: int) -> None:
    def answers(query: dict[str, str]) -> str:
        if "tvdbid" in query:
            return f'<error code="{code}" description="Function not available"/>'
        return feed(item("The.Tin.Orchard.S01E02"))

    torznab, asked = serving(httpserver, SEARCH_BY_ALL, answers)
    for _ in range(2):
        [release] = torznab.search(Wanted(show=SHOW, season=1, number=2))

    assert release.title == "The.Tin.Orchard.S01E02"
    assert ["tvdbid" in question for question in asked] == [True, False, False]


def test_where_no_search_by_numbers_is_taken_words_are_asked(httpserver: HTTPServer) -> None:
    def answers(query: dict[str, str]) -> str:
        if query["t"] == "tvsearch":
            return '<error code="203" description="Function not available"/>'
        return feed(item("The.Tin.Orchard.S01E02"))

    torznab, asked = serving(httpserver, SEARCH_BY_ALL, answers)

    for _ in range(2):
        assert len(torznab.search(Wanted(show=SHOW, season=1, number=2))) == 1
    assert [question["t"] for question in asked][-1] == "search"
    assert sum(question["t"] == "tvsearch" for question in asked) == 2


def test_what_an_id_brings_of_other_shows_is_no_answer(httpserver: HTTPServer) -> None:
    def answers(query: dict[str, str]) -> str:
        others = [item("Other.Show.S01E01"), item("Another.S02E01", "http://x/2.torrent")]
        return feed(*others) if "tvdbid" in query else feed(item("Tin.Orchard.S01E02", "http://x/3.torrent"))

    torznab, asked = serving(httpserver, SEARCH_BY_ALL, answers)

    assert "Tin.Orchard.S01E02" in [r.title for r in torznab.search(Wanted(show=SHOW, season=1, number=2))]
    assert len(asked) == 2


def test_titles_are_asked_until_one_brings_the_show(httpserver: HTTPServer) -> None:
    show = ShowInfo(title="One", aliases=tuple(f"Name {n}" for n in range(8)))

    def answers(query: dict[str, str]) -> str:
        return feed(item("Name.6.S01E02")) if query["q"] == "Name 6" else feed(item("Other", "http://x/o"))

    torznab, asked = serving(httpserver, SEARCH_BY_ALL, answers)

    assert "Name.6.S01E02" in [r.title for r in torznab.search(Wanted(show=show, season=1, number=2))]
    assert asked[-1]["q"] == "Name 6"


def test_titles_that_bring_nothing_are_asked_rarely(httpserver: HTTPServer) -> None:
    show = ShowInfo(title="One", aliases=tuple(f"Name {n}" for n in range(4)))
    torznab, asked = serving(httpserver, SEARCH_BY_ALL, lambda _: feed())

    for number in range(20):
        assert torznab.search(Wanted(show=show, season=1, number=number)) == []

    assert sum(question["q"] == "One" for question in asked) == 20
    assert sum(question["q"] != "One" for question in asked) == 8


def test_a_special_is_asked_for_by_its_number_in_words(httpserver: HTTPServer) -> None:
    """Jackett and Prowlarr make the bare title of tvsearch&season=0: ordinary episodes come."""

    def answers(query: dict[str, str]) -> str:
        if query["t"] == "tvsearch":
            return feed(*[item(f"The.Tin.Orchard.S01E0{n}", f"http://x/{n}.torrent") for n in range(5)])
        return feed(item("The.Tin.Orchard.S00E03", "http://x/9.torrent")) if "S00E03" in query["q"] else feed()

    torznab, _ = serving(httpserver, SEARCH_BY_ALL, answers)

    found = torznab.search(Wanted(show=SHOW, season=0, number=3))
    assert "The.Tin.Orchard.S00E03" in [release.title for release in found]


@pytest.mark.parametrize(
    "caps",
    [
        '<caps><server title="X"/><limits max="100"/></caps>',
        '<caps><searching><search available="no"/><tv-search available="no"/></searching></caps>',
    ],
)
def test_one_that_does_not_say_how_it_is_searched_is_asked_by_words(httpserver: HTTPServer, caps: str) -> None:
    torznab, asked = serving(httpserver, caps, lambda _: feed(item("The.Tin.Orchard.S01E02")))

    assert len(torznab.search(Wanted(show=SHOW, season=1, number=2))) == 1
    assert asked[0]["q"] == "The Tin Orchard S01E02"


@pytest.mark.parametrize("how", ["type='application/x-nzb'", "type=''"])
def test_usenet_results_are_left_out_with_the_reason(httpserver: HTTPServer, how: str) -> None:
    nzb = f"<item><title>Show.S01E01</title><enclosure url='http://x/1.nzb' length='1500000000' {how}/></item>"
    told = item("Show.S01E02", "http://x/getnzb/2", usenetdate="Sun, 22 Nov 2026 10:00:00 +0100", poster="x")
    torznab, _ = serving(httpserver, CAPS, lambda _: feed(nzb, told, item("Good")))

    assert [release.title for release in torznab.newest()] == ["Good"]
    assert "2 left out: it is for usenet, not a torrent" in str(torznab.check())


def test_links_without_a_host_are_those_of_the_indexer(httpserver: HTTPServer) -> None:
    assert one(httpserver, item(link="/dl/1.torrent")).link == httpserver.url_for("/dl/1.torrent")


def test_a_link_that_was_escaped_twice_is_put_right(httpserver: HTTPServer) -> None:
    assert one(httpserver, item(link="http://127.0.0.1:9/dl?a=1&amp;b=2")).link == "http://127.0.0.1:9/dl?a=1&b=2"


def test_an_address_with_a_key_is_no_page_to_show(httpserver: HTTPServer) -> None:
    """Prowlarr's and Jackett's guids are often the site's own download links."""
    guid = "<guid>http://tracker.example/dl/1/x.torrent?passkey=PASSKEY</guid>"

    assert one(httpserver, item(inner=guid)).page_url == ""
    assert one(httpserver, item(inner="<guid>http://tracker.example/details/1</guid>")).page_url


def test_results_that_share_a_guid_are_told_apart(httpserver: HTTPServer) -> None:
    same = [item(f"E{n}", f"http://x/{n}.torrent", "<guid>http://site.example/</guid>") for n in range(3)]

    assert len(answering(httpserver, feed(*same)).newest()) == 3
    assert len({release.key for release in answering(httpserver, feed(*same[:2])).newest()}) == 2


def test_the_torrents_own_size_is_not_the_films(httpserver: HTTPServer) -> None:
    made = "<item><title>a</title><enclosure url='http://x/t' length='39399'/>{}</item>"

    assert one(httpserver, made.format("")).size is None
    assert one(httpserver, made.format("<description>Size: 1.37 GB</description>")).size == 1_370_000_000


def test_an_address_with_blanks_and_a_key_with_a_line_break_are_what_was_meant() -> None:
    config = Torznab.Config.model_validate({"url": " http://x/api ", "api_key": "k3y\n"})

    assert (config.url, config.api_key.get_secret_value()) == ("http://x/api", "k3y")


def test_cookies_headers_and_a_password_go_to_the_indexer_alone(httpserver: HTTPServer) -> None:
    def answer(request: Request) -> Response:
        got.append({name: request.headers.get(name, "") for name in ("Cookie", "X-Own", "Authorization")})
        elsewhere = httpserver.url_for("/t").replace("localhost", "127.0.0.1")
        return Response(feed(item(link=elsewhere))) if request.path == "/api" else Response("", 404)

    got: list[dict[str, str]] = []
    httpserver.expect_request("/api").respond_with_handler(answer)
    httpserver.expect_request("/t").respond_with_handler(answer)
    cookie, headers = "Cookie: uid=1; pass=2", {"X-Own": "3"}
    torznab = client(httpserver.url_for("/api"), cookie=cookie, headers=headers, username="ä", password="ß")
    [release] = torznab.newest()
    with pytest.raises(NotFound):
        torznab.torrent(release)

    assert got[-2]["Cookie"] == "uid=1; pass=2"
    assert got[-2]["X-Own"] == "3"
    assert got[-2]["Authorization"].startswith("Basic ")
    assert got[-1] == {"Cookie": "", "X-Own": "", "Authorization": ""}


# What can go wrong.


def test_cloudflares_page_is_not_a_wrong_key(httpserver: HTTPServer) -> None:
    page = "<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>"
    with pytest.raises(Unreachable, match="Cloudflare") as caught:
        answering(httpserver, page, 403, **{"Server": "cloudflare", "cf-mitigated": "challenge"}).newest()

    assert "api_key" not in caught.value.text


def test_json_of_prowlarr_and_jackett_says_what_is_wrong(httpserver: HTTPServer) -> None:
    trace = "".join(rf"\n   at C.D.E() in ./C.cs:line {n}" for n in range(73, 400))
    gone = f'{{"message": "IndexerDefinition with ID 99 does not exist", "description": "A.B: x{trace}"}}'
    unknown = '{"result": "error", "error": "Unknown indexer: nosuch", "stacktrace": "   at D"}'

    with pytest.raises(NotFound, match="IndexerDefinition with ID 99 does not exist") as caught:
        answering(httpserver, gone, 404).newest()
    assert "line 73" not in caught.value.text
    assert "url" in caught.value.text
    with pytest.raises(NotFound, match=r"Unknown indexer: nosuch.*Is url its address"):
        answering(httpserver, unknown, 500).newest()


def test_a_long_error_is_told_by_its_first_line_and_without_addresses(httpserver: HTTPServer) -> None:
    error = (
        '<error code="900" description="Exception (site): Challenge at http://t.example/dl?passkey=PASSKEY&#xA; '
        '---&gt; System.Exception&#xA;   at X.cs:line 1"/>'
    )
    with pytest.raises(Unreachable) as caught:
        answering(httpserver, error, 400).newest()

    assert caught.value.text == "the indexer says: Exception (site): Challenge at http://t.example/… (error 900)."


def test_a_login_page_asks_for_the_key(httpserver: HTTPServer) -> None:
    torznab = answering(httpserver, "")
    httpserver.clear()
    httpserver.expect_request("/api").respond_with_response(Response("", 302, {"Location": "/UI/Login?ReturnUrl=x"}))
    httpserver.expect_request("/UI/Login").respond_with_data("<html>Password")

    with pytest.raises(Unauthorized, match="api_key"):
        torznab.check()


def test_a_proxy_that_asks_for_a_password_is_not_taken_for_a_wrong_key(httpserver: HTTPServer) -> None:
    asks = Response("", 401, {"WWW-Authenticate": 'Basic realm="home"'})
    httpserver.expect_request("/api").respond_with_response(asks)
    config = {"url": httpserver.url_for("/api"), "api_key": SECRET}

    with pytest.raises(Unauthorized, match="check username and password"):
        Torznab(Torznab.Config.model_validate(config), name="idx").newest()


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        ('<error description="Request limit reached"/>', Unreachable, "Request limit reached"),
        ('{"error": "no such user"}', BadResponse, "instead of a feed it answers: no such user"),
    ],
)
def test_an_answer_of_another_form_is_quoted(
    httpserver: HTTPServer, answer: str, kind: type[OutsideError], told: str
) -> None:
    with pytest.raises(kind, match=told):
        answering(httpserver, answer).newest()


def test_prowlarrs_test_address_is_told(httpserver: HTTPServer) -> None:
    with pytest.raises(BadResponse, match="Copy Torznab URL"):
        answering(httpserver, feed(item("Test Release"))).check()


def test_that_nothing_at_all_is_listed_is_said(httpserver: HTTPServer) -> None:
    assert "lists nothing at all" in str(answering(httpserver, feed()).check())


ERRORS = [
    (100, "Incorrect user credentials", Unauthorized),
    (102, "Insufficient privileges", Unauthorized),
    (910, "API Disabled", Unauthorized),
    (200, "Missing parameter", BadResponse),
    (203, "Function not available", BadResponse),
    (300, "No such item", NotFound),
    (500, "Request limit reached", Unreachable),
    (501, "Download limit reached", Unreachable),
    (900, "Indexer failed", Unreachable),
    (429, "Too many", Unreachable),
    (999, "API limit of the day", Unreachable),
]


@pytest.mark.parametrize(("code", "said", "kind"), ERRORS)
@pytest.mark.parametrize("status", [200, 400, 429, 500])
def test_error_documents_count_whatever_their_status(
    httpserver: HTTPServer, code: int, said: str, kind: type[OutsideError], status: int
) -> None:
    document = f'<?xml version="1.0"?><error code="{code}" description="{said} {SECRET}"/>'

    with pytest.raises(kind, match=said) as caught:
        answering(httpserver, document, status).newest()

    assert SECRET not in str(caught.value)


STATUSES = [
    (401, Unauthorized),
    (403, Unauthorized),
    (404, NotFound),
    (400, BadResponse),
    (429, Unreachable),
    (503, Unreachable),
]


@pytest.mark.parametrize(("status", "kind"), STATUSES)
def test_statuses_are_sorted_by_what_to_do(httpserver: HTTPServer, status: int, kind: type[OutsideError]) -> None:
    with pytest.raises(kind) as caught:
        answering(httpserver, f"secret {SECRET}", status).newest()

    assert SECRET not in repr(vars(caught.value))


def test_waits_as_long_as_it_is_told(httpserver: HTTPServer) -> None:
    with pytest.raises(Unreachable) as caught:
        answering(httpserver, "", 429, **{"Retry-After": "90"}).newest()

    assert caught.value.retry_after == 90.0


BOMB = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel>&b;</channel></rss>'
EXTERNAL = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel>&a;</channel></rss>'
UNREADABLE = {
    "an entity bomb": BOMB,
    "a file of ours": EXTERNAL,
    "a web page": "<!doctype html><html><body>Log in<br></body></html>",
    "nothing": "",
    "half a document": "<rss><channel><item>",
    "an unknown encoding": '<?xml version="1.0" encoding="klingon"?><rss/>',
    "bytes": b"\xff\xfe\x00\x01",
    "another document": "<caps/>",
    "a flood of elements": "<rss>" + "<a/>" * 400_000 + "</rss>",
    "too long": "<rss>" + " " * 34_000_000 + "</rss>",
}


@pytest.mark.parametrize("document", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_nonsense(httpserver: HTTPServer, document: str | bytes) -> None:
    with pytest.raises(BadResponse):
        answering(httpserver, document).newest()


def test_a_document_nested_without_end_is_no_crash(httpserver: HTTPServer) -> None:
    with contextlib.suppress(OutsideError):
        answering(httpserver, "<rss>" + "<a>" * 90_000 + "</a>" * 90_000 + "</rss>").newest()


FAULTS = [
    (404, "", NotFound),
    (410, '<error code="410" description="Download failed"/>', NotFound),
    (403, "", NotFound),
    (500, '<error code="500" description="Invalid torrent file contents. Reason: not a torrent"/>', BadResponse),
    (500, '{"message": "Failed to normalize provided link"}', BadResponse),
    (500, "oops", BadResponse),
    (200, "<!doctype html><html>Please log in</html>", BadResponse),
    (200, "", BadResponse),
    (200, "d4:infod9:file treed5:x.mkvd0:d6:lengthi100eeee12:piece lengthi16384eee", BadResponse),
    (502, "", Unreachable),
    (503, "", Unreachable),
    (401, "", Unauthorized),
    (429, '<error code="429" description="User configurable Indexer Grab Limit of 1 reached."/>', Unreachable),
    (500, '<error code="500" description="Request limit reached"/>', Unreachable),
]


@pytest.mark.parametrize(("status", "body", "kind"), FAULTS)
def test_a_failed_download_is_the_releases_fault_or_the_indexers(
    httpserver: HTTPServer, status: int, body: str, kind: type[OutsideError]
) -> None:
    httpserver.expect_request("/t").respond_with_data(body, status=status)

    with pytest.raises(kind):
        client(httpserver.url_for("/api")).torrent(Release(title="x", indexer="x", link=httpserver.url_for("/t")))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("You have reached your limit for today.\nSee https://x/limits?passkey=abcdef", "You have reached your limit"),
        ("d14:failure reason21:Torrent not found nowe", "Torrent not found now"),
        ('{"error": "Torrent does not exist"}', "Torrent does not exist"),
    ],
)
def test_words_that_come_instead_of_a_torrent_are_repeated(httpserver: HTTPServer, body: str, said: str) -> None:
    httpserver.expect_request("/t").respond_with_data(body)

    with pytest.raises(BadResponse, match=f"Instead of a torrent file came: {said}") as caught:
        client(httpserver.url_for("/api")).torrent(Release(title="x", indexer="x", link=httpserver.url_for("/t")))
    assert "abcdef" not in str(caught.value)


def test_a_magnet_link_may_come_where_a_torrent_was_asked_for(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/t").respond_with_data(f"\nmagnet:?xt=urn:btih:{'b' * 40}&dn=x\n")

    found = client(httpserver.url_for("/api")).torrent(Release(title="x", indexer="x", link=httpserver.url_for("/t")))
    assert (found.info_hash, found.data) == ("b" * 40, None)


TORRENTS = {
    "a redirect in circles": Response("", 302, {"Location": "/t"}),
    "a redirect to a file": Response("", 302, {"Location": "file:///etc/passwd"}),
    "a redirect to nowhere": Response("", 302, {"Location": "http://[broken"}),
    "a redirect to a magnet without hash": Response("", 302, {"Location": "magnet:?dn=x"}),
    "a page": Response("<html>", 200),
    "nothing": Response("", 200),
    "trouble": Response("", 502),
    "an error document": Response('<error code="501" description="Download limit reached"/>', 200),
}


@pytest.mark.parametrize("answer", TORRENTS.values(), ids=TORRENTS)
def test_what_is_no_torrent_is_one_of_our_errors(httpserver: HTTPServer, answer: Response) -> None:
    httpserver.expect_request("/t").respond_with_response(answer)
    release = Release(title="x", indexer="torznab", link=httpserver.url_for("/t"))

    with pytest.raises(OutsideError):
        client(httpserver.url_for("/api")).torrent(release)


def test_a_server_that_drips_is_given_up(httpserver: HTTPServer) -> None:
    def drip(_: Request) -> Response:
        def pieces() -> Iterator[bytes]:
            while True:
                yield b" "
                stop.wait(0.05)

        return Response(pieces(), 200)

    stop = threading.Event()
    httpserver.expect_request("/api").respond_with_handler(drip)
    with pytest.raises(Unreachable):
        client(httpserver.url_for("/api"), timeout=0.5).check()


words = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30)
names = st.sampled_from(
    ["size", "seeders", "peers", "infohash", "magneturl", "tvdbid", "imdb", "minimumratio", "minimumseedtime", "x"]
)
numbers = st.integers().map(str) | st.floats().map(str) | words
links = words | st.sampled_from(["http://x/t", "magnet:?xt=urn:btih:" + "a" * 40, "http://[", "//x", "ftp://x/"])


def element(name: str, text: str) -> str:
    return f"<{name}>{text.replace('&', '&amp;').replace('<', '&lt;')}</{name}>"


@st.composite
def items(draw: st.DrawFn) -> str:
    parts = [
        element(draw(st.sampled_from(["title", "link", "guid", "pubDate", "comments", "size"])), draw(numbers | links))
    ]
    parts += [element("title", draw(words)) for _ in range(draw(st.integers(0, 2)))]
    parts += [f"<enclosure url={quoteattr(draw(links))} length={quoteattr(draw(numbers))}/>"]
    pairs = draw(st.lists(st.tuples(names, numbers | links), max_size=6))
    parts += [f"<torznab:attr name={quoteattr(k)} value={quoteattr(v)}/>" for k, v in pairs]
    return element("item", "").replace("><", f">{''.join(draw(st.permutations(parts)))}<")


documents = (
    st.lists(items(), max_size=5).map(lambda made: feed(*made).encode())
    | st.lists(items(), max_size=3).map(lambda made: feed(*made).encode()[:-20])
    | st.binary(max_size=200)
    | st.tuples(numbers, words).map(lambda e: f"<error code={quoteattr(e[0])} description={quoteattr(e[1])}/>".encode())
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples * 4 // 5)
@given(document=documents, status=st.sampled_from([200, 200, 200, 201, 302, 400, 404, 429, 500]))
def test_any_document_gives_releases_or_one_of_our_errors(httpserver: HTTPServer, document: bytes, status: int) -> None:
    torznab = answering(httpserver, document, status)
    try:
        releases = torznab.newest()
    except (Unreachable, Unauthorized, NotFound, BadResponse):
        return
    for release in releases:
        assert release.title
        assert release.link.lower().startswith(("http://", "https://", "magnet:"))
        assert release.size is None or release.size > 0
        assert release.info_hash == "" or len(release.info_hash) == 40
        assert release.published_at is None or release.published_at.tzinfo is UTC


@pytest.mark.parametrize(
    "url", ["prowlarr:9696/1/api", "http://x/api?apikey=topsecret", "http://me:topsecret@x/api", "http:///api"]
)
def test_urls_that_cannot_be_are_refused_without_repeating_them(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Torznab.Config(url=url)

    assert "topsecret" not in str(caught.value)


KEY = "a-key-of-ours"
SAID: dict[str, tuple[type[OutsideError], str]] = {
    "Prowlarr: a wrong key": (Unauthorized, "Check api_key"),
    "Prowlarr: the site fails, so it is left alone": (Unreachable, "Indexer is disabled till"),
    "Prowlarr: query limit": (Unreachable, "Query Limit of 1"),
    "Prowlarr: a deleted indexer": (NotFound, "IndexerDefinition with ID 99 does not exist"),
    "Prowlarr: a disabled indexer": (NotFound, "Indexer is disabled"),
    "Prowlarr: another page's address": (NotFound, "Is url its address"),
    "Prowlarr: /api alone": (BadResponse, "check its url"),
    "Jackett: a wrong key": (Unauthorized, "Check api_key"),
    "Jackett: an unknown indexer": (NotFound, "Unknown indexer: nosuch"),
    "Jackett: a captcha at the site": (Unreachable, "Challenge detected"),
}


@pytest.mark.parametrize("name", proxies.SEARCHES)
def test_what_proxies_answer_instead_of_results_is_sorted_and_told(httpserver: HTTPServer, name: str) -> None:
    answer, (kind, said) = proxies.SEARCHES[name], SAID[name]
    httpserver.expect_request("/api", query_string={"t": "caps", "apikey": KEY}).respond_with_data(SEARCH_BY_ALL)
    httpserver.expect_request("/api").respond_with_data(answer.body, status=answer.status, headers=dict(answer.headers))
    torznab = Torznab(Torznab.Config(url=httpserver.url_for("/api"), api_key=SecretStr(KEY)), name="idx")

    with pytest.raises(kind) as raised:
        torznab.search(Wanted(show=ShowInfo(title="One"), season=1, number=2))

    assert said in raised.value.text
    assert "line 1" not in raised.value.text
    if "Retry-After" in answer.headers:
        assert isinstance(raised.value, Unreachable)
        assert raised.value.retry_after == float(answer.headers["Retry-After"])
