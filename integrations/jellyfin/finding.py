"""Finding a file of the library in Jellyfin: by its path, whatever show, season and number Jellyfin gives it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

from integrations.common import folders
from integrations.jellyfin.asking import Asking, Item
from integrations.jellyfin.items import has_name, has_path, is_in, is_numbered, is_shown, path_of, same_show
from pipeline.errors import NotFound
from pipeline.model import EpisodeInfo, ShowInfo

NEWEST = 200  # items among which one is looked for first that its show does not have
OPENING = 4.0  # seconds that it may take to look at a show
SEARCH_AGAIN = 10.0  # seconds from one search through everything to the next


class Finding:
    """`mapped`: `folders` is set, so that paths are Jellyfin's own; else the names at a path's end have to do."""

    def __init__(self, asking: Asking, *, mapped: bool) -> None:
        self._ask = asking
        self._mapped = mapped
        self._lock = threading.Lock()
        self._known: dict[str, str] = {}  # its shows' ids, by the folder of a file
        self._opening: dict[str, float] = {}  # since when it is looking at a show once more
        self._searched_at = 0.0

    def candidates(
        self, show: ShowInfo, episode: EpisodeInfo, path: str, look_at: Callable[[str], None]
    ) -> Iterator[Item]:
        """The items that hold the file, surest first. `look_at` has it look at a show that seems empty."""
        known = self._known.get(folders.parent(path))
        if known:
            yield from (item for item in self._episodes(known, episode.season) if self._is_file(item, path))
        every = self._ask.every_series()
        series = self.series_at(path, every)
        for each in [series] if series else [each for each in every if same_show(each, show)]:
            yield from self._of(str(each["Id"]), episode, path)
        yield from self._strayed(path, look_at)

    def series_at(self, path: str, every: Sequence[Item]) -> Item | None:
        """The show by its folder's path; without `folders`, by its folder's name."""
        inside = next((each for each in every if is_in(path, each)), None)
        return inside or next((each for each in every if self._is_folder_of(path_of(each), path)), None)

    def _is_folder_of(self, folder: str, path: str) -> bool:
        return bool(folder) and not self._mapped and folders.file_name(folder) in folders.names(path)[:-1]

    def _of(self, series_id: str, episode: EpisodeInfo, path: str) -> Iterator[Item]:
        """Of a show: its season's episodes, then all, because it may have put this one into another season."""
        with self._lock:
            self._known[folders.parent(path)] = series_id
        for season in (episode.season, None):
            for item in self._episodes(series_id, season):
                if self._is_file(item, path) or (is_numbered(item, episode) and has_name(item, path)):
                    yield item

    def _episodes(self, series_id: str, season: int | None) -> list[Item]:
        try:
            return [item for item in self._ask.episodes(series_id, season) if is_shown(item)]
        except NotFound:  # it has no such show any more
            with self._lock:
                self._known = {folder: known for folder, known in self._known.items() if known != series_id}
            return []

    def _strayed(self, path: str, look_at: Callable[[str], None]) -> Iterator[Item]:
        """What its show does not have (yet).

        While a library is looked at for the first time, shows are empty for minutes; 10.11 shows nothing of a new show
        whose ids came with its NFO until it looks at it once more; and 12.0 makes one show of two with one title.
        """
        for item in self._newest_first():
            if not (is_shown(item) and self._is_file(item, path)):
                continue
            if self._is_in_its_show(item) or not self._is_opening(str(item["SeriesId"]), look_at):
                yield item

    def _newest_first(self) -> Iterator[Item]:
        """The newest; and all there is, but not each time."""
        yield from self._ask.newest_episodes(NEWEST, self._ask.user_id(""))
        with self._lock:
            soon = time.monotonic() < self._searched_at + SEARCH_AGAIN
            self._searched_at = self._searched_at if soon else time.monotonic()
        if not soon:
            yield from self._ask.episodes()

    def _is_in_its_show(self, item: Item) -> bool:
        series_id, season = str(item.get("SeriesId") or ""), item.get("ParentIndexNumber")
        return not series_id or any(each["Id"] == item["Id"] for each in self._episodes(series_id, season))

    def _is_opening(self, series_id: str, look_at: Callable[[str], None]) -> bool:
        """Have it look at the show once more, and give it some seconds for that."""
        moment = time.monotonic()
        with self._lock:
            first = series_id not in self._opening
            begun = self._opening.setdefault(series_id, moment)
        if first:
            look_at(series_id)
        return moment - begun < OPENING

    def _is_file(self, item: Item, path: str) -> bool:
        """By its path; where `folders` is not set, by the names at its end."""
        return has_path(item, path, by_tail=not self._mapped)
