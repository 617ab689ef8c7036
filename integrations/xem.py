"""XEM, the cross entry mapping (https://thexem.info): how releases count seasons and episodes, as people entered it.

    [catalogues.xem]
    # url = "https://thexem.info"
    # all_shows = false    # true: not of anime alone
    # timeout = 20

It knows no shows of its own: name another catalogue, too. It is asked for shows that it lists, when they are read
anew; its list is read once a day. The API: https://thexem.info/doc. Needs no key.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import Field

from integrations.common.http import Web, each, reading
from integrations.common.mapping import Mapping
from integrations.common.quoting import quoted
from integrations.common.settings import HttpSettings
from pipeline.errors import BadResponse
from pipeline.model import Pace, SceneRange, ShowInfo, ShowKind
from pipeline.model.reasons import Reason

DAY = 24 * 3600.0
Numbers = tuple[int, int]
"""Season and episode."""


class XEM(Mapping):
    """Fits the Catalogue port, and tells scene numbering."""

    class Config(HttpSettings):
        url: str = Field("https://thexem.info", description="setting-xem-url")
        all_shows: bool = Field(False, description="setting-xem-all-shows")
        timeout: float = Field(20, gt=0, le=120, description="setting-timeout")

    def __init__(self, config: Config, *, name: str) -> None:
        self.name = name
        self.pace = Pace(3, 10.0)
        self._config = config
        self._web = Web(name, timeout=config.timeout, remedy=Reason("check-xem"), access=config.access())
        self._listed: frozenset[int] = frozenset()
        self._listed_at = -DAY

    def check(self) -> Reason:
        return Reason("xem-answers", count=len(self._mapped()))

    def scene(self, show: ShowInfo) -> tuple[SceneRange, ...]:
        wanted = show.kind is ShowKind.ANIME or self._config.all_shows
        if not wanted or show.tvdb_id is None or show.tvdb_id not in self._mapped():
            return ()
        rows = each(self.name, self._get("all", id=str(show.tvdb_id)), _row)
        named = reading(self.name, self._get("names", id=str(show.tvdb_id)), _named)
        ranges = [*_seasons(rows), *_counted_through(rows)]
        return (*ranges, *_titled(named, ranges))

    def _mapped(self) -> frozenset[int]:
        """The TheTVDB ids of the shows that it has, read once a day."""
        if time.monotonic() - self._listed_at > DAY:
            listed = self._get("havemap")
            if not listed:
                raise BadResponse(self.name, Reason("lists-nothing"))
            self._listed = frozenset(each(self.name, listed, int))
            self._listed_at = time.monotonic()
        return self._listed

    def _get(self, what: str, **params: str) -> Any:
        answer = self._web.get_json(f"{self._config.url.rstrip('/')}/map/{what}", {"origin": "tvdb", **params})
        if not isinstance(answer, dict) or "data" not in answer:
            raise BadResponse(self.name, Reason("answer-formless"), repr(answer))
        if answer.get("result") == "success":
            return answer["data"]
        if "id" in params:  # that it has nothing of one show is said as a failure, too
            return None
        raise BadResponse(self.name, Reason("xem-says", said=quoted(str(answer.get("message", "")))))


def _row(data: dict[str, Any]) -> tuple[Numbers, int, Numbers]:
    """(season and episode as releases say them, their count through all seasons or 0, TheTVDB's numbers)."""
    scene, tvdb = data["scene"], data["tvdb"]
    return _numbers(scene), int(scene.get("absolute") or 0), _numbers(tvdb)


def _numbers(data: dict[str, Any]) -> Numbers:
    return int(data["season"]), int(data["episode"])


def _named(data: Any) -> list[tuple[int, str]]:
    """(season as releases count, a title that it bears): `{"2": {"us": ["Title II"]}}`; those of all are left out."""
    seasons = data.items() if isinstance(data, dict) else ()  # PHP writes an empty object as a list
    found = [(int(season), names) for season, tongues in seasons if season != "all" for names in tongues.values()]
    return [(season, str(name)) for season, names in found for name in dict.fromkeys(names) if name]


def _seasons(rows: Iterable[tuple[Numbers, int, Numbers]]) -> Iterator[SceneRange]:
    pairs = sorted((scene, tvdb) for scene, _, tvdb in rows if scene[0] > 0)
    for (season, number), target, count in _runs(pairs):
        yield SceneRange(scene_season=season, scene_number=number, season=target[0], number=target[1], count=count)


def _counted_through(rows: Iterable[tuple[Numbers, int, Numbers]]) -> Iterator[SceneRange]:
    pairs = sorted(((0, absolute), tvdb) for _, absolute, tvdb in rows if absolute)
    for (_, number), target, count in _runs(pairs):
        yield SceneRange(scene_number=number, season=target[0], number=target[1], count=count)


def _runs(pairs: Iterable[tuple[Numbers, Numbers]]) -> list[tuple[Numbers, Numbers, int]]:
    """(first as releases say, first of TheTVDB, how many): what goes on by one on both sides is one run."""
    runs: list[tuple[Numbers, Numbers, int]] = []
    for scene, tvdb in pairs:
        if runs:
            first, target, count = runs[-1]
            if (first[0], first[1] + count) == scene and (target[0], target[1] + count) == tvdb:
                runs[-1] = (first, target, count + 1)
                continue
        runs.append((scene, tvdb, 1))
    return runs


def _titled(named: Iterable[tuple[int, str]], ranges: Iterable[SceneRange]) -> Iterator[SceneRange]:
    """The ranges of each season once more, under the titles that it bears."""
    ranges = list(ranges)
    for season, title in named:
        for told in [one for one in ranges if one.scene_season == season]:
            yield SceneRange(
                title=title, scene_season=season, scene_number=told.scene_number,
                season=told.season, number=told.number, count=told.count,
            )  # fmt: skip
