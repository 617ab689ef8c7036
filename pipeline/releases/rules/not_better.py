"""The library has it as good already, or as good as the profile wants it."""

from __future__ import annotations

import re

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case
from pipeline.releases.rules.too_early import is_best_kind
from pipeline.releases.score import hdr, mended, worth

_OWN_MENDING = re.compile(r"(?<![a-z])(?:repack|rerip)\d?(?![a-z])", re.IGNORECASE)


def not_better(offer: Candidate, case: Case) -> Reason:
    have = case.have
    if have is None:
        return NO_REASON
    if worth(offer, case) <= worth(have, case):
        return Reason("no-better")
    mends = worth(offer, case)[:-1] == worth(have, case)[:-1] and mended(offer) > mended(have)
    if mends and _OWN_MENDING.search(offer.release.title) and offer.name.group != have.name.group:
        return Reason("mends-another")
    if reached(have, case) and not mends:
        return Reason("good-enough")
    return NO_REASON


def reached(have: Candidate, case: Case) -> bool:
    """Whether what is there is all that the profile likes best: from here on, only its own mending is better."""
    return is_best_kind(have, case) and (case.profile.hdr != "liked" or hdr(have, case) > 0)
