"""A step's state as people see it, on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import now
from pipeline.model.jobs import RunState, StepRun
from pipeline.model.reasons import NO_REASON, Reason


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A step's state as people see it: `kind` is its colour and icon, `words` say it."""

    kind: str
    words: Reason
    share: float | None = None  # how much is done, while that means something
    left: Reason = NO_REASON  # how long it still takes
    until: datetime | None = None  # when it is looked at again


_OTHERWISE = {
    RunState.WAITING: Reason("page-not-yet"),
    RunState.STUCK: Reason("page-stuck"),
    RunState.CANCELLED: Reason("page-given-up"),
}


def mark(run: StepRun) -> Mark:
    if run.state is RunState.DONE:
        return _done(run)
    share = run.progress if run.progress is not None and 0 <= run.progress < 1 and not run.failures else None
    # A download is looked at now and then; between two looks it goes on all the same.
    if run.state is RunState.RUNNING or (run.state is RunState.DUE and share is not None):
        return _under_way(share, run.seconds_left)
    if run.state is RunState.DUE:
        return _due(run)
    return Mark(kind=str(run.state), words=_OTHERWISE[run.state])


def _done(run: StepRun) -> Mark:
    if run.left_open:
        return Mark(kind="waits", words=run.left_open)
    took = (run.finished_at - run.begun_at).total_seconds() if run.finished_at and run.begun_at else 0
    return Mark(kind="done", words=Reason("page-done-in", seconds=took) if took >= 1 else Reason("page-done"))


def _under_way(share: float | None, seconds_left: float | None) -> Mark:
    words = Reason("page-running") if share is None else Reason("text", text=f"{int(share * 100)} %")
    left = Reason("page-left", seconds=seconds_left) if seconds_left else NO_REASON
    return Mark(kind="running", words=words, share=share, left=left)


def _due(run: StepRun) -> Mark:
    until = run.due_at if run.due_at and run.due_at > now() else None
    if run.failures:
        return Mark(kind="retry", words=Reason("page-failed", count=run.failures), until=until)
    if until:
        return Mark(kind="waits", words=Reason("page-looks-again"), until=until)
    return Mark(kind="due", words=Reason("page-next-in-line"))
