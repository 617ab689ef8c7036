"""search_for_better: look for a better release of what is filed, until the profile's window is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.engine.context import StepContext
from pipeline.errors import Abandon, Later, OutsideError
from pipeline.model import Episode, Release, Show
from pipeline.model.reasons import Reason
from pipeline.ports import Indexer
from pipeline.releases.candidate import Case
from pipeline.releases.rules.not_better import reached
from pipeline.services import search, upgrades
from pipeline.services.upgrade_search import wait
from pipeline.store import Store, media_files, shows
from pipeline.store.runs import Stage

NEWS = timedelta(days=14)  # for what aired longer ago, a search found all there is when it was fetched


def search_for_better(
    show: Show,
    episode: Episode,
    indexers: Sequence[Indexer],
    store: Store,
    settings: Settings,
    context: StepContext,
    stages: Sequence[Stage],
) -> None:
    """Look once, and have what is better fetched; then Later. Abandon when nothing takes the place of it any more.

    The first look, right after it was filed, asks nobody: it is for what came while the episode was on its way.
    """
    first = _filed_at(episode, store, settings)
    pause = wait(first, now(), settings.timing)
    first_look = not context.memo
    context.memo["begun"] = now().isoformat()
    case = upgrades.case_of(store, show, episode, settings)
    if case is None or case.have is None:  # a person complained of it: that gives way as it is
        raise Later(Reason("nothing-better-yet"), pause)
    worth_asking = not first_look and not reached(case.have, case) and _is_news(case)
    offered = _offered(case, indexers if worth_asking else (), store, settings, context, pause)
    if upgrades.is_better(offered, case) and _begin(episode, store, stages):
        raise Later(Reason("better-on-its-way"), pause)
    raise Later(Reason("nothing-better-yet"), pause)


def _filed_at(episode: Episode, store: Store, settings: Settings) -> datetime:
    """When it was first filed. Abandon when it does not give way any more, Later while it is on its way itself."""
    with store.read() as db:
        first, window = media_files.first_filed(db, episode.id), upgrades.window(db, episode, settings)
        there, coming = (bool(some(db, [episode.id])) for some in (shows.in_library, shows.on_the_way))
    if coming:
        raise Later(Reason("on-its-way-again"), wait(first or now(), now(), settings.timing))
    if first is None or now() - first > window:
        raise Abandon(Reason("gives-way-no-more"))
    if not there:
        raise Abandon(Reason("file-replaced-or-gone"))
    return first


def _offered(
    case: Case,
    indexers: Sequence[Indexer],
    store: Store,
    settings: Settings,
    context: StepContext,
    pause: timedelta,
) -> list[Release]:
    """What is known, and what a search finds; nobody is asked to help an indexer that fails: the next look comes."""
    try:
        return search.gather(case, indexers, store, settings, context)
    except OutsideError as error:
        raise Later(error.reason, pause) from error


def _is_news(case: Case) -> bool:
    return case.episode.airs_at is not None and case.moment - case.episode.airs_at <= NEWS


def _begin(episode: Episode, store: Store, stages: Sequence[Stage]) -> bool:
    with store.write() as db:
        return upgrades.begin(db, episode.id, stages) is not None
