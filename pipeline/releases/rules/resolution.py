"""More lines than the profile allows, or fewer."""

from __future__ import annotations

from pipeline.model.reasons import NO_REASON, Reason
from pipeline.releases.candidate import Candidate, Case


def resolution(offer: Candidate, case: Case) -> Reason:
    lines, profile = offer.name.resolution, case.profile
    if lines is None:
        return NO_REASON
    if lines > profile.most_resolution:
        return Reason("too-many-lines", lines=f"{lines}p", wanted=f"{profile.most_resolution}p")
    if lines < profile.least_resolution:
        return Reason("too-few-lines", lines=f"{lines}p", wanted=f"{profile.least_resolution}p")
    return NO_REASON
