"""What a server says that it can do: its answer to t=caps.

Specification: https://torznab.github.io/spec-1.3-draft/torznab/Specification-v1.3.html#capabilities
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from integrations.common.reading import read_count
from integrations.common.xml_feed import Node, read_title


@dataclass(frozen=True)
class Caps:
    """What a server says it can do."""

    title: str = ""
    search: bool = True
    tv: frozenset[str] = frozenset()  # parameters of t=tvsearch; empty: it has none
    page: int = 100  # most results it gives at once


def read_caps(root: Node) -> Caps | None:
    """What a t=caps document says; None when it is not one."""
    if root.name != "caps":
        return None
    # Old servers leave the list out: these are what the specification always had.
    search = _supported(root, "search", ("q",))
    tv = _supported(root, "tv-search", ("q", "season", "ep"))
    limits = next(root.below("limits"), None)
    most = read_count([limits.attribute("max"), limits.attribute("default")], least=1) if limits else None
    server = next(root.below("server"), None)
    return Caps(
        title=read_title(server.attribute("title"))[:60] if server else "",
        # One that says it can do nothing is asked all the same, in the way that all understand.
        search=bool(search or not tv),
        tv=tv,
        page=min(most or 100, 1000),
    )


def _supported(root: Node, kind: str, default: Sequence[str]) -> frozenset[str]:
    """The parameters of one kind of search, in lower case; none when it is not on offer."""
    node = next(root.below(kind, kind.replace("-", "")), None)
    if node is None or node.attribute("available").lower() not in ("yes", "true", "1"):
        return frozenset()
    names = (name.strip().lower() for name in node.attribute("supportedparams").split(","))
    return frozenset(filter(None, names)) or frozenset(default)
