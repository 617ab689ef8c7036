"""Many shows at a glance: counted in the database, whatever their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from pipeline.model import Episode, Show
from pipeline.model.jobs import JobKind, JobState, RunState
from pipeline.store import noun, nouns
from pipeline.store.tables import episode, job, media_file, person, show, step_run, subscription


@dataclass(frozen=True, kw_only=True)
class Glance:
    """A followed show, counted."""

    show: Show
    followers: tuple[str, ...]
    here: int  # episodes in the library
    going: int  # on their way
    stuck: int  # of those, waiting for a person
    missing: int  # aired, wanted, neither here nor on their way
    next: datetime | None  # when the next one airs


def followed_titles(db: Connection, show_ids: Sequence[int] | None = None) -> list[tuple[int, str]]:
    """The id and title of every show (of these) that somebody follows."""
    query = select(show.c.id, show.c.title).where(_followed).order_by(show.c.id)
    rows = db.execute(query if show_ids is None else query.where(show.c.id.in_(show_ids)))
    return [(row.id, row.title) for row in rows]


def next_airings(db: Connection, moment: datetime, show_ids: Sequence[int] | None = None) -> dict[int, datetime]:
    """When the next episode of a show airs, where one is announced."""
    query = select(episode.c.show_id, func.min(episode.c.airs_at).label("at")).where(episode.c.airs_at > moment)
    if show_ids is not None:
        query = query.where(episode.c.show_id.in_(show_ids))
    return {row.show_id: row.at for row in db.execute(query.group_by(episode.c.show_id))}


def glances(db: Connection, show_ids: Sequence[int], moment: datetime) -> list[Glance]:
    """These shows, in this order."""
    rows = nouns(Show, db.execute(select(show).where(show.c.id.in_(show_ids))))
    here, going, stuck = (_count(db, show_ids, where) for where in (_filed, _active, _stuck))
    missing = _count(db, show_ids, and_(*lacks(moment)))
    coming, names = next_airings(db, moment, show_ids), _followers(db, show_ids)
    made = {
        each.id: Glance(
            show=each,
            followers=names.get(each.id, ()),
            here=here.get(each.id, 0),
            going=going.get(each.id, 0),
            stuck=stuck.get(each.id, 0),
            missing=missing.get(each.id, 0),
            next=coming.get(each.id),
        )
        for each in rows
    }
    return [made[show_id] for show_id in show_ids if show_id in made]


class Having(StrEnum):
    """What a show has an episode of."""

    STUCK = "stuck"
    GOING = "going"
    MISSING = "missing"


def having(db: Connection, what: Having, show_ids: Sequence[int], moment: datetime) -> set[int]:
    """Those of these shows that have an episode that waits for a person, is on its way, or lacks."""
    where = {Having.STUCK: (_stuck,), Having.GOING: (_active,), Having.MISSING: lacks(moment)}[what]
    return set(_count(db, show_ids, and_(*where)))


def airing_between(
    db: Connection, after: datetime, until: datetime, person_id: int | None = None
) -> list[tuple[Show, Episode, bool]]:
    """What airs in this span and somebody (this person) wants, in order, and whether it is in the library."""
    wanted = _wanted if person_id is None else _wanted.where(subscription.c.person_id == person_id)
    query = select(episode, _filed.label("here")).where(episode.c.airs_at > after, episode.c.airs_at <= until, wanted)
    rows = db.execute(query.order_by(episode.c.airs_at, episode.c.show_id, episode.c.season, episode.c.number)).all()
    of = {row.show_id for row in rows}
    known = {each.id: each for each in nouns(Show, db.execute(select(show).where(show.c.id.in_(of))))}
    return [(known[row.show_id], noun(Episode, row), bool(row.here)) for row in rows]


def lacks(moment: datetime, person_id: int | None = None) -> tuple[ColumnElement[bool], ...]:
    """Whether an episode has aired, somebody (this person) wants it, and it is neither here nor on its way."""
    wanted = _wanted if person_id is None else _wanted.where(subscription.c.person_id == person_id)
    return episode.c.airs_at <= moment, ~_filed, ~_active, wanted


def _count(db: Connection, show_ids: Sequence[int], where: ColumnElement[bool]) -> Mapping[int, int]:
    query = select(episode.c.show_id, func.count().label("many")).where(episode.c.show_id.in_(show_ids), where)
    return {row.show_id: row.many for row in db.execute(query.group_by(episode.c.show_id))}


def _followers(db: Connection, show_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    query = select(subscription.c.show_id, person.c.name).join(person, person.c.id == subscription.c.person_id)
    found: dict[int, tuple[str, ...]] = {}
    for row in db.execute(query.where(subscription.c.show_id.in_(show_ids)).order_by(func.lower(person.c.name))):
        found[row.show_id] = (*found.get(row.show_id, ()), row.name)
    return found


def _later_or_same(season: Any, number: Any) -> ColumnElement[bool]:
    """Whether an episode is this one or after it."""
    return or_(episode.c.season > season, and_(episode.c.season == season, episode.c.number >= number))


_followed = exists().where(subscription.c.show_id == show.c.id)
_filed = exists().where(media_file.c.episode_id == episode.c.id, media_file.c.replaced_at.is_(None))
_on_its_way = (job.c.episode_id == episode.c.id, job.c.state == JobState.ACTIVE, job.c.kind == JobKind.EPISODE)
_active = exists().where(*_on_its_way)
_stuck = exists().where(*_on_its_way, step_run.c.job_id == job.c.id, step_run.c.state == RunState.STUCK)
# As `Subscription.wants` has it.
_wanted = exists().where(
    subscription.c.show_id == episode.c.show_id,
    _later_or_same(subscription.c.from_season, subscription.c.from_number),
    or_(
        subscription.c.until_season.is_(None),
        subscription.c.until_number.is_(None),
        episode.c.season < subscription.c.until_season,
        and_(episode.c.season == subscription.c.until_season, episode.c.number <= subscription.c.until_number),
    ),
    or_(subscription.c.from_at.is_(None), episode.c.airs_at >= subscription.c.from_at),
)
