"""When the news go out: one message for what comes at about the same time, and nobody waits for it for long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from pipeline.clock import now
from pipeline.engine.context import StepContext
from pipeline.line import LINE
from pipeline.model import Episode, Show
from pipeline.model.jobs import JobState, Origin, RunState
from pipeline.model.reasons import NO_REASON
from pipeline.steps.notify import NEAR_PATIENCE, notify
from pipeline.steps.results import Filed, Refreshed
from pipeline.store import Store, insert, outbox, runs, shows
from pipeline.store.shows import Start
from pipeline.store.tables import attempt, job, message, step_run
from tests.rigs.core import add_person, add_show, episode_info, new_store, show_info
from tests.rigs.passing import pass_by

STAGES = [step.stage for step in LINE]
FILED = Filed(path="/media/x.mp4", size=1, duration=1.0)
TOLD, MOMENT = RunState.DONE, timedelta(seconds=30)


@dataclass
class Evening:
    """A show of three episodes that are all on their way."""

    store: Store
    show: Show
    episodes: list[Episode]
    jobs: list[int]

    def at(self, index: int, step: str, state: RunState = RunState.DUE, **values: Any) -> None:
        """The steps before this one of an episode's job are done, this one is in that state."""
        before = [stage.name for stage in STAGES[: [s.name for s in STAGES].index(step)]]
        mine = step_run.c.job_id == self.jobs[index]
        with self.store.write() as db:
            db.execute(update(step_run).where(mine, step_run.c.step.in_(before)).values(state=RunState.DONE))
            now_at = {"state": state, "due_at": now(), **values}
            db.execute(update(step_run).where(mine, step_run.c.step == step).values(**now_at))

    def converted(self, index: int, took: timedelta) -> None:
        """An episode's conversion has taken that long."""
        with self.store.write() as db:
            run_id = runs.runs_of(db, self.jobs[index])["transcode"].id
            facts = {
                "step_run_id": run_id,
                "number": 1,
                "worker": "",
                "outcome": "done",
                "reason": NO_REASON,
                "log": "",
            }
            insert(db, attempt, {**facts, "started_at": now() - took, "finished_at": now()})

    def tells(self, index: int) -> None:
        """An episode's last step runs, and its job ends."""
        self.at(index, "notify", RunState.RUNNING)
        with self.store.read() as db:
            mine = runs.job_by_id(db, self.jobs[index])
        context = StepContext(step="notify", begun_at=now())
        notify(mine, self.show, self.episodes[index], FILED, Refreshed(items=()), self.store, context)
        self.at(index, "notify", TOLD)
        with self.store.write() as db:
            ended = {"state": JobState.DONE, "finished_at": now()}
            db.execute(update(job).where(job.c.id == self.jobs[index]).values(**ended))

    def due(self) -> list[int]:
        """The episodes that would go out now, by their numbers."""
        with self.store.read() as db:
            told = {news.episode_id for m in outbox.due(db) if isinstance(news := m.news, outbox.GoWatch)}
        return [each.number for each in self.episodes if each.id in told]

    def due_at(self) -> set[datetime]:
        with self.store.read() as db:
            return set(db.execute(select(message.c.due_at)).scalars())


@pytest.fixture
def evening(tmp_path: Path) -> Evening:
    store = new_store(tmp_path)
    show, episodes = add_show(store, None, *(episode_info(number=n) for n in (1, 2, 3)))
    ada = add_person(store)
    with store.write() as db:
        shows.subscribe(db, ada.id, show.id, Start.EVERYTHING)
        opened = [runs.open_job(db, each.id, Origin.AIRED, STAGES) for each in episodes]
    return Evening(store, show, episodes, [each for each in opened if each])


def test_who_is_alone_is_told_at_once(evening: Evening) -> None:
    evening.tells(0)
    assert evening.due() == [1]


def test_what_is_converted_is_told_of_together(evening: Evening) -> None:
    evening.at(1, "file")
    evening.at(2, "refresh", RunState.RUNNING)
    evening.tells(0)
    assert evening.due() == []
    evening.tells(1)
    assert evening.due() == []
    evening.tells(2)
    assert evening.due() == [1, 2, 3]


def test_what_is_nearly_converted_is_waited_for_and_what_takes_long_is_not(evening: Evening) -> None:
    evening.at(1, "transcode", RunState.RUNNING, seconds_left=20.0)
    evening.at(2, "transcode", RunState.RUNNING, seconds_left=3600.0)
    evening.tells(0)
    assert evening.due() == []
    evening.tells(1)
    assert evening.due() == [1, 2]


def test_what_is_to_be_converted_takes_as_long_as_what_was(evening: Evening) -> None:
    """One conversion after another: of the next there is no estimate yet."""
    evening.at(1, "transcode", RunState.RUNNING)
    evening.at(2, "transcode")
    evening.converted(0, timedelta(seconds=10))
    evening.tells(0)
    assert evening.due() == []
    evening.converted(1, timedelta(minutes=30))
    evening.tells(1)
    assert evening.due() == [1, 2]


@pytest.mark.parametrize(
    "values",
    [
        {"state": RunState.STUCK},
        {"due_at": now() + timedelta(days=1)},
        {"waits_for": "jellyfin"},
    ],
    ids=["for a person", "for its time", "for a system"],
)
def test_what_waits_for_something_is_not_waited_for(evening: Evening, values: dict[str, Any]) -> None:
    evening.at(1, "file", **values)
    evening.tells(0)
    assert evening.due() == [1]


def test_nobody_waits_longer_than_the_first_of_them_may(evening: Evening) -> None:
    """The third never comes: both go out when the first has waited long enough, as one."""
    evening.at(1, "file")
    evening.at(2, "file")
    evening.tells(0)
    pass_by(evening.store, MOMENT)
    evening.tells(1)

    assert len(evening.due_at()) == 1
    assert evening.due_at().pop() <= now() + NEAR_PATIENCE - MOMENT
    pass_by(evening.store, NEAR_PATIENCE - MOMENT)
    assert evening.due() == [1, 2]


def test_what_was_told_long_ago_is_not_told_again_and_holds_nobody_up(evening: Evening) -> None:
    evening.tells(0)
    pass_by(evening.store, timedelta(days=1))
    evening.tells(1)
    assert evening.due() == [1, 2]


def test_another_show_is_not_waited_for(evening: Evening) -> None:
    other, (episode,) = add_show(evening.store, show_info(title="Tin Orchard", tvmaze_id=99), episode_info())
    with evening.store.write() as db:
        opened = runs.open_job(db, episode.id, Origin.AIRED, STAGES)
    assert opened
    Evening(evening.store, other, [episode], [opened]).at(0, "file")
    evening.tells(0)
    assert evening.due() == [1]


def test_a_second_run_after_a_cut_off_tells_once_and_keeps_the_time(evening: Evening) -> None:
    evening.at(1, "file")
    evening.tells(0)
    first = evening.due_at()
    evening.tells(0)
    assert evening.due_at() == first
    evening.tells(1)
    assert evening.due() == [1, 2]


def test_one_whose_end_nobody_hears_of_lets_the_others_go(evening: Evening) -> None:
    """The second's last follower has muted the show meanwhile."""
    evening.at(1, "file")
    evening.tells(0)
    with evening.store.write() as db:
        shows.subscribe(db, 1, evening.show.id, Start.EVERYTHING, muted=True)
    evening.tells(1)
    assert evening.due() == [1]
