"""Files whose episodes are called otherwise now: asked about first, then moved with all that lies beside them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from pipeline.chores import CHORES
from pipeline.clock import now
from pipeline.config import Filing, Settings
from pipeline.engine.plugins import Parts
from pipeline.engine.runner import Runner
from pipeline.errors import OutsideError, Unreachable
from pipeline.library.naming import episode_path
from pipeline.library.nfo import episode_nfo, show_nfo
from pipeline.library.scan import show_of
from pipeline.line import LINE
from pipeline.model import Episode, EpisodeInfo, Show
from pipeline.model.jobs import JobKind, JobState, Origin
from pipeline.services import rename
from pipeline.store import Store, key_values, leases, media_files, outbox, people, runs, shows, tables
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
    show_info,
    wait_until,
)
from tests.rigs.market import STAGES
from tests.rigs.passing import pass_by

BESIDE = (".en.srt", ".nfo", "-thumb.jpg")


@dataclass
class Player:
    name: str = "player"
    fails: OutsideError | None = None
    refreshed: list[Path] = field(default_factory=list)

    def refresh(self, path: Path) -> None:
        if self.fails:
            raise self.fails
        self.refreshed.append(path)


@dataclass
class House:
    """A library of three filed episodes; the first is linked to its download."""

    store: Store
    show: Show
    settings: Settings
    player: Player = field(default_factory=Player)

    def listed(self) -> list[Episode]:
        with self.store.read() as db:
            return shows.episodes(db, self.show.id)

    def relist(self, *numbers: int, **titles: str) -> None:
        """What the catalogue says now: the numbers of the three, and new titles by their ids."""
        infos = [info(number, id_, titles.get(f"t{id_}", f"Title {id_}")) for id_, number in enumerate(numbers, 1)]
        with self.store.write() as db:
            shows.save_episodes(db, self.show.id, infos)

    def proposed(self) -> list[tuple[str, str]]:
        with self.store.read() as db:
            return [(each.old.stem[-16:], each.new.stem[-16:]) for each in rename.proposed(db, self.settings)]

    @property
    def runner(self) -> Runner:
        return short_runner(self.store, self.settings, [self.player])

    def order(self) -> list[int]:
        with self.store.write() as db:
            return rename.order(db, rename.proposed(db, self.settings), self.runner.stages)

    def carry_out(self) -> int:
        """What a worker does of it now; how many files got new names."""
        jobs = active_jobs_of(self.store, JobKind.RENAME)
        self.runner.carry_out(jobs)
        self.runner.carry_out(active_jobs_of(self.store, JobKind.SHOW))
        with self.store.read() as db:
            return rename.renamed(db, jobs)

    def expire(self) -> None:
        in_a_while(self.store, JobKind.RENAME, JobKind.SHOW)

    def look(self) -> list[str]:
        """Have the owner asked; the files of all questions so far."""
        with self.store.read() as db:
            owner, ids = people.owner(db), shows.all_ids(db)
        assert owner
        rename.ask_about(self.store, self.settings, owner, ids)
        with self.store.read() as db:
            news = [m.news for m in outbox.due(db)]
        return [n.values["files"] for n in news if isinstance(n, outbox.Plain) and n.words == "rename_asked"]

    def files(self) -> dict[str, str]:
        """Content by name, of all that is in the library."""
        library = self.settings.library
        return {p.relative_to(library).as_posix(): p.read_text() for p in library.rglob("*") if p.is_file()}

    def videos(self) -> dict[str, str]:
        return {name: content for name, content in self.files().items() if name.endswith(".mkv")}

    def noted(self) -> dict[int | None, str]:
        """What the store says: the file's name by the episode's id in the catalogue."""
        with self.store.read() as db:
            ids = {each.id: each.tvmaze_id for each in shows.episodes(db, self.show.id)}
            return {ids[f.episode_id]: Path(f.path).name for f in media_files.files_of(db, list(ids))}


def info(number: int, id_: int, title: str) -> EpisodeInfo:
    return episode_info(number=number, tvmaze_id=id_, title=title)


def name(number: int, title: str, suffix: str = ".mkv") -> str:
    return f"Lantern Row (2026)/Season 01/Lantern Row (2026) - S01E{number:02} - {title}{suffix}"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = new_store(tmp_path)
    show, episodes = add_show(store, None, *(info(n, n, f"Title {n}") for n in (1, 2, 3)))
    add_person(store)
    made = House(store, show, Settings(data=tmp_path / "data", library=tmp_path / "library"))
    for each in episodes:
        put_file(made, each)
    (made.settings.library / show.name / "tvshow.nfo").write_bytes(show_nfo(show))
    yield made
    store.close()


def put_file(house: House, episode: Episode, info_hash: str = "ab") -> Path:
    video = episode_path(house.settings.library, house.show, episode, ".mkv")
    video.parent.mkdir(parents=True, exist_ok=True)
    video.write_text(f"film {episode.tvmaze_id}")
    for suffix in BESIDE:
        video.with_name(video.stem + suffix).write_text(f"{suffix} {episode.tvmaze_id}")
    facts = {"size": 6, "duration": 1.0, "release": "x", "info_hash": info_hash, "subtitles": ("en",)}
    with house.store.write() as db:
        media_files.note(db, [episode], video, **facts)
    return video


# ------------------------------------------------------------------------------------------------------- what differs


def test_nothing_differs_at_first(house: House) -> None:
    assert house.proposed() == []
    assert house.look() == []


def test_a_new_title_a_new_number_and_a_new_pattern_are_shown(house: House) -> None:
    house.relist(1, 2, 4, t2="Real")
    assert house.proposed() == [
        ("S01E02 - Title 2", "2026) - S01E02 - Real"[-16:]),
        ("S01E03 - Title 3", "S01E04 - Title 3"),
    ]
    pattern = "{name}/S{season}/{name} {code}"
    house.settings = house.settings.model_copy(update={"filing": Filing(naming=pattern)})
    assert [new for _, new in house.proposed()] == ["ntern Row S01E01", "ntern Row S01E02", "ntern Row S01E04"]


def test_what_was_there_before_airdate_and_what_is_on_its_way_again_are_left_alone(house: House) -> None:
    with house.store.write() as db:
        shows.save_episodes(db, house.show.id, [*house.listed(), info(4, 4, "TBA")])
    put_file(house, house.listed()[3], info_hash="")
    with house.store.write() as db:
        runs.open_job(db, house.listed()[0].id, Origin.UPGRADE, STAGES)
        shows.save_episodes(db, house.show.id, [replace(each, title="New") for each in house.listed()])
    assert len(house.proposed()) == 2


def test_the_owner_is_asked_once_for_each_new_name(house: House) -> None:
    house.relist(1, 2, 4)
    assert house.look() == ["3"]
    assert house.look() == ["3"]
    house.relist(1, 2, 5)
    assert house.look() == ["3", "3"]
    house.relist(1, 2, 3)
    assert len(house.look()) == 2
    assert house.carry_out() == 0
    assert name(3, "Title 3") in house.files()


# ----------------------------------------------------------------------------------------------------------- renaming


def test_a_file_moves_with_all_that_lies_beside_it(house: House) -> None:
    old = put_file(house, house.listed()[2])
    linked = house.settings.library.parent / "download.mkv"
    os.link(old, linked)
    house.relist(1, 2, 4, t3="Real")
    house.order()
    assert house.carry_out() == 1
    files = house.files()
    assert files[name(4, "Real")] == "film 3"
    assert files[name(4, "Real", ".en.srt")] == ".en.srt 3"
    assert files[name(4, "Real", "-thumb.jpg")] == "-thumb.jpg 3"
    assert files[name(4, "Real", ".nfo")] == episode_nfo(house.show, house.listed()[2]).decode()
    assert not [path for path in files if "E03" in path or path.endswith("~")]
    assert len(files) == 13
    assert house.noted()[3] == Path(name(4, "Real")).name
    assert linked.samefile(house.settings.library / name(4, "Real"))
    show_folder = house.settings.library / house.show.name
    assert house.player.refreshed == [old, show_folder]
    assert house.proposed() == []


@pytest.mark.parametrize("numbers", [(2, 1, 3), (2, 3, 1), (2, 3, 4)])
def test_files_change_places(house: House, numbers: tuple[int, ...]) -> None:
    house.relist(*numbers, t1="Same", t2="Same", t3="Same")
    house.order()
    assert house.carry_out() == 3
    assert house.videos() == {name(number, "Same"): f"film {id_}" for id_, number in enumerate(numbers, 1)}
    assert house.noted() == {id_: Path(name(number, "Same")).name for id_, number in enumerate(numbers, 1)}
    for id_, number in enumerate(numbers, 1):
        assert house.files()[name(number, "Same", ".en.srt")] == f".en.srt {id_}"


class Killed(BaseException):
    """The worker is gone."""


class Reaper:
    """Kills whoever is about to give a file another name for the (n+1)th time. An audit hook cannot be taken out."""

    left: int | None = None

    @classmethod
    def hear(cls, event: str, args: tuple[object, ...]) -> None:
        if event == "os.rename" and cls.left is not None:
            cls.left -= 1
            if cls.left < 0:
                cls.left = None
                raise Killed


sys.addaudithook(Reaper.hear)


@pytest.mark.parametrize("survives", range(16))
def test_one_that_is_cut_off_anywhere_is_finished_the_next_time(house: House, survives: int) -> None:
    house.relist(2, 1, 3, t1="Same", t2="Same")
    house.order()
    Reaper.left = survives
    with pytest.raises(Killed):
        house.carry_out()
    assert house.carry_out() == 0, "its lease is not over"
    house.expire()
    assert house.carry_out() == 2
    assert house.videos() == {name(2, "Same"): "film 1", name(1, "Same"): "film 2", name(3, "Title 3"): "film 3"}
    assert house.files()[name(2, "Same", ".en.srt")] == ".en.srt 1"
    assert house.noted()[1] == Path(name(2, "Same")).name
    assert len(house.files()) == 13


def test_a_renamed_show_takes_what_is_of_the_show_along(house: House) -> None:
    folder = house.settings.library / house.show.name
    (folder / "poster.jpg").write_text("poster")
    with house.store.write() as db:
        shows.save_show(db, show_info(title="Lamp & Row"))
    house.order()
    assert house.carry_out() == 3
    assert not folder.exists()
    new = house.settings.library / "Lamp & Row (2026)"
    assert (new / "poster.jpg").read_text() == "poster"
    assert show_of(new).title == "Lamp & Row"
    assert len(house.files()) == 14


def test_a_name_that_somebody_else_s_file_has_is_left(house: House) -> None:
    house.relist(1, 2, 4)
    stranger = house.settings.library / name(4, "Title 3")
    stranger.write_text("stranger")
    house.order()
    assert house.carry_out() == 0
    assert stranger.read_text() == "stranger"
    assert house.noted()[3] == Path(name(3, "Title 3")).name


def test_a_vanished_library_has_the_order_wait_and_says_so_once(house: House) -> None:
    house.relist(1, 2, 4)
    house.order()
    away = house.settings.library.rename(house.settings.library.with_name("away"))
    for _ in range(2):
        assert house.carry_out() == 0
        house.expire()
    with house.store.read() as db:
        (news,) = [m.news for m in outbox.due(db) if isinstance(m.news, outbox.Trouble)]
    assert "mounted" in str(news.text)
    away.rename(house.settings.library)
    assert house.carry_out() == 1


def cut_off(house: House, survives: int) -> None:
    """Have the worker die after it has given so many files other names; its lease is over."""
    Reaper.left = survives
    with pytest.raises(Killed):
        house.carry_out()
    house.expire()


@pytest.mark.parametrize("survives", [1, 5])
def test_one_that_was_cut_off_waits_for_a_library_that_is_not_mounted_yet(house: House, survives: int) -> None:
    house.relist(1, 2, 4)
    house.order()
    cut_off(house, survives)
    away = house.settings.library.rename(house.settings.library.with_name("away"))
    house.settings.library.mkdir()
    assert house.carry_out() == 0
    house.expire()
    house.settings.library.rmdir()
    away.rename(house.settings.library)
    assert house.carry_out() == 1
    assert house.files()[name(4, "Title 3")] == "film 3"
    assert len(house.files()) == 13


def test_what_is_on_its_way_again_or_deleted_by_then_is_left_and_asked_about_again_later(house: House) -> None:
    house.relist(2, 3, 4)
    house.look()
    house.order()
    first, second, _ = house.listed()
    with house.store.write() as db:
        runs.open_job(db, first.id, Origin.UPGRADE, STAGES)
        gone = tables.media_file.c.episode_id == second.id
        db.execute(tables.media_file.update().where(gone).values(replaced_at=now()))
    assert house.carry_out() == 1
    assert {name(1, "Title 1"), name(2, "Title 2"), name(4, "Title 3")} == set(house.videos())
    with house.store.write() as db:
        db.execute(tables.job.update().values(state="cancelled"))
    assert len(house.look()) == 2


def test_nothing_else_moves_files_that_are_being_renamed(house: House) -> None:
    house.relist(1, 2, 4)
    (job_id,) = house.order()
    first, _, third = house.listed()
    cut_off(house, 1)
    with house.store.write() as db:
        other = runs.open_job_of(db, JobKind.OTHER_SUBTITLES, first.id, "other", [HOLDS])
        assert other is not None
        assert not leases.hold(db, other, [third.id]), "half of it has moved"
        assert leases.hold(db, other, [first.id])
    assert house.carry_out() == 1
    with house.store.write() as db:
        assert leases.hold(db, other, [third.id])
        assert runs.job_by_id(db, job_id).state is JobState.DONE


def test_it_waits_for_whoever_has_one_of_its_files(house: House) -> None:
    house.relist(2, 1, 4, t1="Same", t2="Same")
    house.order()
    before = house.files()
    with another_job_holds(house.store, house.listed()[2].id):
        assert house.carry_out() == 0
        house.expire()
        assert house.carry_out() == 0
        assert house.files() == before
    house.expire()
    assert house.carry_out() == 3


def test_it_waits_for_one_that_is_about_to_be_filed_under_one_of_its_names(house: House) -> None:
    house.relist(1, 2, 4)
    with house.store.write() as db:
        shows.save_episodes(db, house.show.id, [*house.listed(), info(3, 4, "Title 3")])
    coming = next(each for each in house.listed() if each.number == 3)
    with house.store.write() as db:
        job_id = runs.open_job(db, coming.id, Origin.AIRED, STAGES)
        assert job_id is not None
        assert leases.hold(db, job_id, [coming.id])
    house.order()
    assert house.carry_out() == 0
    with house.store.write() as db:
        leases.let_go_of_files(db, job_id)
    house.expire()
    assert house.carry_out() == 1


def test_what_has_come_under_a_new_name_meanwhile_is_not_written_over(house: House) -> None:
    house.relist(1, 2, 4)
    house.order()
    cut_off(house, 4)
    stranger = house.settings.library / name(4, "Title 3")
    stranger.write_text("stranger")
    assert house.carry_out() == 0
    assert stranger.read_text() == "stranger"
    stranger.unlink()
    house.expire()
    assert house.carry_out() == 1
    assert house.files()[name(4, "Title 3")] == "film 3"


def test_the_owner_hears_once_how_many_have_new_names(house: House) -> None:
    """Of two shows: a job for each, and one message for both."""
    other, episodes = add_show(house.store, show_info(title="Harbour", tvmaze_id=9), info(1, 91, "Old"))
    put_file(replace(house, show=other), episodes[0])
    house.relist(1, 2, 4)
    with house.store.write() as db:
        shows.save_episodes(db, other.id, [info(1, 91, "New")])
    first, second = house.order()
    house.runner.carry_out([first])
    assert plain(house, "renamed") == []
    house.runner.carry_out([second])
    assert [news.values for news in plain(house, "renamed")] == [{"count": "2"}]


def plain(house: House, words: str) -> list[outbox.Plain]:
    with house.store.read() as db:
        news = [m.news for m in outbox.due(db)]
    return [each for each in news if isinstance(each, outbox.Plain) and each.words == words]


def test_while_a_show_is_being_renamed_the_owner_is_asked_anew_about_what_else_has_changed(house: House) -> None:
    house.relist(1, 2, 4)
    house.look()
    house.order()
    house.relist(1, 3, 4)
    assert len(house.look()) == 2
    assert house.order() == [], "one after the other"
    assert house.carry_out() == 1
    assert house.look()[2:] == ["2"]
    house.order()
    assert house.carry_out() == 1


def test_a_player_that_is_off_is_told_later_and_keeps_nothing_waiting(house: House) -> None:
    house.relist(1, 2, 4)
    house.order()
    house.player.fails = Unreachable("player", "off")
    assert house.carry_out() == 1
    house.relist(1, 3, 4)
    house.order()
    assert house.carry_out() == 1
    house.player.fails = None
    pass_by(house.store, timedelta(minutes=1))
    house.expire()
    house.carry_out()
    assert house.settings.library / name(3, "Title 3") in house.player.refreshed
    assert active_jobs_of(house.store, JobKind.SHOW) == []


def test_the_same_is_not_ordered_twice(house: House) -> None:
    house.relist(1, 2, 4)
    with house.store.write() as db:
        found = rename.proposed(db, house.settings)
        assert len(rename.order(db, found, STAGES)) == 1
        assert rename.order(db, found, STAGES) == []


def test_a_worker_asks_and_carries_out(house: House, tmp_path: Path) -> None:
    house.relist(1, 2, 4)
    nothing: Any = None
    parts = Parts(catalogues=(), indexers=(), subtitlers=(), players=(), downloader=nothing, encoder=nothing)
    with Runner(LINE, parts, house.store, house.settings, CHORES).at_work(("io",)):
        wait_until(lambda: any("rename" in key for key in keys(house)))
        house.order()
        wait_until(lambda: name(4, "Title 3") in house.files() and keys(house, "renaming:"))


def keys(house: House, begin: str = "") -> list[str]:
    with house.store.read() as db:
        found = [*db.execute(select(tables.note.c.key)).scalars(), *db.execute(select(tables.message.c.key)).scalars()]
    return [key for key in found if key.startswith(begin)]


def test_at_first_all_shows_are_looked_at_then_those_that_were_read_anew(house: House) -> None:
    house.relist(1, 2, 3, t1="Another")
    with house.store.write() as db:
        for number in (2, 3):  # which nobody filed anything of
            shows.save_show(db, show_info(title=f"Empty {number}", tvmaze_id=number, tvdb_id=None))

    for _ in range(3):
        rename.ask_about_new(house.store, house.settings)

    with house.store.read() as db:
        assert key_values.get(db, "names-looked")["all_seen"]
        asked = [m for m in outbox.due(db) if isinstance(m.news, outbox.Plain) and m.news.words == "rename_asked"]
    assert len(asked) == 1
