"""How the bot comes up, goes down, and says what is wrong."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from pipeline.config import Telegram
from pipeline.errors import UserError
from tests.rigs.chat import Chat, chat, chat_in
from tests.rigs.chat_process import BotProcess
from tests.rigs.core import new_store, wait_until

__all__ = ["chat"]


def with_token(chat: Chat, token: str) -> None:
    telegram = Telegram(token=SecretStr(token), api_url=chat.settings.telegram.api_url)
    chat.settings = chat.settings.model_copy(update={"telegram": telegram})


def test_no_token_gets_a_clear_sentence(tmp_path: Path) -> None:
    with chat_in(tmp_path, started=False) as chat:
        with_token(chat, "")

        with pytest.raises(UserError, match="BotFather"):
            chat.new_bot()


@pytest.mark.parametrize("token", ["424242:wrong-token", "nonsense"])
def test_a_bad_token_gets_a_clear_sentence_without_the_token(tmp_path: Path, token: str) -> None:
    with chat_in(tmp_path, started=False) as chat:
        with_token(chat, token)
        bot = chat.new_bot()
        bot.start()
        bot.join()

        assert isinstance(bot.error, UserError)
        assert "does not accept the bot's token" in str(bot.error)
        assert token not in str(bot.error)
        assert bot.error.__cause__ is None


def test_a_token_that_is_revoked_ends_the_bot_with_the_same_sentence(chat: Chat) -> None:
    ada = chat.owner()
    assert chat._bot
    chat.telegram.fail_next("getUpdates", 401)
    ada.says("/help")

    chat._bot.join()

    assert isinstance(chat._bot.error, UserError)


def test_without_a_network_it_waits_and_then_comes_up(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with chat_in(tmp_path, started=False) as chat:
        with chat.telegram.outage():
            chat.start()
            wait_until(lambda: "cannot be reached" in caplog.text)

        assert "Hello" in chat.owner().messages[-1].words


def test_stopping_does_not_wait_for_the_network(tmp_path: Path) -> None:
    with chat_in(tmp_path, started=False) as chat, chat.telegram.outage():
        chat.start()
        chat.stop()


def test_an_outage_in_the_middle_is_waited_out(chat: Chat) -> None:
    ada = chat.owner()
    with chat.telegram.outage():
        pass

    assert "Airdate" in ada.asks("/help", timeout=20).words


def test_a_second_bot_with_the_same_token_is_named_as_such(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    another_household = new_store(chat.folder / "another")
    second = replace(chat, store=another_household).new_bot()
    second.start()
    try:
        wait_until(lambda: "Only one may" in caplog.text)
    finally:
        second.stop()
        another_household.close()

    assert "Traceback" not in caplog.text


def test_a_second_bot_of_the_household_waits_until_the_first_ends(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    ada = chat.owner()
    second = chat.new_bot()
    second.start()
    wait_until(lambda: "another bot of this household is at work" in caplog.text)
    ada.asks("/help")
    assert "Only one may" not in caplog.text, "the two got in one another's way"

    chat.stop()
    try:
        ada.asks("/help")
    finally:
        second.stop()


def test_a_second_bot_takes_over_from_one_that_was_killed(tmp_path: Path) -> None:
    with chat_in(tmp_path) as chat:
        ada = chat.owner()
        chat.stop()
        with BotProcess(chat) as first:
            ada.asks("/help", timeout=60)
            chat.start()
            first.kill()
            ada.asks("/help", timeout=60)


def test_what_was_written_while_it_was_down_is_answered_once_it_is_up(chat: Chat) -> None:
    ada = chat.owner()
    chat.stop()
    said = ada.says("/help")
    chat.start()

    ada.wait_for("Airdate", after=said)
    chat.restart()
    ada.asks("/shows")

    assert sum("Send me the name of a show, or paste" in m.words for m in ada.messages) == 1


def test_each_is_offered_the_commands_of_their_role(chat: Chat) -> None:
    ada, bo, eve = chat.owner(), chat.member(), chat.telegram.person("Eve")
    for person in (ada, bo):
        person.asks("/help")

    def offered(person_id: int) -> set[str]:
        found = chat.telegram.world.commands
        scope = next((v for k, v in found.items() if str(person_id) in k[0]), found.get(("default", ""), []))
        return {c["command"] for c in scope}

    wait_until(lambda: "health" in offered(ada.id))
    wait_until(lambda: "shows" in offered(bo.id))
    assert "health" not in offered(bo.id)
    assert offered(eve.id) == {"start"}
