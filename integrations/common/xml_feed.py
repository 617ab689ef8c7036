"""Reading XML feeds from strangers: what Torznab and plain RSS have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from pipeline.errors import BadResponse
from pipeline.releases.torrents import printable, read_info_hash

MAX_ELEMENTS = 300_000
"""Each element of a parsed document takes some hundred bytes of memory; 100 results have about 3,000."""

MAX_TITLE = 500

_MAGNET_HASH = re.compile(r"xt=urn:btih:([0-9a-z]{32,40})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Node:
    """An element with its tag and attribute names in lower case and without namespaces, which feeds mix up freely."""

    element: Element

    @property
    def name(self) -> str:
        return _local(self.element.tag)

    @property
    def text(self) -> str:
        return (self.element.text or "").strip()

    def attribute(self, name: str) -> str:
        return next((value.strip() for key, value in self.element.attrib.items() if _local(key) == name), "")

    def children(self, name: str = "") -> Iterator[Node]:
        for child in self.element:
            node = Node(child)
            if not name or node.name == name:
                yield node

    def below(self, *names: str) -> Iterator[Node]:
        """Every element with one of these names, at any depth, itself included."""
        for element in self.element.iter():
            if _local(element.tag) in names:
                yield Node(element)

    def first_text(self, *names: str) -> str:
        """The text of the first element with one of these names that has any; earlier names first."""
        for name in names:
            for node in self.below(name):
                if node.text:
                    return node.text
        return ""


def read_xml(system: str, body: bytes, excerpt: str) -> Node:
    """The document's root. BadResponse for anything that is not sound, plain and reasonably small XML."""
    if body.count(b"<") > MAX_ELEMENTS:
        raise BadResponse(system, "its answer has too many elements to be read.", excerpt)
    try:
        return Node(fromstring(body))
    except DefusedXmlException as error:
        raise BadResponse(system, "its answer declares XML entities, which feeds have no use for.", excerpt) from error
    except (ParseError, ValueError, LookupError) as error:
        what = "a web page" if b"<html" in body[:2000].lower() else "nothing that can be read"
        raise BadResponse(system, f"it answers with {what} instead of a feed: check its url.", excerpt) from error


def read_title(text: str) -> str:
    """A release's title in one line, at most 500 characters."""
    return printable(text)[:MAX_TITLE]


def hash_of_magnet(link: str) -> str:
    """The info-hash in a magnet link, lower-case hex; empty when there is none."""
    found = _MAGNET_HASH.search(link)
    return read_info_hash(found[1]) if found else ""


def _local(tag: object) -> str:
    # Comments and processing instructions have a function for a tag.
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
