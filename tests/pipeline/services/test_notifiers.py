"""Who is told what happens: once, in order, again while it is away; by webhooks that a program on loopback takes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from integrations.webhook import Webhook
from pipeline.clock import now
from pipeline.engine.guard import guard
from pipeline.model import Person
from pipeline.model.events import EventKind
from pipeline.ports import Notifier
from pipeline.services import actions, events, notifiers
from pipeline.store import health, key_values, people
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


def hooked(house: Market, listener: Listener, **values: Any) -> list[Notifier]:
    hooks = [hook(house, **{"url": listener.url, "secret": SECRET, **values})]
    notifiers.tell(house.store, hooks)  # from now on
    return hooks


def hook(house: Market, **values: Any) -> Notifier:
    return guard("notifiers", Webhook(hook_config(**values), name="webhook mine"), house.store)


def hook_config(url: str, **values: Any) -> Webhook.Config:
    return Webhook.Config.model_validate({"private": True, "url": url, **values})


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
    hooks = hooked(house, listener)
    assert listener.heard == [], "what was before is no news"
    for job in house.jobs:
        actions.give_up(house.store, job.id)

    notifiers.tell(house.store, hooks)
    notifiers.tell(house.store, hooks)

    assert listener.kinds == ["job.cancelled", "job.cancelled"]
    first = listener.heard[0]
    body, name, moment = first.get_data(), first.headers["webhook-id"], first.headers["webhook-timestamp"]
    told = json.loads(body)
    assert (told["job"]["id"], name) == (house.jobs[0].id, f"event_{told['id']}")
    signed = hmac.digest(KEY, f"{name}.{moment}.".encode() + body, hashlib.sha256)
    assert first.headers["webhook-signature"] == f"v1,{base64.b64encode(signed).decode()}"


def test_it_hears_of_what_it_wants_to(house: Market, listener: Listener) -> None:
    hooks = hooked(house, listener, events=("job.done",), secret="")
    actions.give_up(house.store, house.jobs[0].id)

    notifiers.tell(house.store, hooks)

    assert listener.heard == []
    assert told(house) == events.last(house.store)


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_call_that_is_not_taken_is_made_again_later_and_given_up_in_the_end(
    house: Market, listener: Listener, status: int
) -> None:
    hooks = hooked(house, listener)
    actions.give_up(house.store, house.jobs[0].id)
    listener.status, before = status, told(house)

    wait = notifiers.tell(house.store, hooks)
    assert wait == pytest.approx(30)
    assert notifiers.tell(house.store, hooks) == pytest.approx(30, abs=20), "not before"
    assert (len(listener.heard), told(house)) == (1, before)
    assert "geheim" not in problem(house)[1]
    for _ in range(notifiers.TRIES.attempts - 1):
        pass_by(house, timedelta(seconds=1))
        notifiers.tell(house.store, hooks)
    assert (len(listener.heard), told(house)) == (notifiers.TRIES.attempts, before + 1)

    listener.status = 200
    actions.give_up(house.store, house.jobs[1].id)
    notifiers.tell(house.store, hooks)
    assert problem(house) == ("", "")


def test_one_that_says_it_is_gone_is_told_nothing_twice(house: Market, listener: Listener) -> None:
    hooks = hooked(house, listener)
    actions.give_up(house.store, house.jobs[0].id)
    listener.status, before = 410, told(house)

    notifiers.tell(house.store, hooks)

    assert (len(listener.heard), told(house)) == (1, before + 1)
    assert problem(house)[0] == "NotFound", "the owner is told of it"


def test_one_that_is_slow_leaves_the_others_their_turn(house: Market, listener: Listener) -> None:
    slow = hooked(house, listener)
    other = [guard("notifiers", Webhook(hook_config(listener.url), name="other"), house.store)]
    notifiers.tell(house.store, other)
    for job in house.jobs:
        actions.give_up(house.store, job.id)

    wait = notifiers.tell(house.store, [*slow, *other], turn=0.0)

    assert wait == notifiers.SOON
    assert len({each.headers["webhook-id"] for each in listener.heard}) == 1, "each was told the first alone"
    assert len(listener.heard) == 2


def test_a_program_that_is_away_costs_no_news(house: Market, listener: Listener) -> None:
    hooks = hooked(house, listener, url="http://127.0.0.1:9/hook?key=geheim")
    actions.give_up(house.store, house.jobs[0].id)
    notifiers.tell(house.store, hooks)
    assert problem(house)[0] == "Unreachable"
    assert "geheim" not in problem(house)[1]

    pass_by(house, timedelta(seconds=1))
    notifiers.tell(house.store, [hook(house, url=listener.url)])

    assert listener.kinds == ["job.cancelled", "system.failing"], "it was away: that is news, too"


def test_people_read_it_in_a_sentence_of_their_language(house: Market) -> None:
    with house.store.write() as db:
        ada = people.set_preferences(db, 1, language="es")
    actions.give_up(house.store, house.jobs[0].id)
    (event, *_) = events.after(house.store, 0)
    about = {**event.facts, "reason": {"code": "text", "params": {"text": "no hay sitio"}}}

    def read(kind: EventKind, reader: Person | None = None, **facts: Any) -> str:
        return notifiers.said(replace(event, kind=kind, facts={**about, **facts}), reader)

    assert read(EventKind.DONE).endswith("is here: go watch.")
    assert read(EventKind.STUCK, ada).endswith("te necesita: no hay sitio")
    assert read(EventKind.FAILING, ada, system="attic") == "attic no hace su parte: no hay sitio"
    assert read(EventKind.WELL, system="attic") == "attic answers again."
    assert read(EventKind.DONE, job={"id": 1, "kind": "delete"}).endswith(": no hay sitio")
