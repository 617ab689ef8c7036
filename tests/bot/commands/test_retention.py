"""When everyone has watched an episode: the owner's policy, the question, and undo; as a person presses it.

Who has watched what is what the media server says; the worker's looks are made by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from demo.mediaserver import MediaServer
from demo.telegram.person import ChatMessage, Person
from integrations.jellyfin import Jellyfin
from pipeline.model.jobs import JobKind
from pipeline.services import retention
from pipeline.store import key_values
from pipeline.store.tables import show
from pipeline.store.tables import watched as watched_table
from tests.rigs.chat import STAGES, Chat, arrived, chat, chat_in, first_job, follow
from tests.rigs.core import another_job_holds, carrying_out, in_a_while, wait_until

__all__ = ["chat"]

DAY = timedelta(days=1)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MediaServer]:
    (tmp_path / "library").mkdir()
    with MediaServer(tmp_path / "library") as made:
        yield made


@pytest.fixture
def home(tmp_path: Path, server: MediaServer) -> Iterator[Chat]:
    jellyfin = Jellyfin(Jellyfin.Config.model_validate({"url": server.url, "api_key": server.api_key}), name="jellyfin")
    with (
        chat_in(tmp_path, players=(jellyfin,)) as made,
        carrying_out(made.store, made.settings, (jellyfin,), JobKind.DELETE, JobKind.RESTORE, JobKind.SHOW),
    ):
        yield made


def says_who_they_are(person: Person, name: str) -> None:
    settings = person.asks("/settings")
    person.presses(settings, "Who am I")
    person.presses(settings, name)


def household(home: Chat, server: MediaServer, episodes: int = 3) -> tuple[Person, Person]:
    """The owner and a member, whom the media server knows as Ada and Grace, and a show that both follow."""
    ada, bo = home.owner(), home.member()
    says_who_they_are(ada, "Ada")
    says_who_they_are(bo, "Grace")
    follow(ada, "Meridian Ferry", "Everything")
    follow(bo, "Meridian Ferry", "Everything")
    for _ in range(episodes):
        arrived(home, first_job(home))
    server.scan()
    return ada, bo


def watches(server: MediaServer, name: str, *codes: str) -> None:
    """Somebody watches episodes to the end."""
    jellyfin = Jellyfin(Jellyfin.Config.model_validate({"url": server.url, "api_key": server.api_key}), name="jellyfin")
    for item in server.items():
        if any(code in item.path.name for code in codes):
            jellyfin.mark_watched(item.id, user=name)


def time_passes(home: Chat, by: timedelta) -> None:
    """The worker looks, again after a while, and the bot sends what there is to say."""
    with home.store.write() as db:
        key_values.drop(db, "watched.look")
    retention.check_watched(home.store, home.players, home.settings, STAGES)
    with home.store.write() as db:
        key_values.drop(db, "watched.look")
        for row in db.execute(select(watched_table.c.id, watched_table.c.seen_at)).all():
            same = watched_table.c.id == row.id
            db.execute(update(watched_table).where(same).values(seen_at=row.seen_at - by))
    retention.check_watched(home.store, home.players, home.settings, STAGES)


def chooses(ada: Person, label: str) -> ChatMessage:
    settings = ada.asks("/settings")
    ada.presses(settings, "After watching")
    ada.presses(settings, label)
    return ada.look(settings)


def in_library(home: Chat) -> list[str]:
    return sorted(p.name for p in home.settings.library.rglob("*") if p.is_file())


def shown(server: MediaServer) -> set[str]:
    return {item.path.name for item in server.items()}


# ---------------------------------------------------------------------------------------------------------- the policy


def test_the_owner_sets_what_becomes_of_watched_episodes(home: Chat, server: MediaServer) -> None:
    ada, _ = household(home, server, 1)
    assert "What everyone has watched: it stays" in ada.asks("/settings").words

    said = chooses(ada, "Delete after 7 days")

    assert "Now: it is deleted after 7 days" in said.words
    ada.presses(said, "Back")
    assert "What everyone has watched: it is deleted after 7 days" in ada.look(said).words


def test_only_the_owner_sees_and_sets_it(home: Chat, server: MediaServer) -> None:
    ada, bo = household(home, server, 1)
    settings = bo.asks("/settings")

    assert "everyone has watched" not in settings.words
    assert "After watching" not in " ".join(settings.buttons)
    data = home.bot.context.signer.data(bo.id, "afterall", 2, 1)
    answer = bo.calls_back(settings, data)
    assert answer
    assert "Only the owner" in answer.text
    assert "it stays" in ada.asks("/settings").words


def test_it_says_whose_watching_cannot_be_known(home: Chat, server: MediaServer) -> None:
    ada, _ = household(home, server, 1)
    cy = home.member("Cy")
    follow(cy, "Meridian Ferry", "Everything")

    said = chooses(ada, "Ask me")

    assert "What these people follow stays" in said.words
    assert said.words.endswith("media server: Cy")
    watches(server, "Ada", "S01E01")
    watches(server, "Grace", "S01E01")
    time_passes(home, DAY)
    assert not [m for m in ada.messages if "Everyone has watched" in m.words]


# ------------------------------------------------------------------------------------------------------------- asking


def asked(home: Chat, server: MediaServer) -> tuple[Person, ChatMessage]:
    ada, _ = household(home, server)
    chooses(ada, "Ask me")
    watches(server, "Ada", "S01E01", "S01E02", "S01E03")
    watches(server, "Grace", "S01E01", "S01E02")
    time_passes(home, DAY)
    return ada, ada.wait_for("Everyone has watched")


def test_the_owner_is_asked_about_what_everyone_has_watched(home: Chat, server: MediaServer) -> None:
    ada, question = asked(home, server)

    assert question.words == "👁 Everyone has watched S01E01–E02 of Meridian Ferry. 2.8 GB. Delete them?"
    assert question.buttons == ["🗑 Delete", "Keep"]
    assert len(in_library(home)) == 6
    time_passes(home, DAY)
    assert len([m for m in ada.messages if "Everyone has watched" in m.words]) == 1


def test_delete_takes_them_out_of_the_library_and_undo_brings_them_back(home: Chat, server: MediaServer) -> None:
    ada, question = asked(home, server)
    before = in_library(home)

    ada.presses(question, "Delete")

    said = ada.look(question)
    assert "so they are deleted. 2.8 GB." in said.words
    assert "The recycle folder keeps that until" in said.words
    assert {name.partition(" - ")[2][:6] for name in in_library(home)} == {"S01E03"}
    wait_until(lambda: len(shown(server)) == 1)
    assert ada.asks("/library").buttons[0] == "Meridian Ferry (2026) · 1"
    assert ada.asks("/history").words.count("🗑 deleted today") == 2

    ada.presses(question, "Undo")

    assert ada.look(question).words == "↩️ S01E01–E02 of Meridian Ferry are back in the library, and stay."
    assert ada.look(question).buttons == []
    assert in_library(home) == before
    wait_until(lambda: len(shown(server)) == 3)
    assert ada.asks("/library").buttons[0] == "Meridian Ferry (2026) · 3"


def test_keep_is_for_good(home: Chat, server: MediaServer) -> None:
    ada, question = asked(home, server)

    ada.presses(question, "Keep")

    assert "S01E01–E02 of Meridian Ferry stay. I do not ask about them again." in ada.look(question).words
    watches(server, "Grace", "S01E03")
    time_passes(home, DAY)
    assert "S01E03 of Meridian Ferry. 1.4 GB. Delete it?" in ada.wait_for("Delete it?").words
    assert len(in_library(home)) == 6


def test_an_old_button_says_how_things_stand(home: Chat, server: MediaServer) -> None:
    ada, question = asked(home, server)
    delete = question.button("Delete").value
    ada.presses(question, "Keep")

    ada.calls_back(question, delete)

    assert "I do not ask about them again" in ada.look(question).words
    assert len(in_library(home)) == 6


def test_undo_works_after_a_restart(home: Chat, server: MediaServer) -> None:
    ada, question = asked(home, server)
    ada.presses(question, "Delete")

    home.restart()
    ada.presses(question, "Undo")

    assert "are back in the library" in ada.look(question).words


def test_what_the_disk_does_not_allow_is_said_and_the_question_stays(home: Chat, server: MediaServer) -> None:
    ada, question = asked(home, server)
    home.settings.recycle.write_text("not a folder")

    answer = ada.presses(question, "Delete")

    assert answer
    assert "The recycle folder cannot take them" in answer.text
    assert ada.look(question).buttons == ["🗑 Delete", "Keep"]
    assert len(in_library(home)) == 6
    home.settings.recycle.unlink()
    ada.presses(question, "Delete")
    assert "are deleted" in ada.look(question).words


def test_what_takes_longer_is_told_when_it_is_done(home: Chat, server: MediaServer) -> None:
    ada, question = asked(home, server)
    episodes = _episodes(home)

    with another_job_holds(home.store, *episodes):
        ada.presses(question, "Delete")
        assert ada.look(question).buttons == ["🔄 Refresh"]
    in_a_while(home.store, JobKind.DELETE)
    wait_until(lambda: "so they are deleted" in ada.look(question).words)

    with another_job_holds(home.store, *episodes):
        ada.presses(question, "Undo")
        assert ada.look(question).buttons == ["🔄 Refresh"]
    in_a_while(home.store, JobKind.RESTORE)
    wait_until(lambda: "are back in the library" in ada.look(question).words)


def test_what_takes_longer_and_comes_to_nothing_is_told_with_the_question(home: Chat, server: MediaServer) -> None:
    ada, question = asked(home, server)

    with another_job_holds(home.store, *_episodes(home)):
        ada.presses(question, "Delete")
        home.settings.recycle.write_text("not a folder")
    in_a_while(home.store, JobKind.DELETE)

    wait_until(lambda: "The recycle folder cannot take them" in ada.look(question).words)
    assert ada.look(question).buttons == ["🗑 Delete", "Keep"]
    assert len(in_library(home)) == 6


def _episodes(home: Chat) -> list[int]:
    with home.store.read() as db:
        return [row.episode_id for row in db.execute(select(watched_table.c.episode_id)).all()]


def test_nobody_else_can_press_it(home: Chat, server: MediaServer) -> None:
    _, question = asked(home, server)
    thief = home.member("Thief")

    answer = thief.calls_back(thief.asks("/help"), question.button("Delete").value)

    assert answer
    assert "not for you" in answer.text
    forged = home.bot.context.signer.data(thief.id, "watched", 1, 1)
    answer = thief.calls_back(thief.asks("/help"), forged)
    assert answer
    assert "Only the owner" in answer.text
    assert len(in_library(home)) == 6


# ----------------------------------------------------------------------------------------------------------- deleting


def test_after_some_days_the_owner_is_told_and_can_undo_it(home: Chat, server: MediaServer) -> None:
    ada, bo = household(home, server)
    chooses(ada, "Delete after 3 days")
    for name in ("Ada", "Grace"):
        watches(server, name, "S01E01")
    time_passes(home, 2 * DAY)
    assert len(in_library(home)) == 6

    time_passes(home, 2 * DAY)

    said = ada.wait_for("so it is deleted")
    assert said.words.startswith("🗑 Everyone has watched S01E01 of Meridian Ferry, so it is deleted. 1.4 GB.")
    assert said.buttons == ["Undo", "👌 OK"]
    assert len(in_library(home)) == 4
    assert not [m for m in bo.messages if "deleted" in m.words]
    ada.presses(said, "Undo")
    assert "S01E01 of Meridian Ferry is back in the library, and stays." in ada.look(said).words
    assert len(in_library(home)) == 6


def test_the_episode_s_page_tells_it_and_has_it_back(home: Chat, server: MediaServer) -> None:
    ada, _ = household(home, server)
    chooses(ada, "Delete after 1 day")
    for name in ("Ada", "Grace"):
        watches(server, name, "S01E01")
    time_passes(home, 2 * DAY)
    ada.wait_for("so it is deleted")
    page = ada.asks("/episode Meridian Ferry S01E01")

    assert "🗑 Deleted today" in page.words
    assert "It was deleted" in ada.asks("/why Meridian Ferry S01E01").words
    ada.presses(page, "Have it back")

    assert "In the library since" in ada.look(page).words
    assert len(in_library(home)) == 6


def test_a_title_full_of_markup_stays_a_title(home: Chat, server: MediaServer) -> None:
    ada, _ = household(home, server)
    with home.store.write() as db:
        db.execute(update(show).values(title="<b>_*["))
    chooses(ada, "Ask me")
    for name in ("Ada", "Grace"):
        watches(server, name, "S01E01")

    time_passes(home, DAY)

    assert "S01E01 of <b>_*[. 1.4 GB" in ada.wait_for("Everyone has watched").words


def test_in_spanish(home: Chat, server: MediaServer) -> None:
    ada, _ = household(home, server)
    chooses(ada, "Ask me")
    settings = ada.asks("/settings")
    ada.presses(settings, "Language")
    for name in ("Ada", "Grace"):
        watches(server, name, "S01E01")

    time_passes(home, DAY)
    question = ada.wait_for("Todos han visto S01E01")
    ada.presses(question, "Borrar")

    assert "así que está borrado" in ada.look(question).words


def test_without_a_player_the_settings_say_that_nothing_can_be_known(chat: Chat) -> None:
    assert "No media server is set up" in chooses(chat.owner(), "Ask me").words
