"""Upgrades: within the profile's window, a better release replaces what was filed, and nobody is bothered with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from pipeline import durable, shows
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.durable import Stage, Taken
from pipeline.jobs import Job
from pipeline.model import Episode, Release, Show
from pipeline.quality import BUILT_IN
from pipeline.releases import verdicts
from pipeline.releases.case import Case
from pipeline.releases.choose import verdict
from pipeline.releases.files import may_hold
from pipeline.releases.match import Match
from pipeline.store import Store
from pipeline.store.tables import media_file

WHY = verdicts.UPGRADE
LEFT_ALONE = timedelta(days=1)  # a release that could not be had


def consider(store: Store, settings: Settings, stages: Sequence[Stage], matches: Sequence[Match]) -> list[int]:
    """Put on their way the filed episodes that one of these releases makes better. The jobs that were opened."""
    fresh = in_window(store, settings) if matches else {}
    opened = []
    for match in matches:
        with store.read() as db:
            held = [e for e in shows.episodes(db, match.show.id) if e.id in fresh and may_hold(match.name, e)]
        for episode in held:
            case = case_of(store, match.show, episode, settings)
            if case is not None and is_better([match.release], case):
                with store.write() as db:
                    opened.append(begin(db, episode.id, stages))
    return [job_id for job_id in opened if job_id is not None]


def begin(db: Connection, episode_id: int, stages: Sequence[Stage]) -> int | None:
    """Put a filed episode on its way; None when it already is, or has left the library meanwhile."""
    if episode_id not in shows.in_library(db, [episode_id]):
        return None
    return durable.open_job(db, episode_id, WHY, stages)


def case_of(store: Store, show: Show, episode: Episode, settings: Settings) -> Case | None:
    """What a better release is judged by; None when there is nothing to make better."""
    case = verdicts.case(store, show, episode, settings)
    with store.read() as db:
        have = verdicts.filed_offer(db, episode.id, show)
    return replace(case, have=have) if have is not None else None


def is_better(releases: Iterable[Release], case: Case) -> bool:
    """Whether one of them would be taken. Not packs: a whole season again, for what may be one better file."""
    judged = (verdict(release, case) for release in releases)
    return any(not each.rule and not each.name.is_pack for each in judged)


def in_window(store: Store, settings: Settings) -> dict[int, datetime]:
    """The episodes that give way to a better release now, and when each was first filed: not those on their way."""
    longest = max(p.upgrade_days for p in (*BUILT_IN.values(), *settings.profiles.values()))
    first = func.min(media_file.c.filed_at)
    query = (
        select(media_file.c.episode_id, first.label("first"))
        .group_by(media_file.c.episode_id)
        .having(first > now() - timedelta(days=longest))
    )
    with store.read() as db:
        filed = {row.episode_id: row.first for row in db.execute(query)}
        ids = shows.in_library(db, list(filed)) - shows.on_the_way(db, list(filed))
        return {id_: filed[id_] for id_ in sorted(ids) if now() - filed[id_] <= _window(db, id_, settings)}


def _window(db: Connection, episode_id: int, settings: Settings) -> timedelta:
    return timedelta(days=verdicts.profile_for(db, shows.episode_by_id(db, episode_id), settings).upgrade_days)


def is_optional(db: Connection, job: Job) -> bool:
    """Whether a job is only for something better than what can be watched already."""
    show = shows.by_id(db, shows.episode_by_id(db, job.episode_id).show_id)
    return job.why == WHY and verdicts.filed_offer(db, job.episode_id, show) is not None


def let_be(db: Connection, taken: Taken, reason: str, stages: Sequence[Stage]) -> None:
    """An upgrade that a person would have to help: not worth their while. What was chosen is left alone for a time,
    and the next best goes on; before that, it ends."""
    fetched = durable.runs_of(db, taken.run.job_id).get("fetch")
    if fetched is not None and fetched.result:
        durable.reject(db, taken, reason, stages, LEFT_ALONE)
    else:
        durable.stuck(db, taken, reason, ())
        durable.cancel_job(db, taken.run.job_id)
