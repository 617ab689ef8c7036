"""A page that asks the outside shows its frame first, and what it is about as soon as that is known."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from dashboard import showing
from pipeline.config import Settings
from pipeline.model import EpisodeInfo, ShowInfo
from pipeline.model.reasons import Reason
from tests.rigs.core import add_person, new_store, show_info
from tests.rigs.dashboard import Visitor, dashboard_of, parts_of

TITLE = "Harbour Lights"


class SlowCatalogue:
    """One that answers a search when it is let."""

    name = "slow"

    def __init__(self) -> None:
        self.may_answer = threading.Event()

    def check(self) -> Reason:
        return Reason("text", text="it answers")

    def search(self, text: str) -> list[ShowInfo]:
        assert self.may_answer.wait(20)
        return [show_info(title=TITLE)]

    def show(self, ids: ShowInfo) -> ShowInfo:
        return ids

    def episodes(self, ids: ShowInfo) -> list[EpisodeInfo]:
        return []

    def changed_since(self, moment: object) -> set[int] | None:
        return set()

    def id_of(self, ids: ShowInfo) -> int | None:
        return ids.tvmaze_id


@pytest.fixture
def slow() -> SlowCatalogue:
    return SlowCatalogue()


@pytest.fixture
def url(tmp_path: Path, slow: SlowCatalogue) -> Iterator[str]:
    store = new_store(tmp_path)
    add_person(store)
    settings = Settings(data=tmp_path, library=tmp_path, dashboard={"port": 0, "password": "sésame"})
    with dashboard_of(store, settings, parts=parts_of(catalogues=(slow,))) as url:
        yield url
    store.close()


@pytest.fixture
def ada(url: str) -> Visitor:
    visitor = Visitor(url)
    visitor.log_in("sésame")
    return visitor


def test_the_frame_comes_first_and_the_rest_when_it_is_there(ada: Visitor, slow: SlowCatalogue) -> None:
    with ada.get("/add?q=harbour", stream=True) as answer:
        parts = answer.iter_content(None, decode_unicode=True)
        first = next(parts)
        assert "<title>Add a show" in first
        assert "One moment" in first
        slow.may_answer.set()
        rest = "".join(parts)

    assert TITLE in rest
    assert rest.rstrip().endswith("</html>")
    assert "<!--rest-->" not in first + rest


def test_a_quick_answer_comes_as_one(ada: Visitor, slow: SlowCatalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "FRAME_FIRST", 20.0)
    slow.may_answer.set()
    answer = ada.get("/add?q=harbour")
    assert TITLE in answer.text
    assert "One moment" not in answer.text
    assert "content-length" in answer.headers


def test_a_stranger_sees_no_frame(url: str) -> None:
    answer = requests.get(f"{url}add?q=harbour", timeout=20)
    assert answer.url == f"{url}login?to=/add"
