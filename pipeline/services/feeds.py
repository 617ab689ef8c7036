"""Indexers' newest releases: one request an indexer at a time, whatever the number of shows that people follow.

What may be of a followed show is kept, and whoever waits for it is hurried along. As long as a feed was read without a
gap, it has told all that a search would: `fetch` asks an indexer only for what lies before or beyond that.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime, timedelta

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.errors import NotFound, OutsideError, Unreachable
from pipeline.model import Episode, Release, Show
from pipeline.model.jobs import RunState
from pipeline.model.reasons import Reason
from pipeline.ports import Indexer
from pipeline.releases.episodes import Listing, serves
from pipeline.releases.match import Index, Match
from pipeline.releases.parsing.names import ReleaseName
from pipeline.releases.titles import read_for
from pipeline.services import upgrades
from pipeline.services.cases import listing_of
from pipeline.store import Connection, Store, active_jobs, feeds, health, key_values, offers, runs, shows
from pipeline.store.feeds import Feed
from pipeline.store.runs import Stage

CLAIM = timedelta(minutes=10)  # how long a feed is left to the one who reads it
MOST_PAGES = 10  # read to catch up
REMEMBERED = 5_000  # keys of what was read last: as many as the longest feeds have
KEPT = timedelta(days=60)
LONGEST_WAIT = timedelta(hours=6)  # between two looks at a feed that fails
FEW = 0.5  # a page of which this share was known is where the last reading began
EMPTY_FOR = timedelta(days=1)  # an indexer may list nothing before it is noted as a trouble
_EMPTY = "lists-nothing:"  # since when, by indexer


# --------------------------------------------------------------------------------------------------- what fetch asks


def tells_all(known: Feed | None, before: datetime, moment: datetime, interval: timedelta) -> bool:
    """Whether this feed has told all that came since `before`, and lately, so that a search would find no more."""
    if known is None or known.asked_at is None or known.since is None or known.failures:
        return False
    return known.since <= before < known.asked_at and moment - known.asked_at < 2 * interval


def offered(db: Connection, show: Show, episode: Episode) -> list[Release]:
    """What the feeds brought that is, or may have in it, this episode."""
    listing = listing_of(db, show)
    return [r for r in offers.of_show(db, show.id) if serves(read_for(r.title, show), episode, listing)]


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
        known = feeds.claim(store, indexer.name, CLAIM)
        if known is None:
            continue
        try:
            fresh, gap = read_new(indexer, known.newest)
        except OutsideError as error:
            _failed(store, known, error, interval)
            continue
        others = [other.name for other in indexers if other is not indexer]
        _note_emptiness(store, indexer.name, others, empty=gap and not fresh)
        matches = match(store, fresh)
        moved += _keep_and_hurry(store, matches)
        moved += len(upgrades.consider(store, settings, stages, matches))
        _succeeded(store, known, fresh, gap, interval)
    return moved


def seconds_to_next(store: Store, most: float) -> float:
    """Until the first feed is read again; `most`, when that is later."""
    with store.read() as db:
        at = feeds.next_reading(db)
    return min(most, max(0.0, (at - now()).total_seconds())) if at else most


def _note_emptiness(store: Store, indexer: str, others: Sequence[str], *, empty: bool) -> None:
    """An indexer that answers, and lists nothing at all for a day, is in trouble: a site behind it, most often.

    Not while none of the others lists anything either: there may be nothing new just now.
    """
    name, key = f"{indexer} (newest)", f"{_EMPTY}{indexer}"
    with store.read() as db:
        since = key_values.get(db, key)
        another_lists = not others or any(_lists(db, other) for other in others)
    if not empty:
        if since is not None:
            _lists_again(store, name, key)
    elif since is None:
        with store.write() as db:
            key_values.put_once(db, key, now().isoformat())
    elif another_lists and now() - (began := datetime.fromisoformat(since)) > EMPTY_FOR:
        health.record_failure(store, NotFound(name, Reason("lists-nothing")), began)


def _lists(db: Connection, indexer: str) -> bool:
    """Whether the last reading of an indexer's newest releases went well and brought something."""
    known = feeds.by_indexer(db).get(indexer)
    read = known is not None and known.asked_at is not None and not known.failures
    return read and key_values.get(db, f"{_EMPTY}{indexer}") is None


def _lists_again(store: Store, name: str, key: str) -> None:
    with store.write() as db:
        key_values.drop(db, key)
        noted = any(one.system == name and one.problem for one in health.all_systems(db))
    if noted:
        health.record_success(store, name)


