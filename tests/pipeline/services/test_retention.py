"""What becomes of episodes that everyone who follows them has watched; the player says what the test wants."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from pipeline.clock import now
from pipeline.config import Household, Seeding, Settings
from pipeline.engine.runner import Runner
from pipeline.errors import OutsideError, Unreachable, UserError
from pipeline.library import placing, recycle
from pipeline.library.nfo import show_nfo
from pipeline.model import DeletionState, Episode, Person, PlayerUser, Role, Show
from pipeline.model.jobs import JobKind, JobState, Origin
from pipeline.model.reasons import Reason
from pipeline.services import deletion, retention, seeding, why
from pipeline.services.survey import backfill, open_wanted
from pipeline.store import Store, deletions, downloads, key_values, leases, media_files, outbox, runs, shows
from pipeline.store.shows import Start
from pipeline.store.tables import job as job_table
from pipeline.store.tables import media_file, pace, person
from pipeline.store.tables import watched as watched_table
from tests.rigs.core import (
    HOLDS,
    active_jobs_of,
    add_person,
    add_show,
    another_job_holds,
    episode_info,
    in_a_while,
    new_store,
    short_runner,
)
from tests.rigs.market import STAGES, Client, offered
from tests.rigs.postgres import postgres_server, store_on

__all__ = ["postgres_server"]

DAY = timedelta(days=1)


@dataclass
class Player:
    """Says who has watched what."""

    people: tuple[str, ...] = ()
    name: str = "player"
    marks: dict[str, set[Path]] = field(default_factory=dict)  # by user; "": the player's own
    asked: list[str] = field(default_factory=list)
    since: dict[Path, datetime | None] = field(default_factory=dict)  # when each file came, as it was told
    refreshed: list[Path] = field(default_factory=list)
    fails: OutsideError | None = None

    def users(self) -> list[PlayerUser]:
        self._ask("users")
        return [PlayerUser(id=f"id-{name}", name=name) for name in self.people]

    def watched_among(self, paths: Mapping[Path, datetime | None], user: str = "") -> set[Path]:
        self.since.update(paths)
        self._ask(f"watched {user}".strip())
        return self.marks.get(user.removeprefix("id-"), set()) & set(paths)

    def refresh(self, path: Path) -> None:
        self._ask("refresh")
        self.refreshed.append(path)

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.fails:
            raise self.fails


@dataclass
class House:
    store: Store
    settings: Settings
    show: Show
    episodes: list[Episode]
    owner: Person
    player: Player

    def video(self, place: int) -> Path:
        return self.settings.library / "Lantern Row" / "Season 01" / f"Lantern Row - S01E0{place + 1}.mkv"

    def has_watched(self, *places: int, who: str = "") -> None:
        self.player.marks.setdefault(who, set()).update(self.video(place) for place in places)

    def look(self, after: timedelta = timedelta()) -> None:
        """Look again, some time later."""
        with self.store.write() as db:
            key_values.drop(db, "watched.look")
            if after:
                for row in db.execute(select(watched_table.c.id, watched_table.c.seen_at)).all():
                    earlier = {"seen_at": row.seen_at - after}
                    db.execute(update(watched_table).where(watched_table.c.id == row.id).values(**earlier))
        self.see()

    def see(self) -> None:
        """One look, and what a worker does of what came of it."""
        retention.check_watched(self.store, self._players, self.settings, STAGES)
        self.carry_out()

    def carry_out(self) -> None:
        for kinds in ((JobKind.DELETE, JobKind.RESTORE), (JobKind.SHOW,)):
            self.runner.carry_out(active_jobs_of(self.store, *kinds))

    def in_a_while(self) -> None:
        in_a_while(self.store, JobKind.DELETE, JobKind.RESTORE, JobKind.SHOW)
        self.carry_out()

    @property
    def runner(self) -> Runner:
        return short_runner(self.store, self.settings, self._players)

    @property
    def _players(self) -> list[Any]:
        return [self.player]

    def policy(self, what: retention.What, days: float = 7) -> None:
        with self.store.write() as db:
            retention.set_policy(db, retention.Policy(what=what, days=days))

    def states(self) -> dict[str, DeletionState]:
        with self.store.read() as db:
            rows = db.execute(select(watched_table.c.episode_id, watched_table.c.state)).all()
        codes = {e.id: e.code for e in self.episodes}
        return {codes[row.episode_id]: row.state for row in rows}

    def here(self) -> list[str]:
        with self.store.read() as db:
            ids = shows.in_library(db, [e.id for e in self.episodes])
        return [e.code for e in self.episodes if e.id in ids]

    def on_disk(self, folder: Path | None = None) -> list[str]:
        return sorted(p.name for p in (folder or self.settings.library).rglob("*") if p.is_file())

    def batches(self) -> list[int]:
        """What the owner has been written about, oldest first."""
        with self.store.read() as db:
            return [m.news.batch for m in outbox.due(db) if isinstance(m.news, outbox.Watched)]

    def rows(self, batch: int) -> list[deletions.Watched]:
        with self.store.read() as db:
            return deletions.of_batch(db, batch)

    def send_away(self, batch: int) -> bool:
        """Whether a press begins something, and what a worker does of it."""
        with self.store.write() as db:
            job_id = deletion.delete(db, batch, STAGES)
        self.carry_out()
        return job_id is not None and not isinstance(self.ended(job_id), Reason)

    def ended(self, job_id: int) -> Reason | None:
        """Why a job came to nothing."""
        with self.store.read() as db:
            state, reason = runs.how_it_ended(db, job_id)
        return reason if state is JobState.ABANDONED else None

    def bring_back(self, batch: int) -> None:
        """UserError with what a person is told when it cannot be."""
        rows = self.rows(batch)
        with self.store.write() as db:
            job_id = deletion.bring_back(db, self.settings, rows, STAGES)
        self.carry_out()
        if problem := self.ended(job_id):
            raise UserError(problem)

    def deleted(self, *places: int) -> int:
        """Have these watched and deleted; the batch."""
        self.policy("delete", 1)
        self.has_watched(*places)
        self.look()
        self.look(after=2 * DAY)
        return self.batches()[-1]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path, new_store(tmp_path)) as made:
        yield made


@contextmanager
def house_in(folder: Path, store: Store) -> Iterator[House]:
    """Three episodes in the library, with what lies beside them, followed by the owner."""
    show, episodes = add_show(store, None, *(episode_info(number=n) for n in (1, 2, 3)))
    owner = add_person(store)
    settings = Settings(data=folder / "data", library=folder / "library", recycle=folder / "recycle")
    made = House(store, settings, show, episodes, owner, Player())
    with store.write() as db:
        shows.subscribe(db, owner.id, show.id, Start.EVERYTHING)
    for place in range(3):
        file_video(made, place)
    yield made
    store.close()


def file_video(house: House, place: int, content: str = "film", **facts: object) -> None:
    video = house.video(place)
    video.parent.mkdir(parents=True, exist_ok=True)
    video.write_text(f"{content} {place + 1}")
    for beside in (".en.srt", ".nfo", "-thumb.jpg"):
        video.with_name(video.stem + beside).write_text(f"{beside} {place + 1}")
    values = {"size": 6, "duration": 1.0, "release": "x", "info_hash": "ab", "subtitles": ("en",), **facts}
    with house.store.write() as db:
        media_files.note(db, [house.episodes[place]], video, **values)


def follows(house: House, name: str, player_user: str = "", **wishes: object) -> Person:
    someone = add_person(house.store, name, 100 + len(name), Role.MEMBER)
    with house.store.write() as db:
        db.execute(update(person).where(person.c.id == someone.id).values(player_user=player_user))
        shows.subscribe(db, someone.id, house.show.id, Start.EVERYTHING, **wishes)
    return someone


def is_known_as(house: House, name: str) -> None:
    with house.store.write() as db:
        db.execute(update(person).where(person.c.id == house.owner.id).values(player_user=name))


# ------------------------------------------------------------------------------------------------- who watched what


def test_by_default_nothing_happens_and_nobody_is_asked(house: House) -> None:
    house.has_watched(0, 1, 2)
    house.look()
    assert house.states() == {}
    assert house.player.asked == []


def test_without_users_the_player_s_own_mark_counts_for_all(house: House) -> None:
    house.policy("ask")
    follows(house, "Bob")
    house.has_watched(0)
    house.look()
    assert house.states() == {"S01E01": DeletionState.SEEN}


def test_one_user_is_the_household(house: House) -> None:
    house.player.people = ("family",)
    house.policy("ask")
    house.has_watched(0, who="family")
    house.look()
    assert house.states() == {"S01E01": DeletionState.SEEN}


def test_where_people_are_kept_apart_everyone_must_have_watched_it(house: House) -> None:
    house.player.people = ("Ada", "Bob")
    house.policy("ask")
    is_known_as(house, "ada")
    follows(house, "Bob", "Bob")
    house.has_watched(0, 1, who="Ada")
    house.has_watched(1, 2, who="Bob")
    house.look()
    assert house.states() == {"S01E02": DeletionState.SEEN}


def test_somebody_who_cannot_be_known_keeps_what_they_follow(house: House) -> None:
    house.player.people = ("Ada", "Bob")
    house.policy("ask")
    is_known_as(house, "Ada")
    stranger = follows(house, "Cy", until_season=1, until_number=2)
    house.has_watched(0, 1, 2, who="Ada")
    house.look()
    assert house.states() == {"S01E03": DeletionState.SEEN}
    with house.store.read() as db:
        assert retention.unknown_followers(db, [house.player]) == [stranger.name]  # type: ignore[list-item]


def test_who_has_said_to_be_a_user_that_is_not_there_has_watched_nothing(house: House) -> None:
    house.player.people = ("Ada", "Bob")
    house.policy("ask")
    is_known_as(house, "Zoe")
    house.has_watched(0, who="")
    house.look()
    assert house.states() == {}


def test_the_muted_and_the_turned_away_do_not_count(house: House) -> None:
    house.player.people = ("Ada", "Bob")
    house.policy("ask")
    is_known_as(house, "Ada")
    follows(house, "Muted", "Bob", muted=True)
    banned = follows(house, "Banned", "Bob")
    with house.store.write() as db:
        db.execute(update(person).where(person.c.id == banned.id).values(role=Role.BANNED))
    house.has_watched(0, who="Ada")
    house.look()
    assert house.states() == {"S01E01": DeletionState.SEEN}


def test_what_nobody_follows_stays(house: House) -> None:
    house.policy("ask")
    house.has_watched(0, 1, 2)
    with house.store.write() as db:
        shows.change_subscription(db, house.owner.id, house.show.id, from_season=1, from_number=3)
    house.look()
    assert house.states() == {"S01E03": DeletionState.SEEN}


def test_a_mark_that_is_taken_back_counts_no_more(house: House) -> None:
    house.policy("delete", 1)
    house.has_watched(0)
    house.look()
    house.player.marks.clear()
    house.look(after=2 * DAY)
    assert house.states() == {}
    assert house.here() == ["S01E01", "S01E02", "S01E03"]


def test_a_look_is_one_request_for_each_person(house: House) -> None:
    house.player.people = ("Ada", "Bob")
    house.policy("ask")
    is_known_as(house, "Ada")
    follows(house, "Bob", "Bob")
    house.look()
    assert house.player.asked == ["users", "watched id-Ada", "watched id-Bob"]


def test_nothing_is_asked_before_its_time(house: House) -> None:
    house.policy("ask")
    for _ in range(3):
        house.see()
    assert house.player.asked == ["users", "watched"]


def test_a_player_that_is_off_is_asked_less_and_less_often_and_nothing_is_decided(house: House) -> None:
    house.policy("delete", 1)
    house.has_watched(0)
    house.look()
    house.player.fails = Unreachable("player", "no answer")
    waits = []
    for _ in range(3):
        with house.store.write() as db:
            plan = key_values.get(db, "watched.look")
            key_values.put(db, "watched.look", {**plan, "at": now().isoformat()})
        house.see()
        with house.store.read() as db:
            waits.append(key_values.get(db, "watched.look")["at"])
    assert waits == sorted(waits)
    assert waits[2] > (now() + timedelta(hours=1.9)).isoformat()
    assert house.states() == {"S01E01": DeletionState.SEEN}


def test_a_vanished_mount_is_not_a_deletion(house: House) -> None:
    house.policy("delete", 1)
    house.has_watched(0)
    house.look()
    house.settings.library.rename(house.settings.library.with_name("away"))
    house.look(after=2 * DAY)
    assert house.batches() == []
    assert house.here() == ["S01E01", "S01E02", "S01E03"]


def test_a_video_with_two_episodes_goes_when_both_are_watched(house: House, tmp_path: Path) -> None:
    house.policy("delete", 1)
    with house.store.write() as db:
        db.execute(media_file.delete().where(media_file.c.episode_id == house.episodes[1].id))
        facts = {"size": 6, "duration": 1.0, "release": "x", "info_hash": "ab", "subtitles": ()}
        media_files.note(db, [house.episodes[1]], house.video(0), **facts)
        shows.change_subscription(db, house.owner.id, house.show.id, from_season=1, from_number=2)
    house.has_watched(0)
    house.look()
    house.look(after=2 * DAY)
    assert house.batches() == [], "nobody has asked for the first one"
    with house.store.write() as db:
        shows.change_subscription(db, house.owner.id, house.show.id, from_season=1, from_number=1)
    house.look()
    house.look(after=2 * DAY)
    assert house.here() == ["S01E03"]
    house.bring_back(house.batches()[0])
    assert house.here() == ["S01E01", "S01E02", "S01E03"]


# ------------------------------------------------------------------------------------------------------------- asking


def test_the_owner_is_asked_once_for_a_show_when_nothing_more_of_it_is_watched(house: House) -> None:
    house.policy("ask")
    house.has_watched(0)
    house.look()
    assert house.batches() == []
    house.has_watched(1)
    house.look(after=timedelta(hours=4))
    assert house.batches() == [], "they are still watching"
    house.look(after=timedelta(hours=4))
    house.look(after=timedelta(hours=4))
    (batch,) = house.batches()
    assert [row.state for row in house.rows(batch)] == [DeletionState.ASKED, DeletionState.ASKED]


def test_what_is_kept_is_not_asked_about_again(house: House) -> None:
    house.policy("ask")
    house.has_watched(0)
    house.look()
    house.look(after=timedelta(hours=4))
    (batch,) = house.batches()
    with house.store.write() as db:
        assert deletions.keep(db, batch)
        assert not deletions.keep(db, batch)
    file_video(house, 0, "a better film", info_hash="cd")
    house.look()
    house.look(after=timedelta(days=400))
    assert house.batches() == [batch]
    assert not house.send_away(batch)
    assert house.video(0).is_file()


def test_a_yes_to_one_file_deletes_no_other_that_nobody_has_watched(house: House) -> None:
    house.policy("ask")
    house.has_watched(0)
    house.look()
    house.look(after=timedelta(hours=4))
    (batch,) = house.batches()
    file_video(house, 0, "the right episode", info_hash="cd")
    assert not house.send_away(batch)
    assert house.here() == ["S01E01", "S01E02", "S01E03"]
    assert house.video(0).read_text() == "the right episode 1"
    assert house.states() == {}, "it counts anew"


def test_what_is_on_its_way_again_is_not_deleted(house: House) -> None:
    house.policy("ask")
    house.has_watched(0)
    house.look()
    house.look(after=timedelta(hours=4))
    with house.store.write() as db:
        runs.open_job(db, house.episodes[0].id, Origin.UPGRADE, STAGES)
    assert not house.send_away(house.batches()[0])
    assert house.video(0).is_file()
    assert house.states() == {}


# ----------------------------------------------------------------------------------------------------------- deleting


def test_after_some_days_it_goes_to_the_recycle_folder_with_all_that_lies_beside_it(house: House) -> None:
    house.policy("delete", 7)
    house.has_watched(0, 1)
    house.look()
    house.look(after=6 * DAY)
    assert house.batches() == []
    house.look(after=2 * DAY)
    assert house.here() == ["S01E03"]
    assert {name.partition("E0")[2][0] for name in house.on_disk()} == {"3"}
    assert len(house.on_disk(house.settings.recycle)) == 8
    assert len(house.batches()) == 1, "one message for both"
    assert house.player.refreshed == [house.video(0), house.video(1)]
    assert house.states() == {"S01E01": DeletionState.GONE, "S01E02": DeletionState.GONE}


def test_a_folder_that_is_empty_goes_too_but_never_the_library(house: House) -> None:
    house.deleted(0, 1, 2)
    assert list(house.settings.library.iterdir()) == []


def test_another_link_to_the_same_bytes_is_left_alone(house: House, tmp_path: Path) -> None:
    os.link(house.video(0), tmp_path / "seeding.mkv")
    house.deleted(0)
    assert (tmp_path / "seeding.mkv").read_text() == "film 1"


def test_undo_brings_everything_back_to_its_exact_place(house: House) -> None:
    before = house.on_disk()
    batch = house.deleted(0, 1)
    house.bring_back(batch)
    assert house.on_disk() == before
    assert house.video(0).read_text() == "film 1"
    assert house.here() == ["S01E01", "S01E02", "S01E03"]
    assert house.on_disk(house.settings.recycle) == []
    assert house.player.refreshed[2:] == [house.video(0), house.video(1)]
    house.look()
    house.look(after=100 * DAY)
    assert house.batches() == [batch], "kept for good"


def test_undo_twice_does_it_once(house: House) -> None:
    batch = house.deleted(0)
    house.bring_back(batch)
    with pytest.raises(UserError, match="recycle folder any more"):
        house.bring_back(batch)


def test_undo_works_as_long_as_the_recycle_folder_keeps_it(house: House) -> None:
    batch = house.deleted(0)
    shutil.rmtree(house.settings.recycle)
    with pytest.raises(UserError, match="not in the recycle folder any more"):
        house.bring_back(batch)
    assert house.here() == ["S01E02", "S01E03"]


def test_undo_does_not_fill_up_a_vanished_mount(house: House) -> None:
    batch = house.deleted(0)
    house.settings.library.rename(house.settings.library.with_name("away"))
    house.settings.library.mkdir()
    with pytest.raises(UserError, match="disk mounted"):
        house.bring_back(batch)
    assert house.on_disk() == []


def test_undo_does_not_touch_what_has_been_fetched_again(house: House) -> None:
    batch = house.deleted(0)
    file_video(house, 0, "again", info_hash="cd")
    with pytest.raises(UserError, match="in the library again"):
        house.bring_back(batch)
    assert house.video(0).read_text() == "again 1"


def test_undo_never_takes_the_place_of_another_file_that_has_its_name_now(house: House) -> None:
    batch = house.deleted(0)
    house.video(0).write_text("another episode that is called so now")
    with pytest.raises(UserError, match=house.video(0).name):
        house.bring_back(batch)
    assert house.video(0).read_text() == "another episode that is called so now"
    assert len(house.on_disk(house.settings.recycle)) == 4
    house.video(0).unlink()
    house.bring_back(batch)
    assert len(house.on_disk()) == 12


def test_an_undo_that_fails_at_the_video_loses_nothing_that_lies_beside_it(house: House) -> None:
    batch = house.deleted(0)
    in_the_way = placing.partial_of(house.video(0))
    in_the_way.mkdir()
    with pytest.raises(UserError, match="stay in the recycle folder"):
        house.bring_back(batch)
    assert len(house.on_disk()) == 8
    assert len(house.on_disk(house.settings.recycle)) == 4
    in_the_way.rmdir()
    house.bring_back(batch)
    assert len(house.on_disk()) == 12
    assert house.on_disk(house.settings.recycle) == []


def test_what_came_again_may_go_again_without_touching_what_lies_in_the_recycle_folder(house: House) -> None:
    first = house.deleted(0)
    file_video(house, 0, "again", info_hash="cd")
    house.look()
    house.look(after=2 * DAY)
    assert house.here() == ["S01E02", "S01E03"]
    assert house.batches()[-1] != first
    kept = [p.read_text() for p in house.settings.recycle.rglob("*.mkv")]
    assert sorted(kept) == ["again 1", "film 1"]
    assert house.rows(first) == [], "an old button means nothing now"


def test_what_another_job_has_goes_and_comes_back_when_that_is_done(house: House) -> None:
    house.policy("delete", 1)
    house.has_watched(0)
    house.look()
    with another_job_holds(house.store, house.episodes[0].id):
        house.look(after=2 * DAY)
        house.look()
        assert len(active_jobs_of(house.store, JobKind.DELETE)) == 1
        assert len(house.on_disk()) == 12
    house.in_a_while()
    assert house.states() == {"S01E01": DeletionState.GONE}
    (batch,) = house.batches()
    with another_job_holds(house.store, house.episodes[0].id):
        house.bring_back(batch)
        assert len(house.on_disk()) == 8
        with pytest.raises(UserError, match="on their way back already"):
            house.bring_back(batch)
    house.in_a_while()
    assert len(house.on_disk()) == 12


def test_nothing_else_has_the_files_of_what_is_cut_off_on_its_way_out(house: House) -> None:
    house.policy("ask")
    house.has_watched(0)
    house.look()
    house.look(after=timedelta(hours=4))
    cut_off(6, lambda: house.send_away(house.batches()[0]))
    ids = [house.episodes[0].id]
    with house.store.write() as db:
        other = runs.open_job_of(db, JobKind.OTHER_SUBTITLES, ids[0], "other", [HOLDS])
        assert other is not None
        assert not leases.hold(db, other, ids)
    house.in_a_while()
    with house.store.write() as db:
        assert leases.hold(db, other, ids)
        with pytest.raises(UserError, match="moves files"):
            leases.cancel_job(db, runs.opened_since(db, JobKind.DELETE, now() - DAY)[0].id)


def test_a_recycle_folder_that_cannot_be_written_leaves_all_as_it_was(house: House) -> None:
    house.settings.recycle.write_text("not a folder")
    house.policy("delete", 1)
    house.has_watched(0)
    house.look()
    house.look(after=2 * DAY)
    assert house.here() == ["S01E01", "S01E02", "S01E03"]
    assert len(house.on_disk()) == 12
    assert house.batches() == []
    with house.store.read() as db:
        (trouble,) = [m.news for m in outbox.due(db) if isinstance(m.news, outbox.Trouble)]
    assert "Nothing was deleted" in str(trouble.text)
    house.settings.recycle.unlink()
    house.look()
    assert house.here() == ["S01E02", "S01E03"]


def test_a_player_that_could_not_be_told_is_told_later(house: House) -> None:
    house.policy("ask")
    house.has_watched(0)
    house.look()
    house.look(after=timedelta(hours=4))
    house.player.fails = Unreachable("player", "no answer")
    assert house.send_away(house.batches()[0])
    house.player.fails = None
    house.carry_out()
    assert house.player.refreshed == [], "not at once"
    with house.store.write() as db:
        db.execute(pace.delete())
    for _ in range(2):
        house.in_a_while()
    assert house.player.refreshed == [house.video(0)]


# --------------------------------------------------------------------------------------------------------- power cuts


class PowerCut(BaseException):
    """The process is gone."""


@dataclass
class Power:
    """Goes at the so-manieth change of a folder from now on; None: stays."""

    left: int | None = None
    went: bool = False

    def hear(self, event: str, _: tuple[Any, ...]) -> None:
        if self.left is None or event not in ("os.rename", "os.remove", "os.link", "os.rmdir"):
            return
        self.left -= 1
        if self.left < 0:
            self.went = True
            raise PowerCut


@cache
def power() -> Power:
    """One for the whole process: Python's audit hooks cannot be taken off again."""
    made = Power()
    sys.addaudithook(made.hear)
    return made


