"""Subtitles that come after the episode."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.clock import now
from pipeline.config import Timing
from pipeline.errors import OutsideError, Unreachable
from pipeline.model import Subtitle, SubtitleQuery
from pipeline.services import missing_subtitles
from pipeline.store import key_values, media_files, outbox, rejected_subtitles, shows
from pipeline.store.tables import media_file
from tests.rigs.core import add_person
from tests.rigs.market import Market, market

TEXT = b"1\n00:00:00,500 --> 00:00:01,500\nHello\n\n2\n00:00:02,000 --> 00:00:03,000\nSubtitles by Somebody\n"


@dataclass
class Subtitler:
    has: tuple[str, ...] = ()
    fails: OutsideError | None = None
    content: bytes = TEXT
    id: str = "1"
    asked: list[SubtitleQuery] = field(default_factory=list)
    name: str = "subtitler"

    def check(self) -> str:
        return "fine"

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

    def look(self, *subtitlers: Subtitler, after: timedelta = timedelta(hours=1)) -> list[str]:
        """Look when some time has passed; the languages that came."""
        self.age(after)
        found = missing_subtitles.look(self.market.store, subtitlers, [self.player], self.market.settings)  # type: ignore[list-item]
        return [language for _, language in found]

    def age(self, by: timedelta) -> None:
        with self.market.store.write() as db:
            wish = key_values.get(db, self.key)
            if wish is not None:
                earlier = {
                    name: (missing_subtitles._WISH.validate_python(wish).since - by).isoformat() for name in ("since",)
                }
                key_values.put(db, self.key, {**wish, **earlier, "look_at": now().isoformat()})

    @property
    def key(self) -> str:
        return f"late:{self.market.episodes[0].id}"

    @property
    def wish(self) -> missing_subtitles.Wish | None:
        with self.market.store.read() as db:
            value = key_values.get(db, self.key)
        return missing_subtitles._WISH.validate_python(value) if value else None

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
        missing_subtitles.wish_for(db, made.episodes[0].id, ("en", "es"), str(tmp_path / "gone.mkv"), "Row")
    yield House(made, video, Player())
    made.store.close()


def told(house: House) -> list[tuple[int, str]]:
    with house.market.store.read() as db:
        return [(m.person_id, m.news.values["languages"]) for m in outbox.due(db) if isinstance(m.news, outbox.Plain)]


def test_what_comes_later_is_added_beside_the_video_cleaned(house: House) -> None:
    assert house.look(Subtitler(has=("en",))) == ["en"]
    assert house.beside() == ["Row - S01E01.en.srt"]
    text = (house.video.parent / "Row - S01E01.en.srt").read_text()
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
    assert house.wish is None
    assert house.look(second) == []
    assert len(second.asked) == 1


def test_the_looks_become_rarer(house: House) -> None:
    house.look(Subtitler())
    first = house.wish
    house.look(Subtitler(), after=timedelta(days=5))
    second = house.wish
    assert first is not None
    assert second is not None
    assert first.look_at - now() <= timedelta(minutes=31)
    assert timedelta(days=1) < second.look_at - now() < timedelta(days=2)


def test_after_some_weeks_it_ends(house: House) -> None:
    provider = Subtitler(has=("en",))
    assert house.look(provider, after=timedelta(days=40)) == []
    assert house.wish is None
    assert provider.asked == []


def test_nothing_is_looked_for_before_its_time(house: House) -> None:
    provider = Subtitler(has=("en",))
    assert missing_subtitles.look(house.market.store, [provider], [], house.market.settings) == []
    assert provider.asked == []


def test_a_provider_that_fails_ends_nothing(house: House) -> None:
    assert house.look(Subtitler(fails=Unreachable("subtitler", "no answer")), Subtitler(has=("es",))) == ["es"]
    assert house.look(Subtitler(has=("en",))) == ["en"]


def test_what_cannot_be_of_this_film_is_not_taken(house: House) -> None:
    wrong = b"1\n00:59:00,000 --> 00:59:01,000\nOf another film\n"
    assert house.look(Subtitler(has=("en",), content=wrong)) == []
    assert house.beside() == []


def test_what_somebody_put_there_meanwhile_is_left_alone(house: House) -> None:
    (house.video.parent / "Row - S01E01.en.srt").write_text("mine")
    provider = Subtitler(has=("en", "es"))
    assert house.look(provider) == ["es"]
    assert (house.video.parent / "Row - S01E01.en.srt").read_text() == "mine"


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


@pytest.mark.parametrize("renamed", [True, False])
def test_what_was_found_for_a_file_that_is_not_there_any_more_goes_beside_no_other(house: House, renamed: bool) -> None:
    class Slow(Subtitler):
        """While it is asked, the file gets another name, or gives way to another."""

        def find(self, query: SubtitleQuery) -> list[Subtitle]:
            new = house.video.rename(house.video.with_name("New.mp4"))
            with house.market.store.write() as db:
                if renamed:
                    db.execute(media_file.update().values(path=str(new)))
                else:
                    values = {"size": 4, "duration": 50.0, "release": "New", "info_hash": "cd", "subtitles": ()}
                    media_files.note(db, house.market.episodes, new, **values)
            house.video = new
            return super().find(query)

    assert house.look(Slow(("en", "es"))) == []
    assert house.beside() == []
    assert house.wish is not None
    assert house.look(Subtitler(("en", "es"))) == ["en", "es"]
    assert house.beside() == ["New.en.srt", "New.es.srt"]


def test_how_long_it_is_looked_for_is_a_setting(house: House) -> None:
    house.market.settings = house.market.settings.model_copy(update={"timing": Timing(subtitles_late=0)})
    assert house.look(Subtitler(has=("en",))) == []


def test_what_was_refused_is_not_taken_later_either(house: House) -> None:
    provider = Subtitler(has=("en",))
    assert house.look(provider) == ["en"]
    with house.market.store.write() as db:
        rejected_subtitles.refuse(db, house.market.episodes[0].id, "en", ())
        missing_subtitles.wish_for(db, house.market.episodes[0].id, ("en",), "", "Row")
    house.video.with_suffix(".en.srt").unlink()

    assert house.look(provider) == []
    assert [r.id for r in provider.asked[-1].refused] == ["1"]
    assert house.look(Subtitler(has=("en",), content=TEXT.replace(b"Hello", b"Bye"), id="2")) == ["en"]
