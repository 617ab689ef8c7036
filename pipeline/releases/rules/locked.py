"""It, or its indexer, says that one needs a password, or that it is packed in archives."""

from __future__ import annotations

import re

from pipeline.releases.candidate import Candidate, Case

# In brackets or at an end: a show may be called "Password".
_LOCKED = re.compile(
    r"[\[({]\s*(?:password|passworded|pw|pass)\b|[ ._-]passworded(?![a-z])"
    r"|password[ ._-]?(?:protected|required|in|is)\b",
    re.IGNORECASE,
)


_SAID = {
    "password": "its indexer says that it is locked with a password",
    "archive": "its indexer says that it is packed in an archive within an archive",
}


def locked(offer: Candidate, _: Case) -> str:
    if offer.release.locked:
        return _SAID.get(offer.release.locked, "its indexer says that it is locked")
    return "it is locked with a password" if _LOCKED.search(offer.release.title[:300]) else ""