def cut_off(changes: int, move: Callable[[], object]) -> None:
    """Have the process die after so many changes of folders, as in a power cut."""
    supply = power()
    supply.left, supply.went = changes, False
    try:
        with suppress(PowerCut):  # it is what is tried
            move()
    finally:
        supply.left = None
    assert supply.went, "it was done before the power went"


def as_after_a_restart(house: House) -> None:
    house.in_a_while()


@pytest.mark.parametrize("changes", range(16))
def test_a_power_cut_while_it_goes_ends_in_gone_or_as_it_was(house: House, changes: int) -> None:
    house.policy("ask")
    house.has_watched(0)
    house.look()
    house.look(after=timedelta(hours=4))
    (batch,) = house.batches()
    cut_off(changes, lambda: house.send_away(batch))
    as_after_a_restart(house)
    assert house.states() == {"S01E01": DeletionState.GONE}
    assert len(house.on_disk()) == 8
    assert len([n for n in house.on_disk(house.settings.recycle) if not n.endswith(".part")]) == 4
    house.bring_back(batch)
    assert len(house.on_disk()) == 12
    assert house.batches() == [batch]


@pytest.mark.parametrize("changes", range(16))
def test_a_power_cut_while_it_comes_back_ends_in_back(house: House, changes: int) -> None:
    batch = house.deleted(0)
    cut_off(changes, lambda: house.bring_back(batch))
    as_after_a_restart(house)
    assert house.states() == {"S01E01": DeletionState.KEPT}
    assert [n for n in house.on_disk() if not n.endswith(".part")] == house.on_disk()
    assert len(house.on_disk()) == 12
    assert house.here() == ["S01E01", "S01E02", "S01E03"]


