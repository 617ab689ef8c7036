"""MarkdownV2 style: https://core.telegram.org/bots/api#markdownv2-style."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from demo.telegram.errors import bad_request
from demo.telegram.formatting import Entity, Formatted, link_entity, utf16_length

_RESERVED = "_*[]()~`>#+-=|{}.!"
# The longest marker first: "__" is an underline, not two italics.
_MARKERS = (
    ("```", "pre", "Pre"),
    ("__", "underline", "Underline"),
    ("||", "spoiler", "Spoiler"),
    ("![", "custom_emoji", "CustomEmoji"),
    ("`", "code", "Code"),
    ("*", "bold", "Bold"),
    ("_", "italic", "Italic"),
    ("~", "strikethrough", "Strikethrough"),
    ("[", "text_link", "TextUrl"),
)
_ENDS = {"text_link": "]", "custom_emoji": "]"} | {kind: marker for marker, kind, _ in _MARKERS[:3] + _MARKERS[4:8]}
_WORDS = {kind: word for _, kind, word in _MARKERS}
_QUOTE = re.compile(r"(?:\*\*)?>")
_LANGUAGE = re.compile(r"([^\s`]+)(?=\s)")
_NEWLINE = re.compile(r"\r\n|\n\r|\n|\r")


@dataclass
class _Open:
    kind: str
    at: int  # byte offset of its marker
    offset: int
    begin: int
    language: str = ""


@dataclass
class _Parser:
    markup: str
    position: int = 0
    text: str = ""
    offset: int = 0
    entities: list[Entity] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    quote: _Open | None = None


def parse_markdown(markup: str) -> Formatted:
    """The text and entities that a message in MarkdownV2 style stands for; refuses what Telegram refuses."""
    parser = _Parser(markup)
    while parser.position < len(markup):
        _step(parser)
    if parser.open:
        last = parser.open[-1]
        raise _cannot_parse(f"Can't find end of {_WORDS[last.kind]} entity at byte offset {last.at}")
    _end_quote(parser, expandable=False)
    parser.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(parser.text, parser.entities)


def _step(parser: _Parser) -> None:
    """Take the next character or marker."""
    rest = parser.markup[parser.position : parser.position + 3]
    literal = bool(parser.open) and parser.open[-1].kind in {"code", "pre"}
    if rest[0] == "\\" and len(rest) > 1 and "\0" < rest[1] <= "~":
        _write(parser, rest[1], skip=2)
    elif not literal and _quotes(parser):
        return
    elif rest[0] not in ("`" if literal else _RESERVED):
        _write(parser, rest[0], skip=1)
    elif parser.open and _ends(parser.open[-1].kind, rest):
        _close(parser)
    else:
        _start(parser, rest)


def _quotes(parser: _Parser) -> bool:
    """Begin, continue or end a block quotation, which lives on whole lines."""
    at_line_start = parser.position == 0 or parser.markup[parser.position - 1] == "\n"
    if at_line_start and (match := _QUOTE.match(parser.markup, parser.position)):
        if match[0] == "**>":
            _end_quote(parser, expandable=False)
        if parser.quote is None:
            parser.quote = _Open("blockquote", 0, parser.offset, len(parser.text))
        parser.position = match.end()
        return True
    if parser.quote is None:
        return False
    if at_line_start:
        _end_quote(parser, expandable=False)
        return False
    rest = parser.markup[parser.position :]
    if rest.startswith("||") and rest[2:3] in {"", "\n"} and all(entry.kind != "spoiler" for entry in parser.open):
        _end_quote(parser, expandable=True)
        parser.position += 2
        return True
    return False


def _end_quote(parser: _Parser, *, expandable: bool) -> None:
    if parser.quote is None:
        return
    length = utf16_length(parser.text[parser.quote.begin :].removesuffix("\n"))
    if length:
        kind = "expandable_blockquote" if expandable else "blockquote"
        parser.entities.append({"type": kind, "offset": parser.quote.offset, "length": length})
    parser.quote = None


def _ends(kind: str, rest: str) -> bool:
    if kind == "italic" and rest.startswith("__"):
        return False
    return rest.startswith(_ENDS[kind])


def _start(parser: _Parser, rest: str) -> None:
    for marker, kind, _ in _MARKERS:
        if rest.startswith(marker):
            at = len(parser.markup[: parser.position].encode())
            parser.open.append(_Open(kind, at, parser.offset, len(parser.text)))
            parser.position += len(marker)
            if kind == "pre":
                _head_of_pre(parser)
            return
    raise _cannot_parse(f"Character '{rest[0]}' is reserved and must be escaped with the preceding '\\'")


def _head_of_pre(parser: _Parser) -> None:
    if match := _LANGUAGE.match(parser.markup, parser.position):
        parser.open[-1].language = match[1]
        parser.position = match.end()
    if match := _NEWLINE.match(parser.markup, parser.position):
        parser.position = match.end()


def _close(parser: _Parser) -> None:
    opened = parser.open.pop()
    parser.position += len(_ENDS[opened.kind])
    entity: Entity | None = {"type": opened.kind}
    if opened.kind in {"text_link", "custom_emoji"}:
        url = _target(parser) or parser.text[opened.begin :]
        entity = _linked(opened.kind, url)
    elif opened.language:
        entity = {"type": "pre", "language": opened.language}
    length = parser.offset - opened.offset
    if entity and length:
        parser.entities.append({**entity, "offset": opened.offset, "length": length})


def _linked(kind: str, url: str) -> Entity | None:
    if kind == "text_link":
        return link_entity(url)
    match = re.fullmatch(r"tg://emoji\?id=(\d+)", url)
    if match is None:
        raise _cannot_parse("Custom emoji URL must have an emoji identifier")
    return {"type": kind, "custom_emoji_id": match[1]}


def _target(parser: _Parser) -> str:
    """The `(…)` after a `[…]`."""
    if parser.markup[parser.position : parser.position + 1] != "(":
        return ""
    match = re.compile(r"\(((?:\\.|[^\\)])*)\)", re.DOTALL).match(parser.markup, parser.position)
    if match is None:
        at = len(parser.markup[: parser.position + 1].encode())
        raise _cannot_parse(f"Can't find end of a URL at byte offset {at}")
    parser.position = match.end()
    return re.sub(r"\\([\x01-~])", r"\1", match[1])


def _write(parser: _Parser, character: str, *, skip: int) -> None:
    parser.text += character
    parser.offset += utf16_length(character)
    parser.position += skip


def _cannot_parse(why: str) -> Exception:
    return bad_request(f"can't parse entities: {why}")
