"""A command is acknowledged to Telegram when it is written down, and done once."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from pipeline.store import inbox
from pipeline.store.tables import inbox as rows
from tests.rigs.chat import Chat, chat_in
from tests.rigs.chat_process import BotProcess
from tests.rigs.core import wait_until


def undone(chat: Chat) -> int:
    with chat.store.read() as db:
        return len(db.execute(select(rows.c.update_id).where(rows.c.done_at.is_(None))).all())


def test_a_command_whose_process_is_killed_in_the_middle_is_done_by_the_next(tmp_path: Path) -> None:
    with chat_in(tmp_path) as chat:
        ada = chat.owner()
        chat.stop()
        with BotProcess(chat) as process, chat.telegram.hold("sendMessage", "before") as hold:
            said = ada.says("/help")
            hold.wait()
            wait_until(lambda: undone(chat))
            process.kill()
        chat.start()
        ada.wait_for("Airdate", after=said)
        wait_until(lambda: undone(chat) == 0)


def test_what_telegram_brings_twice_is_done_once(tmp_path: Path) -> None:
    with chat_in(tmp_path, started=False) as chat, chat.store.write() as db:
        assert inbox.keep(db, 7, {1: {"a": 1}, 2: {"a": 2}}) == {1, 2}
        inbox.done(db, 7, 1)
        assert inbox.keep(db, 7, {1: {"a": 1}, 2: {"a": 2}, 3: {}}) == {3}
        assert inbox.keep(db, 8, {1: {"a": 1}}) == {1}, "another bot counts for itself"


def test_one_that_ends_its_process_each_time_is_let_be(tmp_path: Path) -> None:
    with chat_in(tmp_path, started=False) as chat, chat.store.write() as db:
        inbox.keep(db, 7, {1: {"a": 1}})
        for _ in range(inbox.TRIES_MOST):
            assert inbox.left(db, 7) == [{"a": 1}]
        assert inbox.left(db, 7) == []
