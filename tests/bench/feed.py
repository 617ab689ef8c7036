"""What a poll of an indexer's newest releases costs, and a whole process that does just that.

A page of 1,000 with 100 shows of 216 episodes each, all of it new, then the same page once more; and from the start of
Python to the offers kept in a fresh database, for an RSS feed of 5,000 items on loopback. Each is told by its parts.
The releases are those of `match`'s made-up feed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from rich.console import Console
from rich.table import Table

from pipeline.config import Settings
from pipeline.model import Release, Torrent, Wanted
from pipeline.model.reasons import Reason
from pipeline.releases.match import _read as remembered_reading
from pipeline.releases.parsing.names import _read_plain as remembered_name
from pipeline.services import feeds
from pipeline.store import Store, open_store, shows
from tests.bench.match import MOMENT, Maker
from tests.rigs.core import add_person, episode_info

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWS, SEASONS, EPISODES = 100, 9, 24
PAGE, ITEMS = 1_000, 5_000
ROUNDS = 5


@dataclass
class Paper:
    """An Indexer whose newest releases are these."""

    releases: Sequence[Release]
    name: str = "bench"
    asked: int = field(default=0)

    def newest(self, page: int = 0) -> list[Release]:
        self.asked += 1
        return [*self.releases] if page == 0 else []

    def search(self, wanted: Wanted) -> list[Release]:
        return []

    def torrent(self, release: Release) -> Torrent:
        raise NotImplementedError

    def check(self) -> Reason:
        return Reason("text", text="fine")


def household(store: Store, maker: Maker) -> None:
    """All of the maker's shows, followed, with their episodes."""
    person = add_person(store)
    listed = [episode_info(season=s, number=n) for s in range(1, SEASONS + 1) for n in range(1, EPISODES + 1)]
    with store.write() as db:
        for made in maker.shows:
            show = shows.save_show(db, made)
            shows.save_episodes(db, show.id, listed)
            shows.subscribe(db, person.id, show.id, shows.Start.NEXT)


def poll(store: Store, indexer: Paper) -> float:
    """Seconds of processor time for one poll."""
    settings = Settings.model_validate({"timing": {"feed": 0.001}})
    begin = time.process_time()
    feeds.poll(store, [indexer], settings, [])
    return time.process_time() - begin


def in_process(folder: Path) -> list[tuple[str, float]]:
    """(what, seconds): the best of some rounds."""
    maker = Maker(SHOWS)
    pages = [[item.release for item in maker.items(PAGE)] for _ in range(ROUNDS)]
    store = open_store(f"sqlite:///{folder / 'bench.db'}")
    household(store, maker)
    fresh, again = [], []
    for page in pages:
        remembered_name.cache_clear()
        remembered_reading.cache_clear()
        fresh.append(poll(store, Paper(page)))
        again.append(poll(store, Paper(page)))
    store.close()
    return [(f"a page of {PAGE:,}, all new", min(fresh)), ("the same page once more", min(again))]


# ----------------------------------------------------------------------------------------------------- a whole process

_PROCESS = """
import time; begun = time.perf_counter(); parts = {}
def lap(name):
    parts[name] = time.perf_counter() - begun - sum(parts.values())
import json, sys
from cli.lean import collect_seldom
collect_seldom()  # as the command line begins
from integrations.rss import RSS
from pipeline.config import Settings
from pipeline.services import feeds
from pipeline.store import open_store
lap("imports")
url, database = sys.argv[1:]
store = open_store(database)
lap("the database opened")
indexer = RSS(RSS.Config(url=url), name="bench")
releases = indexer.newest()
lap("the feed fetched and read")
indexer.newest = lambda page=0: releases if page == 0 else []
feeds.poll(store, [indexer], Settings(), [])
lap("matched and kept")
print(json.dumps(parts))
"""


def as_rss(releases: Sequence[Release]) -> bytes:
    """As trackers write their feeds."""
    items = "".join(
        f"<item><title>{escape(r.title)}</title><guid>{number}</guid><pubDate>{format_datetime(MOMENT)}</pubDate>"
        f'<enclosure url="http://127.0.0.1/{number}.torrent" length="900000000" type="application/x-bittorrent"/>'
        "</item>"
        for number, r in enumerate(releases)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>bench</title>{items}</channel></rss>'.encode()


@contextmanager
def served(body: bytes) -> Iterator[str]:
    """The address of this feed on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/feed.xml"
    finally:
        server.shutdown()
        server.server_close()


def whole_process(folder: Path) -> list[tuple[str, float]]:
    """(part, seconds): the best of three processes, each with a database in which nothing is kept yet."""
    maker = Maker(SHOWS)
    body = as_rss([item.release for item in maker.items(ITEMS)])
    best: list[tuple[str, float]] = []
    with served(body) as url:
        for number in range(3):
            database = f"sqlite:///{folder / f'process-{number}.db'}"
            store = open_store(database)
            household(store, maker)
            store.close()
            took = _run(url, database)
            if not best or took[-1][1] < best[-1][1]:
                best = took
    return best


def _run(url: str, database: str) -> list[tuple[str, float]]:
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _PROCESS, url, database], capture_output=True, text=True, timeout=300, check=True
    )
    whole = time.perf_counter() - begin
    parts: dict[str, float] = json.loads(done.stdout)
    start = whole - sum(parts.values())
    return [("Python's start and end", start), *parts.items(), ("the whole process", whole)]


def main() -> None:
    """Measure and print."""
    console = Console()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = Table(
            title=f"A poll with {SHOWS} shows and {SHOWS * SEASONS * EPISODES:,} episodes", title_justify="left"
        )
        table.add_column("")
        table.add_column("milliseconds of processor time", justify="right")
        for what, seconds in in_process(folder):
            table.add_row(what, f"{seconds * 1000:,.0f}")
        console.print(table)
        table = Table(title=f"A process that reads an RSS feed of {ITEMS:,} items", title_justify="left")
        table.add_column("")
        table.add_column("seconds", justify="right")
        for what, seconds in whole_process(folder):
            table.add_row(what, f"{seconds:.2f}")
        console.print(table)


if __name__ == "__main__":
    main()
