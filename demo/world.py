"""The pretend outside world, whole: every server that a household's Airdate talks to, on free loopback ports.

    with World(folder) as world, world.airdate() as airdate:
        ada = world.telegram.person("Ada")
        ada.says(f"/start {airdate.claim_code()}")

Only the outside is pretended: the bot, the queue, Transmission and ffmpeg are the real ones, run by `airdate up`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from demo.catalogue import CatalogueServer
from demo.clips import Clip, make_clip
from demo.indexer import Indexer
from demo.mediaserver import MediaServer
from demo.shows import MERIDIAN_FERRY, TIN_ORCHARD, DemoEpisode, DemoShow
from demo.subtitles import SubtitleServer
from demo.telegram.server import TelegramServer
from demo.telegram.serving import LOOPBACK
from pipeline.clock import now
from pipeline.store import Store

CLIP_SECONDS = 32.0  # more than half of the minute that the catalogue says
START_PATIENCE = 60.0  # seconds
STOP_PATIENCE = 30.0

# Everything a household waits for in minutes and hours takes seconds here.
HASTE = {
    "catalogue": 5,
    "catalogue_soon": 2,
    "after_airing": 0,
    "search_first": 2,
    "search_most": 5,
    "feed": 2,
    "searches": 10_000,
    "download_poll": 0.5,
    "subtitles_wait": 5,
    "player_poll": 0.3,
    "player_wait": 20,
    "stall": 15,
    "stuck_together": 0.5,
}


class World:
    """Servers, clips, and a folder with Airdate's configuration, data and library in it."""

    def __init__(
        self,
        folder: Path,
        *,
        clips: Path | None = None,
        shows: Sequence[DemoShow] | None = None,
        port: int = 0,
        host: str = LOOPBACK,
    ) -> None:
        self.folder = folder.absolute()
        self.clips = clips or self.folder / "clips"
        self.library = self.folder / "library"
        chosen = shows if shows is not None else (TIN_ORCHARD, MERIDIAN_FERRY)
        self.shows = tuple(replace(show, runtime=1) for show in chosen)  # as short as our clips
        self.telegram = TelegramServer(port=port, host=host)
        self.catalogue = CatalogueServer(self.shows, host=host)
        self.indexer = Indexer(self.folder / "indexer")
        self.media = MediaServer(self.library, host=host)
        self.subtitles = SubtitleServer()
        self.settings: dict[str, Any] = {}  # more for airdate.toml, by section
        self.general: dict[str, Any] = {}  # what stands above the sections: "database", "queue", …
        self.environment: dict[str, str] = {}  # more for Airdate's processes
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.library.mkdir(exist_ok=True)
        with ExitStack() as stack:
            for server in (self.telegram, self.catalogue, self.indexer, self.media, self.subtitles):
                stack.enter_context(server)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    # ------------------------------------------------------------------------------------------------ what there is

    def offer(self, show: DemoShow, episode: DemoEpisode, **options: Any) -> str:
        """Release an episode: HEVC in 10 bits with AC-3 in Matroska, which the household's screens do not play."""
        title = options.pop("title", None) or release_name(show, episode)
        clip = Clip(title=f"{show.title} {episode.code}", seconds=CLIP_SECONDS)
        return self.indexer.offer(title, make_clip(self.clips, clip), tvdb_id=show.tvdb_id, **options)

    def release(self, show: DemoShow, episode: DemoEpisode, **options: Any) -> str:
        """An episode comes out: a release of it, and an English subtitle. The release's info-hash."""
        facts = {"series": show.title, "season": episode.season, "episode": episode.number}
        self.subtitles.add("en", srt(show, episode), **facts)
        return self.offer(show, episode, **options)

    def release_aired(self) -> None:
        """Release every regular episode that has aired."""
        moment = now()
        for listed in self.catalogue.listing.shows.values():
            for episode in (e.episode for e in listed.regular()):
                if episode.airs_at and episode.airs_at <= moment:
                    self.release(listed.show, episode)

    def air(self, show: DemoShow, episode: DemoEpisode) -> DemoEpisode:
        """Have the catalogue announce one more episode; the episode as listed, with its air time."""
        self.catalogue.listing.add_episode(show, episode)
        listed = self.catalogue.listing.shows[show.tvmaze_id]
        return next(e.episode for e in listed.episodes if e.episode.code == episode.code)

    # ------------------------------------------------------------------------------------------------------ Airdate

    @property
    def config(self) -> Path:
        return self.folder / "airdate.toml"

    def write_config(self) -> Path:
        sections: dict[str, Any] = {
            "telegram": {"token": self.telegram.token, "api_url": self.telegram.page_url.rstrip("/")},
            "timing": HASTE,
            "daemon": {"private": True},
            "dashboard": {"port": 0},
            "catalogues.tvmaze": {"url": self.catalogue.tvmaze_url, "calls_per_window": 10_000},
            "indexers.fairground": {
                "plugin": "torznab",
                "url": self.indexer.api_url,
                "api_key": self.indexer.api_key,
            },
            "subtitlers.subliminal": {
                "providers": ["airdate-demo"],
                "settings": {"airdate-demo": {"url": self.subtitles.url}},
            },
            "players.jellyfin": {"url": self.media.url, "api_key": self.media.api_key},
        }
        for name, values in self.settings.items():
            sections[name] = {**sections.get(name, {}), **values}
        general = {"library": str(self.library), **self.general}
        lines = [f"{key} = {_toml(value)}" for key, value in general.items()]
        for name, values in sections.items():
            lines += ["", f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in values.items())]
        self.config.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return self.config

    @contextmanager
    def airdate(self, *command: str) -> Iterator[Airdate]:
        """`airdate up` as a process of its own, until the block ends."""
        self.write_config()
        process = Airdate(self, command or ("up",))
        process.start()
        try:
            yield process
        finally:
            process.stop()

    @property
    def database(self) -> Path:
        return self.folder / "data" / "airdate.db"

    def store(self) -> Store:
        """Airdate's own database, to look at."""
        return Store(self.general.get("database", f"sqlite:///{self.database}"))

    def filed(self) -> list[Path]:
        """Every file in the library, sorted."""
        there = (Path(folder) / name for folder, _, names in os.walk(self.library) for name in names)
        return sorted(path for path in there if path.is_file())  # not rglob: folders of work come and go meanwhile


