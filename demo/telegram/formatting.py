"""Texts and the entities that decorate them: https://core.telegram.org/bots/api#messageentity.

Telegram counts offsets and lengths in UTF-16 code units, Python in code points; only this file and `parse_html.py`,
which is built on it, convert between them.
"""

from __future__ import annotations

import html
import ipaddress
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Entity = dict[str, Any]

_LITERAL = {"code", "pre", "text_link", "text_mention"}  # nothing is looked for inside these
# Telegram finds these itself, whatever the parse mode. First come, first served: a mention inside a link is a link.
_AUTOMATIC = (
    ("url", re.compile(r"(?:https?://|(?<![\w.@])t\.me/)[^\s<>\"]*[^\s<>\".,;:!?)\]'»]", re.IGNORECASE)),
    ("email", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("bot_command", re.compile(r"(?<![\w/.:>-])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z]\w{2,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#&])#(?=\w*[^\W\d])\w{1,64}")),
)
_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


@dataclass
class Formatted:
    """A text and its entities."""

    text: str = ""
    entities: list[Entity] = field(default_factory=list)


def utf16_length(text: str) -> int:
    return len(text) + sum(1 for character in text if character > "\uffff")


def finished(formatted: Formatted) -> Formatted:
    """The text as it is delivered: trimmed, with the entities that Telegram finds by itself added."""
    trimmed = _trimmed(formatted)
    taken = [entity for entity in trimmed.entities if entity["type"] in _LITERAL]
    for kind, pattern in _AUTOMATIC:
        for match in pattern.finditer(trimmed.text):
            entity = _entity(kind, trimmed.text, *match.span())
            if not any(_overlap(entity, other) for other in taken):
                taken.append(entity)
                trimmed.entities.append(entity)
    trimmed.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return trimmed


def as_html(formatted: Formatted) -> str:
    """The text with its entities as the HTML that would have made it."""
    units = formatted.text.encode("utf-16-le")
    opening: dict[int, list[Entity]] = {}
    for entity in sorted(formatted.entities, key=lambda entity: (entity["offset"], -entity["length"])):
        opening.setdefault(entity["offset"], []).append(entity)
    out: list[str] = []
    stack: list[Entity] = []
    position = 0
    edges = {0, len(units) // 2} | set(opening)
    edges |= {entity["offset"] + entity["length"] for entity in formatted.entities}
    for edge in sorted(edges):
        out.append(html.escape(units[2 * position : 2 * edge].decode("utf-16-le", "replace"), quote=False))
        while stack and stack[-1]["offset"] + stack[-1]["length"] <= edge:
            out.append(_tags(stack.pop())[1])
        for entity in opening.get(edge, []):
            out.append(_tags(entity)[0])
            stack.append(entity)
        position = edge
    return "".join(out)


def checked_url(url: str) -> str:
    """The link as Telegram keeps it; ValueError with Telegram's words if it is none.

    A host without a dot (`http://localhost`, `http://jellyfin:8096`) is refused by the real servers too.
    """
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        raise ValueError("Wrong HTTP URL") from error
    if parts.scheme.lower() in {"tg", "ton"}:
        return url
    if parts.scheme.lower() not in {"http", "https"}:
        raise ValueError("Unsupported URL protocol")
    if not host:
        raise ValueError("URL host is empty")
    if len(url.split()) != 1 or not _is_reachable(host):
        raise ValueError("Wrong HTTP URL")
    return url


def link_entity(url: str) -> Entity | None:
    """What a link on a piece of text becomes: a mention of a person, a link, or (a broken one) nothing."""
    if match := re.fullmatch(r"tg://user\?id=(\d+)", url):
        return {"type": "text_mention", "user": {"id": int(match[1])}}
    try:
        return {"type": "text_link", "url": checked_url(url)}
    except ValueError:
        return None


def _trimmed(formatted: Formatted) -> Formatted:
    text = formatted.text.rstrip()
    left = len(text) - len(text.lstrip())
    text = text[left:]
    start, length = utf16_length(formatted.text[:left]), utf16_length(text)
    kept: list[Entity] = []
    for entity in formatted.entities:
        begin = max(entity["offset"] - start, 0)
        end = min(entity["offset"] + entity["length"] - start, length)
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    return Formatted(text, kept)


def _entity(kind: str, text: str, start: int, end: int) -> Entity:
    return {"type": kind, "offset": utf16_length(text[:start]), "length": utf16_length(text[start:end])}


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def _is_reachable(host: str) -> bool:
    """Whether it is a name with a dot, or an address."""
    try:
        return "." in host or bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def _tags(entity: Entity) -> tuple[str, str]:
    """The opening and the closing tag."""
    kind = entity["type"]
    if kind == "text_link":
        return f'<a href="{html.escape(entity["url"])}">', "</a>"
    if kind == "text_mention":
        return f'<a href="tg://user?id={entity["user"]["id"]}">', "</a>"
    if kind == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    tag = _TAGS.get(kind)
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")
