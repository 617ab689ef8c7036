"""What a person is needed for goes out together with its like."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.model.reasons import Reason
from pipeline.store import Store, outbox
from pipeline.store.outbox import NeedsYou
from tests.rigs.core import add_person, new_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return new_store(tmp_path)


def needs(run_id: int, code: str, reason: str = "fire") -> NeedsYou:
    why = Reason("text", text=reason)
    return NeedsYou(run_id=run_id, job_id=run_id, show_title="Lantern Row", code=code, step="file", reason=why)


def test_what_stands_still_for_one_reason_waits_for_its_like(store: Store) -> None:
    person, patience = add_person(store), timedelta(minutes=1)
    with store.write() as db:
        outbox.ask(db, "1", person.id, needs(1, "S01E01"), patience)
        outbox.ask(db, "2", person.id, replace(needs(2, "S01E02"), step="download"), patience)
        outbox.ask(db, "3", person.id, needs(3, "S01E03"), 10 * patience)
        assert outbox.due(db) == []
        first, other, like = (outbox.by_id(db, row_id) for row_id in (1, 2, 3))
    assert first
    assert like
    assert other
    assert first.due_at == like.due_at < other.due_at
    assert timedelta() < first.due_at - first.created_at <= patience


def test_what_stands_still_is_told_at_once_where_nobody_wants_to_wait(store: Store) -> None:
    person = add_person(store)
    with store.write() as db:
        outbox.ask(db, "1", person.id, needs(1, "S01E01"), timedelta())
        assert len(outbox.due(db)) == 1
