"""The pages inside Telegram: who comes in by what the app says of them, and who does not."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect

from dashboard.web_app import telegram_id
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.model import Role
from tests.rigs.browser import browser
from tests.rigs.core import add_person, new_store
from tests.rigs.dashboard import Visitor, dashboard_of

__all__ = ["browser"]  # fixtures

TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcK"
ADA, GUS, MALLORY, STRANGER = 11, 12, 13, 99
WHEN = datetime(2026, 11, 27, 12, tzinfo=UTC)


def init_data(who: object, at: datetime, token: str = TOKEN, **more: str) -> str:
    """As Telegram makes it."""
    fields = {"query_id": "AAHdF6IQ", "auth_date": str(int(at.timestamp())), "user": json.dumps({"id": who}), **more}
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return urlencode({**fields, "hash": hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()})


def test_what_telegram_signed_just_now_is_believed() -> None:
    assert telegram_id(init_data(ADA, WHEN, signature="x", start_param=""), TOKEN, WHEN) == ADA


@pytest.mark.parametrize(
    "given",
    [
        "",
        "hash=",
        "hash=äöü&user=%7B%22id%22%3A11%7D",
        init_data(ADA, WHEN, token="1:other"),
        init_data(ADA, WHEN).replace("11", "12"),
        init_data(ADA, WHEN) + "&user=%7B%22id%22%3A12%7D",
        init_data(ADA, WHEN - timedelta(hours=1)),
        init_data(ADA, WHEN + timedelta(hours=1)),
        init_data("nobody", WHEN),
        init_data(None, WHEN),
        init_data(ADA, WHEN, user="[]"),
        init_data(ADA, WHEN, auth_date="9" * 30),
    ],
)
def test_all_else_is_not(given: str) -> None:
    assert telegram_id(given, TOKEN, WHEN) is None


def test_a_bot_without_a_token_believes_nothing() -> None:
    assert telegram_id(init_data(ADA, WHEN, token=""), "", WHEN) is None


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    store = new_store(tmp_path)
    for name, number, role in (("Ada", ADA, Role.OWNER), ("Gus", GUS, Role.GUEST), ("Mallory", MALLORY, Role.BANNED)):
        add_person(store, name, number, role)
    settings = Settings(
        data=tmp_path, library=tmp_path, telegram={"token": TOKEN}, dashboard={"port": 0, "password": "sésame"}
    )
    with dashboard_of(store, settings) as url:
        yield url
    store.close()


@pytest.mark.parametrize(("who", "name"), [(ADA, "Ada"), (GUS, "Gus"), (MALLORY, ""), (STRANGER, "")])
def test_who_is_in_the_household_comes_in(url: str, who: int, name: str) -> None:
    visitor = Visitor(url)
    fields = {"form_key": visitor.form_key("/webapp"), "init_data": init_data(who, now())}

    answer = visitor.post("/webapp", fields)

    assert (answer.url == url) is bool(name)
    assert (f'href="/me">{name}</a>' in answer.text) if name else ("Ask the bot for a link" in answer.text)


def test_another_page_s_form_lets_nobody_in(url: str) -> None:
    assert Visitor(url).post("/webapp", {"init_data": init_data(ADA, now())}).status_code == 403


@pytest.mark.thorough
@pytest.mark.needs("chromium")
def test_in_telegram_it_opens_by_itself_in_telegram_s_colours(url: str, browser: Browser) -> None:
    page = browser.new_page(locale="en-GB")
    theme = json.dumps({"bg_color": "#102030", "text_color": "#fefefe", "link_color": "red;}"})
    page.goto(f"{url}webapp#{urlencode({'tgWebAppData': init_data(GUS, now()), 'tgWebAppThemeParams': theme})}")

    expect(page.locator("header .person")).to_have_text("Gus")

    assert page.evaluate("document.documentElement.style.cssText") == "--panel: #102030; --ink: #fefefe;"
    page.close()
