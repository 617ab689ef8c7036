"""Upgrades: within the profile's window, a better release from the feeds replaces what was filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, func, select

from pipeline import durable, shows
from pipeline.clock import now
from pipeline.config import Settings
from pipeline.durable import Stage
from pipeline.model import Episode
from pipeline.releases import verdicts
from pipeline.releases.choose import verdict
from pipeline.releases.files import may_hold
from pipeline.releases.match import Match
from pipeline.store import Store
from pipeline.store.tables import media_file

WHY = "upgrade"


def consider(store: Store, settings: Settings, stages: Sequence[Stage], matches: Sequence[Match]) -> list[int]:
    """Put on their way the filed episodes that one of these releases makes better. The jobs that were opened."""
    opened = []
    for match in matches:
        if match.name.is_pack:  # a whole season again, for what may be one better file
            continue
        for episode in _filed_lately(store, settings, match):
            case = verdicts.case(store, match.show, episode, settings)
            with store.read() as db:
                file = verdicts.filed(db, episode.id)
            if file is None:
                continue
            case = replace(case, have=verdicts.offer_of(file.release, match.show))
            if verdict(match.release, case).rule:
                continue
            with store.write() as db:
                job_id = durable.open_job(db, episode.id, WHY, stages)
            if job_id is not None:
                opened.append(job_id)
    return opened


def _filed_lately(store: Store, settings: Settings, match: Match) -> list[Episode]:
    """The episodes that a release holds, that were first filed within the window and are not on their way."""
    with store.read() as db:
        holds = [e for e in shows.episodes(db, match.show.id) if may_hold(match.name, e)]
        ids = [e.id for e in holds]
        candidates = shows.in_library(db, ids) - shows.on_the_way(db, ids)
        return [e for e in holds if e.id in candidates and _in_window(db, e, settings)]


def _in_window(db: Connection, episode: Episode, settings: Settings) -> bool:
    days = verdicts.profile_for(db, episode, settings).upgrade_days
    first = db.execute(select(func.min(media_file.c.filed_at)).where(media_file.c.episode_id == episode.id)).scalar()
    return bool(days) and first is not None and now() - first <= timedelta(days=days)
