from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pytest_httpserver import HTTPServer

from demo.indexer import Indexer as DemoIndexer
from integrations.rss import RSS
from pipeline.errors import BadResponse, NotFound, OutsideError, Unauthorized, Unreachable
from pipeline.model import Release, ShowInfo, Wanted
from pipeline.ports import Indexer
from tests.rigs.transmission import random_file

HASH = "c" * 40
MAGNET = f"magnet:?xt=urn:btih:{HASH}&amp;dn=Show"


def rss(server: HTTPServer, *items: str, spaces: str = "", **changes: object) -> RSS:
    server.clear()
    document = f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel>{"".join(items)}</channel></rss>'
    server.expect_request("/feed").respond_with_data(document, content_type="application/rss+xml")
    return RSS(RSS.Config.model_validate({"url": server.url_for("/feed"), **changes}), name="feed")


def test_reads_enclosures(httpserver: HTTPServer) -> None:
    feed = rss(
        httpserver,
        '<item><title>Show S01E01</title><link>http://x/page</link><guid isPermaLink="false">g</guid>'
        "<pubDate>Sun, 22 Nov 2026 10:00:00 GMT</pubDate>"
        '<enclosure url="http://x/1.torrent" length="1234567890" type="application/x-bittorrent"/></item>',
    )
    assert isinstance(feed, Indexer)

    assert feed.newest() == [
        Release(
            title="Show S01E01",
            indexer="feed",
            link="http://x/1.torrent",
            guid="g",
            size=1234567890,
            published_at=datetime(2026, 11, 22, 10, tzinfo=UTC),
            page_url="http://x/page",
        )
    ]
    assert feed.newest(1) == []
    assert str(feed.check()) == "the feed answers with 1 entry"


def test_reads_the_torrent_namespace(httpserver: HTTPServer) -> None:
    [release] = rss(
        httpserver,
        f"<item><title>Show</title><torrent><infoHash>{HASH.upper()}</infoHash><contentLength>5</contentLength>"
        f"<magnetURI><![CDATA[magnet:?xt=urn:btih:{HASH}]]></magnetURI><seeds>3</seeds></torrent></item>",
    ).newest()

    assert (release.info_hash, release.size, release.seeders) == (HASH, 5, 3)
    assert release.link == f"magnet:?xt=urn:btih:{HASH}"


def test_reads_sizes_and_seeders_of_other_namespaces(httpserver: HTTPServer) -> None:
    [release] = rss(
        httpserver,
        "<item><title>[Group] Show - 01</title><link>http://x/view/1.torrent</link><guid>http://x/view/1</guid>"
        "<n:seeders>10</n:seeders><n:leechers>2</n:leechers><n:size>1.5 GiB</n:size>"
        f"<n:infoHash>{HASH}</n:infoHash></item>",
        spaces='xmlns:n="http://n/"',
    ).newest()

    assert (release.seeders, release.peers, release.size) == (10, 12, 1_610_612_736)
    assert (release.info_hash, release.page_url) == (HASH, "http://x/view/1")


def test_reads_magnets_in_links(httpserver: HTTPServer) -> None:
    [release] = rss(httpserver, f"<item><title>Show</title><link>{MAGNET}</link></item>").newest()

    assert (release.info_hash, release.link) == (HASH, MAGNET.replace("&amp;", "&"))


def test_reads_atom(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/atom").respond_with_data(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Feed</title><entry><title>Show</title><id>urn:1</id>'
        '<updated>2026-11-22T10:00:00Z</updated><link href="http://x/page"/>'
        '<link rel="enclosure" type="application/x-bittorrent" length="9" href="http://x/t"/></entry></feed>'
    )

    [release] = RSS(RSS.Config(url=httpserver.url_for("/atom")), name="feed").newest()

    assert (release.link, release.page_url, release.guid) == ("http://x/t", "http://x/page", "urn:1")
    assert release.published_at == datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_links_of_atom_begin_where_the_feed_says(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/atom").respond_with_data(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://x/deep/"><entry><title>Show</title>'
        '<link rel="enclosure" type="application/x-bittorrent" href="1.torrent"/></entry></feed>'
    )

    [release] = RSS(RSS.Config(url=httpserver.url_for("/atom")), name="feed").newest()
    assert release.link == "http://x/deep/1.torrent"


def test_entries_without_a_torrent_are_dropped(httpserver: HTTPServer) -> None:
    feed = rss(
        httpserver,
        "<item><title>News</title><link>http://x/page</link></item>",
        '<item><title>Podcast</title><enclosure url="http://x/a.mp3" type="audio/mpeg"/></item>',
        '<item><enclosure url="http://x/1.torrent"/></item>',
        '<item><title>Good</title><enclosure url="http://x/2.torrent"/></item>',
    )

    assert [release.title for release in feed.newest()] == ["Good"]


