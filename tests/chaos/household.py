"""A household in the pretend world that can be hit: its shows, its people, its processes, its disks and its clock."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from demo.clips import Clip, make_clip
from demo.shows import DemoEpisode, DemoShow
from demo.telegram.person import Person
from demo.world import Airdate, World, release_name, srt
from pipeline.clock import now
from pipeline.store import AWAY, key_values
from tests.chaos.clock import Clock, can_turn
from tests.chaos.plan import Means
from tests.chaos.servers import Postgres, Redis, Server
from tests.rigs.core import wait_until
from tests.rigs.disks import can_mount, disk

NAMES = ("Copper Lane", "Night Harbour", "Glass Orchid", "Paper Comet")
LENGTHS = 116  # as many different ones, 0.25 s apart, tell the films of a show apart
EMBEDDED, SPLIT = "SQLite", "PostgreSQL and Redis"
ONE = {"everything": ("up",)}
APART = {
    "bot": ("bot",),
    "io worker": ("worker", "--lane", "io"),
    "heavy worker": ("worker", "--lane", "heavy"),
    "second worker": ("worker",),
}
DISK = "1600m"
DAY = 86400  # seconds
STALL = 60  # seconds: longer than a fault lasts, and than a machine that is busy with all this may serve nothing
CLAIMED = 20_000_000  # bytes that the indexer says: ours are smaller than anything real


@dataclass(frozen=True, kw_only=True)
class Film:
    """What came out for an episode, and how it is known again in the library."""

    show: DemoShow
    episode: DemoEpisode
    seconds: float
    title: str  # in the file itself
    info_hashes: tuple[str, ...]

    @property
    def code(self) -> tuple[str, str]:
        return self.show.title, self.episode.code


@dataclass
class Household:
    """Everything that a run has; see `household`."""

    world: World
    ada: Person
    processes: dict[str, Airdate]
    servers: dict[str, Server]
    clock: Clock | None
    disks: bool
    films: list[Film] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)  # whoever stops or starts processes holds it

    @property
    def data(self) -> Path:
        return self.world.folder / "data"

    @property
    def means(self) -> Means:
        return Means(
            processes=tuple(self.processes),
            servers=tuple(self.servers),
            disks=self.disks,
            clock=self.clock is not None,
        )

    @property
    def time(self) -> datetime:
        """What the household's clocks say, and the world's with them."""
        return now() + timedelta(seconds=self.clock.turned if self.clock else 0)

    # ------------------------------------------------------------------------------------------------------- episodes

    def air(self) -> Film:
        """One more episode comes out: two releases as good as each other, and a subtitle."""
        count = len(self.films)
        listed = self.world.catalogue.listing.shows[self.world.shows[count % len(NAMES)].tvmaze_id]
        number = max(e.episode.number for e in listed.episodes) + 1
        episode = DemoEpisode(
            season=1,
            number=number,
            title=f"Night {number}",
            airs=timedelta(0),
            airs_at=self.time + timedelta(seconds=1.5),
        )
        film = self._release(listed.show, episode, count)
        self.films.append(film)
        self.world.air(listed.show, episode)
        return film

    def turn_clock(self, seconds: int) -> None:
        """The world's clock is set with ours, and what has aired stays so when it is set back."""
        assert self.clock is not None
        self.clock.turn(seconds)
        listing = self.world.catalogue.listing
        for film in self.films if seconds < 0 else ():
            listing.postpone(film.show, film.episode.season, film.episode.number, by=timedelta(seconds=seconds))
        listing.ahead = timedelta(seconds=self.clock.turned)

    def _release(self, show: DemoShow, episode: DemoEpisode, count: int) -> Film:
        facts = {"series": show.title, "season": episode.season, "episode": episode.number}
        self.world.subtitles.add("en", srt(show, episode), **facts)
        seconds = 31 + 0.25 * (count % LENGTHS)
        title = f"{show.title} {episode.code}"
        hashes = []
        for group in ("FAIR", "CALM"):
            path = _film(self.world.clips, title, seconds, group, playable=count % 3 == 0)
            name = release_name(
                show, episode, "1080p.WEB-DL.H.264" if path.suffix == ".mp4" else "1080p.WEB-DL.HEVC", group
            )
            hashes.append(
                self.world.indexer.offer(name, path, tvdb_id=show.tvdb_id, size=CLAIMED, published_at=self.time)
            )
        return Film(show=show, episode=episode, seconds=length(path), title=title, info_hashes=tuple(hashes))

    def subscribe(self) -> None:
        for show in self.world.shows:
            said = self.ada.says(f"/subscribe {show.title}")
            card = self.ada.wait_for(f"{show.title} ({show.year})", timeout=30, after=said)
            self.ada.presses(card, "Follow", timeout=30)
            self.ada.presses(self.ada.look(card), "ext episode", timeout=30)

    # ------------------------------------------------------------------------------------------------------ processes

    def start_all(self) -> None:
        for process in self.processes.values():
            process.start()

    def kill_all(self) -> None:
        for process in self.processes.values():
            process.kill()
        for pid in self.pids(str(self.world.folder / "data")):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def start_ended(self) -> int:
        """Start again what has ended by itself, as systemd does; how many."""
        with self.lock:
            ended = [process for process in self.processes.values() if process.ended]
            for process in ended:
                process.start()
        return len(ended)

    def all_up(self) -> bool:
        """Whether each process has said that it lives: one that is killed as it starts has nothing in its hands yet."""
        try:
            store = self.world.store()
        except AWAY:
            return False
        try:
            with store.read() as db:
                there = {int(key.split(":")[-2]) for key in key_values.starting_with(db, "process:")}
        except AWAY:
            return False
        finally:
            store.close()
        return there.issuperset(process.pid for process in self.processes.values())

    def stop_all(self) -> None:
        for process in self.processes.values():
            process.stop()

    def pid_of(self, name: str) -> int | None:
        """The process that goes by this name in a plan; None: it does not run just now."""
        if name == "daemon":
            return next(iter(self.pids("transmission-daemon")), None)
        if name in self.servers:
            return self.servers[name].pid
        return self.processes[name].pid

    def pids(self, *words: str) -> list[int]:
        """Processes whose command has all of these and this household's folder in it."""
        found = []
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                command = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
                wanted = (*words, str(self.world.folder))
                if all(word in command for word in wanted) and int(entry.parent.name) != os.getpid():
                    found.append(int(entry.parent.name))
        return found

    # ---------------------------------------------------------------------------------------------------- old folders

    @property
    def _kept(self) -> Path:
        return self.world.folder / "kept"

    def keep_folder(self) -> None:
        """Copy what Airdate and its database have; nothing of it may run."""
        for place in self._places():
            shutil.rmtree(self._kept / place.name, ignore_errors=True)
            _copy(place, self._kept / place.name)

    def put_back_folder(self) -> bool:
        """Have what was kept again; False when nothing was."""
        if not self._kept.is_dir():
            return False
        for place in self._places():
            for each in place.iterdir():
                shutil.rmtree(each) if each.is_dir() else each.unlink()
            _copy(self._kept / place.name, place)
        return True

    def _places(self) -> list[Path]:
        return [self.data, *(server.folder for server in self.servers.values() if isinstance(server, Postgres))]


