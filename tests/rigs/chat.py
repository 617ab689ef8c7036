"""The real bot beside the pretend Telegram and a pretend catalogue, in this process: for tests that press buttons.

No worker runs here: jobs stay where the bot put them, and tests move them by hand.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from airdate.testing.waiting import PATIENCE
from bot.app import Bot
from bot.notices.sender import Pace
from demo.catalogue import CatalogueServer
from demo.telegram.person import ChatMessage, Group, Person
from demo.telegram.server import TelegramServer
from integrations.tvmaze import TVmaze
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.guard import guard
from pipeline.library.naming import episode_path
from pipeline.line import LINE
from pipeline.model import Episode, Role, Show
from pipeline.model import Person as KnownPerson
from pipeline.model.jobs import Job, Origin
from pipeline.ports import Player
from pipeline.store import Store, active_jobs, leases, outbox, people, runs
from pipeline.store import shows as shows_of
from pipeline.store.outbox import Payload
from pipeline.store.tables import media_file
from tests.rigs.core import new_store, wait_until

STAGES = tuple(step.stage for step in LINE)
PACE = Pace(look=0.05, settle=0.1, again=0.2)


class BotThread:
    """The bot in a thread with a loop of its own."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.error: BaseException | None = None
        self._loop = asyncio.new_event_loop()
        self._stop: asyncio.Event | None = None
        self._began = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bot", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._began.wait(10)

    def stop(self) -> None:
        assert self._stop is not None
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), f"the bot does not stop: {self._doing()}"

    def _doing(self) -> str:
        return "; ".join(f"{task.get_coro()} at {task.get_stack()}" for task in asyncio.all_tasks(self._loop))

    def join(self, seconds: float = PATIENCE) -> None:
        """Until it ends by itself."""
        self._thread.join(seconds)
        assert not self._thread.is_alive(), "the bot goes on"

    def _run(self) -> None:
        async def serve() -> None:
            self._stop = asyncio.Event()
            self._began.set()
            await self.bot.run(self._stop)

        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(serve())
        except Exception as error:  # noqa: BLE001 - kept for the test to look at
            self.error = error


@dataclass
class Chat:
    """Telegram, a catalogue, a store and the bot."""

    folder: Path
    telegram: TelegramServer
    catalogue: CatalogueServer
    store: Store
    settings: Settings
    players: Sequence[Player] = ()
    live_every: float = 0.1
    _bot: BotThread | None = field(default=None, repr=False)

    def start(self) -> BotThread:
        self._bot = self.new_bot()
        self._bot.start()
        return self._bot

    def new_bot(self) -> BotThread:
        config = TVmaze.Config(url=self.catalogue.tvmaze_url, calls_per_window=10_000)
        catalogues = (guard("catalogues", TVmaze(config, name="tvmaze"), self.store),)
        bot = Bot(self.settings, self.store, catalogues, self.players, STAGES, pace=PACE, live_every=self.live_every)
        return BotThread(bot)

    def stop(self) -> None:
        if self._bot is not None:
            self._bot.stop()
            self._bot = None

    @property
    def bot(self) -> Bot:
        assert self._bot is not None
        return self._bot.bot

    def restart(self) -> None:
        self.stop()
        self.start()

    # ------------------------------------------------------------------------------------------------------- people

    def owner(self, name: str = "Ada", **account: Any) -> Person:
        """Somebody who runs this household."""
        return self.known(name, Role.OWNER, **account)

    def member(self, name: str = "Bo", **account: Any) -> Person:
        return self.known(name, Role.MEMBER, **account)

    def guest(self, name: str = "Gus", **account: Any) -> Person:
        return self.known(name, Role.GUEST, **account)

    def known(self, name: str, role: Role, **account: Any) -> Person:
        """Somebody whom the bot knows, and who has said hello."""
        person = self.telegram.person(name, **account)
        with self.store.write() as db:
            people.add(db, person.id, name, role)
        person.asks("/start")
        # The answer is read a moment before the bot hears that it was taken: a test may hold what comes next.
        wait_until(lambda: all(call.status is not None for call in self.telegram.calls("sendMessage")))
        return person

    def group(self, title: str, *members: Person) -> Group:
        """A group that the first of them, whom the bot knows, has brought it into; it has said hello."""
        made = self.telegram.group(title, *members)
        members[0].wait_for("👋", chat=made)
        return made

    def stored(self, person: Person) -> KnownPerson:
        with self.store.read() as db:
            found = people.known(db, person.id)
        assert found is not None
        return found

    # --------------------------------------------------------------------------------------------------- what there is

    def tell(self, person: Person, key: str, news: Payload) -> int:
        """Put news into the outbox; its row."""
        with self.store.write() as db:
            row_id = outbox.put(db, key, self.stored(person).id, news)
        assert row_id is not None
        return row_id

    def row(self, row_id: int) -> outbox.Message:
        with self.store.read() as db:
            row = outbox.by_id(db, row_id)
        assert row is not None
        return row

    def show(self, title: str) -> Show:
        with self.store.read() as db:
            return next(s for s in shows_of.all_followed(db) if s.title == title)

    def follows(self, person: Person) -> dict[str, shows_of.Followed]:
        with self.store.read() as db:
            return {f.show.title: f for f in shows_of.followed_by(db, self.stored(person).id)}

    def open_job(self, episode: Episode) -> Job:
        with self.store.write() as db:
            job_id = runs.open_job(db, episode.id, Origin.AIRED, STAGES)
            assert job_id is not None
            return runs.job_by_id(db, job_id)

    def take(self, job: Job, step: str) -> leases.Taken:
        """Work on a step as a worker would."""
        with self.store.read() as db:
            run = runs.runs_of(db, job.id)[step]
        taken = leases.take(self.store, run.id, "test:1:1")
        assert taken is not None, f"{step} is not due"
        return taken


