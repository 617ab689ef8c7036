"""A picture that the profile does not want, or that nothing here can show."""

from __future__ import annotations

from pipeline.releases.candidate import Candidate, Case


def picture(offer: Candidate, case: Case) -> str:
    if offer.name.hdr and case.profile.hdr == "no":
        return "its picture is HDR"
    return ""
