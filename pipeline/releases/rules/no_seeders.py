"""Nobody shares it. An indexer that does not say is believed to have somebody."""

from __future__ import annotations

from pipeline.releases.case import Case, Offer


def no_seeders(offer: Offer, _: Case) -> str:
    return "nobody shares it" if offer.release.seeders == 0 else ""
