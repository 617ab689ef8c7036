"""Nobody shares it. An indexer that does not say is believed to have somebody."""

from __future__ import annotations

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case


def no_seeders(offer: Candidate, _: Case) -> Reason:
    return Reason("nobody-shares") if offer.release.seeders == 0 else NO_REASON
