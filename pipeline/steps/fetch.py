"""fetch: gather what is on offer, choose the best release, and keep why every other one lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline import downloads, durable, feeds, health, notes
from pipeline.actions import LOOK, TAKE
from pipeline.clock import now
from pipeline.config import Settings, Timing
from pipeline.errors import Later, LeaseLost, OutsideError, Unreachable
from pipeline.feeds import Feed
from pipeline.jobs import Job
from pipeline.model import Episode, Release, Show, Wanted
from pipeline.ports import Downloader, Indexer
from pipeline.releases import verdicts
from pipeline.releases.case import Case
from pipeline.releases.choose import Verdict, best, judge
from pipeline.releases.files import may_hold
from pipeline.releases.match import titles_of
from pipeline.releases.names import read
from pipeline.releases.rules import WORDS
from pipeline.releases.rules.too_early import waits_until
from pipeline.results import Fetched
from pipeline.store import Store
from pipeline.work import Work, seconds

EARLY = timedelta(days=1)  # before it airs, as far as air times can be trusted
SEARCH_ANYWAY = timedelta(hours=6)  # feeds leave things out
SEASON_AGAIN = timedelta(minutes=10)  # between two searches for the same season


def fetch(
    job: Job,
    show: Show,
    episode: Episode,
    indexers: Sequence[Indexer],
    downloader: Downloader,
    store: Store,
    settings: Settings,
    work: Work,
) -> Fetched:
    """Gather, judge, choose. Nothing suitable: look again later, at growing intervals."""
    _drop_rejected(job, episode, downloader, store, work)
    case = verdicts.case(store, show, episode, settings, job, free=_free(downloader, work))
    judged = _to_join(case, store, work) or judge(gather(case, indexers, store, settings, work), _now(case, store))
    for verdict in judged:
        work.say(f"{verdict.release.title} ({verdict.release.indexer}): {verdict.reason or 'suitable'}")
    chosen = _by_hand(judged, work) or best(judged)
    verdicts.save(store, episode.id, judged, chosen)
    if chosen is None:
        if case.have is not None:
            _end_upgrade(job, store, work)
        raise _not_yet(judged, case, settings.timing)
    _drop_others(job, chosen.release, downloader, store, work)
    suitable = sum(not v.rule for v in judged)
    why = "chosen by hand" if chosen.rule else f"best of {suitable} suitable"
    return Fetched(release=chosen.release, considered=len(judged), why=f"{why} among {len(judged)} found")


def _to_join(case: Case, store: Store, work: Work) -> list[Verdict]:
    """All that is known, when the best of it is on its way for another episode already; else nothing."""
    if LOOK in work.memo or TAKE in work.memo:
        return []
    judged = judge(_known(case, store), case)
    chosen = best(judged)
    if chosen is None or not case.joins(chosen.release):
        return []
    work.say("no search: the best of what is known is there or on its way for another episode")
    return judged


def _now(case: Case, store: Store) -> Case:
    """The case with what other jobs have chosen while this one was searching."""
    with store.read() as db:
        return replace(case, on_the_way=downloads.on_the_way(db, case.show.id))


def _by_hand(judged: Sequence[Verdict], work: Work) -> Verdict | None:
    """The release that a person chose, whatever the rules say."""
    key = work.memo.pop(TAKE, "")
    found = next((v for v in judged if v.release.key[: verdicts.KEY_MOST] == key), None) if key else None
    if key:
        work.say(f"a person chose {found.release.title}" if found else "what a person chose is not offered any more")
    return found


def _end_upgrade(job: Job, store: Store, work: Work) -> None:
    """Nothing better after all: the episode stays as it is, and nobody is bothered."""
    work.say("nothing better is on offer any more")
    with store.write() as db:
        durable.cancel_job(db, job.id)
    raise LeaseLost


def _not_yet(judged: Sequence[Verdict], case: Case, timing: Timing) -> Later:
    wait = next_look(case.episode, timing)
    until = waits_until(case)
    if until and until > case.moment and any(v.rule == "too_early" for v in judged):
        wait = min(wait, until - case.moment)
    counts = Counter(v.rule for v in judged)
    told = ", ".join(f"{count} {WORDS[rule]}" for rule, count in counts.most_common(3))
    what = f"{len(judged)} found, none suitable: {told}" if judged else "No release found yet"
    short = next((v for v in judged if v.rule == "no_space"), None)
    if short:
        what = f"Waiting for disk space: {short.release.title}: {short.reason}"
    return Later(f"{what}; next look at {now() + wait:%H:%M} UTC", wait)


def next_look(episode: Episode, timing: Timing) -> timedelta:
    """A tenth of the time since it aired, between the two settings: often at first, rarely after weeks."""
    since = (now() - episode.airs_at).total_seconds() if episode.airs_at else 0.0
    return seconds(min(max(since / 10, timing.search_first), timing.search_most))


# ---------------------------------------------------------------------------------------------------- what is offered


def gather(case: Case, indexers: Sequence[Indexer], store: Store, settings: Settings, work: Work) -> list[Release]:
    """All that is known to be on offer: from the feeds, from earlier looks, and from searches for the rest.

    Unreachable when nothing is known and no indexer could be asked.
    """
    found, searched, problems = _search(case, indexers, store, settings, work)
    everything = {release.key: release for release in (*_known(case, store, searched), *found)}  # the freshest last
    if not everything and problems and len(problems) == len(indexers):
        waits = [p.retry_after for p in problems if isinstance(p, Unreachable) and p.retry_after]
        raise Unreachable("indexers", "; ".join(str(p) for p in problems), min(waits, default=None))
    return list(everything.values())


def _known(case: Case, store: Store, searched: Sequence[str] = ()) -> list[Release]:
    """What is known without asking: from earlier looks at others than were just searched, on its way for other
    episodes, and from the feeds."""
    coming = [r for r in case.on_the_way.values() if may_hold(read(r.title, titles_of(case.show)), case.episode)]
    with store.read() as db:
        before = verdicts.remembered(db, case.episode.id, searched)
        return [*before, *coming, *feeds.offers(db, case.show, case.episode)]


def _search(
    case: Case, indexers: Sequence[Indexer], store: Store, settings: Settings, work: Work
) -> tuple[list[Release], list[str], list[OutsideError]]:
    """(releases, names of the indexers that answered, problems) of all that must be asked."""
    found: list[Release] = []
    searched: list[str] = []
    problems: list[OutsideError] = []
    insist = bool(work.memo.pop(LOOK, ""))
    with store.read() as db:
        known = feeds.by_indexer(db)
    for indexer in indexers:
        feed = known.get(indexer.name)
        if not insist and _told_all(feed, _asked(work, indexer.name), case, seconds(settings.timing.feed)):
            work.say(f"{indexer.name}: its newest releases have told all that there is")
            continue
        try:
            if not insist and feed and feed.rest_until and feed.rest_until > case.moment:
                wait = (feed.rest_until - case.moment).total_seconds()
                raise Unreachable(indexer.name, f"it asked to be left alone until {feed.rest_until:%H:%M} UTC.", wait)
            offered = _ask(indexer, case, store)
            found += offered
            searched.append(indexer.name)
            work.memo[f"searched {indexer.name}"] = case.moment.isoformat()
            work.say(f"{indexer.name} offers {len(offered)}")
            health.well(store, indexer.name)
        except OutsideError as error:
            health.ill(store, error)
            feeds.rest(store, error)
            work.say(str(error))
            problems.append(error)
    return found, searched, problems


def _told_all(feed: Feed | None, asked: datetime | None, case: Case, interval: timedelta) -> bool:
    """Whether a search would tell no more than the feed has, since the last search or since before it aired."""
    airs = case.episode.airs_at or case.moment
    if case.moment - (asked or airs) > SEARCH_ANYWAY:
        return False
    return feeds.tells_all(feed, asked or airs - EARLY, case.moment, interval)


def _asked(work: Work, indexer: str) -> datetime | None:
    """When this job last searched there."""
    at = work.memo.get(f"searched {indexer}")
    return datetime.fromisoformat(at) if at else None


def _ask(indexer: Indexer, case: Case, store: Store) -> list[Release]:
    """Search for the episode; for its season, too, when several of it are missing."""
    episode = case.episode
    wanted = Wanted(
        show=case.show,
        season=episode.season,
        number=episode.number,
        absolute=episode.absolute,
        air_date=episode.air_date,
        episode_title=episode.title,
    )
    found = indexer.search(wanted)
    if case.gaps > 2 and _season_s_turn(indexer, case, store):
        packs = indexer.search(Wanted(show=case.show, season=episode.season))
        with store.write() as db:
            # Kept for all that wait for the season: one search serves them.
            if sum(feeds.keep(db, case.show.id, release) for release in packs):
                feeds.hurry_season(db, case.show.id, episode.season)
    return found


def _season_s_turn(indexer: Indexer, case: Case, store: Store) -> bool:
    """Whether nobody has searched for this season lately; marks it as searched."""
    key = f"season {case.show.id} {case.episode.season} {indexer.name}"[:120]
    with store.write() as db:
        at = notes.get(db, key)
        if at and case.moment - datetime.fromisoformat(at) < SEASON_AGAIN:
            return False
        notes.put(db, key, case.moment.isoformat())
    return True


# ----------------------------------------------------------------------------------------------------- the downloader


def _free(downloader: Downloader, work: Work) -> int | None:
    try:
        return downloader.free_space()
    except OutsideError as error:  # choosing goes on; `download` waits for the client
        work.say(str(error))
        return None


def _drop_rejected(job: Job, episode: Episode, downloader: Downloader, store: Store, work: Work) -> None:
    """The torrents that turned out wrong go, with their data, unless another job needs them."""
    with store.read() as db:
        blocked = verdicts.blocklist(db, episode.id, now()).keys()
    _let_go(job, downloader, store, work, lambda info_hash, release: not blocked.isdisjoint((info_hash, release.key)))


def _drop_others(job: Job, keep: Release, downloader: Downloader, store: Store, work: Work) -> None:
    """What was chosen before, and is not what is chosen now."""
    kept = {keep.key, keep.info_hash}
    _let_go(job, downloader, store, work, lambda info_hash, release: kept.isdisjoint((info_hash, release.key)))


def _let_go(
    job: Job, downloader: Downloader, store: Store, work: Work, unwanted: Callable[[str, Release], bool]
) -> None:
    try:
        for title in downloads.let_go(store, downloader, job.id, unwanted):
            work.say(f"removed {title} and its data")
    except OutsideError as error:  # the sweep comes by again
        health.ill(store, error)
        work.say(str(error))
