"""Second looks: while an episode gives way to a better release, what feeds do not tell of is asked for.

Feeds tell of a release once, perhaps while the episode was still on its way; an indexer may have none. So everything
known, and what a search finds, is looked at again: often at first, less and less, until the window is over. When the
next look is, is a note for each episode, so that any worker may take it up.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from pipeline.clock import now
from pipeline.config import Settings, Timing
from pipeline.engine.context import StepContext, seconds
from pipeline.errors import OutsideError
from pipeline.model import Episode
from pipeline.ports import Indexer
from pipeline.releases.rules.not_better import reached
from pipeline.services import search, upgrades
from pipeline.store import Connection, Store, key_values, shows
from pipeline.store.runs import Stage

NEWS = timedelta(days=14)  # for what aired longer ago, a search found all there is when it was fetched
_KEY = "better:"


@dataclass(frozen=True, kw_only=True)
class SecondLook:
    """When an episode is looked for again, and what its searches remember."""

    episode_id: int
    look_at: datetime
    memo: dict[str, str] = field(default_factory=dict)


_LOOK = TypeAdapter(SecondLook)


def look(store: Store, indexers: Sequence[Indexer], settings: Settings, stages: Sequence[Stage]) -> list[int]:
    """Look for something better than what was filed lately, where the time for it has come. The jobs that were opened.

    The first look, right after an episode was filed, asks nobody: it is for what came while it was on its way.
    """
    filed = upgrades.in_window(store, settings)
    _forget(store, filed)
    opened = []
    for episode_id, first in filed.items():
        known = _claim(store, episode_id, first, settings.timing)
        if known is None:
            continue
        asked = indexers if known.memo else ()
        job_id = _look(store, known, first, asked, settings, stages)
        opened += [job_id] if job_id is not None else []
    return opened


def next_look(first: datetime, moment: datetime, timing: Timing) -> datetime:
    """A quarter of the time since it was filed, between the two settings for searches."""
    return moment + min(max((moment - first) / 4, seconds(timing.search_first)), seconds(timing.search_most))


def _claim(store: Store, episode_id: int, first: datetime, timing: Timing) -> SecondLook | None:
    """The look that is due, with the next one put off; None when it is not, or when somebody was quicker."""
    moment, key = now(), f"{_KEY}{episode_id}"
    with store.read() as db:
        value = key_values.get(db, key)
    known = _LOOK.validate_python(value) if value else SecondLook(episode_id=episode_id, look_at=first)
    if known.look_at > moment:
        return None
    with store.write() as db:
        if key_values.get(db, key) != value:
            return None
        upcoming = next_look(first, moment, timing)
        _put(db, replace(known, look_at=upcoming, memo=known.memo or {"begun": moment.isoformat()}))
    return known


def _look(
    store: Store,
    known: SecondLook,
    first: datetime,
    indexers: Sequence[Indexer],
    settings: Settings,
    stages: Sequence[Stage],
) -> int | None:
    with store.read() as db:
        episode = shows.find_episode(db, known.episode_id)
        show = shows.by_id(db, episode.show_id) if episode else None
    case = upgrades.case_of(store, show, episode, settings) if show and episode else None
    if case is None or case.have is None:
        return None
    context = StepContext(step="upgrade", begun_at=first, memo=dict(known.memo))
    worth_asking = not reached(case.have, case) and _is_news(case.episode, case.moment)
    try:
        offered = search.gather(case, indexers if worth_asking else (), store, settings, context)
    except OutsideError:  # noted as the indexer's health; the next look comes
        return None
    with store.write() as db:
        value = key_values.get(db, f"{_KEY}{known.episode_id}")
        if value:
            _put(db, replace(_LOOK.validate_python(value), memo={"begun": now().isoformat(), **context.memo}))
        if not upgrades.is_better(offered, case):
            return None
        return upgrades.begin(db, known.episode_id, stages)


def _is_news(episode: Episode, moment: datetime) -> bool:
    return episode.airs_at is not None and moment - episode.airs_at <= NEWS


def _put(db: Connection, known: SecondLook) -> None:
    key_values.put(db, f"{_KEY}{known.episode_id}", _LOOK.dump_python(known, mode="json"))


def _forget(store: Store, filed: Collection[int]) -> None:
    """Nothing takes the place of these any more."""
    with store.read() as db:
        known = key_values.starting_with(db, _KEY)
    over = known.keys() - {f"{_KEY}{episode_id}" for episode_id in filed}
    if over:
        with store.write() as db:
            key_values.drop_all(db, over)
