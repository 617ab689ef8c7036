"""Webhooks: what is called, how it is signed, what becomes of a call that fails; and where none may lead."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from pipeline.clock import now
from pipeline.config import Settings, Webhook
from pipeline.errors import Unauthorized, Unreachable
from pipeline.model.events import Event, EventKind
from pipeline.services import actions, events, webhooks
from pipeline.store import health, key_values
from tests.rigs.market import Market, market

KEY = b"0123456789abcdef0123456789abcdef"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Market]:
    made = market(tmp_path, 2)
    yield made
    made.store.close()


class Listener:
    """A program that answers with what it is told to."""

    def __init__(self, server: HTTPServer) -> None:
        self.heard: list[Request] = []
        self.status = 204
        server.expect_request("/hook").respond_with_handler(self._answer)
        self.url = server.url_for("/hook?key=geheim")

    def _answer(self, request: Request) -> Response:
        request.get_data()
        self.heard.append(request)
        return Response(status=self.status, headers={"location": "/elsewhere"})

    @property
    def kinds(self) -> list[str]:
        return [json.loads(each.get_data())["event"] for each in self.heard]


@pytest.fixture
def listener(httpserver: HTTPServer) -> Listener:
    return Listener(httpserver)


def hooked(house: Market, listener: Listener, **values: Any) -> Settings:
    hook = Webhook(**{"url": listener.url, "secret": SECRET, "private": True, **values})
    settings = house.settings.model_copy(update={"webhooks": {"mine": hook}})
    webhooks.tell(house.store, settings)  # from now on
    return settings


def pass_by(house: Market, time: timedelta) -> None:
    """As if it had failed so long ago."""
    with house.store.write() as db:
        state = key_values.get(db, "webhook mine")
        key_values.put(db, "webhook mine", {**state, "due": (now() - time).isoformat()})


def told(house: Market) -> int:
    with house.store.read() as db:
        return int(key_values.get(db, "webhook mine")["told"])


def problem(house: Market) -> tuple[str, str]:
    with house.store.read() as db:
        return next((each.problem, str(each.text)) for each in health.all_systems(db) if each.system == "webhook mine")


def test_what_happens_is_told_once_in_order_and_signed(house: Market, listener: Listener) -> None:
    settings = hooked(house, listener)
    assert listener.heard == [], "what was before is no news"
    for job in house.jobs:
        actions.give_up(house.store, job.id)

    webhooks.tell(house.store, settings)
    webhooks.tell(house.store, settings)

    assert listener.kinds == ["job.cancelled", "job.cancelled"]
    first = listener.heard[0]
    body, name, moment = first.get_data(), first.headers["webhook-id"], first.headers["webhook-timestamp"]
    told = json.loads(body)
    assert (told["job"]["id"], name) == (house.jobs[0].id, f"event_{told['id']}")
    signed = hmac.digest(KEY, f"{name}.{moment}.".encode() + body, hashlib.sha256)
    assert first.headers["webhook-signature"] == f"v1,{base64.b64encode(signed).decode()}"


def test_it_hears_of_what_it_wants_to(house: Market, listener: Listener) -> None:
    settings = hooked(house, listener, events=("job.done",), secret="")
    actions.give_up(house.store, house.jobs[0].id)

    webhooks.tell(house.store, settings)

    assert listener.heard == []
    assert told(house) == events.last(house.store)


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_call_that_is_not_taken_is_made_again_later_and_given_up_in_the_end(
    house: Market, listener: Listener, status: int
) -> None:
    settings = hooked(house, listener)
    actions.give_up(house.store, house.jobs[0].id)
    listener.status, before = status, told(house)

    wait = webhooks.tell(house.store, settings)
    assert wait == pytest.approx(30)
    assert webhooks.tell(house.store, settings) == pytest.approx(30, abs=20), "not before"
    assert (len(listener.heard), told(house)) == (1, before)
    assert "geheim" not in problem(house)[1]
    for _ in range(webhooks.TRIES.attempts - 1):
        pass_by(house, timedelta(seconds=1))
        webhooks.tell(house.store, settings)
    assert (len(listener.heard), told(house)) == (webhooks.TRIES.attempts, before + 1)

    listener.status = 200
    actions.give_up(house.store, house.jobs[1].id)
    webhooks.tell(house.store, settings)
    assert problem(house) == ("", "")


def test_a_program_that_is_away_costs_no_news(house: Market, listener: Listener) -> None:
    settings = hooked(house, listener, url="http://127.0.0.1:9/hook?key=geheim")
    actions.give_up(house.store, house.jobs[0].id)
    webhooks.tell(house.store, settings)
    assert problem(house)[0] == "Unreachable"
    assert "geheim" not in problem(house)[1]

    pass_by(house, timedelta(seconds=1))
    webhooks.tell(house.store, house.settings.model_copy(update={"webhooks": {"mine": _mine(listener)}}))

    assert listener.kinds == ["job.cancelled", "system.failing"], "it was away: that is news, too"


def _mine(listener: Listener, **values: Any) -> Webhook:
    return Webhook(url=listener.url, **{"private": True, **values})


EVENT = Event(id=1, at=now(), kind=EventKind.WELL, facts={}, show_id=None)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
def test_none_leads_home_unless_it_may(listener: Listener, host: str) -> None:
    """Asked of the connection: a name may lead elsewhere by the time it is called."""
    url = listener.url.replace(urlsplit(listener.url).hostname or "", host)
    with pytest.raises(Unauthorized, match="private = true"):
        webhooks.call("webhook mine", Webhook(url=url), EVENT)
    assert listener.heard == []


def test_a_silent_program_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, httpserver: HTTPServer) -> None:
    let_go = threading.Event()

    def silent(_: Request) -> Response:
        let_go.wait(20)
        return Response()

    httpserver.expect_request("/hook").respond_with_handler(silent)
    monkeypatch.setattr(webhooks, "PATIENCE", 0.2)
    with pytest.raises(Unreachable):
        webhooks.call("mine", Webhook(url=httpserver.url_for("/hook"), private=True), EVENT)
    let_go.set()


@pytest.mark.parametrize("url", ["", "ftp://example.org/", "example.org", "http://"])
def test_what_is_no_address_is_refused_with_the_settings(url: str) -> None:
    with pytest.raises(ValidationError, match="https://HOST"):
        Webhook(url=url)
