"""It does not fit beside what is on its way already."""

from __future__ import annotations

from messages.units import size_text
from pipeline.releases.candidate import Candidate, Case

SPARE = 512 * 1024**2  # bytes that always stay free


def no_space(offer: Candidate, case: Case) -> str:
    total = offer.release.size
    if case.free is None or not total or case.joins(offer.release):
        return ""
    needed = total / case.parts(offer) if offer.name.is_pack else total  # of a pack, only what is wanted is loaded
    if needed + SPARE <= case.free:
        return ""
    return f"it needs {size_text(needed + SPARE)}, {size_text(max(case.free, 0))} are free"
