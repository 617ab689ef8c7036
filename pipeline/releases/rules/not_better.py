"""The library has it as good already."""

from __future__ import annotations

from pipeline.releases.case import Case, Offer
from pipeline.releases.score import quality


def not_better(offer: Offer, case: Case) -> str:
    if case.have is None:
        return ""
    return "" if quality(offer, case) > quality(case.have, case) else "it is no better than what is in the library"
