"""A trailer of itself, or what comes beside the episodes."""

from __future__ import annotations

import re

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case

_SAMPLE = re.compile(r"(?<![a-z0-9])(?:sample|trailer|teaser|promo)(?:[ ._-]?(?:clip|only))?(?:\.\w{2,4})?$", re.I)


def sample(offer: Candidate, _: Case) -> Reason:
    if _SAMPLE.search(offer.release.title.strip()[-30:]):
        return Reason("is-sample")
    return Reason("is-bonus") if offer.name.extras else NO_REASON
