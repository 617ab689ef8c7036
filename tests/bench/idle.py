"""What `airdate up` costs while there is nothing to do: memory and processor time of all its processes.

A household of many shows, all of whose episodes are in the library, in the demo's world at real life's pace: its
servers belong to the measurement and are not counted, the transmission-daemon that Airdate runs is.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from demo.world import World
from pipeline.clock import now
from pipeline.config import Timing
from pipeline.library.naming import episode_path
from pipeline.model import Role
from pipeline.store import Store, open_store, people, shows
from pipeline.store.tables import media_file
from tests.rigs.core import episode_info, show_info

SHOWS, EPISODES = 500, 10
AFTER, DURING = 600.0, 120.0  # seconds
AIM_MEMORY, AIM_SHARE = 120.0, 0.1  # MB; percent of a core
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Of one process: MB, seconds of a processor, and how often it woke."""

    name: str
    pss: float
    rss: float
    busy: float
    wakes: int


def fill(store: Store, library: Path, count: int = SHOWS) -> None:
    """Ada follows so many shows; all of their episodes are filed, and each show is looked at once a day."""
    library.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    with store.write() as db:
        ada = people.add(db, 1, "Ada", Role.OWNER)
        for number in range(1, count + 1):
            show = shows.save_show(db, show_info(title=f"Lantern {number}", tvmaze_id=number, status="Ended"))
            aired = now() - timedelta(days=400)
            shows.save_episodes(db, show.id, [episode_info(number=n, airs_at=aired) for n in range(1, EPISODES + 1)])
            shows.subscribe(db, ada.id, show.id, shows.Start.EVERYTHING)
            for episode in shows.episodes(db, show.id):
                path = episode_path(library, show, episode, ".mkv")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
                of_it = {"episode_id": episode.id, "path": str(path), "filed_at": aired}
                rows.append({**of_it, "size": 1, "duration": 2700.0, "release": "", "info_hash": "", "subtitles": ()})
            shows.plan_look(db, show.id, now() + number * timedelta(days=1) / count)
        db.execute(media_file.insert(), rows)


def family(pid: int) -> Iterator[int]:
    """A process and all that came of it."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from family(int(child))


def cost_of(pid: int) -> Cost:
    """Since it began. See proc(5)."""
    own = Path(f"/proc/{pid}")
    memory = dict(line.split(":", 1) for line in (own / "smaps_rollup").read_text().splitlines()[1:])
    times = (own / "stat").read_text().rpartition(")")[2].split()
    wakes = sum(
        int(line.split()[1])
        for status in own.glob("task/*/status")
        for line in status.read_text().splitlines()
        if line.startswith("voluntary_ctxt_switches")
    )
    return Cost(
        name=(own / "comm").read_text().strip(),
        pss=int(memory["Pss"].split()[0]) / 1000,
        rss=int(memory["Rss"].split()[0]) / 1000,
        busy=(int(times[11]) + int(times[12])) / TICK,
        wakes=wakes,
    )


def measure(folder: Path, after: float, during: float, count: int) -> dict[int, Cost]:
    """What each process costs in the span that begins so long `after` the start."""
    with World(folder, shows=()) as world:
        world.settings["timing"] = Timing().model_dump()
        store = open_store(f"sqlite:///{world.database}")
        fill(store, world.library, count)
        store.close()
        with world.airdate() as airdate:
            airdate.dashboard_url()
            time.sleep(after)
            before = {pid: cost_of(pid) for pid in family(airdate.pid)}
            time.sleep(during)
            end = {pid: cost_of(pid) for pid in family(airdate.pid)}
    return {
        pid: Cost(one.name, one.pss, one.rss, one.busy - before[pid].busy, one.wakes - before[pid].wakes)
        for pid, one in end.items()
        if pid in before
    }


def main(after: float = AFTER, during: float = DURING, count: int = SHOWS) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="airdate-bench-") as folder:
        costs = list(measure(Path(folder), after, during, count).values())
    costs.append(
        Cost(
            "all of it",
            sum(each.pss for each in costs),
            sum(each.rss for each in costs),
            sum(each.busy for each in costs),
            sum(each.wakes for each in costs),
        )
    )
    table = Table("Process", "PSS", "RSS", "Of a core", "Wakes a second")
    for each in costs:
        share, wakes = 100 * each.busy / during, each.wakes / during
        table.add_row(each.name, f"{each.pss:.0f} MB", f"{each.rss:.0f} MB", f"{share:.2f} %", f"{wakes:.1f}")
    console = Console()
    console.print(f"`airdate up` with {count} shows, {during:.0f} s from {after:.0f} s after its start on.")
    console.print(table)
    console.print(f"Aim: under {AIM_MEMORY:.0f} MB (PSS) and {AIM_SHARE} % of a core.")