class Airdate:
    """The product as a process: started, killed, started again."""

    def __init__(self, world: World, command: Sequence[str]) -> None:
        self.world = world
        self.command = command
        self.log = world.folder / f"{command[0]}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def start(self) -> None:
        others = {k: v for k, v in os.environ.items() if not k.removeprefix("FILE__").startswith("AIRDATE_")}
        environment = others | {"LC_ALL": "C.UTF-8"}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-u", "-P", "-m", "airdate", "-v", *self.command, "-c", str(self.world.config)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**environment, **self.world.environment},
                start_new_session=True,  # so that Ctrl-C in the demo reaches it through us only
            )

    def claim_code(self) -> str:
        """The one-time code that it prints for the first owner. RuntimeError with its last words when it dies."""
        return self._printed(r"/start (\w+)")

    def dashboard_url(self) -> str:
        return self._printed(r"The dashboard: (\S+)")

    def _printed(self, pattern: str) -> str:
        end = time.monotonic() + START_PATIENCE
        while time.monotonic() < end:
            if found := re.findall(pattern, self.said()):
                return str(found[-1])
            if self._process is not None and self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"Airdate did not start. Its last words:\n{self.said()[-2000:]}")

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def kill(self) -> None:
        """kill -9, as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it gracefully; by force if it will not."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def own_folder(keep: Path | None) -> Iterator[Path]:
    """The demo's own folder, gone afterwards unless it is to be kept."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.absolute()
        return
    folder = Path(tempfile.mkdtemp(prefix="airdate-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def release_name(
    show: DemoShow, episode: DemoEpisode, quality: str = "1080p.WEB-DL.HEVC.AC3", group: str = "FAIR"
) -> str:
    """As releases are named: The.Tin.Orchard.S01E02.1080p.WEB-DL.HEVC.AC3-FAIR."""
    return f"{re.sub(r'[^A-Za-z0-9]+', '.', show.title)}.{episode.code}.{quality}-{group}"


def srt(show: DemoShow, episode: DemoEpisode) -> str:
    """A subtitle for a clip."""
    lines = [f"{show.title}, {episode.code}", episode.title, episode.overview or "(A bell rings.)"]
    cues = []
    for number, line in enumerate(lines):
        begin = 2 + number * 8
        cues.append(f"{number + 1}\n00:00:{begin:02},000 --> 00:00:{begin + 6:02},000\n{line}\n")
    return "\n".join(cues)


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)