def _copy(place: Path, to: Path) -> None:
    to.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", f"{place}/.", str(to)], check=True, timeout=120)


def _film(folder: Path, title: str, seconds: float, group: str, *, playable: bool) -> Path:
    """A film of its own for each release: cut from one that is made once."""
    small = Clip(title="chaos", seconds=62, width=160, height=90, frame_rate=12)
    if playable:
        small = replace(small, video="h264", audio="aac", container="mp4")
    whole = make_clip(folder, small)
    path = folder / f"{title} {group}{whole.suffix}"
    tags = ["-metadata", f"title={title}", "-metadata", f"comment={group}"]
    command = ["ffmpeg", "-loglevel", "error", "-y", "-i", str(whole), "-t", str(seconds), "-c", "copy", *tags]
    subprocess.run([*command, "-movflags", "+faststart", str(path)], check=True, timeout=60)
    return path


def length(path: Path) -> float:
    """In seconds, as ffprobe says."""
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)


def _show(number: int, title: str) -> DemoShow:
    return DemoShow(
        title=title,
        year=2026,
        tvmaze_id=9_900_200 + number,
        tvdb_id=99_900_200 + number,
        imdb_id=f"tt999002{number:02}",
        overview="",
        network="Wend Valley Television",
        episodes=(DemoEpisode(season=1, number=1, title="Night 1", airs=timedelta(days=-7)),),
    )


@contextmanager
def household(folder: Path, backend: str) -> Iterator[Household]:
    """A household that has subscribed to several shows; Airdate runs, on SQLite in one process or on PostgreSQL and
    Redis with the bot and the workers apart.
    """
    folder.chmod(0o755)
    world = World(folder, clips=folder / "clips", shows=[_show(n, title) for n, title in enumerate(NAMES)])
    world.settings["timing"] = {"stall": STALL}
    with ExitStack() as stack:
        disks = can_mount()
        for place in ("data", "library") if disks else ():
            stack.enter_context(disk(folder / place, DISK))
        clock = Clock(folder) if can_turn() else None
        world.environment = clock.environment if clock else {}
        servers = _servers(folder, world) if backend != EMBEDDED else {}
        for server in servers.values():
            stack.callback(server.kill)
            server.start()
        stack.enter_context(world)
        world.write_config()
        commands = APART if servers else ONE
        processes = {name: Airdate(world, command) for name, command in commands.items()}
        made = Household(world, world.telegram.person("Ada"), processes, servers, clock, disks)
        stack.callback(made.stop_all)
        _begin(made)
        yield made


def _servers(folder: Path, world: World) -> dict[str, Server]:
    servers: dict[str, Server] = {
        "PostgreSQL": Postgres(folder / "postgres", world.environment),
        "Redis": Redis(folder / "redis", world.environment),
    }
    world.general = {"database": servers["PostgreSQL"].url, "queue": servers["Redis"].url}
    return servers


def _begin(made: Household) -> None:
    first = next(iter(made.processes.values()))
    first.start()
    made.ada.asks(f"/start {first.claim_code()}", timeout=30)
    for process in list(made.processes.values())[1:]:
        process.start()
    made.subscribe()
    if made.clock is not None:  # what is followed began a day ago: no turn of the clock leads to before that
        made.turn_clock(DAY)
    wait_until(lambda: made.pid_of("daemon"), 60, lambda: "Transmission did not start")
