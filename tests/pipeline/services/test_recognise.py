"""An older database that is put back tells nothing again of what lies in the library."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.config import Settings
from pipeline.library.naming import episode_path
from pipeline.line import LINE
from pipeline.model.jobs import JobState, Origin
from pipeline.services import recognise
from pipeline.store import Store, active_jobs, leases, library_mark, media_files, outbox, runs, shows
from tests.rigs import disks
from tests.rigs.core import add_person, add_show, episode_info, new_store

NO_MESSAGE = 0
STAGES = [step.stage for step in LINE]


class House:
    """Two episodes on their way, one of which is filed after the data folder was copied."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(data=folder / "data", library=folder / "library")
        self.settings.data.mkdir()
        self.store = self._open()
        library_mark.begin(self.store, self.settings.library, decides=True)
        self.show, self.episodes = add_show(self.store, None, episode_info(number=1), episode_info(number=2))
        self.ada = add_person(self.store)
        with self.store.write() as db:
            shows.subscribe(db, self.ada.id, self.show.id, shows.Start.EVERYTHING)
            for episode in self.episodes:
                runs.open_job(db, episode.id, Origin.AIRED, STAGES)

    def _open(self) -> Store:
        return new_store(self.settings.data)

    def put_back(self, older: Path) -> None:
        self.store.close()
        shutil.rmtree(self.settings.data)
        shutil.copytree(older, self.settings.data)
        self.store = self._open()

    def copied(self) -> Path:
        self.store.checkpoint()
        return Path(shutil.copytree(self.settings.data, self.folder / "older"))

    def file_the_first(self) -> Path:
        path = episode_path(self.settings.library, self.show, self.episodes[0], ".mkv")
        path.parent.mkdir(parents=True)
        path.write_bytes(b"film")
        facts = {"size": 4, "duration": 60.0, "subtitles": (), "release": "", "info_hash": "aa"}
        with self.store.write() as db:
            media_files.note(db, self.episodes[:1], path, **facts)
            count = library_mark.one_more(db)
        library_mark.write_count(self.settings.library, count)
        return path

    def queue_the_news(self, path: Path) -> None:
        first = self.episodes[0]
        news = outbox.GoWatch(
            episode_id=first.id, show_title="", code=first.code, title="", duration=60, size=4, path=str(path)
        )
        with self.store.write() as db:
            outbox.put(db, "watch:1:1", self.ada.id, news)

    def on_the_way(self) -> list[int]:
        with self.store.read() as db:
            return [way.episode.number for way in active_jobs.find(db)]

    def to_be_told(self) -> int:
        with self.store.read() as db:
            return len(outbox.due(db))

    def tell(self, path: Path) -> None:
        """Ada has been told of this file, in a message that arrived."""
        told = [library_mark.telling(self.settings.library, self.ada.telegram_id, path)]
        noted = recognise.note_told(self.settings.library, told)
        with self.store.write() as db:
            count = recognise.delivered(db, NO_MESSAGE, None, told, noted=noted)
        if noted:
            recognise.write_count(self.settings.library, count)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_what_was_filed_since_is_there_and_not_told_again(house: House) -> None:
    older = house.copied()
    house.tell(house.file_the_first())
    house.put_back(older)
    assert recognise.after_an_older_database(house.store, house.settings) == 1
    assert house.on_the_way() == [2]
    assert house.to_be_told() == 0
    with house.store.read() as db:
        assert media_files.filed(db, house.episodes[0].id) is not None
    assert recognise.after_an_older_database(house.store, house.settings) == 0, "once"


def test_what_was_filed_since_and_nobody_was_told_of_is_told(house: House) -> None:
    older = house.copied()
    house.file_the_first()
    house.put_back(older)
    assert recognise.after_an_older_database(house.store, house.settings) == 1
    assert house.on_the_way() == [2]
    assert house.to_be_told() == 1


def test_what_came_out_was_filed_and_is_not_even_known_any_more_is_told_when_it_is_recognised(house: House) -> None:
    with house.store.write() as db:
        leases.cancel_job(db, 1)  # the older one has nothing of it on its way
    older = house.copied()
    house.file_the_first()
    house.put_back(older)
    assert recognise.after_an_older_database(house.store, house.settings) == 0
    with house.store.write() as db:
        job_id = runs.open_job(db, house.episodes[0].id, Origin.AIRED, STAGES)
        assert job_id is not None
        job = runs.job_by_id(db, job_id)

    assert recognise.recognise(house.store, house.show, house.episodes[0], house.settings)
    recognise.tell_what_was_filed(house.store, job, house.show, house.episodes[0], house.settings)

    assert house.to_be_told() == 1


@pytest.mark.parametrize("was_told", [True, False])
def test_news_that_waited_in_the_older_one_is_told_unless_it_was(house: House, was_told: bool) -> None:
    path = house.file_the_first()
    house.queue_the_news(path)
    older = house.copied()
    house.tell(path if was_told else path.with_name("another.mkv"))
    house.put_back(older)
    recognise.after_an_older_database(house.store, house.settings)
    assert house.to_be_told() == (0 if was_told else 1)
    assert house.on_the_way() == [2]


@pytest.mark.mounts
def test_who_was_told_while_the_library_was_read_only_is_noted_when_it_can_be_written(tmp_path: Path) -> None:
    with disks.disk(tmp_path / "library") as library:
        house = House(tmp_path)
        path = house.file_the_first()
        house.queue_the_news(path)
        older = house.copied()
        disks.make_read_only(library)
        house.tell(path)
        recognise.note_what_is_owed(house.store, library)
        disks.make_writable(library)
        assert library_mark.told(library) == frozenset()
        recognise.note_what_is_owed(house.store, library)

        house.put_back(older)
        assert recognise.after_an_older_database(house.store, house.settings) == 1
        assert house.to_be_told() == 0


def test_a_bot_whose_machine_has_no_library_leaves_it_to_one_that_has(house: House) -> None:
    path = house.file_the_first()
    elsewhere = house.folder / "elsewhere"
    elsewhere.mkdir()
    told = [library_mark.telling(house.settings.library, house.ada.telegram_id, path)]
    assert not recognise.note_told(elsewhere, told)
    assert list(elsewhere.iterdir()) == [], "an empty folder where a disk is mounted is not written to"
    with house.store.write() as db:
        recognise.delivered(db, NO_MESSAGE, None, told, noted=False)

    recognise.note_what_is_owed(house.store, house.settings.library)

    assert library_mark.told(house.settings.library) == set(told)
    with house.store.read() as db:
        assert library_mark.ahead(db, house.settings.library) == 0


def test_after_a_power_cut_what_is_filed_is_still_told(house: House) -> None:
    house.queue_the_news(house.file_the_first())
    assert recognise.after_an_older_database(house.store, house.settings) == 0
    assert house.to_be_told() == 1
    assert house.on_the_way() == [1, 2]
    with house.store.read() as db:
        assert runs.job_by_id(db, 1).state is JobState.ACTIVE
