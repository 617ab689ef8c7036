"""It does not fit beside what is on its way already."""

from __future__ import annotations

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case

SPARE = 512 * 1024**2  # bytes that always stay free


def no_space(offer: Candidate, case: Case) -> Reason:
    total = offer.release.size
    if case.free is None or not total or case.joins(offer.release):
        return NO_REASON
    needed = total / case.parts(offer) if offer.name.is_pack else total  # of a pack, only what is wanted is loaded
    if needed + SPARE <= case.free:
        return NO_REASON
    return Reason("needs-space", needed=needed + SPARE, free=max(case.free, 0))
