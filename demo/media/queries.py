"""The filters of Jellyfin's /Items, as far as anything here asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from demo.media.library import Item

Params = Mapping[str, list[str]]  # lower-case names: ASP.NET does not mind either

UNDERSTOOD = frozenset(
    [
        "ids",
        "parentid",
        "recursive",
        "includeitemtypes",
        "fields",
        "searchterm",
        "parentindexnumber",
        "indexnumber",
        "ismissing",
        "isplayed",
        "years",
        "userid",
        "startindex",
        "limit",
        "sortby",
        "sortorder",
        "enableuserdata",
        "enableimages",
        "enabletotalrecordcount",
    ]
)


def choose(items: Mapping[str, Item], params: Params, is_played: Callable[[Item], bool]) -> list[Item]:
    """Those that fit, sorted, before paging."""
    return _sorted([item for item in _scope(items, params) if _fits(item, params, is_played)], params)


def page(found: list[Item], params: Params) -> list[Item]:
    start = int(one(params, "startindex") or 0)
    limit = one(params, "limit")
    return found[start : start + int(limit)] if limit else found[start:]


def one(params: Params, name: str) -> str:
    return params.get(name, [""])[0]


def several(params: Params, name: str) -> list[str]:
    """Values that are repeated, or joined by commas; in lower case."""
    return [part.lower() for value in params.get(name, []) for part in value.split(",") if part]


def _scope(items: Mapping[str, Item], params: Params) -> Iterable[Item]:
    if ids := several(params, "ids"):
        return [items[i] for i in map(plain, ids) if i in items]
    parent = plain(one(params, "parentid"))
    if one(params, "recursive").lower() != "true":
        return [i for i in items.values() if i.parent == parent]
    return [i for i in items.values() if parent in ("", *_ancestors(items, i))]


def _ancestors(items: Mapping[str, Item], item: Item) -> list[str]:
    found = []
    while item.parent and item.parent in items:
        found.append(item.parent)
        item = items[item.parent]
    return found


def _fits(item: Item, params: Params, is_played: Callable[[Item], bool]) -> bool:
    kinds, years = several(params, "includeitemtypes"), several(params, "years")
    played = one(params, "isplayed").lower()
    return (
        (not kinds or item.kind.lower() in kinds)
        and (not years or str(item.year) in years)
        and one(params, "searchterm").lower() in item.name.lower()
        and _has_numbers(item, params)
        and one(params, "ismissing").lower() != "true"  # every item here has a file
        and (not played or is_played(item) is (played == "true"))
    )


def _has_numbers(item: Item, params: Params) -> bool:
    numbers = {"indexnumber": item.number, "parentindexnumber": item.season if item.kind == "Episode" else None}
    return all(int(asked) == number for name, number in numbers.items() if (asked := one(params, name)))


def _sorted(found: list[Item], params: Params) -> list[Item]:
    keys = several(params, "sortby") or ["sortname"]
    return sorted(
        found, key=lambda i: [_key(i, k) for k in keys], reverse=one(params, "sortorder").lower().startswith("desc")
    )


def _key(item: Item, name: str) -> tuple[float, str] | datetime:
    if name == "datecreated":
        return item.added
    if name == "isfolder":
        return (0.0 if item.is_folder else 1.0, "")
    if item.kind in ("Season", "Episode"):
        return (item.season or 0) * 1e6 + (item.number or 0), item.name.lower()
    return 0.0, item.name.lower()


def plain(text: str) -> str:
    return text.replace("-", "").lower()
