"""Words and groups that the owner refuses or insists on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case


def words(offer: Candidate, case: Case) -> Reason:
    if refused := first_in(case.profile.refused, offer):
        return Reason("refused-word", word=refused)
    required = case.profile.required
    if required and not first_in(required, offer):
        return Reason("none-of-words", words=", ".join(required))
    return NO_REASON


def first_in(listed: Sequence[str], offer: Candidate) -> str:
    """The first of these words that the release bears, as its group or as whole words of its name; or nothing."""
    return next((word for word in listed if word.strip() and _bears(offer, word)), "")


def _bears(offer: Candidate, word: str) -> bool:
    if (offer.name.group or "").casefold() == word.strip().casefold():
        return True
    pattern = r"[ ._-]+".join(re.escape(part) for part in re.split(r"[ ._-]+", word.strip()) if part)
    return bool(pattern) and bool(
        re.search(rf"(?<![^\W_]){pattern}(?![^\W_])", offer.release.title[:300], re.IGNORECASE)
    )
