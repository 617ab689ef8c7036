"""How often each outside system is asked in an hour, in health and in each kind of failure.

    .venv/bin/python -m tests.bench.politeness > docs/politeness.md

The real integrations ask a server on loopback that counts; the time that passes is pretended.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import time

from pydantic import TypeAdapter

from integrations.torznab import Torznab
from integrations.tvmaze import TVmaze
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.context import StepContext
from pipeline.engine.guard import guard
from pipeline.errors import Later, OutsideError, Reject, Retry
from pipeline.model import ShowInfo
from pipeline.ports import Catalogue, Indexer
from pipeline.services import feeds
from pipeline.services.survey import survey
from pipeline.steps.download import download
from pipeline.steps.fetch import fetch
from pipeline.steps.results import Fetched
from pipeline.store import Store, shows
from tests.rigs.core import add_person, add_show, new_store, show_info
from tests.rigs.market import STAGES, Market, market
from tests.rigs.passing import earlier_in, pass_by

WAITING, SHOWS = 20, 500
MOST_AN_HOUR, MOST_A_DAY = 12, 200
HOURS = 3  # looked at in each failure
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None

Answer = tuple[int, dict[str, str], str]
CAPS = (
    '<caps><server title="Prowlarr"/><limits max="100"/><searching><search available="yes"/>'
    '<tv-search available="yes" supportedParams="q,season,ep,tvdbid"/></searching></caps>'
)
FEED = '<rss version="2.0"><channel><title>x</title></channel></rss>'

FAILURES: dict[str, Answer] = {
    "503, without a word": (503, {}, ""),
    "429, without a word": (429, {}, ""),
    "429, wait an hour": (429, {"Retry-After": "3600"}, ""),
    "a wrong key": (401, {}, ""),
    "404: deleted there": (404, {}, ""),
    "a web page": (200, {}, "<!doctype html><html>hello</html>"),
    "a browser's challenge": (403, {"cf-mitigated": "challenge"}, "<title>Just a moment...</title>"),
    "breaks off": (0, {}, ""),
}


@dataclass
class Counting:
    """A server whose answers a test chooses, and what it was asked."""

    answer: Callable[[str], Answer]
    url: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def counting(answer: Callable[[str], Answer]) -> Iterator[Counting]:
    made = Counting(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            status, headers, body = made.answer(self.path)
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body.encode()))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# ------------------------------------------------------------------------------------------------------- an indexer


def healthy_indexer(path: str) -> Answer:
    return 200, {}, CAPS if "t=caps" in path else FEED


def of_an_indexer(
    folder: Path, answer: Callable[[str], Answer], aliases: tuple[str, ...] = (), hours: int = HOURS
) -> list[int]:
    """What 20 episodes that wait ask an indexer for, with its feed, in each hour; everybody looks every 15 minutes."""
    house = market(folder, WAITING)
    house.settings = Settings(data=folder, library=folder, recycle=folder)
    if aliases:
        with house.store.write() as db:
            house.show = shows.save_show(db, show_info(runtime=3000.0, language="en", aliases=aliases))
    counts = []
    with counting(answer) as server:
        torznab = Torznab(Torznab.Config.model_validate({"url": f"{server.url}/api", "api_key": "k"}), name="fair")
        indexer: Indexer = guard("indexers", torznab, house.store)
        works = [StepContext(step="fetch", begun_at=now(), memo={}) for _ in range(WAITING)]
        for _ in range(hours):
            before = len(server.asked)
            for _ in range(4):
                feeds.poll(house.store, [indexer], house.settings, STAGES)
                for place, work in enumerate(works):
                    args = (house.jobs[place], house.show, house.episodes[place], [indexer], house.client)
                    with suppress(Later, Retry, OutsideError):
                        fetch(*args, house.store, house.settings, work)
                _quarter(house.store, works)
            counts.append(len(server.asked) - before)
    house.store.close()
    return counts


def of_torrents(folder: Path, told: Answer, hours: int = HOURS) -> list[int]:
    """What 20 episodes, of which three releases each are listed, ask an indexer for its torrents in each hour."""
    house = market(folder, WAITING)
    house.settings = Settings(data=folder, library=folder, recycle=folder)

    def answer(path: str) -> Answer:
        return told if path.startswith("/dl") else _listing(server.url, path)

    counts, memos = [], [dict[str, str]() for _ in range(WAITING)]
    with counting(answer) as server:
        torznab = Torznab(Torznab.Config.model_validate({"url": f"{server.url}/api", "api_key": "k"}), name="fair")
        house.shop = torznab  # type: ignore[assignment]  # an indexer all the same
        for _ in range(hours):
            before = len(server.asked)
            for _ in range(4):
                for place, memo in enumerate(memos):
                    _load(house, place, memo)
                _quarter(house.store, [StepContext(step="download", begun_at=now(), memo=memo) for memo in memos])
            counts.append(sum(path.startswith("/dl") for path in server.asked[before:]))
    house.store.close()
    return counts


def _listing(url: str, path: str) -> Answer:
    """Three releases of the episode that is asked for."""
    asked = re.search(r"[?&]ep=(\d+)", path)
    if asked is None:
        return healthy_indexer(path)
    titles = [
        f"Lantern.Row.S01E{int(asked[1]):02}.{quality}.WEB-DL.H.264-FAIR" for quality in ("1080p", "720p", "576p")
    ]
    items = "".join(
        f"<item><title>{title}</title><enclosure url='{url}/dl/{title}' length='1500000000'/></item>"
        for title in titles
    )
    return 200, {}, FEED.replace("</channel>", f"{items}</channel>")


def _load(house: Market, place: int, memo: dict[str, str]) -> None:
    """One look of `download`, after `fetch` where nothing is chosen."""
    run = house.run_of(place, "fetch")
    with suppress(Later, Retry, OutsideError):
        chosen = TypeAdapter(Fetched).validate_python(run.result) if run.state == "done" else house.fetch(place)
        indexers = [guard("indexers", house.shop, house.store)]
        args = (house.jobs[place], house.show, house.episodes[place], chosen, indexers, (), house.client)
        work = StepContext(step="download", begun_at=now(), memo=memo)
        try:
            download(*args, house.store, house.settings, work)
        except Reject as rejected:
            memo.clear()
            house.reject(place, str(rejected.reason), rejected.lasting)


def _quarter(store: Store, works: list[StepContext]) -> None:
    gone = timedelta(minutes=15)
    pass_by(store, gone)
    for work in works:
        for key, value in work.memo.items():
            work.memo[key] = str(earlier_in(value, gone))


# ------------------------------------------------------------------------------------------------------ a catalogue


def healthy_catalogue(hour: list[int]) -> Callable[[str], Answer]:
    """TVmaze, in which five more of the shows change in each hour, and some other hundred."""

    def answer(path: str) -> Answer:
        name = path.partition("?")[0]
        if name == "/updates/shows":
            changed = [*range(hour[0] * 5, hour[0] * 5 + 30), *range(9000, 9100)]
            return 200, {}, json.dumps({str(n): int(time()) for n in changed})
        if name.endswith("/episodes"):
            return 200, {}, json.dumps([{"id": int(name.split("/")[2]) * 10, "season": 1, "number": 1}])
        if name == "/search/shows":
            return 200, {}, "[]"
        own = int(name.split("/")[2])
        return 200, {}, json.dumps({"id": own, "name": f"Show {own}"})

    return answer


def of_a_catalogue(folder: Path, answer: Answer | None, count: int = SHOWS, hours: int = HOURS) -> list[int]:
    """What so many followed shows ask a catalogue for, in each hour, once they are known."""
    store = new_store(folder)
    ada = add_person(store)
    for n in range(1, count + 1):
        known, _ = add_show(store, ShowInfo(title=f"Show {n}", tvmaze_id=n))
        with store.write() as db:
            shows.subscribe(db, ada.id, known.id, shows.Start.EVERYTHING)
            shows.set_refreshed(db, known.id)
    counts, hour = [], [0]
    with counting(healthy_catalogue(hour)) as server:
        tvmaze = TVmaze(TVmaze.Config(url=server.url, calls_per_window=100_000), name="tvmaze")
        catalogue: Catalogue = guard("catalogues", tvmaze, store)
        for _ in range(2):  # what is told the first time is another day's affair
            survey(store, [catalogue], Settings(), STAGES)
            pass_by(store, timedelta(days=1))
        if answer is not None:
            told = answer
            server.answer = lambda _: told
        for hour[0] in range(1, hours + 1):
            before = len(server.asked)
            for _ in range(2):
                survey(store, [catalogue], Settings(), STAGES)
                pass_by(store, timedelta(minutes=30))
            counts.append(len(server.asked) - before)
    store.close()
    return counts


# -------------------------------------------------------------------------------------------------------- the table


@dataclass(frozen=True)
class Line:
    """How often a system was asked: in the first hour, and in the busiest of those after it."""

    system: str
    state: str
    counts: list[int]

    @property
    def first(self) -> int:
        return self.counts[0]

    @property
    def later(self) -> int:
        return max(self.counts[1:])


OTHER_NAMES = tuple(f"Lantern Row {word}" for word in ("One", "Two", "Three", "Four", "Five"))


def indexer_lines() -> Iterator[Line]:
    states: dict[str, tuple[Callable[[str], Answer], tuple[str, ...]]] = {
        "in health, nothing is there yet": (healthy_indexer, ()),
        "the same, a show with five other names": (healthy_indexer, OTHER_NAMES),
        **{state: (lambda _, told=told: told, ()) for state, told in FAILURES.items()},  # type: ignore[misc]
    }
    for state, (answer, aliases) in states.items():
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            yield Line("an indexer", state, of_an_indexer(Path(folder), answer, aliases))


def torrent_lines() -> Iterator[Line]:
    for state, told in FAILURES.items():
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            yield Line("an indexer's torrents", state, of_torrents(Path(folder), told))


def catalogue_lines() -> Iterator[Line]:
    states: dict[str, Answer | None] = {"in health, five of them change in each hour": None, **FAILURES}
    for state, told in states.items():
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            yield Line("TVmaze", state, of_a_catalogue(Path(folder), told))


def page() -> str:
    lines = (*indexer_lines(), *torrent_lines(), *catalogue_lines())
    return "\n".join([HEAD, *(f"| {line.system} | {line.state} | {line.first} | {line.later} |" for line in lines), ""])


HEAD = f"""# How often outside systems are asked

{WAITING} episodes wait for an indexer that has none of them, and look every 15 minutes; its newest releases are read
every 15 minutes, too. Its torrents are asked for by {WAITING} that found three releases each, while no torrent can be
had. Of a catalogue {SHOWS} shows are followed. Requests in {HOURS} hours:

    .venv/bin/python -m tests.bench.politeness > docs/politeness.md

The real integrations ask a server that counts. Tests hold an indexer to {MOST_AN_HOUR} requests an hour
(`tests/test_politeness.py`) and a catalogue to {MOST_A_DAY} a day (`tests/pipeline/services/test_changes.py`).

| system | how it is | first hour | at most in a later one |
|---|---|---:|---:|"""


if __name__ == "__main__":
    random.seed(13)
    print(page(), end="")
