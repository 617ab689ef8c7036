from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, quote_plus
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from demo.indexer import Indexer as DemoIndexer
from integrations.torznab import Caps, Torznab, questions, search_words
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import Release, ShowInfo, ShowKind, Wanted
from pipeline.ports import Indexer
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
    assert "tvdbid" in client(demo.api_url).check()


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
    httpserver.expect_request("/api").respond_with_data(feed(item()))

    assert client(httpserver.url_for("/api")).search(Wanted(show=SHOW, season=1, number=2))
    asked = [parse_qs(request.query_string.decode()) for request, _ in httpserver.log]
    assert [query["q"] for query in asked if query["t"] == ["search"]] == [["The Tin Orchard S01E02"]]


# What it asks.

ALL = Caps(tv=frozenset({"q", "season", "ep", "tvdbid", "imdbid", "tvmazeid"}))


def asked(wanted: Wanted, caps: Caps) -> list[dict[str, str]]:
    return [question for round_ in questions(wanted, caps) for question in round_]


def test_takes_the_first_id_that_the_indexer_knows() -> None:
    wanted = Wanted(show=SHOW, season=1, number=2)
    by_maze = Caps(tv=frozenset({"season", "ep", "tvmazeid", "imdbid"}))

    assert asked(wanted, ALL)[0] == {"t": "tvsearch", "tvdbid": "7", "season": "1", "ep": "2"}
    assert asked(wanted, by_maze)[0] == {"t": "tvsearch", "tvmazeid": "8", "season": "1", "ep": "2"}
    assert asked(wanted, Caps())[0] == {"t": "search", "q": "The Tin Orchard S01E02"}
    assert asked(Wanted(show=SHOW, season=3), Caps())[0] == {"t": "search", "q": "The Tin Orchard S03"}
    assert asked(wanted, Caps(search=False)) == []


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
    enclosed = "<item><title>a</title><enclosure url='http://x/t' length='77'/></item>"

    assert one(httpserver, enclosed).size == 77
    assert one(httpserver, item(inner="<size>88</size>")).size == 88
    assert one(httpserver, item(inner="<size>88</size>", size="99")).size == 99
    assert one(httpserver, item(size="-5")).size is None


def test_prefers_the_torrent_file_to_the_magnet(httpserver: HTTPServer) -> None:
    magnet = f"magnet:?xt=urn:btih:{'b' * 40}"

    assert one(httpserver, item(magneturl=magnet)).link == "http://127.0.0.1:9/t"
    only_magnet = one(httpserver, item(link="", magneturl=magnet))
    assert (only_magnet.link, only_magnet.info_hash) == (magnet, "b" * 40)


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


# What can go wrong.

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
    "too long": "<rss>" + " " * 9_000_000 + "</rss>",
}


@pytest.mark.parametrize("document", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_nonsense(httpserver: HTTPServer, document: str | bytes) -> None:
    with pytest.raises(BadResponse):
        answering(httpserver, document).newest()


def test_a_document_nested_without_end_is_no_crash(httpserver: HTTPServer) -> None:
    with contextlib.suppress(OutsideError):
        answering(httpserver, "<rss>" + "<a>" * 90_000 + "</a>" * 90_000 + "</rss>").newest()


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
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
