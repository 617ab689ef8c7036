"""Subtitles that come after the episode."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from pipeline.clock import now
from pipeline.config import Timing
from pipeline.errors import OutsideError, Unreachable
from pipeline.library.placing import partial_of
from pipeline.model import Subtitle, SubtitleQuery
from pipeline.model.jobs import Job, JobKind, JobState, StepRun
from pipeline.model.reasons import Reason
from pipeline.services import missing_subtitles
from pipeline.store import active_jobs, leases, media_files, outbox, rejected_subtitles, shows
from pipeline.store.tables import file_hold, media_file
from tests.rigs.core import add_person
from tests.rigs.market import STAGES, Market, market, set_back, work

KIND = JobKind.MISSING_SUBTITLES

TEXT = b"1\n00:00:00,500 --> 00:00:01,500\nHello\n\n2\n00:00:02,000 --> 00:00:03,000\nSubtitles by Somebody\n"


@dataclass
class Subtitler:
    has: tuple[str, ...] = ()
    fails: OutsideError | None = None
    content: bytes = TEXT
    id: str = "1"
    asked: list[SubtitleQuery] = field(default_factory=list)
    name: str = "subtitler"

    def check(self) -> Reason:
        return Reason("text", text="fine")

    def find(self, query: SubtitleQuery) -> list[Subtitle]:
        self.asked.append(query)
        if self.fails:
            raise self.fails
        there = [language for language in query.languages if language in self.has]
        return [Subtitle(language=language, content=self.content, provider="p", id=self.id) for language in there]


@dataclass
class Player:
    name: str = "player"
    refreshed: list[Path] = field(default_factory=list)

    def refresh(self, path: Path) -> None:
        self.refreshed.append(path)


@dataclass
class House:
    market: Market
    video: Path
    player: Player
    run: StepRun | None = None  # as it stood after the last look

    def look(self, *subtitlers: Subtitler, after: timedelta = timedelta(hours=1)) -> list[str]:
        """Look when some time has passed; the languages that came."""
        before = self.languages
        set_back(self.market, KIND, after)
        self.run = work(self.market, KIND, subtitlers=subtitlers, players=(self.player,))
        work(self.market, JobKind.SHOW, players=(self.player,))
        return [language for language in self.languages if language not in before]

    @property
    def languages(self) -> tuple[str, ...]:
        with self.market.store.read() as db:
            file = media_files.filed(db, self.market.episodes[0].id)
        return file.subtitles if file else ()

    @property
    def job(self) -> Job:
        """The newest."""
        with self.market.store.read() as db:
            return active_jobs.find(db, kinds=(KIND,), states=tuple(JobState))[-1].job

    def beside(self) -> list[str]:
        return sorted(p.name for p in self.video.parent.iterdir() if p != self.video)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = market(tmp_path)
    video = tmp_path / "library" / "Row - S01E01.mp4"
    video.parent.mkdir()
    video.write_bytes(b"film")
    facts = {"size": 4, "duration": 100.0, "release": "Row", "info_hash": "ab", "subtitles": ()}
    with made.store.write() as db:
        media_files.note(db, made.episodes, video, **facts)
        missing_subtitles.look_for(db, made.episodes[0].id, ("en", "es"), str(tmp_path / "gone.mkv"), STAGES)
    yield House(made, video, Player())
    made.store.close()


def told(house: House) -> list[tuple[int, str]]:
    with house.market.store.read() as db:
        return [(m.person_id, m.news.values["languages"]) for m in outbox.due(db) if isinstance(m.news, outbox.Plain)]


def test_what_comes_later_is_added_beside_the_video_cleaned(house: House) -> None:
    assert house.look(Subtitler(has=("en",))) == ["en"]
    assert house.beside() == ["Row - S01E01.en.default.srt"], "in the household's first language"
    text = (house.video.parent / "Row - S01E01.en.default.srt").read_text()
    assert "Hello" in text
    assert "Somebody" not in text
    (original,) = (house.market.settings.data / "subtitles").rglob("*.original")
    assert original.read_bytes() == TEXT
    assert house.player.refreshed == [house.video]
    with house.market.store.read() as db:
        assert media_files.files_of(db, [house.market.episodes[0].id])[0].subtitles == ("en",)


def test_what_is_still_missing_is_looked_for_on_and_then_no_more(house: House) -> None:
    house.look(Subtitler(has=("en",)))
    second = Subtitler(has=("es",))
    assert house.look(second) == ["es"]
    assert second.asked[0].languages == ("es",)
    assert house.job.state is JobState.DONE
    assert house.look(second) == []
    assert len(second.asked) == 1


def test_the_looks_become_rarer(house: House) -> None:
    house.look(Subtitler())
    first = house.run
    house.look(Subtitler(), after=timedelta(days=5))
    second = house.run
    assert first is not None
    assert second is not None
    assert str(second.reason) == "No subtitles in English and Spanish yet"
    assert first.due_at is not None
    assert second.due_at is not None
    assert first.due_at - now() <= timedelta(minutes=31)
    assert timedelta(days=1) < second.due_at - now() < timedelta(days=2)


def test_after_some_weeks_it_ends(house: House) -> None:
    provider = Subtitler(has=("en",))
    assert house.look(provider, after=timedelta(days=40)) == []
    assert house.job.state is JobState.ABANDONED
    assert provider.asked == []


def test_nothing_is_looked_for_before_its_time(house: House) -> None:
    provider = Subtitler(has=("en",))
    run = work(house.market, KIND, early=False, subtitlers=(provider,))
    assert provider.asked == []
    assert run is not None
    assert run.due_at is not None
    assert timedelta(minutes=29) < run.due_at - now() <= timedelta(minutes=30)


def test_a_provider_that_fails_ends_nothing(house: House) -> None:
    assert house.look(Subtitler(fails=Unreachable("off", "no answer"), name="off"), Subtitler(has=("es",))) == ["es"]
    assert house.look(Subtitler(has=("en",))) == ["en"]


def test_what_cannot_be_of_this_film_is_not_taken(house: House) -> None:
    wrong = b"1\n00:59:00,000 --> 00:59:01,000\nOf another film\n"
    assert house.look(Subtitler(has=("en",), content=wrong)) == []
    assert house.beside() == []


def test_what_somebody_put_there_meanwhile_is_left_alone(house: House) -> None:
    (house.video.parent / "Row - S01E01.en.srt").write_text("mine")
    provider = Subtitler(has=("en", "es"))
    assert house.look(provider) == ["es"]
    assert (house.video.parent / "Row - S01E01.en.default.srt").read_text() == "mine"


def test_those_who_care_are_told_and_nobody_else(house: House) -> None:
    bob = add_person(house.market.store, "Bob", 2)
    with house.market.store.write() as db:
        shows.subscribe(db, bob.id, house.market.show.id, shows.Start.EVERYTHING, languages=("es",))
    house.look(Subtitler(has=("es",)))
    assert told(house) == [(bob.id, "es")]
    house.look(Subtitler(has=("en",)))
    assert (1, "en") in told(house)


def test_a_vanished_mount_ends_nothing(house: House) -> None:
    house.video.rename(house.video.with_name("away"))
    assert house.look(Subtitler(has=("en",))) == []
    house.video.with_name("away").rename(house.video)
    assert house.look(Subtitler(has=("en",))) == ["en"]


class Slow(Subtitler):
    """While it is asked, something happens."""

    meanwhile: Callable[[], None] = lambda: None

    def find(self, query: SubtitleQuery) -> list[Subtitle]:
        self.meanwhile()
        return super().find(query)


def moved(house: House, **new: Any) -> None:
    """The file gets another name; `new`: it is another one."""
    house.video = house.video.rename(house.video.with_name("New.mp4"))
    with house.market.store.write() as db:
        if new:
            media_files.note(db, house.market.episodes, house.video, size=4, duration=50.0, subtitles=(), **new)
        else:
            db.execute(media_file.update().values(path=str(house.video)))


def test_a_file_that_got_another_name_during_the_search_is_looked_for_anew(house: House) -> None:
    slow = Slow(("en", "es"))
    slow.meanwhile = lambda: moved(house)
    assert house.look(slow) == []
    assert house.beside() == []
    assert house.look(Subtitler(("en", "es"))) == ["en", "es"]
    assert house.beside() == ["New.en.default.srt", "New.es.srt"]


def test_what_was_found_for_a_file_that_gave_way_goes_beside_no_other(house: House) -> None:
    slow = Slow(("en", "es"))
    slow.meanwhile = lambda: moved(house, release="New", info_hash="cd")
    assert house.look(slow) == []
    assert house.look(Subtitler(("en", "es"))) == []
    assert house.beside() == []
    assert house.job.state is JobState.ABANDONED


def test_what_is_filed_anew_is_looked_for_by_what_it_lacks(house: House) -> None:
    moved(house, release="New", info_hash="cd")
    with house.market.store.write() as db:
        missing_subtitles.look_for(db, house.market.episodes[0].id, ("es",), "", STAGES)
    provider = Subtitler(("en", "es"))
    assert house.look(provider) == ["es"]
    assert [query.languages for query in provider.asked] == [("es",)]
    with house.market.store.read() as db:
        assert active_jobs.find(db, kinds=(KIND,)) == []


def test_nothing_is_put_beside_files_that_another_job_holds(house: House) -> None:
    slow = Slow(("en", "es"))

    def held() -> None:
        with house.market.store.write() as db:
            assert leases.hold(db, house.market.jobs[0].id, [house.market.episodes[0].id])

    slow.meanwhile = held
    assert house.look(slow) == []
    assert house.beside() == []
    assert house.run is not None
    assert str(house.run.reason) == "Another job has its files just now"
    with house.market.store.write() as db:
        leases.let_go_of_files(db, house.market.jobs[0].id)
    assert house.look(Subtitler(("en", "es"))) == ["en", "es"]
    with house.market.store.read() as db:
        assert db.execute(select(file_hold)).all() == []


def test_a_job_that_was_given_up_during_the_search_takes_no_files(house: House) -> None:
    slow = Slow(("en",))

    def given_up() -> None:
        with house.market.store.write() as db:
            leases.cancel_job(db, house.job.id)

    slow.meanwhile = given_up
    assert house.look(slow) == []
    assert house.beside() == []
    with house.market.store.read() as db:
        assert db.execute(select(file_hold).where(file_hold.c.until.is_(None))).all() == []


def test_a_folder_that_cannot_be_written_is_tried_again_later(house: House) -> None:
    partial_of(house.video.with_suffix(".en.srt")).mkdir()
    assert house.look(Subtitler(has=("en",))) == []
    assert house.run is not None
    assert "Nothing can be written beside" in str(house.run.reason)
    assert house.job.state is JobState.ACTIVE


def test_how_long_it_is_looked_for_is_a_setting(house: House) -> None:
    house.market.settings = house.market.settings.model_copy(update={"timing": Timing(subtitles_late=0)})
    assert house.look(Subtitler(has=("en",))) == []


def test_what_was_refused_is_not_taken_later_either(house: House) -> None:
    provider = Subtitler(has=("en",))
    assert house.look(provider) == ["en"]
    with house.market.store.write() as db:
        rejected_subtitles.refuse(db, house.market.episodes[0].id, "en", ())
        missing_subtitles.look_for(db, house.market.episodes[0].id, ("en",), "", STAGES)
        db.execute(media_file.update().values(subtitles=()))
    house.video.with_suffix(".en.default.srt").unlink()

    assert house.look(provider) == []
    assert [r.id for r in provider.asked[-1].refused] == ["1"]
    assert house.look(Subtitler(has=("en",), content=TEXT.replace(b"Hello", b"Bye"), id="2")) == ["en"]
