"""The catalogue has renumbered what is filed: the owner sees old and new names, and decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from demo.shows import TIN_ORCHARD, DemoEpisode
from demo.telegram.person import ChatMessage, Person
from pipeline.model.jobs import JobKind
from pipeline.services import rename
from pipeline.services.catalogue import refresh_show
from pipeline.store import people, shows
from pipeline.store.active_jobs import find
from tests.rigs.chat import Chat, arrived, chat, follow
from tests.rigs.core import active_jobs_of, short_runner

__all__ = ["chat"]


@pytest.fixture
def ada(chat: Chat) -> Person:
    """The owner of a library with the second season, whose episodes trade places."""
    ada = chat.owner()
    follow(ada, start="Everything")
    return ada


def filed(chat: Chat, *numbers: int) -> dict[int, Path]:
    with chat.store.read() as db:
        season = [e for e in shows.episodes(db, chat.show(TIN_ORCHARD.title).id) if e.season == 2]
        jobs = {e.number: e for e in season if e.number in numbers}
    found = {}
    for number, episode in jobs.items():
        with chat.store.read() as db:
            (job,) = [one.job for one in find(db) if one.job.episode_id == episode.id]
        found[number] = arrived(chat, job)
        found[number].write_text(f"film {number}")
    return found


def looked(chat: Chat) -> None:
    """What a worker does once in a while."""
    refresh_show(chat.store, chat.bot.context.catalogues, chat.show(TIN_ORCHARD.title))
    with chat.store.read() as db:
        owner = people.owner(db)
    assert owner
    rename.ask_about(chat.store, chat.settings, owner, [chat.show(TIN_ORCHARD.title).id])


def carried_out(chat: Chat) -> int:
    """What a worker does of it; how many files have new names."""
    jobs = active_jobs_of(chat.store, JobKind.RENAME)
    short_runner(chat.store, chat.settings).carry_out(jobs)
    with chat.store.read() as db:
        return rename.renamed(db, jobs)


def asked(chat: Chat, ada: Person) -> ChatMessage:
    chat.catalogue.listing.renumber(TIN_ORCHARD, {(2, 1): (2, 2), (2, 2): (2, 1)})
    looked(chat)
    return ada.wait_for("2 files would be called otherwise")


def test_yes_renames_the_files_and_says_so(chat: Chat, ada: Person) -> None:
    films = filed(chat, 1, 2, 3)
    question = asked(chat, ada)
    assert question.buttons == ["✅ Rename", "Leave them"]
    assert "− The Tin Orchard (2025) - S02E01 - Rust.mp4" in question.words
    assert "+ The Tin Orchard (2025) - S02E02 - Rust.mp4" in question.words
    yes = question.button("Rename").value
    ada.presses(question, "Rename")
    assert films[1].exists(), "the bot itself moves nothing"
    assert carried_out(chat) == 2
    ada.wait_for("Renamed: 2")
    names = {path.name: path.read_text() for path in films[1].parent.glob("*.mp4")}
    assert names["The Tin Orchard (2025) - S02E02 - Rust.mp4"] == "film 1"
    assert names["The Tin Orchard (2025) - S02E01 - The Bell Tree.mp4"] == "film 2"
    answer = ada.calls_back(question, yes)
    assert answer
    assert "answered already" in answer.text


def test_no_leaves_them_and_is_not_asked_again(chat: Chat, ada: Person) -> None:
    films = filed(chat, 1, 2)
    question = asked(chat, ada)
    ada.presses(question, "Leave")
    assert "keep their names" in ada.look(question).words
    looked(chat)
    ada.asks("/help")
    assert carried_out(chat) == 0
    assert films[1].exists()
    assert sum("would be called otherwise" in m.words for m in ada.messages) == 0


def test_what_has_changed_again_meanwhile_is_not_done_by_the_old_question(chat: Chat, ada: Person) -> None:
    filed(chat, 1, 2)
    question = asked(chat, ada)
    chat.catalogue.listing.renumber(TIN_ORCHARD, {(2, 1): (2, 2), (2, 2): (2, 1)})
    refresh_show(chat.store, chat.bot.context.catalogues, chat.show(TIN_ORCHARD.title))
    answer = ada.presses(question, "Rename")
    assert answer
    assert "answered already" in answer.text


def test_many_are_shown_in_pages(chat: Chat, ada: Person) -> None:
    first = TIN_ORCHARD.episode(2, 1)
    for number in range(6, 16):
        extra: DemoEpisode = replace(first, number=number, title=f"Part {number}")
        chat.catalogue.listing.add_episode(TIN_ORCHARD, extra)
    looked(chat)
    with chat.store.read() as db:
        new = [e for e in shows.episodes(db, chat.show(TIN_ORCHARD.title).id) if (e.season, e.number) >= (2, 6)]
    for episode in new:
        arrived(chat, chat.open_job(episode))
    for number in range(6, 16):
        chat.catalogue.listing.retitle(TIN_ORCHARD, 2, number, f"Chapter {number}")
    looked(chat)
    question = ada.wait_for("10 files would be called otherwise")
    assert "Part 6" in question.words
    assert "Part 15" not in question.words
    ada.presses(question, "▶️")
    assert "Part 15" in ada.look(question).words
    assert "9 to 10 of 10" in ada.look(question).words
    ada.presses(ada.look(question), "◀️")
    assert "Part 6" in ada.look(question).words
