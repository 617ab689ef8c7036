"""Players."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest

from airdate.testing.common import Conformance
from airdate.testing.trouble import error_of
from airdate.testing.waiting import at_once, until
from pipeline.clock import now
from pipeline.errors import BadResponse, NotFound, OutsideError, Unreachable
from pipeline.model import EpisodeInfo, ShowInfo
from pipeline.ports import Player

UNHEARD_OF = "987654321"  # an id that no item has


@dataclass(frozen=True)
class Shown:
    """An episode that the player shows already, and where its file lies."""

    show: ShowInfo
    episode: EpisodeInfo
    path: Path


class PlayerConformance(Conformance):
    """Besides `part` a fixture `shown`: an episode of a folder library that the player has, not watched yet."""

    port: ClassVar[type[Any]] = Player

    @pytest.fixture
    def shown(self) -> Shown:
        raise NotImplementedError("give a fixture `shown`: an episode that the player shows")

    def ask(self, part: Any) -> object:
        return part.sessions()

    def test_finds_an_episode_each_time_alike(self, part: Any, shown: Shown) -> None:
        item = part.find(shown.show, shown.episode, shown.path)
        assert item.player == part.name
        assert item.id
        assert item.title
        assert not item.watched
        assert part.find(shown.show, shown.episode, shown.path) == item

    def test_an_episode_that_is_not_there_is_not_found(self, part: Any, shown: Shown) -> None:
        other = replace(shown.episode, season=97, number=98, title="Not Yet", tvdb_id=None, tvmaze_id=None)
        path = shown.path.with_name(f"{shown.show.title} - S97E98.mkv")
        assert type(error_of(lambda: part.find(shown.show, other, path))) is NotFound

    def test_looks_again_at_what_changed_or_is_gone(self, part: Any, shown: Shown) -> None:
        gone = shown.path.with_name("gone.mkv")
        for path in (shown.path, shown.path, shown.path.parent, gone):
            until(partial(_told, part, path))
        assert part.find(shown.show, shown.episode, shown.path)

    def test_sets_and_takes_back_a_watched_mark_however_often(self, part: Any, shown: Shown) -> None:
        item = part.find(shown.show, shown.episode, shown.path)
        for watched in (True, True, False, False):
            part.mark_watched(item.id, watched=watched)
            assert part.watched(item.id) is watched

    def test_tells_which_files_were_watched(self, part: Any, shown: Shown) -> None:
        item = part.find(shown.show, shown.episode, shown.path)
        asked = {shown.path: None, shown.path.with_name("never there.mkv"): None}
        assert part.watched_among(asked) == set()
        part.mark_watched(item.id)
        assert part.watched_among(asked) == {shown.path}
        assert part.watched_among({shown.path: now() - timedelta(days=1)}) == {shown.path}
        assert part.watched_among({shown.path: now() + timedelta(days=1)}) == set(), "it was another file's mark"
        assert part.watched_among({}) == set()
        part.mark_watched(item.id, watched=False)

    def test_an_item_that_is_not_there_is_not_found(self, part: Any) -> None:
        for call in (lambda: part.watched(UNHEARD_OF), lambda: part.mark_watched(UNHEARD_OF)):
            assert type(error_of(call)) is NotFound

    def test_its_library_can_be_walked_through(self, part: Any, shown: Shown) -> None:
        seen, waiting = set(), list(part.browse())
        while waiting:
            entry = waiting.pop()
            assert entry.player == part.name
            assert entry.id not in seen
            seen.add(entry.id)
            waiting += part.browse(entry.id) if entry.opens else []
        assert part.find(shown.show, shown.episode, shown.path).id in seen
        with contextlib.suppress(NotFound, BadResponse):
            assert part.browse(UNHEARD_OF) == []

    def test_lists_what_came_last(self, part: Any, shown: Shown) -> None:
        assert part.find(shown.show, shown.episode, shown.path).id in {item.id for item in part.latest()}
        assert len(part.latest(limit=1)) == 1

    def test_tells_its_screens_and_people_apart(self, part: Any) -> None:
        for each in (part.sessions(), part.users()):
            assert len({one.id for one in each}) == len(each)

    def test_plays_on_no_screen_that_is_not_there(self, part: Any, shown: Shown) -> None:
        item = part.find(shown.show, shown.episode, shown.path)
        with pytest.raises(OutsideError):
            part.play(item.id, "no such screen")

    def test_answers_several_threads_at_once(self, part: Any, shown: Shown) -> None:  # type: ignore[override]
        first, *others = at_once(lambda: part.find(shown.show, shown.episode, shown.path))
        assert all(other == first for other in others)


def _told(part: Any, path: Path) -> bool | None:
    """Whether it took the order; one that is busy reading says when to come back."""
    try:
        part.refresh(path)
    except Unreachable as busy:
        if busy.retry_after is None:
            raise
        return None
    return True
