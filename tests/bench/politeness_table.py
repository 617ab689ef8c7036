"""How often each outside system is asked in an hour, as a table.

.venv/bin/python -m tests.bench.politeness_table > docs/politeness.md
"""

from __future__ import annotations

import logging
import random
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path

from tests.bench.politeness import (
    CATALOGUES,
    FAILURES,
    FEWER_SHOWS,
    HOURS,
    MOST_A_DAY,
    MOST_AN_HOUR,
    OTHER_NAMES,
    SHOWS,
    WAITING,
    Answer,
    healthy_indexer,
    of_a_catalogue,
    of_an_indexer,
    of_torrents,
)
from tests.bench.politeness_beside import of_anime_lists, of_posters, of_webhook, of_xem
from tests.bench.politeness_line import CLIENTS, of_a_client, of_jellyfin, of_kodi, of_subtitle_site
from tests.bench.politeness_telegram import of_telegram

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


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
    for (name, kind), (state, told) in product(CATALOGUES.items(), states.items()):
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            yield Line(name, state, of_a_catalogue(Path(folder), told, FEWER_SHOWS if told else SHOWS, kind=kind))


def client_lines() -> Iterator[Line]:
    for (name, made), (state, told) in product(CLIENTS.items(), FAILURES.items()):
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            yield Line(name, state, of_a_client(Path(folder), told, made))


OTHERS: dict[str, tuple[str, Callable[[Path, Answer | None], list[int]]]] = {
    "a Jellyfin": ("in health, files of 20 episodes come at once", of_jellyfin),
    "a Kodi": ("in health, files of 20 episodes come at once", of_kodi),
    "a subtitle site": ("in health, it has none for 40 episodes", of_subtitle_site),
    "XEM": ("in health, five of 100 anime change in each hour", of_xem),
    "the anime lists": ("in health, five of 100 anime change in each hour", of_anime_lists),
    "a webhook": ("in health, 20 things happen in each hour", of_webhook),
    "who has the posters": ("in health, a page of 20 shows is looked at each minute", of_posters),
    "Telegram": ("in health, 20 messages to 20 people", of_telegram),
}


def other_lines() -> Iterator[Line]:
    for system, (health, ask) in OTHERS.items():
        states: dict[str, Answer | None] = {health: None, **FAILURES}
        for state, told in states.items():
            with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
                yield Line(system, state, ask(Path(folder), told))


KINDS = (indexer_lines, torrent_lines, catalogue_lines, client_lines, other_lines)


def rows(of: Callable[[], Iterator[Line]]) -> list[str]:
    """Each line by the same chance, whichever are made beside it."""
    logging.disable(logging.CRITICAL)
    found: list[str] = []
    lines = of()
    while True:
        random.seed(13)
        line = next(lines, None)
        if line is None:
            return found
        found.append(f"| {line.system} | {line.state} | {line.first} | {line.later} |")


def page() -> str:
    with ProcessPoolExecutor() as pool:
        return "\n".join([HEAD, *chain.from_iterable(pool.map(rows, KINDS)), ""])


HEAD = f"""# How often outside systems are asked

{WAITING} episodes wait for an indexer that has none of them, and look every 15 minutes; its newest releases are read
every 15 minutes, too. Its torrents are asked for by {WAITING} that found three releases each, while no torrent can be
had. Of a catalogue {SHOWS} shows are followed ({FEWER_SHOWS} while it fails). A download client is asked by {WAITING}
downloads that are under way. Players are asked about the files of {WAITING} episodes that come at once, a subtitle
site for {WAITING} episodes that wait for it and {WAITING} that were filed without. XEM and the anime lists are asked
about {FEWER_SHOWS} followed anime, whose catalogue is well; a webhook hears of {WAITING}
things that happen in each hour; posters are fetched for a page of {WAITING} shows that is looked at each minute.
Telegram is asked by a bot with
{WAITING} messages for {WAITING} people, which asks for news all the time; Telegram holds that for 25 seconds.
Requests in {HOURS} hours:

    .venv/bin/python -m tests.bench.politeness_table > docs/politeness.md

The real integrations, the line's own steps and the bot ask a server that counts. Tests hold an indexer to
{MOST_AN_HOUR} requests an hour (`tests/test_politeness.py`) and a catalogue to {MOST_A_DAY} a day
(`tests/pipeline/services/test_changes.py`).

| system | how it is | first hour | at most in a later one |
|---|---|---:|---:|"""


if __name__ == "__main__":
    print(page(), end="")