def test_where_nothing_is_marked_the_link_is_the_torrent(httpserver: HTTPServer) -> None:
    """As in Gazelle's feeds."""
    feed = rss(
        httpserver,
        "<item><title>Show S01E01</title><link>http://x/torrents.php?action=download&amp;id=1</link></item>",
        '<item><title>Podcast</title><enclosure url="http://x/a.mp3" type="audio/mpeg"/><link>http://x/a</link></item>',
    )

    assert [release.link for release in feed.newest()] == ["http://x/torrents.php?action=download&id=1"]


def test_relative_links_are_those_of_the_feeds_host(httpserver: HTTPServer) -> None:
    [release] = rss(
        httpserver, '<item><title>Show</title><enclosure url="/t/1.torrent" type="application/x-bittorrent"/></item>'
    ).newest()

    assert release.link == httpserver.url_for("/t/1.torrent")


def test_a_torrents_own_size_is_not_the_films(httpserver: HTTPServer) -> None:
    made = '<item><title>Show</title><enclosure url="http://x/1.torrent" length="39399"/>{}</item>'

    assert rss(httpserver, made.format("")).newest()[0].size is None
    described = "<description>&lt;b&gt;Size:&lt;/b&gt; 1.37 GB</description>"
    assert rss(httpserver, made.format(described)).newest()[0].size == 1_370_000_000


def test_seeders_and_leechers_stand_in_a_description_too(httpserver: HTTPServer) -> None:
    described = "<description>&lt;b&gt;Seeders&lt;/b&gt;: 1,234; Leechers: 3, Size: 1.37 GB</description>"
    made = f'<item><title>Show</title><enclosure url="http://x/1.torrent"/>{described}</item>'

    [release] = rss(httpserver, made).newest()
    assert (release.seeders, release.peers, release.size) == (1234, 1237, 1_370_000_000)


def test_a_title_that_is_marked_up_is_read_without(httpserver: HTTPServer) -> None:
    made = (
        '<item><title>&lt;b class="x"&gt;Show&lt;/b&gt;&lt;br/&gt; A&lt;3 S01E01</title><link>http://x/1</link></item>'
    )

    assert [release.title for release in rss(httpserver, made).newest()] == ["Show A<3 S01E01"]


def test_entries_that_share_a_guid_are_told_apart(httpserver: HTTPServer) -> None:
    made = '<item><title>E{0}</title><guid>feed</guid><enclosure url="http://x/{0}.torrent"/></item>'

    assert len(rss(httpserver, made.format(1), made.format(2)).newest()) == 2


def test_a_damaged_feed_is_read_and_doctor_says_so(httpserver: HTTPServer) -> None:
    feed = rss(
        httpserver,
        '<item><title>A&nbsp;\x0b B</title><enclosure url="http://x/1.torrent"/></item>',
        '<item><title>C</title><foo:x/><enclosure url="http://x/2.torrent"/></item>',
        "<item><title>Nothing</title></item>",
    )

    assert [release.title for release in feed.newest()] == ["A B", "C"]
    assert str(feed.check()) == (
        "the feed answers with 2 entries; its XML is damaged and was read around; 1 left out: it has no usable link"
    )


def test_a_feed_behind_a_cookie(httpserver: HTTPServer) -> None:
    document = '<rss><channel><item><title>Show</title><enclosure url="/1.torrent"/></item></channel></rss>'
    httpserver.expect_request("/feed", headers={"Cookie": "uid=1; pass=2"}).respond_with_data(document)
    feed = RSS(RSS.Config.model_validate({"url": httpserver.url_for("/feed"), "cookie": "uid=1; pass=2"}), name="feed")

    assert len(feed.newest()) == 1


def test_a_search_gives_the_entries_that_name_the_show(httpserver: HTTPServer) -> None:
    names = ["The.Tin.Orchard.S01E01", "[Group] The Tin Orchard - 01", "Der Blechgarten 1x01", "A Tin Orchard Fan Film"]
    feed = rss(httpserver, *[f'<item><title>{n}</title><enclosure url="http://x/{n}.torrent"/></item>' for n in names])
    show = ShowInfo(title="The Tin Orchard", aliases=("Der Blechgarten", "?!"))

    assert [r.title for r in feed.search(Wanted(show=show, season=1, number=1))] == names[:3]


