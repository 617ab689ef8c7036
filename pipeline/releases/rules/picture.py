"""A picture that the profile does not want, or that nothing here can show."""

from __future__ import annotations

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case


def picture(offer: Candidate, case: Case) -> Reason:
    if offer.name.hdr and case.profile.hdr == "no":
        return Reason("is-hdr")
    return NO_REASON
