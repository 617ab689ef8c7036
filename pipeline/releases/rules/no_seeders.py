"""Nobody shares it. An indexer that does not say is believed to have somebody."""

from __future__ import annotations

from pipeline.releases.candidate import Candidate, Case


def no_seeders(offer: Candidate, _: Case) -> str:
    return "nobody shares it" if offer.release.seeders == 0 else ""
