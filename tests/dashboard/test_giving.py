"""Torrents that the owner gives, and steps that are marked as done: in the browser and by programs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import requests

from demo.torrents import make_torrent
from pipeline.model import Person
from pipeline.services import tokens
from pipeline.store import active_jobs, verdicts
from tests.rigs.dashboard import Visitor
from tests.rigs.managed import Managed, managed

FERRY = "Meridian Ferry"
MAGNET = f"magnet:?xt=urn:btih:{'ab' * 20}&dn=A%20holiday&tr=http%3A%2F%2Ftracker.example%2Fsecret"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Managed]:
    with managed(tmp_path) as home:
        yield home


def give(visitor: Visitor, episode_id: int, magnet: str = "", files: Mapping[str, object] | None = None) -> str:
    """What the page says once the button was pressed."""
    path = f"/episode/{episode_id}"
    fields = {"form_key": visitor.form_key(path), "do": f"give {episode_id}", "back": path, "magnet": magnet}
    return visitor.post("/do", fields, files=files or {"torrent": ("", b"")}).text


def on_offer(home: Managed, episode_id: int) -> list[str]:
    with home.store.read() as db:
        return [each.release.title for each in verdicts.of_episode(db, episode_id) if each.release.by_hand]


def video_torrent(folder: Path, name: str) -> bytes:
    (folder / name).write_bytes(b"video" * 1000)
    return make_torrent(folder / name)


def test_the_owner_gives_a_file_or_a_magnet_and_nobody_sees_what_it_holds(home: Managed, tmp_path: Path) -> None:
    _, (first, second, *_) = home.follow(home.ben, FERRY)
    ada = home.visit(home.ada)
    file = {"torrent": ("mine.torrent", video_torrent(tmp_path, "mine.mkv"), "application/x-bittorrent")}

    assert "Taking mine.mkv" in give(ada, first.id, files=file)
    shown = give(ada, second.id, magnet=MAGNET)

    assert "Taking A holiday" in shown
    assert "given by hand" in shown
    assert "tracker.example" not in shown
    assert (on_offer(home, first.id), on_offer(home, second.id)) == (["mine.mkv"], ["A holiday"])


def test_what_is_no_torrent_is_said(home: Managed) -> None:
    _, (first, *_) = home.follow(home.ben, FERRY)
    ada = home.visit(home.ada)

    assert "There is no torrent" in give(ada, first.id)
    assert "not a torrent" in give(ada, first.id, files={"torrent": ("x.torrent", b"d4:spam4:eggse")})
    assert "magnet" in give(ada, first.id, magnet="http://example.org/")
    assert on_offer(home, first.id) == []


def test_what_is_far_too_large_is_not_read(home: Managed) -> None:
    _, (first, *_) = home.follow(home.ben, FERRY)
    ada = home.visit(home.ada)
    fields = {"form_key": ada.form_key("/"), "do": f"give {first.id}"}

    assert ada.post("/do", fields, files={"torrent": ("x.torrent", b"d" * 4_000_000)}).status_code in {400, 413}


def test_a_member_may_not_give_anything(home: Managed) -> None:
    _, (first, *_) = home.follow(home.ben, FERRY)
    ben = home.visit(home.ben)

    assert "Give a torrent" not in ben.get(f"/episode/{first.id}").text
    give(ben, first.id, magnet=MAGNET)
    assert on_offer(home, first.id) == []


def token_of(home: Managed, person: Person) -> dict[str, str]:
    with home.store.write() as db:
        return {"Authorization": f"Bearer {tokens.make(db, person.id, tokens.Scope.API)}"}


def test_a_program_gives_one_as_well(home: Managed, tmp_path: Path) -> None:
    _, (first, *_) = home.follow(home.ben, FERRY)
    said = b64encode(video_torrent(tmp_path, "mine.mkv")).decode()
    body = {"about": [str(first.id)], "fields": {"torrent": [said]}}

    answer = requests.post(f"{home.url}api/v1/actions/give", json=body, headers=token_of(home, home.ada), timeout=20)

    assert (answer.status_code, answer.json()["code"]) == (200, "taking")
    assert on_offer(home, first.id) == ["mine.mkv"]


def test_a_step_that_the_rest_can_do_without_has_a_button(home: Managed) -> None:
    _, (first, *_) = home.follow(home.ben, FERRY)
    ada = home.visit(home.ada)
    with home.store.read() as db:
        (way,) = active_jobs.find(db, episode_id=first.id)
    check = way.runs[0]

    assert "Mark as done" not in ada.get(f"/episode/{first.id}").text
    assert "cannot be marked as done" in ada.press(f"done {check.id}", f"/episode/{first.id}").text
    assert "cannot be marked as done" in ada.press(f"finish {first.id}", f"/episode/{first.id}").text
