"""More lines than the profile allows, or fewer."""

from __future__ import annotations

from pipeline.releases.candidate import Candidate, Case


def resolution(offer: Candidate, case: Case) -> str:
    lines, profile = offer.name.resolution, case.profile
    if lines is None:
        return ""
    if lines > profile.most_resolution:
        return f"{lines}p is more than the {profile.most_resolution}p wanted"
    return f"{lines}p is less than the {profile.least_resolution}p wanted" if lines < profile.least_resolution else ""
