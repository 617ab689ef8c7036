"""Apprise for real, with its service that posts JSON to a program: here one on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from integrations.apprise import Apprise
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.errors import Unauthorized, Unreachable
from pipeline.model.events import Event, EventKind
from pipeline.services import settings_told

EPISODE = {"job": {"id": 1, "kind": "episode"}}


def event(kind: EventKind = EventKind.DONE, id_: int = 1, **facts: Any) -> Event:
    return Event(id=id_, at=now(), kind=kind, facts={**EPISODE, **facts}, show_id=1)


class Listener:
    """A program for each path; one that is told to says that it cannot."""

    def __init__(self, server: HTTPServer) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.broken: set[str] = set()
        self.wait: Callable[[], object] = lambda: None
        server.expect_request("/a").respond_with_handler(self._answer)
        server.expect_request("/b").respond_with_handler(self._answer)
        self._server = server

    def url(self, path: str) -> str:
        return f"json://user:geheim@{self._server.host}:{self._server.port}/{path}?format=text"

    def _answer(self, request: Request) -> Response:
        self.wait()
        self.heard.append((request.path, json.loads(request.get_data())))
        return Response(status=500 if request.path in self.broken else 200)


@pytest.fixture
def listener(httpserver: HTTPServer) -> Listener:
    return Listener(httpserver)


def make(*urls: str, **values: Any) -> Apprise:
    return Apprise(Apprise.Config.model_validate({"urls": urls, **values}), name="notify family")


def test_each_is_told_once_also_when_another_did_not_take_it(listener: Listener) -> None:
    part = make(listener.url("a"), listener.url("b"))
    listener.broken = {"/b"}
    with pytest.raises(Unreachable, match="JSON") as failed:
        part.tell(event(), "Lantern Row S01E01 is here: go watch.")
    assert "geheim" not in str(failed.value) + repr(failed.value.__context__)

    listener.broken = set()
    part.tell(event(), "Lantern Row S01E01 is here: go watch.")
    part.tell(event(EventKind.FAILING, 2), "attic is away")

    assert sorted(path for path, _ in listener.heard) == ["/a", "/a", "/b", "/b", "/b"]
    first, last = listener.heard[0][1], listener.heard[-1][1]
    assert (first["title"], first["message"]) == ("Airdate", "Lantern Row S01E01 is here: go watch.")
    assert (first["type"], last["type"], last["message"]) == ("success", "failure", "attic is away")


def test_they_hear_of_what_is_for_people(listener: Listener) -> None:
    part = make(listener.url("a"))
    assert part.wants(event())
    assert part.wants(event(EventKind.STUCK, job={"id": 1, "kind": "delete"}))
    assert part.wants(Event(id=1, at=now(), kind=EventKind.FAILING, facts={"system": "attic"}, show_id=None))
    assert not part.wants(event(job={"id": 1, "kind": "delete"})), "an episode that was deleted has not arrived"
    assert not part.wants(event(EventKind.BEGUN))
    assert not make(listener.url("a"), events=["job.stuck"]).wants(event())


def test_it_is_looked_at_without_telling_anybody(listener: Listener) -> None:
    told = str(make(listener.url("a"), "mailto://user:geheim@example.org").check())
    assert "JSON" in told
    assert "geheim" not in told
    with pytest.raises(Unauthorized, match="address 2") as failed:
        make(listener.url("a"), "nothing://geheim").check()
    assert "geheim" not in str(failed.value)
    assert listener.heard == []


def test_one_who_is_away_or_silent_is_not_waited_for(listener: Listener) -> None:
    with pytest.raises(Unreachable):
        make("json://127.0.0.1:9/").tell(event(), "x")
    let_go = threading.Event()
    listener.wait = lambda: let_go.wait(20)
    with pytest.raises(Unreachable):
        make(listener.url("a"), timeout=2).tell(event(), "x")
    let_go.set()


def test_addresses_are_in_no_text() -> None:
    secret = "tgram://123456789:geheim/-100"
    with pytest.raises(ValidationError) as failed:
        make(secret, surprise=1)
    assert "geheim" not in str(failed.value)
    settings = Settings(notify={"family": {"urls": [secret]}})
    told = [part for part in settings_told.everything(settings) if part.name == "notify.family"]
    assert [each.name for each in told[0].settings] == ["urls", "events", "timeout"]
    assert "geheim" not in repr((make(secret)._config, settings, told))
