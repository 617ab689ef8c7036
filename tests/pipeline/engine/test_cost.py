"""What a step costs the database, counted: time would depend on the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from pipeline.engine.context import StepContext
from pipeline.engine.step import Step
from pipeline.model import Episode, Show
from pipeline.model.jobs import Origin
from pipeline.store import Store, open_store, runs
from tests.rigs.core import Line, add_show, episode_info, line_of
from tests.rigs.postgres import postgres, postgres_server

__all__ = ["postgres", "postgres_server"]  # fixtures

STATEMENTS, TRANSACTIONS = 6, 3


@dataclass
class Cost:
    statements: list[str] = field(default_factory=list)
    transactions: int = 0


@contextmanager
def counted(store: Store) -> Iterator[Cost]:
    """What is asked of the database until the block ends."""
    cost = Cost()

    def statement(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        cost.statements.append(text)

    def transaction(*_: Any) -> None:
        cost.transactions += 1

    engines = {store.engine, store.writer}  # PostgreSQL: the same
    for engine in engines:
        event.listen(engine, "before_cursor_execute", statement)
        event.listen(engine, "checkout", transaction)
    try:
        yield cost
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", statement)
            event.remove(engine, "checkout", transaction)


@dataclass(frozen=True)
class Nothing:
    """What a step gives that does nothing."""


def begins(show: Show, episode: Episode, context: StepContext) -> Nothing:
    context.log("nothing to do")
    return Nothing()


def goes_on(show: Show, episode: Episode, begins: Nothing) -> Nothing:
    return begins


def ends(show: Show, goes_on: Nothing) -> Nothing:
    return goes_on


LINE = (Step(run=begins), Step(run=goes_on, after=("begins",)), Step(run=ends, after=("goes_on",)))


@pytest.fixture(params=["sqlite", "postgresql"])
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    sqlite = request.param == "sqlite"
    store = open_store(f"sqlite:///{tmp_path / 'a.db'}" if sqlite else request.getfixturevalue("postgres"))
    with line_of(tmp_path, *LINE, store=store) as made:
        yield made
    store.close()


def test_a_step_that_does_nothing_costs_six_statements_in_three_transactions(line: Line) -> None:
    job_id = line.open()
    for step in LINE:
        run_id = line.run_id(job_id, step.name)
        with counted(line.store) as cost:
            line.runner.answer(run_id)
        assert len(cost.statements) <= STATEMENTS, "\n".join(cost.statements)
        assert cost.transactions <= TRANSACTIONS
    assert line.state(job_id) == {"begins": "done", "goes_on": "done", "ends": "done"}


def test_a_start_costs_no_more_where_many_are_on_their_way(line: Line) -> None:
    costs = []
    for more in (1, 5):
        _, episodes = add_show(line.store, None, *(episode_info(season=more, number=n) for n in range(1, more + 1)))
        with line.store.write() as db:
            for episode in episodes:
                runs.open_job(db, episode.id, Origin.AIRED, line.runner.stages)
        with counted(line.store) as cost, line.store.write() as db:
            runs.settle_steps(db, line.runner.stages)
        costs.append(len(cost.statements))
    assert costs[0] == costs[1]


def test_what_a_step_readies_is_in_the_queue_at_once(line: Line) -> None:
    job_id = line.open()
    line.run(job_id, "begins")
    assert line.runner.queue.pending("io") == 1
    assert line.state(job_id)["goes_on"] == "due"