@pytest.mark.parametrize("changes", [0, 6])
def test_after_a_power_cut_a_library_that_is_not_mounted_yet_is_waited_for(house: House, changes: int) -> None:
    house.policy("ask")
    house.has_watched(0)
    house.look()
    house.look(after=timedelta(hours=4))
    (batch,) = house.batches()
    cut_off(changes, lambda: house.send_away(batch))
    away = house.settings.library.rename(house.settings.library.with_name("away"))
    house.settings.library.mkdir()
    as_after_a_restart(house)
    assert house.states() == {"S01E01": DeletionState.GOING}
    house.settings.library.rmdir()
    away.rename(house.settings.library)
    as_after_a_restart(house)
    assert house.states() == {"S01E01": DeletionState.GONE}
    house.bring_back(batch)
    assert len(house.on_disk()) == 12


def test_the_recycle_folder_is_not_emptied_while_something_is_to_come_back(house: House) -> None:
    batch = house.deleted(0)
    (day,) = house.settings.recycle.iterdir()
    old = day.rename(day.with_name("2020-01-01"))
    with house.store.write() as db:
        moved = tuple(replace(each, copy=old / each.copy.relative_to(day)) for each in house.rows(batch)[0].moved)
        db.execute(update(watched_table).values(moved=moved))
    with another_job_holds(house.store, house.episodes[0].id):
        house.bring_back(batch)
        deletion.empty_recycle_folder(house.store, house.settings)
    house.in_a_while()
    assert house.states() == {"S01E01": DeletionState.KEPT}
    assert len(house.on_disk()) == 12
    assert old.exists()
    deletion.empty_recycle_folder(house.store, house.settings)
    assert not old.exists()


