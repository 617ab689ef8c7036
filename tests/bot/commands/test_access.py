"""The first person claims the bot; everybody else is let in, by invitation or by the owner's button, or stays out."""

from __future__ import annotations

from datetime import timedelta

from pipeline.model import Role
from pipeline.store import people
from tests.rigs.chat import Chat, chat

__all__ = ["chat"]


def claim_code(chat: Chat) -> str:
    with chat.store.write() as db:
        code = people.claim_code(db)
    assert code
    return code


def invitation(chat: Chat, role: Role = Role.MEMBER, uses: int = 1, lasts: timedelta = timedelta(days=1)) -> str:
    with chat.store.write() as db:
        return f"https://t.me/airdate_bot?start={people.invite(db, role, uses, lasts)}"


def test_the_first_with_the_code_owns_the_bot(chat: Chat) -> None:
    ada = chat.telegram.person("Ada")

    said = ada.asks(f"/start {claim_code(chat)}")

    assert "You run this Airdate now" in said.words
    assert chat.stored(ada).role is Role.OWNER


def test_the_owner_is_asked_once_for_the_household_s_clock(chat: Chat) -> None:
    ada = chat.telegram.person("Ada")
    said = ada.asks(f"/start {claim_code(chat)}")
    assert f"({chat.stored(ada).time_zone})" in said.words

    ada.presses(said, "My clock says something else")
    ada.wait_for("/settings zone Madrid")
    ada.asks("/settings zone Madrid")
    assert not ada.asks("/start").buttons
    bo = chat.telegram.person("Bo")
    bo.asks(invitation(chat).replace("https://t.me/airdate_bot?start=", "/start "))

    assert chat.stored(ada).time_zone == "Europe/Madrid"
    assert chat.stored(bo).time_zone == "Europe/Madrid", "who comes in later lives by the owner's clock"


def test_the_code_works_once(chat: Chat) -> None:
    ada, eve = chat.telegram.person("Ada"), chat.telegram.person("Eve")
    code = claim_code(chat)
    ada.asks(f"/start {code}")

    said = eve.asks(f"/start {code}")

    assert "not valid" in said.words
    with chat.store.read() as db:
        assert people.known(db, eve.id) is None


def test_guessing_codes_ends_soon(chat: Chat) -> None:
    eve = chat.telegram.person("Eve")
    code = claim_code(chat)
    for number in range(10):
        eve.asks(f"/start guess{number}")

    said = eve.asks(f"/start {code}")

    assert "not valid" in said.words


def test_a_stranger_is_told_how_to_claim_while_there_is_no_owner(chat: Chat) -> None:
    said = chat.telegram.person("Eve").asks("/subscribe The Tin Orchard")

    assert "no owner yet" in said.words
    assert "Orchard" not in said.words


def test_the_owner_lets_somebody_in_with_a_button(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.telegram.person("Bo", username="bo_b")

    assert "asked its owner" in bo.asks("/start").words
    asked = ada.wait_for("asks to be let in")
    assert "Bo (@bo_b)" in asked.words
    ada.presses(asked, "Let in")

    bo.wait_for("You are in, Bo")
    assert chat.stored(bo).role is Role.MEMBER
    assert "Bo is in" in ada.look(asked).words


def test_the_owner_lets_somebody_in_as_a_guest(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.telegram.person("Bo")
    bo.asks("/start")

    ada.presses(ada.wait_for("asks to be let in"), "guest")

    bo.wait_for("I ask the owner for each")
    assert chat.stored(bo).role is Role.GUEST


def test_one_who_was_turned_away_is_told_once_and_then_hears_nothing(chat: Chat) -> None:
    ada, eve = chat.owner(), chat.telegram.person("Eve")
    eve.asks("/start")
    ada.presses(ada.wait_for("asks to be let in"), "Decline")
    eve.wait_for("does not want to let you in")
    before = len(eve.messages)

    eve.says("/start")
    eve.says("/shows")
    ada.asks("/help")

    assert len(eve.messages) == before + 2
    assert chat.stored(eve).role is Role.BANNED


def test_knocking_again_does_not_bother_the_owner_again(chat: Chat) -> None:
    ada, eve = chat.owner(), chat.telegram.person("Eve")
    eve.asks("/start")
    ada.wait_for("asks to be let in")

    assert "has not answered yet" in eve.asks("/start").words
    assert "has not answered yet" in eve.asks("hello?").words

    assert sum("asks to be let in" in m.words for m in ada.messages) == 1


def test_a_second_press_says_that_it_was_answered(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.telegram.person("Bo")
    bo.asks("/start")
    asked = ada.wait_for("asks to be let in")
    yes = asked.button("Let in").value
    ada.presses(asked, "Decline")
    bo.wait_for("does not want")

    answer = ada.calls_back(asked, yes)

    assert answer
    assert "answered already" in answer.text
    assert chat.stored(bo).role is Role.BANNED


def test_many_strangers_do_not_flood_the_owner(chat: Chat) -> None:
    ada = chat.owner()
    with chat.store.write() as db:
        for number in range(20):
            people.add(db, 900_000 + number, f"S{number}", Role.PENDING)

    said = chat.telegram.person("Eve").asks("/start")

    assert "Ask its owner for an invitation" in said.words
    assert not [m for m in ada.messages if "Eve" in m.words]


def test_an_invitation_lets_in_and_tells_the_owner(chat: Chat) -> None:
    ada, bo = chat.owner(), chat.telegram.person("Bo")

    bo.opens(invitation(chat))

    bo.wait_for("You are in, Bo")
    ada.wait_for("Bo came in by your invitation")
    assert chat.stored(bo).role is Role.MEMBER


def test_an_invitation_works_as_often_as_it_says(chat: Chat) -> None:
    chat.owner()
    link = invitation(chat, uses=2)
    people_in = [chat.telegram.person(name) for name in ("Bo", "Cy", "Di")]
    for person in people_in[:2]:
        person.opens(link)
        person.wait_for("You are in")

    people_in[2].opens(link)

    people_in[2].wait_for("not valid")


def test_an_invitation_expires(chat: Chat) -> None:
    chat.owner()
    bo = chat.telegram.person("Bo")

    bo.opens(invitation(chat, lasts=timedelta(seconds=-1)))

    bo.wait_for("not valid")


def test_an_invitation_does_not_bring_back_one_who_was_turned_away(chat: Chat) -> None:
    ada, eve = chat.owner(), chat.telegram.person("Eve")
    with chat.store.write() as db:
        people.add(db, eve.id, "Eve", Role.BANNED)

    eve.opens(invitation(chat))
    ada.asks("/help")

    assert chat.stored(eve).role is Role.BANNED
    assert not [m for m in eve.messages if m.from_bot]


def test_an_invitation_does_not_raise_a_guest(chat: Chat) -> None:
    chat.owner()
    gus = chat.guest()

    gus.opens(invitation(chat))

    gus.wait_for("Hello, Gus")
    assert chat.stored(gus).role is Role.GUEST


def test_who_waits_to_be_let_in_and_is_hears_their_language(chat: Chat) -> None:
    ada, luz = chat.owner(), chat.telegram.person("Luz", language_code="es-MX")
    luz.asks("/start")

    assert "Todavía no han respondido" in luz.asks("hola").words
    ada.presses(ada.wait_for("asks to be let in"), "Let in")

    luz.wait_for("Ya estás dentro")


def test_somebody_is_greeted_in_their_language(chat: Chat) -> None:
    chat.owner()
    luz = chat.telegram.person("Luz", language_code="es")

    luz.opens(invitation(chat))

    luz.wait_for("Luz")
    assert chat.stored(luz).language == "es"
