"""Another subtitle instead of the one that a person does not want."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.errors import OutsideError, Unreachable, UserError
from pipeline.model import Subtitle, SubtitleQuery
from pipeline.model.jobs import JobKind
from pipeline.model.reasons import Reason
from pipeline.services import other_subtitles
from pipeline.services.complaints import shift_subtitles
from pipeline.store import Store, key_values, leases, media_files, rejected_subtitles, runs
from pipeline.store.tables import media_file, pace
from tests.rigs.market import STAGES, Market, kept_in, market, postgres, postgres_server, work

__all__ = ["kept_in", "postgres", "postgres_server"]  # fixtures

LINE = "1\n00:00:00,500 --> 00:00:01,500\n{words}\n"


def offer(id_: str, words: str, language: str = "en", **facts: bool) -> Subtitle:
    content = LINE.format(words=words).encode()
    return Subtitle(language=language, content=content, provider="fair", id=id_, **facts)


@dataclass
class Subtitler:
    """Offers the best of its list, as a site does that knows nothing of what was refused."""

    offers: list[Subtitle] = field(default_factory=list)
    fails: OutsideError | None = None
    asked: list[SubtitleQuery] = field(default_factory=list)
    name: str = "subtitler"

    def check(self) -> Reason:
        return Reason("text", text="fine")

    def find(self, query: SubtitleQuery) -> list[Subtitle]:
        self.asked.append(query)
        if self.fails:
            raise self.fails
        return [offer for offer in self.offers if offer.language in query.languages]


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
    site: Subtitler
    player: Player

    @property
    def episode_id(self) -> int:
        return self.market.episodes[0].id

    def ask(self, language: str = "en") -> int:
        return other_subtitles.ask(self.market.store, STAGES, self.episode_id, language)

    def look(self) -> None:
        work(self.market, JobKind.OTHER_SUBTITLES, subtitlers=(self.site,), players=(self.player,))
        work(self.market, JobKind.SHOW, players=(self.player,))

    def outcome(self, job_id: int) -> str | None:
        """None: it is not over yet."""
        with self.market.store.read() as db:
            result = runs.runs_of(db, job_id)["other_subtitles"].result
        return result["outcome"] if result else None

    def reads(self, suffix: str = "") -> str:
        names = (suffix,) if suffix else (".en.default.srt", ".en.srt")
        found = [path for name in names if (path := self.video.with_name(self.video.stem + name)).exists()]
        return found[0].read_text()

    def beside(self) -> list[str]:
        return sorted(p.name.removeprefix(self.video.stem) for p in self.video.parent.iterdir() if p != self.video)


@pytest.fixture
def house(tmp_path: Path, kept_in: Store) -> House:
    """An episode with the best English subtitle that there was."""
    made = market(tmp_path, store=kept_in)
    video = tmp_path / "library" / "Row - S01E01.mp4"
    video.parent.mkdir()
    video.write_bytes(b"film")
    first = offer("1", "Hello")
    video.with_suffix(".en.srt").write_bytes(first.content)
    facts = {"size": 4, "duration": 100.0, "release": "Row", "info_hash": "ab", "subtitles": ("en",)}
    with made.store.write() as db:
        media_files.note(db, made.episodes, video, **facts)
        rejected_subtitles.took(db, made.episodes[0].id, first)
    return House(made, video, Subtitler([first]), Player())


def test_another_takes_the_place_of_the_one_that_was_refused(house: House) -> None:
    house.site.offers += [offer("2", "Good day")]
    job_id = house.ask()
    assert house.outcome(job_id) is None
    house.look()
    assert house.outcome(job_id) == "found"
    assert "Good day" in house.reads()
    assert house.player.refreshed == [house.video]
    (old,) = house.market.settings.recycle.rglob("*.srt")
    assert "Hello" in old.read_text()


def test_the_same_one_again_is_no_other_and_the_old_one_stays(house: House) -> None:
    job_id = house.ask()
    house.look()
    assert house.outcome(job_id) == "none"
    assert "Hello" in house.reads()
    refusal = house.site.asked[0].refused[0]
    assert (refusal.provider, refusal.id) == ("fair", "1")


def test_the_same_text_from_elsewhere_is_no_other(house: House) -> None:
    house.site.offers = [offer("99", "Hello\n\n2\n00:00:03,000 --> 00:00:04,000\nwww.opensubtitles.org")]
    job_id = house.ask()
    house.look()
    assert house.outcome(job_id) == "none"


def test_refusing_goes_on_from_one_to_the_next_and_never_back(house: House) -> None:
    house.site.offers += [offer("2", "Good day"), offer("3", "Hi there")]
    said = []
    for _ in range(4):
        job_id = house.ask()
        house.look()
        said.append((house.outcome(job_id), house.reads().splitlines()[2]))
    assert said == [("found", "Good day"), ("found", "Hi there"), ("none", "Hi there"), ("none", "Hi there")]


def test_one_that_was_moved_in_time_is_refused_as_it_came(house: House) -> None:
    shift_subtitles(house.market.store, house.episode_id, 5)
    job_id = house.ask()
    house.look()
    assert house.outcome(job_id) == "none"


def test_one_that_nobody_remembers_taking_is_known_by_its_text(house: House) -> None:
    with house.market.store.write() as db:
        key_values.drop(db, f"subtitles:{house.episode_id}")
    job_id = house.ask()
    house.look()
    assert house.outcome(job_id) == "none"


def test_other_languages_are_left_alone(house: House) -> None:
    spanish = offer("7", "Hola", "es")
    house.video.with_suffix(".es.srt").write_bytes(spanish.content)
    house.video.with_suffix(".en.forced.srt").write_text("forced")
    house.site.offers += [offer("2", "Good day"), offer("8", "Buenas", "es")]
    house.ask()
    house.look()
    assert "Hola" in house.reads(".es.srt")
    assert house.reads(".en.forced.srt") == "forced"
    assert "Good day" in house.reads()


def test_one_for_the_hard_of_hearing_gives_way_to_a_plain_one(house: House) -> None:
    house.video.with_suffix(".en.srt").rename(house.video.with_suffix(".en.sdh.srt"))
    house.site.offers += [offer("2", "Good day")]
    house.ask()
    house.look()
    assert house.beside() == [".en.default.srt"]


def test_what_cannot_be_of_this_film_is_no_other(house: House) -> None:
    late = b"1\n00:59:00,000 --> 00:59:01,000\nOf another film\n"
    house.site.offers += [Subtitle(language="en", content=late, provider="fair", id="5"), offer("6", "Good day")]
    house.ask()
    house.look()
    assert "Good day" in house.reads()


def test_sites_that_cannot_be_asked_are_not_taken_for_nothing_found(house: House) -> None:
    house.site.fails = Unreachable("subtitler", "no answer")
    job_id = house.ask()
    house.look()
    assert house.outcome(job_id) == "unreachable"
    assert "Hello" in house.reads()
    house.site.fails = None
    with house.market.store.write() as db:
        db.execute(pace.delete())  # it was left alone for a while
    house.site.offers += [offer("2", "Good day")]
    again = house.ask()
    house.look()
    assert house.outcome(again) == "found"
    assert house.outcome(job_id) == "unreachable", "an earlier question is not answered by a later outcome"


def test_asking_twice_says_that_it_is_looked_for_already(house: House) -> None:
    house.ask()
    with pytest.raises(UserError, match="looked for already"):
        house.ask()


def test_a_search_that_was_cut_off_is_done_by_the_next_worker(house: House) -> None:
    job_id = house.ask()
    house.site.offers += [offer("2", "Good day")]
    with house.market.store.read() as db:
        run_id = runs.runs_of(db, job_id)["other_subtitles"].id
    assert leases.take(house.market.store, run_id, "elsewhere:1:1")
    house.look()
    assert house.outcome(job_id) is None, "somebody does it"
    with house.market.store.write() as db:
        leases.end(db, [run_id])
    house.look()
    assert house.outcome(job_id) == "found"


def test_an_episode_that_has_gone_meanwhile_has_no_other(house: House) -> None:
    job_id = house.ask()
    house.video.unlink()
    house.look()
    assert house.outcome(job_id) == "none"


def test_a_file_that_got_another_name_during_the_search_is_searched_for_anew(house: House) -> None:
    class Slow(Subtitler):
        """While it is asked for the first time, the file gets another name, and what lies beside it, too."""

        def find(self, query: SubtitleQuery) -> list[Subtitle]:
            if not self.asked:
                old = house.video
                house.video = old.rename(old.with_name("New.mp4"))
                old.with_suffix(".en.srt").rename(house.video.with_suffix(".en.srt"))
                with house.market.store.write() as db:
                    db.execute(media_file.update().values(path=str(house.video)))
            return super().find(query)

    house.site = Slow([offer("1", "Hello"), offer("2", "Good day")])
    job_id = house.ask()
    house.look()
    assert house.outcome(job_id) is None
    house.look()
    assert house.outcome(job_id) == "found"
    assert house.beside() == [".en.default.srt"]
    assert "Good day" in house.reads()


def test_languages_are_those_that_lie_there_else_those_that_are_wanted(house: House) -> None:
    with house.market.store.read() as db:
        assert other_subtitles.languages_there(db, house.episode_id, ("es", "en-GB")) == ["en-GB"]
        assert other_subtitles.languages_there(db, house.episode_id, ("es", "fr")) == ["es", "fr"]
