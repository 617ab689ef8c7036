"""History with its filters, the blocklist, what lacks: as the owner and as a member see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from pipeline.clock import now
from pipeline.model import Release
from pipeline.model.jobs import JobKind, JobState, Origin
from pipeline.model.reasons import Reason
from pipeline.services import actions
from pipeline.store import activity, blocks, leases, runs, shows
from pipeline.store.shows import Start
from pipeline.store.tables import job
from tests.rigs.core import add_show, episode_info, show_info
from tests.rigs.dashboard import STAGES, Visitor
from tests.rigs.managed import Managed, managed

FERRY, ORCHARD = "Meridian Ferry", "The Tin Orchard"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Managed]:
    with managed(tmp_path) as home:
        yield home


def end(home: Managed, episode_id: int, state: JobState, at: datetime) -> int:
    """A job that has ended so, then."""
    with home.store.write() as db:
        job_id = runs.open_job(db, episode_id, Origin.ASKED, STAGES)
        assert job_id is not None
        leases.cancel_job(db, job_id, state)
        db.execute(update(job).where(job.c.id == job_id).values(finished_at=at))
    return job_id


def listed(visitor: Visitor, path: str) -> list[int]:
    return [int(found) for found in re.findall(r'id="(?:job|block|episode)-(\d+)"', visitor.get(path).text)]


def test_what_has_ended_is_found_by_show_end_and_day(home: Managed) -> None:
    ferry, ferries = add_show(home.store, show_info(title="Férry", tvmaze_id=8), episode_info(), episode_info(number=2))
    _, (tin,) = add_show(home.store, show_info(title=ORCHARD, tvmaze_id=9), episode_info())
    day = datetime(2026, 11, 5, 12, tzinfo=UTC)
    first = end(home, ferries[0].id, JobState.DONE, day)
    second = end(home, ferries[1].id, JobState.CANCELLED, day + timedelta(days=1))
    third = end(home, tin.id, JobState.DONE, day + timedelta(days=2))
    with home.store.write() as db:
        shows.subscribe(db, home.ben.id, ferry.id, Start.EVERYTHING)
    ada, ben = home.visit(home.ada), home.visit(home.ben)

    assert listed(ada, "/history") == [third, second, first]
    assert listed(ada, "/history?q=ferry") == [second, first]
    assert listed(ada, "/history?state=done") == [third, first]
    assert listed(ada, "/history?day=2026-11-06") == [second]
    assert listed(ada, "/history?q=ferry&state=done&day=2026-11-05") == [first]
    assert listed(ben, "/history") == [second, first]
    assert listed(ben, "/history?q=orchard") == []
    for odd in ("state=active", "day=yesterday", "page=x", "q=%00", "day=9999-12-31", "day=0001-01-01"):
        assert ada.get(f"/history?{odd}").status_code == 200


def test_history_comes_page_by_page_and_keeps_its_filters(home: Managed) -> None:
    _, (episode,) = add_show(home.store, show_info(title=FERRY, tvmaze_id=8), episode_info())
    for number in range(55):
        end(home, episode.id, JobState.DONE, now() - timedelta(minutes=number))
    ada = home.visit(home.ada)

    assert len(listed(ada, "/history")) == 50
    page = ada.get("/history?state=done").text
    assert 'href="/history?q=&amp;state=done&amp;day=&amp;page=2"' in page
    assert len(listed(ada, "/history?state=done&page=2")) == 5


def test_what_is_blocked_may_be_taken_again_at_the_owner_s_word(home: Managed) -> None:
    show, (episode,) = add_show(home.store, show_info(title=FERRY, tvmaze_id=8), episode_info())
    bad = Release(title="Meridian.Ferry.S01E01<i>", indexer="fair", info_hash="a" * 40)
    over = Release(title="Over", indexer="fair")
    with home.store.write() as db:
        shows.subscribe(db, home.ben.id, show.id, Start.EVERYTHING)
        blocks.put(db, episode.id, bad, Reason("text", text="it is <broken>"))
        blocks.put(db, episode.id, over, Reason("text", text="x"), timedelta(seconds=-1))
    ada, ben, gus = (home.visit(each) for each in (home.ada, home.ben, home.gus))
    (block_id,) = listed(ada, "/blocklist")

    assert "it is &lt;broken&gt;" in ben.get("/blocklist").text
    assert listed(gus, "/blocklist") == []
    assert "allow" not in ben.get("/blocklist").text
    assert "Only the owner" in ben.press(f"allow {block_id}").text
    assert "may be taken again" in ada.press(f"allow {block_id}", "/blocklist").text
    assert "not on the blocklist any more" in ada.press(f"allow {block_id}").text
    with home.store.read() as db:
        assert blocks.reasons(db, episode.id, now()) == {}


def test_what_lacks_is_listed_and_had(home: Managed) -> None:
    _, episodes = home.follow(home.ben, FERRY)
    aired = [e for e in episodes if e.airs_at and e.airs_at <= now() and e.season]
    _, (others,) = add_show(home.store, show_info(title="Nobody's", tvmaze_id=88), episode_info())
    with home.store.read() as db:
        on_way = shows.on_the_way(db, [e.id for e in aired])
    assert on_way == {e.id for e in aired}
    for each in aired[:2]:
        actions.skip(home.store, each.id, STAGES)
    ada, ben, gus = (home.visit(each) for each in (home.ada, home.ben, home.gus))

    assert set(listed(ada, "/wanted")) == {e.id for e in aired[:2]}
    assert listed(ben, "/wanted") == listed(ada, "/wanted")
    assert listed(gus, "/wanted") == []
    fields = {"form_key": ben.form_key("/wanted"), "do": "get ticked", "ticked": [str(e.id) for e in aired[:2]]}
    ben.post("/do", fields)  # type: ignore[arg-type]
    assert listed(ben, "/wanted") == []
    assert others.id not in listed(ada, "/wanted")


def test_what_is_to_become_better_is_listed(home: Managed) -> None:
    _, (episode,) = add_show(home.store, show_info(title=FERRY, tvmaze_id=8), episode_info())
    with home.store.write() as db:
        job_id = runs.open_job_of(db, JobKind.BETTER, episode.id, str(episode.id), STAGES)
    with home.store.read() as db:
        assert activity.better_wanted(db, 10) == [job_id]

    assert f'id="job-{job_id}"' in home.visit(home.ada).get("/wanted").text
