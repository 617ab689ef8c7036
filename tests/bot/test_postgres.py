"""The bot over PostgreSQL: every command and the outbox, once through."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from pipeline.store import open_store
from pipeline.store.outbox import GoWatch
from tests.rigs.chat import arrived, chat_in, first_job, follow
from tests.rigs.core import wait_until
from tests.rigs.postgres import away, postgres, postgres_server

__all__ = ["postgres", "postgres_server"]

EXPECTED = {
    "/shows": "Meridian Ferry (2026)",
    "/status": "Meridian Ferry S01E02",
    "/upcoming": "S01E04",
    "/history": "Meridian Ferry S01E01",
    "/library": "Library",
    "/library ferry": "“ferry”",
    "/episode Meridian Ferry S01E01": "In the library since",
    "/why Meridian Ferry S01E02": "S01E02",
    "/settings quiet 1:00 1:30": "01:00 to 01:30",
    "/people": "👑 Ada · owner · 1 show",
    "/health": "Jobs under way",
    "/pause": "on hold",
    "/resume": "Going on",
    "/unsubscribe Meridian Ferry": "Stop following",
}


def test_every_command_works_over_postgresql(tmp_path: Path, postgres: str) -> None:
    with chat_in(tmp_path, store=open_store(postgres)) as chat:
        ada = chat.owner()
        follow(ada, "Meridian Ferry", "Everything")
        arrived(chat, first_job(chat))

        said = {command: ada.asks(command).words for command in EXPECTED}

        assert {command: words for command, words in said.items() if EXPECTED[command] not in words} == {}


def test_the_outbox_works_over_postgresql(tmp_path: Path, postgres: str) -> None:
    with chat_in(tmp_path, store=open_store(postgres)) as chat:
        bo = chat.member()
        chat.stop()
        facts = {"show_title": "Meridian Ferry", "title": "", "duration": 60.0, "size": 1}
        rows = [
            chat.tell(bo, f"w{n}", GoWatch(episode_id=n, code=f"S01E0{n}", **facts))  # type: ignore[arg-type]
            for n in (1, 2)
        ]

        with chat.telegram.hold("sendMessage", "after") as hold:
            chat.start()
            hold.wait()
            with chat.telegram.outage():
                pass

        wait_until(lambda: all(chat.row(row).state == "sent" for row in rows))
        assert sum("2 new episodes" in m.words for m in bo.messages) == 1


FACTS = {"show_title": "Meridian Ferry", "title": "", "duration": 60.0, "size": 1}


def test_the_database_and_telegram_away_together_lose_and_double_nothing(
    tmp_path: Path, postgres: str, postgres_server: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The message is in the chat, the answer is lost, and nothing can be written down."""
    caplog.set_level(logging.INFO)
    with chat_in(tmp_path, store=open_store(postgres)) as chat:
        bo = chat.member()
        with chat.telegram.hold("sendMessage", "after") as hold:
            row = chat.tell(bo, "w", GoWatch(episode_id=1, code="S01E01", **FACTS))  # type: ignore[arg-type]
            hold.wait()
            with away(postgres_server, postgres):
                with chat.telegram.outage():
                    hold.release()
                wait_until(lambda: "finding out whether it arrived" in caplog.text)
                wait_until(lambda: "cannot be looked at" in caplog.text)

        wait_until(lambda: chat.row(row).state == "sent")
        assert sum("Go watch" in m.words for m in bo.messages) == 1


def test_what_was_told_while_the_database_is_away_is_written_down_later(
    tmp_path: Path, postgres: str, postgres_server: str, caplog: pytest.LogCaptureFixture
) -> None:
    with chat_in(tmp_path, store=open_store(postgres)) as chat:
        bo = chat.member()
        with chat.telegram.hold("sendMessage", "after") as hold:
            row = chat.tell(bo, "w", GoWatch(episode_id=1, code="S01E01", **FACTS))  # type: ignore[arg-type]
            hold.wait()
            with away(postgres_server, postgres):
                hold.release()
                wait_until(lambda: "cannot be written down yet" in caplog.text)

        wait_until(lambda: chat.row(row).state == "sent")
        assert [m.id for m in bo.messages if "Go watch" in m.words] == [chat.row(row).telegram_message_id]
        assert chat.row(row).attempts == 1


def test_a_command_that_comes_while_the_database_is_away_is_done_when_it_is_back(
    tmp_path: Path, postgres: str, postgres_server: str, caplog: pytest.LogCaptureFixture
) -> None:
    with chat_in(tmp_path, store=open_store(postgres)) as chat:
        ada = chat.owner()
        with away(postgres_server, postgres):
            said = ada.says("/subscribe Meridian Ferry")
            wait_until(lambda: "nothing can be written down now" in caplog.text)

        ada.wait_for("Meridian Ferry (2026)", after=said)
