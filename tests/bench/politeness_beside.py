"""How often those are asked that are asked by the way: XEM and the anime lists where shows are read anew, webhooks
where something happens, and whoever has the posters where pages are looked at. The time that passes is pretended."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from pydantic import SecretStr

from dashboard.frame import Frame
from dashboard.posters import Posters
from integrations.anime_lists import AnimeLists
from integrations.tvmaze import TVmaze
from integrations.webhook import Webhook
from integrations.xem import XEM
from pipeline.config import Settings
from pipeline.engine.guard import guard
from pipeline.model import Pace, Show, ShowKind
from pipeline.ports import Catalogue
from pipeline.services import actions, notifiers
from tests.bench.politeness import (
    FEWER_SHOWS,
    HOURS,
    WAITING,
    Answer,
    counting,
    followed,
    healthy_tvmaze,
    surveyed,
)
from tests.rigs.market import market
from tests.rigs.passing import pass_by

KNOWN = range(1, 10_000)
PICTURE = "\xff\xd8\xff"


def of_xem(folder: Path, told: Answer | None, hours: int = HOURS) -> list[int]:
    """What so many followed anime have XEM asked, in each hour, of which five change in a catalogue that is well."""
    return _of_mapping(folder, _xem, _healthy_xem, told, hours)


def _xem(url: str) -> XEM:
    made = XEM(XEM.Config(url=url), name="xem")
    made.pace = Pace(1000, 10.0)  # time is pretended: nobody waits for their turn
    return made


def of_anime_lists(folder: Path, told: Answer | None, hours: int = HOURS) -> list[int]:
    """The same for the site of the anime lists."""
    made = lambda url: AnimeLists(AnimeLists.Config(url=url), name="lists")  # noqa: E731
    return _of_mapping(folder, made, _healthy_list, told, hours)


def _of_mapping(
    folder: Path,
    made: Callable[[str], Catalogue],
    healthy: Callable[[str], Answer],
    told: Answer | None,
    hours: int,
) -> list[int]:
    store = followed(folder, FEWER_SHOWS, "tvmaze_id", "tvdb_id", kind=ShowKind.ANIME)
    hour = [0]
    with counting(healthy_tvmaze(hour, ("Anime",))) as well, counting(lambda asked: told or healthy(asked)) as server:
        tvmaze = TVmaze(TVmaze.Config(url=well.url, calls_per_window=100_000), name="tvmaze")
        both = [guard("catalogues", each, store) for each in (tvmaze, made(server.url))]
        counts = surveyed(store, both, hour, server, told, hours)
    store.close()
    return counts


def _healthy_xem(path: str) -> Answer:
    numbers = {"season": 1, "episode": 1, "absolute": 1}
    data: Any = [*map(str, KNOWN)] if "havemap" in path else [{"scene": numbers, "tvdb": numbers}]
    return 200, {}, json.dumps({"result": "success", "data": [] if "names" in path else data})


def _healthy_list(_: str) -> Answer:
    entries = (f'<anime tvdbid="{n}" defaulttvdbseason="1"><name>Show {n}</name></anime>' for n in KNOWN)
    return 200, {}, f"<anime-list>{''.join(entries)}</anime-list>"


def of_webhook(folder: Path, told: Answer | None, hours: int = HOURS) -> list[int]:
    """What a program is called, in each hour, at whose beginning 20 things happen."""
    house = market(folder, WAITING * hours)
    counts = []
    with counting(lambda _: told or (204, {}, "")) as server:
        config = Webhook.Config(url=SecretStr(f"{server.url}/hook"), private=True)
        hooks = [guard("notifiers", Webhook(config, name="webhook mine"), house.store)]
        notifiers.tell(house.store, hooks)  # what was before is no news
        for hour in range(hours):
            before, left = len(server.asked), timedelta(hours=1)
            for job in house.jobs[hour * WAITING : (hour + 1) * WAITING]:
                actions.give_up(house.store, job.id)
            while left > timedelta(0):
                wait = notifiers.tell(house.store, hooks) or 0.0
                gone = min(max(timedelta(seconds=wait), timedelta(minutes=5)), left)
                pass_by(house.store, gone, but=("job", "step_run"))  # what happened is known by its moment
                left -= gone
            counts.append(len(server.asked) - before)
    house.store.close()
    return counts


def of_posters(folder: Path, told: Answer | None, hours: int = HOURS) -> list[int]:
    """What whoever has the pictures is asked, in each hour, in which a page of 20 shows is looked at each minute."""
    counts, moment = [], [0.0]
    with counting(lambda _: told or (200, {}, PICTURE), "latin-1") as server:
        parts = SimpleNamespace(encoder=SimpleNamespace(shrink=lambda large, small, _: small.write_bytes(b"small")))
        context = SimpleNamespace(parts=parts, settings=Settings(data=folder))
        posters = Posters(cast(Frame, SimpleNamespace(context=context)), clock=lambda: moment[0])
        urls = [f"{server.url}/poster/{n}.jpg" for n in range(WAITING)]
        page = [SimpleNamespace(show=Show(id=n, title="Show", poster_url=url)) for n, url in enumerate(urls)]
        for _ in range(hours):
            before = len(server.asked)
            for _ in range(60):
                posters.beside({"shows": page})
                for thread in threading.enumerate():
                    if thread.name == "posters":
                        thread.join()
                moment[0] += 60.0
            counts.append(len(server.asked) - before)
    return counts
