"""Factories with every default filled: a test says only what matters to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipeline.model import Episode, Release, Show
from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.parsing.names import read
from pipeline.releases.quality_profiles import BUILT_IN, Profile
from pipeline.releases.titles import titles_of

AIRED = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
TITLE = "Lantern.Row.S01E02.1080p.WEB-DL.H.264-FAIR"


def show(title: str = "Lantern Row", **values: Any) -> Show:
    return Show(**{"id": 1, "title": title, "year": 2026, "language": "en", "runtime": 3000.0, **values})


def episode(**values: Any) -> Episode:
    aired = {"airs_at": AIRED, "air_date": date(2026, 11, 20)}
    return Episode(**{"id": 2, "show_id": 1, "season": 1, "number": 2, "title": "High Tide", **aired, **values})


def release(title: str = TITLE, **values: Any) -> Release:
    facts = {"size": 1_500_000_000, "seeders": 20, "published_at": AIRED + timedelta(hours=1), "guid": title}
    return Release(**{"title": title, "indexer": "fair", **facts, **values})


def profile(**values: Any) -> Profile:
    return Profile(**{**BUILT_IN["standard"].model_dump(), **values})


def case(**values: Any) -> Case:
    facts = {"show": show(), "episode": episode(), "moment": AIRED + timedelta(hours=2), "season_episodes": 6}
    return Case(**{**facts, **values})


def offer(title: str = TITLE, *, of: Show | None = None, **values: Any) -> Candidate:
    return Candidate(release=release(title, **values), name=read(title, titles_of(of or show())))
