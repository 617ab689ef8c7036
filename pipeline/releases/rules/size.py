"""Too small for its length to be the episode, or bigger than the profile allows."""

from __future__ import annotations

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case

SHORTEST, LONGEST = 15.0, 120.0  # minutes: what an episode may last when nobody says


def size(offer: Candidate, case: Case) -> Reason:
    total = offer.release.size
    if not total:
        return NO_REASON
    parts, profile = case.parts(offer), case.profile
    least, most = (case.runtime / 60, case.runtime / 60) if case.runtime else (SHORTEST, LONGEST)
    each = total / parts
    # A pack may hold but a part of a season: it can be too big, not too small.
    if not offer.name.is_pack and each < least * profile.least_mb_per_minute * 1e6:
        return Reason("too-small", size=each)
    return Reason("too-big", size=each) if each > most * profile.most_mb_per_minute * 1e6 else NO_REASON
