from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select

from pipeline.clock import now
from pipeline.errors import UserError
from pipeline.line import LINE
from pipeline.model import Person, Release, Role
from pipeline.model.jobs import Origin
from pipeline.store import Store, key_values, leases, noun, open_store, people, runs, shows
from pipeline.store.tables import metadata, note, person
from tests.rigs.core import add_person, add_show, episode_info, nothing_waits, show_info


def test_the_migrations_make_exactly_the_tables_that_the_code_declares(store: Store) -> None:
    with store.read() as db:
        differences = compare_metadata(MigrationContext.configure(db), metadata)
    assert differences == []


def test_migrating_twice_changes_nothing(store: Store) -> None:
    store.migrate()


def test_a_transaction_is_undone_whole_when_anything_in_it_fails(store: Store) -> None:
    def fails() -> None:
        with store.write() as db:
            key_values.put(db, "a", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    with store.read() as db:
        assert key_values.get(db, "a") is None


def test_many_writers_at_once_all_get_their_turn(store: Store) -> None:
    def write(number: int) -> None:
        for turn in range(5):
            with store.write() as db:
                key_values.put(db, f"{number}.{turn}", turn)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as db:
        assert len(db.execute(select(note.c.key)).all()) == 40


def test_times_come_back_in_utc_and_naive_ones_are_refused(store: Store) -> None:
    madrid = timezone(timedelta(hours=2))
    airs = datetime(2026, 7, 1, 22, 30, tzinfo=madrid)
    _, (episode,) = add_show(store, None, episode_info(airs_at=airs))
    assert episode.airs_at == airs
    assert episode.airs_at is not None
    assert episode.airs_at.tzinfo is UTC
    with pytest.raises(Exception, match="without a zone"):
        add_show(store, None, episode_info(number=2, airs_at=datetime(2026, 7, 1)))


def test_a_job_opens_once_on_either_database(store: Store) -> None:
    _, (episode,) = add_show(store)
    stages = [step.stage for step in LINE]
    with store.write() as db:
        first = runs.open_job(db, episode.id, Origin.AIRED, stages)
        assert runs.open_job(db, episode.id, Origin.AIRED, stages) is None
        assert first is not None
        assert len(runs.runs_of(db, first)) == 8
    assert len(leases.to_enqueue(store, nothing_waits)) == 1


def test_a_show_known_by_one_id_is_the_show_with_two(store: Store) -> None:
    one, _ = add_show(store, show_info(tvmaze_id=5))
    two, _ = add_show(store, show_info(tvmaze_id=5, tvdb_id=9, title="Lantern Row!"))
    three, _ = add_show(store, show_info(tvmaze_id=None, tvdb_id=9))
    assert one.id == two.id == three.id
    assert three.tvmaze_id == 5, "an id once known is not forgotten"


def test_an_episode_that_vanishes_from_the_catalogue_goes_unless_something_hangs_on_it(store: Store) -> None:
    show, episodes = add_show(store, None, episode_info(number=1), episode_info(number=2), episode_info(number=3))
    with store.write() as db:
        runs.open_job(db, episodes[1].id, Origin.AIRED, [LINE[0].stage])
        shows.save_episodes(db, show.id, [episode_info(number=1, title="Renamed")])
        left = shows.episodes(db, show.id)
    assert [(e.number, e.title) for e in left] == [(1, "Renamed"), (2, "Low Tide")]


def test_the_claim_code_works_once_and_only_hashed(store: Store) -> None:
    with store.write() as db:
        code = people.claim_code(db)
        assert code is not None
        assert code not in str(key_values.get(db, "claim"))
        assert people.claim(db, "wrong", 1, "Eve") is None
        owner = people.claim(db, code.upper(), 1, "Ada")
        assert owner is not None
        assert owner.role is Role.OWNER
        assert people.claim(db, code, 2, "Eve") is None
        assert people.claim_code(db) is None


def test_removing_a_person_takes_their_subscriptions_with_them(store: Store) -> None:
    show, _ = add_show(store)
    bob = add_person(store, "Bob", 2, Role.MEMBER)
    with store.write() as db:
        shows.subscribe(db, bob.id, show.id, shows.Start.EVERYTHING)
        people.remove(db, bob.id)
        assert shows.subscriptions_to(db, show.id) == []
        assert db.execute(select(person.c.id)).all() == []


def test_following_from_the_next_episode_wants_only_what_is_still_to_air(store: Store) -> None:
    soon, past = now() + timedelta(hours=5), now() - timedelta(days=3)
    show, episodes = add_show(store, None, episode_info(airs_at=past), episode_info(number=2, airs_at=soon))
    ada = add_person(store)
    with store.write() as db:
        shows.subscribe(db, ada.id, show.id, shows.Start.NEXT)
        wanted = shows.wanted_episodes(db, show.id, now() + timedelta(days=1))
    assert [e.id for e in wanted] == [episodes[1].id]


@pytest.mark.parametrize("url", ["", "mysql", "sqlite:////proc/no/such/place.db", "nonsense://x"])
def test_an_impossible_database_is_one_clear_sentence(url: str) -> None:
    with pytest.raises((UserError, OSError)):
        open_store(url)


def test_a_release_is_known_by_its_info_hash_before_anything_else() -> None:
    assert Release(title="t", indexer="i", info_hash="ab", guid="g").key == "ab"
    assert Release(title="t", indexer="i", guid="g").key == "i:g"


def test_a_row_becomes_its_noun_whatever_else_was_selected_and_in_any_order(store: Store) -> None:
    ada = add_person(store)
    with store.read() as db:
        columns = (person.c.role, person.c.id, person.c.telegram_id, person.c.name, person.c.last_message_id)
        partly = db.execute(select(*columns)).one()
        wholly = db.execute(select(person, person.c.id.label("other"))).one()
    assert noun(Person, partly) == Person(id=ada.id, telegram_id=ada.telegram_id, name=ada.name, role=ada.role)
    assert noun(Person, wholly) == ada
