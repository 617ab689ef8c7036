"""Who has watched what: marks are an item's, and outlive it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from demo.media.library import Item


@dataclass(frozen=True)
class Mark:
    """What one user has seen of one item."""

    played: bool = False
    position: int = 0  # ticks of 100 ns
    count: int = 0
    at: datetime | None = None


@dataclass
class Marks:
    """An item that comes under the path of an earlier one, or under another name with the same numbers, has its marks:
    by (user, item id), and once the item is gone by (user, its key) as well."""

    _marks: dict[tuple[str, str], Mark] = field(default_factory=dict)
    _left: dict[tuple[str, str], Mark] = field(default_factory=dict)

    def of(self, user: str, item_id: str) -> Mark:
        return self._marks.get((user, item_id), Mark())

    def put(self, user: str, item: Item, mark: Mark) -> None:
        self._marks[user, item.id] = mark
        self._left.pop((user, item.key), None)

    def move(self, before: Mapping[str, Item], after: Mapping[str, Item]) -> None:
        """Leave those of the items that are gone, and give them to those that came."""
        for (user, item_id), mark in list(self._marks.items()):
            if item_id in before and item_id not in after:
                self._left[user, before[item_id].key] = mark
        came = [each for item_id, each in after.items() if item_id not in before and each.kind == "Episode"]
        for (user, key), mark in self._left.items():
            for item in came:
                if item.key == key:
                    self._marks.setdefault((user, item.id), mark)
