"""How often players, subtitle sites and download clients are asked by the line itself: by the steps behind `file`, by
those that look for subtitles, and by `download`, as a worker runs them. Its own waits count; the time that passes is
pretended."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from demo.mediaserver import MediaServer
from integrations.jellyfin import Jellyfin
from integrations.kodi import Kodi
from integrations.qbittorrent import QBittorrent
from integrations.subliminal import Subliminal
from integrations.transmission import Transmission
from pipeline.clock import now
from pipeline.engine.guard import guard
from pipeline.engine.plugins import Parts
from pipeline.engine.runner import Runner
from pipeline.line import LINE
from pipeline.model import MediaInfo, Release, Show
from pipeline.model.jobs import JobKind, RunState
from pipeline.model.reasons import NO_REASON
from pipeline.ports import Downloader, Player
from pipeline.services.missing_subtitles import look_for
from pipeline.steps.results import Downloaded, Fetched, Filed
from pipeline.store import active_jobs, downloads
from tests.bench.politeness import HOURS, WAITING, Answer, counting
from tests.rigs.library import file_episode
from tests.rigs.market import STAGES, Market, file_it, market
from tests.rigs.passing import pass_by

KEY = "k" * 32
LOOK = timedelta(seconds=15)  # between two rounds of the pretended time


def of_jellyfin(folder: Path, told: Answer | None, hours: int = HOURS) -> list[int]:
    """What the files of 20 episodes that come at once have a Jellyfin asked, in each hour; `told` is its failure."""
    house = _filed(folder)
    if told is not None:
        with counting(lambda _: told) as server:
            return _hours(house, lambda: len(server.asked), hours, players=_jellyfin(house, server.url))
    with MediaServer(folder / "library", api_key=KEY, version="12.0.0", look_time=0.01) as jellyfin:
        return _hours(house, lambda: len(jellyfin.exchanges), hours, players=_jellyfin(house, jellyfin.url))


def _jellyfin(house: Market, url: str) -> tuple[Player, ...]:
    made = Jellyfin(Jellyfin.Config.model_validate({"url": url, "api_key": KEY}), name="player")
    return (guard("players", made, house.store),)


def of_kodi(folder: Path, told: Answer | None, hours: int = HOURS) -> list[int]:
    """The same for a Kodi."""
    house = _filed(folder)
    with counting(lambda asked: told or healthy_kodi(folder / "library", house.show, asked)) as server:
        kodi = guard("players", Kodi(Kodi.Config(url=server.url), name="player"), house.store)
        return _hours(house, lambda: len(server.asked), hours, players=(kodi,))


def healthy_kodi(library: Path, show: Show, asked: str) -> Answer:
    """What a Kodi answers that shows whatever lies there: https://kodi.wiki/view/JSON-RPC_API"""
    files = sorted(library.rglob("*.mkv"))
    rows = [{"episodeid": n, "season": 1, "episode": n, "file": str(f)} for n, f in enumerate(files, start=1)]
    known = {"tvshowid": 1, "title": show.title, "file": f"{files[0].parents[1]}/"}
    told: dict[str, Any] = {
        "XBMC.GetInfoBooleans": {"Library.IsScanningVideo": False},
        "VideoLibrary.Scan": "OK",
        "VideoLibrary.GetTVShows": {"tvshows": [known]},
        "VideoLibrary.GetEpisodes": {"episodes": rows},
    }
    return 200, {"Content-Type": "application/json"}, json.dumps({"result": told[json.loads(asked)["method"]]})


def _filed(folder: Path) -> Market:
    """20 episodes whose files have just come into the library."""
    house = market(folder, WAITING)
    for place, episode in enumerate(house.episodes):
        for step in ("fetch", "download", "transcode", "subtitles"):
            house.run_step(place, step, NO_REASON)
        path = file_episode(house.settings.library, house.show, episode).video
        house.run_step(place, "file", Filed(path=str(path), size=1000, duration=1.0))
    return house


