"""Having Jellyfin look at what came, went or moved.

It waits about a minute after a hint about a path before it looks, and forgets it at a restart. So it is asked to look
at an item itself: the season or show, else the library, else everything. The hint stays as the way when those fail.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from integrations.common import folders
from integrations.jellyfin.asking import Asking, Item
from integrations.jellyfin.client import Params
from integrations.jellyfin.finding import Finding
from integrations.jellyfin.items import path_of
from pipeline.errors import BadResponse, NotFound, OutsideError

log = logging.getLogger(__name__)


class Looking:
    """`theirs` says what Jellyfin's machine calls a path of ours."""

    def __init__(self, asking: Asking, finding: Finding, theirs: Callable[[Path], str]) -> None:
        self._ask = asking
        self._finding = finding
        self._theirs = theirs
        self._lock = threading.Lock()
        self._ways = (self._near, self._at_show, self._at_library)  # weak to strong
        self._asked: dict[Path, int] = {}  # how often, since it was last shown
        self._looks: dict[str, float] = {}  # when it was last asked to look at an item

    def ask_for(self, path: Path) -> None:
        """Has it look at a path's season or show, or where it must. Asked again for a path that it has not shown since,
        it looks at more."""
        with self._lock:
            asked = self._asked.get(path, 0)
            if path.exists():
                self._asked[path] = asked + 1
        look = self._ways[asked] if asked < len(self._ways) else self._at_everything
        try:
            look(path, time.time() if asked else _changed_at(path))
        except (NotFound, BadResponse) as error:
            log.warning("%s. Telling it of %s instead.", error, path)
            self._hint(path)

    def is_shown(self, path: Path) -> None:
        """It shows it: the next time it is asked from the weakest way on."""
        with self._lock:
            self._asked.pop(path, None)

    def at(self, item_id: str, changed: float) -> None:
        """At an item, unless it was asked to after the change: many files of one season are one look."""
        with self._lock:
            if changed < self._looks.get(item_id, 0):
                return
            self._looks[item_id] = time.time()
        # Without these two it takes in a new file but never its number or picture.
        modes: Params = {"metadataRefreshMode": "Default", "imageRefreshMode": "Default"}
        try:
            self._ask.connection().post(f"Items/{quote(item_id, safe='')}/Refresh", params=modes)
        except OutsideError:
            self._looks.pop(item_id, None)
            raise

    def _near(self, path: Path, changed: float) -> None:
        """At the season, or the show; at the library when it does not know the show, or its folder is gone."""
        series = self._series_of(path)
        if series is None:
            self._at_library(path, changed)
            return
        seasons = self._ask.seasons(str(series["Id"]))
        mine = (s for s in seasons if path.parent.is_dir() and _is_season_of(s, series, path))
        self.at(str(next(mine, series)["Id"]), changed)

    def _at_show(self, path: Path, changed: float) -> None:
        series = self._series_of(path)
        if series is None:
            self._at_library(path, changed)
        else:
            self.at(str(series["Id"]), changed)

    def _series_of(self, path: Path) -> Item | None:
        """The show that the path is in, while its folder is still there."""
        series = self._finding.series_at(self._theirs(path), self._ask.every_series())
        return series if series is not None and _is_there(series, path) else None

    def _at_library(self, path: Path, changed: float) -> None:
        """A library that was empty when it was first looked at is only looked at again with all the others."""
        for library in self._libraries_with(self._theirs(path)):
            if not self._ask.items_at("Items", {"parentId": library, "limit": "1"}):
                self._at_everything()
                return
            self.at(library, changed)

    def _libraries_with(self, path: str) -> list[str]:
        """Those of shows that `path` is in; all of shows when none is, because `folders` is not set."""
        rows = self._ask.libraries_of_shows()
        mine = [row for row in rows if any(folders.inside(path, str(each)) for each in row.get("Locations") or ())]
        return [str(row["ItemId"]) for row in mine or rows if row.get("ItemId")]

    def _at_everything(self, *_: object) -> None:
        self._ask.connection().post("Library/Refresh")

    def _hint(self, path: Path) -> None:
        update = {"Path": self._theirs(path), "UpdateType": "Created" if path.exists() else "Deleted"}
        try:
            self._ask.connection().post("Library/Media/Updated", json={"Updates": [update]})
        except (NotFound, BadResponse) as error:
            log.warning("%s. Asking it to look at everything.", error)
            self._at_everything()


def _is_season_of(season: Item, series: Item, path: Path) -> bool:
    """Some seasons have no folder of their own: what is new in theirs is the show's affair."""
    folder = path_of(season)
    own = bool(folder) and not folders.same(folder, path_of(series))
    return own and folders.file_name(folder) == path.parent.name


def _is_there(series: Item, path: Path) -> bool:
    """Whether the show's folder, as we name it, is still there."""
    name = folders.file_name(path_of(series))
    return next((each for each in path.parents if each.name == name), path.parent).is_dir()


def _changed_at(path: Path) -> float:
    """When a file came or went, by its folder; now when nothing is left of it. Seconds since 1970."""
    try:
        return max(path.parent.stat().st_mtime, path.stat().st_ctime if path.exists() else 0)
    except OSError:
        return time.time()
