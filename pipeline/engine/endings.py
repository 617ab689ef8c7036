"""How a step ended, sorted by what to do next."""

from __future__ import annotations

import logging

from pipeline.engine.step import Step
from pipeline.errors import (
    Abandon,
    AirdateError,
    BadResponse,
    Flow,
    Later,
    LeaseLost,
    NotFound,
    Redo,
    Reject,
    Retry,
    Stuck,
    Unauthorized,
    Unreachable,
    UserError,
)
from pipeline.model.jobs import StepRun
from pipeline.model.reasons import Reason

log = logging.getLogger("airdate.runner")

LOST_MOST = 8
"""A step whose process ended in the middle so often, one time after the other, may be what ends it."""


def way_of(step: Step, run: StepRun, error: Exception, *, overdue: bool) -> Flow | LeaseLost:
    """The way a step ended that raised this. `overdue`: its deadline has passed."""
    match error:
        case LeaseLost() | Reject() | Redo() | Stuck() | Abandon():
            return error
        case Later():
            return Stuck(Reason("too-long", why=error.reason)) if overdue else error
        case Unauthorized():
            return Stuck(Reason("mend-settings", why=error.reason, system=error.system))
        case Unreachable():  # not the release's fault: as often as it takes
            return Stuck(Reason("too-long", why=error.reason)) if overdue else Retry(error.reason)
        case UserError():
            return Stuck(error.reason)
    return _again(step, run, _reason_of(step, run, error), overdue=overdue)


def _again(step: Step, run: StepRun, reason: Reason, *, overdue: bool) -> Flow:
    tried = run.failures + 1
    last = tried >= step.retry.attempts
    return Stuck(Reason("tried", why=reason, count=tried)) if last or overdue else Retry(reason)


def _reason_of(step: Step, run: StepRun, error: Exception) -> Reason:
    if isinstance(error, (Retry, NotFound, BadResponse, AirdateError)):
        return error.reason
    log.error("%s, row %s", step.name, run.id, exc_info=error)
    return Reason("internal-error", error=type(error).__name__)
