"""A job and its step runs: what states they have and what a run looks like."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pipeline.errors import Remedy
from pipeline.model.reasons import NO_REASON, Reason

UPGRADE = "upgrade"  # why a job was opened: for something better than what is there


class JobState(StrEnum):
    ACTIVE = "active"
    DONE = "done"
    CANCELLED = "cancelled"


class RunState(StrEnum):
    WAITING = "waiting"  # for the steps it comes after
    DUE = "due"  # to be run at or after `due_at`
    RUNNING = "running"  # by whoever holds the lease
    DONE = "done"
    STUCK = "stuck"  # a person must choose
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Job:
    """One episode on its way."""

    id: int
    episode_id: int
    state: JobState
    why: str
    created_at: datetime
    finished_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class StepRun:
    """One step of one job."""

    id: int
    job_id: int
    step: str
    lane: str
    state: RunState
    failures: int = 0
    due_at: datetime | None = None
    rung_at: datetime | None = None
    begun_at: datetime | None = None
    lease: str | None = None
    lease_until: datetime | None = None
    worker: str = ""
    progress: float | None = None
    seconds_left: float | None = None
    reason: Reason = NO_REASON
    remedies: tuple[Remedy, ...] = ()
    result: Any = None
    memo: dict[str, str] = field(default_factory=dict)
    finished_at: datetime | None = None


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
