"""Indexers' newest releases: one request an indexer at a time, whatever the number of shows that people follow.

What may be of a followed show is kept, and whoever waits for it is hurried along. As long as a feed was read without a
gap, it has told all that a search would: `fetch` asks an indexer only for what lies before or beyond that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.errors import OutsideError, Unreachable
from pipeline.model import Episode, Release, Show
from pipeline.model.jobs import JobState, RunState
from pipeline.ports import Indexer
from pipeline.releases.files import may_hold
from pipeline.releases.match import Index, Match, titles_of
from pipeline.releases.parsing.names import ReleaseName, read
from pipeline.services import upgrades
from pipeline.store import Store, health, insert, noun, nouns, runs, shows, upsert
from pipeline.store.runs import Stage
from pipeline.store.tables import episode as episode_table
from pipeline.store.tables import feed, job, offer, step_run

CLAIM = timedelta(minutes=10)  # how long a feed is left to the one who reads it
MOST_PAGES = 10  # read to catch up
REMEMBERED = 500  # keys of what was read last
KEPT = timedelta(days=60)
LONGEST_WAIT = timedelta(hours=6)  # between two looks at a feed that fails
FEW = 0.5  # a page of which this share was known is where the last reading began


@dataclass(frozen=True, kw_only=True)
class Feed:
    """How far an indexer's newest releases have been read."""

    indexer: str
    look_at: datetime
    asked_at: datetime | None = None
    since: datetime | None = None
    newest: tuple[str, ...] = ()
    failures: int = 0
    rest_until: datetime | None = None


# --------------------------------------------------------------------------------------------------- what fetch asks


def by_indexer(db: Connection) -> dict[str, Feed]:
    return {one.indexer: one for one in nouns(Feed, db.execute(select(feed)))}


def tells_all(known: Feed | None, before: datetime, moment: datetime, interval: timedelta) -> bool:
    """Whether this feed has told all that came since `before`, and lately, so that a search would find no more."""
    if known is None or known.asked_at is None or known.since is None or known.failures:
        return False
    return known.since <= before < known.asked_at and moment - known.asked_at < 2 * interval


def offers(db: Connection, show: Show, episode: Episode) -> list[Release]:
    """What the feeds brought that is, or may have in it, this episode."""
    rows = db.execute(select(offer.c.release).where(offer.c.show_id == show.id)).scalars()
    return [release for release in rows if may_hold(read(release.title, titles_of(show)), episode)]


def keep(db: Connection, show_id: int, release: Release) -> bool:
    """Keep a release for whoever fetches an episode of this show; True when it was not known."""
    moment = now()
    key = {"show_id": show_id, "release_key": release.key[:400]}
    new = insert(db, offer, {**key, "release": release, "seen_at": moment}) is not None
    if not new:
        same = (offer.c.show_id == show_id, offer.c.release_key == key["release_key"])
        db.execute(update(offer).where(*same).values(release=release, seen_at=moment))
    return new


def rest(store: Store, error: OutsideError) -> None:
    """Leave an indexer alone for as long as it asked to be."""
    if isinstance(error, Unreachable) and error.retry_after:
        moment = now()
        until = moment + min(timedelta(seconds=error.retry_after), LONGEST_WAIT)
        with store.write() as db:
            insert(db, feed, {"indexer": error.system, "look_at": moment, "newest": (), "failures": 0})
            db.execute(update(feed).where(feed.c.indexer == error.system).values(rest_until=until))


# ------------------------------------------------------------------------------------------------------------ polling


def poll(
    store: Store,
    indexers: Sequence[Indexer],
    settings: Settings,
    stages: Sequence[Stage],
) -> int:
    """Read every feed whose time has come. How many jobs were hurried or, for something better, opened."""
    moved = 0
    interval = timedelta(seconds=settings.timing.feed)
    for indexer in indexers:
        known = _claim(store, indexer.name)
        if known is None:
            continue
        try:
            fresh, gap = read_new(indexer, known.newest)
        except OutsideError as error:
            _failed(store, known, error, interval)
            continue
        health.record_success(store, indexer.name)
        matches = match(store, fresh)
        moved += _keep_and_hurry(store, matches)
        moved += len(upgrades.consider(store, settings, stages, matches))
        _succeeded(store, known, fresh, gap, interval)
    return moved


def _claim(store: Store, indexer: str) -> Feed | None:
    """Take the reading of a feed that is due; several workers never read the same one at once."""
    moment = now()
    with store.read() as db:
        row = db.execute(select(feed).where(feed.c.indexer == indexer)).first()
    if row is not None and max(row.look_at, row.rest_until or row.look_at) > moment:
        return None
    with store.write() as db:
        insert(db, feed, {"indexer": indexer, "look_at": moment, "newest": (), "failures": 0})
        known = noun(Feed, db.execute(select(feed).where(feed.c.indexer == indexer)).one())
        claimed = db.execute(
            update(feed)
            .where(feed.c.indexer == indexer, feed.c.look_at == known.look_at, feed.c.look_at <= moment)
            .values(look_at=moment + CLAIM)
        )
    return known if claimed.rowcount == 1 else None


