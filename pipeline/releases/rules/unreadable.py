"""Its name says that it is of no use, or nothing at all."""

from __future__ import annotations

from pipeline.releases.candidate import Candidate, Case


def unreadable(offer: Candidate, _: Case) -> str:
    return offer.name.junk or ""
