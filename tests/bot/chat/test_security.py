"""Nothing leaks and nothing changes: strangers, forged and foreign buttons, groups, forwards, odd characters."""

from __future__ import annotations

import pytest

from demo.telegram.person import ChatMessage, Person
from pipeline.model import Role
from pipeline.store import people
from tests.rigs.chat import Chat, chat, follow

__all__ = ["chat"]

COMMANDS = ("/shows", "/status", "/subscribe The Tin Orchard", "/unsubscribe The Tin Orchard", "/help", "/health",
            "/pause", "/people", "/library", "/episode The Tin Orchard S01E01", "hello", "/nonsense", "/settings",
            "/upcoming", "/history", "/invite", "/why The Tin Orchard S01E01")  # fmt: skip


def bots(person: Person) -> list[ChatMessage]:
    return [m for m in person.messages if m.from_bot]


def test_a_stranger_learns_nothing(chat: Chat) -> None:
    follow(chat.owner())
    eve = chat.telegram.person("Eve")

    for command in COMMANDS:
        eve.asks(command)

    assert {m.words for m in bots(eve)} == {"This is a private bot. /start asks its owner to let you in."}
    assert not any(m.keyboard or m.photo for m in bots(eve))


@pytest.mark.parametrize("role", [Role.BANNED, Role.PENDING])
def test_one_who_is_not_in_learns_nothing(chat: Chat, role: Role) -> None:
    ada, eve = chat.owner(), chat.telegram.person("Eve")
    follow(ada)
    with chat.store.write() as db:
        people.add(db, eve.id, "Eve", role)

    for command in COMMANDS:
        eve.says(command)
    ada.asks("/help")

    assert all("not answered yet" in m.words for m in bots(eve))
    if role is Role.BANNED:
        assert bots(eve) == []


