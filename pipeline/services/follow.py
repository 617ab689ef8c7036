"""What a front door asks for: search shows, follow one, leave it.

These reach outside, so they may take seconds and raise the four errors; call them off the event loop.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import ShowInfo
from pipeline.model.jobs import JobState, Origin
from pipeline.ports import Catalogue
from pipeline.services.catalogue import refresh_show
from pipeline.services.survey import open_wanted
from pipeline.store import Store, active_jobs, leases, people, runs, shows
from pipeline.store.runs import Stage
from pipeline.store.shows import Followed, Start


def leave(store: Store, person_id: int, show_id: int) -> bool:
    """Stop following; False when they did not. Takes off their way the episodes that nobody wants any more."""
    with store.write() as db:
        left = shows.unsubscribe(db, person_id, show_id)
        for going in active_jobs.find(db, show_ids=[show_id], limit=10_000):
            if going.job.why in (Origin.AIRED, Origin.BACKLOG) and not shows.followers(db, going.episode):
                leases.cancel_job(db, going.job.id, JobState.ABANDONED)
    return left


def follow(
    store: Store,
    catalogues: Sequence[Catalogue],
    stages: Sequence[Stage],
    person_id: int,
    info: ShowInfo,
    start: Start,
    **choices: object,
) -> tuple[Followed, list[int]]:
    """Subscribe a person to a show and put on their way the episodes that this asks for.

    The subscription, and the ids of the jobs that were opened. Following again changes from where on.
    """
    with store.write() as db:
        show = shows.save_show(db, info)
    refresh_show(store, catalogues, show)
    with store.write() as db:
        subscription = shows.subscribe(db, person_id, show.id, start, **choices)
        # What was taken off its way because nobody followed it may be wanted again; what somebody gave up, not.
        runs.forget_abandoned(db, show.id)
        show = shows.by_id(db, show.id)
    opened = open_wanted(store, show, stages, why=Origin.BACKLOG if start is not Start.NEXT else Origin.AIRED)
    return Followed(show=show, subscription=subscription), opened


def remove_person(store: Store, person_id: int) -> None:
    """Forget a person; what only they followed is not looked for any more. The owner stays."""
    with store.read() as db:
        if (owner := people.owner(db)) is not None and owner.id == person_id:
            return
        mine = shows.followed_by(db, person_id)
    for followed in mine:
        leave(store, person_id, followed.show.id)
    with store.write() as db:
        people.remove(db, person_id)


def go_on(store: Store, stages: Sequence[Stage], person_id: int, show_id: int) -> Followed | None:
    """Follow to the end what was followed up to an episode; None when it is not followed any more."""
    with store.write() as db:
        shows.change_subscription(db, person_id, show_id, until_season=None, until_number=None)
        mine = shows.subscription_of(db, person_id, show_id)
    if mine is not None:
        open_wanted(store, mine.show, stages)
    return mine
