"""Its name says that it is of no use, or nothing at all."""

from __future__ import annotations

from pipeline.releases.case import Case, Offer


def unreadable(offer: Offer, _: Case) -> str:
    return offer.name.junk or ""
