"""How fast the bot answers in a large household, and how fast it tells a thousand people.

Everything is real but the outside: the bot polls the pretend Telegram, over a database of 50,000 episodes of 500 shows
and 1,000 people, and over one of a tenth of that. Answers are timed from when an update can be fetched to when the
answer is in the chat; the fan-out runs against Telegram's limit of 30 messages a second.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console
from rich.table import Table

from demo.telegram.faults import Limits
from demo.telegram.person import ChatMessage, Person
from demo.telegram.server import TelegramServer
from pipeline.clock import now
from pipeline.model import Role
from pipeline.model.jobs import Origin
from pipeline.store import Store, history, outbox, runs
from pipeline.store import people as people_of
from pipeline.store.tables import episode, media_file, person, show, subscription
from tests.rigs.chat import STAGES, Chat, chat_in

SHOWS, EPISODES_EACH, PEOPLE, FOLLOWED_EACH = 500, 100, 1000, 10
ON_THE_WAY = 200
ROUNDS = 30  # of each command
FAN_OUT = 1000
COMMANDS = (
    "/start",
    "/help",
    "/subscribe The Tin Orchard",
    "/shows",
    "/status",
    "/upcoming",
    "/history",
    "/library",
    "/library show 7",
    "/episode Show 7 S01E01",
    "/why Show 7 S01E02",
    "/settings",
    "/unsubscribe Show 7",
    "/people",
    "/invite",
    "/health",
    "/pause",
    "/resume",
)
FIRST_ACCOUNT = 5_000_000  # Telegram ids of the crowd


def fill(store: Store, shows: int, people: int, episodes_each: int = EPISODES_EACH) -> None:
    """A household with a past: half of all episodes in the library, some on their way, some to come."""
    chance, moment = Random(1851), now()
    with store.write() as db:
        db.execute(
            show.insert(),
            [
                {
                    "id": i, "title": f"Show {i}", "year": 2020, "tvmaze_id": i, "aliases": (), "kind": "standard",
                    "status": "Running", "network": "Net", "country": "GB", "language": "en", "overview": "Words. " * 9,
                    "poster_url": "", "look_at": moment + timedelta(days=1),
                }
                for i in range(1, shows + 1)
            ],
        )  # fmt: skip
        numbers = count(1)
        rows: list[dict[str, Any]] = [
            {
                "id": next(numbers), "show_id": i, "season": n // 10 + 1, "number": n % 10 + 1, "title": f"Episode {n}",
                "airs_at": moment + timedelta(days=(n - episodes_each + 3) * 7, minutes=i), "overview": "",
                "image_url": "",
            }
            for i in range(1, shows + 1)
            for n in range(episodes_each)
        ]  # fmt: skip
        db.execute(episode.insert(), rows)
        db.execute(
            media_file.insert(),
            [
                {
                    "episode_id": row["id"], "path": f"/nowhere/{row['id']}.mp4", "size": 1_000_000_000,
                    "duration": 2700.0, "release": "Some.Release-GRP", "info_hash": "", "subtitles": ("en",),
                    "filed_at": moment - timedelta(hours=row["id"] % 9000),
                }
                for row in rows[::2]
            ],
        )  # fmt: skip
        db.execute(
            person.insert(),
            [
                {"id": i, "telegram_id": FIRST_ACCOUNT + i, "name": f"Person {i}", "role": Role.MEMBER}
                for i in range(1, people + 1)
            ],
        )
        wanted = {"from_season": 1, "from_number": 1, "languages": (), "profile": "", "muted": False}
        db.execute(
            subscription.insert(),
            [
                {"person_id": i, "show_id": chosen, "created_at": moment, **wanted}
                for i in range(1, people + 1)
                for chosen in {7, *chance.sample(range(1, shows + 1), FOLLOWED_EACH - 1)}
            ],
        )
        for row in rows[1 : 2 * ON_THE_WAY : 2]:
            runs.open_job(db, row["id"], Origin.AIRED, STAGES)


def answer_times(chat: Chat, asking: Person, command: str) -> list[float]:
    """Seconds from a command to its answer."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        asking.asks(command, timeout=60)
        times.append(time.perf_counter() - began)
    return times


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def measure(folder: Path, shows: int, people: int, told: Callable[[str], None]) -> dict[str, float]:
    """p95 of each command, in seconds."""
    with chat_in(folder, started=False, live_every=3600.0) as chat:
        told(f"filling a database: {shows * EPISODES_EACH:,} episodes, {shows:,} shows, {people:,} people")
        fill(chat.store, shows, people)
        chat.start()
        found = {}
        for number, command in enumerate(COMMANDS):
            # Somebody new each time: a long chat would slow down the pretend Telegram, not the bot.
            found[command] = p95(answer_times(chat, an_owner(chat, f"Owner {number}"), command))
            told(f"{command}: {found[command] * 1000:.0f} ms")
        return found


def an_owner(chat: Chat, name: str) -> Person:
    """Somebody who may ask everything, and follows a few shows."""
    asking = chat.owner(name)
    wanted = {"from_season": 1, "from_number": 1, "languages": (), "profile": "", "muted": False}
    own = {"person_id": chat.stored(asking).id, "created_at": now(), **wanted}
    with chat.store.write() as db:
        db.execute(subscription.insert(), [{"show_id": i, **own} for i in range(1, FOLLOWED_EACH)])
    return asking


def fan_out(folder: Path, people: int, told: Callable[[str], None]) -> tuple[float, int]:
    """(messages a second, how many came more than once) for one piece of news to everybody."""
    with chat_in(folder, started=False, telegram=TelegramServer(limits=Limits())) as chat:
        crowd = [chat.telegram.person(f"P{i}", user_id=FIRST_ACCOUNT + i) for i in range(people)]
        news = outbox.Plain(words="welcome", values={"name": "everybody"})
        with chat.store.write() as db:
            for one in crowd:
                one.user.started = True
                outbox.put(db, f"news:{one.id}", people_of.add(db, one.id, one.name, Role.MEMBER).id, news)
        told(f"telling {people:,} people")
        chat.start()
        while _unsent(chat.store):  # asked rarely: looking into a thousand chats would slow down what is measured
            time.sleep(0.2)
        sent = [call.at for call in chat.telegram.calls("sendMessage")]
        return (len(sent) - 1) / (sent[-1] - sent[0]), sum(len(_received(one)) > 1 for one in crowd)


def _unsent(store: Store) -> int:
    with store.read() as db:
        return history.counts(db).messages


def _received(one: Person) -> list[ChatMessage]:
    return [m for m in one.messages if m.from_bot]


def main() -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as temporary, console.status("") as status:
        folders = [Path(temporary) / name for name in ("tenth", "whole", "fan-out")]
        for folder in folders:
            folder.mkdir()

        def told(words: str) -> None:
            status.update(words)

        tenth = measure(folders[0], SHOWS // 10, PEOPLE // 10, told)
        whole = measure(folders[1], SHOWS, PEOPLE, told)
        rate, twice = fan_out(folders[2], FAN_OUT, told)
    table = Table("command", "p95, a tenth", "p95, all of it", "grows", title="From update received to answer sent")
    for command in COMMANDS:
        before, after = tenth[command] * 1000, whole[command] * 1000
        table.add_row(command, f"{before:.0f} ms", f"{after:.0f} ms", f"{after / before:.1f} ×")
    console.print(table)
    console.print(f"Fan-out to {FAN_OUT:,} people: {rate:.1f} messages a second of 30 allowed; {twice} came twice.")


if __name__ == "__main__":
    main()
