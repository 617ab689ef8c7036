"""What the pretend catalogues know: shows and episodes that a test can change while everything runs."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from demo.shows import DemoEpisode, DemoShow


@dataclass(frozen=True, kw_only=True)
class Listed:
    """An episode with the id that it keeps however it is renumbered."""

    id: int
    episode: DemoEpisode


@dataclass(frozen=True, kw_only=True)
class ListedShow:
    show: DemoShow
    updated: datetime
    episodes: tuple[Listed, ...] = field(default=())

    def regular(self) -> list[Listed]:
        """All but the specials, in order."""
        return sorted((e for e in self.episodes if e.episode.season), key=_place)

    def in_order(self) -> list[Listed]:
        return sorted(self.episodes, key=_place)

    @property
    def first_aired(self) -> datetime | None:
        return min((e.episode.airs_at for e in self.regular() if e.episode.airs_at), default=None)


def _place(listed: Listed) -> tuple[int, int]:
    return listed.episode.season, listed.episode.number


class Listing:
    """All shows by their TVmaze id. Every change replaces a whole `ListedShow`, so readers need no lock."""

    def __init__(self, shows: Iterable[DemoShow], now: datetime | None = None) -> None:
        self.now = now or datetime.now(UTC)
        self.ahead = timedelta(0)  # of this machine's clock
        self._lock = threading.Lock()
        self.shows: dict[int, ListedShow] = {}
        for show in shows:
            self.add_show(show)

    def add_show(self, show: DemoShow) -> None:
        # As if it had not been touched for a year: only what a test changes counts as changed.
        self.shows[show.tvmaze_id] = ListedShow(show=show.at(self.now), updated=self.now - timedelta(days=365))
        for episode in show.at(self.now).episodes:
            self._append(show, episode)

    def add_episode(self, show: DemoShow, episode: DemoEpisode) -> None:
        self._append(show, show_with(show, episode).at(self.now).episodes[0])
        self._touch(show)

    def postpone(self, show: DemoShow, season: int, number: int, *, by: timedelta) -> None:
        episode = self._find(show, season, number).episode
        if episode.airs_at is None:
            raise ValueError(f"{show.title} {episode.code} has no air date that could be moved")
        self._change(show, season, number, airs_at=episode.airs_at + by)

    def retitle(self, show: DemoShow, season: int, number: int, title: str) -> None:
        self._change(show, season, number, title=title)

    def renumber(self, show: DemoShow, numbers: Mapping[tuple[int, int], tuple[int, int]]) -> None:
        """Old (season, number) to new, all at once, so that two can change places."""
        with self._lock:
            listed = self.shows[show.tvmaze_id]
            moved = tuple(_moved(e, numbers.get(_place(e), _place(e))) for e in listed.episodes)
            self.shows[show.tvmaze_id] = replace(listed, episodes=moved)
        self._touch(show)

    def remove_episode(self, show: DemoShow, season: int, number: int) -> None:
        gone = self._find(show, season, number)
        with self._lock:
            listed = self.shows[show.tvmaze_id]
            rest = tuple(e for e in listed.episodes if e != gone)
            self.shows[show.tvmaze_id] = replace(listed, episodes=rest)
        self._touch(show)

    def by_tvdb(self, tvdb_id: int) -> ListedShow | None:
        return next((s for s in self.shows.values() if s.show.tvdb_id == tvdb_id), None)

    def by_imdb(self, imdb_id: str) -> ListedShow | None:
        return next((s for s in self.shows.values() if s.show.imdb_id == imdb_id), None)

    def _append(self, show: DemoShow, episode: DemoEpisode) -> None:
        with self._lock:
            listed = self.shows[show.tvmaze_id]
            number = max((e.id for e in listed.episodes), default=show.tvmaze_id * 100) + 1
            self.shows[show.tvmaze_id] = replace(
                listed, episodes=(*listed.episodes, Listed(id=number, episode=episode))
            )

    def _find(self, show: DemoShow, season: int, number: int) -> Listed:
        listed = self.shows[show.tvmaze_id]
        return next(e for e in listed.episodes if _place(e) == (season, number))

    def _change(self, show: DemoShow, season: int, number: int, **changes: object) -> None:
        old = self._find(show, season, number)
        new = replace(old, episode=replace(old.episode, **changes))  # type: ignore[arg-type]
        with self._lock:
            listed = self.shows[show.tvmaze_id]
            changed = tuple(new if e == old else e for e in listed.episodes)
            self.shows[show.tvmaze_id] = replace(listed, episodes=changed)
        self._touch(show)

    def _touch(self, show: DemoShow) -> None:
        with self._lock:
            self.shows[show.tvmaze_id] = replace(self.shows[show.tvmaze_id], updated=datetime.now(UTC) + self.ahead)


def show_with(show: DemoShow, *episodes: DemoEpisode) -> DemoShow:
    return replace(show, episodes=episodes)


def _moved(listed: Listed, place: tuple[int, int]) -> Listed:
    return replace(listed, episode=replace(listed.episode, season=place[0], number=place[1]))