# ------------------------------------------------------------------------------------------------ the rest of the line


def test_a_deleted_episode_is_no_gap(house: House) -> None:
    house.deleted(0, 1, 2)
    assert open_wanted(house.store, house.show, STAGES) == []
    long_ago = (now() - timedelta(days=1000)).date()
    assert backfill(house.store, house.show, long_ago, STAGES) == []


def test_why_says_that_it_was_deleted(house: House) -> None:
    house.deleted(0)
    funnel = why.why(house.store, house.show, house.episodes[0])
    assert "It was deleted" in str(why.reasons(funnel)[-1])


def test_its_torrent_leaves_the_client_as_if_it_were_in_the_library(house: House) -> None:
    house.settings = house.settings.model_copy(update={"seeding": Seeding(ratio=0, days=0)})
    with house.store.write() as db:
        job_id = runs.open_job(db, house.episodes[0].id, Origin.AIRED, STAGES)
        assert job_id is not None
        db.execute(update(job_table).values(state=JobState.DONE))
    downloads.note(house.store, job_id, "ab" * 20, offered(), 6)
    house.deleted(0)
    client = Client()
    seeding.remove_finished(house.store, client, house.settings)
    assert client.removed == ["ab" * 20]


def test_the_configuration_says_what_holds_until_the_owner_says_otherwise(house: House) -> None:
    configured = house.settings.model_copy(update={"household": Household(watched="delete", watched_days=3)})
    with house.store.write() as db:
        assert retention.policy(db, configured) == retention.Policy(what="delete", days=3)
        retention.set_policy(db, retention.Policy(what="ask", days=0))
        assert retention.policy(db, configured).what == "ask"