@contextmanager
def chat_in(folder: Path, *, started: bool = True, **options: Any) -> Iterator[Chat]:
    telegram: TelegramServer = options.pop("telegram", None) or TelegramServer()
    with telegram, CatalogueServer() as catalogue:
        settings = Settings(
            data=folder / "data",
            library=folder / "library",
            recycle=folder / "recycle",
            telegram={"token": telegram.token, "api_url": telegram.page_url.rstrip("/")},
        )
        settings.data.mkdir()
        settings.library.mkdir(exist_ok=True)
        store: Store = options.pop("store", None) or new_store(folder)
        chat = Chat(folder, telegram, catalogue, store, settings, **options)
        try:
            if started:
                chat.start()
            yield chat
        finally:
            chat.stop()
            store.close()


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Chat]:
    with chat_in(tmp_path) as made:
        yield made


def follow(person: Person, title: str = "The Tin Orchard", start: str = "Next episode") -> ChatMessage:
    """Follow a show as a person does it; the message that says so."""
    card = person.asks(f"/subscribe {title}")
    person.presses(card, "Follow")
    person.presses(card, start)
    return person.look(card)


SRT = "\n".join(f"{n}\n00:{2 * n:02}:02,000 --> 00:{2 * n:02}:04,000\nA bell rings.\n" for n in range(24))


def first_job(chat: Chat) -> Job:
    """The oldest job that is on its way."""
    with chat.store.read() as db:
        return active_jobs.find(db)[0].job


def done(chat: Chat, job: Job, *steps: str, **results: Any) -> None:
    """Finish steps of a job, with the results given by their names."""
    for step in steps:
        taken = chat.take(job, step)
        with chat.store.write() as db:
            leases.done(db, taken, results.get(step, {}), STAGES)


def arrived(chat: Chat, job: Job, release: str = "Some.Release-GRP", filed_at: datetime | None = None) -> Path:
    """Bring a job to its end: the episode lies in the library with a subtitle. The video's path."""
    with chat.store.read() as db:
        steps = runs.runs_of(db, job.id)
        episode = shows_of.episode_by_id(db, job.episode_id)
        show = shows_of.by_id(db, episode.show_id)
    path = episode_path(chat.settings.library, show, episode, ".mp4")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"video")
    path.with_suffix(".en.srt").write_text(SRT)
    fetched = {"release": {"title": release, "indexer": "fair", "info_hash": release[:3].ljust(40, "0").lower()}}
    open_steps = [name for name, run in steps.items() if str(run.state) != "done"]
    done(chat, job, *open_steps, fetch=fetched)
    values = {"path": str(path), "size": 1_400_000_000, "duration": 2880.0, "release": release, "info_hash": "a" * 40}
    with chat.store.write() as db:
        db.execute(media_file.delete().where(media_file.c.episode_id == episode.id, media_file.c.replaced_at.is_(None)))
        db.execute(
            media_file.insert().values(episode_id=episode.id, subtitles=("en",), filed_at=filed_at or now(), **values)
        )
    return path