def read_new(indexer: Indexer, known: Sequence[str]) -> tuple[list[Release], bool]:
    """(what is new, newest first; whether some may have been missed). The first time, one page is enough."""
    seen = set(known)
    fresh: dict[str, Release] = {}
    met = False  # what was read the last time
    for page in range(MOST_PAGES if known else 1):
        listed = indexer.newest(page)
        new = [release for release in listed if release.key not in seen and release.key not in fresh]
        fresh |= {release.key: release for release in new}
        # One old release that was put on top again is not where we stopped the last time.
        met = bool(listed) and (listed[-1].key in seen or len(new) <= len(listed) * FEW)
        if met or not new:
            break
    return list(fresh.values()), not met


def match(store: Store, releases: Iterable[Release]) -> list[Match]:
    """The followed shows that these releases are of."""
    with store.read() as db:
        index = Index(shows.all_followed(db), lambda show, name: _airs(db, show, name))
        return [found for release in releases for found in index.matches(release)]


def _airs(db: Connection, show: Show, name: ReleaseName) -> datetime | None:
    """When the episode airs that a name gives; asked only when shows share a title."""
    number = name.episodes[0] if name.episodes else 1
    found = shows.episode_by_code(db, show.id, name.season or 1, number)
    return found.airs_at if found else None


def _keep_and_hurry(store: Store, matches: Sequence[Match]) -> int:
    if not matches:
        return 0
    with store.write() as db:
        new = [match for match in matches if keep(db, match.show.id, match.release)]
        waiting = _waiting(db, {match.show.id for match in new})
        ids = {
            job_id
            for job_id, episode in waiting
            if any(m.show.id == episode.show_id and may_hold(m.name, episode) for m in new)
        }
        runs.hurry(db, ids, "fetch")
        db.execute(delete(offer).where(offer.c.seen_at < now() - KEPT))
    return len(ids)


def _waiting(db: Connection, show_ids: Iterable[int], season: int | None = None) -> list[tuple[int, Episode]]:
    """(job, episode) of what waits for a release."""
    query = (
        select(job.c.id.label("job_id"), episode_table)
        .join(episode_table, episode_table.c.id == job.c.episode_id)
        .join(step_run, step_run.c.job_id == job.c.id)
        .where(
            episode_table.c.show_id.in_(list(show_ids)),
            job.c.state == JobState.ACTIVE,
            step_run.c.step == "fetch",
            step_run.c.state == RunState.DUE,
        )
    )
    if season is not None:
        query = query.where(episode_table.c.season == season)
    return [(row.job_id, noun(Episode, row)) for row in db.execute(query)]


def hurry_season(db: Connection, show_id: int, season: int) -> None:
    """Have every episode of a season that waits for a release look again now."""
    runs.hurry(db, [job_id for job_id, _ in _waiting(db, [show_id], season)], "fetch")


def hurry_held(db: Connection, show: Show, release: Release) -> None:
    """Have every episode that this release may hold, and that waits for one, look again now."""
    name = read(release.title, titles_of(show))
    runs.hurry(db, [job_id for job_id, held in _waiting(db, [show.id]) if may_hold(name, held)], "fetch")


def _succeeded(store: Store, known: Feed, fresh: Sequence[Release], gap: bool, interval: timedelta) -> None:
    moment = now()
    dates = [release.published_at for release in fresh if release.published_at]
    since = min([moment, *dates]) if gap or known.since is None else known.since
    values = {
        "look_at": moment + interval,
        "asked_at": moment,
        "since": since,
        "newest": (*(r.key[:400] for r in fresh), *known.newest)[:REMEMBERED],
        "failures": 0,
        "rest_until": None,
    }
    with store.write() as db:
        upsert(db, feed, {"indexer": known.indexer}, values)


def _failed(store: Store, known: Feed, error: OutsideError, interval: timedelta) -> None:
    """Twice as long each time, at least as long as it asked for."""
    health.record_failure(store, error)
    asked = timedelta(seconds=(error.retry_after or 0) if isinstance(error, Unreachable) else 0)
    wait = min(max(interval * 2 ** min(known.failures, 10), asked), LONGEST_WAIT)
    moment = now()
    values = {
        "look_at": moment + wait,
        "failures": known.failures + 1,
        "rest_until": moment + min(asked, LONGEST_WAIT) if asked else None,
        "newest": known.newest,
    }
    with store.write() as db:
        upsert(db, feed, {"indexer": known.indexer}, values)
