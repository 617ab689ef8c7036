"""What happens is noted once, whoever asks and however often."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from pipeline.clock import now
from pipeline.engine.remedies import AGAIN, CANCEL
from pipeline.model.reasons import Reason
from pipeline.services import actions, events
from pipeline.store import key_values, leases
from pipeline.store.pruning import prune
from pipeline.store.tables import event
from tests.rigs.market import STAGES, Market, kept_in, one, postgres, postgres_server

__all__ = ["kept_in", "one", "postgres", "postgres_server"]  # fixtures


def get_stuck(market: Market, why: str) -> int:
    taken = leases.take(market.store, market.run_of(0, "fetch").id, "test")
    assert taken is not None
    with market.store.write() as db:
        leases.stuck(db, taken, Reason("text", text=why), (AGAIN, CANCEL))
    return taken.run.id


def kinds(market: Market, after: int = 0) -> list[str]:
    return [each.kind for each in events.after(market.store, after)]


def test_what_waits_for_a_person_is_told_with_what_they_can_do_and_again_when_it_waits_again(one: Market) -> None:
    run_id = get_stuck(one, "a key is refused")

    begun, stuck = events.after(one.store, 0)

    assert (begun.kind, stuck.kind, stuck.show_id) == ("job.begun", "job.stuck", one.show.id)
    assert stuck.facts["step"] == {"id": run_id, "name": "fetch"}
    assert stuck.facts["remedies"] == ["again", "cancel"]
    assert stuck.facts["message"] == "Lantern Row S01E01: a key is refused"
    assert kinds(one, stuck.id) == []

    actions.apply(one.store, run_id, AGAIN.action, STAGES)
    get_stuck(one, "it still is")

    assert kinds(one, stuck.id) == ["job.stuck"]


def test_what_happens_after_the_clock_was_set_back_is_told_as_well(one: Market) -> None:
    last = events.last(one.store)
    with one.store.write() as db:  # it was ahead by three days when somebody last looked
        key_values.put(db, "events.looked", (now() + timedelta(days=3)).isoformat())

    actions.give_up(one.store, one.jobs[0].id)

    assert kinds(one, last) == ["job.cancelled"]


def test_what_happened_a_month_ago_is_forgotten_and_its_number_not_given_again(one: Market) -> None:
    last = events.last(one.store)
    with one.store.write() as db:
        db.execute(update(event).values(at=now() - timedelta(days=31)))

    assert prune(one.store) == 1

    actions.give_up(one.store, one.jobs[0].id)
    assert kinds(one, last)[-1] == "job.cancelled"  # numbers go on
