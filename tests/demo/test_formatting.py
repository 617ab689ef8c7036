"""Texts in HTML become what Telegram makes of them, or are refused in its words."""

from __future__ import annotations

import pytest

from demo.telegram.errors import ApiError
from demo.telegram.formatting import Entity, Formatted, as_html, checked_url, finished
from demo.telegram.parse_html import parse_html


def entity(kind: str, offset: int, length: int, **more: object) -> Entity:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("plain &lt;3 &amp; &quot;q&quot; &copy; &#8217;", "plain <3 & \"q\" &copy; ’", []),
        ("🎬 <b>go</b>", "🎬 go", [entity("bold", 3, 2)]),
        ("<STRONG>a</STRONG><em>b</em>", "ab", [entity("bold", 0, 1), entity("italic", 1, 1)]),
        ("<b>a<i>b</i></b>", "ab", [entity("bold", 0, 2), entity("italic", 1, 1)]),
        ("<u>a</u><s>b</s>", "ab", [entity("underline", 0, 1), entity("strikethrough", 1, 1)]),
        ('<a href="http://example.org/?a=1&amp;b=2">x</a>', "x", [entity("text_link", 0, 1, url="http://example.org/?a=1&b=2")]),
        ('<a href="tg://user?id=7">x</a>', "x", [entity("text_mention", 0, 1, user={"id": 7})]),
        ('<a href="http://localhost/">x</a>', "x", []),
        ("<pre>x</pre>", "x", [entity("pre", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [entity("expandable_blockquote", 0, 1)]),
        ("<b></b>x", "x", []),
    ],
)  # fmt: skip
def test_reads_html(markup: str, text: str, entities: list[Entity]) -> None:
    assert parse_html(markup) == Formatted(text, entities)


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        ("🏟<abac>", 'Unsupported start tag "abac" at byte offset 4'),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
        ("1 < 2 > 1", 'Unsupported start tag "" at byte offset 2'),
        ("<i>a", 'Can\'t find end tag corresponding to start tag "i"'),
        ("a</i>", "Unexpected end tag at byte offset 1"),
        ("<i>a</em>", 'Unmatched end tag at byte offset 4, expected "</i>", found "</em>"'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
    ],
)
def test_refuses_broken_html(markup: str, why: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(markup)
    assert refused.value.description == f"Bad Request: can't parse entities: {why}"


def test_finds_commands_links_and_mentions_by_itself() -> None:
    found = finished(Formatted("  🎬 /why@airdate_bot, see http://example.org/x. Or @ada: #new  "))

    assert found.text == "🎬 /why@airdate_bot, see http://example.org/x. Or @ada: #new"
    assert [(e["type"], e["offset"], e["length"]) for e in found.entities] == [
        ("bot_command", 3, 16),
        ("url", 25, 20),
        ("mention", 50, 4),
        ("hashtag", 56, 4),
    ]


def test_finds_nothing_inside_code() -> None:
    assert [e["type"] for e in finished(parse_html("<code>/why</code>")).entities] == ["code"]


@pytest.mark.parametrize(
    "markup",
    ["<b>a<i>b</i></b> &lt; c", '<a href="http://example.org/">🎬</a>', "<blockquote expandable>a\nb</blockquote>"],
)
def test_html_comes_back_as_it_went(markup: str) -> None:
    assert as_html(parse_html(markup)) == markup


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8096/web", "https://example.org", "tg://resolve?domain=x", "nas.local"]
)
def test_accepts_a_link(url: str) -> None:
    assert checked_url(url)


@pytest.mark.parametrize(
    "url", ["http://localhost:8096", "http://jellyfin:8096/web", "ftp://example.org", "http://", "x y"]
)
def test_refuses_a_link(url: str) -> None:
    with pytest.raises(ValueError):
        checked_url(url)
