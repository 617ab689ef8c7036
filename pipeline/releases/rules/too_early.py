"""The best kind has not come yet, and the profile says to wait a while for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case


def too_early(offer: Candidate, case: Case) -> Reason:
    until = waits_until(case)
    if until is None or case.moment >= until or is_best_kind(offer, case):
        return NO_REASON
    return Reason("not-best-kind", until=until)


def waits_until(case: Case) -> datetime | None:
    """When the patience for the best kind is over."""
    airs, hours = case.episode.airs_at, case.profile.wait_hours
    return airs + timedelta(hours=hours) if airs and hours else None


def is_best_kind(offer: Candidate, case: Case) -> bool:
    best = case.profile.sources[0] if case.profile.sources else None
    return (offer.name.resolution or 0) >= case.profile.best_resolution and offer.name.source in (best, None)
