"""A headless Chromium, and pages in it that complain about what a person would only see in the console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

PATIENCE = 60_000  # ms: a busy machine is no failure
expect.set_options(timeout=PATIENCE)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-component-update",
    "--no-first-run",
    "--disable-quic",
    "--disable-features=LocalNetworkAccessChecks",  # a test's other site is to have a page of this machine in it
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def watched_page(browser: Browser, locale: str = "en-GB") -> Iterator[Page]:
    """A script's error, or anything that a page's Content-Security-Policy refuses, fails the test."""
    troubles: list[str] = []
    page = browser.new_page(viewport={"width": 1200, "height": 860}, locale=locale)
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
    yield page
    page.close()
    assert [trouble for trouble in troubles if "ERR_" not in trouble] == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with watched_page(browser) as page:
        yield page
