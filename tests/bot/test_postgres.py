"""The bot over PostgreSQL: every command and the outbox, once through."""

from __future__ import annotations

from pathlib import Path

from pipeline.store import open_store
from pipeline.store.outbox import GoWatch
from tests.rigs.chat import arrived, chat_in, first_job, follow
from tests.rigs.core import wait_until
from tests.rigs.postgres import postgres, postgres_server

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
