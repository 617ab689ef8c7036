"""The pictures of README and docs: the pretend world's household in the browser and in the chat, as headless Chromium
sees it. Made anew by `./airdate screenshots`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, expect, sync_playwright

from demo.shows import TIN_ORCHARD
from integrations.ffmpeg import FFmpeg
from pipeline.clock import now
from pipeline.engine.remedies import AGAIN, CANCEL, NEXT
from pipeline.engine.step import adapter
from pipeline.errors import Later, Stuck
from pipeline.model import Release
from pipeline.model.reasons import Reason
from pipeline.steps.results import Checked, Fetched
from pipeline.store import active_jobs, leases, runs
from pipeline.store.active_jobs import ActiveJob
from pipeline.store.outbox import GoWatch
from tests.rigs.browser import ARGUMENTS
from tests.rigs.chat import chat_in, follow
from tests.rigs.core import wait_until
from tests.rigs.dashboard import STAGES
from tests.rigs.managed import Managed, managed

PHONE, DESK = 390, 1200  # CSS pixels
HEIGHT = {PHONE: 800, DESK: 760}
STEPS = ("check", "fetch", "download", "transcode", "subtitles", "file", "refresh", "notify")
ON_THE_WAY: tuple[tuple[int, Later | Stuck], ...] = (  # how many steps are done, and how the next one stands
    (2, Later(Reason("text", text="4.2 MB/s"), timedelta(minutes=1), progress=0.64, seconds_left=130)),
    (3, Stuck(Reason("text", text="There is no picture in the file"), (AGAIN, NEXT, CANCEL))),
    (1, Later(Reason("text", text="No release yet"), timedelta(minutes=14))),
    (2, Later(Reason("text", text="0.9 MB/s"), timedelta(minutes=1), progress=0.08, seconds_left=2300)),
)


@dataclass(frozen=True)
class Shot:
    """A picture: its file's name, the page, and how it is looked at."""

    name: str
    path: str
    width: int = DESK
    scheme: Literal["light", "dark"] = "light"
    whole: bool = False  # to its end, not only what the window shows


SHOTS = (
    Shot("home", "", DESK, "light"),
    Shot("home-phone", "", PHONE, "dark"),
    Shot("shows", "shows?look=posters", DESK, "dark"),
    Shot("show-phone", "show/2", PHONE, "light"),
    Shot("job", "job/2", DESK, "light"),
)
CHAT = "chat"
POSTERS = ("The Tin Orchard", "Meridian Ferry")  # the shows of the household


@contextmanager
def household(folder: Path) -> Iterator[Managed]:
    """Ada's, Ben's and Gus's: episodes in the library, some on their way, one that needs a person, one that asks."""
    with managed(folder, encoder=FFmpeg(FFmpeg.Config(), name="ffmpeg")) as home:
        home.follow(home.ben, "Meridian Ferry")
        home.follow(home.gus, "The Tin Orchard")
        show, episodes = home.follow(home.ada, "The Tin Orchard")
        with home.store.read() as db:
            ways = {(way.show.title, way.episode.code): way for way in active_jobs.find(db)}
        for episode in episodes:
            if episode.season == 1:
                home.file(show, episode)
                _go_through(home, ways.pop((show.title, episode.code)), STEPS)
        for way, (steps, end) in zip(ways.values(), ON_THE_WAY, strict=False):
            _go_through(home, way, STEPS[:steps])
            _end_with(home, way, STEPS[steps], end)
        yield home


def _go_through(home: Managed, way: ActiveJob, steps: Sequence[str]) -> None:
    for name in steps:
        taken = _take(home, way, name)
        with home.store.write() as db:
            leases.done(db, taken, _results(way).get(name, {}), STAGES)


def _take(home: Managed, way: ActiveJob, name: str) -> leases.Taken:
    with home.store.read() as db:
        run = runs.runs_of(db, way.job.id)[name]
    taken = leases.take(home.store, run.id, "attic:1:1")
    assert taken is not None
    return taken


def _results(way: ActiveJob) -> dict[str, Any]:
    name = f"{way.show.title.replace(' ', '.')}.{way.episode.code}.1080p.WEB-DL.H.264-FAIR"
    release = Release(title=name, indexer="fairground", guid=name, size=1_400_000_000, seeders=41)
    fetched = Fetched(release=release, considered=14, why=Reason("text", text="1080p · WEB-DL · 41 seeders"))
    return {
        "check": adapter(Checked).dump_python(Checked(aired_at=way.episode.airs_at or now(), followers=2), mode="json"),
        "fetch": adapter(Fetched).dump_python(fetched, mode="json"),
    }


def _end_with(home: Managed, way: ActiveJob, step: str, end: Later | Stuck) -> None:
    taken = _take(home, way, step)
    with home.store.write() as db:
        if isinstance(end, Later):
            leases.later(db, taken, end, {})
        else:
            leases.stuck(db, taken, end.reason, end.remedies)


def take_pages(
    browser: Browser, home: Managed, folder: Path, shots: Iterable[Shot] = SHOTS, locale: str = "en-GB"
) -> None:
    """The pages, as the owner sees them."""
    ada = home.visit(home.ada)
    ada.get("/shows")
    wait_until(lambda: ada.get("/shows").text.count('class="poster" src') == len(POSTERS))
    for shot in shots:
        page = browser.new_page(
            viewport={"width": shot.width, "height": HEIGHT[shot.width]}, color_scheme=shot.scheme, locale=locale
        )
        page.goto(home.url + home.link(home.ada).lstrip("/"))
        page.get_by_role("button").first.click()
        page.goto(home.url + shot.path)
        expect(page.locator("#page")).to_be_visible()
        page.wait_for_function("[...document.images].every((each) => each.complete && each.naturalWidth)")
        page.screenshot(path=folder / f"{shot.name}.png", full_page=shot.whole, animations="disabled")
        page.close()


def take_chat(browser: Browser, folder: Path) -> None:
    """The chat: a show is followed, and a new episode can be watched."""
    with tempfile.TemporaryDirectory() as house, chat_in(Path(house)) as chat:
        ada = chat.owner()
        follow(ada)
        listed = chat.catalogue.listing.shows[TIN_ORCHARD.tvmaze_id].episodes
        number, episode = next((each.id, each.episode) for each in listed if each.episode.code == "S02E04")
        news = GoWatch(
            episode_id=1,
            show_title=TIN_ORCHARD.title,
            code=episode.code,
            title=episode.title,
            duration=2700.0,
            size=1_400_000_000,
            image_url=f"{chat.catalogue.url}/art/{TIN_ORCHARD.tvmaze_id}/{number}.jpg",
            subtitles=("en",),
            links=(("Jellyfin", "http://192.168.1.5:8096/web/#/details?id=1"),),
        )
        chat.tell(ada, "watch", news)
        ada.wait_for("Go watch")
        page = browser.new_page(viewport={"width": 900, "height": 1250}, color_scheme="light")
        page.goto(chat.telegram.page_url)
        page.get_by_text("Go watch").first.click()
        expect(page.get_by_text("Watch in Jellyfin")).to_be_visible()
        page.wait_for_load_state("load")
        page.screenshot(path=folder / f"{CHAT}.png", animations="disabled")
        page.close()


def main(folder: Path) -> list[Path]:
    """All of them, into a folder; their files."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as house:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        with household(Path(house)) as home:
            take_pages(browser, home, folder)
        take_chat(browser, folder)
        browser.close()
    return [folder / f"{name}.png" for name in (*(shot.name for shot in SHOTS), CHAT)]
