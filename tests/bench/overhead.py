"""What Airdate adds to the bare work: from "download complete" to "go watch" queued, beside the bare command.

The line from `download` on is the real one, with its queue, database, checks and library on the same disk; nothing is
asked of the outside (no subtitles are wanted, no player is configured). The bare command is what a person would type:
`cp` for a file that needs nothing, else ffmpeg with the very arguments that the line gives it.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from demo.clips import Clip, make_clip
from demo.mediaserver import MediaServer
from integrations.ffmpeg import FFmpeg, hardware
from integrations.ffmpeg.command import encode_command
from integrations.jellyfin import Jellyfin
from pipeline.clock import now
from pipeline.config import Household, Settings
from pipeline.engine.context import StepContext
from pipeline.engine.plugins import Parts
from pipeline.engine.runner import Runner
from pipeline.engine.step import Step
from pipeline.library.naming import episode_path
from pipeline.line import LINE
from pipeline.model import Episode, Release, Show
from pipeline.model.jobs import Origin
from pipeline.playback import planning, screens
from pipeline.steps.refresh import refresh
from pipeline.steps.results import Downloaded, Filed
from pipeline.store import Store, outbox, runs, shows
from tests.rigs.core import add_person, add_show, episode_info, new_store, wait_until

ROUNDS, SECONDS = 3, 60.0
AIM_RATIO, AIM_SECONDS = 1.1, 1.0
SHELF, LOOK_TIME, AIM_SEEN = 300, 0.6, 2.0  # shows; seconds
PATIENCE = 1800.0  # seconds for one episode
LOOKS = 0.2  # seconds between two looks whether it is done: these take time from what is measured
BEHIND = ("transcode", "subtitles", "file", "refresh", "notify")


@dataclass(frozen=True)
class Case:
    name: str
    video: str
    audio: str
    container: str


CASES = (
    Case("nothing to do", "h264", "aac", "mp4"),
    Case("another container", "h264", "aac", "mkv"),
    Case("another sound", "h264", "ac3", "mkv"),
    Case("another picture and sound", "hevc10", "ac3", "mkv"),
)


@dataclass(frozen=True)
class Timed:
    """Seconds, the middle one of several rounds; `work` is what the processors did beyond the bare command, which tells
    more than the clock where others are busy on the machine."""

    case: Case
    bare: float
    ours: float
    work: float

    @property
    def reached(self) -> bool:
        return self.ours <= self.bare * AIM_RATIO or self.ours - self.bare <= AIM_SECONDS


class Bench:
    """The line behind a download that is always there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.encoder = FFmpeg(FFmpeg.Config(hardware="off"), name="ffmpeg")
        self.store: Store = new_store(folder)
        self.settings = Settings(
            data=folder / "data",
            library=folder / "library",
            recycle=folder / "recycle",
            household=Household(subtitles=()),
        )
        nothing: Any = None
        parts = Parts(catalogues=(), indexers=(), subtitlers=(), players=(), downloader=nothing, encoder=self.encoder)
        self.source = Path()
        self.completed_at = now()
        steps = {step.name: step for step in LINE}
        self.runner = Runner(
            [Step(run=self._download()), *(steps[name] for name in BEHIND)], parts, self.store, self.settings
        )
        self.show, _ = add_show(self.store)
        self.owner = add_person(self.store)
        with self.store.write() as db:
            shows.subscribe(db, self.owner.id, self.show.id, shows.Start.EVERYTHING)
        self.number = 1

    def _download(self) -> Any:
        def download(context: StepContext) -> Downloaded:
            self.completed_at = now()
            release = Release(title="Lantern.Row.1080p.WEB-DL-FAIR", indexer="bench", guid="1")
            return Downloaded(info_hash=f"{self.number:040x}", path=str(self.source), release=release)

        return download

    def ours(self, source: Path) -> float:
        """Seconds from the download's end to the queued message; what was filed is thrown away again."""
        self.number += 1
        self.source = source
        os.utime(source)  # a new download: nothing of it is known
        with self.store.write() as db:
            shows.save_episodes(db, self.show.id, [episode_info(number=self.number)])
            episode = shows.episode_by_code(db, self.show.id, 1, self.number)
            assert episode is not None
            runs.open_job(db, episode.id, Origin.AIRED, self.runner.stages)
        told: datetime = wait_until(lambda: self._told(episode.id), PATIENCE, self._how_it_stands, every=LOOKS)
        for film in self.settings.library.rglob("*.*"):
            if film.is_file():
                film.unlink()
        return (told - self.completed_at).total_seconds()

    def _told(self, episode_id: int) -> datetime | None:
        with self.store.read() as db:
            for message in outbox.due(db, limit=1000):
                if isinstance(message.news, outbox.GoWatch) and message.news.episode_id == episode_id:
                    return message.created_at
        return None

    def _how_it_stands(self) -> str:
        with self.store.read() as db:
            return str({name: (run.state, run.reason) for name, run in runs.runs_of(db, self.number - 1).items()})

    def bare(self, source: Path) -> float:
        """Seconds of the bare command."""
        info = self.encoder.probe(source)
        plan = planning.plan(info, screens.household(self.settings.household.screens))
        target = self.folder / f"bare.{plan.container}"
        if plan.untouched:
            command = ["cp", str(source), str(target)]
        else:
            encoder = hardware.software(self.encoder.config.preset, self.encoder.config.quality)
            arguments = encode_command(source, info, plan, (target, []), encoder, device="", threads=0)
            command = ["ffmpeg", *arguments]
        begun = time.monotonic()
        subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
        took = time.monotonic() - begun
        target.unlink()
        return took


