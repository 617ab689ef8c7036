"""Links that sign in: once, for five minutes, as the person they were made for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.config import Settings
from pipeline.errors import UserError
from pipeline.model import Role
from pipeline.services import follow, sign_in
from pipeline.store import Store, key_values, people
from tests.rigs.core import add_person, new_store

SETTINGS = Settings(dashboard={"url": "https://tv.example/air"})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path)
    add_person(store)
    yield store
    store.close()


def link(store: Store, person_id: int) -> str:
    with store.write() as db:
        url = sign_in.link(db, SETTINGS, person_id)
    assert url.startswith("https://tv.example/air/enter/")
    return url.rpartition("/")[2]


def enter(store: Store, token: str) -> str | None:
    with store.write() as db:
        person = sign_in.enter(db, token)
    return person.name if person else None


def test_a_link_works_once(store: Store) -> None:
    token = link(store, 1)
    with store.read() as db:
        assert sign_in.whose_link(db, token) == people.owner(db), "to look does not use it up"

    assert [enter(store, token), enter(store, token)] == ["Ada", None]


def test_a_link_is_its_person_s(store: Store) -> None:
    ben = add_person(store, "Ben", 2, Role.GUEST)
    tokens = [link(store, ben.id), link(store, 1)]

    assert [enter(store, token) for token in tokens] == ["Ben", "Ada"]


def test_a_new_link_makes_the_old_one_void(store: Store) -> None:
    old, new = link(store, 1), link(store, 1)

    assert [enter(store, old), enter(store, new)] == [None, "Ada"]


def pass_by(store: Store, time: timedelta) -> None:
    """As if so much time had gone by since the links were made."""
    with store.write() as db:
        for key, kept in key_values.starting_with(db, "sign-in ").items():
            until = datetime.fromisoformat(kept["until"]) - time
            key_values.put(db, key, {**kept, "until": until.isoformat()})


def test_a_link_is_over_after_five_minutes(store: Store) -> None:
    ben = add_person(store, "Ben", 2, Role.MEMBER)
    tokens = [link(store, 1)]
    pass_by(store, timedelta(minutes=4, seconds=55))
    with store.read() as db:
        assert sign_in.whose_link(db, tokens[0])
    tokens.append(link(store, ben.id))
    pass_by(store, timedelta(seconds=6))

    assert [enter(store, token) for token in tokens] == [None, "Ben"]


@pytest.mark.parametrize("role", [Role.BANNED, Role.PENDING, None])
def test_a_link_does_not_outlive_its_person_s_right(store: Store, role: Role | None) -> None:
    ben = add_person(store, "Ben", 2, Role.MEMBER)
    token = link(store, ben.id)
    if role is None:
        follow.remove_person(store, ben.id)
    else:
        with store.write() as db:
            people.set_role(db, ben.id, role)

    assert enter(store, token) is None


@pytest.mark.parametrize("token", ["", "x", "sign-in ", "ø" * 300])
def test_what_is_no_token_lets_nobody_in(store: Store, token: str) -> None:
    assert enter(store, token) is None


def test_without_a_dashboard_there_is_no_link(store: Store) -> None:
    off = Settings(dashboard={"url": "https://tv.example", "enabled": False})
    for settings in (Settings(), off):
        with pytest.raises(UserError, match="no dashboard"), store.write() as db:
            sign_in.link(db, settings, 1)


def test_where_it_serves_is_where_the_link_leads(store: Store) -> None:
    with store.write() as db:
        sign_in.note_address(db, "http://127.0.0.1:8642/")
        assert sign_in.link(db, Settings(), 1).startswith("http://127.0.0.1:8642/enter/")
