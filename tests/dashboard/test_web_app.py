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
import requests
from playwright.sync_api import Browser, expect

from dashboard.web_app import telegram_id
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.model import Role
from tests.rigs.browser import browser
from tests.rigs.core import add_person, new_store
from tests.rigs.dashboard import Visitor, dashboard_of
from tests.rigs.nginx import nginx

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


WEB = "https://web.telegram.org"


def test_telegram_web_alone_may_frame_it_and_only_for_whom_it_proved(url: str) -> None:
    visitor = Visitor(url)
    visitor.session.headers["X-Forwarded-Proto"] = "https"
    framed = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}
    first = visitor.get("/webapp", headers=framed)
    assert "SameSite=none; Secure; Partitioned" in first.headers["set-cookie"]
    assert frames(first) == WEB
    assert frames(visitor.get("/login", headers=framed)) == "'none'"
    visitor.session.headers["Cookie"] = first.headers["set-cookie"].partition(";")[0]  # as a browser keeps it
    assert frames(visitor.get("/login")) == "'none'", "it does not know yet for whom"

    key = visitor.form_key("/webapp")
    entered = visitor.post("/webapp", {"form_key": key, "init_data": init_data(ADA, now())}, allow_redirects=False)
    visitor.session.headers["Cookie"] = entered.headers["set-cookie"].partition(";")[0]
    assert "Partitioned" in entered.headers["set-cookie"]
    assert frames(visitor.get("/shows")) == WEB


def test_elsewhere_it_is_in_no_frame(url: str) -> None:
    visitor = Visitor(url)
    fields = {"form_key": visitor.form_key("/webapp"), "init_data": init_data(ADA, now())}
    assert frames(visitor.post("/webapp", fields)) == "'none'"
    assert "Partitioned" not in visitor.get("/webapp").headers.get("set-cookie", "")


def frames(answer: requests.Response) -> str:
    """Who may have it in a frame."""
    return answer.headers["content-security-policy"].partition("frame-ancestors ")[2]


@pytest.mark.thorough
@pytest.mark.needs("chromium", "nginx", "openssl")
def test_in_telegram_web_it_opens_in_its_frame(url: str, tmp_path: Path, browser: Browser) -> None:
    block = f"location / {{ proxy_pass {url}; proxy_set_header X-Forwarded-Proto $scheme; }}"
    with nginx(tmp_path / "nginx", block) as (secure, _):
        there = f"{secure}webapp#{urlencode({'tgWebAppData': init_data(ADA, now())})}"
        context = browser.new_context(ignore_https_errors=True, locale="en-GB")
        page, answer = context.new_page(), {"body": framing(there), "content_type": "text/html"}
        for site in (WEB, "https://evil.example"):
            context.route(f"{site}/**", lambda route: route.fulfill(**answer))
        page.goto(f"{WEB}/k/")
        frame = page.frame_locator("iframe")
        expect(frame.locator("header .person")).to_have_text("Ada")
        frame.get_by_role("link", name="Health").click()
        page.once("dialog", lambda dialog: dialog.accept())
        frame.get_by_role("button", name="Hold everything").click()
        expect(frame.get_by_role("button", name="Go on")).to_be_visible()

        page.goto("https://evil.example/")
        expect(page.frame_locator("iframe").locator("header .person")).to_have_count(0)
        context.close()


def framing(url: str) -> str:
    return f'<!doctype html><title>A chat</title><iframe src="{url}" width="400" height="600"></iframe>'


@pytest.mark.thorough
@pytest.mark.needs("chromium")
def test_in_telegram_it_opens_by_itself_in_telegram_s_colours(url: str, browser: Browser) -> None:
    page = browser.new_page(locale="en-GB")
    theme = json.dumps({"bg_color": "#102030", "text_color": "#fefefe", "link_color": "red;}"})
    page.goto(f"{url}webapp#{urlencode({'tgWebAppData': init_data(GUS, now()), 'tgWebAppThemeParams': theme})}")

    expect(page.locator("header .person")).to_have_text("Gus")

    assert page.evaluate("document.documentElement.style.cssText") == "--panel: #102030; --ink: #fefefe;"
    page.close()