CLIENTS: dict[str, Callable[[str], Downloader]] = {
    "a Transmission": lambda url: Transmission(Transmission.Config(url=f"{url}/transmission/rpc"), name="client"),
    "a qBittorrent": lambda url: QBittorrent(QBittorrent.Config(url=url), name="client"),
}


def of_a_client(folder: Path, told: Answer, made: Callable[[str], Downloader], hours: int = HOURS) -> list[int]:
    """What 20 downloads that are under way ask a client that fails, in each hour."""
    house = market(folder, WAITING)
    for place in range(WAITING):
        release = Release(title=f"Lantern.Row.S01E{place + 1:02}.1080p.WEB-DL-FAIR", indexer="fair", guid=str(place))
        house.run_step(place, "fetch", Fetched(release=release, considered=1, why=NO_REASON))
        downloads.note(house.store, house.jobs[place].id, f"{place:040x}", release, 1000)
    with counting(lambda _: told) as server:
        client = guard("downloader", made(server.url), house.store)
        return _hours(house, lambda: len(server.asked), hours, downloader=client)


def of_subtitle_site(folder: Path, told: Answer | None, hours: int = HOURS) -> list[int]:
    """What 20 episodes that wait for their subtitles, and 20 that were filed without, ask a site in each hour."""
    house = market(folder, 2 * WAITING)
    video = folder / "film.mkv"
    video.write_bytes(b"film")
    release = Release(title="Lantern.Row.S01E01.1080p.WEB-DL.H.264-FAIR", indexer="fair", guid="1")
    for place, episode in enumerate(house.episodes):
        house.run_step(place, "fetch", NO_REASON)
        house.run_step(place, "download", Downloaded(info_hash="", path=str(video), release=release))
        if place < WAITING:
            file_it(house, release.title, place=place, path=str(video))
            with house.store.write() as db:
                look_for(db, episode.id, ("en",), str(video), STAGES)
    with counting(lambda _: told or (200, {"Content-Type": "application/json"}, "[]")) as server:
        settings = {"airdate-demo": {"url": SecretStr(server.url)}}
        site = Subliminal(Subliminal.Config(providers=("airdate-demo",), settings=settings), name="subtitles")
        return _hours(house, lambda: len(server.asked), hours, subtitlers=(guard("subtitlers", site, house.store),))


class Reader:
    """An encoder that takes every file for a film without subtitles."""

    name = "reader"

    def probe(self, path: Path) -> MediaInfo:
        return MediaInfo(container="mkv", size=path.stat().st_size, duration=3000.0)

    def texts(self, path: Path, streams: Sequence[int]) -> dict[int, bytes]:
        return {}


def _hours(house: Market, asked: Callable[[], int], hours: int, **outside: Any) -> list[int]:
    """How often a system was asked in each hour in which a worker runs whatever is due."""
    none = dict.fromkeys(("catalogues", "indexers", "subtitlers", "players"), ())
    parts = Parts(**{**none, "downloader": None, "encoder": Reader(), **outside})
    runner = Runner(LINE, parts, house.store, house.settings)
    counts = []
    for _ in range(hours):
        before, left = asked(), timedelta(hours=1)
        while left > timedelta(0):
            gone = min(max(_run_due(runner, house), LOOK), left)
            pass_by(house.store, gone, but=("attempt", "episode", "show"))  # by which nothing goes here
            left -= gone
        counts.append(asked() - before)
    house.store.close()
    return counts


def _run_due(runner: Runner, house: Market) -> timedelta:
    """Run what is due; how long until something is again."""
    while due := [run.id for run in _open(house) if run.due_at and run.due_at <= now()]:
        for run_id in due:
            runner.answer(run_id)
    return min((run.due_at - now() for run in _open(house) if run.due_at), default=timedelta(hours=1))


def _open(house: Market) -> list[Any]:
    with house.store.read() as db:
        ways = active_jobs.find(db, kinds=JobKind)
    return [run for way in ways for run in way.runs if run.state is RunState.DUE and run.lane != "heavy"]
