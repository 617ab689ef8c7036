from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.errors import Unreachable
from pipeline.model import EpisodeInfo, ShowInfo
from pipeline.model.reasons import Reason
from pipeline.services import name_owners
from tests.rigs.core import add_show, new_store, show_info

AMERICAN = ShowInfo(title="The Desk", year=2005, country="US", tvmaze_id=526)
BRITISH = ShowInfo(title="The Desk", year=2001, country="GB", tvmaze_id=527)


@dataclass
class Paper:
    """A Catalogue that finds these shows, best first."""

    found: list[ShowInfo] | None
    name: str = "paper"
    asked: list[str] = field(default_factory=list)

    def search(self, text: str) -> list[ShowInfo]:
        self.asked.append(text)
        if self.found is None:
            raise Unreachable(self.name, "it is away")
        return self.found

    def show(self, ids: ShowInfo) -> ShowInfo:
        raise NotImplementedError

    def episodes(self, ids: ShowInfo) -> list[EpisodeInfo]:
        raise NotImplementedError

    def changed_since(self, moment: datetime) -> set[int] | None:
        return None

    def id_of(self, ids: ShowInfo) -> int | None:
        return None

    def check(self) -> Reason:
        return Reason("text", text="fine")


def test_the_show_that_is_listed_first_owns_the_bare_name() -> None:
    assert name_owners.owners_of(BRITISH, [AMERICAN, BRITISH]) == [AMERICAN]
    assert name_owners.owners_of(AMERICAN, [AMERICAN, BRITISH]) == []


def test_a_title_told_apart_by_its_catalogue_does_not_own_the_bare_one() -> None:
    british = ShowInfo(title="The Desk (UK)", tvmaze_id=527)
    assert name_owners.owners_of(british, [british, AMERICAN]) == [AMERICAN]


def test_another_title_owns_nothing() -> None:
    assert name_owners.owners_of(BRITISH, [ShowInfo(title="The Desk Lamp", tvmaze_id=1), BRITISH]) == []


def test_the_catalogue_is_asked_once(tmp_path: Path) -> None:
    store, paper = new_store(tmp_path), Paper([AMERICAN, BRITISH])
    british, _ = add_show(store, show_info(title="The Desk", tvmaze_id=527))
    for _ in range(2):
        name_owners.ask_once(store, [paper], british)
    assert paper.asked == ["The Desk"]
    with store.read() as db:
        assert [each.tvmaze_id for each in name_owners.remembered(db, british, [british])] == [526]
        assert name_owners.remembered(db, british, [british, AMERICAN]) == ()
    store.close()


def test_a_catalogue_that_is_away_is_asked_again(tmp_path: Path) -> None:
    store, paper = new_store(tmp_path), Paper(None)
    british, _ = add_show(store, show_info(title="The Desk", tvmaze_id=527))
    name_owners.ask_once(store, [paper], british)
    paper.found = [AMERICAN, BRITISH]
    name_owners.ask_once(store, [paper], british)
    assert len(paper.asked) == 2
    with store.read() as db:
        assert name_owners.remembered(db, british, [british])
    store.close()
