"""What came of it, counted from outside: files by their content, torrents, messages, requests, leftovers."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from pipeline.model.jobs import JobState, RunState
from pipeline.steps.download import SHORTLY
from pipeline.store.tables import attempt, block, download, episode, job, message, step_run
from tests.chaos.household import Film, Household
from tests.chaos.standing import standing

GO_WATCH, VIDEO = "Go watch", (".mp4", ".mkv", ".m4v")
SAME = 0.4  # seconds by which a film may differ from what came out
_NAMED = re.compile(r"^(?P<show>[\w ]+?) \(\d{4}\) - (?P<code>S\d+E\d+)\b")
LOOK = 0.5  # seconds
LEFT_AFTER = 5.0  # seconds until what a dead parent left behind must be gone


@dataclass(kw_only=True)
class Counted:
    """Lists of what went wrong, by kind; empty ones are good."""

    episodes: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    condemned: list[str] = field(default_factory=list)
    gave_way: list[str] = field(default_factory=list)  # for an hour, since their indexer was in trouble: no fault
    asks: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    under_way: list[str] = field(default_factory=list)  # says why something is lost
    repeated: dict[str, int] = field(default_factory=dict)  # work that was done more than once, by what it was

    @property
    def faults(self) -> dict[str, list[str]]:
        """What makes a run a failure."""
        return {
            "lost": self.lost,
            "doubled": self.doubled,
            "partial": self.partial,
            "condemned without fault": self.condemned,
            "asks for a person": self.asks,
            "leftovers": self.leftovers,
        }


def settled(household: Household, patience: float) -> bool:
    """Wait until every episode can be watched and nothing is on its way any more; False when time is over before."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if not behind(household) and not _active(household):
            return True
        time.sleep(LOOK)
    return False


def behind(household: Household) -> list[Film]:
    """What came out and cannot be watched yet, or was not told of."""
    there, told = {_code(path) for path in videos(household)}, news(household)
    return [film for film in household.films if film.code not in there or not told[film.code]]


def videos(household: Household) -> list[Path]:
    return [path for path in household.world.filed() if path.suffix in VIDEO and not _hidden(path, household)]


def news(household: Household) -> Counter[tuple[str, str]]:
    """How often Ada was told to go and watch each episode."""
    words = [m.words for m in household.ada.messages if m.from_bot and GO_WATCH in m.words]
    films = {film.code for film in household.films}
    return Counter(code for text in words for code in films if re.search(rf"{re.escape(code[0])} {code[1]}\b", text))


def count(household: Household) -> Counted:
    """Ends Airdate when it has looked at what must run for that."""
    counted = Counted(episodes=len(household.films))
    _count_store(household, counted)
    _count_torrents(household, counted)
    household.stop_all()
    _count_files(household, counted)
    _count_news(household, counted)
    _count_leftovers(household, counted)
    _count_requests(household, counted)
    return counted


def _count_files(household: Household, counted: Counted) -> None:
    by_code: dict[tuple[str, str], list[Path]] = {}
    for path in videos(household):
        by_code.setdefault(_code(path), []).append(path)
    for film in household.films:
        paths = by_code.pop(film.code, [])
        if not paths:
            counted.lost.append(f"{film.title} is not in the library: {standing(household, film)}")
        counted.doubled += [f"{film.title} is there as {path.name}, too" for path in paths[1:]]
        counted.partial += [f"{path.name}: {why}" for path in paths if (why := _not_whole(path, film))]
    counted.doubled += [f"{path.name}: nobody asked for it" for paths in by_code.values() for path in paths]


def _not_whole(path: Path, film: Film) -> str:
    """What is not as it came out; nothing when all is."""
    facts = _probe(path)
    if facts is None:
        return "cannot be read to its end"
    length, title = float(facts["format"]["duration"]), facts["format"].get("tags", {}).get("title", "")
    if title != film.title:
        return f"holds {title!r}"
    return "" if abs(length - film.seconds) <= SAME else f"lasts {length:.2f} s of {film.seconds:.2f}"


def _probe(path: Path) -> dict[str, Any] | None:
    """What ffprobe says, once ffmpeg has decoded every frame without a word."""
    decode = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "null", "-"]
    done = subprocess.run(decode, capture_output=True, timeout=120, check=False)
    if done.returncode or done.stderr:
        return None
    command = ["ffprobe", "-v", "error", "-show_format", "-of", "json", str(path)]
    facts: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)
    return facts


