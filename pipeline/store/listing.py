"""Lists across shows, as people read them: what airs, what is late, what has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_, select

from pipeline.model import OUT, Episode, Show, Subscription
from pipeline.model.jobs import JobKind, JobState, Origin, RunState
from pipeline.model.reasons import NO_REASON, Reason
from pipeline.store import noun, nouns
from pipeline.store.shows import followed_by
from pipeline.store.tables import episode, job, media_file, show, step_run, subscription, watched

LATE_AFTER = timedelta(hours=24)  # from airing until an episode counts as overdue
LATE_MOST = timedelta(days=14)  # what is older is not waited for any more, it is made up for


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """An episode that aired, is wanted, and has not come."""

    show: Show
    episode: Episode
    reason: Reason  # what its furthest step says


@dataclass(frozen=True, kw_only=True)
class Arrived:
    show: Show
    episode: Episode
    size: int
    filed_at: datetime
    replaces: bool = False  # it took the place of an earlier copy
    deleted_at: datetime | None = None  # when it left the library because everyone had watched it


def airing(db: Connection, person_id: int, after: datetime, until: datetime) -> list[tuple[Show, Episode]]:
    """What airs in this span of what a person follows, in order."""
    mine = {f.show.id: f for f in followed_by(db, person_id)}
    rows = db.execute(
        select(episode)
        .where(episode.c.show_id.in_(mine), episode.c.airs_at > after, episode.c.airs_at <= until)
        .order_by(episode.c.airs_at, episode.c.show_id, episode.c.season, episode.c.number)
    )
    found = nouns(Episode, rows)
    return [(mine[e.show_id].show, e) for e in found if mine[e.show_id].subscription.wants(e)]


def overdue(db: Connection, person_id: int | None, moment: datetime) -> list[Overdue]:
    """What a person (anyone, when None) waits for that aired a good while ago, oldest first."""
    filed = select(media_file.c.episode_id).where(media_file.c.replaced_at.is_(None))
    rows = db.execute(
        select(episode, job.c.id.label("job_id"))
        .join(job, job.c.episode_id == episode.c.id)
        .where(
            job.c.state == JobState.ACTIVE,
            job.c.kind == JobKind.EPISODE,
            job.c.why == Origin.AIRED,
            job.c.created_at < moment - LATE_AFTER / 2,  # not what was only just asked for
            episode.c.airs_at < moment - LATE_AFTER,
            episode.c.airs_at > moment - LATE_MOST,
            episode.c.id.not_in(filed),
        )
        .order_by(episode.c.airs_at)
    ).all()
    late = []
    for row in rows:
        wanted = noun(Episode, row)
        if _wants(db, person_id, wanted):
            one = noun(Show, db.execute(select(show).where(show.c.id == wanted.show_id)).one())
            late.append(Overdue(show=one, episode=wanted, reason=_reason(db, row.job_id)))
    return late


def _wants(db: Connection, person_id: int | None, wanted: Episode) -> bool:
    query = select(subscription).where(subscription.c.show_id == wanted.show_id)
    if person_id is not None:
        query = query.where(subscription.c.person_id == person_id)
    return any(s.wants(wanted) for s in nouns(Subscription, db.execute(query)))


def _reason(db: Connection, job_id: int) -> Reason:
    at = [RunState.STUCK, RunState.RUNNING, RunState.DUE]
    row = db.execute(
        select(step_run.c.reason, step_run.c.step)
        .where(step_run.c.job_id == job_id, step_run.c.state.in_(at))
        .order_by(step_run.c.id.desc())
    ).first()
    return (row.reason or Reason("text", text=row.step)) if row else NO_REASON


def arrived(
    db: Connection, person_id: int | None, limit: int, offset: int, *, deleted: bool = False
) -> tuple[list[Arrived], int]:
    """What was filed of what a person follows (of everything, when None), newest first; and how much there is.

    `deleted`: also what left the library since then because everyone had watched it.
    """
    went = media_file.c.id.in_(select(watched.c.file_id).where(watched.c.state.in_(OUT)))
    here = media_file.c.replaced_at.is_(None)
    where = [or_(here, went) if deleted else here, media_file.c.filed_at.is_not(None)]
    if person_id is not None:
        mine = select(subscription.c.show_id).where(subscription.c.person_id == person_id)
        where.append(episode.c.show_id.in_(mine))
    query = select(media_file).join(episode, episode.c.id == media_file.c.episode_id).where(*where)
    count = db.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    files = db.execute(query.order_by(media_file.c.filed_at.desc(), media_file.c.id).limit(limit).offset(offset)).all()
    by_id = select(episode).where(episode.c.id.in_([f.episode_id for f in files]))
    episodes = {e.id: e for e in nouns(Episode, db.execute(by_id))}
    of_those = select(show).where(show.c.id.in_({e.show_id for e in episodes.values()}))
    shows = {s.id: s for s in nouns(Show, db.execute(of_those))}
    earlier = select(media_file.c.episode_id).where(
        media_file.c.replaced_at.is_not(None), media_file.c.episode_id.in_(episodes)
    )
    again = set(db.execute(earlier).scalars())
    found = [
        Arrived(
            show=shows[episodes[f.episode_id].show_id],
            episode=episodes[f.episode_id],
            size=f.size,
            filed_at=f.filed_at,
            replaces=f.episode_id in again,
            deleted_at=f.replaced_at,
        )
        for f in files
    ]
    return found, count


def in_library(db: Connection) -> list[tuple[Show, int]]:
    """Every show of which there is a file, by title, with how many episodes."""
    query = (
        select(episode.c.show_id, func.count(func.distinct(episode.c.id)).label("episodes"))
        .join(media_file, media_file.c.episode_id == episode.c.id)
        .where(media_file.c.replaced_at.is_(None))
        .group_by(episode.c.show_id)
    )
    counts = {row.show_id: row.episodes for row in db.execute(query)}
    rows = db.execute(select(show).where(show.c.id.in_(counts)).order_by(func.lower(show.c.title)))
    return [(one, counts[one.id]) for one in nouns(Show, rows)]


def episodes_in_library(db: Connection, show_id: int) -> list[Episode]:
    """A show's episodes that have a file, in order."""
    filed = select(media_file.c.episode_id).where(media_file.c.replaced_at.is_(None))
    rows = db.execute(
        select(episode)
        .where(episode.c.show_id == show_id, episode.c.id.in_(filed))
        .order_by(episode.c.season, episode.c.number)
    )
    return nouns(Episode, rows)
