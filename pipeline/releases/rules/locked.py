"""It says itself that one needs a password."""

from __future__ import annotations

import re

from pipeline.releases.case import Case, Offer

# In brackets or at an end: a show may be called "Password".
_LOCKED = re.compile(
    r"[\[({]\s*(?:password|passworded|pw|pass)\b|[ ._-]passworded(?![a-z])"
    r"|password[ ._-]?(?:protected|required|in|is)\b",
    re.IGNORECASE,
)


def locked(offer: Offer, _: Case) -> str:
    return "it is locked with a password" if _LOCKED.search(offer.release.title[:300]) else ""
