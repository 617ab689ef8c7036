"""What the database forgets by age."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from pipeline.clock import now
from pipeline.line import LINE
from pipeline.model import Release
from pipeline.model.jobs import JobState, Origin
from pipeline.model.reasons import NO_REASON
from pipeline.store import Store, key_values, presence, pruning, runs
from pipeline.store.presence import FORGOTTEN, Process
from pipeline.store.tables import attempt, dialog, job, message, verdict
from tests.rigs.core import add_person, add_show, new_store

STAGES = [step.stage for step in LINE]


def test_a_process_that_was_killed_long_ago_is_forgotten(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.write() as db:
        for name, ago in {"nas:1:1": FORGOTTEN + timedelta(hours=1), "nas:2:2": FORGOTTEN - timedelta(hours=1)}.items():
            presence.say(db, Process(name=name, version="0.1.0", lanes=(), lacks={}, seen_at=now() - ago))
    pruning.prune(store)

    with store.read() as db:
        assert set(key_values.starting_with(db, "process:")) == {"process:nas:2:2"}
    store.close()


def attempts(store: Store, *ended: datetime, over: bool = True) -> None:
    """Attempts at a job's first step, with their logs."""
    _, (episode,) = add_show(store)
    with store.write() as db:
        job_id = runs.open_job(db, episode.id, Origin.AIRED, STAGES)
        assert job_id is not None
        run_id = runs.runs_of(db, job_id)["check"].id
        facts = {"step_run_id": run_id, "worker": "", "outcome": "done", "reason": NO_REASON, "log": "said"}
        rows = [{"number": n, "started_at": at, "finished_at": at, **facts} for n, at in enumerate(ended)]
        db.execute(attempt.insert(), rows)
        if over:
            db.execute(job.update().values(state=JobState.DONE))


def left(store: Store) -> list[tuple[int, str]]:
    with store.read() as db:
        rows = db.execute(select(attempt.c.number, attempt.c.log).order_by(attempt.c.number)).all()
    return [(row.number, row.log) for row in rows]


HOUR = timedelta(hours=1)


def test_logs_go_first_and_then_the_attempts_of_what_is_over(tmp_path: Path) -> None:
    store, ages = new_store(tmp_path), (pruning.ATTEMPTS + HOUR, pruning.LOGS + HOUR, pruning.LOGS - HOUR)
    attempts(store, *(now() - age for age in ages))
    pruning.prune(store)
    assert left(store) == [(1, ""), (2, "said")]
    store.close()


def test_the_attempts_of_what_is_on_its_way_stay(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    attempts(store, now() - pruning.ATTEMPTS - HOUR, over=False)
    pruning.prune(store)
    assert left(store) == [(0, "")]
    store.close()


def test_more_than_fits_into_one_transaction_goes_all_the_same(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    attempts(store, *([now() - pruning.ATTEMPTS - HOUR] * (2 * pruning.AT_ONCE + 1)))
    pruning.prune(store)
    assert left(store) == []
    store.close()


def test_verdicts_messages_and_dialogs_go_by_their_age_and_what_is_to_be_sent_stays(tmp_path: Path) -> None:
    store, ada_has = new_store(tmp_path), {"payload": {}, "attempts": 0, "error": "", "kind": "Plain"}
    ada, (_, (episode,)) = add_person(store), add_show(store)
    judged = {"episode_id": episode.id, "rule": "", "reason": NO_REASON, "score": (), "chosen": False}
    with store.write() as db:
        for age in (-HOUR, HOUR):  # beyond the limit by so much, and short of it
            key, at = str(age), now() + age
            old = {"release": Release(title="t", indexer="i"), "first_seen_at": at, "seen_at": at - pruning.VERDICTS}
            db.execute(verdict.insert().values(release_key=key, **old, **judged))
            db.execute(dialog.insert().values(person_id=ada.id, kind=key, value={}, created_at=at - pruning.DIALOGS))
            for state in ("sent", "failed", "queued"):
                said = {"key": f"{key} {state}", "state": state, "created_at": at - pruning.MESSAGES, "due_at": at}
                db.execute(message.insert().values(person_id=ada.id, **said, **ada_has))
    pruning.prune(store)
    with store.read() as db:
        assert db.execute(select(verdict.c.release_key)).scalars().all() == [str(HOUR)]
        assert db.execute(select(dialog.c.kind)).scalars().all() == [str(HOUR)]
        kept = set(db.execute(select(message.c.key)).scalars())
    assert kept == {f"{HOUR} sent", f"{HOUR} failed", f"{HOUR} queued", f"{-HOUR} queued"}
    store.close()
