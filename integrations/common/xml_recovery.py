"""Reading what is nearly XML: a feed in which one character, entity, prefix or element is wrong.

Sites put titles that people typed into documents made by hand. A strict reader then loses all items for one. This one
never fails: it takes what looks like a tag for one, leaves out what XML does not have (control characters, unknown
entities), and closes what was left open: an item where the next one begins, its title where its link does. It expands
no entities but HTML's, and nests no deeper than 100.
"""

from __future__ import annotations

import codecs
import re
from html import unescape
from xml.etree.ElementTree import Element

ITEMS = frozenset({"item", "entry"})
AROUND = frozenset({"channel", "rss", "feed", "rdf"})
TEXTS = frozenset({"title", "description", "summary", "content", "comments", "category", "size"})
DATES = frozenset({"pubdate", "published", "updated"})
FIELDS = TEXTS | DATES | {"link", "guid", "id", "enclosure", "attr"}  # of an item: none of them holds another
_MAX_DEPTH = 100

_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
_BEGIN = re.compile(r"<(?:rss|feed|rdf:rdf|caps|error)[\s>]", re.IGNORECASE)
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = r"[A-Za-z_][\w.:-]{0,100}"
_VALUE = r"\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++"
_TAG = re.compile(rf"<(/?)({_NAME})((?:\s++{_NAME}(?:\s*+=\s*+(?:{_VALUE}))?+)*+)\s*+(/?)>")
_ATTRIBUTE = re.compile(rf"({_NAME})\s*+=\s*+({_VALUE})")
_MARKS = (("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>"))


def recovered(body: bytes) -> tuple[Element | None, int]:
    """(the document's root, how many items at its end were cut off). None when there is no element at all."""
    text = decoded(body)
    # A script's warnings may stand before the document, tags and all.
    begin = _BEGIN.search(text)
    return _Builder().built(text[begin.start() :] if begin else text)


def decoded(body: bytes) -> str:
    """The text of a document, by its byte order mark or its own word, else as UTF-8; single bytes of another encoding
    are taken for Latin-1."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    declared = _DECLARED.match(body.removeprefix(codecs.BOM_UTF8)[:400])
    try:
        encoding = codecs.lookup(declared[1].decode()).name if declared else "utf-8"
        if encoding.startswith(("utf-16", "utf-32")):
            encoding = "utf-8"  # said so by single bytes, and so not true
        return body.decode(encoding, "airdate-latin-1").lstrip("\ufeff")
    except (LookupError, ValueError):
        return body.decode("utf-8", "airdate-latin-1").lstrip("\ufeff")


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("airdate-latin-1", _as_latin_1)


class _Builder:
    def __init__(self) -> None:
        self._root: Element | None = None
        self._open: list[Element] = []
        self._said: list[str] = []

    def built(self, text: str) -> tuple[Element | None, int]:
        text = _IMPOSSIBLE.sub("", text)
        at, ends = 0, {end for _, end in _MARKS}
        while at < len(text):
            start = text.find("<", at)
            self._said.append(unescape(text[at : start if start >= 0 else None]))
            if start < 0:
                break
            at = self._marked(text, start, ends) or self._tagged(text, start)
        self._flush()
        return self._root, self._drop_unfinished()

    def _marked(self, text: str, start: int, ends: set[str]) -> int:
        """Behind a comment, an instruction or CDATA; 0 when there is none. `ends`: those that may still come."""
        for mark, end in _MARKS:
            if not text.startswith(mark, start):
                continue
            stop = text.find(end, start + len(mark)) if end in ends else -1
            if stop < 0:
                ends.discard(end)  # not looked for again: that would take the square of the time
                return 0
            if mark == "<![CDATA[":
                self._said.append(text[start + len(mark) : stop])
            return stop + len(end)
        return 0

    def _tagged(self, text: str, start: int) -> int:
        """Behind the tag at `start`, or behind its "<" when that is none."""
        tag = _TAG.match(text, start)
        if tag is None:
            self._said.append("<")
            return start + 1
        self._flush()
        closing, name, attributes, empty = tag.groups()
        if closing:
            self._close(name)
        elif self._begin(name, attributes) and empty:
            self._open.pop()
        return tag.end()

    def _begin(self, name: str, attributes: str) -> bool:
        if _local(name) in ITEMS:  # never within another
            self._leave_item()
        if _local(name) in ITEMS | FIELDS:
            self._leave_field()
        if len(self._open) >= _MAX_DEPTH or (self._root is not None and not self._open):
            return False
        element = Element(name, {key: unescape(_bare(value)) for key, value in _ATTRIBUTE.findall(attributes)})
        if self._open:
            self._open[-1].append(element)
        else:
            self._root = element
        self._open.append(element)
        return True

    def _close(self, name: str) -> None:
        """Close it and all that was left open in it; an end without a beginning is passed over."""
        for depth in range(len(self._open) - 1, -1, -1):
            tag = str(self._open[depth].tag)
            if tag == name:
                del self._open[depth:]
                return
            if _local(tag) in ITEMS and _local(name) not in AROUND:
                return

    def _leave_item(self) -> None:
        depth = next((n for n, element in enumerate(self._open) if _local(str(element.tag)) in ITEMS), None)
        if depth is not None:
            del self._open[depth:]

    def _leave_field(self) -> None:
        """Close the field that is open still: its own end is missing, and what follows is not its text."""
        for depth in range(len(self._open) - 1, -1, -1):
            local = _local(str(self._open[depth].tag))
            if local in FIELDS:
                del self._open[depth:]
            if local in FIELDS | ITEMS:
                return

    def _drop_unfinished(self) -> int:
        """An item in which the document ends may have half an address."""
        for parent, element in zip(self._open, self._open[1:], strict=False):
            if _local(str(element.tag)) in ITEMS:
                parent.remove(element)
                return 1
        return 0

    def _flush(self) -> None:
        """Put what was said where it stands."""
        text = "".join(self._said)
        self._said.clear()
        if not self._open or not text:
            return
        element = self._open[-1]
        if len(element):
            element[-1].tail = (element[-1].tail or "") + text
        else:
            element.text = (element.text or "") + text


def _bare(value: str) -> str:
    return value[1:-1] if value[:1] in "\"'" else value


def _local(tag: str) -> str:
    return tag.rpartition(":")[2].lower()
