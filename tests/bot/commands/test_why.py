"""Why an episode has not arrived, and what a person can do about it."""

from __future__ import annotations

import pytest

from demo.telegram.person import Person
from pipeline.clock import now
from pipeline.engine import remedies
from pipeline.model import Release
from pipeline.model.jobs import Job
from pipeline.store import runs, shows
from pipeline.store.shows import Start
from pipeline.store.tables import verdict
from tests.rigs.chat import Chat, chat, done, first_job, follow
from tests.rigs.core import show_info

__all__ = ["chat"]


def other_shows(chat: Chat, person: Person, *titles: str) -> None:
    """A person follows these too; they have no episodes."""
    with chat.store.write() as db:
        for number, title in enumerate(titles, 700):
            made = shows.save_show(db, show_info(title=title, tvdb_id=number, tvmaze_id=number, imdb_id=None))
            shows.subscribe(db, chat.stored(person).id, made.id, Start.NEXT)


def considered(chat: Chat, job: Job, title: str = "Meridian.Ferry.S01E01.CAM-BAD") -> None:
    """The last look found this one, and refused it."""
    release = Release(title=title, indexer="fair", info_hash="b" * 40)
    with chat.store.write() as db:
        values = {"rule": "source", "reason": "filmed in a <cinema>", "score": (), "chosen": False}
        moments = {"first_seen_at": now(), "seen_at": now()}
        db.execute(
            verdict.insert().values(
                episode_id=job.episode_id, release_key=release.key, release=release, **values, **moments
            )
        )


def test_why_tells_what_was_found_and_why_it_lost(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    considered(chat, first_job(chat))

    said = ada.asks("/why meridian ferry s01e01")

    assert "Meridian Ferry S01E01 · Yesterday, Weather Permitting" in said.words
    assert "Meridian.Ferry.S01E01.CAM-BAD at fair: filmed in a <cinema>" in said.words


def test_the_owner_takes_a_refused_release_anyway(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    follow(ada, "Meridian Ferry", "Everything")
    follow(bo, "Meridian Ferry", "Everything")
    job = first_job(chat)
    considered(chat, job)

    theirs, mine = bo.asks("/why Meridian Ferry S01E01"), ada.asks("/why Meridian Ferry S01E01")
    answer = ada.presses(mine, "⬇️ Meridian.Ferry.S01E01.CAM-BAD")

    assert not [b for b in theirs.buttons if "CAM" in b]
    assert answer
    assert "Taking Meridian.Ferry.S01E01.CAM-BAD" in answer.text
    with chat.store.read() as db:
        assert runs.runs_of(db, job.id)["fetch"].memo[remedies.TAKE] == "b" * 40
        assert runs.job_by_id(db, job.id).asked_by == (chat.stored(ada).id,), "who takes it is told when it comes"


def test_a_member_has_it_looked_for_now(chat: Chat) -> None:
    chat.owner()
    bo = chat.member()
    follow(bo, "Meridian Ferry", "Everything")
    job = first_job(chat)
    done(chat, job, "check")
    said = bo.asks("/why Meridian Ferry S01E01")

    answer = bo.presses(said, "Look now")

    assert answer
    assert "Looking now" in answer.text
    with chat.store.read() as db:
        assert remedies.LOOK in runs.runs_of(db, job.id)["fetch"].memo
        assert runs.job_by_id(db, job.id).asked_by == (chat.stored(bo).id,), "who asks is told"


def test_without_a_code_it_is_about_the_newest_that_is_missing(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")

    assert "S01E03" in ada.asks("/why Meridian Ferry").words


def test_why_of_nothing_gets_an_example(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada)

    assert "Which episode?" in ada.asks("/why").words
    assert "has no episode S09E01" in ada.asks("/why The Tin Orchard S09E01").words
    assert "You do not follow" in ada.asks("/why Zzyzx S01E01").words


def test_why_tells_nothing_of_shows_one_does_not_follow(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    follow(ada)

    assert "You do not follow" in bo.asks("/why The Tin Orchard S02E01").words


def test_a_name_that_may_be_several_asks_with_buttons(chat: Chat) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    other_shows(chat, ada, "Meridian Line", "Show 500")

    asked = ada.asks("/why meridian season 1 episode 2")
    ada.presses(asked, "Meridian Ferry (2026)")

    assert asked.buttons == ["Meridian Ferry (2026)", "Meridian Line (2026)"]
    assert "Meridian Ferry S01E02" in ada.look(asked).words


@pytest.mark.parametrize("command", ["why", "episode", "unsubscribe"])
def test_no_command_takes_one_show_for_another(chat: Chat, command: str) -> None:
    ada = chat.owner()
    other_shows(chat, ada, "Show 500")

    said = ada.asks(f"/{command} Show 5000")

    assert said.words == "You do not follow a show called “Show 5000”. Something like it is there: Show 500 (2026)."
    assert said.buttons == ["Show 500 (2026)"]


def test_what_only_others_follow_is_named_by_its_whole_title(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    other_shows(chat, bo, "Keeper of the Chronicle")

    said = ada.asks("/why chronicle keeper")
    clear = ada.asks("/episode keeper of the chronicle")

    assert said.buttons == ["Keeper of the Chronicle (2026)"]
    assert "Keeper of the Chronicle" in clear.words
    assert "You do not follow" in bo.asks("/why Meridian Ferry").words
