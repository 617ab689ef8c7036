"""What is changed in the browser, as by /settings in the chat: how one is spoken to, and the household's choices."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.services import household_screens, retention
from pipeline.services.retention import Policy
from pipeline.store import people
from tests.rigs.dashboard import Visitor
from tests.rigs.managed import Managed, managed

TIMES = {"quiet_from": "22:30", "quiet_to": "07:00", "digest_at": "18:00"}
MINE = {"language": "es", "time_zone": "Europe/Madrid", **TIMES}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Managed]:
    with managed(tmp_path) as home:
        yield home


def save(visitor: Visitor, does: str, path: str, fields: dict[str, Any]) -> str:
    return visitor.post("/do", {"form_key": visitor.form_key(path), "do": does, "back": path, **fields}).text


def test_anybody_says_how_they_are_spoken_to(home: Managed) -> None:
    gus = home.visit(home.gus)

    page = save(gus, "prefer", "/me", MINE)

    assert "Guardado" in page, "in the new language at once"
    assert '<html lang="es">' in page
    with home.store.read() as db:
        now_set = people.by_id(db, home.gus.id)
    assert {name: getattr(now_set, name) for name in MINE} == MINE
    assert "<option selected>Europe/Madrid</option>" in page
    assert 'value="22:30"' in page

    save(gus, "prefer", "/me", {**MINE, "quiet_to": ""})
    with home.store.read() as db:
        assert people.by_id(db, home.gus.id).quiet_from == "", "half a night is none"


def test_what_a_setting_is_for_is_said_in_the_language_of_who_reads(home: Managed) -> None:
    ada = home.visit(home.ada)
    assert "The token that @BotFather gave you" in ada.get("/settings").text

    save(ada, "prefer", "/me", MINE)
    page = ada.get("/settings").text

    assert "El token que te dio @BotFather" in page
    assert "The token that" not in page


@pytest.mark.parametrize(
    ("field", "odd", "said"),
    [
        ("time_zone", "Atlantis/Capital", "no time zone called “Atlantis/Capital”"),
        ("quiet_from", "25:00", "no time of day"),
        ("language", "tlh", "tlh"),
    ],
)
def test_what_is_none_of_it_is_said_and_nothing_changes(home: Managed, field: str, odd: str, said: str) -> None:
    assert said in save(home.visit(home.gus), "prefer", "/me", {**MINE, field: odd})
    with home.store.read() as db:
        assert people.by_id(db, home.gus.id) == home.gus


def test_the_owner_chooses_for_the_household(home: Managed) -> None:
    ada = home.visit(home.ada)
    assert "chosen here or in the chat" not in ada.get("/settings").text

    page = save(ada, "household", "/settings", {"screen": ["browser", "chromecast"], "watched": "ask", "days": "30"})

    with home.store.read() as db:
        assert household_screens.ticked(db, home.settings) == ("browser", "chromecast")
        assert retention.policy(db, home.settings) == Policy(what="ask", days=30)
    assert page.count("chosen here or in the chat") == 3
    assert 'value="browser" checked' in page


@pytest.mark.parametrize(
    "fields",
    [
        {"screen": [], "watched": "ask", "days": "7"},
        {"screen": ["abacus"], "watched": "ask", "days": "7"},
        {"screen": ["browser"], "watched": "burn", "days": "7"},
        {"screen": ["browser"], "watched": "ask", "days": "soon"},
    ],
)
def test_what_cannot_be_chosen_changes_nothing(home: Managed, fields: dict[str, Any]) -> None:
    save(home.visit(home.ada), "household", "/settings", fields)
    save(home.visit(home.ben), "household", "/settings", {"screen": ["browser"], "watched": "ask", "days": "7"})

    with home.store.read() as db:
        assert not household_screens.is_chosen(db)
        assert retention.policy(db, home.settings).what == "keep"
