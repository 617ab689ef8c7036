"""What goes wrong between a bot and the pretend Telegram, when a test wants it to."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import requests
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.ext import AIORateLimiter, MessageHandler, filters

from demo.telegram import Limits, Person, TelegramServer
from tests.demo.playing import RunningBot, echo, playing, say_hello


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture
def bot(telegram: TelegramServer) -> Iterator[RunningBot]:
    with playing(telegram, MessageHandler(filters.TEXT, echo)) as running:
        yield running


@pytest.fixture
def ada(telegram: TelegramServer) -> Person:
    """Somebody who has started the bot."""
    person = telegram.person("Ada", username="ada")
    person.user.started = True
    return person


def test_a_flood_error_is_waited_out(telegram: TelegramServer, ada: Person) -> None:
    telegram.fail_next("sendMessage", 429, retry_after=1)
    with playing(telegram, limiter=AIORateLimiter(max_retries=1)) as bot:
        bot.does(say_hello(bot.bot, ada.id))

    assert [call.status for call in telegram.calls("sendMessage")] == [429, 200]
    assert len(ada.messages) == 1


def test_limits_answer_a_flood() -> None:
    with TelegramServer(limits=Limits(chat=2)) as telegram, playing(telegram) as bot:
        ada = telegram.person("Ada")
        ada.user.started = True
        bot.does(say_hello(bot.bot, ada.id))
        bot.does(say_hello(bot.bot, ada.id))
        with pytest.raises(RetryAfter):
            bot.does(say_hello(bot.bot, ada.id))

        assert len(ada.messages) == 2


def test_a_failure_has_no_effect(telegram: TelegramServer, ada: Person, bot: RunningBot) -> None:
    telegram.fail_next("sendMessage", 502, times=2)
    for _ in range(2):
        with pytest.raises(NetworkError):
            bot.does(say_hello(bot.bot, ada.id))
    bot.does(say_hello(bot.bot, ada.id))

    assert len(ada.messages) == 1


def test_who_hangs_up_before_the_effect_has_none(telegram: TelegramServer, ada: Person, bot: RunningBot) -> None:
    with telegram.hold("sendMessage") as hold:
        with pytest.raises(TimedOut):
            bot.does(bot.bot.send_message(ada.id, "hello", read_timeout=0.2))
        hold.wait()
        time.sleep(0.1)
    bot.does(bot.bot.send_message(ada.id, "again"))

    assert [message.text for message in ada.messages] == ["again"]
    assert [(call.happened, call.status) for call in telegram.calls("sendMessage")] == [(False, None), (True, 200)]


def test_who_hangs_up_after_the_effect_has_it(telegram: TelegramServer, ada: Person, bot: RunningBot) -> None:
    with telegram.hold("sendMessage", when="after"), pytest.raises(TimedOut):
        bot.does(bot.bot.send_message(ada.id, "hello", read_timeout=0.2))

    assert [message.text for message in ada.messages] == ["hello"]


def test_a_held_request_goes_on_when_released(telegram: TelegramServer, ada: Person, bot: RunningBot) -> None:
    hold = telegram.hold("sendMessage", matching=lambda params: params["chat_id"] == ada.id)
    ada.says("hello")
    hold.wait()
    assert len(ada.messages) == 1
    hold.release()

    assert ada.wait_for("You said hello")


def test_nothing_said_in_an_outage_is_lost(telegram: TelegramServer, ada: Person, bot: RunningBot) -> None:
    with telegram.outage():
        with pytest.raises(requests.ConnectionError):
            requests.get(telegram.page_url, timeout=5)
        ada.says("anybody there?")

    assert ada.wait_for("You said anybody there?", timeout=20)


def test_an_outage_with_an_answer(telegram: TelegramServer, ada: Person) -> None:
    with telegram.outage(502):
        assert requests.get(f"{telegram.base_url}{telegram.token}/getMe", timeout=5).status_code == 502
    assert requests.get(f"{telegram.base_url}{telegram.token}/getMe", timeout=5).json()["ok"]
