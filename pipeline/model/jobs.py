"""A job and its step runs: what states they have and what a run looks like."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pipeline.errors import Remedy
from pipeline.model.reasons import NO_REASON, Reason


class JobKind(StrEnum):
    """What a job carries to its end; each kind has a line of steps of its own (`pipeline.line`)."""

    EPISODE = "episode"  # on its way into the library, or a better copy of it
    BETTER = "better"  # a search for a better copy, until the profile's window is over
    RENAME = "rename"  # filed files get other names
    MISSING_SUBTITLES = "missing-subtitles"  # languages that were not to be had when it was filed
    OTHER_SUBTITLES = "other-subtitles"  # others instead of those that it has
    DELETE = "delete"  # out of the library, into the recycle folder
    RESTORE = "restore"  # and back
    CONVERT = "convert"  # a file made playable in its place, by hand: it has no steps, and holds the files meanwhile
    SHOW = "show"  # a player that was off is told of what has come or gone


class Origin(StrEnum):
    """Why a job is there."""

    AIRED = "aired"  # somebody follows the show, and it aired
    BACKLOG = "backlog"  # it was there already when somebody began to follow
    ASKED = "asked"  # a person asked for just this
    UPGRADE = "upgrade"  # something better than what is there is on offer
    LINE = "line"  # another job's step left it to be done


class JobState(StrEnum):
    ACTIVE = "active"
    DONE = "done"
    CANCELLED = "cancelled"  # a person gave it up
    ABANDONED = "abandoned"  # it had no purpose any more


class RunState(StrEnum):
    WAITING = "waiting"  # for the steps it comes after
    DUE = "due"  # to be run at or after `due_at`
    RUNNING = "running"  # by whoever holds the lease
    DONE = "done"
    STUCK = "stuck"  # a person must choose
    CANCELLED = "cancelled"


OPEN_RUNS = (RunState.WAITING, RunState.DUE, RunState.RUNNING, RunState.STUCK)


@dataclass(frozen=True, kw_only=True)
class Job:
    """One thing that is carried to its end."""

    id: int
    episode_id: int
    state: JobState
    why: Origin
    kind: JobKind = JobKind.EPISODE
    subject: str = ""  # tells jobs of a kind apart: of one subject only one is active
    about: Any = None  # JSON: what its steps must know besides the episode
    created_at: datetime
    finished_at: datetime | None = None

    @property
    def asked_by(self) -> tuple[int, ...]:
        """The people who asked for just this episode, by id: they are told when it is there, follow it or not."""
        return tuple(self.about["asked_by"]) if self.kind is JobKind.EPISODE and self.about else ()

    @property
    def called(self) -> Reason:
        """What kind of thing it is, for people."""
        return Reason(f"job-kind-{self.kind}")

    @property
    def because(self) -> Reason:
        """Why it is there, for people."""
        return Reason(f"job-why-{self.why}")

    @property
    def outcome(self) -> Reason:
        """How it ended, for people."""
        filed = self.kind is JobKind.EPISODE and self.state is JobState.DONE
        return Reason("job-filed") if filed else Reason(f"job-state-{self.state}")


@dataclass(frozen=True, kw_only=True)
class StepRun:
    """One step of one job."""

    id: int
    job_id: int
    step: str
    lane: str
    state: RunState
    failures: int = 0  # in a row
    losses: int = 0  # how often in a row its worker ended in the middle
    due_at: datetime | None = None
    enqueued_at: datetime | None = None
    begun_at: datetime | None = None
    lease: str | None = None
    lease_until: datetime | None = None
    worker: str = ""
    progress: float | None = None
    seconds_left: float | None = None
    reason: Reason = NO_REASON
    waits_for: str = ""  # the outside system that it waits for, by its configured name
    remedies: tuple[Remedy, ...] = ()
    result: Any = None
    memo: dict[str, str] = field(default_factory=dict)
    finished_at: datetime | None = None

    @property
    def left_open(self) -> Reason:
        """What it waits for though the line went on: players that were off, and have not been told since."""
        off = self.result.get("silent") if isinstance(self.result, dict) else None
        return Reason("waits-for-players", players=tuple(off)) if off and self.state is RunState.DONE else NO_REASON


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One try at a step, with its own log."""

    id: int
    step_run_id: int
    number: int
    worker: str
    started_at: datetime
    finished_at: datetime | None = None
    outcome: str = "running"
    reason: Reason = NO_REASON
    log: str = ""
