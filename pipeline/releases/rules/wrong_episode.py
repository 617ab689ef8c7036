"""It holds other episodes."""

from __future__ import annotations

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.episodes import titled
from pipeline.releases.parsing.names import ReleaseName


def wrong_episode(offer: Candidate, case: Case) -> Reason:
    name = offer.name
    if case.speaks_of(name):  # a part of a season may or may not: its files will tell
        return _titled_otherwise(name, case)
    if name.is_pack:
        return Reason("another-season")
    if name.special and case.episode.season:
        return Reason("is-special")
    return Reason("either-day" if name.other_dates and not name.date else "another-episode")


def _titled_otherwise(name: ReleaseName, case: Case) -> Reason:
    """Number and title of two episodes: somebody counts in another order (https://github.com/Sonarr/Sonarr/issues/3803)"""
    if case.listing is None or len(name.episodes) != 1:
        return NO_REASON
    other = titled(name, case.listing)
    if other is None or (other.season, other.number) == (case.episode.season, case.episode.number):
        return NO_REASON
    return Reason("titled-as", code=f"S{other.season:02}E{other.number:02}")
