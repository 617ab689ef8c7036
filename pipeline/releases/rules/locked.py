"""It, or its indexer, says that one needs a password, or that it is packed in archives."""

from __future__ import annotations

import re

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case

# In brackets or at an end: a show may be called "Password".
_LOCKED = re.compile(
    r"[\[({]\s*(?:password|passworded|pw|pass)\b|[ ._-]passworded(?![a-z])"
    r"|password[ ._-]?(?:protected|required|in|is)\b",
    re.IGNORECASE,
)


_SAID = {"password": Reason("said-locked-password"), "archive": Reason("said-locked-archive")}


def locked(offer: Candidate, _: Case) -> Reason:
    if offer.release.locked:
        return _SAID.get(offer.release.locked, Reason("said-locked"))
    return Reason("locked") if _LOCKED.search(offer.release.title[:300]) else NO_REASON
