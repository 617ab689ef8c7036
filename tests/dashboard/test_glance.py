"""The first page at a glance: what airs next, for each what is theirs; for the owner, what wants looking at."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.pages import glance
from pipeline.clock import now
from pipeline.errors import Unreachable
from pipeline.model import Role, ShowInfo
from pipeline.model.reasons import Reason
from pipeline.services import guest_requests
from pipeline.store import chores, health, shows
from pipeline.store.shows import Start
from tests.rigs.core import add_person, add_show, episode_info, show_info
from tests.rigs.managed import Managed, managed


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Managed]:
    with managed(tmp_path) as home:
        yield home


def glance_of(page: str) -> str:
    found = re.search(r'<section class="glance".*?</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def test_each_sees_what_airs_next_of_theirs(home: Managed) -> None:
    times = [timedelta(hours=5), timedelta(days=2), timedelta(days=30), timedelta(days=-1)]
    listed = [episode_info(number=number, airs_at=now() + away) for number, away in enumerate(times, 1)]
    show, _ = add_show(home.store, show_info(title="Lantern Row"), *listed)
    with home.store.write() as db:
        shows.subscribe(db, home.ben.id, show.id, Start.EVERYTHING)

    seen = glance_of(home.visit(home.ben).get("/").text)

    assert re.findall("S01E0.", seen) == ["S01E01", "S01E02"]
    assert "free of" not in seen, "that is the owner's"
    assert glance_of(home.visit(home.gus).get("/").text) == ""


def test_the_owner_sees_what_wants_looking_at(home: Managed) -> None:
    ada = home.visit(home.ada)
    assert re.search(r"The household [\d.]+ [GT]B free of", glance_of(ada.get("/").text))
    health.record_success(home.store, "market")
    assert "the one system answers" in glance_of(ada.get("/").text)

    add_person(home.store, "Pia", 9, Role.PENDING)
    with home.store.write() as db:
        guest_requests.ask(db, home.gus, ShowInfo(title="Meridian Ferry", tvmaze_id=1), Start.NEXT, {})
    health.record_failure(home.store, Unreachable("attic", "no route to host"))
    chores.claim_due(home.store, {"backup": "x"}, "here")
    chores.finish(home.store, "backup", "x", timedelta(0), Reason("text", text="the disk is full"))

    seen = glance_of(ada.get("/").text)
    assert "2 wait for your answer" in seen
    assert "attic cannot be used" in seen
    assert "failed: copying the database" in seen
    assert "answers" not in seen


def test_a_disk_that_hangs_holds_one_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, let_go = threading.Event(), threading.Event()

    def hang(_: Path) -> tuple[int, int]:
        asked.set()
        let_go.wait(20)
        return 1, 2

    monkeypatch.setattr(glance, "_room", hang)
    rooms = glance.Rooms()
    first = threading.Thread(target=rooms.of, args=(tmp_path,))
    first.start()
    assert asked.wait(20)
    assert rooms.of(tmp_path) is None
    let_go.set()
    first.join(20)
    assert rooms.of(tmp_path) == (1, 2)