def read_new(indexer: Indexer, known: Sequence[str]) -> tuple[list[Release], bool]:
    """(what is new, newest first; whether some may have been missed). The first time, one page is enough."""
    seen = set(known)
    fresh: dict[str, Release] = {}
    met = False  # what was read the last time
    for page in range(MOST_PAGES if known else 1):
        listed = indexer.newest(page)
        new = [release for release in listed if release.key not in seen and release.key not in fresh]
        fresh |= {release.key: release for release in new}
        met = _reaches_back(listed, new, seen)
        if met or not new:
            break
    return list(fresh.values()), not met


def _reaches_back(listed: Sequence[Release], new: Sequence[Release], seen: Container[str]) -> bool:
    """Whether a page ends in what was read the last time.

    One old release that was put on top again is not where we stopped the last time.
    """
    return bool(listed) and (listed[-1].key in seen or len(new) <= len(listed) * FEW)


def match(store: Store, releases: Iterable[Release]) -> list[Match]:
    """The followed shows that these releases are of."""
    with store.read() as db:
        listings: dict[int, Listing] = {}

        def listing(show: Show) -> Listing:
            """Asked only in doubt, of a few shows."""
            if show.id not in listings:
                listings[show.id] = listing_of(db, show)
            return listings[show.id]

        def airs(show: Show, name: ReleaseName) -> datetime | None:
            return listing(show).airs(name)

        def specials(show: Show) -> list[str]:
            return listing(show).titles_of_specials()

        index = Index(shows.all_followed(db), airs, specials)
        return [found for release in releases for found in index.matches(release)]


def _keep_and_hurry(store: Store, matches: Sequence[Match]) -> int:
    if not matches:
        return 0
    with store.write() as db:
        fresh = offers.keep(db, [(match.show.id, match.release) for match in matches])
        new = [match for match in matches if (match.show.id, match.release.short_key) in fresh]
        ids = _served(db, new)
        runs.hurry(db, ids, "fetch")
        offers.forget_before(db, now() - KEPT)
    return len(ids)


def _served(db: Connection, matches: Sequence[Match]) -> set[int]:
    """The jobs that wait for an episode which one of these releases may hold."""
    waiting = _waiting(db, {match.show.id for match in matches})
    wanted = {episode.show_id for _, episode in waiting}
    listings = {match.show.id: listing_of(db, match.show) for match in matches if match.show.id in wanted}
    return {
        job_id
        for job_id, episode in waiting
        if any(m.show.id == episode.show_id and serves(m.name, episode, listings[m.show.id]) for m in matches)
    }


def _waiting(db: Connection, show_ids: Iterable[int], season: int | None = None) -> list[tuple[int, Episode]]:
    """(job, episode) of what waits for a release."""
    return active_jobs.at_fetch(db, show_ids, [RunState.DUE], season)


def hurry_season(db: Connection, show_id: int, season: int) -> None:
    """Have every episode of a season that waits for a release look again now."""
    runs.hurry(db, [job_id for job_id, _ in _waiting(db, [show_id], season)], "fetch")


def hurry_held(db: Connection, show: Show, release: Release) -> None:
    """Have every episode that this release may hold, and that waits for one, look again now."""
    name, listing = read_for(release.title, show), listing_of(db, show)
    runs.hurry(db, [job_id for job_id, held in _waiting(db, [show.id]) if serves(name, held, listing)], "fetch")


def _succeeded(store: Store, known: Feed, fresh: Sequence[Release], gap: bool, interval: timedelta) -> None:
    moment = now()
    dates = [release.published_at for release in fresh if release.published_at]
    since = min([moment, *dates]) if gap or known.since is None else known.since
    newest = (*(r.short_key for r in fresh), *known.newest)[:REMEMBERED]
    with store.write() as db:
        feeds.was_read(db, known.indexer, asked_at=moment, look_at=moment + interval, since=since, newest=newest)


def _failed(store: Store, known: Feed, error: OutsideError, interval: timedelta) -> None:
    """Twice as long each time, at least as long as it asked for."""
    asked = timedelta(seconds=(error.retry_after or 0) if isinstance(error, Unreachable) else 0)
    wait = min(max(interval * 2 ** min(known.failures, 10), asked), LONGEST_WAIT)
    moment = now()
    with store.write() as db:
        feeds.failed(db, known, look_at=moment + wait)
