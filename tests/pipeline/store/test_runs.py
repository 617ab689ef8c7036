"""Steps that came with a plugin, or went with it: what active jobs make of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pipeline.engine.context import StepContext
from pipeline.engine.step import Step, insert_step
from pipeline.errors import Later
from pipeline.store import active_jobs, runs
from tests.rigs.core import line_of


@dataclass(frozen=True)
class Made:
    text: str


def first() -> Made:
    return Made("one")


def last(first: Made, context: StepContext) -> Made:
    if "again" not in context.memo:
        context.memo["again"] = "yes"
        raise Later("not yet", timedelta())
    return first


def extra(first: Made) -> Made:
    return Made(first.text + " more")


LINE = (Step(run=first), Step(run=last, after=("first",)))
LONGER = tuple(insert_step(LINE, Step(run=extra, after=("first",), before=("last",))))


def test_a_step_that_came_goes_before_what_is_due_and_not_begun(tmp_path: Path) -> None:
    with line_of(tmp_path, *LINE) as line:
        job_id = line.open()
        line.run(job_id, "first")
        with line.store.write() as db:
            runs.settle_steps(db, [step.stage for step in LONGER])
        assert line.state(job_id) == {"first": "done", "last": "waiting", "extra": "due"}
    with line_of(tmp_path, *LONGER) as line:
        for step in ("extra", "last", "last"):
            line.run(job_id, step)
        with line.store.read() as db:
            assert runs.runs_of(db, job_id)["last"].result == {"text": "one more"}


def test_a_step_that_came_stays_out_of_a_job_that_is_past_it(tmp_path: Path) -> None:
    with line_of(tmp_path, *LINE) as line:
        job_id = line.open()
        for step in ("first", "last"):
            line.run(job_id, step)
        with line.store.write() as db:
            runs.settle_steps(db, [step.stage for step in LONGER])
        assert line.state(job_id) == {"first": "done", "last": "due"}


def test_a_step_that_came_is_part_of_what_begins_anew(tmp_path: Path) -> None:
    with line_of(tmp_path, *LINE) as line:
        job_id = line.open()
        for step in ("first", "last"):
            line.run(job_id, step)
        with line.store.write() as db:
            runs.again_from(db, job_id, "last", line.runner.stages)
            runs.settle_steps(db, [step.stage for step in LONGER])
        assert line.state(job_id) == {"first": "done", "last": "waiting", "extra": "due"}


def test_what_is_now_at_is_read_without_the_rest_of_the_runs(tmp_path: Path) -> None:
    with line_of(tmp_path, *LINE) as line:
        job_id = line.open()
        line.run(job_id, "first")
        with line.store.read() as db:
            ((whole,), (brief,)) = (active_jobs.find(db, job_ids=[job_id], whole=each) for each in (True, False))

    assert [run.step for run in whole.runs] == ["first", "last"]
    assert brief.runs == brief.now_at == whole.now_at
