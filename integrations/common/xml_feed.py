"""Reading XML feeds from strangers: what Torznab and plain RSS have in common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from html import unescape
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from integrations.common.quoting import told_in_json, told_in_words
from integrations.common.xml_recovery import ITEMS, recovered
from pipeline.errors import BadResponse, UserError
from pipeline.model import Release
from pipeline.model.reasons import Reason
from pipeline.releases.torrents import printable, read_magnet

MAX_ELEMENTS = 300_000
"""Each element of a parsed document takes some hundred bytes of memory; 100 results have about 3,000."""

MAX_OF_A_NAME = 200
"""Elements of one name in an item that are looked at; a Torznab item has some thirty attributes."""

MAX_TITLE = 500

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_MARKUP = re.compile(r"</?(?:a|b|br|em|font|i|p|small|span|strong|u)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)
_USENET = frozenset({"usenetdate", "poster", "group"})  # attributes of Newznab
_SHARED = frozenset({"seeders", "peers", "leechers", "infohash", "magneturl"})  # those of Torznab


@dataclass(frozen=True)
class Node:
    """An element with its tag and attribute names in lower case and without namespaces, which feeds mix up freely."""

    element: Element

    @property
    def name(self) -> str:
        return _local(self.element.tag)

    @property
    def text(self) -> str:
        return "".join(self.element.itertext()).strip()

    def attribute(self, name: str) -> str:
        attributes = self.element.attrib
        if name in attributes:
            return attributes[name].strip()
        return next((value.strip() for key, value in attributes.items() if _local(key) == name), "")

    def below(self, *names: str) -> Iterator[Node]:
        """Every element with one of these names, at any depth, itself included; those of an earlier name first."""
        for name in names:
            yield from self._named.get(name, ())

    @cached_property
    def _named(self) -> dict[str, list[Node]]:
        """What is below, by name. Of each name only so many: a stranger's nesting must not make reading slow."""
        found: dict[str, list[Node]] = {}
        for element in self.element.iter():
            nodes = found.setdefault(_local(element.tag), [])
            if len(nodes) < MAX_OF_A_NAME:
                nodes.append(Node(element))
        return found

    def first_text(self, *names: str) -> str:
        """The text of the first element with one of these names that has any; earlier names first.

        Of those with one name, its own go before what is deeper or of another namespace: `media:title` is a picture's.
        """
        for name in names:
            nodes = self._named.get(name, [])
            for node in nodes if len(nodes) < 2 else self._own_first(nodes):
                if text := node.text:
                    return text
        return ""

    def _own_first(self, nodes: Sequence[Node]) -> list[Node]:
        own, children = _space(self.element.tag), set(self.element)
        return sorted(nodes, key=lambda n: (n.element not in children) * 2 + (_space(n.element.tag) != own))


@dataclass(frozen=True)
class Document:
    """A feed, or another document of an indexer."""

    root: Node
    damaged: bool = False  # it is not sound XML: what could be read was
    cut_off: int = 0  # items at its end that are not whole

    @property
    def items(self) -> list[Node]:
        return [Node(element) for element in self.root.element.iter() if _local(element.tag) in ITEMS]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What was read of a feed, item by item."""

    releases: list[Release] = field(default_factory=list)
    dropped: list[tuple[str, Reason]] = field(default_factory=list)  # (title, why)
    damaged: bool = False

    @property
    def items(self) -> int:
        return len(self.releases) + len(self.dropped)

    def remarks(self) -> tuple[Reason, ...]:
        """What is odd about it."""
        whys = Counter(why for _, why in self.dropped).most_common(3)
        left_out = (Reason("items-left-out", count=count, why=why) for why, count in whys)
        return (*((Reason("xml-damaged"),) if self.damaged else ()), *left_out)


def read_xml(system: str, body: bytes, excerpt: str) -> Document:
    """A document. BadResponse for anything that has nothing to be read, or is unreasonably large.

    Entities that it declares itself are never expanded.
    """
    if body.count(b"<") > MAX_ELEMENTS:
        raise BadResponse(system, Reason("feed-too-large"), excerpt)
    try:
        return Document(Node(fromstring(body)))
    except (DefusedXmlException, ParseError, ValueError, LookupError) as error:
        root, cut_off = recovered(body)
        document = Document(Node(root), True, cut_off) if root is not None else None
        if document is not None and (document.items or document.root.name in ("caps", "error")):
            return document
        raise BadResponse(system, _what_else(body, error), excerpt) from error


def _what_else(body: bytes, error: Exception) -> Reason:
    if b"<html" in body[:2000].lower():
        return Reason("feed-web-page")
    if isinstance(error, DefusedXmlException):
        return Reason("feed-entities")
    if said := told_in_json(body) or told_in_words(body):
        return Reason("feed-says", said=said)
    return Reason("feed-unreadable")


def read_title(text: str) -> str:
    """A release's title in one line, at most 500 characters. Many feeds escape it once too often, some mark it up."""
    return printable(_MARKUP.sub("", unescape(text)))[:MAX_TITLE]


def hash_of_magnet(link: str) -> str:
    """The info-hash in a magnet link, lower-case hex; empty when there is none."""
    try:
        return read_magnet(link).info_hash if is_magnet(link) else ""
    except UserError:
        return ""


def is_magnet(link: str) -> bool:
    return link[:7].lower() == "magnet:"


def is_web(link: str) -> bool:
    return link[:8].lower().startswith(("http://", "https://"))


def absolute(link: str, base: str) -> str:
    """A link as it is meant in a feed that stands at `base`, escaped once too often or not; empty when it cannot be."""
    link = link.strip().replace("&amp;", "&")
    if not link or _SCHEME.match(link):
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def attributes(item: Node) -> dict[str, str]:
    """torznab:attr and newznab:attr elements; the first of each name counts."""
    found: dict[str, str] = {}
    for node in item.below("attr"):
        found.setdefault(node.attribute("name").lower(), node.attribute("value"))
    return found


def is_usenet(item: Node, told: dict[str, str], link: str) -> bool:
    """Whether what stands behind an item is an NZB: proxies answer Torznab questions with those, too."""
    kinds = [node.attribute("type").lower() for node in item.below("enclosure")]
    if any("nzb" in kind for kind in kinds) or link.partition("?")[0].lower().endswith((".nzb", "/getnzb")):
        return True
    torrent = any("torrent" in kind for kind in kinds) or not _SHARED.isdisjoint(told)
    return not torrent and not _USENET.isdisjoint(told)


def distinct(releases: Sequence[Release]) -> list[Release]:
    """Each once. A guid that several share, or that is no more than a site's address, does not tell them apart."""
    links: dict[str, set[str]] = {}
    for release in releases:
        links.setdefault(release.guid, set()).add(release.link)
    seen: dict[str, Release] = {}
    for release in releases:
        common = len(links[release.guid]) > 1 or _is_a_site(release.guid)
        told = replace(release, guid="") if common and release.link else release
        seen.setdefault(told.key, told)
    return list(seen.values())


def _is_a_site(guid: str) -> bool:
    try:
        parts = urlsplit(guid)
    except ValueError:
        return False
    return is_web(guid) and not (parts.path.strip("/") or parts.query)


@lru_cache(maxsize=4096)
def _local(tag: object) -> str:
    # Comments and processing instructions have a function for a tag.
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _space(tag: object) -> str:
    """The namespace, or the prefix where that is all there is."""
    return tag[: len(tag) - len(_local(tag))] if isinstance(tag, str) else ""
