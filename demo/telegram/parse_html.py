"""HTML style, as far as Airdate writes it: https://core.telegram.org/bots/api#html-style."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from demo.telegram.errors import bad_request
from demo.telegram.formatting import Entity, Formatted, link_entity, utf16_length

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "s": "strikethrough",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
# Telegram decodes four named entities and the numeric ones; the rest stay as they are written.
_CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_TAG = re.compile(r"""<(?P<name>[^\s>]*)(?P<attributes>(?:[^>"']|"[^"]*"|'[^']*')*)>""")
_ATTRIBUTE = re.compile(r"""([^\s=>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    begin: int  # where its text begins in the parser's text


@dataclass
class _Parser:
    markup: str
    text: str = ""
    offset: int = 0
    entities: list[Entity] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)


def parse_html(markup: str) -> Formatted:
    """The text and entities that a message in HTML style stands for; refuses what Telegram refuses."""
    parser = _Parser(markup)
    position = 0
    while position < len(markup):
        if markup[position] == "<":
            position = (
                _close(parser, position) if markup[position + 1 : position + 2] == "/" else _start(parser, position)
            )
        elif match := _CHARACTER.match(markup, position):
            _write(parser, html.unescape(match[0]))
            position = match.end()
        else:
            _write(parser, markup[position])
            position += 1
    if parser.open:
        raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{parser.open[-1].tag}"')
    parser.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(parser.text, parser.entities)


def _write(parser: _Parser, text: str) -> None:
    parser.text += text
    parser.offset += utf16_length(text)


def _start(parser: _Parser, position: int) -> int:
    at = _byte_offset(parser, position)
    match = _TAG.match(parser.markup, position)
    if match is None:
        raise _cannot_parse(f"Unclosed start tag at byte offset {at}")
    tag = match["name"].rstrip("/").lower()
    if tag not in _TAGS:
        raise _cannot_parse(f'Unsupported start tag "{tag}" at byte offset {at}')
    attributes = {
        name.lower(): html.unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(match["attributes"])
    }
    parser.open.append(_Open(tag, attributes, parser.offset, len(parser.text)))
    return match.end()


def _close(parser: _Parser, position: int) -> int:
    at = _byte_offset(parser, position)
    if not parser.open:
        raise _cannot_parse(f"Unexpected end tag at byte offset {at}")
    end = parser.markup.find(">", position)
    if end < 0:
        raise _cannot_parse(f"Unclosed end tag at byte offset {at}")
    name = parser.markup[position + 2 : end].strip().lower()
    opened = parser.open.pop()
    if name and name != opened.tag:
        raise _cannot_parse(f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", found "</{name}>"')
    length = parser.offset - opened.offset
    entity = _entity(parser, opened) if length else None
    if entity:
        parser.entities.append({**entity, "offset": opened.offset, "length": length})
    return end + 1


def _entity(parser: _Parser, opened: _Open) -> Entity | None:
    kind = _TAGS[opened.tag]
    if kind == "text_link":
        return link_entity(opened.attributes.get("href") or parser.text[opened.begin :])
    if kind == "blockquote" and "expandable" in opened.attributes:
        return {"type": "expandable_blockquote"}
    return {"type": kind}


def _byte_offset(parser: _Parser, position: int) -> int:
    return len(parser.markup[:position].encode())


def _cannot_parse(why: str) -> Exception:
    return bad_request(f"can't parse entities: {why}")
