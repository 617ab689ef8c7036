"""Its name says that it is of no use, or nothing at all."""

from __future__ import annotations

from pipeline.model.reasons import Reason, reason_from
from pipeline.releases.candidate import Candidate, Case


def unreadable(offer: Candidate, _: Case) -> Reason:
    return reason_from(offer.name.junk)
