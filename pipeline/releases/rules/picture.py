"""A picture that the profile does not want, or that nothing here can show."""

from __future__ import annotations

from pipeline.releases.case import Case, Offer


def picture(offer: Offer, case: Case) -> str:
    if offer.name.hdr and case.profile.hdr == "no":
        return "its picture is HDR"
    return ""
