from __future__ import annotations

from pathlib import Path

from sqlalchemy import update

from pipeline.line import LINE
from pipeline.model.jobs import JobKind, Origin, RunState
from pipeline.store import history, leases, runs
from pipeline.store.tables import step_run
from tests.rigs.core import add_show, episode_info, new_store

STAGES = [step.stage for step in LINE]


def test_what_needs_a_person_comes_first_then_what_moves(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    _, episodes = add_show(store, None, *(episode_info(number=number) for number in range(1, 6)))
    with store.write() as db:
        waits, moves, stuck, between_two_looks, given_up = (
            job_id for e in episodes if (job_id := runs.open_job(db, e.id, Origin.AIRED, STAGES)) is not None
        )

        def is_now(job_id: int, **values: object) -> None:
            first = (step_run.c.job_id == job_id, step_run.c.step == STAGES[0].name)
            db.execute(update(step_run).where(*first).values(**values))

        is_now(moves, state=RunState.RUNNING)
        is_now(stuck, state=RunState.STUCK)
        is_now(between_two_looks, progress=0.5)
        leases.cancel_job(db, given_up)

        assert history.most_urgent(db, 10) == [stuck, moves, between_two_looks, waits]
        assert history.most_urgent(db, 2) == [stuck, moves]
        assert history.counts(db) == history.Counts(active=4, stuck=1, messages=0)
        assert history.ended_lately(db) == [given_up]
    store.close()


def test_a_search_for_a_better_copy_is_on_its_way_only_while_it_needs_a_person(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    _, (episode, *_) = add_show(store, None, episode_info())
    with store.write() as db:
        job_id = runs.open_job_of(db, JobKind.BETTER, episode.id, str(episode.id), STAGES)
        assert (history.most_urgent(db, 10), history.counts(db).active) == ([], 0)

        db.execute(update(step_run).where(step_run.c.job_id == job_id).values(state=RunState.STUCK))
        assert (history.most_urgent(db, 10), history.counts(db).active) == ([job_id], 1)
    store.close()
