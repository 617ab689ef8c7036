"""Who pressed what: noted in the browser, by programs and in the chat; secrets are not."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from pipeline.services import household, tokens
from pipeline.store import presses, shows
from tests.rigs.chat import Chat, chat, first_job, follow
from tests.rigs.managed import managed

__all__ = ["chat"]


def test_what_was_pressed_is_looked_up_by_the_owner(tmp_path: Path) -> None:
    with managed(tmp_path) as home:
        _, episodes = home.follow(home.ben, "Meridian Ferry")
        first, second = [str(e.id) for e in episodes if e.season == 1][:2]
        ada, ben = home.visit(home.ada), home.visit(home.ben)
        fields = {"form_key": ben.form_key("/"), "do": "skip ticked", "ticked": [first, second]}
        ben.post("/do", fields)  # type: ignore[arg-type]
        ada.press(f"delete {first}")
        with home.store.write() as db:
            token = tokens.make(db, home.ben.id, tokens.Scope.API)
        asked = {"headers": {"Authorization": f"Bearer {token}"}, "json": {"about": [first]}, "timeout": 20}
        assert requests.post(f"{home.url}api/v1/actions/get", **asked).status_code == 200  # type: ignore[arg-type]

        with home.store.read() as db:
            found = [(p.who, p.place, p.verb, p.said.code) for p in presses.of_episode(db, int(first))]
        assert found == [
            ("Ben", "api", "get", "episode-on-its-way"),
            ("Ada", "browser", "delete", "nothing-of-it-here"),
            ("Ben", "browser", "skip", "done-for-several"),
        ]
        assert "a program" in ada.get("/pressed").text
        assert "nothing of it in the library" in ada.get(f"/episode/{first}").text
        assert ben.get("/pressed").status_code == 404
        assert ada.get("/pressed?page=9").status_code == 200


def test_tokens_and_invitations_are_not_kept(tmp_path: Path) -> None:
    with managed(tmp_path) as home:
        with home.store.write() as db:
            household.note_bot(db, "airdate_bot")
        ada = home.visit(home.ada)
        for does in ("token api", "token calendar", "invite 0"):
            ada.press(does)
        with home.store.read() as db:
            kept = presses.lately(db, 10, 0)

        assert [each.verb for each in kept] == ["invite", "token", "token"]
        assert [each.said.code for each in kept] == ["", "", ""]
        assert "t.me" not in ada.get("/pressed").text


def test_what_is_not_allowed_or_not_there_is_not_theirs(tmp_path: Path) -> None:
    with managed(tmp_path) as home:
        ben = home.visit(home.ben)
        for does in ("now 99999", "get 99999", "skip 99999", "look 0", "now 0"):
            answer = ben.press(does)
            assert answer.status_code == 200, does
        with home.store.read() as db:
            assert presses.lately(db, 10, 0) == []


@pytest.mark.parametrize("button", ["Give up"])
def test_the_chat_s_buttons_are_noted_too(chat: Chat, button: str) -> None:
    ada = chat.owner()
    follow(ada, "Meridian Ferry", "Everything")
    job = first_job(chat)
    with chat.store.read() as db:
        episode = shows.episode_by_id(db, job.episode_id)
    said = ada.asks(f"/episode Meridian Ferry {episode.code}")
    ada.presses(said, button)

    with chat.store.read() as db:
        (found,) = presses.of_episode(db, episode.id)
    assert (found.who, found.place, found.verb) == ("Ada", "chat", "cancel")
