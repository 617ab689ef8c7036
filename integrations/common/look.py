"""Looking at one feed by hand: what is read of each item, and what is left out and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from integrations.common.indexer_links import Links
from integrations.common.xml_feed import Listing, is_web
from integrations.rss import RSS
from integrations.torznab import Torznab
from pipeline.model.reasons import Reason

PLUGINS: dict[str, Callable[[str], RSS | Torznab]] = {
    "rss": lambda url: RSS(RSS.Config.model_validate({"url": url}), name="feed"),
    "torznab": lambda url: Torznab(Torznab.Config(url=url), name="feed"),
}
_LONG = 32 * 2**20
_NOWHERE = "http://feed.invalid/"  # what relative links of a file belong to


def look_at(source: str, plugin: str) -> Listing:
    """What `plugin` reads of a feed in a file or at an address, whose query is sent as it is."""
    url = source if is_web(source) else _NOWHERE
    reader = PLUGINS[plugin](url.partition("?")[0])
    return reader.read(_fetched(source) if is_web(source) else Path(source).read_bytes())


def _fetched(url: str) -> bytes:
    links = Links("feed", home=url, timeout=60, max_bytes=_LONG, remedy=Reason("check-key-in-address"))
    return links.checked(links.get(url)).body
