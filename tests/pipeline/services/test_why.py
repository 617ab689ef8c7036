from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

import messages
from pipeline.clock import now
from pipeline.errors import Later
from pipeline.model.jobs import Origin
from pipeline.model.reasons import Reason
from pipeline.services import why
from pipeline.services.why import Funnel, reasons
from pipeline.steps.results import Downloaded
from pipeline.store import leases, runs, shows
from pipeline.store.tables import episode as episode_table
from pipeline.store.tables import feed, media_file, step_run
from tests.rigs.market import STAGES, Market, file_it, kept_in, offered, one, postgres, postgres_server

__all__ = ["kept_in", "one", "postgres", "postgres_server"]  # fixtures


def funnel(market: Market) -> Funnel:
    return why.why(market.store, market.show, market.episodes[0])


def said(market: Market) -> str:
    return in_zone(market, "Europe/Madrid")


def in_zone(market: Market, zone: str) -> str:
    return "\n".join(messages.say(line, "en", zone) for line in reasons(funnel(market)))


def wait(market: Market) -> None:
    """Run `fetch`, which finds nothing to take, as the runner would."""
    taken = leases.take(market.store, market.run_of(0, "fetch").id, "test")
    assert taken is not None
    with pytest.raises(Later) as waits:
        market.fetch()
    with market.store.write() as db:
        leases.later(db, taken, waits.value, {})


def test_nothing_found_yet_says_when_it_aired_and_when_is_the_next_look(one: Market) -> None:
    wait(one)
    assert "ago." in said(one).splitlines()[0]
    assert said(one).splitlines()[0].startswith("Aired ")
    assert "Nothing found yet. Next look " in said(one)


def test_that_nobody_could_be_asked_is_why(one: Market) -> None:
    wait(one)
    away = Reason("site-not-reached", where="https://x.example")
    with one.store.write() as db:
        db.execute(update(step_run).where(step_run.c.step == "fetch").values(failures=2, reason=away))
    assert "cannot be reached" in said(one)
    assert "Nothing found yet. Next look" in said(one)


def test_the_next_reading_of_a_feed_counts_as_a_look(one: Market) -> None:
    wait(one)
    soon = now() + timedelta(minutes=1)
    with one.store.write() as db:
        db.execute(feed.insert().values(indexer="fair", look_at=soon, newest=(), failures=0))
    assert funnel(one).next_feed == soon
    late = one.run_of(0, "fetch").due_at
    assert late is not None
    assert late > soon


def test_counts_what_each_rule_refused_with_examples(one: Market) -> None:
    one.shop.listed = [
        *(offered("2160p.WEB-DL.HEVC", guid=str(n)) for n in range(5)),
        offered("480p.WEB-DL.H.264", seeders=0),
        offered(number="S01E09"),
    ]
    wait(one)
    made = funnel(one)
    assert [(r.rule, r.count, len(r.examples)) for r in made.refused] == [
        ("wrong_episode", 1, 1),
        ("resolution", 5, 3),
        ("no_seeders", 1, 1),
    ]
    text = said(one)
    assert "7 releases found:" in text
    assert "• 1 is another episode (Lantern.Row.S01E09.1080p.WEB-DL.H.264-FAIR at fair)" in text
    assert "• 5 have the wrong resolution (" in text
    assert "2160p is more than the 1080p wanted" in text
    assert "• 1 is shared by nobody" in text


def test_tells_the_chosen_one_and_how_far_it_is(one: Market) -> None:
    one.shop.listed = [offered(), offered("720p.WEB-DL.H.264")]
    one.fetch()
    with one.store.write() as db:
        going = {"progress": 0.43, "seconds_left": 300.0, "reason": "Downloading at 2.0 MB/s"}
        db.execute(update(step_run).where(step_run.c.step == "download").values(**going))
    text = said(one)
    assert "• 1 chosen: Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR at fair" in text
    assert "• 1 is suitable, not as good as the chosen one (Lantern.Row.S01E01.720p" in text
    assert text.splitlines()[-1] == "43% downloaded, 5 min left. Downloading at 2.0 MB/s."


def test_tells_what_was_tried_and_turned_out_wrong(one: Market) -> None:
    one.shop.listed = [offered(), offered("720p.WEB-DL.H.264")]
    one.fetch()
    one.reject(0, "there is no video in it")
    one.fetch()
    assert "Tried Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR at fair: there is no video in it." in said(one)
    assert "• 1 turned out wrong before (see above)" in said(one)


def test_tells_what_is_in_the_library_and_where_it_came_from(one: Market) -> None:
    one.shop.listed = [offered()]
    one.fetch()
    one.run_step(0, "download", Downloaded(info_hash="ab" * 20, path="/x", release=offered()))
    with one.store.write() as db:
        leases.cancel_job(db, one.jobs[0].id)
        here = {"path": "/x.mp4", "size": 1, "duration": 1.0, "info_hash": "", "subtitles": (), "filed_at": now()}
        db.execute(media_file.insert().values(episode_id=one.episodes[0].id, release=offered().title, **here))
    assert said(one).splitlines()[-1].startswith("In the library since ")
    assert offered().title in said(one).splitlines()[-1]


def test_tells_of_what_was_given_up_and_what_waits_for_a_person(one: Market) -> None:
    taken = leases.take(one.store, one.run_of(0, "fetch").id, "test")
    assert taken is not None
    with one.store.write() as db:
        leases.stuck(db, taken, "the indexer refuses the key", ())
    assert said(one).splitlines()[-1] == "It waits for you at “fetch”: the indexer refuses the key."
    with one.store.write() as db:
        leases.cancel_job(db, one.jobs[0].id)
    assert said(one).splitlines()[-1] == "It was given up."


def test_an_episode_to_come_says_when(one: Market) -> None:
    with one.store.write() as db:
        leases.cancel_job(db, one.jobs[0].id)
        db.execute(update(episode_table).values(airs_at=now() + timedelta(days=3)))
    with one.store.read() as db:
        one.episodes = shows.episodes(db, one.show.id)
    assert said(one).startswith("Airs ")
    assert in_zone(one, "Pacific/Auckland") != in_zone(one, "America/Lima"), "in the person's own time"


def test_a_look_that_waits_for_room_says_so(one: Market) -> None:
    one.shop.listed = [offered()]
    one.client.free = 10**9
    wait(one)
    assert "Waiting for disk space" in said(one).splitlines()[-1]


def test_tells_that_a_better_copy_is_on_its_way_and_what_it_replaced(one: Market) -> None:
    file_it(one, "Lantern.Row.S01E01.480p.HDTV.x264-FAIR", timedelta(hours=2))
    with one.store.write() as db:
        job_id = runs.open_job(db, one.episodes[0].id, Origin.UPGRADE, STAGES)
        going = {"state": "done", "result": None}
        first = (step_run.c.job_id == job_id, step_run.c.step.in_(["check", "fetch"]))
        db.execute(update(step_run).where(*first).values(**going))
        mine = (step_run.c.job_id == job_id, step_run.c.step == "download")
        db.execute(update(step_run).where(*mine).values(state="due", progress=0.43))
    library, standing = said(one).splitlines()[-2:]
    assert library.startswith("In the library since ")
    assert standing.startswith("A better copy is on its way: 43% downloaded")
    with one.store.write() as db:
        db.execute(update(media_file).values(replaced_at=now()))
        assert job_id is not None
        leases.cancel_job(db, job_id)
    file_it(one, offered().title)
    assert (
        said(one)
        .splitlines()[-1]
        .endswith(f"it is from {offered().title}; before, it was from Lantern.Row.S01E01.480p.HDTV.x264-FAIR.")
    )
