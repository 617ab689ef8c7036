"""Under "go watch": what is not right with it, and what comes of saying so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo.subtitles import SubtitleServer
from demo.telegram.person import ChatMessage, Person
from integrations.subliminal import Subliminal
from pipeline.engine.plugins import Parts
from pipeline.engine.runner import Runner
from pipeline.errors import Remedy
from pipeline.line import LINE
from pipeline.model.jobs import Job, JobKind
from pipeline.store import active_jobs, leases, media_files, runs, shows
from pipeline.store.outbox import GoWatch
from pipeline.store.tables import block
from tests.rigs.chat import SRT, Chat, arrived, chat, first_job, follow
from tests.rigs.core import wait_until
from tests.rigs.encoding import encoder

__all__ = ["chat"]


@dataclass
class Watched:
    """An episode that came, and the message that says so."""

    chat: Chat
    person: Person
    job: Job
    path: Path
    message: ChatMessage

    def presses(self, *labels: str) -> ChatMessage:
        for label in labels:
            self.person.presses(self.message, label)
        return self.person.look(self.message)

    @property
    def words(self) -> str:
        return self.person.look(self.message).words


@pytest.fixture
def watched(chat: Chat) -> Watched:
    bo = chat.member()
    follow(bo, "Meridian Ferry", "Everything")
    job = first_job(chat)
    path = arrived(chat, job, release="First.Release-AAA")
    chat.tell(bo, "watch", news(job))
    return Watched(chat, bo, job, path, bo.wait_for("Go watch"))


def news(job: Job, code: str = "S01E01") -> GoWatch:
    links = (("Jellyfin", "http://192.168.1.5:8096/web/"),)
    facts = {"show_title": "Meridian Ferry", "code": code, "title": "", "duration": 60.0, "size": 1, "links": links}
    return GoWatch(episode_id=job.episode_id, **facts)  # type: ignore[arg-type]


def blocked(chat: Chat) -> list[str]:
    with chat.store.read() as db:
        return [row.title for row in db.execute(block.select())]


def state(chat: Chat, job: Job, step: str) -> str:
    with chat.store.read() as db:
        return str(runs.runs_of(db, job.id)[step].state)


def test_a_wrong_episode_goes_into_quarantine_and_another_is_looked_for(watched: Watched) -> None:
    chat = watched.chat

    said = watched.presses("Not right?", "Wrong episode")

    assert "I am looking for another" in said.words
    assert not watched.path.exists()
    assert {p.name for p in (chat.settings.data / "quarantine").rglob("*.*")} == {
        watched.path.name,
        watched.path.with_suffix(".en.srt").name,
    }
    assert blocked(chat) == ["First.Release-AAA"]
    assert state(chat, watched.job, "fetch") == "due"
    with chat.store.read() as db:
        assert media_files.files_of(db, [watched.job.episode_id]) == []


@pytest.mark.parametrize("label", ["Bad picture", "Take another"])
def test_what_is_there_stays_until_another_is(watched: Watched, label: str) -> None:
    said = watched.presses("Not right?", label)

    assert "This one stays until it is there" in said.words
    assert watched.path.exists()
    assert blocked(watched.chat) == ["First.Release-AAA"]


def test_how_it_goes_is_told_below_and_the_message_stays(watched: Watched) -> None:
    said = watched.presses("Not right?", "Take another")
    watched.person.presses(said, "📡 Status")

    below = watched.person.wait_for("On its way", after=said)
    assert "Meridian Ferry S01E01" in below.words
    assert "I am looking for another" in watched.words


def test_the_same_message_reports_the_outcome(watched: Watched) -> None:
    watched.presses("Not right?", "Take another")
    chat = watched.chat
    taken = chat.take(watched.job, "fetch")
    with chat.store.write() as db:
        leases.stuck(db, taken, "Nobody has another", (Remedy("again"),))
    wait_until(lambda: "It did not work yet: Nobody has another" in watched.words)
    with chat.store.write() as db:
        runs.again_from(db, watched.job.id, "fetch", chat.bot.context.stages)

    arrived(chat, watched.job, release="Second.Release-BBB")

    wait_until(lambda: "Second.Release-BBB is there now" in watched.words)
    assert "▶️ Watch in Jellyfin" in watched.person.look(watched.message).buttons
    assert [m.id for m in watched.person.messages if "Go watch" in m.words] == [watched.message.id]


def test_the_outcome_is_reported_after_a_restart(watched: Watched) -> None:
    watched.presses("Not right?", "Take another")
    watched.chat.stop()
    arrived(watched.chat, watched.job, release="Second.Release-BBB")

    watched.chat.start()

    wait_until(lambda: "Second.Release-BBB is there now" in watched.words)


def test_subtitles_are_shifted_as_often_as_it_takes(watched: Watched) -> None:
    said = watched.presses("Not right?", "Subtitles early", "+1 s", "+0.5 s")

    assert "0.5 s later now" in said.words
    assert "00:00:03,500 --> 00:00:05,500" in watched.path.with_suffix(".en.srt").read_text()


def test_subtitles_that_are_not_there_cannot_be_shifted(watched: Watched) -> None:
    watched.path.with_suffix(".en.srt").unlink()
    watched.presses("Not right?", "Subtitles early")

    answer = watched.person.presses(watched.message, "+1 s")

    assert answer
    assert "no subtitles in files of their own" in answer.text


@pytest.fixture
def site() -> Iterator[SubtitleServer]:
    with SubtitleServer() as server:
        yield server


def worker_looks(watched: Watched, site: SubtitleServer) -> None:
    """What the worker does with the question: subliminal asks the pretend site."""
    account = {"airdate-demo": {"url": site.url}}
    config = {"providers": ("airdate-demo",), "settings": account}
    subliminal = Subliminal(Subliminal.Config.model_validate(config), name="subliminal")
    chat, nothing = watched.chat, dict.fromkeys(("catalogues", "indexers", "players"), ())
    parts = Parts(**nothing, subtitlers=(subliminal,), downloader=None, encoder=encoder())  # type: ignore[arg-type]
    runner = Runner(LINE, parts, chat.store, chat.settings)
    with chat.store.read() as db:
        (way,) = active_jobs.find(db, kinds=(JobKind.OTHER_SUBTITLES,))
    runner.answer(way.runs[0].id)


def offers(site: SubtitleServer, words: str, language: str = "en") -> str:
    text = SRT.replace("A bell rings.", words)
    return site.add(language, text, series="Meridian Ferry", season=1, episode=1, year=2026)


def test_other_subtitles_take_the_place_of_those_that_are_not_right(watched: Watched, site: SubtitleServer) -> None:
    offers(site, "A bell rings.")
    offers(site, "A bell tolls.")
    said = watched.presses("Not right?", "Other subtitles")
    assert "S01E01: 🔁 I am looking for other English subtitles. The ones you have stay until then." in said.words

    worker_looks(watched, site)

    wait_until(lambda: "✅ Other English subtitles are there now, from airdate-demo." in watched.words)
    assert "A bell tolls." in watched.path.with_suffix(".en.default.srt").read_text()
    assert "✋ Not right?" in watched.person.look(watched.message).buttons


def test_without_others_the_subtitles_that_are_there_stay(watched: Watched, site: SubtitleServer) -> None:
    offers(site, "A bell rings.")
    watched.presses("Not right?", "Other subtitles")

    worker_looks(watched, site)

    wait_until(lambda: "No other English subtitles were found; the ones you have stay." in watched.words)
    assert "A bell rings." in watched.path.with_suffix(".en.srt").read_text()


def test_a_site_that_is_away_is_no_proof_that_there_are_none(watched: Watched, site: SubtitleServer) -> None:
    site.fail_next(500, path_prefix="/search")
    watched.presses("Not right?", "Other subtitles")

    worker_looks(watched, site)

    wait_until(lambda: "No site could be asked for English subtitles" in watched.words)


def test_of_several_languages_one_says_which(watched: Watched, site: SubtitleServer) -> None:
    watched.path.with_suffix(".es.srt").write_text(SRT)
    chat = watched.chat
    with chat.store.write() as db:
        shows.change_subscription(
            db, chat.stored(watched.person).id, chat.show("Meridian Ferry").id, languages=("en", "es")
        )
    offers(site, "Suena otra campana.", "es")

    said = watched.presses("Not right?", "Other subtitles")
    assert said.buttons[:2] == ["English", "Spanish"]
    watched.presses("Spanish")
    worker_looks(watched, site)

    wait_until(lambda: "Other Spanish subtitles are there now" in watched.words)
    assert "A bell rings." in watched.path.with_suffix(".en.default.srt").read_text()
    assert "otra campana" in watched.path.with_suffix(".es.srt").read_text()


def test_the_outcome_of_other_subtitles_is_told_after_a_restart(watched: Watched, site: SubtitleServer) -> None:
    offers(site, "A bell tolls.")
    watched.presses("Not right?", "Other subtitles")
    watched.chat.stop()
    worker_looks(watched, site)

    watched.chat.start()

    wait_until(lambda: "Other English subtitles are there now" in watched.words)


def test_asking_for_other_subtitles_twice_says_that_they_are_looked_for(watched: Watched) -> None:
    watched.presses("Not right?")
    data = watched.person.look(watched.message).button("Other subtitles").value
    watched.presses("Other subtitles")

    answer = watched.person.calls_back(watched.message, data)

    assert answer
    assert "being looked for already" in answer.text


def test_back_brings_the_message_back(watched: Watched) -> None:
    said = watched.presses("Not right?", "Back")

    assert said.words == watched.message.words
    assert said.buttons == watched.message.buttons


def test_complaining_twice_says_that_it_is_on_its_way(watched: Watched) -> None:
    watched.presses("Not right?")
    data = watched.person.look(watched.message).button("Take another").value
    watched.presses("Take another")

    answer = watched.person.calls_back(watched.message, data)

    assert answer
    assert "on its way again already" in answer.text
    assert blocked(watched.chat) == ["First.Release-AAA"]


def test_guests_do_not_throw_out_what_others_watch(watched: Watched) -> None:
    chat, gus = watched.chat, watched.chat.guest()
    chat.tell(gus, "watch:gus", news(watched.job))
    message = gus.wait_for("Go watch")
    gus.presses(message, "Not right?")

    answer = gus.presses(message, "Wrong episode")

    assert answer
    assert "Guests cannot do that" in answer.text
    assert watched.path.exists()


def test_another_persons_notice_cannot_be_complained_about(watched: Watched) -> None:
    chat, cy = watched.chat, watched.chat.member("Cy")
    data = chat.bot.context.signer.data(cy.id, "badwhat", 1, 0, 0)

    answer = cy.calls_back(cy.asks("/help"), data)

    assert answer
    assert "outdated" in answer.text
    assert watched.path.exists()


def test_of_several_episodes_one_says_which(chat: Chat) -> None:
    bo = chat.member()
    follow(bo, "Meridian Ferry", "Everything")
    job = first_job(chat)
    arrived(chat, job)
    other = first_job(chat)
    arrived(chat, other)
    chat.stop()
    chat.tell(bo, "w1", news(job))
    chat.tell(bo, "w2", news(other, "S01E02"))
    chat.start()
    message = bo.wait_for("2 new episodes")

    for label in ("Not right?", "S01E02", "Take another"):
        bo.presses(message, label)

    assert "S01E02: 🔁" in bo.look(message).words
    assert state(chat, other, "fetch") == "due"
    assert state(chat, job, "fetch") == "done"
