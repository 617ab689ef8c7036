"""What has ended, what may not be taken and what lacks, across shows: by pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from pipeline.model import Episode, Show
from pipeline.model.jobs import JobKind, JobState
from pipeline.model.reasons import Reason
from pipeline.store import noun, nouns, overview
from pipeline.store.tables import block, episode, job, show


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """A release that may not be taken for an episode. `until`: None: for good."""

    id: int
    show: Show
    episode: Episode
    title: str
    reason: Reason
    at: datetime
    until: datetime | None


def ended(
    db: Connection,
    limit: int,
    offset: int,
    *,
    show_ids: Sequence[int] | None = None,
    state: JobState | None = None,
    between: tuple[datetime, datetime] | None = None,
) -> tuple[list[int], int]:
    """(jobs that have ended, newest first, how many there are), of these shows, with this end, in this span."""
    where = [job.c.state != JobState.ACTIVE if state is None else job.c.state == state, *_of_shows(show_ids)]
    if between is not None:
        where += [job.c.finished_at >= between[0], job.c.finished_at < between[1]]
    query = select(job.c.id).where(*where).order_by(job.c.finished_at.desc(), job.c.id.desc())
    count = db.execute(select(func.count()).select_from(job).where(*where)).scalar_one()
    return list(db.execute(query.limit(limit).offset(offset)).scalars()), count


def _of_shows(show_ids: Sequence[int] | None) -> tuple[ColumnElement[bool], ...]:
    if show_ids is None:
        return ()
    return (job.c.episode_id.in_(select(episode.c.id).where(episode.c.show_id.in_(show_ids))),)


def blocked(
    db: Connection, moment: datetime, limit: int, offset: int, show_ids: Sequence[int] | None = None
) -> tuple[list[Blocked], int]:
    """(what is blocked now, newest first, how many there are)."""
    where = [or_(block.c.until.is_(None), block.c.until > moment)]
    if show_ids is not None:
        where.append(block.c.episode_id.in_(select(episode.c.id).where(episode.c.show_id.in_(show_ids))))
    count = db.execute(select(func.count()).select_from(block).where(*where)).scalar_one()
    query = select(block).where(*where).order_by(block.c.at.desc(), block.c.id.desc()).limit(limit).offset(offset)
    rows = db.execute(query).all()
    known = {each.id: (one, each) for one, each in _with_shows(db, _episodes(db, [row.episode_id for row in rows]))}
    found = [
        Blocked(
            id=row.id,
            show=known[row.episode_id][0],
            episode=known[row.episode_id][1],
            title=row.title,
            reason=row.reason,
            at=row.at,
            until=row.until,
        )
        for row in rows
    ]
    return found, count


def missing(
    db: Connection, moment: datetime, limit: int, offset: int, person_id: int | None = None
) -> list[tuple[Show, Episode]]:
    """What has aired, somebody (this person) wants, and is neither here nor on its way; the newest first."""
    query: Select[tuple[int]] = select(episode).where(*overview.lacks(moment, person_id))
    query = query.order_by(episode.c.airs_at.desc(), episode.c.id).limit(limit).offset(offset)
    return _with_shows(db, nouns(Episode, db.execute(query)))


def better_wanted(db: Connection, limit: int, show_ids: Sequence[int] | None = None) -> list[int]:
    """The jobs that look for a better copy of what is here, newest first."""
    better = (job.c.state == JobState.ACTIVE, job.c.kind == JobKind.BETTER, *_of_shows(show_ids))
    return list(db.execute(select(job.c.id).where(*better).order_by(job.c.id.desc()).limit(limit)).scalars())


def newest_ways(db: Connection, limit: int, show_ids: Sequence[int] | None = None) -> list[int]:
    """The newest jobs that carry an episode on its way, whatever became of them."""
    query = select(job.c.id).where(job.c.kind == JobKind.EPISODE, *_of_shows(show_ids))
    return list(db.execute(query.order_by(job.c.id.desc()).limit(limit)).scalars())


def titles(db: Connection) -> list[tuple[int, str]]:
    """The id and title of every show, followed or not."""
    return [(row.id, row.title) for row in db.execute(select(show.c.id, show.c.title))]


def _episodes(db: Connection, ids: Sequence[int]) -> list[Episode]:
    return nouns(Episode, db.execute(select(episode).where(episode.c.id.in_(ids))))


def _with_shows(db: Connection, episodes: Sequence[Episode]) -> list[tuple[Show, Episode]]:
    query = select(show).where(show.c.id.in_({each.show_id for each in episodes}))
    known = {row.id: noun(Show, row) for row in db.execute(query)}
    return [(known[each.show_id], each) for each in episodes]