def _count_news(household: Household, counted: Counted) -> None:
    told = news(household)
    silent = [film for film in household.films if not told[film.code]]
    counted.lost += [f"nobody was told of {film.title}: {standing(household, film)}" for film in silent]
    often = {film.title: told[film.code] for film in household.films if told[film.code] > 1}
    counted.doubled += [f"{title} was told {times} times" for title, times in often.items()]
    words = Counter(m.words for m in household.ada.messages if m.from_bot)
    counted.repeated["messages that are not news"] = sum(
        times - 1 for text, times in words.items() if GO_WATCH not in text
    )


def _count_torrents(household: Household, counted: Counted) -> None:
    """One of each episode's two releases, and that one once."""
    store = household.world.store()
    with store.read() as db:
        known = set(db.execute(select(download.c.info_hash)).scalars())
    store.close()
    there = known | {
        path.name.rpartition(".")[0] for path in (household.data / "transmission/torrents").glob("*.torrent")
    }
    for film in household.films:
        if len(had := [each for each in film.info_hashes if each in there]) > 1:
            counted.doubled.append(f"{film.title} was downloaded from {len(had)} torrents")


def _count_store(household: Household, counted: Counted) -> None:
    store = household.world.store()
    with store.read() as db:
        for row in db.execute(select(block.c.title, block.c.reason, block.c.at, block.c.until)):
            if row.until is None or row.until - row.at > SHORTLY:
                counted.condemned.append(f"{row.title}: {row.reason}")
            else:
                counted.gave_way.append(f"{row.title}: {row.reason}")
        stuck = select(step_run.c.step, step_run.c.reason).where(step_run.c.state == RunState.STUCK)
        counted.asks += [f"{row.step}: {row.reason}" for row in db.execute(stuck)]
        there = select(step_run.c.step, step_run.c.state, step_run.c.due_at, step_run.c.reason, episode.c.number)
        there = there.join(job, job.c.id == step_run.c.job_id).join(episode, episode.c.id == job.c.episode_id)
        of_kind = (job.c.state == JobState.ACTIVE, job.c.kind == "episode")
        open_ones = (*of_kind, step_run.c.state.in_((RunState.DUE, RunState.RUNNING)))
        for row in db.execute(there.where(*open_ones)):
            counted.under_way.append(f"E{row.number:02} {row.step} {row.state}, due {row.due_at}: {row.reason}")
        asked = select(message.c.kind, message.c.payload).where(message.c.kind == "NeedsYou")
        counted.asks += [f"asked: {row.payload}" for row in db.execute(asked)]
        steps = select(step_run.c.step, attempt.c.outcome, func.count()).join(step_run).group_by("step", "outcome")
        tried = {(step, outcome): number for step, outcome, number in db.execute(steps)}
    store.close()
    counted.repeated["attempts cut off"] = sum(n for (_, outcome), n in tried.items() if outcome == "lost")
    counted.repeated["attempts that failed"] = sum(n for (_, outcome), n in tried.items() if outcome == "retry")
    converted = [n for (step, outcome), n in tried.items() if step == "transcode" and outcome in ("lost", "retry")]
    counted.repeated["conversions begun again"] = sum(converted)


def _count_requests(household: Household, counted: Counted) -> None:
    fetched = Counter(e.path for e in household.world.indexer.requests_for("/dl/") if e.status == 200 and not e.bent)
    counted.repeated["torrents fetched again"] = sum(times - 1 for times in fetched.values())


def _count_leftovers(household: Household, counted: Counted) -> None:
    end = time.monotonic() + LEFT_AFTER
    while (left := household.pids(str(household.data))) and time.monotonic() < end:
        time.sleep(0.1)
    counted.leftovers += [f"process {pid}" for pid in left]
    work = (household.world.library / ".airdate-work").glob("*")
    hidden = [
        path for path in household.world.filed() if _hidden(path, household) and not path.name.startswith(".airdate")
    ]
    counted.leftovers += [str(path.relative_to(household.world.folder)) for path in (*work, *hidden)]


def _active(household: Household) -> int:
    try:
        store = household.world.store()
    except OSError:
        return 1
    try:
        with store.read() as db:
            query = select(func.count()).select_from(job).where(job.c.state == JobState.ACTIVE, job.c.kind == "episode")
            return db.execute(query).scalar_one()
    finally:
        store.close()


def _hidden(path: Path, household: Household) -> bool:
    return any(part.startswith(".") for part in path.relative_to(household.world.library).parts)


def _code(path: Path) -> tuple[str, str]:
    found = _NAMED.match(path.name)
    return (found["show"], found["code"]) if found else ("", path.name)


def bullets(lines: Iterable[str]) -> str:
    return "".join(f"\n    {line}" for line in lines)
