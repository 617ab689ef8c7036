"""Upgrades: within the profile's window, a better release replaces what was filed, and nobody is bothered with it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.clock import now
from pipeline.config import Settings
from pipeline.model import Episode, Release, Show
from pipeline.model.jobs import Origin
from pipeline.releases.candidate import Case
from pipeline.releases.decide import verdict
from pipeline.releases.episodes import Listing, serves
from pipeline.releases.match import Match
from pipeline.releases.quality_profiles import BUILT_IN
from pipeline.services import cases
from pipeline.store import Connection, Store, media_files, runs, shows
from pipeline.store.runs import Stage


def consider(store: Store, settings: Settings, stages: Sequence[Stage], matches: Sequence[Match]) -> list[int]:
    """Put on their way the filed episodes that one of these releases makes better. The jobs that were opened."""
    fresh = in_window(store, settings) if matches else {}
    if not fresh:
        return []
    with store.read() as db:
        theirs = {shows.episode_by_id(db, id_).show_id for id_ in fresh}
        listed = {m.show.id: shows.episodes(db, m.show.id) for m in matches if m.show.id in theirs}
    opened = []
    for match in matches:
        for episode in _served(match, listed.get(match.show.id, []), fresh):
            job_id = _begin_if_better(store, settings, stages, match, episode)
            if job_id is not None:
                opened.append(job_id)
    return opened


def _served(match: Match, episodes: Sequence[Episode], fresh: Container[int]) -> list[Episode]:
    """The filed episodes of a show, among these fresh ones, that a release may hold."""
    listing = Listing(episodes, match.show.kind)
    return [each for each in episodes if each.id in fresh and serves(match.name, each, listing)]


def _begin_if_better(
    store: Store, settings: Settings, stages: Sequence[Stage], match: Match, episode: Episode
) -> int | None:
    """Put an episode on its way if this release makes its file better. The job, if one was opened."""
    case = case_of(store, match.show, episode, settings)
    if case is None or not is_better([match.release], case):
        return None
    with store.write() as db:
        return begin(db, episode.id, stages)


def begin(db: Connection, episode_id: int, stages: Sequence[Stage]) -> int | None:
    """Put a filed episode on its way; None when it already is, or has left the library meanwhile."""
    if episode_id not in shows.in_library(db, [episode_id]):
        return None
    return runs.open_job(db, episode_id, Origin.UPGRADE, stages)


def case_of(store: Store, show: Show, episode: Episode, settings: Settings) -> Case | None:
    """What a better release is judged by; None when there is nothing to make better."""
    case = cases.case_of(store, show, episode, settings)
    with store.read() as db:
        have = cases.filed_candidate(db, episode.id, show)
    return replace(case, have=have) if have is not None else None


def is_better(releases: Iterable[Release], case: Case) -> bool:
    """Whether one of them would be taken. Not packs: a whole season again, for what may be one better file."""
    judged = (verdict(release, case) for release in releases)
    return any(not each.rule and not each.name.is_pack for each in judged)


def in_window(store: Store, settings: Settings) -> dict[int, datetime]:
    """The episodes that give way to a better release now, and when each was first filed: not those on their way."""
    longest = max(p.upgrade_days for p in (*BUILT_IN.values(), *settings.profiles.values()))
    with store.read() as db:
        filed = media_files.first_filed_since(db, now() - timedelta(days=longest))
        ids = shows.in_library(db, list(filed)) - shows.on_the_way(db, list(filed))
        episodes = [shows.episode_by_id(db, each) for each in sorted(ids)]
        return {each.id: filed[each.id] for each in episodes if now() - filed[each.id] <= window(db, each, settings)}


def window(db: Connection, episode: Episode, settings: Settings) -> timedelta:
    """How long after it was first filed an episode gives way to a better release."""
    return timedelta(days=cases.profile_for(db, episode, settings).upgrade_days)
