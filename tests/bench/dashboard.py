"""Each page of the dashboard, to its last byte, with a big household in the database."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import requests

from pipeline.config import Settings
from tests.bench.chat import EPISODES_EACH, fill
from tests.rigs.core import new_store
from tests.rigs.dashboard import dashboard_of

PAGES = (
    "",
    "shows",
    "shows?page=5",
    "shows?q=show+77",
    "shows?by=next",
    "shows?only=missing",
    "show/250",
    "episode/25000",
    "calendar",
    "calendar?by=month",
    "health",
    "history",
    "history?q=show+77",
    "blocklist",
    "wanted",
    "people",
    "settings",
    "statistics",
    "pressed",
    "runs",
)
TIMES = 30
AIM = (0.1, 300_000)  # seconds, bytes


def main(shows: int = 500) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = new_store(Path(folder))
        fill(store, shows, 20)
        aim = f"p95 is to be under {AIM[0] * 1000:.0f} ms, a page under {AIM[1] // 1000} kB"
        print(f"{shows} shows, {shows * EPISODES_EACH} episodes; {aim}")
        with dashboard_of(store, Settings(data=Path(folder), library=Path(folder), dashboard={"port": 0})) as url:
            for page in PAGES:
                took, cpu, size = timed(url + page)
                good = "ok" if took[int(0.95 * TIMES)] < AIM[0] and size < AIM[1] else "OVER"
                median, p95 = 1000 * took[TIMES // 2], 1000 * took[int(0.95 * TIMES)]
                busy = 1000 * cpu[int(0.95 * TIMES)]
                print(
                    f"/{page:<18} median {median:6.1f} ms   p95 {p95:6.1f} ms   cpu p95 {busy:6.1f} ms   "
                    f"{size / 1000:7.1f} kB   {good}"
                )
        store.close()


def timed(url: str) -> tuple[list[float], list[float], int]:
    """How long it took, and of that our own processor time (what others run beside it does not count), sorted; how
    many bytes came."""
    took, cpu, size = [], [], 0
    with requests.Session() as session:
        for _ in range(TIMES):
            begun, used, asking = time.perf_counter(), time.process_time(), time.thread_time()
            answer = session.get(url, timeout=60)
            answer.raise_for_status()
            size = len(answer.content)
            took.append(time.perf_counter() - begun)
            cpu.append(time.process_time() - used - (time.thread_time() - asking))  # without who asks
    return sorted(took), sorted(cpu), size
