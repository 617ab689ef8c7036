"""Which attempt this thread works at, for whoever writes a line about it. Light: the log is there before all else."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RunningAttempt:
    job: int
    attempt: int
    step: str


RUNNING: ContextVar[RunningAttempt | None] = ContextVar("running", default=None)
