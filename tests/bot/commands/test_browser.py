"""/dashboard: the link to the pages in the browser."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.services import sign_in, tokens
from tests.rigs.chat import Chat, chat, chat_in

__all__ = ["chat"]


def test_everybody_who_is_in_gets_a_link_of_their_own(chat: Chat) -> None:
    ada, gus = chat.owner(), chat.member()
    with chat.store.write() as db:
        sign_in.note_address(db, "http://127.0.0.1:8642/")
    for person in (ada, gus):
        said = person.asks("/dashboard").words
        link = re.search(r"http://127\.0\.0\.1:8642/enter/([\w-]+)", said)
        assert link
        with chat.store.write() as db:
            entered = sign_in.enter(db, link[1])
        assert entered is not None
        assert entered.telegram_id == person.id
        assert "5 minutes" in said


def test_without_a_dashboard_it_says_so(chat: Chat) -> None:
    assert "no dashboard to open" in chat.owner().asks("/dashboard").words


def test_a_token_acts_for_whoever_asks_for_it(chat: Chat) -> None:
    ada, gus = chat.owner(), chat.guest()
    with chat.store.write() as db:
        sign_in.note_address(db, "http://127.0.0.1:8642/")
    for person in (ada, gus):
        said = person.asks("/token").words
        found = re.search(r"programs: ([\w-]+)", said)
        assert found
        with chat.store.read() as db:
            whose = tokens.whose(db, found[1], tokens.Scope.API)
        assert whose is not None
        assert whose.telegram_id == person.id
        assert "http://127.0.0.1:8642/api/v1" in said


def test_the_menu_button_opens_the_pages_where_telegram_can_reach_them(tmp_path: Path) -> None:
    with chat_in(tmp_path, started=False) as chat:

        def come_up(address: str) -> dict[str, object]:
            with chat.store.write() as db:
                sign_in.note_address(db, address)
            chat.start()
            chat.owner().asks("/help")  # it is up
            chat.stop()
            return chat.telegram.world.menu_button

        assert come_up("http://127.0.0.1:8642/") == {"type": "default"}
        opens = come_up("https://home.example/airdate/")
        assert opens["web_app"] == {"url": "https://home.example/airdate/webapp"}
        assert come_up("http://127.0.0.1:8642/") == {"type": "default"}
