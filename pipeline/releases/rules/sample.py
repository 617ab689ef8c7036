"""A trailer of itself, or what comes beside the episodes."""

from __future__ import annotations

import re

from pipeline.releases.candidate import Candidate, Case

_SAMPLE = re.compile(r"(?<![a-z0-9])(?:sample|trailer|teaser|promo)(?:[ ._-]?(?:clip|only))?(?:\.\w{2,4})?$", re.I)


def sample(offer: Candidate, _: Case) -> str:
    if _SAMPLE.search(offer.release.title.strip()[-30:]):
        return "it is a sample or a trailer"
    return "it is bonus material, not the episodes" if offer.name.extras else ""