def test_another_policy_starts_counting_anew(house: House) -> None:
    house.policy("delete", 30)
    house.has_watched(0)
    house.look()
    house.policy("keep")
    house.look(after=20 * DAY)
    assert house.states() == {}


def test_the_recycle_folder_is_emptied_as_ever(house: House) -> None:
    house.deleted(0)
    (day,) = house.settings.recycle.iterdir()
    day.rename(day.with_name("2020-01-01"))
    assert recycle.empty(house.settings.recycle, 30) == 1


def test_all_of_it_works_over_postgresql(tmp_path: Path, postgres_server: str) -> None:
    with house_in(tmp_path, store_on(postgres_server)) as house:
        batch = house.deleted(0, 1)
        assert house.here() == ["S01E03"]
        house.bring_back(batch)
        assert house.here() == ["S01E01", "S01E02", "S01E03"]
        house.policy("ask")
        house.has_watched(2)
        house.look()
        house.look(after=DAY)
        assert len(house.batches()) == 2


def test_fetched_again_after_it_was_deleted_needs_to_be_watched_again(house: House) -> None:
    """Jellyfin's mark of the deleted file is still there under the same path."""
    asked = house.player.since
    house.policy("ask")
    house.look()
    (first,) = [moment for path, moment in asked.items() if path == house.video(0)]
    with house.store.write() as db:
        (file,) = media_files.files_of(db, [house.episodes[0].id])
        facts = {"size": 4, "duration": 1.0, "subtitles": ()}
        better = house.video(0).with_suffix(".mp4")
        better.write_bytes(b"1")
        media_files.note(db, [house.episodes[0]], better, release="better", info_hash="be", **facts)
    house.look()
    assert asked[better] == first == file.filed_at, "an upgrade is no coming"
    with house.store.write() as db:
        db.execute(update(media_file).where(media_file.c.path == str(better)).values(replaced_at=now()))
    with house.store.write() as db:
        media_files.note(db, [house.episodes[0]], better, release="again", info_hash="ag", **facts)
        (again,) = media_files.files_of(db, [house.episodes[0].id])
    house.look()
    assert asked[better] == again.filed_at


