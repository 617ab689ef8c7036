"""fetch: gather what is on offer, choose the best release, and keep why every other one lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from pipeline.clock import now
from pipeline.config import Settings, Timing
from pipeline.engine.context import StepContext, seconds
from pipeline.engine.remedies import LOOK, TAKE
from pipeline.errors import Abandon, Later, OutsideError
from pipeline.model import Episode, Release, Show
from pipeline.model.jobs import Job
from pipeline.model.reasons import Reason, reason_from
from pipeline.ports import Downloader, Indexer
from pipeline.releases.candidate import Case
from pipeline.releases.decide import Verdict, best, judge
from pipeline.releases.rules import refused_by
from pipeline.releases.rules.too_early import waits_until
from pipeline.services import search
from pipeline.services.cases import case_of
from pipeline.services.downloads import let_go
from pipeline.steps.results import Fetched
from pipeline.store import Store, blocks, downloads, verdicts


def fetch(
    job: Job,
    show: Show,
    episode: Episode,
    indexers: Sequence[Indexer],
    downloader: Downloader,
    store: Store,
    settings: Settings,
    context: StepContext,
) -> Fetched:
    """Gather, judge, choose. Nothing suitable: look again later, at growing intervals."""
    _drop_rejected(job, episode, downloader, store, context)
    case = case_of(store, show, episode, settings, job, free=_free(downloader, context))
    judged = _given(case, store, context) or _to_join(case, store, context)
    if not judged:
        judged = judge(search.gather(case, indexers, store, settings, context), _now(case, store))
    for verdict in judged:
        context.log(f"{verdict.release.title} ({verdict.release.indexer}): {verdict.reason or 'suitable'}")
    chosen = _by_hand(judged, context) or best(judged)
    with store.write() as db:
        verdicts.save(db, episode.id, judged, chosen)
    if chosen is None:
        if case.have is not None:
            raise Abandon(Reason("nothing-better"))  # the episode stays as it is, and nobody is bothered
        raise _not_yet(judged, case, settings.timing)
    _drop_others(job, chosen.release, downloader, store, context)
    suitable = sum(not v.rule for v in judged)
    why = Reason("chosen-by-hand" if chosen.rule else "best-of-suitable", suitable=suitable, count=len(judged))
    return Fetched(release=chosen.release, considered=len(judged), why=why, name=chosen.name)


def _given(case: Case, store: Store, context: StepContext) -> list[Verdict]:
    """All that is known, when a person gave a torrent of their own that is to be taken; else nothing."""
    key = context.memo.get(TAKE, "")
    known = search.known(case, store) if key else []
    return judge(known, case) if any(each.by_hand and each.short_key == key for each in known) else []


def _to_join(case: Case, store: Store, context: StepContext) -> list[Verdict]:
    """All that is known, when the best of it is on its way for another episode already; else nothing."""
    if LOOK in context.memo or TAKE in context.memo:
        return []
    judged = judge(search.known(case, store), case)
    chosen = best(judged)
    if chosen is None or not case.joins(chosen.release):
        return []
    context.log("no search: the best of what is known is there or on its way for another episode")
    return judged


def _now(case: Case, store: Store) -> Case:
    """The case with what other jobs have chosen while this one was searching."""
    with store.read() as db:
        return replace(case, on_the_way=downloads.on_the_way(db, case.show.id))


def _by_hand(judged: Sequence[Verdict], context: StepContext) -> Verdict | None:
    """The release that a person chose, whatever the rules say."""
    key = context.memo.pop(TAKE, "")
    found = next((v for v in judged if v.release.short_key == key), None) if key else None
    if key:
        context.log(f"a person chose {found.release.title}" if found else "what a person chose is not offered any more")
    return found


def _not_yet(judged: Sequence[Verdict], case: Case, timing: Timing) -> Later:
    wait = next_look(case.episode, timing)
    until = waits_until(case)
    if until and until > case.moment and any(v.rule == "too_early" for v in judged):
        wait = min(wait, until - case.moment)
    return Later(Reason("looks-again", why=_why_none(judged), at=now() + wait), wait)


def _why_none(judged: Sequence[Verdict]) -> Reason:
    """What keeps the best from being taken, else what most of them lost by."""
    if not judged:
        return Reason("no-release-yet")
    short = next((v for v in judged if v.rule == "no_space"), None)
    if short:
        return Reason("no-room-for", release=short.release.title, why=reason_from(short.reason))
    most = Counter(v.rule for v in judged).most_common(3)
    told = tuple(Reason("count-and-what", count=count, what=refused_by(rule, count)) for rule, count in most)
    return Reason("none-suitable", count=len(judged), told=told)


def next_look(episode: Episode, timing: Timing) -> timedelta:
    """A tenth of the time since it aired, between the two settings: often at first, rarely after weeks."""
    since = (now() - episode.airs_at).total_seconds() if episode.airs_at else 0.0
    return seconds(min(max(since / 10, timing.search_first), timing.search_most))


# ----------------------------------------------------------------------------------------------------- the downloader


def _free(downloader: Downloader, context: StepContext) -> int | None:
    try:
        return downloader.free_space()
    except OutsideError as error:  # choosing goes on; `download` waits for the client
        context.log(str(error))
        return None


def _drop_rejected(job: Job, episode: Episode, downloader: Downloader, store: Store, context: StepContext) -> None:
    """The torrents that turned out wrong go, with their data, unless another job needs them."""
    with store.read() as db:
        blocked = blocks.reasons(db, episode.id, now()).keys()
    _let_go(
        job, downloader, store, context, lambda info_hash, release: not blocked.isdisjoint((info_hash, release.key))
    )


def _drop_others(job: Job, keep: Release, downloader: Downloader, store: Store, context: StepContext) -> None:
    """What was chosen before, and is not what is chosen now."""
    kept = {keep.key, keep.info_hash}
    _let_go(job, downloader, store, context, lambda info_hash, release: kept.isdisjoint((info_hash, release.key)))


def _let_go(
    job: Job, downloader: Downloader, store: Store, context: StepContext, unwanted: Callable[[str, Release], bool]
) -> None:
    try:
        for title in let_go(store, downloader, job.id, unwanted):
            context.log(f"removed {title} and its data")
    except OutsideError as error:  # the sweep comes by again
        context.log(str(error))
