"""What waits does not wait an hour more because the clock was set back by one."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from pipeline.clock import now
from pipeline.line import LINE
from pipeline.model.jobs import Origin
from pipeline.store import Store, key_values, runs, shows
from pipeline.store.tables import show as show_table
from pipeline.store.tables import step_run, subscription
from pipeline.store.turned_clock import DATABASE, heed
from tests.rigs.core import add_person, add_show, episode_info

HOUR = timedelta(hours=1)


def waiting(store: Store, ahead: timedelta) -> int:
    """A row that is due so much later, by the clock as it was."""
    _, (episode,) = add_show(store)
    with store.write() as db:
        job_id = runs.open_job(db, episode.id, Origin.AIRED, [step.stage for step in LINE])
        assert job_id is not None
        run = runs.runs_of(db, job_id)["check"]
        db.execute(update(step_run).where(step_run.c.id == run.id).values(due_at=now() + ahead))
    return run.id


def due_in(store: Store, run_id: int) -> timedelta:
    with store.read() as db:
        at = db.execute(select(step_run.c.due_at).where(step_run.c.id == run_id)).scalar_one()
    return at - now()  # type: ignore[no-any-return]


def said_before(store: Store, ahead: timedelta, host: str = "nas") -> None:
    """What the clock said by which rows are due: this host's, or the database's own where it has one."""
    shared = store.engine.dialect.name == "postgresql" and host == "nas"
    with store.write() as db:
        key_values.put(db, f"clock:{DATABASE if shared else host}", (now() + ahead).isoformat())


def test_a_clock_that_went_back_brings_forward_what_waits(store: Store) -> None:
    run_id = waiting(store, HOUR + timedelta(seconds=30))
    said_before(store, HOUR)
    assert abs(heed(store, "nas") - HOUR) < timedelta(seconds=5)
    assert due_in(store, run_id) < timedelta(seconds=31)
    assert not heed(store, "nas"), "once"


def test_a_clock_that_goes_on_moves_nothing(store: Store) -> None:
    run_id = waiting(store, HOUR)
    said_before(store, -timedelta(days=2))
    assert not heed(store, "nas")
    assert due_in(store, run_id) > HOUR - timedelta(seconds=30)


def test_a_deadline_is_of_time_in_which_somebody_was_there(store: Store) -> None:
    run_id = waiting(store, -timedelta(days=3))
    with store.write() as db:
        db.execute(update(step_run).where(step_run.c.id == run_id).values(begun_at=now() - timedelta(days=3)))
    said_before(store, -timedelta(days=2))
    heed(store, "nas")
    with store.read() as db:
        begun_at = db.execute(select(step_run.c.begun_at).where(step_run.c.id == run_id)).scalar_one()
    assert timedelta(hours=23) < now() - begun_at < timedelta(hours=25)


def test_another_host_whose_clock_is_behind_moves_nothing(store: Store) -> None:
    run_id = waiting(store, HOUR)
    said_before(store, HOUR, "bedroom")
    assert not heed(store, "nas")
    assert due_in(store, run_id) > HOUR - timedelta(seconds=30)


def test_what_waits_by_a_host_s_own_clock_comes_forward_with_that(store: Store) -> None:
    show, _ = add_show(store)
    with store.write() as db:
        db.execute(update(show_table).values(look_at=now() + HOUR + timedelta(seconds=30)))
        key_values.put(db, "clock:nas", (now() + HOUR).isoformat())
    assert abs(heed(store, "nas") - HOUR) < timedelta(seconds=5)
    with store.read() as db:
        look_at = db.execute(select(show_table.c.look_at).where(show_table.c.id == show.id)).scalar_one()
    assert look_at - now() < timedelta(seconds=31)


def test_what_airs_after_somebody_followed_is_wanted_though_the_clock_was_ahead_then(store: Store) -> None:
    show, (episode,) = add_show(store, None, episode_info(airs_at=now() + timedelta(minutes=5)))
    ada = add_person(store)
    with store.write() as db:
        shows.subscribe(db, ada.id, show.id, shows.Start.NEXT)
        db.execute(update(subscription).values(from_at=now() + HOUR))
    said_before(store, HOUR)
    with store.read() as db:
        assert not shows.followers(db, episode)

    heed(store, "nas")

    with store.read() as db:
        assert [person for person, _ in shows.followers(db, episode)] == [ada]
