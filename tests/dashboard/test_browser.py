"""The dashboard in a real browser, while real steps run."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.engine import remedies
from pipeline.engine.context import StepContext
from pipeline.engine.step import Step
from pipeline.errors import Stuck, Unauthorized
from pipeline.store import health, shows
from tests.rigs.browser import browser, page
from tests.rigs.core import Line, add_person, add_show, episode_info, line_of, show_info, wait_until
from tests.rigs.dashboard import dashboard_of

__all__ = ["browser", "page"]  # fixtures

pytestmark = [pytest.mark.thorough, pytest.mark.needs("chromium")]

NASTY = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


@dataclass(frozen=True)
class Made:
    why: str


@dataclass(frozen=True)
class House:
    """A line whose middle step waits for the test: `go` lets it end, and whether it is `well` decides how."""

    url: str
    line: Line
    go: threading.Event
    well: threading.Event
    doors: ExitStack  # closing it takes the dashboard away


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    go, well = threading.Event(), threading.Event()

    def begin(context: StepContext) -> Made:
        context.log(NASTY)
        return Made(NASTY)

    def convert(begin: Made, context: StepContext) -> Made:
        context.progress(0.43, 130.0)
        context.log("half of it")
        while not go.wait(0.05):
            context.progress(0.43, 130.0)  # raises when we are told to stop
        if not well.is_set():
            raise Stuck(f"It is broken: {NASTY}", (remedies.AGAIN, remedies.CANCEL))
        return Made("mended")

    def end(convert: Made) -> Made:
        return Made("over")

    steps = (Step(run=begin), Step(run=convert, after=("begin",), lane="heavy"), Step(run=end, after=("convert",)))
    with line_of(tmp_path, *steps) as line, line.runner.at_work(("io", "heavy")), ExitStack() as doors:
        add_person(line.store)
        add_show(line.store, show_info(title=NASTY, network=NASTY), episode_info(title=NASTY))
        url = doors.enter_context(dashboard_of(line.store, line.runner.settings, line.runner.stages))
        yield House(url, line, go, well, doors)


def stuck(house: House, job_id: int) -> None:
    wait_until(lambda: house.line.state(job_id)["convert"] == "stuck")


def test_states_change_before_one_s_eyes_without_a_flicker(page: Page, house: House) -> None:
    page.goto(house.url)
    expect(page.get_by_text("Nothing is on its way")).to_be_visible()
    job_id = house.line.open()
    cell = page.locator(f"#job-{job_id} [data-step=convert]")
    expect(cell).to_have_class("cell running")
    expect(page.get_by_text("43 % · 2 min 10 s left")).to_be_visible()
    expect(page.get_by_role("progressbar", name="convert")).to_have_attribute("aria-valuenow", "43")
    cell.focus()
    cell.evaluate("cell => window.cell = cell")
    house.well.set()
    house.go.set()

    expect(cell).to_have_class("cell done")
    expect(page.locator(f"#job-{job_id} [data-step=end]")).to_have_class("cell done")
    expect(page.get_by_text("in the library")).to_be_visible()


def test_what_stays_the_same_is_not_drawn_again(page: Page, house: House) -> None:
    job_id = house.line.open()
    page.goto(f"{house.url}job/{job_id}")
    node = page.locator(".node[data-step=convert]")
    expect(node).to_have_class("node running")
    node.focus()
    page.evaluate("before = document.activeElement")
    house.well.set()
    house.go.set()
    expect(node).to_have_class("node done")

    assert page.evaluate("before === document.activeElement && before.isConnected")


def test_what_stays_keeps_the_focus_when_something_before_it_goes(page: Page, house: House) -> None:
    page.goto(house.url)
    page.evaluate("""() => {
        const made = (inside) => parse(`<div id="made">${inside}</div>`).querySelector("div");
        document.body.append(made('<p id="note">soon</p><section id="part"><a href="#">old</a></section>'));
        document.querySelector("#part a").focus();
        morph(document.querySelector("#made"), made('<section id="part"><a href="#">new</a></section>'));
    }""")
    expect(page.locator("#part a")).to_be_focused()
    expect(page.locator("#made")).to_have_text("new")


def test_a_stuck_step_is_tried_again_with_a_button(page: Page, house: House) -> None:
    job_id = house.line.open()
    house.go.set()
    page.goto(house.url)
    expect(page.get_by_text("needs you")).to_be_visible()
    expect(page).to_have_title("(1) On its way · Airdate")
    house.well.set()
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("status").filter(has_text="Trying convert again.")).to_be_visible()
    house.line.finished(job_id)
    expect(page.get_by_text("in the library")).to_be_visible()
    expect(page).to_have_title("On its way · Airdate")


def test_buttons_work_without_scripts(browser: Browser, house: House) -> None:
    job_id = house.line.open()
    house.go.set()
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.set_default_timeout(10_000)
    stuck(house, job_id)
    house.well.set()
    plain.goto(f"{house.url}job/{job_id}")
    plain.get_by_role("button", name="Try again").click()

    expect(plain.get_by_role("status").filter(has_text="Trying convert again.")).to_be_visible()
    assert plain.url == f"{house.url}job/{job_id}"
    plain.context.close()


def test_giving_up_asks_first(page: Page, house: House) -> None:
    job_id = house.line.open()
    page.goto(f"{house.url}job/{job_id}")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Give up").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Give up").click()

    expect(page.get_by_role("status").filter(has_text="Given up.")).to_be_visible()
    assert house.line.state(job_id)["convert"] == "cancelled"
    expect(page.get_by_role("button", name="Get it now")).to_be_visible()


def test_a_log_s_lines_are_found_and_it_is_taken_away(page: Page, house: House) -> None:
    job_id = house.line.open()
    house.go.set()
    stuck(house, job_id)
    page.goto(f"{house.url}job/{job_id}")
    attempt = page.locator("#step-convert details").first
    attempt.locator("summary").click()
    expect(attempt.locator("pre")).to_contain_text("half of it")
    attempt.get_by_role("searchbox").fill("HALF")
    expect(attempt.locator("pre")).to_have_text(re.compile("^[^\n]*half of it[^\n]*$"))
    attempt.get_by_role("searchbox").fill("no such words")
    expect(attempt.locator("pre")).to_have_text("No line has that.")
    with page.expect_download() as taken:
        attempt.get_by_role("link", name="Download").click()
    assert taken.value.suggested_filename.endswith("convert 1.log")
    assert "half of it" in taken.value.path().read_text()


def test_a_log_opens_and_grows(page: Page, house: House) -> None:
    job_id = house.line.open()
    page.goto(f"{house.url}job/{job_id}")
    attempt = page.locator("#step-convert details")
    attempt.locator("summary").click()
    expect(attempt.locator("pre")).to_contain_text("half of it")
    house.go.set()
    expect(attempt.locator(".outcome")).to_have_text("needs you")

    expect(attempt).to_have_attribute("open", "")
    expect(attempt.locator("pre")).to_contain_text("half of it")


def test_markup_is_shown_not_run(page: Page, house: House) -> None:
    job_id = house.line.open()
    house.go.set()
    stuck(house, job_id)
    health.record_failure(house.line.store, Unauthorized("jellyfin", NASTY))
    with house.line.store.write() as db:
        shows.subscribe(db, 1, house.line.episode.show_id, shows.Start.EVERYTHING)
    for path in ("", f"job/{job_id}", "shows", f"show/{house.line.episode.show_id}", "calendar", "health"):
        page.goto(house.url + path)
        expect(page.locator("main")).to_contain_text(NASTY)
        for summary in page.locator("summary").all():
            summary.click()
            expect(page.locator("details[open] pre").last).to_contain_text("20")  # the log has come

        assert page.title().endswith("Airdate")
        assert page.locator("main script, main img").count() == 0


def test_a_lost_connection_is_said_and_found_again(page: Page, house: House) -> None:
    page.goto(house.url)
    expect(page.locator("#offline")).to_be_hidden()
    house.doors.close()
    expect(page.locator("#offline")).to_be_visible()
    runner, port = house.line.runner, int(house.url.rstrip("/").rpartition(":")[2])
    with dashboard_of(house.line.store, runner.settings, runner.stages, port=port):
        expect(page.locator("#offline")).to_be_hidden(timeout=20_000)
        job_id = house.line.open()

        expect(page.locator(f"#job-{job_id} [data-step=convert]")).to_have_class("cell running")


def test_coming_from_another_site_keeps_the_session(page: Page, house: House) -> None:
    page.goto(house.url)
    before = page.context.cookies()
    page.goto("about:blank")
    page.set_content(f'<a href="{house.url}shows">look</a>')
    page.get_by_text("look").click()
    expect(page.get_by_text("Nobody follows anything yet")).to_be_visible()

    assert [cookie["value"] for cookie in page.context.cookies()] == [cookie["value"] for cookie in before]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 360])
def test_it_fits(page: Page, house: House, tmp_path: Path, scheme: str, width: int) -> None:
    house.line.runner.worker = f"{'a-long-name-of-a-host-' * 4}:1:1"
    job_id = house.line.open()
    house.go.set()
    stuck(house, job_id)
    page.set_viewport_size({"width": width, "height": 860})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in (
        "",
        f"job/{job_id}",
        f"episode/{house.line.episode.id}",
        "shows",
        f"show/{house.line.episode.show_id}",
        "calendar",
        "health",
    ):
        page.goto(house.url + path)
        expect(page.locator("#page")).to_be_visible()
        page.screenshot(path=tmp_path / f"{path.partition('/')[0] or 'home'}-{scheme}-{width}.png", full_page=True)

        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_page_s_script_speaks_as_the_page_does(browser: Browser, house: House) -> None:
    house.line.open()
    house.go.set()
    eva = browser.new_context(locale="es-ES").new_page()
    eva.set_default_timeout(10_000)
    eva.goto(f"{house.url}health")
    health.record_failure(house.line.store, Unauthorized("jellyfin", "no"))

    expect(eva.locator("#system-jellyfin")).to_contain_text("no nos deja entrar")
    expect(eva.locator("#system-jellyfin time[data-live]")).to_contain_text("hace")
    eva.context.close()
