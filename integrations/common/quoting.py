"""What a system says, made fit to be repeated: one line, no addresses, no keys."""

from __future__ import annotations

import json
import re
from typing import Any

MOST = 200  # characters of a sentence that is repeated

_ADDRESS = re.compile(r"\b([a-z][a-z0-9+.-]{1,20})://([^\s/?#\"'<>]{0,300})[^\s\"'<>]*", re.IGNORECASE)
_MAGNET = re.compile(r"\bmagnet:[^\s\"'<>]+", re.IGNORECASE)
_KEY = re.compile(
    r"\b((?:jackett_)?api_?key|(?:torrent_?)?pass(?:key|word)?|auth(?:key)?|rss_?key|token|secret|key|pid|uid|sid)"
    r"(\s*=\s*)[^\s&\"'<>]+",
    re.IGNORECASE,
)
_FAILURE = re.compile(rb"d14:failure reason(\d{1,4}):")
_DOCUMENT = re.compile(r"<(?:!doctype|html|head|body|title|\?xml|rss|feed)|d\d+:|[{\[]", re.IGNORECASE)
_DATA = re.compile("[\0-\x08\x0e-\x1f\ufffd]")
_TAG = re.compile(r"<[^<>]{0,300}>")
_TOLD = ("error", "message", "errorMessage", "description", "detail", "title", "reason", "status_message", "Message")


def has_key(url: str) -> bool:
    """Whether an address has what looks like a key in its query: it is nobody's to see."""
    return bool(_KEY.search(url))


def first_line(text: str) -> str:
    """The first line that says something, without control characters: the rest is a stack trace."""
    lines = (" ".join(re.sub(r"[^ -~\u00a0-\U0010ffff]", " ", line).split()) for line in text.splitlines())
    return next(filter(None, lines), "")


def without_addresses(text: str) -> str:
    """`text` with addresses cut down to their host, and what looks like a key in a query taken out.

    A tracker's passkey stands in the path as often as in the query.
    """
    text = _MAGNET.sub("magnet:…", text)
    text = _ADDRESS.sub(lambda found: f"{found[1]}://{found[2].rpartition('@')[2]}/…", text)
    return _KEY.sub(r"\1\2…", text)


def quoted(text: str) -> str:
    """What can be repeated of a system's sentence: its first line, shortened, without addresses."""
    return without_addresses(first_line(text)[: 10 * MOST])[:MOST].rstrip(" .")


def told_in_words(body: bytes) -> str:
    """What an answer says in words instead of what was asked for: a limit that is reached, a script's failure, a
    tracker's `failure reason` (BEP 3). Fit to be repeated; empty for a page, for data, and for a single word."""
    if failure := _FAILURE.match(body):
        body = body[failure.end() : failure.end() + int(failure[1])]
    begin = body[:2000].decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    if _DOCUMENT.match(begin) or _DATA.search(begin[:200]):
        return ""
    said = quoted(_TAG.sub(" ", begin))
    return said if " " in said else ""


def told_in_json(body: bytes) -> str:
    """What a JSON answer says went wrong, fit to be repeated; empty when it is no such answer."""
    try:
        answer: Any = json.loads(body[:100_000])
    except (ValueError, RecursionError):
        return ""
    if isinstance(answer, list) and answer:  # validation errors come as a list
        answer = answer[0]
    if not isinstance(answer, dict):
        return ""
    said = (answer.get(name) for name in _TOLD)
    return next((quoted(text) for text in said if isinstance(text, str) and text.strip()), "")
