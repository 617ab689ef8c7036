"""What the database forgets by age, a little at a time, so that no writer waits long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, update

from pipeline.clock import now
from pipeline.model.jobs import JobState
from pipeline.store import Store, given_torrents, inbox, presence
from pipeline.store.tables import attempt, dialog, event, given_torrent, job, message, press, step_run, verdict

LOGS = timedelta(days=30)  # of attempts, the words
ATTEMPTS = timedelta(days=90)  # of jobs that are over
VERDICTS = timedelta(days=180)  # since a release was last on offer
MESSAGES = timedelta(days=365)  # sent or failed; their keys keep news from being told twice
DIALOGS = timedelta(days=90)
EVENTS = timedelta(days=30)
GIVEN = timedelta(days=14)  # torrents that people gave and no download client took: they may hold passkeys
PRESSES = timedelta(days=180)
AT_ONCE = 500  # rows of a transaction


def prune(store: Store) -> int:
    """Forget what is old, and give the space of the write-ahead log back. How many rows."""
    moment = now()
    over = select(step_run.c.id).join(job, job.c.id == step_run.c.job_id).where(job.c.state != JobState.ACTIVE)
    sent = message.c.state.in_(["sent", "failed"])
    count = _empty_logs(store, moment - LOGS)
    count += _delete(store, attempt, attempt.c.finished_at < moment - ATTEMPTS, attempt.c.step_run_id.in_(over))
    count += _delete(store, verdict, verdict.c.seen_at < moment - VERDICTS)
    count += _delete(store, event, event.c.at < moment - EVENTS)
    count += _delete(store, given_torrent, given_torrent.c.given_at < moment - VERDICTS)
    count += _delete(store, given_torrent, given_torrent.c.given_at < moment - GIVEN, given_torrents.TELLS_MORE)
    count += _delete(store, message, message.c.created_at < moment - MESSAGES, sent)
    count += _delete(store, dialog, dialog.c.created_at < moment - DIALOGS)
    count += _delete(store, press, press.c.at < moment - PRESSES)
    with store.write() as db:
        count += inbox.prune(db) + presence.prune(db)
    store.checkpoint()
    return count


def _empty_logs(store: Store, before: datetime) -> int:
    old = select(attempt.c.id).where(attempt.c.finished_at < before, attempt.c.log != "").limit(AT_ONCE)
    return _in_parts(store, update(attempt).where(attempt.c.id.in_(old.scalar_subquery())).values(log=""))


def _delete(store: Store, table: Table, *which: ColumnElement[bool]) -> int:
    old = select(table.c.id).where(*which).limit(AT_ONCE)
    return _in_parts(store, delete(table).where(table.c.id.in_(old.scalar_subquery())))


def _in_parts(store: Store, statement: Any) -> int:
    count = 0
    while True:
        with store.write() as db:
            done = db.execute(statement).rowcount
        count += done
        if done < AT_ONCE:
            return count
