"""fetch: ask the indexers, choose the best release, and keep why every other one lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pipeline import health
from pipeline.clock import now
from pipeline.config import Settings, Timing
from pipeline.errors import Later, OutsideError, Unreachable
from pipeline.model import Episode, Release, Show, Wanted
from pipeline.ports import Indexer
from pipeline.releases import verdicts
from pipeline.releases.choose import best, judge
from pipeline.results import Fetched
from pipeline.store import Store
from pipeline.work import Work, seconds


def fetch(
    show: Show,
    episode: Episode,
    indexers: Sequence[Indexer],
    store: Store,
    settings: Settings,
    work: Work,
) -> Fetched:
    """Search, judge, choose. Nothing suitable: look again later, at growing intervals."""
    found = search(show, episode, indexers, store, work)
    case = verdicts.case(store, show, episode, settings)
    judged = judge(found, case)
    for verdict in judged:
        work.say(f"{verdict.release.title} ({verdict.release.indexer}): {verdict.reason or 'suitable'}")
    chosen = best(judged)
    verdicts.save(store, episode.id, judged, chosen)
    if chosen is None:
        wait = next_look(episode, settings.timing)
        what = f"{len(judged)} releases found, none suitable" if judged else "No release found yet"
        raise Later(f"{what}; next look at {now() + wait:%H:%M} UTC", wait)
    return Fetched(
        release=chosen.release,
        considered=len(judged),
        why=f"best of {sum(not v.rule for v in judged)} suitable among {len(judged)} found",
    )


def search(show: Show, episode: Episode, indexers: Sequence[Indexer], store: Store, work: Work) -> list[Release]:
    """What all indexers offer for an episode. Unreachable when none could be asked."""
    wanted = Wanted(
        show=show,
        season=episode.season,
        number=episode.number,
        absolute=episode.absolute,
        air_date=episode.air_date,
        episode_title=episode.title,
    )
    found: list[Release] = []
    problems: list[OutsideError] = []
    for indexer in indexers:
        try:
            offered = indexer.search(wanted)
            work.say(f"{indexer.name} offers {len(offered)}")
            found += offered
            health.well(store, indexer.name)
        except OutsideError as error:
            health.ill(store, error)
            work.say(str(error))
            problems.append(error)
    if indexers and len(problems) == len(indexers):
        raise Unreachable("indexers", "; ".join(str(p) for p in problems))
    return found


def next_look(episode: Episode, timing: Timing) -> timedelta:
    """A tenth of the time since it aired, between the two settings: often at first, rarely after weeks."""
    since = (now() - episode.airs_at).total_seconds() if episode.airs_at else 0.0
    return seconds(min(max(since / 10, timing.search_first), timing.search_most))
