"""How often indexers and catalogues are asked in an hour, in health and in each kind of failure.

The real integrations ask a server on loopback that counts; the time that passes is pretended. `politeness_line` has
players and subtitle sites, `politeness_beside` what is asked by the way, `politeness_telegram` Telegram, and
`politeness_table` the table of all.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import time
from typing import Any

from pydantic import TypeAdapter

from integrations.torznab import Torznab
from integrations.tvdb import TVDB
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

WAITING, SHOWS, FEWER_SHOWS = 20, 500, 100  # a failing catalogue is asked the same with any number over 50 a day
MOST_AN_HOUR, MOST_A_DAY = 12, 200
HOURS = 2  # looked at in each failure

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
def counting(answer: Callable[[str], Answer], encoding: str = "utf-8") -> Iterator[Counting]:
    made = Counting(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(self.path)

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

        def _answer(self, asked: str) -> None:
            made.asked.append(asked)
            status, headers, body = made.answer(asked)
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body.encode(encoding)))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode(encoding))

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


def changed_in(hour: int) -> list[int]:
    """Five more of the followed shows in each hour, and some other hundred."""
    return [*range(hour * 5, hour * 5 + 30), *range(9000, 9100)]


def healthy_tvmaze(hour: list[int], genres: tuple[str, ...] = ()) -> Callable[[str], Answer]:
    def answer(path: str) -> Answer:
        name = path.partition("?")[0]
        if name == "/updates/shows":
            return 200, {}, json.dumps({str(n): int(time()) for n in changed_in(hour[0])})
        if name.endswith("/episodes"):
            return 200, {}, json.dumps([{"id": int(name.split("/")[2]) * 10, "season": 1, "number": 1}])
        if name == "/search/shows":
            return 200, {}, "[]"
        own = int(name.split("/")[2])
        told = {"id": own, "name": f"Show {own}", "genres": genres, "externals": {"thetvdb": own}}
        return 200, {}, json.dumps(told)

    return answer


def healthy_tvdb(hour: list[int]) -> Callable[[str], Answer]:
    def answer(path: str) -> Answer:
        name = path.partition("?")[0]
        if not name.startswith("/"):  # what is said at the sign-in
            data: Any = {"token": "t"}
        elif name == "/updates":
            data = [{"recordId": n, "seriesId": n, "entityType": "series"} for n in changed_in(hour[0])]
        elif name == "/search":
            data = []
        elif "/episodes/" in name:
            data = {"episodes": [{"id": int(name.split("/")[2]) * 10, "seasonNumber": 1, "number": 1}]}
        else:
            data = {"id": int(name.split("/")[2]), "name": f"Show {name.split('/')[2]}"}
        return 200, {}, json.dumps({"data": data, "links": {}})

    return answer


def _tvmaze(url: str) -> Catalogue:
    return TVmaze(TVmaze.Config(url=url, calls_per_window=100_000), name="tvmaze")


def _tvdb(url: str) -> Catalogue:
    return TVDB(TVDB.Config.model_validate({"url": url, "api_key": "k"}), name="tvdb")


@dataclass(frozen=True)
class Kind:
    """A catalogue: how it is made, what it answers, and by which id shows are known there."""

    made: Callable[[str], Catalogue]
    healthy: Callable[[list[int]], Callable[[str], Answer]]
    id: str


CATALOGUES = {"TVmaze": Kind(_tvmaze, healthy_tvmaze, "tvmaze_id"), "TVDB": Kind(_tvdb, healthy_tvdb, "tvdb_id")}


def of_a_catalogue(
    folder: Path, answer: Answer | None, count: int = SHOWS, hours: int = HOURS, kind: Kind = CATALOGUES["TVmaze"]
) -> list[int]:
    """What so many followed shows ask a catalogue for, in each hour, once they are known."""
    store = followed(folder, count, kind.id)
    hour = [0]
    with counting(kind.healthy(hour)) as server:
        catalogue: Catalogue = guard("catalogues", kind.made(server.url), store)
        counts = surveyed(store, [catalogue], hour, server, answer, hours)
    store.close()
    return counts


def followed(folder: Path, count: int, *ids: str, **facts: Any) -> Store:
    """A household that follows so many shows, which a catalogue knows by their numbers."""
    store = new_store(folder)
    ada = add_person(store)
    for n in range(1, count + 1):
        told: dict[str, Any] = {**facts, **dict.fromkeys(ids, n)}
        known, _ = add_show(store, ShowInfo(title=f"Show {n}", **told))
        with store.write() as db:
            shows.subscribe(db, ada.id, known.id, shows.Start.EVERYTHING)
            shows.set_refreshed(db, known.id)
    return store


def surveyed(
    store: Store, catalogues: Sequence[Catalogue], hour: list[int], server: Counting, told: Answer | None, hours: int
) -> list[int]:
    """What surveys ask a server in each hour; `told` is its failure, `hour` what those that are well go by."""
    counts = []
    for _ in range(2):  # what is told the first time is another day's affair
        survey(store, catalogues, Settings(), STAGES)
        pass_by(store, timedelta(days=1))
    if told is not None:
        failure = told
        server.answer = lambda _: failure
    for hour[0] in range(1, hours + 1):
        before = len(server.asked)
        for _ in range(2):
            survey(store, catalogues, Settings(), STAGES)
            pass_by(store, timedelta(minutes=30))
        counts.append(len(server.asked) - before)
    return counts


OTHER_NAMES = tuple(f"Lantern Row {word}" for word in ("One", "Two", "Three", "Four", "Five"))