def test_the_passkey_is_kept_out_of_what_is_stored(httpserver: HTTPServer, tmp_path: Path) -> None:
    secret = "p4ss+key"
    with DemoIndexer(tmp_path / "indexer", api_key=secret) as demo:
        info_hash = demo.offer("Show.S01E01", random_file(tmp_path / "film.mkv", 100))
        link = f"{demo.url}/dl/1?apikey=p4ss%2Bkey&amp;x=.torrent"
        item = f'<item><title>Show</title><enclosure url="{link}" type="application/x-bittorrent"/></item>'
        httpserver.expect_request("/f", query_string={"passkey": secret}).respond_with_data(f"<rss>{item}</rss>")
        config = RSS.Config.model_validate({"url": httpserver.url_for("/f?passkey={secret}"), "secret": secret})
        feed = RSS(config, name="feed")

        [release] = feed.newest()

        assert "p4ss" not in repr(release)
        assert feed.torrent(release).info_hash == info_hash
        assert secret not in repr(config)


def test_a_magnet_needs_nobody(httpserver: HTTPServer) -> None:
    feed = rss(httpserver, f"<item><title>Show</title><link>{MAGNET}</link></item>", free_to_share=True)
    [release] = feed.newest()

    assert feed.torrent(release).info_hash == HASH
    assert release.free_to_share


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Please wait 15 minutes between two looks at https://x.example/rss?key=abc", "Please wait 15 minutes"),
        ("<br />\n<b>Fatal error</b>: Uncaught Error in /var/www/rss.php", "Fatal error : Uncaught Error"),
    ],
)
def test_words_that_come_instead_of_a_feed_are_repeated(httpserver: HTTPServer, answer: str, said: str) -> None:
    httpserver.expect_request("/feed").respond_with_data(answer)

    with pytest.raises(BadResponse, match=f"instead of a feed it answers: {said}") as caught:
        RSS(RSS.Config(url=httpserver.url_for("/feed")), name="feed").newest()
    assert "abc" not in str(caught.value)


def test_a_list_of_feeds_is_none_in_a_file_either() -> None:
    with pytest.raises(BadResponse, match="<opml>"):
        RSS(RSS.Config(url="http://x/feed"), name="feed").read(b"<opml><body/></opml>")


@pytest.mark.parametrize(
    ("answer", "status", "kind"),
    [
        ("<html><p>", 200, BadResponse),
        ("<opml/>", 200, BadResponse),
        ("", 200, BadResponse),
        ("", 403, Unauthorized),
        ("", 404, NotFound),
        ("", 503, Unreachable),
        ('<!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>', 200, BadResponse),
    ],
)
def test_what_is_no_feed_is_one_of_our_errors(
    httpserver: HTTPServer, answer: str, status: int, kind: type[OutsideError]
) -> None:
    httpserver.expect_request("/feed").respond_with_data(answer, status=status)

    with pytest.raises(kind):
        RSS(RSS.Config(url=httpserver.url_for("/feed")), name="feed").newest()


def test_a_torrent_that_is_none_is_nonsense(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/t").respond_with_data("hello")

    with pytest.raises(BadResponse):
        rss(httpserver).torrent(Release(title="x", indexer="feed", link=httpserver.url_for("/feed")))


words = st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters="<&", exclude_categories=["Cs", "Cc"]), max_size=20
)
tags = st.sampled_from(
    ["title", "link", "guid", "pubDate", "size", "infoHash", "seeders", "magnetURI", "contentLength"]
)
values = words | st.sampled_from([MAGNET, "http://x/1.torrent", "1.5 GB", "9" * 30, "http://[/x.torrent"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples * 3 // 5)
@given(st.lists(st.lists(st.tuples(tags, values), max_size=6), max_size=4))
def test_any_entries_give_releases_that_can_be_used(httpserver: HTTPServer, items: list[list[tuple[str, str]]]) -> None:
    made = ["<item>" + "".join(f"<{tag}>{value}</{tag}>" for tag, value in item) + "</item>" for item in items]
    with contextlib.suppress(OutsideError):
        for release in rss(httpserver, *made).newest():
            assert release.title
            assert release.link.startswith(("http://", "magnet:"))
            assert release.size is None or release.size > 0


@pytest.mark.parametrize(
    ("url", "secret"),
    [("http://x/?k={secret}", ""), ("http://x/", "topsecret"), ("x", ""), ("http://a:topsecret@x/", "")],
)
def test_settings_that_cannot_be_are_refused(url: str, secret: str) -> None:
    with pytest.raises(ValidationError) as caught:
        RSS.Config.model_validate({"url": url, "secret": secret})

    assert "topsecret" not in str(caught.value)
