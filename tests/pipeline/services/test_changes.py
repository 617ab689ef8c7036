"""Catalogues are asked what changed; only that is read anew, and what they suddenly do not list is not believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import bindparam, select, update

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.errors import NotFound, OutsideError, Unreachable
from pipeline.model import EpisodeInfo, Show, ShowInfo
from pipeline.model.reasons import Reason
from pipeline.services.catalogue import refresh_show
from pipeline.services.survey import survey
from pipeline.store import Store, shows
from pipeline.store.shows import Start
from pipeline.store.tables import episode, message, note, pace, show, subscription
from tests.rigs.core import add_person, add_show, episode_info, new_store, show_info
from tests.rigs.market import STAGES


@dataclass
class Catalogue:
    """A catalogue of shows that counts what it is asked."""

    listed: dict[int, list[EpisodeInfo]]
    merged: dict[int, int] = field(default_factory=dict)
    by_imdb: dict[str, int] = field(default_factory=dict)
    changed: set[int] | None = field(default_factory=set)
    fails: OutsideError | None = None
    changed_at: dict[int, datetime] = field(default_factory=dict)
    name: str = "catalogue"
    asked: list[str] = field(default_factory=list)

    def check(self) -> Reason:
        return Reason("text", text="fine")

    def search(self, text: str) -> list[ShowInfo]:
        return []

    def show(self, ids: ShowInfo) -> ShowInfo:
        self._note("show")
        asked = ids.tvmaze_id or self.by_imdb.get(ids.imdb_id or "", 0)
        own = self.merged.get(asked, asked)
        if own not in self.listed:
            raise NotFound(self.name, "deleted")
        return show_info(title=f"Show {own}", tvmaze_id=own)

    def episodes(self, ids: ShowInfo) -> list[EpisodeInfo]:
        self._note("episodes")
        return self.listed[ids.tvmaze_id or 0]

    def changed_since(self, moment: datetime) -> set[int] | None:
        self._note("changed")
        if self.changed is None:
            return None
        return self.changed | {number for number, at in self.changed_at.items() if at >= moment}

    def id_of(self, ids: ShowInfo) -> int | None:
        return ids.tvmaze_id

    def _note(self, what: str) -> None:
        self.asked.append(what)
        if self.fails:
            raise self.fails


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path)
    yield made
    made.close()


def listing(number: int, count: int = 3) -> list[EpisodeInfo]:
    far = now() + timedelta(days=40)
    return [episode_info(number=n, airs_at=far, tvmaze_id=1000 * number + n) for n in range(1, count + 1)]


def followed(store: Store, count: int = 1) -> Catalogue:
    """A catalogue, and somebody who follows all of it, as it was read yesterday."""
    ada = add_person(store)
    listed = {n: listing(n) for n in range(1, count + 1)}
    for n, episodes in listed.items():
        known, _ = add_show(store, show_info(title=f"Show {n}", tvmaze_id=n), *episodes)
        with store.write() as db:
            shows.subscribe(db, ada.id, known.id, Start.EVERYTHING)
            shows.set_refreshed(db, known.id)
    return Catalogue(listed)


def many(store: Store, count: int) -> Catalogue:
    """`followed`, quicker: all but the first are copies of its rows."""
    catalogue = followed(store)
    catalogue.listed = {n: listing(n) for n in range(1, count + 1)}
    with store.write() as db:
        one, follows = (dict(db.execute(select(table)).mappings().one()) for table in (show, subscription))
        episodes = [dict(row) for row in db.execute(select(episode)).mappings()]
        others = range(one["id"] + 1, one["id"] + count)
        db.execute(show.insert(), [{**one, "id": n, "title": f"Show {n}", "tvmaze_id": n} for n in others])
        own = [{**row, "show_id": n, "tvmaze_id": 1000 * n + row["number"]} for n in others for row in episodes]
        db.execute(episode.insert(), [{k: v for k, v in row.items() if k != "id"} for row in own])
        del follows["id"]
        db.execute(subscription.insert(), [{**follows, "show_id": n} for n in others])
    return catalogue


def look(store: Store, catalogue: Catalogue) -> None:
    settings = Settings()
    survey(store, [catalogue], settings, STAGES)


def pass_by(store: Store, gone: timedelta) -> None:
    """As if so much time had gone by."""
    with store.write() as db:
        rows = db.execute(select(show.c.id, show.c.look_at, show.c.refreshed_at)).all()
        turned = [
            {"row": row, "look_at": at and at - gone, "refreshed_at": read and read - gone} for row, at, read in rows
        ]
        db.execute(update(show).where(show.c.id == bindparam("row")), turned)
        for kept in db.execute(select(note).where(note.c.key.startswith("changes "))).all():
            value = {
                name: (datetime.fromisoformat(v) - gone).isoformat() if isinstance(v, str) else v
                for name, v in kept.value.items()
            }
            db.execute(update(note).where(note.c.key == kept.key).values(value=value))
        for one in db.execute(select(note).where(note.c.key.startswith("shorter "))).all():
            earlier = (datetime.fromisoformat(one.value) - gone).isoformat()
            db.execute(update(note).where(note.c.key == one.key).values(value=earlier))
        for turns in db.execute(select(pace.c.name, pace.c.turns)).all():
            db.execute(update(pace).where(pace.c.name == turns.name).values(turns=tuple(t - gone for t in turns.turns)))


def stored(store: Store) -> list[Show]:
    with store.read() as db:
        return shows.all_followed(db)


def numbers(store: Store, place: int = 0) -> list[int]:
    with store.read() as db:
        return [e.number for e in shows.episodes(db, stored(store)[place].id)]


@pytest.mark.thorough
def test_five_hundred_shows_cost_two_hundred_requests_a_day(store: Store) -> None:
    catalogue = many(store, 500)
    look(store, catalogue)
    pass_by(store, timedelta(days=1))
    look(store, catalogue)
    catalogue.asked.clear()
    for hour in range(48):
        catalogue.changed = set(range(hour * 5, hour * 5 + 30))
        look(store, catalogue)
        pass_by(store, timedelta(minutes=30))

    assert 40 < catalogue.asked.count("show") <= 50
    assert len(catalogue.asked) <= 200


def test_only_what_changed_is_read_anew(store: Store) -> None:
    catalogue = followed(store, 5)
    look(store, catalogue)
    pass_by(store, timedelta(days=2))
    catalogue.asked.clear()
    catalogue.changed = {3}
    catalogue.listed[3] = listing(3, 4)
    look(store, catalogue)

    assert catalogue.asked == ["changed", "show", "episodes"]
    assert numbers(store, 2) == [1, 2, 3, 4]
    assert numbers(store, 1) == [1, 2, 3]


@pytest.mark.parametrize("after", [0, 7, 29, 31, 59])
@pytest.mark.parametrize("cached", [0, 60])
def test_what_changes_just_after_it_was_read_is_read_too(store: Store, after: int, cached: int) -> None:
    """`after` minutes, told at once, not given before as many as `cached`; looked at every ten."""
    catalogue = followed(store, 2)
    look(store, catalogue)
    pass_by(store, timedelta(days=2))
    catalogue.changed_at[2] = now()
    look(store, catalogue)
    assert catalogue.asked[-2:] == ["show", "episodes"]
    pass_by(store, timedelta(minutes=after))
    catalogue.changed_at[2] = now()
    for minute in range(0, 180, 10):
        if minute >= cached:
            catalogue.listed[2] = listing(2, 4)
        look(store, catalogue)
        pass_by(store, timedelta(minutes=10))
        catalogue.changed_at[2] -= timedelta(minutes=10)

    assert numbers(store, 1) == [1, 2, 3, 4]
    assert catalogue.asked.count("show") <= 5


def test_what_changed_is_read_although_the_clock_was_set_back(store: Store) -> None:
    catalogue = followed(store, 2)
    look(store, catalogue)
    pass_by(store, -timedelta(hours=1))
    catalogue.changed = {2}
    catalogue.listed[2] = listing(2, 4)
    look(store, catalogue)

    assert numbers(store, 1) == [1, 2, 3, 4]


def test_a_catalogue_that_cannot_tell_is_read_show_by_show(store: Store) -> None:
    catalogue = followed(store, 3)
    catalogue.changed = None
    look(store, catalogue)
    pass_by(store, timedelta(days=2))
    catalogue.asked.clear()
    look(store, catalogue)

    assert catalogue.asked.count("show") == 3


def test_after_a_long_time_all_is_read_once(store: Store) -> None:
    catalogue = followed(store, 3)
    look(store, catalogue)
    pass_by(store, timedelta(days=20))
    catalogue.asked.clear()
    catalogue.changed = None
    look(store, catalogue)

    assert catalogue.asked.count("show") == 3


def test_a_catalogue_that_is_away_is_asked_from_where_it_was(store: Store) -> None:
    catalogue = followed(store)
    look(store, catalogue)
    pass_by(store, timedelta(hours=1))
    catalogue.fails = Unreachable("catalogue", "away")
    look(store, catalogue)
    catalogue.fails, catalogue.changed = None, {1}
    catalogue.listed[1] = listing(1, 4)
    pass_by(store, timedelta(hours=1))
    look(store, catalogue)

    assert numbers(store) == [1, 2, 3, 4]


def test_a_merged_show_is_followed_to_its_new_id(store: Store) -> None:
    catalogue = followed(store)
    catalogue.merged, catalogue.listed[9] = {1: 9}, [replace(e, tvmaze_id=9000 + e.number) for e in listing(1, 4)]
    refresh_show(store, [catalogue], stored(store)[0])

    (one,) = stored(store)
    assert one.tvmaze_id == 9
    assert numbers(store) == [1, 2, 3, 4]


def test_of_two_shows_that_were_merged_the_other_one_is_followed(store: Store) -> None:
    catalogue = followed(store, 2)
    catalogue.merged = {1: 2}
    refresh_show(store, [catalogue], stored(store)[0])

    (one,) = stored(store)
    assert one.tvmaze_id == 2
    with store.read() as db:
        assert len(db.execute(select(subscription.c.id)).all()) == 1


def test_that_a_show_is_deleted_is_told_its_followers_once(store: Store) -> None:
    catalogue = followed(store)
    del catalogue.listed[1]
    with store.write() as db:
        db.execute(update(show).values(refreshed_at=None))
    for _ in range(4):
        look(store, catalogue)
        pass_by(store, timedelta(days=2))

    with store.read() as db:
        (told,) = db.execute(select(message.c.payload)).scalars()
    assert told == {"words": "show_gone", "values": {"show": "Show 1"}}
    assert [one.status for one in stored(store)] == ["Deleted"]

    catalogue.listed[1] = listing(1)
    with store.write() as db:
        db.execute(update(show).values(refreshed_at=None))
    pass_by(store, timedelta(days=2))
    look(store, catalogue)
    assert [one.status for one in stored(store)] == [""]  # as it says


def test_of_a_duplicate_that_was_deleted_the_one_that_stays_is_followed(store: Store) -> None:
    catalogue = followed(store)
    del catalogue.listed[1]
    catalogue.listed[9] = [replace(e, tvmaze_id=9000 + e.number) for e in listing(1, 4)]
    catalogue.by_imdb = {"tt0000001": 9}
    with store.write() as db:
        db.execute(update(show).values(refreshed_at=None, imdb_id="tt0000001"))
    look(store, catalogue)

    (one,) = stored(store)
    assert (one.tvmaze_id, one.title, numbers(store)) == (9, "Show 9", [1, 2, 3, 4])


def test_a_show_that_was_made_one_with_another_is_known_by_its_old_title_too(store: Store) -> None:
    catalogue = followed(store)
    catalogue.merged, catalogue.listed[9] = {1: 9}, listing(9)
    for _ in range(3):
        refresh_show(store, [catalogue], stored(store)[0])

    (one,) = stored(store)
    assert (one.title, one.aliases) == ("Show 9", ("Show 1",))
    with store.read() as db:
        (told,) = db.execute(select(message.c.payload)).scalars()
    assert told == {"words": "show_renamed", "values": {"show": "Show 1", "now": "Show 9"}}


def test_another_title_for_the_same_entry_is_no_news(store: Store) -> None:
    catalogue = followed(store)
    with store.write() as db:
        db.execute(update(show).values(title="The First Show"))
    refresh_show(store, [catalogue], stored(store)[0])

    (one,) = stored(store)
    assert (one.title, one.aliases) == ("Show 1", ("The First Show",))
    with store.read() as db:
        assert not db.execute(select(message.c.id)).all()


@pytest.mark.parametrize("left", [0, 4])
def test_a_list_that_is_suddenly_shorter_is_believed_after_a_day(store: Store, left: int) -> None:
    catalogue = followed(store)
    catalogue.listed[1] = listing(1, 20)
    refresh_show(store, [catalogue], stored(store)[0])
    catalogue.listed[1] = listing(1, 20)[20 - left :]
    refresh_show(store, [catalogue], stored(store)[0])
    assert len(numbers(store)) == 20

    pass_by(store, timedelta(hours=25))
    refresh_show(store, [catalogue], stored(store)[0])
    assert len(numbers(store)) == (left or 20), "an empty list is never believed"


def test_an_episode_that_leaves_the_list_leaves_at_once(store: Store) -> None:
    catalogue = followed(store)
    catalogue.listed[1] = listing(1)[:2]
    refresh_show(store, [catalogue], stored(store)[0])

    assert numbers(store) == [1, 2]