def test_who_is_not_known_to_the_player_any_more_hears_of_it_once_and_so_does_the_owner(house: House) -> None:
    guest = add_person(house.store, "Bob", 2, Role.MEMBER)
    with house.store.write() as db:
        db.execute(update(person).where(person.c.id == guest.id).values(player_user="bob-tv"))
        db.execute(update(person).where(person.c.id == house.owner.id).values(player_user="Ada"))
    house.player.people = ("Ada", "Robert")
    house.policy("ask")
    house.look()
    house.look()
    with house.store.read() as db:
        told = [(m.person_id, m.news.values["user"]) for m in outbox.due(db) if isinstance(m.news, outbox.Plain)]
    assert sorted(told) == [(house.owner.id, "bob-tv"), (guest.id, "bob-tv")]


def test_undo_brings_back_what_described_the_show_and_left_with_its_last_episode(house: House) -> None:
    folder = house.settings.library / "Lantern Row"
    (folder / "tvshow.nfo").write_bytes(show_nfo(house.show))
    (folder / "season01-poster.jpg").write_bytes(b"picture")
    before = house.on_disk()
    batch = house.deleted(0, 1, 2)
    assert not folder.exists()

    house.bring_back(batch)

    assert house.on_disk() == before
    assert house.on_disk(house.settings.recycle) == []


def test_one_whose_user_is_gone_has_watched_nothing_and_is_told(house: House) -> None:
    house.player.people = ("Bea",)
    is_known_as(house, "Ada")  # who was deleted there
    house.policy("delete", 1)
    house.has_watched(0, who="Bea")

    house.look()
    house.look(after=2 * DAY)

    assert house.here() == ["S01E01", "S01E02", "S01E03"]
    with house.store.read() as db:
        said = [m.news.words for m in outbox.due(db) if isinstance(m.news, outbox.Plain)]
    assert said == ["player_user_gone"]
