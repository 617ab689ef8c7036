"""The household is managed in a real browser: with the mouse, with the keyboard alone, on a small phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.model.jobs import JobKind
from pipeline.store import shows
from tests.rigs.browser import browser, page
from tests.rigs.core import carrying_out
from tests.rigs.managed import Managed, managed

__all__ = ["browser", "page"]  # fixtures

pytestmark = [pytest.mark.thorough, pytest.mark.needs("chromium")]

FERRY, ORCHARD = "Meridian Ferry", "The Tin Orchard"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Managed]:
    with managed(tmp_path) as home:
        yield home


def come_in(page: Page, home: Managed, link: str) -> None:
    page.goto(home.url.rstrip("/") + link)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("header .person")).to_be_visible()


def test_a_show_is_added_and_its_episodes_skipped_deleted_and_had_back(page: Page, home: Managed) -> None:
    come_in(page, home, home.link(home.ada))
    page.get_by_role("link", name="Shows").click()
    page.get_by_role("link", name="Add a show").click()
    page.get_by_label("Title").fill("meridian")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Everything").click()
    expect(page.get_by_role("status").filter(has_text=f"You follow {FERRY}")).to_be_visible()
    expect(page.get_by_role("heading", name=FERRY)).to_be_visible()
    assert "/show/" in page.url

    page.get_by_label("all", exact=True).check()
    page.get_by_role("button", name="Skip").click()
    expect(page.locator(".episodes .state.skipped")).not_to_have_count(0)
    expect(page.get_by_label("S01E01")).not_to_be_checked()
    with home.store.read() as db:
        (mine,) = shows.followed_by(db, home.ada.id)
        first = shows.episodes(db, mine.show.id)[0]
    home.file(mine.show, first)
    state = page.locator(f"#episode-{first.id} .state")
    expect(state).to_have_text("in the library")
    page.on("dialog", lambda dialog: dialog.accept())
    with carrying_out(home.store, home.settings, (), JobKind.DELETE, JobKind.RESTORE):
        page.get_by_label(first.code, exact=True).check()
        page.get_by_role("button", name="Delete").click()
        expect(state).to_have_text("deleted")
        page.get_by_role("button", name="Undo").click()
        expect(state).to_have_text("in the library")


def test_the_keyboard_is_enough(page: Page, home: Managed) -> None:
    show, episodes = home.follow(home.ben, FERRY)
    come_in(page, home, home.link(home.ben))
    page.goto(f"{home.url}show/{show.id}?season=1")
    first = next(e for e in episodes if e.season == 1)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == str(first.id):
            break
    page.keyboard.press("Space")
    expect(page.get_by_label(first.code, exact=True)).to_be_checked()
    while page.evaluate("document.activeElement.value") != "skip ticked":
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")

    expect(page.locator(f"#episode-{first.id} .state")).to_have_text("skipped")


def test_without_scripts_everything_is_there_too(browser: Browser, home: Managed) -> None:
    plain = browser.new_context(java_script_enabled=False, locale="en-GB").new_page()
    plain.set_default_timeout(10_000)
    come_in(plain, home, home.link(home.ben))
    plain.goto(f"{home.url}add?q=ferry")
    plain.get_by_role("button", name="From this season").click()
    expect(plain.get_by_text(f"You follow {FERRY}")).to_be_visible()
    box = plain.locator("input[name=ticked]").first
    box.check()
    plain.get_by_role("button", name="Skip").click()

    expect(plain.locator(".episodes .state.skipped")).to_have_count(1)
    plain.context.close()


@pytest.mark.parametrize("width", [1200, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits(page: Page, home: Managed, tmp_path: Path, scheme: str, width: int) -> None:
    show, episodes = home.follow(home.ada, ORCHARD)
    home.follow(home.ben, FERRY)
    home.file(show, episodes[0])
    come_in(page, home, home.link(home.ada))
    page.set_viewport_size({"width": width, "height": 860})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in PAGES:
        page.goto(home.url + path.format(show=show.id, episode=episodes[0].id))
        expect(page.locator("#page")).to_be_visible()
        page.screenshot(
            path=tmp_path / f"{path.partition('/')[0].partition('?')[0]}-{scheme}-{width}.png", full_page=True
        )

        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


PAGES = (
    "",
    "add?q=the",
    "show/{show}",
    "episode/{episode}",
    "shows",
    "calendar",
    "history",
    "blocklist",
    "wanted",
    "people/2",
    "people",
    "health",
    "settings",
    "me",
    "pressed",
    "runs",
    "job/1",
)
