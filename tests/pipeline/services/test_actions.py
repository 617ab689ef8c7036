"""What a person can do about what is on its way: each says what was done, or why it cannot be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.clock import now
from pipeline.engine.remedies import AGAIN, CANCEL, NEXT
from pipeline.errors import LeaseLost, Remedy, UserError
from pipeline.model.jobs import Attempt, JobState, RunState
from pipeline.model.reasons import Reason
from pipeline.services import actions, follow
from pipeline.steps.results import Subtitled
from pipeline.store import leases, pausing, runs
from tests.rigs.market import STAGES, Market, kept_in, offered, one, postgres, postgres_server

__all__ = ["kept_in", "one", "postgres", "postgres_server"]  # fixtures


def stuck(market: Market, *offers: Remedy) -> int:
    """`fetch` waits for a person, with these remedies; its run."""
    taken = leases.take(market.store, market.run_of(0, "fetch").id, "test")
    assert taken is not None
    with market.store.write() as db:
        leases.stuck(db, taken, Reason("text", text="a key is refused"), offers)
    return taken.run.id


def refusal(call: object, *args: object) -> str:
    with pytest.raises(UserError) as told:
        call(*args)  # type: ignore[operator]
    return told.value.reason.code


def test_a_remedy_is_carried_out_while_it_is_offered(one: Market) -> None:
    run_id = stuck(one, CANCEL)

    assert refusal(actions.apply, one.store, run_id, NEXT.action, STAGES) == "not-asked-any-more"
    assert actions.apply(one.store, run_id, CANCEL.action, STAGES) == Reason("given-up-now")
    assert refusal(actions.apply, one.store, run_id, CANCEL.action, STAGES) == "not-asked-any-more"


def test_to_try_again_is_always_possible(one: Market) -> None:
    run_id = one.run_of(0, "fetch").id

    assert actions.apply(one.store, run_id, AGAIN.action, STAGES) == Reason("trying-again", step="fetch")
    assert one.run_of(0, "fetch").state is RunState.DUE


def test_what_is_no_remedy_and_no_run_is_said(one: Market) -> None:
    assert refusal(actions.apply, one.store, one.run_of(0, "fetch").id, "pray", STAGES) == "no-such-remedy"
    assert refusal(actions.apply, one.store, 10**6, AGAIN.action, STAGES) == "not-on-its-way"


def test_giving_up_and_getting_it_again(one: Market) -> None:
    episode, job = one.episodes[0], one.jobs[0]
    assert refusal(actions.get_it, one.store, episode.id, STAGES) == "episode-on-its-way-already"

    assert actions.give_up(one.store, job.id) == Reason("given-up-now")

    with one.store.read() as db:
        assert runs.job_by_id(db, job.id).state is JobState.CANCELLED
    assert refusal(actions.give_up, one.store, job.id) == "not-on-its-way"
    assert actions.get_it(one.store, episode.id, STAGES) == Reason("episode-on-its-way", code=episode.code)


def test_who_asks_for_what_is_on_its_way_already_is_told_too(one: Market) -> None:
    assert refusal(actions.get_it, one.store, one.episodes[0].id, STAGES, 1) == "episode-on-its-way-already"

    with one.store.read() as db:
        assert runs.job_by_id(db, one.jobs[0].id).asked_by == (1,)


def test_what_somebody_asked_for_stays_on_its_way_when_the_last_follower_leaves(one: Market) -> None:
    with one.store.write() as db:
        runs.asked_for(db, one.jobs[0].id, 1)

    follow.leave(one.store, 1, one.show.id)

    with one.store.read() as db:
        assert runs.job_by_id(db, one.jobs[0].id).state is JobState.ACTIVE


def test_a_job_is_hurried_by_where_it_stands(one: Market) -> None:
    assert actions.hurry(one.store, one.jobs[0].id, STAGES) == Reason("looking-now")
    assert one.run_of(0, "fetch").memo, "every indexer is asked"

    one.shop.listed = [offered()]
    one.fetch()

    assert actions.hurry(one.store, one.jobs[0].id, STAGES) == Reason("looking-now")
    assert refusal(actions.look_now, one.store, one.episodes[0].id, STAGES) == "found-already"
    assert refusal(actions.hurry, one.store, 10**6, STAGES) == "not-on-its-way"


def test_what_waits_for_a_system_is_known_by_its_name_alone(one: Market) -> None:
    taken = leases.take(one.store, one.run_of(0, "fetch").id, "test")
    assert taken is not None
    with one.store.write() as db:  # its reason names another system, too, and one's name begins like another's
        leases.retry(db, taken, Reason("text", text="fair: no answer"), timedelta(hours=1), "fairground")

    assert actions.again_with(one.store, "fair", STAGES) == 0
    assert actions.again_with(one.store, "no answer", STAGES) == 0
    assert actions.again_with(one.store, "fairground", STAGES) == 1
    assert (one.run_of(0, "fetch").due_at or now()) <= now()


@pytest.mark.parametrize("state", [RunState.STUCK, RunState.DUE])
def test_what_waits_for_a_system_goes_on_once_it_is_mended(one: Market, state: RunState) -> None:
    taken = leases.take(one.store, one.run_of(0, "fetch").id, "test")
    assert taken is not None
    with one.store.write() as db:
        why = Reason("text", text="a key is refused")
        if state is RunState.STUCK:
            leases.stuck(db, taken, why, (AGAIN,), "Dr. Who's indexer")
        else:
            leases.retry(db, taken, why, timedelta(hours=1), "Dr. Who's indexer")

    assert actions.again_with(one.store, "Dr. Who's indexer", STAGES) == 1
    assert one.run_of(0, "fetch").state is RunState.DUE
    assert actions.again_with(one.store, "Dr. Who's indexer", STAGES) == 0, "it is due already"


def test_everything_is_held_and_goes_on(one: Market) -> None:
    assert [str(actions.pause(one.store)) for _ in range(2)] == [
        "Everything is on hold: nothing new is begun.",
        "It was on hold already.",
    ]
    with one.store.read() as db:
        assert pausing.paused(db)
    assert [actions.resume(one.store).code for _ in range(2)] == ["going-on", "was-not-on-hold"]


def test_a_step_that_can_be_done_without_is_marked_as_done_and_the_rest_goes_on(one: Market) -> None:
    run_to(one, "file")
    refresh = one.run_of(0, "refresh").id
    assert refusal(actions.mark_done, one.store, one.run_of(0, "notify").id, STAGES) == "step-is-needed"

    assert actions.mark_done(one.store, refresh, STAGES) == Reason("step-marked-as-done", step="refresh")

    assert one.run_of(0, "refresh").result == {"items": [], "silent": []}
    assert one.run_of(0, "notify").state is RunState.DUE
    assert refusal(actions.mark_done, one.store, refresh, STAGES) == "step-is-needed"


def test_whoever_runs_a_step_that_is_marked_as_done_has_lost_it(one: Market) -> None:
    run_to(one, "file")
    taken = leases.take(one.store, one.run_of(0, "refresh").id, "test")
    assert taken is not None

    actions.mark_done(one.store, taken.run.id, STAGES)

    with one.store.write() as db, pytest.raises(LeaseLost):
        leases.done(db, taken, None, STAGES)
    assert [each.outcome for each in attempts(one, taken.run.id)] == ["lost"]


def test_all_that_is_left_of_an_episode_is_marked_as_done_at_once(one: Market) -> None:
    episode = one.episodes[0]
    assert refusal(actions.mark_rest_done, one.store, episode.id, STAGES) == "step-is-needed"
    run_to(one, "file")

    assert actions.mark_rest_done(one.store, episode.id, STAGES) == Reason("episode-marked-as-done", code=episode.code)

    with one.store.read() as db:
        assert runs.job_by_id(db, one.jobs[0].id).state is JobState.DONE
    assert refusal(actions.mark_rest_done, one.store, episode.id, STAGES) == "not-on-its-way"


def run_to(market: Market, last: str) -> None:
    """Every step is done, up to this one."""
    market.shop.listed = [offered()]
    market.fetch()
    for step in ("download", "transcode", "subtitles", "file"):
        market.run_step(0, step, Subtitled(files=()))
        if step == last:
            return


def attempts(market: Market, run_id: int) -> list[Attempt]:
    with market.store.read() as db:
        return runs.attempts_of(db, run_id)