def measure(folder: Path, seconds: float = SECONDS, rounds: int = ROUNDS, cases: Sequence[Case] = CASES) -> list[Timed]:
    """Each case, the bare command and the line by turns."""
    bench = Bench(folder)
    timed = []
    with bench.runner.at_work(("io", "heavy")):
        for case in cases:
            clip = Clip(
                title=case.name, seconds=seconds, width=1280, height=720,
                video=case.video, audio=case.audio, container=case.container,
            )  # fmt: skip
            film = make_clip(folder / "clips", clip)
            bare, ours, work = [], [], []
            for _ in range(rounds):
                bench.encoder.probe(film)  # a person knows what to type
                begun = _worked()
                bare.append(bench.bare(film))
                between = _worked()
                ours.append(bench.ours(film))
                work.append((_worked() - between) - (between - begun))
            timed.append(Timed(case, *map(statistics.median, (bare, ours, work))))
    bench.store.close()
    return timed


def _worked() -> float:
    """Seconds of processor time of this process and of those that it has waited for."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def filed_to_seen(folder: Path, rounds: int = ROUNDS) -> float:
    """Seconds from a file in its place to the end of `refresh`, with a (pretend) Jellyfin of many shows: the middle.

    `LOOK_TIME` is what a real one took for a look at a season among as many shows.
    """
    library = folder / "shelf"
    for number in range(SHELF):
        inside = library / f"Show {number} (2020) [tvdbid-{number + 1}]" / "Season 01"
        inside.mkdir(parents=True)
        (inside / f"Show {number} (2020) - S01E01.mkv").touch()
    with MediaServer(library, version="12.0.0", look_time=LOOK_TIME) as server:
        player = Jellyfin(
            Jellyfin.Config.model_validate({"url": server.url, "api_key": server.api_key}), name="jellyfin"
        )
        took = [_seen(library, player, number) for number in range(2, rounds + 2)]
    return statistics.median(took)


def _seen(library: Path, player: Jellyfin, number: int) -> float:
    show = Show(id=1, title="Show 7", year=2020, tvdb_id=8)
    episode = Episode(id=number, show_id=1, season=1, number=number)
    file = episode_path(library, show, episode, ".mkv")
    file.touch()
    filed = Filed(path=str(file), size=1, duration=1.0)
    begun = time.monotonic()
    refresh(show, episode, filed, [player], Settings(), StepContext(step="refresh", begun_at=now()))
    return time.monotonic() - begun


def main(seconds: float = SECONDS, rounds: int = ROUNDS) -> None:
    """Print the table."""
    table = Table("A file that needs", "Bare command", "Airdate", "Times as long", "More", "More work", "Aim reached")
    with tempfile.TemporaryDirectory(prefix="airdate-bench-") as folder:
        for one in measure(Path(folder), seconds, rounds):
            table.add_row(
                one.case.name,
                f"{one.bare:.2f} s",
                f"{one.ours:.2f} s",
                f"{one.ours / one.bare:.2f}",
                f"{one.ours - one.bare:+.2f} s",
                f"{one.work:+.2f} s",
                "yes" if one.reached else "no",
            )
    console = Console()
    console.print(
        f"From “download complete” to “go watch” queued; {seconds:.0f} s of 720p, the middle of {rounds} rounds."
    )
    console.print(table)
    with tempfile.TemporaryDirectory(prefix="airdate-bench-") as folder:
        seen = filed_to_seen(Path(folder), rounds)
    console.print(f"Filed → seen: {seen:.2f} s with {SHELF} shows; aim: {AIM_SEEN:.0f} s.")
    console.print(f"Aim: at most {AIM_RATIO} times the bare command, or {AIM_SECONDS:.0f} s more.")
