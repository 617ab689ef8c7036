"""What a front door asks for: search shows, follow one, leave it.

These reach outside, so they may take seconds and raise the four errors; call them off the event loop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pipeline.clock import now
from pipeline.errors import UserError
from pipeline.model import EpisodeInfo, Person, ShowInfo
from pipeline.model.jobs import JobState, Origin
from pipeline.model.reasons import Reason
from pipeline.ports import Catalogue
from pipeline.services import catalogue, limits
from pipeline.services.catalogue import refresh_show
from pipeline.services.survey import open_wanted
from pipeline.store import Connection, Store, active_jobs, leases, people, runs, shows
from pipeline.store.runs import Stage
from pipeline.store.shows import Followed, Start

SOME = 3  # episodes of "first few, then no more"


def leave(store: Store, person_id: int, show_id: int) -> bool:
    """Stop following; False when they did not. Takes off their way the episodes that nobody wants any more."""
    with store.write() as db:
        return _leave(db, person_id, show_id)


def _leave(db: Connection, person_id: int, show_id: int) -> bool:
    left = shows.unsubscribe(db, person_id, show_id)
    for going in active_jobs.find(db, show_ids=[show_id], limit=10_000):
        nobodys = going.job.why in (Origin.AIRED, Origin.BACKLOG) and not going.job.asked_by
        if nobodys and not shows.followers(db, going.episode):
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


class LimitReached(UserError):
    """Somebody has as much as they may have."""

    def __init__(self, problem: limits.Problem) -> None:
        code = "too-many-shows" if problem.kind == "shows" else "too-much-this-week"
        super().__init__(Reason(code, had=problem.had, most=problem.most))
        self.problem = problem


def check_may_follow(db: Connection, person: Person, info: ShowInfo) -> None:
    """LimitReached when somebody may not follow one more show."""
    known = shows.find(db, info)
    if known is not None and shows.subscription_of(db, person.id, known.id) is not None:
        return
    problem = limits.problem(db, person)
    if problem is not None:
        raise LimitReached(problem)


def keep(store: Store, person_id: int, show_id: int, options: Mapping[str, object]) -> Followed | None:
    """Change what a subscription says beside from where on; None when there is none."""
    with store.write() as db:
        shows.change_subscription(db, person_id, show_id, **options)
        return shows.subscription_of(db, person_id, show_id)


def from_where(
    catalogues: Sequence[Catalogue], info: ShowInfo, choice: Start | Literal["some"] | int
) -> tuple[Start, dict[str, object]]:
    """The start that comes nearest to a choice, and what is to be different from it. A number is a season; "some": the
    first few episodes of the newest, then no more."""
    no_end: dict[str, object] = {"until_season": None, "until_number": None}
    if isinstance(choice, Start):
        return choice, no_end
    if isinstance(choice, int):
        return Start.EVERYTHING, {"from_season": choice, "from_number": 1, **no_end}
    last = _last_of_some(catalogue.episodes(catalogues, info))
    return Start.SEASON, {"until_season": last.season, "until_number": last.number} if last else no_end


def _last_of_some(listed: Sequence[EpisodeInfo]) -> EpisodeInfo | None:
    """The last of the first episodes from the newest season on; None: too few are announced to know where to stop."""
    moment = now()
    regular = sorted((e for e in listed if e.season > 0), key=lambda e: (e.season, e.number))
    season = next((e.season for e in reversed(regular) if e.airs_at and e.airs_at <= moment), 0)
    some = [e for e in regular if e.season >= season][:SOME]
    return some[-1] if len(some) == SOME else None


def remove_person(store: Store, person_id: int) -> None:
    """Forget a person; what only they followed is not looked for any more. The owner stays.

    All at once: somebody who is removed sees nothing from that moment on.
    """
    with store.write() as db:
        if (owner := people.owner(db)) is not None and owner.id == person_id:
            return
        for followed in shows.followed_by(db, person_id):
            _leave(db, person_id, followed.show.id)
        people.remove(db, person_id)


def go_on(store: Store, stages: Sequence[Stage], person_id: int, show_id: int) -> Followed | None:
    """Follow to the end what was followed up to an episode; None when it is not followed any more."""
    with store.write() as db:
        shows.change_subscription(db, person_id, show_id, until_season=None, until_number=None)
        mine = shows.subscription_of(db, person_id, show_id)
    if mine is not None:
        open_wanted(store, mine.show, stages)
    return mine
