"""One wrong character, entity, prefix or item never loses the others."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.common.xml_feed import hash_of_magnet, read_xml
from integrations.common.xml_recovery import recovered
from pipeline.errors import BadResponse

GOOD = "<item><title>Good.S01E01</title><enclosure url='http://x/1.torrent'/></item>"


def feed(*items: str | bytes, head: bytes = b'<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    inner = b"".join(item if isinstance(item, bytes) else item.encode() for item in items)
    return head + b"<rss version='2.0'><channel><title>Feed</title>" + inner + b"</channel></rss>"


def titled(title: str | bytes, rest: str = "") -> bytes:
    title = title if isinstance(title, bytes) else title.encode()
    return b"<item><title>" + title + b"</title><enclosure url='http://x/2.torrent'/>" + rest.encode() + b"</item>"


def titles(body: bytes) -> list[str]:
    document = read_xml("feed", body, "")
    return [" ".join(item.first_text("title").split()) for item in document.items]


ODD = {
    "a control character": (titled("Odd\x0bS01E01"), "OddS01E01"),
    "a reference to one": (titled("Odd&#11;S01E01"), "OddS01E01"),
    "a null byte": (titled(b"Odd\x00S01E01"), "OddS01E01"),
    "an entity of HTML": (titled("Caf&eacute;&nbsp;S01E01"), "Café S01E01"),
    "an unknown entity": (titled("Odd &foo; S01E01"), "Odd &foo; S01E01"),
    "a bare ampersand": (titled("Odd & End S01E01"), "Odd & End S01E01"),
    "a lower-than": (titled("Odd <3 S01E01"), "Odd <3 S01E01"),
    "HTML in a title": (titled("Odd <b>S01E01</b>"), "Odd S01E01"),
    "HTML left open": (titled("Odd", "<description>a<br>b<p>c</description>"), "Odd"),
    "a lower-than in an attribute": (titled("Odd", "<torznab:attr name='x' value='a<b'/>"), "Odd"),
    "an ampersand in an attribute": (titled("Odd", "<link href='http://x/?a=1&b=2'/>"), "Odd"),
    "an attribute without quotes": (titled("Odd", "<guid isPermaLink=false>1</guid>"), "Odd"),
    "a prefix that is not declared": (titled("Odd", "<foo:bar>1</foo:bar>"), "Odd"),
    "bytes of Latin-1": (titled(b"Caf\xe9 S01E01"), "Café S01E01"),
    "half a character": (titled(b"Odd \xe2\x82 S01E01"), "Odd â\x82 S01E01"),
    "a wrong end": (titled("Odd", "<a></b>"), "Odd"),
    "a title without an end": ("<item><title>Odd S01E01<link>http://x/2.torrent</link></item>", "Odd S01E01"),
    "a title that ends by a beginning": ("<item><title>Odd<title><link>http://x/2.torrent</link></item>", "Odd"),
    "a title whose end is misspelt": ("<item><title>Odd</tilte><guid>http://x/2.torrent</guid></item>", "Odd"),
    "a link without an end": ("<item><link>http://x/2.torrent<title>Odd</title></item>", "Odd"),
}


@pytest.mark.parametrize(("item", "title"), ODD.values(), ids=ODD)
def test_one_odd_item_costs_at_most_itself(item: str | bytes, title: str) -> None:
    told = titles(feed(GOOD, item, GOOD))

    assert told == ["Good.S01E01", " ".join(title.split()), "Good.S01E01"]


@pytest.mark.parametrize(
    "before",
    [
        b"\xef\xbb\xbf\n",
        b"\n\n",
        b"Warning: something in line 3\n",
        b"<!-- 0.2 s -->\n",
        b"<br />\n<b>Warning</b>: x in <b>y</b>\n",
    ],
)
def test_what_stands_before_the_document_is_passed_over(before: bytes) -> None:
    assert titles(before + feed(GOOD)) == ["Good.S01E01"]


def test_what_stands_behind_the_document_is_passed_over() -> None:
    assert titles(feed(GOOD) + b"<!-- cached --><script>x</script>") == ["Good.S01E01"]


def test_an_item_without_an_end_does_not_swallow_the_next() -> None:
    assert titles(feed("<item><title>Open</title>", GOOD)) == ["Open", "Good.S01E01"]


def test_a_channels_title_without_an_end_does_not_swallow_the_items() -> None:
    body = b"<rss><channel><title>Feed & more" + GOOD.encode() + titled("Odd") + b"</channel></rss>"
    assert titles(body) == ["Good.S01E01", "Odd"]


def test_fields_end_where_the_next_begins() -> None:
    odd = "<item><title>Odd<guid>http://x/g<link>http://x/2.torrent<pubDate>Mon, 02 Nov 2026 10:00:00 GMT</item>"
    (item, _) = read_xml("feed", feed(odd, GOOD), "").items
    texts = [item.first_text(name) for name in ("title", "guid", "link", "pubdate")]
    assert texts == ["Odd", "http://x/g", "http://x/2.torrent", "Mon, 02 Nov 2026 10:00:00 GMT"]


def test_the_item_in_which_a_document_breaks_off_is_left_out() -> None:
    body = feed(GOOD, titled("Cut"))
    cut = body[: body.index(b"2.torrent")]

    document = read_xml("feed", cut, "")

    assert [item.first_text("title") for item in document.items] == ["Good.S01E01"]
    assert (document.damaged, document.cut_off) == (True, 1)


def test_what_stands_in_cdata_is_text() -> None:
    item = "<item><title><![CDATA[A & B <b>&amp; </item>]]></title><link><![CDATA[http://x/?a=1&b=2]]></link></item>"
    document = read_xml("feed", feed(item, titled("x\x0b")), "")

    assert [i.first_text("title") for i in document.items] == ["A & B <b>&amp; </item>", "x"]
    assert document.items[0].first_text("link") == "http://x/?a=1&b=2"


def test_a_sound_document_is_not_called_damaged() -> None:
    document = read_xml("feed", feed(GOOD), "")

    assert (document.damaged, document.cut_off) == (False, 0)
    assert read_xml("feed", feed(GOOD, titled("x\x0b")), "").damaged


@pytest.mark.parametrize(
    ("declared", "encoding"), [("windows-1251", "cp1251"), ("ISO-8859-1", "latin-1"), ("utf-16", "utf-16")]
)
def test_damaged_documents_in_other_encodings(declared: str, encoding: str) -> None:
    title = "Привет" if encoding == "cp1251" else "Café"
    text = feed(GOOD, head=b"").decode().replace("Good.S01E01", f"{title} &nbsp;")
    assert titles(f'<?xml version="1.0" encoding="{declared}"?>{text}'.encode(encoding)) == [title]


def test_an_encoding_that_cannot_be_true_is_not_believed() -> None:
    head = b'<?xml version="1.0" encoding="utf-16"?>'

    assert titles(feed(GOOD, titled("Caf\u00e9"), head=head)) == ["Good.S01E01", "Café"]


def test_entities_of_a_document_are_never_expanded() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'

    assert titles(feed(GOOD, titled("x &b; &c;"), head=bomb.encode())) == ["Good.S01E01", "x &b; &c;"]


def test_an_items_own_title_counts() -> None:
    item = (
        "<item xmlns:media='http://search.yahoo.com/mrss/'><media:title>m</media:title>"
        "<media:group><media:title>poster</media:title></media:group><title>Show</title></item>"
    )

    assert titles(feed(item)) == ["Show"]
    assert titles(feed(item, titled("x\x0b"))) == ["Show", "x"]


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"<html><body>Log in<br>", b"\xff\xfe\x00\x01", b"hello", b"<rss><item>"]
)
def test_what_holds_nothing_is_no_feed(body: bytes) -> None:
    with pytest.raises(BadResponse):
        read_xml("feed", body, "")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_not(body: bytes) -> None:
    recovered(feed(body))
    recovered(body)


@given(st.text(alphabet="<>/item \"'=&;![]CDATA-x:?", max_size=300))
def test_any_tags_leave_the_item_before_them(text: str) -> None:
    root, _ = recovered(feed(GOOD, text))

    assert root is not None
    assert next(root.iter("title")).text == "Feed"
    assert "Good.S01E01" in [title.text for title in root.iter("title")]


GROWING: dict[str, Callable[[int], bytes]] = {
    "items": lambda n: feed(*[titled(f"Odd &nbsp; {i}") for i in range(n)]),
    "lower-thans": lambda n: feed(b"<title>" + b"< " * 20 * n),
    "quotes left open": lambda n: feed(b"<a b=\"<c d='" * 8 * n),
    "attributes without end": lambda n: feed(b"<a " + b"b " * 40 * n),
    "blanks in a tag": lambda n: feed(b"<a" + b" " * 80 * n),
    "CDATA without end": lambda n: feed(b"<![CDATA[" * 8 * n),
    "comments without end": lambda n: feed(b"<!--" * 20 * n),
    "nested without end": lambda n: feed(b"<a>" * 20 * n),
    "ampersands": lambda n: feed(b"<title>" + b"&" * 80 * n),
    "ends without beginning": lambda n: feed(b"</a>" * 20 * n),
}


@pytest.mark.parametrize("made", GROWING.values(), ids=GROWING)
def test_twice_as_long_takes_about_twice_the_time(made: Callable[[int], bytes]) -> None:
    def spent(body: bytes) -> float:
        best = float("inf")
        for _ in range(3):
            before = time.process_time()
            recovered(body)
            best = min(best, time.process_time() - before)
        return best

    small, large = made(1000), made(4000)
    assert spent(large) < 10 * spent(small) + 0.05


@pytest.mark.parametrize(
    ("link", "info_hash"),
    [
        (f"magnet:?xt=urn%3Abtih%3A{'a' * 40}&dn=x", "a" * 40),
        (f"magnet:?xt=urn:btih:{'A' * 40}", "a" * 40),
        (f"magnet:?xt=urn:btmh:1220{'b' * 64}", ""),
        (f"http://x/magnet:?xt=urn:btih:{'a' * 40}", ""),
    ],
)
def test_the_hash_of_a_magnet(link: str, info_hash: str) -> None:
    assert hash_of_magnet(link) == info_hash
