"""It holds other episodes."""

from __future__ import annotations

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case


def wrong_episode(offer: Candidate, case: Case) -> Reason:
    name = offer.name
    if case.speaks_of(name):  # a part of a season may or may not: its files will tell
        return NO_REASON
    if name.is_pack:
        return Reason("another-season")
    if name.special and case.episode.season:
        return Reason("is-special")
    return Reason("either-day" if name.other_dates and not name.date else "another-episode")
