"""Having players look again at what has come, gone or moved.

A job for each of them: one that is off hears of it when it is back, and keeps nothing else waiting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.model.jobs import Job, JobKind
from pipeline.ports import Player
from pipeline.store import Connection, runs
from pipeline.store.runs import Stage


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What such a job is about."""

    player: str  # by its configured name
    paths: tuple[Path, ...]


def tell_players(
    db: Connection, job: Job, players: Sequence[Player], paths: Iterable[Path], stages: Sequence[Stage]
) -> None:
    """Have each player look at these paths; again and again the same job opens them once."""
    places = tuple(paths)
    for player in players if places else ():
        about = TypeAdapter(Telling).dump_python(Telling(player=player.name, paths=places), mode="json")
        runs.open_job_of(db, JobKind.SHOW, job.episode_id, f"{player.name}:{job.id}", stages, about=about)


def about_job(telling: Job) -> int:
    """Of which job's doing such a job tells."""
    return int(telling.subject.rpartition(":")[2])
