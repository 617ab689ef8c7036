"""Webhooks: where none may lead, and that none is waited for; what they are told: tests/pipeline/services."""

from __future__ import annotations

import threading
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from integrations import webhook
from integrations.webhook import Webhook
from pipeline.clock import now
from pipeline.errors import Unauthorized, Unreachable
from pipeline.model.events import Event, EventKind

EVENT = Event(id=1, at=now(), kind=EventKind.WELL, facts={}, show_id=None)


def hook(url: str, **values: Any) -> Webhook:
    return Webhook(Webhook.Config.model_validate({"url": url, **values}), name="webhook mine")


@pytest.fixture
def heard(httpserver: HTTPServer) -> list[Request]:
    found: list[Request] = []

    def answer(request: Request) -> Response:
        found.append(request)
        return Response()

    httpserver.expect_request("/hook").respond_with_handler(answer)
    return found


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
def test_none_leads_home_unless_it_may(httpserver: HTTPServer, heard: list[Request], host: str) -> None:
    """Asked of the connection: a name may lead elsewhere by the time it is called."""
    url = httpserver.url_for("/hook").replace(urlsplit(httpserver.url_for("")).hostname or "", host)
    with pytest.raises(Unauthorized, match="private = true"):
        hook(url).tell(EVENT, "")
    with pytest.raises(Unauthorized, match="private = true"):
        hook(url).check()
    assert heard == []


def test_it_is_looked_at_without_a_call(httpserver: HTTPServer, heard: list[Request]) -> None:
    assert hook(httpserver.url_for("/hook"), private=True).check().code == "webhook-can-be-reached"
    assert heard == []
    with pytest.raises(Unreachable):
        hook("http://127.0.0.1:9/hook?key=geheim", private=True).check()
    with pytest.raises(Unauthorized, match="certificate"):
        hook(httpserver.url_for("/hook").replace("http://", "https://"), private=True).check()


def test_a_silent_program_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, httpserver: HTTPServer) -> None:
    let_go = threading.Event()

    def silent(_: Request) -> Response:
        let_go.wait(20)
        return Response()

    httpserver.expect_request("/hook").respond_with_handler(silent)
    monkeypatch.setattr(webhook, "PATIENCE", 0.2)
    with pytest.raises(Unreachable):
        hook(httpserver.url_for("/hook"), private=True).tell(EVENT, "")
    let_go.set()


@pytest.mark.parametrize("url", ["", "ftp://example.org/", "example.org", "http://"])
def test_what_is_no_address_is_refused_with_the_settings(url: str) -> None:
    with pytest.raises(ValidationError, match="https://HOST"):
        hook(url)
