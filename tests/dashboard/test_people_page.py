"""Requests and people in the browser: what the owner answers, and that those whom it concerns are told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model import Role
from pipeline.services import guest_requests, household
from pipeline.store import people, shows
from pipeline.store.shows import Start
from tests.rigs.core import add_person
from tests.rigs.managed import Managed, managed

FERRY, ORCHARD = "Meridian Ferry", "The Tin Orchard"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Managed]:
    with managed(tmp_path) as home:
        yield home


def wish(home: Managed, title: str = FERRY) -> int:
    """Gus would like a show."""
    (info, *_) = home.catalogues[0].search(title)
    with home.store.write() as db:
        guest_requests.ask(db, home.gus, info, Start.EVERYTHING, {})
        return guest_requests.waiting(db)[-1].id


def test_a_wish_is_granted_once(home: Managed) -> None:
    request_id = wish(home)
    ada = home.visit(home.ada)
    assert f'value="request {request_id} yes"' in ada.get("/people").text

    assert f"Gus gets {FERRY}" in ada.press(f"request {request_id} yes", "/people").text
    assert "answered already" in ada.press(f"request {request_id} no").text
    with home.store.read() as db:
        assert [each.show.title for each in shows.followed_by(db, home.gus.id)] == [FERRY]
    assert "Nobody waits" in ada.get("/people").text


def test_a_wish_is_refused(home: Managed) -> None:
    request_id = wish(home)

    assert f"Gus does not get {FERRY}" in home.visit(home.ada).press(f"request {request_id} no").text
    with home.store.read() as db:
        assert shows.followed_by(db, home.gus.id) == []
        assert guest_requests.waiting(db) == []


def test_guests_see_what_they_asked_for_and_answer_nothing(home: Managed) -> None:
    request_id = wish(home)
    gus, ben = home.visit(home.gus), home.visit(home.ben)

    assert FERRY in gus.get("/people").text
    assert FERRY not in ben.get("/people").text
    for visitor in (gus, ben):
        assert "Ada" not in visitor.get("/people").text
        assert visitor.get(f"/people/{home.ada.id}").status_code == 404
        assert "Only the owner" in visitor.press(f"request {request_id} yes").text
    with home.store.read() as db:
        assert len(guest_requests.waiting(db)) == 1


@pytest.mark.parametrize(("choice", "role"), [("member", Role.MEMBER), ("guest", Role.GUEST), ("no", Role.BANNED)])
def test_who_asks_to_come_in_is_answered(home: Managed, choice: str, role: Role) -> None:
    eve = add_person(home.store, "Eve <b>", 66, Role.PENDING)
    ada = home.visit(home.ada)
    assert "Eve &lt;b&gt;" in ada.get("/people").text

    ada.press(f"access {eve.id} {choice}")
    assert "answered already" in ada.press(f"access {eve.id} member").text
    with home.store.read() as db:
        assert people.by_id(db, eve.id).role is role


def test_an_invitation_is_a_link_and_can_be_made_void(home: Managed) -> None:
    ada = home.visit(home.ada)
    assert "has not been up" in ada.press("invite 1").text
    with home.store.write() as db:
        household.note_bot(db, "airdate_bot")
    links = [re.search(r"https://t\.me/airdate_bot\?start=([\w-]+)", ada.press("invite 1").text) for _ in range(2)]
    assert all(links)
    codes = [link[1] for link in links if link]
    with home.store.write() as db:
        entered = people.enter_by_invite(db, codes[0], 77, "Fay")
    assert entered is not None
    assert entered.role is Role.GUEST

    ada.press("uninvite")
    with home.store.write() as db:
        assert people.enter_by_invite(db, codes[1], 78, "Hal") is None


def test_role_and_limits_are_what_the_fields_say(home: Managed) -> None:
    ada, path = home.visit(home.ada), f"/people/{home.ben.id}"
    fields = {"form_key": ada.form_key(path), "do": f"person {home.ben.id}", "back": path}
    said = ada.post("/do", {**fields, "role": "guest", "shows": "3", "bytes": "25000000000"})

    assert "Saved." in said.text
    assert '<option value="3" selected>' in said.text
    with home.store.read() as db:
        ben = people.by_id(db, home.ben.id)
    assert (ben.role, ben.most_shows, ben.most_bytes_a_week) == (Role.GUEST, 3, 25_000_000_000)
    ada.post("/do", {**fields, "role": "guest", "shows": "", "bytes": ""})
    with home.store.read() as db:
        assert people.by_id(db, home.ben.id).most_shows is None


@pytest.mark.parametrize("wrong", [{"role": "owner"}, {"role": "x"}, {"shows": "7"}, {"bytes": "-1", "role": "asking"}])
def test_what_cannot_be_chosen_changes_nothing(home: Managed, wrong: dict[str, str]) -> None:
    ada = home.visit(home.ada)
    fields = {"form_key": ada.form_key("/"), "do": f"person {home.ben.id}", "role": "guest", "shows": "3", "bytes": ""}

    assert "no such button" in ada.post("/do", {**fields, **wrong}).text
    with home.store.read() as db:
        assert people.by_id(db, home.ben.id) == home.ben


def test_the_removed_are_gone_and_told_by_the_bot(home: Managed) -> None:
    home.follow(home.ben, FERRY)
    ada = home.visit(home.ada)

    assert "Ben was removed" in ada.press(f"remove {home.ben.id}", f"/people/{home.ben.id}").text
    with home.store.read() as db:
        assert people.find_by_id(db, home.ben.id) is None
        assert household.farewells(db) == {home.ben.telegram_id: "en"}
        assert shows.all_followed(db) == []
    assert "not here any more" in ada.press(f"remove {home.ben.id}").text


@pytest.mark.parametrize(
    "does", ["remove 1", "person 1", "request 1", "request 1 maybe", "access 2 member", "invite 9", "access x no"]
)
def test_the_owner_stays_and_odd_buttons_do_nothing(home: Managed, does: str) -> None:
    answer = home.visit(home.ada).press(does)

    assert answer.status_code == 200
    with home.store.read() as db:
        assert people.everyone(db) == [home.ada, home.ben, home.gus]


def test_a_thousand_people_come_page_by_page(home: Managed) -> None:
    with home.store.write() as db:
        for number in range(130):
            people.add(db, 1000 + number, f"Person {number:03}", Role.MEMBER)
    ada = home.visit(home.ada)

    assert ada.get("/people").text.count('<li class="done" id="person-') == 60
    assert "Page 3 of 3" in ada.get("/people?page=3").text