def test_a_button_works_only_for_whom_it_was_made(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    done = follow(ada)
    undo = done.button("Undo").value

    theirs = bo.asks("/help")
    answer = bo.calls_back(theirs, undo)

    assert answer
    assert answer.alert
    assert "not for you" in answer.text
    assert set(chat.follows(ada)) == {"The Tin Orchard"}
    assert bo.look(theirs).edited == 0


@pytest.mark.parametrize(
    "data",
    ["", "x", "leavenow.1~AAAAAAAAAAAA", "leavenow.1", "~", "leavenow.-1~AAAAAAAAAAAA", "\0" * 40, "é" * 30, "a" * 64],
)
def test_made_up_data_is_refused(chat: Chat, data: str) -> None:
    ada = chat.owner()
    follow(ada)
    before = ada.asks("/help")

    answer = ada.calls_back(before, data)

    assert answer
    assert "not for you" in answer.text
    assert set(chat.follows(ada)) == {"The Tin Orchard"}


def test_numbers_in_a_button_cannot_be_changed(chat: Chat) -> None:
    ada = chat.owner()
    done = follow(ada)
    said, tag = done.button("Undo").value.split("~")

    answer = ada.calls_back(done, f"{said[:-1]}2~{tag}")

    assert answer
    assert "not for you" in answer.text


def test_a_press_from_a_stranger_gives_nothing_away(chat: Chat) -> None:
    ada, eve = chat.owner(), chat.telegram.person("Eve")
    done = follow(ada)
    first = eve.asks("/start")

    answer = eve.calls_back(first, done.button("Undo").value)

    assert answer
    assert "Orchard" not in answer.text
    assert set(chat.follows(ada)) == {"The Tin Orchard"}


def test_the_buttons_of_one_who_was_turned_away_are_dead(chat: Chat) -> None:
    chat.owner()
    bo = chat.member()
    done = follow(bo)
    with chat.store.write() as db:
        people.set_role(db, people.known(db, bo.id).id, Role.BANNED)  # type: ignore[union-attr]

    answer = bo.presses(done, "Undo")

    assert answer
    assert "not for you" in answer.text
    assert set(chat.follows(bo)) == {"The Tin Orchard"}


def test_an_owners_button_dies_with_the_ownership(chat: Chat) -> None:
    ada, eve = chat.owner(), chat.telegram.person("Eve")
    eve.asks("/start")
    asked = ada.wait_for("asks to be let in")
    with chat.store.write() as db:
        people.set_role(db, people.known(db, ada.id).id, Role.MEMBER)  # type: ignore[union-attr]

    answer = ada.presses(asked, "Let in")

    assert answer
    assert "Only the owner" in answer.text
    assert chat.stored(eve).role is Role.PENDING


def test_a_replayed_press_says_that_it_is_outdated(chat: Chat) -> None:
    ada = chat.owner()
    done = follow(ada)
    undo = done.button("Undo").value
    ada.presses(done, "Undo")

    answer = ada.calls_back(done, undo)

    assert answer
    assert "outdated" in answer.text


def test_buttons_live_through_a_restart(chat: Chat) -> None:
    ada = chat.owner()
    ada.says("/subscribe The Tin Orchard")
    card = ada.wait_for("The Tin Orchard (2025)")

    chat.restart()
    ada.presses(card, "Follow")
    ada.presses(card, "Everything")

    assert set(chat.follows(ada)) == {"The Tin Orchard"}


@pytest.mark.parametrize("command", ["/pause", "/resume", "/health", "/people", "/invite"])
@pytest.mark.parametrize("who", ["member", "guest"])
def test_only_the_owner_runs_the_place(chat: Chat, who: str, command: str) -> None:
    chat.owner()
    person = chat.member() if who == "member" else chat.guest()

    said = person.asks(command)

    assert "Only the owner" in said.words
    assert not said.keyboard


# ------------------------------------------------------------------------------------------------------- groups


def test_in_a_group_only_people_it_knows_are_answered(chat: Chat) -> None:
    ada, eve = chat.owner(), chat.telegram.person("Eve")
    group = chat.group("Home", ada, eve)

    eve.says("/shows", group)
    eve.says("/start", group)
    said = ada.asks("/help", group)

    assert [m.words for m in group.messages if m.from_bot][1:] == [said.words]


def test_it_says_hello_in_a_group_for_whom_it_knows_alone(chat: Chat) -> None:
    ada, eve = chat.owner(), chat.telegram.person("Eve")
    theirs, ours = chat.telegram.group("Strangers", eve), chat.group("Home", ada)

    assert next(m.words for m in ours.messages if m.from_bot).startswith("👋 Hello. Whoever is in the household")
    ada.asks("/help", ours)
    assert not any(m.from_bot for m in theirs.messages)


def test_in_a_group_plain_words_are_no_command(chat: Chat) -> None:
    ada = chat.owner()
    group = chat.group("Home", ada)

    ada.says("Tin Orchard tonight? @airdate_bot", group)
    ada.asks("/help", group)

    assert sum(m.from_bot for m in group.messages) == 2, "its hello, and the answer"


def test_in_a_group_a_button_works_only_for_whom_it_was_made(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    group = chat.group("Home", ada, bo)
    ada.says("/subscribe@airdate_bot The Tin Orchard", group)
    card = ada.wait_for("The Tin Orchard (2025)", chat=group)

    answer = bo.presses(card, "Follow")

    assert answer
    assert "not for you" in answer.text
    assert chat.follows(bo) == {}


def test_a_command_for_another_bot_is_not_ours(chat: Chat) -> None:
    ada = chat.owner()
    group = chat.group("Home", ada)

    ada.says("/shows@other_bot", group)
    ada.asks("/help", group)

    assert sum(m.from_bot for m in group.messages) == 2, "its hello, and the answer"


def test_what_only_the_owner_may_see_is_not_said_in_a_group(chat: Chat) -> None:
    ada = chat.owner()
    group = chat.group("Home", ada)

    said = ada.asks("/health", group)

    assert "in private" in said.words


# ----------------------------------------------------------------------------------------------- what is not a command


def test_a_forwarded_command_does_nothing(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.member()
    follow(bo)
    command = ada.says("/pause")
    ada.wait_for("on hold")
    ada.asks("/resume")

    ada.forwards(command)
    said = ada.wait_for("forwarded")

    assert said
    assert "on hold already" not in ada.asks("/pause").words


def test_a_forward_from_a_stranger_gets_no_answer_about_shows(chat: Chat) -> None:
    ada, eve = chat.owner(), chat.telegram.person("Eve")
    mine = eve.says("/shows")
    eve.wait_for("private bot")

    eve.forwards(mine)
    ada.asks("/help")

    assert {m.words for m in bots(eve)} == {"This is a private bot. /start asks its owner to let you in."}


def test_an_edited_message_is_not_a_new_command(chat: Chat) -> None:
    ada = chat.owner()
    said = ada.says("/help")
    ada.wait_for("Airdate")
    before = len(ada.messages)

    ada.edits(said, "/pause")
    ada.asks("/help")

    assert len(ada.messages) == before + 2


# ---------------------------------------------------------------------------------------------------- odd characters


@pytest.mark.parametrize(
    "text",
    [
        "/subscribe <b>_*[`~|{}",
        "/subscribe \u202egnitseretni\u202c \x00\x07\x1b[31m",
        "/subscribe " + "x" * 4000,
        "/subscribe " + "👩‍👩‍👧‍👦" * 300,
        "/unsubscribe {name} {0} %s \\",
        "</b></code>&lt;&amp;&#0;",
    ],
)
def test_odd_text_is_answered_as_text(chat: Chat, text: str) -> None:
    ada = chat.owner()

    said = ada.asks(text)

    assert "\u202e" not in said.words
    assert "\x1b" not in said.words
    assert len(said.words) < 400


def test_markup_in_a_persons_name_stays_text(chat: Chat) -> None:
    ada = chat.owner()
    chat.telegram.person("<b>_*[&amp;").asks("/start")

    asked = ada.wait_for("asks to be let in")

    assert "<b>_*[&amp; " in asked.words


def test_the_token_is_in_no_message_and_no_log(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="airdate")
    caplog.set_level("INFO", logger="telegram")
    ada = chat.owner()
    chat.telegram.fail_next("sendMessage", 500)
    ada.says("/help")
    ada.asks("/help")

    assert chat.telegram.token not in caplog.text
