"""What is on offer for an episode: from the feeds, from earlier looks, and from searches for the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from pipeline.config import Settings
from pipeline.engine.context import StepContext, seconds
from pipeline.engine.guard import insisting
from pipeline.engine.remedies import LOOK
from pipeline.errors import OutsideError, Unreachable
from pipeline.model import Release, Wanted
from pipeline.model.reasons import Reason
from pipeline.ports import Indexer
from pipeline.releases.candidate import Case
from pipeline.releases.titles import read_for
from pipeline.services.feeds import hurry_season, offered, tells_all
from pipeline.store import Store, feeds, key_values, offers, pace, verdicts
from pipeline.store.feeds import Feed

EARLY = timedelta(days=1)  # before it airs, as far as air times can be trusted
HOUR = timedelta(hours=1)
JUST = timedelta(minutes=10)
SEARCH_ANYWAY = timedelta(hours=6)  # feeds leave things out
SEASON_AGAIN = timedelta(hours=1)  # between two searches for the same season


def gather(
    case: Case, indexers: Sequence[Indexer], store: Store, settings: Settings, context: StepContext
) -> list[Release]:
    """All that is known to be on offer: from the feeds, from earlier looks, and from searches for the rest.

    Unreachable when nothing is known and no indexer could be asked.
    """
    found, searched, problems = _search(case, indexers, store, settings, context)
    everything = {release.key: release for release in (*known(case, store, searched), *found)}  # the freshest last
    if not everything and problems and len(problems) == len(indexers):
        waits = [p.retry_after for p in problems if isinstance(p, Unreachable) and p.retry_after]
        whys = Reason("several", whys=tuple(p.reason for p in problems))
        raise Unreachable("indexers", whys, min(waits, default=None))
    return list(everything.values())


def known(case: Case, store: Store, searched: Sequence[str] = ()) -> list[Release]:
    """What is known without asking: from earlier looks at others than were just searched, on its way for other
    episodes, and from the feeds."""
    coming = [r for r in case.on_the_way.values() if case.speaks_of(read_for(r.title, case.show))]
    with store.read() as db:
        before = verdicts.remembered(db, case.episode.id, searched)
        return [*before, *coming, *offered(db, case.show, case.episode)]


def _search(
    case: Case, indexers: Sequence[Indexer], store: Store, settings: Settings, context: StepContext
) -> tuple[list[Release], list[str], list[OutsideError]]:
    """(releases, names of the indexers that answered, problems) of all that must be asked."""
    found: list[Release] = []
    searched: list[str] = []
    problems: list[OutsideError] = []
    insist = bool(context.memo.pop(LOOK, ""))
    with store.read() as db:
        known = feeds.by_indexer(db)
        seen = verdicts.seen_by_indexer(db, case.episode.id)
    for indexer in indexers:
        feed = known.get(indexer.name)
        if not insist and _just_asked(context, indexer.name, seen, case.moment):
            context.log(f"{indexer.name}: searched a moment ago")
            continue
        if not insist and _told_all(feed, _asked(context, indexer.name), case, seconds(settings.timing.feed)):
            context.log(f"{indexer.name}: its newest releases have told all that there is")
            continue
        if not insist and not _has_turn(context, indexer, case, store, settings.timing.searches):
            context.log(f"{indexer.name}: others wait for it, too; its turn comes later")
            continue
        try:
            with insisting(insist):
                with _counted(indexer, case, store):
                    answer = _ask(indexer, case)
                found += answer
                searched.append(indexer.name)
                context.memo[f"searched {indexer.name}"] = case.moment.isoformat()
                context.log(f"{indexer.name} offers {len(answer)}")
                found += _season(indexer, case, store, settings.timing.searches)
        except OutsideError as error:
            context.log(str(error))
            problems.append(error)
    return found, searched, problems


@contextmanager
def _counted(indexer: Indexer, case: Case, store: Store) -> Iterator[None]:
    """A search has taken one turn. Counts its further requests (titles, pages, the whole season) as turns, too, and
    gives the turn back where none was made: the indexer is left alone for a while."""
    before = getattr(indexer, "requests", None)
    try:
        yield
    finally:
        made = 1 if before is None else getattr(indexer, "requests", before) - before
        pace.correct(store, _turns(indexer), made - 1)
        with store.write() as db:
            key_values.put(db, _cost_key(indexer, case), max(made, 1))


def _just_asked(context: StepContext, indexer: str, seen: Mapping[str, datetime], moment: datetime) -> bool:
    """Whether this is a new start, after a release gave way, and what the indexer offers has been seen just now."""
    last = seen.get(indexer)
    return f"searched {indexer}" not in context.memo and last is not None and moment - last < JUST


def _has_turn(context: StepContext, indexer: Indexer, case: Case, store: Store, an_hour: int) -> bool:
    """Whether this job may search there now. Half of the turns are kept for those that have not had one yet."""
    first = f"searched {indexer.name}" not in context.memo
    return _may_search(indexer, case, store, an_hour if first else (an_hour + 1) // 2)


def _may_search(indexer: Indexer, case: Case, store: Store, an_hour: int) -> bool:
    """Takes a turn, when so many are free as the last search for this show took requests."""
    with store.read() as db:
        cost = min(key_values.get(db, _cost_key(indexer, case)) or 1, an_hour)
    return pace.may_take(store, _turns(indexer), an_hour - cost + 1, HOUR)


def _cost_key(indexer: Indexer, case: Case) -> str:
    return f"requests {case.show.id} {indexer.name}"[:120]


def _turns(indexer: Indexer) -> str:
    """Whose turns they are: all that wait for an indexer have them together."""
    return f"{indexer.name} searches"


def _told_all(feed: Feed | None, asked: datetime | None, case: Case, interval: timedelta) -> bool:
    """Whether a search would tell no more than the feed has, since the last search or since before it aired."""
    airs = case.episode.airs_at or case.moment
    if case.moment - (asked or airs) > SEARCH_ANYWAY:
        return False
    return tells_all(feed, asked or airs - EARLY, case.moment, interval)


def _asked(context: StepContext, indexer: str) -> datetime | None:
    """When this job last searched there."""
    at = context.memo.get(f"searched {indexer}")
    return datetime.fromisoformat(at) if at else None


def _ask(indexer: Indexer, case: Case) -> list[Release]:
    """Search for the episode."""
    episode = case.episode
    wanted = Wanted(
        show=case.show,
        season=episode.season,
        number=episode.number,
        absolute=case.listing.absolute_of(episode) if case.listing else episode.absolute,
        air_date=episode.air_date,
        episode_title=episode.title,
    )
    return indexer.search(wanted)


def _season(indexer: Indexer, case: Case, store: Store, an_hour: int) -> list[Release]:
    """Search for its whole season when several of it are missing. One search serves all that wait for it."""
    if case.gaps <= 2 or not _may_search(indexer, case, store, an_hour):
        return []
    if not _season_s_turn(indexer, case, store):
        pace.correct(store, _turns(indexer), -1)
        return []
    with _counted(indexer, case, store):
        packs = indexer.search(Wanted(show=case.show, season=case.episode.season))
    with store.write() as db:
        if offers.keep(db, [(case.show.id, release) for release in packs]):
            hurry_season(db, case.show.id, case.episode.season)
    return packs


def _season_s_turn(indexer: Indexer, case: Case, store: Store) -> bool:
    """Whether nobody has searched for this season lately; marks it as searched."""
    key = f"season {case.show.id} {case.episode.season} {indexer.name}"[:120]
    with store.write() as db:
        at = key_values.get(db, key)
        if at and case.moment - datetime.fromisoformat(at) < SEASON_AGAIN:
            return False
        key_values.put(db, key, case.moment.isoformat())
    return True
