"""Every page, as axe-core (https://github.com/dequelabs/axe-core) finds fault with it: nothing serious."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.engine.remedies import AGAIN, CANCEL
from pipeline.model.reasons import Reason
from pipeline.store import active_jobs, leases
from tests.rigs.browser import browser
from tests.rigs.managed import Managed, managed

__all__ = ["browser"]  # fixtures

pytestmark = [pytest.mark.thorough, pytest.mark.needs("chromium")]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
FERRY, ORCHARD = "Meridian Ferry", "The Tin Orchard"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Managed]:
    """Something of every kind: here, on its way, waiting for a person, asked for."""
    with managed(tmp_path_factory.mktemp("home")) as home:
        show, (first, *_) = home.follow(home.ben, FERRY)
        home.follow(home.ada, ORCHARD)
        home.file(show, first)
        with home.store.read() as db:
            way = active_jobs.find(db)[1]
        taken = leases.take(home.store, way.runs[0].id, "test")
        assert taken is not None
        with home.store.write() as db:
            leases.stuck(db, taken, Reason("text", text="a key is refused"), (AGAIN, CANCEL))
            of_show = active_jobs.find(db, show_ids=[way.show.id])
            leases.cancel_job(db, next(each.job.id for each in of_show if each.job.id != way.job.id))
        yield home


def paths_of(home: Managed) -> list[str]:
    with home.store.read() as db:
        (way,) = [way for way in active_jobs.find(db) if way.stuck]
    of_one = [f"/job/{way.job.id}", f"/episode/{way.episode.id}", f"/show/{way.show.id}", f"/people/{home.ben.id}"]
    several = ["/", "/shows", "/history", "/runs", "/blocklist", "/wanted", "/people", "/calendar", "/pressed", "/me"]
    several += ["/calendar?by=month", "/calendar?by=week"]
    return [*of_one, *several, "/add?q=ferry", "/health", "/statistics", "/settings", "/nowhere"]


def faults(page: Page) -> list[tuple[str, Any]]:
    """What hinders somebody: which rule, and where."""
    page.evaluate(AXE)  # beside the page's Content-Security-Policy
    found = page.evaluate("axe.run()")["violations"]
    return [
        (each["id"], [node["target"] for node in each["nodes"]])
        for each in found
        if each["impact"] in ("moderate", "serious", "critical")
    ]


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1440)])
def test_nothing_hinders_anybody(browser: Browser, home: Managed, scheme: Literal["light", "dark"], width: int) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900}, locale="en-GB")
    url = home.url.rstrip("/")
    page.goto(f"{url}/login")
    found = {"/login": faults(page)}
    page.goto(url + home.link(home.ada))
    found["/enter"] = faults(page)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("header .person")).to_be_visible()
    for path in paths_of(home):
        page.goto(url + path)
        found[path] = faults(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide"
    page.close()

    assert {path: each for path, each in found.items() if each} == {}


def test_the_skip_link_leads_on_after_the_page_has_changed(browser: Browser, home: Managed) -> None:
    page = browser.new_page(locale="en-GB")
    page.goto(home.url.rstrip("/") + home.link(home.ada))
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("header .person")).to_be_visible()
    with home.store.read() as db:
        last = active_jobs.find(db)[-1]
    with home.store.write() as db:
        leases.cancel_job(db, last.job.id)
    expect(page.get_by_text("given up").first).to_be_visible()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
    page.close()
