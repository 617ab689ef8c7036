"""`airdate demo --script`: a conversation that plays itself in the pretend world, with every promise checked."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
from rich.console import Console

from demo.shows import TIN_ORCHARD, DemoEpisode
from demo.telegram.person import ChatMessage, Person
from demo.world import CLIP_SECONDS, Airdate, World, own_folder
from pipeline.clock import now
from pipeline.model.jobs import RunState, StepRun
from pipeline.store import active_jobs, downloads

PATIENCE = 150.0  # seconds for an episode to arrive
GO_WATCH = "Go watch"
NEW_EPISODE = DemoEpisode(
    season=2, number=6, title="The Copper Bough", airs=None, overview="It rings at last, and everybody hears it."
)


@dataclass
class Transcript:
    """What happens, printed as it happens."""

    console: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))
    began: float = field(default_factory=time.monotonic)
    broken: list[str] = field(default_factory=list)

    def line(self, who: str, text: str, style: str = "") -> None:
        clock = f"{time.monotonic() - self.began:6.1f} s"
        self.console.print(f"[dim]{clock}[/dim]  [bold]{who:>8}[/bold]  ", end="")
        self.console.print(text.replace("\n", f"\n{'':20}"), style=style, markup=False)

    def message(self, message: ChatMessage) -> None:
        picture = "[picture]\n" if message.photo else ""
        self.line("Airdate", picture + message.words, "cyan")
        for row in message.keyboard:
            self.line("", " ".join(f"[ {button.text} ]" for button in row), "blue")

    def promise(self, text: str, kept: bool, detail: str = "") -> None:
        """Say whether a promise was kept; a broken one is remembered."""
        self.console.print(f"  {'✓' if kept else '✗'} {text}", style="green" if kept else "bold red", markup=False)
        if not kept:
            self.broken.append(text)
            self.console.print(f"    {detail}", style="red", markup=False)


@dataclass(frozen=True)
class Played:
    """Who took part, and what was released."""

    ada: Person
    stranger: Person
    info_hash: str


def play(keep: Path | None = None) -> int:
    """Play a conversation, print it, check every promise. 0 if all were kept."""
    told = Transcript()
    with own_folder(keep) as folder, World(folder) as world:
        told.line("world", "pretend Telegram, catalogue, indexer, subtitle site and media server on loopback", "dim")
        played: Played | None = None
        with world.airdate() as airdate:
            try:
                played = _conversation(world, airdate, told)
            except (AssertionError, LookupError, RuntimeError, TimeoutError) as error:
                told.promise("the conversation went as it should", False, str(error))
                told.console.print(f"Airdate's last words:\n{airdate.said()[-3000:]}", markup=False)
        if played is not None:
            told.console.print("\nPromises:")
            _check_promises(world, told, played)
        _check_gone(folder, told)
    told.console.print(f"\n{'Every promise was kept.' if not told.broken else f'{len(told.broken)} broken.'}")
    return 1 if told.broken else 0


def _conversation(world: World, airdate: Airdate, told: Transcript) -> Played:
    """Subscribe, wait for a new episode, be told."""
    code = airdate.claim_code()
    told.line("Airdate", f"(in the terminal) the bot's owner is whoever says /start {code}", "dim")
    ada, stranger = world.telegram.person("Ada"), world.telegram.person("Stranger")
    told.line("Stranger", "/subscribe The Tin Orchard")
    told.message(stranger.asks("/subscribe The Tin Orchard"))
    told.line("Ada", f"/start {code}")
    told.message(ada.asks(f"/start {code}"))
    card = _ask(ada, "/subscribe The Tin Orchard", "The Tin Orchard (2025)", told)
    card = _press(ada, card, "Follow", told)
    card = _press(ada, card, "ext episode", told)
    show = world.catalogue.listing.shows[TIN_ORCHARD.tvmaze_id].show
    episode = world.air(show, _airing_now())
    told.line("world", f"{show.title} {episode.code} “{episode.title}” airs; a release of it appears", "dim")
    info_hash = world.release(show, episode)
    with _watching(world, told):
        message = ada.wait_for(GO_WATCH, timeout=PATIENCE)
    told.message(message)
    time.sleep(2)  # a second message would come now
    return Played(ada=ada, stranger=stranger, info_hash=info_hash)


def _airing_now() -> DemoEpisode:
    return replace(NEW_EPISODE, airs=timedelta(0), airs_at=now() + timedelta(seconds=1.5))


def _ask(person: Person, text: str, expected: str, told: Transcript) -> ChatMessage:
    told.line(person.name, text)
    person.says(text)
    message = person.wait_for(expected)
    told.message(message)
    return message


def _press(person: Person, message: ChatMessage, label: str, told: Transcript) -> ChatMessage:
    button = person.look(message).button(label)
    told.line(person.name, f"presses “{button.text}”")
    person.presses(message, button.text)
    changed = person.look(message)
    told.message(changed)
    return changed


@contextmanager
def _watching(world: World, told: Transcript) -> Iterator[None]:
    """Print every change of what is on its way, while the block runs."""
    done = threading.Event()

    def watch() -> None:
        store = world.store()
        seen: dict[int, tuple[str, int]] = {}
        while not done.wait(0.1):
            with store.read() as db:
                runs = [(way.episode.code, run) for way in active_jobs.find(db) for run in way.runs]
            for code, run in runs:
                state = (str(run.state), int((run.progress or 0) * 4))  # every quarter is news
                if run.state in (RunState.RUNNING, RunState.DONE, RunState.STUCK) and seen.get(run.id) != state:
                    told.line("line", f"{code} {run.step:<10} {_bar(run)} {run.reason}", "yellow")
                seen[run.id] = state
        store.close()

    thread = threading.Thread(target=watch, name="watching", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _bar(run: StepRun) -> str:
    share = 1.0 if run.state is RunState.DONE else run.progress or 0.0
    full = round(share * 10)
    return f"{'█' * full}{'░' * (10 - full)} {share:4.0%}"


# ----------------------------------------------------------------------------------------------------------- promises


def _check_promises(world: World, told: Transcript, played: Played) -> None:
    _check_news([m for m in played.ada.messages if GO_WATCH in m.words], told)
    learnt = " ".join(m.words for m in played.stranger.messages if m.from_bot)
    told.promise("a stranger learnt nothing", bool(learnt) and "Tin Orchard" not in learnt, learnt)
    videos = [p for p in world.filed() if p.suffix == ".mp4"]
    told.promise("exactly one file in the library", len(videos) == 1, str(world.filed()))
    for video in videos:
        _check_video(video, world, told)
    store = world.store()
    with store.read() as db:
        hashes = downloads.hashes(db)
    store.close()
    told.promise("exactly one torrent, the released one", hashes == [played.info_hash], str(hashes))


def _check_news(watch: list[ChatMessage], told: Transcript) -> None:
    told.promise("exactly one “go watch”", len(watch) == 1, f"{len(watch)} came")
    links = [b.value for m in watch for row in m.keyboard for b in row if b.kind == "url"]
    complete = bool(watch and watch[0].photo and links)
    told.promise("with a picture and a button that opens the episode", complete, str(watch))
    told.promise("the button leads to a page that is there", bool(links) and all(map(_answers, links)), str(links))


def _answers(url: str) -> bool:
    return requests.get(url, timeout=10).ok


def _check_video(video: Path, world: World, told: Transcript) -> None:
    name = video.relative_to(world.library).as_posix()
    folder = f"The Tin Orchard (2025) [tvdbid-{TIN_ORCHARD.tvdb_id}]"
    expected = f"{folder}/Season 02/The Tin Orchard (2025) - S02E06 - The Copper Bough.mp4"
    told.promise(f"filed as {name}", name == expected, f"expected {expected}")
    facts = _ffprobe(video)
    codecs = [stream["codec_name"] for stream in facts["streams"] if stream["codec_type"] in ("video", "audio")]
    told.promise("ffprobe says H.264 video and AAC audio", codecs == ["h264", "aac"], str(codecs))
    length = float(facts["format"]["duration"])
    told.promise(
        f"ffprobe says {length:.1f} s, the right length", abs(length - CLIP_SECONDS) < 0.5, f"{CLIP_SECONDS} s"
    )
    subtitle = video.with_suffix(".en.default.srt")
    told.promise("an English subtitle lies beside it", subtitle.is_file() and "-->" in subtitle.read_text(), "")


def _ffprobe(video: Path) -> dict[str, Any]:
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(video)]
    facts: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=30).stdout)
    return facts


def _check_gone(folder: Path, told: Transcript) -> None:
    """No process that was started for this demo may be left: all of them have its folder in their command."""
    left = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # it ended while we looked
        if str(folder) in command:
            left.append(command)
    told.promise("everything it started is gone", not left, "; ".join(left))
